"""Order and position across without Graphviz, for regions that are too large for it.

Items are ordered by the mean place of their neighbours in a few sweeps, and then moved to where
their neighbours are, as far as those beside them let them.
"""

from __future__ import annotations

import itertools

from inspector.layout.level import Style
from inspector.layout.threads import Ranked

ORDER_SWEEPS = 6
PLACE_SWEEPS = 8
Neighbours = list[list[tuple[int, float, float]]]
"""For each item: the neighbour, where the line is from the neighbour's axis less where it is from
the own one, and the weight."""


def across(ranked: Ranked, style: Style) -> list[float]:
    """Finds the axis of each item; see ``inspector.layout.graphviz.across``."""
    above, below = _neighbours(ranked)
    rows = ranked.by_rank()
    _order(rows, above, below)
    x = [0.0] * len(ranked.rank)
    for row in rows:
        _place_row(row, [0.0] * len(row), [1.0] * len(row), x, ranked, style)
    for sweep in range(PLACE_SWEEPS):
        down = sweep % 2 == 0
        for row in rows if down else reversed(rows):
            _settle(row, (above, below), down, sweep >= PLACE_SWEEPS - 2, x, ranked, style)
    return x


def _neighbours(ranked: Ranked) -> tuple[Neighbours, Neighbours]:
    above: Neighbours = [[] for _ in ranked.rank]
    below: Neighbours = [[] for _ in ranked.rank]
    for piece in ranked.pieces:
        bends = (piece.upper >= ranked.nodes) + (piece.lower >= ranked.nodes)
        weight = (1.0, 2.0, 8.0)[bends] * (4.0 if piece.straight else 1.0)
        shift = float((piece.out_at or 0) - (piece.in_at or 0))
        above[piece.lower].append((piece.upper, shift, weight))
        below[piece.upper].append((piece.lower, -shift, weight))
    return above, below


def _order(rows: list[list[int]], above: Neighbours, below: Neighbours) -> None:
    place: dict[int, float] = {}
    for row in rows:
        _number(row, place)
    for sweep in range(ORDER_SWEEPS):
        down = sweep % 2 == 0
        near = above if down else below
        for row in rows if down else reversed(rows):
            if len(row) < 2:
                continue
            key = {item: _mean_place(item, near[item], place) for item in row}
            row.sort(key=key.__getitem__)
            _number(row, place)


def _number(row: list[int], place: dict[int, float]) -> None:
    """Places from -1 to 1, so that rows of different lengths can be compared."""
    middle = (len(row) - 1) / 2
    for position, item in enumerate(row):
        place[item] = position - middle


def _mean_place(item: int, near: list[tuple[int, float, float]], place: dict[int, float]) -> float:
    if not near:
        return place[item]
    return sum(place[other] for other, _, _ in near) / len(near)


def _settle(
    row: list[int],
    sides: tuple[Neighbours, Neighbours],
    down: bool,
    both: bool,
    x: list[float],
    ranked: Ranked,
    style: Style,
) -> None:
    wanted, weights = [], []
    for item in row:
        near = sides[0][item] + sides[1][item] if both else sides[0 if down else 1][item]
        if not near:
            wanted.append(x[item])
            weights.append(0.1)
            continue
        total = sum(weight for _, _, weight in near)
        wanted.append(sum((x[other] + shift) * w for other, shift, w in near) / total)
        weights.append(total)
    _place_row(row, wanted, weights, x, ranked, style)


def _place_row(
    row: list[int],
    wanted: list[float],
    weights: list[float],
    x: list[float],
    ranked: Ranked,
    style: Style,
) -> None:
    """Puts a row as near as possible to where it wants to be (pool adjacent violators)."""
    offsets = [0.0] * len(row)
    for at in range(1, len(row)):
        distance = apart(ranked, row[at - 1], row[at], style)
        offsets[at] = offsets[at - 1] + distance
    groups: list[tuple[float, float, int]] = []
    for at in range(len(row)):
        mean, weight, count = wanted[at] - offsets[at], weights[at], 1
        while groups and groups[-1][0] > mean:
            other, other_weight, other_count = groups.pop()
            mean = (mean * weight + other * other_weight) / (weight + other_weight)
            weight, count = weight + other_weight, count + other_count
        groups.append((mean, weight, count))
    at = 0
    for mean, _, count in groups:
        for _ in range(count):
            x[row[at]] = mean + offsets[at]
            at += 1


def apart(ranked: Ranked, first: int, second: int, style: Style) -> float:
    """Least distance of the axes of two neighbours in a rank."""
    lines = (first >= ranked.nodes) + (second >= ranked.nodes)
    gap = style.near if not lines else style.thread + (style.near - style.thread) / 2 * (lines < 2)
    return ranked.right[first] + ranked.left[second] + gap


def separate(ranked: Ranked, x: list[float], style: Style) -> None:
    """Moves apart what is too near, keeping the order across (changes ``x``)."""
    for row in ranked.by_rank():
        row.sort(key=lambda item: (x[item], item))
        near = any(
            x[b] - x[a] < apart(ranked, a, b, style) - 1.5 for a, b in itertools.pairwise(row)
        )
        if near:
            _place_row(row, [x[i] for i in row], [1.0] * len(row), x, ranked, style)
