"""The command ``inspector``: the command line and the subcommand that opens the window.

The composition root: the only module above both. Qt is imported when a window is asked for and
not before, so that the command line needs no display.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from inspector.cli.main import cli


@cli.command("open")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
def open_window(paths: tuple[Path, ...]) -> None:
    """Open the window, on MODEL files where some are named."""
    from inspector.ui.main import run

    sys.exit(run(list(paths)))


def main() -> None:
    """Run the command that ``sys.argv`` holds."""
    cli()
