"""A scene as arrays, to answer fast what is where; built off the window's thread."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from inspector.layout.display import Box, Edge, Scene

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]

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
        self._children: Indices = np.bincount(inner, minlength=len(self.boxes))
        self.leaves: Indices = np.flatnonzero(~self.open)
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
        nothing: Indices = np.empty(0, dtype=np.intp)
        if not stored or not len(self._stored):
            return Hits(nothing, nothing)
        wanted = np.fromiter(stored, dtype=np.intp, count=len(stored))
        found = self._owners[np.isin(self._stored, wanted)]
        counts = np.bincount(found, minlength=len(self.boxes))
        inside = np.flatnonzero((counts * 2 >= self._weights) & (counts > 0))
        around = np.flatnonzero((counts * 2 < self._weights) & (counts > 0))
        if len(inside):
            # A constant read by many folds belongs to each of them; it alone tells nothing.
            own = np.bincount(
                self._owners[np.isin(self._stored, wanted) & ~self._shared],
                minlength=len(self.boxes),
            )
            around = around[own[around] > 0]
        return Hits(inside, around)

    def family_size(self, index: int) -> int:
        """How many boxes with stored nodes stand directly inside an open one."""
        return int(self._children[index])

    def sources(self, index: int) -> list[int]:
        """Indices of the boxes whose values a box reads."""
        return self._sources.get(index, [])

    def targets(self, index: int) -> list[int]:
        """Indices of the boxes that read a box's values."""
        return self._targets.get(index, [])

    def _own(self) -> None:
        """Note which closed box each stored node belongs to."""
        owners = [at for at in self.leaves for _ in self.boxes[at].stored]
        nodes = [node for at in self.leaves for node in self.boxes[at].stored]
        self._owners: Indices = np.array(owners, dtype=np.intp)
        self._stored: Indices = np.array(nodes, dtype=np.intp)
        self._weights: Indices = np.bincount(self._owners, minlength=len(self.boxes))
        if nodes:
            times = np.bincount(self._stored)
            self._shared: Flags = times[self._stored] > 1
        else:
            self._shared = np.empty(0, dtype=bool)

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
        self.route_points: list[Floats] = [
            _straight(np.array(route.points, dtype=np.float64).reshape(-1, 2), route.curved)
            for route in self.routes
        ]
        lengths = np.array([max(len(points) - 1, 0) for points in self.route_points], dtype=np.intp)
        pieces = [np.hstack((points[:-1], points[1:])) for points in self.route_points]
        self.segments: Floats = np.ascontiguousarray(
            np.concatenate(pieces) if pieces else np.empty((0, 4))
        )
        self.segment_routes: Indices = np.repeat(np.arange(len(self.routes)), lengths)
        self.route_edges: Indices = np.array([route.edge for route in self.routes], dtype=np.intp)
        self.stubs: Flags = np.array([route.stub for route in self.routes], dtype=bool)
        self.route_bounds: Floats = np.array(
            [
                (*points.min(axis=0), *points.max(axis=0)) if len(points) else (0, 0, -1, -1)
                for points in self.route_points
            ]
        ).reshape(-1, 4)

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


def _straight(points: Floats, curved: bool) -> Floats:
    """A polyline for a route: Bezier pieces are sampled, straight ones stay."""
    if not curved or len(points) < 4:
        return points
    t = np.linspace(0.0, 1.0, CURVE_STEPS + 1)[1:, None]
    basis = np.hstack(((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3))
    count = (len(points) - 1) // 3
    starts = 3 * np.arange(count)[:, None] + np.arange(4)
    sampled = np.einsum("sk,ckd->csd", basis, points[starts]).reshape(-1, 2)
    return np.vstack((points[:1], sampled))
