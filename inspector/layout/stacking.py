"""One level of the drawing: nodes with sizes, edges between them, laid out region by region.

The level is cut at every node that no edge jumps over. Between two cuts lies a region with one
entry and one exit; equal regions are laid out once. Coordinates are abstract: ``u`` across the
flow, ``v`` along it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from inspector.layout.dot import dot_layout
from inspector.layout.layered import layered_layout

GAP = 28.0
"""Distance between consecutive boxes along the flow."""

DOT_LIMIT = 900
"""Regions of more nodes are laid out by the faster, plainer method."""

Points = list[tuple[float, float]]


@dataclass(slots=True)
class Level:
    """What one level holds: sizes as (across, along) and edges as index pairs without doubles."""

    sizes: list[tuple[float, float]]
    edges: list[tuple[int, int]]


@dataclass(slots=True)
class Drawn:
    """Centres per node and cubic Bezier points per edge; bounds from (0, 0)."""

    centres: Points
    routes: list[Points]
    across: float = 0.0
    along: float = 0.0


Region = tuple[tuple[tuple[float, float], ...], tuple[tuple[int, int], ...]]


@dataclass(slots=True)
class LayoutCache:
    """Layouts of distinct regions, least recently used ones dropped."""

    limit: int = 4096
    entries: OrderedDict[Region, tuple[Points, list[Points]]] = field(default_factory=OrderedDict)

    def get(self, region: Region) -> tuple[Points, list[Points]]:
        """The layout of a region, made at need."""
        known = self.entries.get(region)
        if known is None:
            sizes, edges = region
            method = dot_layout if len(sizes) <= DOT_LIMIT else layered_layout
            known = self.entries[region] = method(list(sizes), list(edges))
            while len(self.entries) > self.limit:
                self.entries.popitem(last=False)
        else:
            self.entries.move_to_end(region)
        return known


def draw_level(level: Level, cache: LayoutCache, tick: Callable[[], None] | None = None) -> Drawn:
    """Lays out one level."""
    count = len(level.sizes)
    if count == 0:
        return Drawn([], [])
    order, edges = flow_order(count, level.edges)
    place = [0] * count
    for position, node in enumerate(order):
        place[node] = position
    cuts = cut_positions(count, [(place[a], place[b]) for a, b in edges])
    centres: Points = [(0.0, 0.0)] * count
    routes: dict[tuple[int, int], Points] = {}
    by_start: dict[int, list[tuple[int, int]]] = {}
    bounds = [*cuts, count - 1] if cuts[-1] != count - 1 else cuts
    starts = sorted({0, *bounds})
    region_of = _region_index(starts, count)
    for a, b in edges:
        by_start.setdefault(region_of[place[a]], []).append((a, b))
    u = v = 0.0
    first = True
    for index, start in enumerate(starts):
        end = starts[index + 1] if index + 1 < len(starts) else start
        if end == start and not first:
            break
        nodes = order[start : end + 1]
        u, v = _place_region(
            level, nodes, by_start.get(start, []), cache, centres, routes, (u, v), first
        )
        first = False
        if tick is not None:
            tick()
    drawn = Drawn(centres, [routes.get(edge, []) for edge in edges])
    drawn.routes = [_reversed_if(routes, edge) for edge in level.edges]
    _normalise(level, drawn)
    return drawn


def _reversed_if(routes: dict[tuple[int, int], Points], edge: tuple[int, int]) -> Points:
    """An edge against the flow (of a cycle) is its mirror's way back."""
    if edge in routes:
        return routes[edge]
    return routes.get((edge[1], edge[0]), [])[::-1]


def _region_index(starts: list[int], count: int) -> list[int]:
    """The region (named by its first position) in which an edge from a position runs."""
    found = [0] * count
    current = 0
    following = set(starts)
    for position in range(count):
        if position in following:
            current = position
        found[position] = current
    return found


def _place_region(
    level: Level,
    nodes: list[int],
    edges: list[tuple[int, int]],
    cache: LayoutCache,
    centres: Points,
    routes: dict[tuple[int, int], Points],
    at: tuple[float, float],
    first: bool,
) -> tuple[float, float]:
    """Places a region whose first node is already placed (unless ``first``); returns its exit."""
    sizes = level.sizes
    if len(nodes) == 1:
        if first:
            centres[nodes[0]] = (0.0, sizes[nodes[0]][1] / 2)
        return centres[nodes[0]]
    entry, last = nodes[0], nodes[-1]
    if first:
        centres[entry] = (0.0, sizes[entry][1] / 2)
        at = centres[entry]
    if len(nodes) == 2 and edges:
        v = at[1] + sizes[entry][1] / 2 + GAP + sizes[last][1] / 2
        centres[last] = (at[0], v)
        top = (at[0], at[1] + sizes[entry][1] / 2)
        routes[entry, last] = straight(top, (at[0], v - sizes[last][1] / 2))
        return centres[last]
    index = {node: number for number, node in enumerate(nodes)}
    region: Region = (
        tuple(sizes[node] for node in nodes),
        tuple((index[a], index[b]) for a, b in edges),
    )
    points, ways = cache.get(region)
    mirror = -1.0 if abs(at[0] + _drift(points)) > abs(at[0] - _drift(points)) else 1.0
    du, dv = at[0] - mirror * points[0][0], at[1] - points[0][1]
    for node, (pu, pv) in zip(nodes, points, strict=True):
        centres[node] = (mirror * pu + du, pv + dv)
    for edge, way in zip(edges, ways, strict=True):
        routes[edge] = [(mirror * pu + du, pv + dv) for pu, pv in way]
    return centres[last]


