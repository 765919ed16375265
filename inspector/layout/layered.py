"""A plain, fast layered layout for regions too large for dot."""

from __future__ import annotations

Points = list[tuple[float, float]]

NODE_GAP = 26.0
RANK_GAP = 40.0
SWEEPS = 4


def layered_layout(
    sizes: list[tuple[float, float]], edges: list[tuple[int, int]]
) -> tuple[Points, list[Points]]:
    """Layers by longest path, order by the mean of the neighbours, rows centred.

    Args and returns are those of ``dot_layout``; ``edges`` must be free of cycles and nodes in
    topological order. Edges over several layers run in lanes beside the rows.
    """
    count = len(sizes)
    before: list[list[int]] = [[] for _ in range(count)]
    after: list[list[int]] = [[] for _ in range(count)]
    for a, b in edges:
        before[b].append(a)
        after[a].append(b)
    layer = [0] * count
    for node in range(count):
        layer[node] = max((layer[p] + 1 for p in before[node]), default=0)
    for node in range(count):
        if not before[node] and after[node]:
            layer[node] = max(0, min(layer[p] for p in after[node]) - 1)
    rows: list[list[int]] = [[] for _ in range(max(layer, default=0) + 1)]
    for node in range(count):
        rows[layer[node]].append(node)
    _order(rows, before, after)
    centres = _coordinates(rows, sizes)
    return centres, _routes(edges, layer, rows, sizes, centres)


def _order(rows: list[list[int]], before: list[list[int]], after: list[list[int]]) -> None:
    place = {node: float(i) for row in rows for i, node in enumerate(row)}
    for sweep in range(SWEEPS):
        near = before if sweep % 2 == 0 else after
        for row in rows if sweep % 2 == 0 else reversed(rows):
            means = {
                n: (sum(place[m] for m in near[n]) / len(near[n]) if near[n] else place[n])
                for n in row
            }
            row.sort(key=lambda n, m=means: (m[n], n))  # type: ignore[misc]
            place.update({node: float(i) for i, node in enumerate(row)})


def _coordinates(rows: list[list[int]], sizes: list[tuple[float, float]]) -> Points:
    centres: Points = [(0.0, 0.0)] * len(sizes)
    v = 0.0
    for row in rows:
        if not row:
            continue
        height = max(sizes[node][1] for node in row)
        width = sum(sizes[node][0] for node in row) + NODE_GAP * (len(row) - 1)
        u = -width / 2
        for node in row:
            centres[node] = (u + sizes[node][0] / 2, v + height / 2)
            u += sizes[node][0] + NODE_GAP
        v += height + RANK_GAP
    return centres


def _routes(
    edges: list[tuple[int, int]],
    layer: list[int],
    rows: list[list[int]],
    sizes: list[tuple[float, float]],
    centres: Points,
) -> list[Points]:
    half = [max((abs(centres[n][0]) + sizes[n][0] / 2 for n in row), default=0.0) for row in rows]
    routes = []
    for a, b in edges:
        start = (centres[a][0], centres[a][1] + sizes[a][1] / 2)
        end = (centres[b][0], centres[b][1] - sizes[b][1] / 2)
        if layer[b] - layer[a] <= 1:
            routes.append(_curve(start, end))
            continue
        reach = max(half[layer[a] + 1 : layer[b]], default=0.0) + NODE_GAP
        side = -reach if start[0] + end[0] < 0 else reach
        top = (side, start[1] + RANK_GAP)
        bottom = (side, end[1] - RANK_GAP)
        routes.append([*_curve(start, top), top, bottom, bottom, *_curve(bottom, end)[1:]])
    return routes


def _curve(start: tuple[float, float], end: tuple[float, float]) -> Points:
    middle = (start[1] + end[1]) / 2
    return [start, (start[0], middle), (end[0], middle), end]
