"""What the library holds, inside a child process: signature files come from anywhere."""

from __future__ import annotations

from pathlib import Path

from inspector.analysis.shelf.drawing import draw
from inspector.analysis.shelf.figures import read_figures
from inspector.analysis.shelf.pages import entries_of, page_of
from inspector.layout import LayoutCache, LayoutError, arrange
from inspector.layout.packed import pack
from inspector.signatures import Library
from inspector.worker.messages import Browse, Browsed, PageReady, ReadPage
from inspector.worker.paths import from_wire


def browse(request: Browse, library: Library) -> Browsed:
    """Lists all signatures, and says which files could not be used."""
    folders = [Path(from_wire(folder)) for folder in request.libraries]
    problems = [f"{error.where}: {error.message}" for error in library.problems]
    entries = entries_of(library, folders)
    return Browsed(request.document, request.revision, entries, problems)


def read_page(request: ReadPage, library: Library) -> PageReady:
    """Tells everything of a signature and draws it.

    Raises:
        UnknownSignatureError: There is none of that name.
    """
    folders = [Path(from_wire(folder)) for folder in request.libraries]
    figures = read_figures(Path(from_wire(request.figures)))
    page = page_of(library, folders, request.name, figures)
    graph = draw(library.signatures[page.entry.name], library)
    try:
        scene = pack(arrange(graph, "down", LayoutCache()))
    except LayoutError:
        scene = None
    return PageReady(request.document, request.revision, page, scene)
