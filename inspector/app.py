"""The command ``inspector``."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inspector.worker.launch import Launch


def main() -> None:
    """Run the command that ``sys.argv`` holds."""
    launch = head_start(sys.argv[1:])
    try:
        from inspector.commands import cli

        cli(obj=launch)
    finally:
        if launch is not None:
            launch.end()


def head_start(arguments: Sequence[str]) -> Launch | None:
    """Start the window's first child before anything else is loaded: it loads code meanwhile.

    Args:
        arguments: Of the command.

    Returns:
        The child; None where no window is asked for, or the system cannot start one: then the
        window tries again and says why.
    """
    if arguments[:1] != ["open"] or not {"-h", "--help"}.isdisjoint(arguments):
        return None
    from inspector.worker.launch import ONE_THREAD, Launch

    os.environ.update(ONE_THREAD)
    gc.disable()  # until the window stands: what is loaded and made until then stays
    with contextlib.suppress(OSError):
        return Launch()
    return None
