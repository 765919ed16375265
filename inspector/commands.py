"""All commands: those of the command line and the one that opens the window.

The only module above both rooms. Qt is imported when a window is asked for and not before, so that
the command line needs no display.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inspector.cli.main import cli

if TYPE_CHECKING:
    from inspector.worker.launch import Launch

__all__ = ["cli", "open_window"]


@cli.command("open")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--benchmark",
    is_flag=True,
    help="Let the window drive itself with one model, print how fast it is, and end.",
)
@click.option(
    "--new-window", is_flag=True, help="Open a window of its own even if one is open already."
)
@click.pass_obj
def open_window(
    launch: Launch | None, paths: tuple[Path, ...], benchmark: bool, new_window: bool
) -> None:
    """Open the window, with the models at PATHS where some are named.

    When a window is open already, it takes them.
    """
    if benchmark and len(paths) != 1:
        raise click.UsageError("--benchmark takes exactly one model.")
    if not _has_display():
        raise click.ClickException(
            "There is no display: neither DISPLAY nor WAYLAND_DISPLAY is set. "
            "The commands scan, explain and render need none."
        )
    from inspector.session.instance import hand_over

    if not (benchmark or new_window) and hand_over(paths):
        return
    from inspector.session.library import Library
    from inspector.worker.spare import Spare

    spare = Spare(lambda: Library().folders, launch=launch)
    try:
        from inspector.ui import run

        sys.exit(run(list(paths), spare, benchmark=benchmark))
    finally:
        spare.close()


def _has_display() -> bool:
    """Whether Qt can be tried: without a display it would end the process with an abort."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(n) for n in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
