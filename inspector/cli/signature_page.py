"""``inspector signatures show``: the page of a signature, as text, JSON or a picture."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from inspector.analysis.shelf.records import Page, Sample
from inspector.analysis.shelf.words import figures_told, kind_told, origin_told
from inspector.cli.output import fail, one_line, output_console, show_logs
from inspector.data import figures_file, signature_folders
from inspector.errors import InspectorError

if TYPE_CHECKING:
    from rich.console import Console

_WIDTH = 96


@click.command("show")
@click.argument("name", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--picture",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also draw what it looks for, as SVG, into this file.",
)
def show_signature(name: str, as_json: bool, picture: Path | None) -> None:
    """Show the page of a signature: what it says, looks for and rests on, and how right it is.

    ID is a signature's id, or that of the family it reports.
    """
    from inspector.analysis.shelf.figures import read_figures
    from inspector.analysis.shelf.pages import page_of
    from inspector.signatures import load_library

    show_logs()
    folders = [folder for folder in signature_folders() if folder.is_dir()]
    try:
        library = load_library(folders)
        page = page_of(library, folders, name, read_figures(figures_file()))
        if picture is not None:
            from inspector.analysis.shelf.drawing import draw
            from inspector.layout import LayoutCache, arrange
            from inspector.layout.svg import to_svg

            graph = draw(library.signatures[page.entry.name], library)
            svg = to_svg(arrange(graph, "down", LayoutCache()), [], title=page.entry.title)
            picture.write_text(svg, encoding="utf-8")
    except InspectorError as error:
        fail(error)
    if as_json:
        sys.stdout.buffer.write(msgspec.json.encode(page) + b"\n")
    else:
        _print(page, output_console())


def _print(page: Page, console: Console) -> None:
    from rich.padding import Padding
    from rich.text import Text

    console.width = min(console.width, _WIDTH)
    entry = page.entry
    console.print(Text(f"{one_line(entry.title)}  ({entry.name})", style="bold"))
    for title, lines in _sections(page):
        if title and lines:
            console.print()
            console.print(Text(title, style="bold"))
        for left, line in lines:
            indented = Padding(Text(one_line(line)), (0, 0, 0, left), expand=False)
            console.print(indented if line else "")


def _sections(page: Page) -> Iterator[tuple[str, list[tuple[int, str]]]]:
    """Headings, and the lines below each with their indentation."""
    entry = page.entry
    about = [kind_told(entry), f"{origin_told(entry)}: {entry.path}"]
    for text in (page.description, f"Hallmark: {page.hallmark}" if page.hallmark else ""):
        about += ["", " ".join(text.split())] if text else []
    yield "", [(0, line) for line in about]
    yield "What it looks for", _conditions(page)
    yield "Examples", [(2, _sample(sample)) for sample in page.examples]
    yield "Counterexamples", [(2, _sample(sample)) for sample in page.counterexamples]
    yield "Corpus", [(2, line) for line in figures_told(page)]
    yield "References", [(2, reference) for reference in page.references]
    for title, names in (("Uses", page.uses), ("Used by", page.used_by)):
        yield title, [(2, ", ".join(names))] if names else []
    yield "Doubtful", [(2, f"{f.message}: {f.recommendation}") for f in page.lint]


def _conditions(page: Page) -> list[tuple[int, str]]:
    lines = []
    for condition in page.conditions:
        told = " · ".join(part for part in (condition.wanted, condition.means) if part)
        lines.append((2, f"{condition.name} ({told})" if told else condition.name))
        lines += [(6, row) for row in condition.text.splitlines()]
    if page.over:
        lines.append((2, f"Wins against {', '.join(page.over)}"))
    return lines


def _sample(sample: Sample) -> str:
    counts = ", ".join(f"{name} ×{count}" for name, count in sample.matches.items())
    told = f"{sample.file}: {counts}" if counts else sample.file
    return told if sample.found else f"{told} (not here)"
