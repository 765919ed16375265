"""A connected component: its regions stacked along the flow, long links along the sides."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from inspector.layout.cache import LayoutCache
from inspector.layout.curves import moved
from inspector.layout.cutting import Cuts, Region, RegionLink, cut
from inspector.layout.level import ENTRY, EXIT, Link, Node, Path, Placement, Style
from inspector.layout.order import Flow, stacking_order
from inspector.layout.region import RegionPlacement, lay_region
from inspector.layout.sides import Side, route_sides
from inspector.layout.stack import Stack


def lay_component(
    nodes: Sequence[Node],
    links: Sequence[Link],
    flow: Flow,
    rank: Sequence[int],
    back: Sequence[int],
    style: Style,
    cache: LayoutCache,
) -> Placement:
    """Lays out one connected component.

    Args:
        nodes: Of the component; entry ports first, exit ports last.
        links: Of the component.
        flow: Of the component.
        rank: Of its nodes.
        back: Indices of links that close a cycle.
        style: Distances.
        cache: Regions laid out before.
    """
    order = stacking_order(flow, nodes)
    backwards = set(back)
    members = [i for i in range(len(links)) if i not in backwards]
    cuts = cut(order, nodes, links, members, rank)
    place = [0] * len(order)
    for position, node in enumerate(order):
        place[node] = position
    stack = _empty([nodes[n] for n in order])
    paths: list[Path | None] = [None] * len(links)
    of_region = _by_region(cuts, links, members, place)
    for (begin, end), inside in zip(cuts.spans, of_region, strict=True):
        region = _region(stack.nodes, links, place, begin, end, inside, cuts.far)
        make = partial(lay_region, region, style)
        laid = cache.get(("region", region, style), end - begin + 1, make)
        _add(stack, region, laid, begin, end, style)
        _move_paths(paths, laid, inside, stack, region, begin)
    sides = [
        Side(i, place[links[i].source], place[links[i].target], links[i].out_at, links[i].in_at)
        for i in (*sorted(cuts.far), *back)
    ]
    left, right = _extent(stack)
    if sides:
        left, right = route_sides(sides, stack, backwards, paths, left, right)
    _ports_to_border(stack)
    complete = [path if path is not None else Path([0.0] * 4, False) for path in paths]
    return Placement(
        [stack.x[place[n]] for n in range(len(order))],
        [stack.top[place[n]] for n in range(len(order))],
        complete,
        left,
        right,
        stack.height,
    )


def _empty(nodes: list[Node]) -> Stack:
    zeros = [0.0] * len(nodes)
    return Stack(nodes, zeros, zeros.copy(), zeros.copy(), zeros.copy(), [False] * len(nodes), [])


def _by_region(
    cuts: Cuts, links: Sequence[Link], members: list[int], place: list[int]
) -> list[list[int]]:
    """Links of each region; those that leave theirs are in ``far`` and in none."""
    number = [0] * len(place)
    for at, (begin, end) in enumerate(cuts.spans):
        number[begin:end] = [at] * (end - begin)
    inside: list[list[int]] = [[] for _ in cuts.spans]
    for i in members:
        at = number[place[links[i].source]]
        if place[links[i].target] <= cuts.spans[at][1]:
            inside[at].append(i)
    return inside


def _region(
    nodes: list[Node],
    links: Sequence[Link],
    place: list[int],
    begin: int,
    end: int,
    inside: list[int],
    far: set[int],
) -> Region:
    own = nodes[begin : end + 1]
    several_in = sum(1 for node in own if node.role == ENTRY) > 1
    several_out = sum(1 for node in own if node.role == EXIT) > 1
    region_links = []
    for i in inside:
        link = links[i]
        source, target = place[link.source] - begin, place[link.target] - begin
        region_links.append(
            RegionLink(source, target, link.out_at, link.in_at, link.room, i not in far)
        )
    single = begin == end
    return Region(tuple(own), tuple(region_links), not several_in and not single, not several_out)


def _add(
    stack: Stack, region: Region, laid: RegionPlacement, begin: int, end: int, style: Style
) -> None:
    """Puts a region below what is there; its first cut node is there already."""
    if region.entry and begin == 0:
        _cut_node(stack, 0, stack.height)
        stack.above[0] = -style.gap / 2
    base = stack.height
    first = begin + region.entry
    last = end - region.exit
    for position in range(first, last + 1):
        at = position - begin
        stack.x[position] = laid.x[at]
        stack.top[position] = base + laid.top[at]
        stack.above[position] = base + laid.above[at]
        stack.below[position] = base + laid.below[at]
    if region.entry:
        stack.below[begin] = base + laid.below[0]
    if last >= first:
        stack.bands.append((base, base + laid.height, laid.left, laid.right))
    stack.height = base + laid.height
    if region.exit:
        _cut_node(stack, end, stack.height)
        stack.above[end] = base + laid.above[-1]
        stack.below[end] = stack.height + style.gap / 2


def _cut_node(stack: Stack, position: int, top: float) -> None:
    node = stack.nodes[position]
    stack.top[position] = top
    stack.alone[position] = True
    stack.bands.append((top, top + node.height, -node.left, node.right))
    stack.height = top + node.height


def _move_paths(
    paths: list[Path | None],
    laid: RegionPlacement,
    inside: list[int],
    stack: Stack,
    region: Region,
    begin: int,
) -> None:
    base = stack.height - laid.height
    if region.exit:
        base -= stack.nodes[begin + len(region.nodes) - 1].height
    for i, path in zip(inside, laid.paths, strict=True):
        if path is not None:
            paths[i] = moved(path, 0.0, base)


def _extent(stack: Stack) -> tuple[float, float]:
    return min(band[2] for band in stack.bands), max(band[3] for band in stack.bands)


def _ports_to_border(stack: Stack) -> None:
    for position, node in enumerate(stack.nodes):
        if node.role == EXIT:
            stack.top[position] = stack.height
