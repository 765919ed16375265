"""``inspector signatures``: what the library holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from inspector.analysis.report import Problem
from inspector.cli.commonness import commonness
from inspector.cli.figures import figures_command
from inspector.cli.output import fail, one_line, output_console, print_problem, show_logs
from inspector.cli.signature_page import show_signature
from inspector.data import signature_folders
from inspector.errors import InspectorError

if TYPE_CHECKING:
    from inspector.signatures import Signature


@click.group()
def signatures() -> None:
    """Look into the library of signatures."""


@signatures.command("list")
@click.pass_context
def list_signatures(context: click.Context) -> None:
    """List all signatures with what they say of a model.

    Exit status: 0 when every signature file could be used, 1 when one could not.
    """
    from inspector.signatures import load_library

    show_logs()
    try:
        library = load_library([folder for folder in signature_folders() if folder.is_dir()])
    except InspectorError as error:
        fail(error)
    _print_table([*library.families(), *library.blocks()])
    for problem in library.problems:
        print_problem(Problem(problem.code, problem.message, problem.where, problem.help))
    context.exit(1 if library.problems else 0)


signatures.add_command(commonness)
signatures.add_command(figures_command)
signatures.add_command(show_signature)


def _print_table(found: list[Signature]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("Signature", "Kind", "Title", "Type", "Architecture"):
        table.add_column(name, overflow="fold")
    for signature in found:
        cells = (signature.name, signature.kind, signature.title)
        says = (signature.type, signature.architecture)
        table.add_row(*(Text(one_line(cell)) for cell in (*cells, *says)))
    output_console().print(table)
