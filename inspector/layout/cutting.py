"""Cuts a component into regions that have one node in and one node out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from inspector.layout.level import ENTRY, EXIT, Link, Node

HEAVY = 300
"""Nodes and bends of lines that one region may have before long links leave it."""
REACHES = (24, 12, 6)
"""Links over more ranks than this leave a heavy region, step by step."""


class RegionLink(NamedTuple):
    """A link inside a region, by positions in it; ``drawn`` is false when it goes elsewhere."""

    source: int
    target: int
    out_at: int | None
    in_at: int | None
    room: int
    drawn: bool


class Region(NamedTuple):
    """What lies between two cut nodes, the cut nodes included: complete as a key.

    Attributes:
        nodes: In stacking order.
        links: Between them.
        entry: Whether the first node is the only one of the first rank.
        exit: Whether the last node is the only one of the last rank.
    """

    nodes: tuple[Node, ...]
    links: tuple[RegionLink, ...]
    entry: bool
    exit: bool


class Cuts(NamedTuple):
    """A component cut up.

    Attributes:
        spans: First and last position in the stacking order of each region; neighbours share one.
        far: Links that no region draws: they go along the side.
    """

    spans: list[tuple[int, int]]
    far: set[int]


def cut(
    order: Sequence[int],
    nodes: Sequence[Node],
    links: Sequence[Link],
    members: Sequence[int],
    rank: Sequence[int],
) -> Cuts:
    """Cuts where no link jumps over a node; long links of heavy regions are left out.

    Args:
        order: The component's nodes as they are stacked.
        nodes: Of the level.
        links: Of the level.
        members: Indices of the component's forward links.
        rank: Of the nodes of the level.
    """
    place = {node: position for position, node in enumerate(order)}
    ends = {i: (place[links[i].source], place[links[i].target]) for i in members}
    entries = sum(1 for node in order if nodes[node].role == ENTRY)
    exits = sum(1 for node in order if nodes[node].role == EXIT)
    first = entries - 1 if entries > 1 else -1
    last = len(order) - exits if exits > 1 else len(order)
    far: set[int] = set()
    for reach in (*REACHES, 0):
        spans = _spans(len(order), ends, far, first, last)
        if not reach:
            break
        heavy = _heavy(spans, order, links, ends, far, rank)
        if not any(heavy):
            break
        region_of = [0] * len(order)
        for number, (begin, end) in enumerate(spans):
            region_of[begin:end] = [number] * (end - begin)
        for i in members:
            span = rank[links[i].target] - rank[links[i].source]
            if span > reach and heavy[region_of[ends[i][0]]]:
                far.add(i)
    return Cuts(spans, far)


def _spans(
    count: int, ends: dict[int, tuple[int, int]], far: set[int], first: int, last: int
) -> list[tuple[int, int]]:
    """Regions between the positions that no link jumps over and that may be cuts."""
    change = [0] * (count + 2)
    for i, (source, target) in ends.items():
        if target > source + 1 and i not in far:
            change[source + 1] += 1
            change[target] -= 1
    spans = []
    begin, over = 0, 0
    for position in range(count):
        over += change[position]
        if not over and first < position < last and position > begin:
            spans.append((begin, position))
            begin = position
    if begin < count - 1 or not spans:
        spans.append((begin, count - 1))
    return spans


def _heavy(
    spans: list[tuple[int, int]],
    order: Sequence[int],
    links: Sequence[Link],
    ends: dict[int, tuple[int, int]],
    far: set[int],
    rank: Sequence[int],
) -> list[bool]:
    """Which regions have too many nodes and bends."""
    if all(end - begin < 8 for begin, end in spans):
        return [False] * len(spans)
    starts = [0] * len(order)
    for i, (source, _) in ends.items():
        if i not in far:
            starts[source] += max(rank[links[i].target] - rank[links[i].source] - 1, 0)
    return [sum(starts[begin:end]) + end - begin > HEAVY for begin, end in spans]
