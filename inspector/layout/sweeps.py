"""Order and position across without Graphviz, for regions that are too large for it.

Items are ordered by the mean place of their neighbours in a few sweeps, and then moved to where
their neighbours are, as far as those beside them let them.
"""

from __future__ import annotations

import itertools
from typing import NamedTuple

from inspector.layout.level import Style
from inspector.layout.threads import Ranked

ORDER_SWEEPS = 6
PLACE_SWEEPS = 8


class Pull(NamedTuple):
    """What draws an item across.

    Attributes:
        lines: Neighbour and weight of each line.
        shift: Of all lines, where they are from the neighbour's axis less where they are from the
            own one, each times its weight.
        weight: Of all lines.
    """

    lines: list[tuple[int, float]]
    shift: float
    weight: float


Pulls = list[Pull]


def across(ranked: Ranked, style: Style) -> list[float]:
    """Finds the axis of each item; see ``inspector.layout.graphviz.across``."""
    above, below = _pulls(ranked)
    rows = ranked.by_rank()
    _order(rows, above, below)
    both = [Pull(a.lines + b.lines, a.shift + b.shift, a.weight + b.weight)
            for a, b in zip(above, below, strict=True)]  # fmt: skip
    x = [0.0] * len(ranked.rank)
    spread = [(row, _offsets(row, ranked, style)) for row in rows]
    for row, offsets in spread:
        _place_row(row, [0.0] * len(row), [1.0] * len(row), offsets, x)
    for sweep in range(PLACE_SWEEPS):
        down = sweep % 2 == 0
        pulls = both if sweep >= PLACE_SWEEPS - 2 else above if down else below
        for row, offsets in spread if down else reversed(spread):
            _settle(row, offsets, pulls, x)
    return x


def _pulls(ranked: Ranked) -> tuple[Pulls, Pulls]:
    """What draws each item from above and from below."""
    lines: list[tuple[list[tuple[int, float]], list[tuple[int, float]]]]
    lines = [([], []) for _ in ranked.rank]
    shifts = [[0.0, 0.0] for _ in ranked.rank]
    for piece in ranked.pieces:
        bends = (piece.upper >= ranked.nodes) + (piece.lower >= ranked.nodes)
        weight = (1.0, 2.0, 8.0)[bends] * (4.0 if piece.straight else 1.0)
        shift = float((piece.out_at or 0) - (piece.in_at or 0)) * weight
        lines[piece.lower][0].append((piece.upper, weight))
        lines[piece.upper][1].append((piece.lower, weight))
        shifts[piece.lower][0] += shift
        shifts[piece.upper][1] -= shift
    above, below = (
        [
            Pull(each[side], shift[side], sum([weight for _, weight in each[side]]))
            for each, shift in zip(lines, shifts, strict=True)
        ]
        for side in (0, 1)
    )
    return above, below


def _order(rows: list[list[int]], above: Pulls, below: Pulls) -> None:
    place = [0.0] * len(above)
    for row in rows:
        _number(row, place)
    for sweep in range(ORDER_SWEEPS):
        down = sweep % 2 == 0
        near = above if down else below
        for row in rows if down else reversed(rows):
            if len(row) > 1:
                key = [_mean_place(item, near[item].lines, place) for item in row]
                row[:] = [row[at] for at in sorted(range(len(row)), key=key.__getitem__)]
                _number(row, place)


def _number(row: list[int], place: list[float]) -> None:
    """Places from -1 to 1, so that rows of different lengths can be compared."""
    middle = (len(row) - 1) / 2
    for position, item in enumerate(row):
        place[item] = position - middle


def _mean_place(item: int, lines: list[tuple[int, float]], place: list[float]) -> float:
    if not lines:
        return place[item]
    total = 0.0
    for other, _ in lines:
        total += place[other]
    return total / len(lines)


def _offsets(row: list[int], ranked: Ranked, style: Style) -> list[float]:
    """How far each item must at least be from the first of its row."""
    offsets = [0.0] * len(row)
    for at in range(1, len(row)):
        offsets[at] = offsets[at - 1] + apart(ranked, row[at - 1], row[at], style)
    return offsets


def _settle(row: list[int], offsets: list[float], pulls: Pulls, x: list[float]) -> None:
    wanted, weights = [], []
    for item in row:
        lines, total, weight = pulls[item]
        if not lines:
            wanted.append(x[item])
            weights.append(0.1)
            continue
        for other, strength in lines:
            total += x[other] * strength
        wanted.append(total / weight)
        weights.append(weight)
    _place_row(row, wanted, weights, offsets, x)


def _place_row(
    row: list[int],
    wanted: list[float],
    weights: list[float],
    offsets: list[float],
    x: list[float],
) -> None:
    """Puts a row as near as possible to where it wants to be (pool adjacent violators)."""
    if len(row) == 1:
        x[row[0]] = wanted[0]
        return
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
            offsets = _offsets(row, ranked, style)
            _place_row(row, [x[i] for i in row], [1.0] * len(row), offsets, x)
