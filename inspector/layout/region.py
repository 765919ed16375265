"""The geometry of one region, relative to its first cut node."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from inspector.layout import graphviz, sweeps
from inspector.layout.attach import attach
from inspector.layout.curves import through
from inspector.layout.cutting import Region
from inspector.layout.errors import LayoutError
from inspector.layout.level import Path, Style
from inspector.layout.threads import Ranked, rank_region

DOT_ITEMS = 400
"""Nodes and bends that dot gets at once."""

NEARLY = 2.0
"""Lines that are so little off are made straight."""


class RegionPlacement(NamedTuple):
    """A region laid out: y counts from the first cut node's end (else from the first rank).

    Attributes:
        x: Axis of each node; cut nodes stand at 0.
        top: Upper end of each node; the last cut node's is the height.
        above: For each node, the middle of the free band above its rank.
        below: The middle of the band below its rank.
        paths: The way of each link, None where it is not drawn here.
        left: Least x of what is drawn.
        right: Greatest x.
        height: Up to the last cut node's begin, else to the end of the last rank.
    """

    x: list[float]
    top: list[float]
    above: list[float]
    below: list[float]
    paths: list[Path | None]
    left: float
    right: float
    height: float


def lay_region(region: Region, style: Style) -> RegionPlacement:
    """Lays out one region."""
    ranked = rank_region(region)
    x = _across(ranked, style)
    _align(region, ranked, x)
    ends = attach(region.nodes, ranked, x)
    gaps = _gaps(region, ranked, ends, style)
    heights = _heights(region, ranked)
    begins = [0.0]
    for rank in range(1, ranked.ranks):
        begins.append(begins[-1] + heights[rank - 1] + gaps[rank - 1])
    top = [
        begins[rank] + (heights[rank] - node.height * _inside(region, n)) / 2
        for n, (node, rank) in enumerate(zip(region.nodes, ranked.rank, strict=False))
    ]
    paths = _paths(region, ranked, ends, top, begins, heights)
    middles = [begins[0] - style.gap / 2]
    middles += [begins[r + 1] - gaps[r] / 2 for r in range(ranked.ranks - 1)]
    middles.append(begins[-1] + heights[-1] + style.gap / 2)
    return RegionPlacement(
        x[: ranked.nodes],
        top,
        [middles[ranked.rank[n]] for n in range(ranked.nodes)],
        [middles[ranked.rank[n] + 1] for n in range(ranked.nodes)],
        paths,
        min(a - left for a, left in zip(x, ranked.left, strict=True)),
        max(a + right for a, right in zip(x, ranked.right, strict=True)),
        begins[-1] + heights[-1],
    )


def _inside(region: Region, node: int) -> bool:
    """Whether the node's length counts: cut nodes are placed by the component."""
    first = region.entry and node == 0
    last = region.exit and node == len(region.nodes) - 1
    return not (first or last)


def _across(ranked: Ranked, style: Style) -> list[float]:
    if ranked.ranks == len(ranked.rank):
        return _in_line(ranked)
    if len(ranked.rank) <= DOT_ITEMS and graphviz.fits(ranked):
        try:
            x = graphviz.across(ranked, style)
        except LayoutError:
            x = sweeps.across(ranked, style)
    else:
        x = sweeps.across(ranked, style)
    sweeps.separate(ranked, x, style)
    return x


def _in_line(ranked: Ranked) -> list[float]:
    """A chain needs no search: all axes are one."""
    return [0.0] * len(ranked.rank)


def _align(region: Region, ranked: Ranked, x: list[float]) -> None:
    """Puts the cut nodes at 0 (changes ``x``)."""
    last = ranked.nodes - 1
    if region.entry and region.exit:
        origin = (x[0] + x[last]) / 2
    else:
        origin = x[last] if region.exit else x[0]
    x[:] = [float(round(value - origin)) for value in x]
    if region.entry:
        x[0] = 0.0
    if region.exit:
        x[last] = 0.0
    for piece in ranked.pieces:
        off = x[piece.upper] + (piece.out_at or 0) - x[piece.lower] - (piece.in_at or 0)
        if 0 < abs(off) <= NEARLY and not (region.exit and piece.lower == last):
            x[piece.lower] += off


def _heights(region: Region, ranked: Ranked) -> list[float]:
    heights = [0.0] * ranked.ranks
    for n, node in enumerate(region.nodes):
        if _inside(region, n):
            heights[ranked.rank[n]] = max(heights[ranked.rank[n]], float(node.height))
    return heights


def _gaps(
    region: Region, ranked: Ranked, ends: Sequence[tuple[float, float]], style: Style
) -> list[float]:
    """Distance below each rank: more where lines go far across, and room for labels."""
    furthest = [0.0] * ranked.ranks
    crowd = [0] * ranked.ranks
    for piece, (out, into) in zip(ranked.pieces, ends, strict=True):
        rank = ranked.rank[piece.upper]
        furthest[rank] = max(furthest[rank], abs(into - out))
        crowd[rank] += abs(into - out) > 2
    gaps = [
        float(
            round(min(max(style.gap, 0.7 * style.gap + 0.13 * far + 0.5 * many), style.widest_gap))
        )
        for far, many in zip(furthest, crowd, strict=True)
    ]
    for link, chain in zip(region.links, ranked.chains, strict=True):
        if len(chain) == 2:
            rank = ranked.rank[chain[0]]
            gaps[rank] = max(gaps[rank], float(link.room))
    return gaps


def _paths(
    region: Region,
    ranked: Ranked,
    ends: Sequence[tuple[float, float]],
    top: Sequence[float],
    begins: Sequence[float],
    heights: Sequence[float],
) -> list[Path | None]:
    at = 0
    paths: list[Path | None] = []
    for chain in ranked.chains:
        if not chain:
            paths.append(None)
            continue
        source, target = chain[0], chain[-1]
        rank = ranked.rank[source]
        begin = top[source] + region.nodes[source].height * _inside(region, source)
        knots = [(ends[at][0], begin, begins[rank] + heights[rank])]
        for step in range(1, len(chain) - 1):
            rank = ranked.rank[chain[step]]
            x = ends[at + step][0]
            knots.append((x, begins[rank], begins[rank] + heights[rank]))
        at += len(chain) - 1
        knots.append((ends[at - 1][1], begins[ranked.rank[target]], top[target]))
        paths.append(through(knots))
    return paths
