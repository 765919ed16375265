"""Arithmetic on the columns of a scene."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]

CURVE_STEPS = 6
"""Straight pieces per Bezier curve where lines are drawn in bulk."""

_NO_FLAGS: Flags = np.empty(0, dtype=bool)


class Lists:
    """A list of numbers for each index, kept as one array.

    Args:
        keys: The index that each value is for.
        values: The values, in the order that each list has.
        count: How many indices there are.
    """

    def __init__(self, keys: Indices, values: Indices, count: int) -> None:
        order = np.argsort(keys, kind="stable")
        self._values = values[order]
        self._first = np.searchsorted(keys[order], np.arange(count + 1))

    def of(self, index: int) -> list[int]:
        """The list of an index."""
        found: list[int] = self._values[self._first[index] : self._first[index + 1]].tolist()
        return found


def depths(parents: Indices) -> Indices:
    """How many open boxes stand around each box."""
    depth = np.zeros(len(parents), dtype=np.intp)
    above = parents
    while (inside := above >= 0).any():
        depth += inside
        above = np.where(inside, parents[above], -1)
    return depth


def polylines(points: Floats, lengths: Indices, chosen: Flags) -> tuple[Floats, Indices]:
    """The pieces of the chosen routes between one point and the next, with their routes."""
    routes = np.repeat(np.arange(len(lengths)), lengths)
    keep = (routes[:-1] == routes[1:]) & chosen[routes[:-1]] if len(routes) else _NO_FLAGS
    starts = np.flatnonzero(keep)
    return np.hstack((points[starts], points[starts + 1])), routes[starts]


def curves(points: Floats, lengths: Indices, chosen: Flags) -> tuple[Floats, Indices]:
    """The chosen routes' Bezier pieces, each sampled as ``CURVE_STEPS`` lines."""
    counts = np.where(chosen, np.maximum(lengths - 1, 0) // 3, 0)
    routes = np.repeat(np.arange(len(lengths)), counts)
    firsts = np.cumsum(lengths) - lengths
    within = np.arange(len(routes)) - np.repeat(np.cumsum(counts) - counts, counts)
    controls = points[(firsts[routes] + 3 * within)[:, None] + np.arange(4)]
    t = np.linspace(0.0, 1.0, CURVE_STEPS + 1)[:, None]
    basis = np.hstack(((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3))
    sampled = np.einsum("sk,ckd->csd", basis, controls)
    lines = np.concatenate((sampled[:, :-1], sampled[:, 1:]), axis=2).reshape(-1, 4)
    return lines, np.repeat(routes, CURVE_STEPS)


def chords(points: Floats, lengths: Indices) -> Floats:
    """One line from the beginning of each route to its end, for a view from far away."""
    chords = np.zeros((len(lengths), 4))
    filled = np.flatnonzero(lengths)
    lasts = np.cumsum(lengths)[filled] - 1
    chords[filled, :2] = points[lasts - lengths[filled] + 1]
    chords[filled, 2:] = points[lasts]
    return chords


def coded(names: list[str]) -> tuple[list[str], Indices]:
    """The different names, and for each place the number of its name."""
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    return list(numbers), np.array([numbers[name] for name in names], dtype=np.intp)


def bounds_of_each(points: Floats, lengths: Indices) -> Floats:
    """Left, top, right and bottom of each route's points; nothing contains an empty one."""
    bounds = np.tile(np.array([0.0, 0.0, -1.0, -1.0]), (len(lengths), 1))
    filled = np.flatnonzero(lengths)
    if len(filled):
        firsts = (np.cumsum(lengths) - lengths)[filled]
        bounds[filled, :2] = np.minimum.reduceat(points, firsts, axis=0)
        bounds[filled, 2:] = np.maximum.reduceat(points, firsts, axis=0)
    return bounds
