"""A level: its connected components laid out and put beside each other."""

from __future__ import annotations

from collections.abc import Sequence

from inspector.layout.cache import LayoutCache
from inspector.layout.component import lay_component
from inspector.layout.curves import moved
from inspector.layout.level import BOX, Link, Node, Path, Placement, Style
from inspector.layout.order import flow_of, ranks

BETWEEN = 40.0
"""Distance of components."""


def lay_level(
    nodes: Sequence[Node], links: Sequence[Link], style: Style, cache: LayoutCache
) -> Placement:
    """Lays out what stands in one frame.

    Args:
        nodes: Boxes and ports; entry ports first, exit ports last.
        links: Between them.
        style: Distances.
        cache: What was laid out before.
    """
    if not nodes:
        return Placement([], [], [], 0.0, 0.0, 0.0)
    groups = _components(len(nodes), links)
    if len(groups) == 1:
        return _lay(nodes, links, style, cache)
    owner = [0] * len(nodes)
    local = [0] * len(nodes)
    for number, group in enumerate(groups):
        for at, node in enumerate(group):
            owner[node], local[node] = number, at
    own_links: list[list[int]] = [[] for _ in groups]
    for i, link in enumerate(links):
        own_links[owner[link.source]].append(i)
    laid = []
    for group, indices in zip(groups, own_links, strict=True):
        inner = [
            links[i]._replace(source=local[links[i].source], target=local[links[i].target])
            for i in indices
        ]
        laid.append(_lay([nodes[n] for n in group], inner, style, cache))
    return _pack(nodes, links, groups, own_links, laid)


def _lay(
    nodes: Sequence[Node], links: Sequence[Link], style: Style, cache: LayoutCache
) -> Placement:
    flow = flow_of(len(nodes), links)
    back = sorted(flow.back)
    return lay_component(nodes, links, flow, ranks(flow, nodes), back, style, cache)


def _components(count: int, links: Sequence[Link]) -> list[list[int]]:
    """Connected nodes, in the order of their first ones."""
    root = list(range(count))

    def find(node: int) -> int:
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for link in links:
        a, b = find(link.source), find(link.target)
        if a != b:
            root[max(a, b)] = min(a, b)
    groups: dict[int, list[int]] = {}
    for node in range(count):
        groups.setdefault(find(node), []).append(node)
    return list(groups.values())


def _pack(
    nodes: Sequence[Node],
    links: Sequence[Link],
    groups: list[list[int]],
    own_links: list[list[int]],
    laid: list[Placement],
) -> Placement:
    """Puts the largest component first, the others beside it; its axis stays at 0."""
    corners = _corners(nodes, groups, laid)
    x, top = [0.0] * len(nodes), [0.0] * len(nodes)
    paths: list[Path] = [Path([], False)] * len(links)
    for group, indices, placement, (dx, dy) in zip(groups, own_links, laid, corners, strict=True):
        for at, node in enumerate(group):
            x[node] = placement.x[at] + dx
            top[node] = placement.top[at] + dy
        for at, i in enumerate(indices):
            paths[i] = moved(placement.paths[at], dx, dy)
    return Placement(
        x,
        top,
        paths,
        min(p.left + dx for p, (dx, _) in zip(laid, corners, strict=True)),
        max(p.right + dx for p, (dx, _) in zip(laid, corners, strict=True)),
        max(p.height + dy for p, (_, dy) in zip(laid, corners, strict=True)),
    )


def _corners(
    nodes: Sequence[Node], groups: list[list[int]], laid: list[Placement]
) -> list[tuple[float, float]]:
    """How far each component moves.

    Those with ports stand in one row, for a port must reach the border. The others fill columns
    beside them, as high as the highest of all.
    """
    corners = [(0.0, 0.0)] * len(groups)
    with_ports = [any(nodes[n].role != BOX for n in group) for group in groups]
    area = [(p.right - p.left) * p.height for p in laid]
    order = sorted(range(len(groups)), key=lambda g: (not with_ports[g], -area[g], g))
    total = sum((p.right - p.left + BETWEEN) * (p.height + BETWEEN) for p in laid)
    limit = max(*(p.height for p in laid), total**0.5 * 0.8)
    edge, column, y = laid[order[0]].left - BETWEEN, 0.0, 0.0
    for g in order:
        placement = laid[g]
        width = placement.right - placement.left
        if with_ports[g] or y == 0.0 or y + placement.height > limit:
            edge, column, y = edge + column + BETWEEN, 0.0, 0.0
        corners[g] = (edge - placement.left, y)
        column = max(column, width)
        y += placement.height + BETWEEN
    return corners
