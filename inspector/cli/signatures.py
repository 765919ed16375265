"""``inspector signatures``: what the library holds."""

from __future__ import annotations

import click

from inspector.cli.output import fail, one_line, output_console, show_logs
from inspector.data import signature_folders
from inspector.errors import InspectorError


@click.group()
def signatures() -> None:
    """Look into the library of signatures."""


@signatures.command("list")
def list_signatures() -> None:
    """List all signatures with what they say of a model."""
    from rich.table import Table
    from rich.text import Text

    from inspector.signatures import load_library

    show_logs()
    try:
        library = load_library([folder for folder in signature_folders() if folder.is_dir()])
    except InspectorError as error:
        fail(error)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("Signature", "Kind", "Title", "Type", "Architecture"):
        table.add_column(name)
    for signature in library.signatures:
        table.add_row(
            Text(one_line(signature.id)),
            signature.kind,
            Text(one_line(signature.title)),
            Text(one_line(signature.type or "")),
            Text(one_line(signature.architecture or "")),
        )
    output_console().print(table)
