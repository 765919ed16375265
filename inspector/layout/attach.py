"""Where on a box a line begins or ends."""

from __future__ import annotations

from collections.abc import Sequence

from inspector.layout.level import Node
from inspector.layout.threads import Ranked

MARGIN = 9.0
"""Lines stay so far from the corners of a box."""
SPACING = 9.0
"""Distance of arrow heads at one box."""


def attach(nodes: Sequence[Node], ranked: Ranked, x: Sequence[float]) -> list[tuple[float, float]]:
    """Chooses both ends of each piece across.

    A line is straight where one end lies within the width of the other; else it begins and ends in
    the middle. Arrow heads at one box do not lie on each other.

    Args:
        nodes: The region's nodes.
        ranked: The region in ranks.
        x: Axis of each item.
    """
    ends = [_ends(nodes, ranked, x, at) for at in range(len(ranked.pieces))]
    arriving: dict[int, list[int]] = {}
    for at, piece in enumerate(ranked.pieces):
        if piece.lower < ranked.nodes and piece.in_at is None:
            arriving.setdefault(piece.lower, []).append(at)
    for node, pieces in arriving.items():
        if len(pieces) > 1:
            _spread(nodes[node], x[node], pieces, ranked, ends)
    return ends


def _ends(
    nodes: Sequence[Node], ranked: Ranked, x: Sequence[float], at: int
) -> tuple[float, float]:
    piece = ranked.pieces[at]
    out, out_low, out_high = _reach(nodes, ranked, x, piece.upper, piece.out_at)
    into, in_low, in_high = _reach(nodes, ranked, x, piece.lower, piece.in_at)
    if in_high - in_low <= out_high - out_low:
        return (into, into) if out_low <= into <= out_high else (out, into)
    return (out, out) if in_low <= out <= in_high else (out, into)


def _reach(
    nodes: Sequence[Node], ranked: Ranked, x: Sequence[float], item: int, at: int | None
) -> tuple[float, float, float]:
    """The preferred place at an item, the least and the greatest one."""
    axis = x[item]
    if at is not None:
        return axis + at, axis + at, axis + at
    half = 0.0
    if item < ranked.nodes:
        half = max(nodes[item].half - MARGIN, 0.0)
    return axis, axis - half, axis + half


def _spread(
    node: Node, axis: float, pieces: list[int], ranked: Ranked, ends: list[tuple[float, float]]
) -> None:
    """Moves arrow heads apart, as little as can be (changes ``ends``).

    The line that belongs to the longest way stays straight where there is one.
    """
    half = max(node.half - MARGIN, 1.0)
    spacing = min(SPACING, 2 * half / (len(pieces) - 1))
    pieces.sort(key=lambda at: (ends[at][0], ends[at][1], at))
    wanted = [ends[at][1] for at in pieces]
    places = wanted.copy()
    anchor = _anchor(pieces, ranked, ends)
    for step in range(anchor + 1, len(places)):
        places[step] = max(places[step], places[step - 1] + spacing)
    for step in range(anchor - 1, -1, -1):
        places[step] = min(places[step], places[step + 1] - spacing)
    if ends[pieces[anchor]][0] != places[anchor]:
        shift = sum(p - w for p, w in zip(places, wanted, strict=True)) / len(places)
        places = [place - shift for place in places]
    _keep_within(places, axis - half, axis + half, spacing)
    for at, place in zip(pieces, places, strict=True):
        ends[at] = (ends[at][0], place)


def _anchor(pieces: list[int], ranked: Ranked, ends: list[tuple[float, float]]) -> int:
    """The place in ``pieces`` of the one that the others make room for."""

    def rank(step: int) -> tuple[bool, bool, float]:
        out, into = ends[pieces[step]]
        straight = out == into
        return (
            not (straight and ranked.pieces[pieces[step]].straight),
            not straight,
            abs(step - (len(pieces) - 1) / 2),
        )

    return min(range(len(pieces)), key=rank)


def _keep_within(places: list[float], low: float, high: float, spacing: float) -> None:
    """Moves places into a range, keeping their distances (changes ``places``)."""
    for step in range(len(places) - 1, -1, -1):
        places[step] = min(places[step], high)
        high = places[step] - spacing
    for step in range(len(places)):
        places[step] = max(places[step], low)
        low = places[step] + spacing
