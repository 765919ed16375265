"""The window: the only room with Qt."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inspector.session.link import ClientFactory


def run(
    paths: Sequence[str | Path],
    make_client: ClientFactory | None = None,
    *,
    benchmark: bool = False,
) -> int:
    """Show the window until it is closed.

    Args:
        paths: Files or folders to open.
        make_client: Starts a child process per document; one without a head start by default.
        benchmark: Whether the window drives itself and prints how fast it is.

    Returns:
        The exit status.
    """
    from inspector.ui.main import run_window

    return run_window(paths, make_client, benchmark=benchmark)
