"""What the rest of the program asks of the analysis."""

from __future__ import annotations

from collections.abc import Collection

from inspector.analysis import describe as _describe
from inspector.analysis import outline as _outline
from inspector.analysis import tensors as _tensors
from inspector.analysis.describe import summarise
from inspector.analysis.report import Details, DraftMatches, Evidence, Finds
from inspector.analysis.rivals import rival_evidence
from inspector.analysis.scanning import Scan, scan
from inspector.analysis.tensors import TensorSummary
from inspector.layout.display import DisplayGraph
from inspector.signatures import Library

__all__ = [
    "Scan",
    "describe",
    "draft",
    "find",
    "match_draft",
    "measure",
    "outline",
    "rivals",
    "scan",
    "summarise",
]


def outline(scan: Scan, opened: Collection[int] | None) -> DisplayGraph:
    """What to draw with these boxes open (None: the engine's choice)."""
    return _outline.outline(scan.drawn, scan.program, opened)


def describe(scan: Scan, box: int) -> Details:
    """Details of a box of the outline."""
    return _describe.describe(scan, box)


def draft(scan: Scan, stored: list[int]) -> str:
    """A signature text for selected stored nodes."""
    from inspector.analysis import drafting

    return drafting.draft(scan, stored)


def rivals(scan: Scan) -> list[Evidence]:
    """Families that come near the verdict, each with the clause that fails."""
    return rival_evidence(scan)


def match_draft(scan: Scan, library: Library, text: str, stored: list[int]) -> DraftMatches:
    """Matches a signature text on a scanned model."""
    from inspector.analysis import drafting

    return drafting.match_draft(scan, library, text, stored)


def measure(scan: Scan, node: int, place: str) -> TensorSummary:
    """What the elements of a stored node's constant are like (see ``tensors``)."""
    return _tensors.measure(scan.nodes, node, place)


def find(scan: Scan, query: str) -> Finds:
    """Stored nodes that fit a query (see ``search``)."""
    from inspector.analysis.search import search

    titles: dict[int, list[str]] = {}
    for node, fold in scan.drawn.folds.items():
        block = scan.program.blocks.get(fold.signature)
        title = block.title if block is not None else fold.signature
        for stored in scan.drawn.stored(node):
            titles.setdefault(stored, []).extend({title, fold.signature})
    finds = search(scan.nodes, titles, query)
    held = scan.normal.containers.intersection(finds.nodes)
    if held:
        finds.inside = _inside(scan, held)
    return finds


def _inside(scan: Scan, held: Collection[int]) -> dict[int, list[int]]:
    """The drawn stored nodes in each of some stored nodes that hold a graph."""
    found: dict[int, set[int]] = {node: set() for node in held}
    containers = scan.normal.containers
    for origins in scan.normal.origins:
        for node in found.keys() & set(origins):
            found[node].update(set(origins) - containers)
    return {node: sorted(inside) for node, inside in found.items() if inside}