def _drift(points: Points) -> float:
    return points[-1][0] - points[0][0]


def straight(start: tuple[float, float], end: tuple[float, float]) -> Points:
    """A straight line as one cubic Bezier."""
    (a, b), (c, d) = start, end
    third = ((c - a) / 3, (d - b) / 3)
    return [start, (a + third[0], b + third[1]), (c - third[0], d - third[1]), end]


def _normalise(level: Level, drawn: Drawn) -> None:
    """Moves everything so that it begins at (0, 0), and notes how far it reaches."""
    low_u = min(u - s[0] / 2 for (u, _), s in zip(drawn.centres, level.sizes, strict=True))
    low_v = min(v - s[1] / 2 for (_, v), s in zip(drawn.centres, level.sizes, strict=True))
    high_u = max(u + s[0] / 2 for (u, _), s in zip(drawn.centres, level.sizes, strict=True))
    high_v = max(v + s[1] / 2 for (_, v), s in zip(drawn.centres, level.sizes, strict=True))
    for way in drawn.routes:
        for u, v in way:
            low_u, high_u = min(low_u, u), max(high_u, u)
            low_v, high_v = min(low_v, v), max(high_v, v)
    drawn.centres = [(u - low_u, v - low_v) for u, v in drawn.centres]
    drawn.routes = [[(u - low_u, v - low_v) for u, v in way] for way in drawn.routes]
    drawn.across, drawn.along = high_u - low_u, high_v - low_v


def flow_order(count: int, edges: list[tuple[int, int]]) -> tuple[list[int], list[tuple[int, int]]]:
    """A topological order with sources just before their first reader, and the edges turned.

    Edges that close a cycle are turned round, so that what is returned has none.
    """
    following: list[list[int]] = [[] for _ in range(count)]
    for a, b in edges:
        if a != b:
            following[a].append(b)
    finished = _depth_first(count, following)
    rank = {node: position for position, node in enumerate(finished)}
    turned = [(a, b) if rank[a] < rank[b] else (b, a) for a, b in dict.fromkeys(edges) if a != b]
    turned = list(dict.fromkeys(turned))
    before: list[list[int]] = [[] for _ in range(count)]
    after: list[list[int]] = [[] for _ in range(count)]
    for a, b in turned:
        before[b].append(a)
        after[a].append(b)
    layer = [0] * count
    for node in finished:
        layer[node] = max((layer[p] + 1 for p in before[node]), default=0)
    for node in range(count):
        if not before[node] and after[node]:
            layer[node] = min(layer[p] for p in after[node]) - 1
    order = sorted(range(count), key=lambda node: (layer[node], bool(before[node]), rank[node]))
    return order, turned


def _depth_first(count: int, following: list[list[int]]) -> list[int]:
    """Reverse postorder, preferring low numbers first; iterative."""
    state = [0] * count
    postorder: list[int] = []
    indegree = [0] * count
    for targets in following:
        for target in targets:
            indegree[target] += 1
    roots = [n for n in range(count) if indegree[n] == 0] + list(range(count))
    for root in reversed(roots):
        if state[root]:
            continue
        stack: list[tuple[int, Iterator[int]]] = [(root, iter(reversed(following[root])))]
        state[root] = 1
        while stack:
            node, upcoming = stack[-1]
            for target in upcoming:
                if state[target] == 0:
                    state[target] = 1
                    stack.append((target, iter(reversed(following[target]))))
                    break
            else:
                stack.pop()
                postorder.append(node)
    return postorder[::-1]


def cut_positions(count: int, edges: list[tuple[int, int]]) -> list[int]:
    """Positions that no edge jumps over (edges as positions, source before target)."""
    reach = list(range(count))
    for a, b in edges:
        reach[a] = max(reach[a], b)
    cuts = []
    furthest = 0
    for position in range(count):
        if furthest <= position:
            cuts.append(position)
        furthest = max(furthest, reach[position])
    return cuts
