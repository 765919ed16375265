"""The window: the only room with Qt."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


def run(paths: Sequence[str | Path]) -> int:
    """Show the window until it is closed.

    Args:
        paths: Files or folders to open.

    Returns:
        The exit status.
    """
    from inspector.ui.main import run as run_window

    return run_window(paths)
