"""A scene as arrays, to answer fast what is where; built off the window's thread."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from inspector.layout.display import Box, Edge, Scene

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]

_NO_FLAGS: Flags = np.empty(0, dtype=bool)

CURVE_STEPS = 6
"""Straight pieces per Bezier curve where lines are drawn in bulk."""


@dataclass(frozen=True, slots=True)
class Hits:
    """How a set of stored nodes shows in a scene (box indices).

    Attributes:
        inside: Boxes that stand for these nodes only (at least half of theirs are in the set).
        around: Closed boxes that hide some of these nodes among many others.
    """

    inside: Indices
    around: Indices


@dataclass(frozen=True, slots=True)
class EachHits:
    """How sets of stored nodes show in a scene: one row for a set and a closed box, in order.

    Attributes:
        sets: Which set.
        boxes: Which box (its index) holds nodes of it.
        inside: Whether the box stands for these nodes only (at least half of its are in the set).
        own: Whether the set has a node of it that no other box has.
    """

    sets: Indices
    boxes: Indices
    inside: Flags
    own: Flags


class SceneMap:
    """Geometry, ownership and neighbourhood of the boxes of a scene, by box index.

    Box *indices* count in drawing order; box *ids* are the engine's and outlive the scene.

    Args:
        scene: What the layout made.
    """

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.boxes: list[Box] = scene.graph.boxes
        self.edges: list[Edge] = scene.graph.edges
        self.index_of: dict[int, int] = {box.id: at for at, box in enumerate(self.boxes)}
        self.rects: Floats = np.zeros((len(self.boxes), 4))
        for placed in scene.placed:
            at = self.index_of.get(placed.id)
            if at is not None:
                self.rects[at] = (placed.x, placed.y, placed.width, placed.height)
        self.open: Flags = np.array([box.open for box in self.boxes], dtype=bool)
        self.parents: Indices = np.array(
            [self.index_of.get(box.parent, -1) for box in self.boxes], dtype=np.intp
        )
        self.depth: Indices = _depths(self.parents)
        with_nodes = np.array([bool(box.stored) for box in self.boxes], dtype=bool)
        inner = self.parents[(self.parents >= 0) & with_nodes]
        self.family_sizes: Indices = np.bincount(inner, minlength=len(self.boxes))
        self.leaves: Indices = np.flatnonzero(~self.open)
        self.categories, self.category_of = _coded([box.category for box in self.boxes])
        self._own()
        self._connect()
        self._trace()

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of everything."""
        return self.scene.width, self.scene.height

    def box(self, box_id: int | None) -> Box | None:
        """The box of that id, None when it is not shown."""
        at = None if box_id is None else self.index_of.get(box_id)
        return None if at is None else self.boxes[at]

    def opened(self) -> list[int]:
        """Ids of the open boxes."""
        return [box.id for box in self.boxes if box.open]

    def touching(self, left: float, top: float, right: float, bottom: float) -> Flags:
        """Which boxes share a point with a rectangle."""
        x, y, w, h = self.rects.T
        hit: Flags = (x <= right) & (x + w >= left) & (y <= bottom) & (y + h >= top)
        return hit

    def within(self, left: float, top: float, right: float, bottom: float) -> Indices:
        """Closed boxes whose middle lies in a rectangle."""
        x, y, w, h = self.rects[self.leaves].T
        middle_x, middle_y = x + w / 2, y + h / 2
        hit = (middle_x >= left) & (middle_x <= right) & (middle_y >= top) & (middle_y <= bottom)
        found: Indices = self.leaves[hit]
        return found

    def at(self, x: float, y: float) -> int | None:
        """Index of the topmost box at a point."""
        hits = np.flatnonzero(self.touching(x, y, x, y))
        return int(hits[np.argmax(self.depth[hits])]) if len(hits) else None

    def bounds(
        self, indices: Collection[int] | Indices
    ) -> tuple[float, float, float, float] | None:
        """Left, top, right and bottom around boxes, None around nothing."""
        if len(indices) == 0:
            return None
        x, y, w, h = self.rects[np.asarray(indices, dtype=np.intp)].T
        return float(x.min()), float(y.min()), float((x + w).max()), float((y + h).max())

    def stored_of(self, indices: Iterable[int]) -> frozenset[int]:
        """Stored nodes behind boxes."""
        return frozenset(node for at in indices for node in self.boxes[at].stored)

    def hits(self, stored: Collection[int]) -> Hits:
        """Which closed boxes stand for these stored nodes, and which hide some of them."""
        every = self.hits_of_each([stored])
        # A constant read by many folds belongs to each of them; it alone tells nothing.
        hides = ~every.inside & (every.own if every.inside.any() else True)
        return Hits(every.boxes[every.inside], every.boxes[hides])

    def hits_of_each(self, sets: Sequence[Collection[int]]) -> EachHits:
        """The same for many sets of stored nodes at once."""
        counts = np.array([len(each) for each in sets], dtype=np.intp)
        wanted = np.fromiter(chain.from_iterable(sets), dtype=np.intp, count=int(counts.sum()))
        first = np.searchsorted(self._stored, wanted, "left")
        times = np.searchsorted(self._stored, wanted, "right") - first
        places = np.arange(int(times.sum())) + np.repeat(first - np.cumsum(times) + times, times)
        numbers = np.repeat(np.repeat(np.arange(len(sets)), counts), times)
        size = max(len(self.boxes), 1)
        keys = numbers * size + self._owners[places]
        found, which, total = np.unique(keys, return_inverse=True, return_counts=True)
        own = np.bincount(which[~self._shared[places]], minlength=len(found))
        boxes = found % size
        inside = total * 2 >= self._weights[boxes]
        return EachHits(found // size, boxes, inside, own > 0)

    def family_size(self, index: int) -> int:
        """How many boxes with stored nodes stand directly inside an open one."""
        return int(self.family_sizes[index])

    def sources(self, index: int) -> list[int]:
        """Indices of the boxes whose values a box reads."""
        return self._sources.get(index, [])

    def targets(self, index: int) -> list[int]:
        """Indices of the boxes that read a box's values."""
        return self._targets.get(index, [])

    def _own(self) -> None:
        """Note which closed box each stored node belongs to, in the order of the nodes."""
        counts = [len(self.boxes[at].stored) for at in self.leaves]
        nodes = chain.from_iterable(self.boxes[at].stored for at in self.leaves)
        stored: Indices = np.fromiter(nodes, dtype=np.intp, count=sum(counts))
        owners = np.repeat(self.leaves, counts)
        self._weights: Indices = np.bincount(owners, minlength=len(self.boxes))
        order = np.argsort(stored, kind="stable")
        self._stored: Indices = stored[order]
        self._owners: Indices = owners[order]
        again = self._stored[1:] == self._stored[:-1]
        self._shared: Flags = np.zeros(len(stored), dtype=bool)
        self._shared[1:] |= again
        self._shared[:-1] |= again

    def _connect(self) -> None:
        """Index the edges by their ends."""
        self._sources: dict[int, list[int]] = {}
        self._targets: dict[int, list[int]] = {}
        self.ends: Indices = np.full((len(self.edges), 2), -1, dtype=np.intp)
        for number, edge in enumerate(self.edges):
            source, target = self.index_of.get(edge.source), self.index_of.get(edge.target)
            if source is None or target is None:
                continue
            self.ends[number] = (source, target)
            self._sources.setdefault(target, []).append(source)
            self._targets.setdefault(source, []).append(target)

    def _trace(self) -> None:
        """Cut all routes into straight segments, in bulk."""
        self.routes = self.scene.routes
        self.route_edges: Indices = np.array([route.edge for route in self.routes], dtype=np.intp)
        self.stubs: Flags = np.array([route.stub for route in self.routes], dtype=bool)
        curved = np.array([route.curved for route in self.routes], dtype=bool)
        lengths = np.array([len(route.points) // 2 for route in self.routes], dtype=np.intp)
        flat = chain.from_iterable(route.points for route in self.routes)
        points: Floats = np.fromiter(flat, dtype=np.float64, count=int(lengths.sum()) * 2)
        points = points.reshape(-1, 2)
        straight, straight_routes = _polylines(points, lengths, ~curved)
        bent, bent_routes = _curves(points, lengths, curved)
        routes = np.concatenate((straight_routes, bent_routes))
        order = np.argsort(routes, kind="stable")
        self.segments: Floats = np.ascontiguousarray(np.concatenate((straight, bent))[order])
        self.segment_routes: Indices = routes[order]
        every = np.arange(len(self.routes) + 1)
        self.first_segments: Indices = np.searchsorted(self.segment_routes, every)
        self.route_bounds: Floats = _bounds(points, lengths)
        self.chords: Floats = _chords(points, lengths)

    def way(self, route: int) -> Floats:
        """The straight pieces of a route: rows of ``x0, y0, x1, y1``."""
        return self.segments[self.first_segments[route] : self.first_segments[route + 1]]

    def routes_touching(self, left: float, top: float, right: float, bottom: float) -> Flags:
        """Which routes may share a point with a rectangle, by their bounds."""
        x0, y0, x1, y1 = self.route_bounds.T
        hit: Flags = (x0 <= right) & (x1 >= left) & (y0 <= bottom) & (y1 >= top)
        return hit


def _depths(parents: Indices) -> Indices:
    """How many open boxes stand around each box."""
    depth = np.zeros(len(parents), dtype=np.intp)
    for at, parent in enumerate(parents):
        if parent >= 0:
            depth[at] = depth[parent] + 1
    return depth


def _polylines(points: Floats, lengths: Indices, chosen: Flags) -> tuple[Floats, Indices]:
    """The pieces of the chosen routes between one point and the next, with their routes."""
    routes = np.repeat(np.arange(len(lengths)), lengths)
    keep = (routes[:-1] == routes[1:]) & chosen[routes[:-1]] if len(routes) else _NO_FLAGS
    starts = np.flatnonzero(keep)
    return np.hstack((points[starts], points[starts + 1])), routes[starts]


def _curves(points: Floats, lengths: Indices, chosen: Flags) -> tuple[Floats, Indices]:
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


def _chords(points: Floats, lengths: Indices) -> Floats:
    """One line from the beginning of each route to its end, for a view from far away."""
    chords = np.zeros((len(lengths), 4))
    filled = np.flatnonzero(lengths)
    lasts = np.cumsum(lengths)[filled] - 1
    chords[filled, :2] = points[lasts - lengths[filled] + 1]
    chords[filled, 2:] = points[lasts]
    return chords


def _coded(names: list[str]) -> tuple[list[str], Indices]:
    """The different names, and for each place the number of its name."""
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    return list(numbers), np.array([numbers[name] for name in names], dtype=np.intp)


def _bounds(points: Floats, lengths: Indices) -> Floats:
    """Left, top, right and bottom of each route's points; nothing contains an empty one."""
    bounds = np.tile(np.array([0.0, 0.0, -1.0, -1.0]), (len(lengths), 1))
    filled = np.flatnonzero(lengths)
    if len(filled):
        firsts = (np.cumsum(lengths) - lengths)[filled]
        bounds[filled, :2] = np.minimum.reduceat(points, firsts, axis=0)
        bounds[filled, 2:] = np.maximum.reduceat(points, firsts, axis=0)
    return bounds
