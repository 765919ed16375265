"""Links that go along the side of a stack: over many regions, backwards, or to themselves."""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

import numpy as np

from inspector.layout.curves import rounded
from inspector.layout.level import ENTRY, EXIT, Path
from inspector.layout.stack import Stack

LANE = 10.0
FIRST_LANE = 16.0
LOOP = 18.0
_MAX_LANES = 400
"""Lanes are searched for among so many; later links share one."""
_CORNER = 9.0


class Side(NamedTuple):
    """A link along the side, by positions in the stack."""

    link: int
    source: int
    target: int
    out_at: int | None
    in_at: int | None


class _Lanes:
    """Which lines run where along one side."""

    def __init__(self, stack: Stack, sign: int) -> None:
        self.sign = sign
        self.bands = sorted(stack.bands)
        self.starts = [band[0] for band in self.bands]
        self.reach = np.array([band[3] if sign > 0 else -band[2] for band in self.bands])
        self.taken: list[tuple[float, float, float]] = []

    def take(self, begin: float, end: float) -> float:
        """A free x beside everything between two places along the flow."""
        low = max(bisect_left(self.starts, begin) - 1, 0)
        high = bisect_left(self.starts, end)
        beside = float(self.reach[low : max(high, low + 1)].max()) + FIRST_LANE
        x = beside
        rivals = [at for b, e, at in self.taken if b < end + LANE and e > begin - LANE]
        rivals.sort()
        for at in rivals[:_MAX_LANES]:
            if abs(at - x) < LANE - 0.5:
                x = at + LANE
        self.taken.append((begin, end, x))
        return x * self.sign


def route_sides(
    sides: list[Side],
    stack: Stack,
    backwards: set[int],
    paths: list[Path | None],
    left: float,
    right: float,
) -> tuple[float, float]:
    """Routes links along the sides: forwards on the right, backwards on the left.

    Links from one place share their lane. Short ones stay inside of long ones.

    Args:
        sides: The links.
        stack: The component.
        backwards: Links that close a cycle.
        paths: Filled in here.
        left: Least x drawn so far.
        right: Greatest x drawn so far.

    Returns:
        Least and greatest x with the lanes.
    """
    groups: dict[tuple[int, int | None, bool], list[Side]] = {}
    for side in sides:
        if side.source == side.target:
            paths[side.link] = _loop(stack, side.source)
            right = max(right, stack.x[side.source] + stack.nodes[side.source].half + LOOP)
        else:
            key = (side.source, side.out_at, side.link in backwards)
            groups.setdefault(key, []).append(side)
    lanes = {True: _Lanes(stack, 1), False: _Lanes(stack, -1)}
    arrivals: dict[int, int] = {}
    spread = {key: _interval(stack, group) for key, group in groups.items()}
    for number, key in enumerate(sorted(groups, key=lambda k: (_length(spread[k]), k[0]))):
        forward = not key[2]
        x = lanes[forward].take(*spread[key])
        left, right = min(left, x), max(right, x)
        for side in groups[key]:
            paths[side.link] = _route(stack, side, x, number, arrivals)
    return left, right


def _length(interval: tuple[float, float]) -> float:
    return interval[1] - interval[0]


def _interval(stack: Stack, group: list[Side]) -> tuple[float, float]:
    places = [stack.above[side.target] for side in group]
    places.append(stack.below[group[0].source])
    return min(places), max(places)


def _loop(stack: Stack, position: int) -> Path:
    """A link from a box to itself."""
    node = stack.nodes[position]
    x = stack.x[position] + node.half
    middle = stack.top[position] + node.height / 2
    high, low = middle + 6, middle - 6
    return Path([x, high, x + LOOP, high + 6, x + LOOP, low - 6, x, low], True)


def _route(stack: Stack, side: Side, lane: float, number: int, arrivals: dict[int, int]) -> Path:
    nudge = float((number % 5 - 2) * 2)
    begin = _begin(stack, side, lane, nudge)
    end = _end(stack, side, lane, nudge, arrivals)
    return rounded([*begin, *reversed(end)], _CORNER)


def _begin(stack: Stack, side: Side, lane: float, nudge: float) -> list[tuple[float, float]]:
    """From the source to its lane."""
    node, x = stack.nodes[side.source], stack.x[side.source]
    bottom = stack.top[side.source] + node.height
    if stack.alone[side.source] and side.out_at is None and node.role != ENTRY:
        middle = stack.top[side.source] + node.height / 2 + min(nudge, node.height / 3)
        return [(x + (node.half if lane > x else -node.half), middle), (lane, middle)]
    at = x + side.out_at if side.out_at is not None else x + _off(node.half, 0, lane > x)
    across = stack.below[side.source] + nudge
    return [(at, bottom), (at, across), (lane, across)]


def _end(
    stack: Stack, side: Side, lane: float, nudge: float, arrivals: dict[int, int]
) -> list[tuple[float, float]]:
    """From the target back to the lane."""
    node, x, top = stack.nodes[side.target], stack.x[side.target], stack.top[side.target]
    count = arrivals.get(side.target, 0)
    arrivals[side.target] = count + 1
    if stack.alone[side.target] and side.in_at is None and node.role != EXIT:
        room = max(node.height / 2 - 6, 1.0)
        middle = top + node.height / 2 + ((count + 1) // 2 * (-1) ** count * 7.0) % room
        return [(x + (node.half if lane > x else -node.half), middle), (lane, middle)]
    at = x + side.in_at if side.in_at is not None else x + _off(node.half, count, lane > x)
    across = stack.above[side.target] + nudge
    return [(at, top), (at, across), (lane, across)]


def _off(half: int, count: int, right: bool) -> float:
    """Where beside the middle of a border a line begins or ends."""
    off = max(half - 9.0 - 7.0 * count, 0.0)
    return off if right else -off
