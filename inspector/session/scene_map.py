"""A scene as arrays, to answer fast what is where; built off the window's thread."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from inspector.layout.display import Box
from inspector.layout.packed import CURVED, STUB, PackedScene, boxes_of, integers, numbers
from inspector.session.columns import (
    Flags,
    Floats,
    Indices,
    Lists,
    bounds_of_each,
    chords,
    coded,
    curves,
    depths,
    polylines,
)

_ZERO: Indices = np.zeros(1, dtype=np.intp)


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

    Attributes:
        boxes: In drawing order.
        rects: Left, top, width and height of each box.
        open: Which boxes are open.
        parents: Index of the open box around each, -1 at the top.
        depth: How many open boxes stand around each.
        leaves: The closed boxes.
        family_sizes: How many boxes with stored nodes stand directly in each.
        categories: The different categories.
        category_of: Of each box, the index of its category.
        ends: Source and target of each edge, -1 for one that is not shown.
        direction: Of the data flow.
        by_names: Whether its folds are scopes of names.
        size: Width and height of everything.
    """

    def __init__(self, scene: PackedScene) -> None:
        self.direction = scene.direction
        self.by_names = scene.by_names
        self.size = (scene.width, scene.height)
        self.boxes: list[Box] = boxes_of(scene)
        self.index_of: dict[int, int] = {box.id: at for at, box in enumerate(self.boxes)}
        self.rects: Floats = numbers(scene.rects, 4)
        self.open: Flags = np.array([box.open for box in self.boxes], dtype=bool)
        self.parents: Indices = np.array(
            [self.index_of.get(box.parent, -1) for box in self.boxes], dtype=np.intp
        )
        self.depth: Indices = depths(self.parents)
        with_nodes = np.array([bool(box.stored) for box in self.boxes], dtype=bool)
        inner = self.parents[(self.parents >= 0) & with_nodes]
        self.family_sizes: Indices = np.bincount(inner, minlength=len(self.boxes))
        self.leaves: Indices = np.flatnonzero(~self.open)
        self.categories, self.category_of = coded([box.category for box in self.boxes])
        self._own()
        self.ends: Indices = integers(scene.ends).reshape(-1, 2)
        self._words = scene.words
        self._labels, self._hubs = integers(scene.labels), integers(scene.hubs)
        shown = np.flatnonzero((self.ends >= 0).all(axis=1))
        self._sources = Lists(self.ends[shown, 1], self.ends[shown, 0], len(self.boxes))
        self._targets = Lists(self.ends[shown, 0], self.ends[shown, 1], len(self.boxes))
        self._trace(scene)

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
        return self._sources.of(index)

    def targets(self, index: int) -> list[int]:
        """Indices of the boxes that read a box's values."""
        return self._targets.of(index)

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

    def _trace(self, scene: PackedScene) -> None:
        """Cut all routes into straight segments, in bulk."""
        kinds = np.frombuffer(scene.kinds, dtype=np.uint8)
        self.route_edges: Indices = integers(scene.route_edges)
        self.stubs: Flags = (kinds & STUB) > 0
        self.curved: Flags = (kinds & CURVED) > 0
        starts = self.ends[self.route_edges, 0]
        known = np.flatnonzero(starts >= 0)
        self._routes = Lists(starts[known], known, len(self.boxes))
        lengths = integers(scene.sizes)
        points = self._points = numbers(scene.points, 2)
        self._first_points = np.concatenate((_ZERO, np.cumsum(lengths)))
        curved = self.curved
        straight, straight_routes = polylines(points, lengths, ~curved)
        bent, bent_routes = curves(points, lengths, curved)
        routes = np.concatenate((straight_routes, bent_routes))
        order = np.argsort(routes, kind="stable")
        self.segments: Floats = np.ascontiguousarray(np.concatenate((straight, bent))[order])
        self.segment_routes: Indices = routes[order]
        every = np.arange(len(lengths) + 1)
        self.first_segments: Indices = np.searchsorted(self.segment_routes, every)
        self.route_bounds: Floats = bounds_of_each(points, lengths)
        self.chords: Floats = chords(points, lengths)

    def points(self, route: int) -> Floats:
        """The points of a route; control points of Bezier curves when it is curved."""
        return self._points[self._first_points[route] : self._first_points[route + 1]]

    def source(self, route: int) -> int:
        """Index of the box that a route begins at, -1 when it is not shown."""
        return int(self.ends[self.route_edges[route], 0])

    def routes_from(self, index: int) -> list[int]:
        """The routes that begin at a box."""
        return self._routes.of(index) if index >= 0 else []

    def label(self, route: int) -> str:
        """Shape and type of what flows along a route."""
        return self._words[int(self._labels[self.route_edges[route]])]

    def hub(self, route: int) -> str:
        """The name at a stub, empty where a line is drawn."""
        return self._words[int(self._hubs[self.route_edges[route]])]

    def way(self, route: int) -> Floats:
        """The straight pieces of a route: rows of ``x0, y0, x1, y1``."""
        return self.segments[self.first_segments[route] : self.first_segments[route + 1]]

    def routes_touching(self, left: float, top: float, right: float, bottom: float) -> Flags:
        """Which routes may share a point with a rectangle, by their bounds."""
        x0, y0, x1, y1 = self.route_bounds.T
        hit: Flags = (x0 <= right) & (x1 >= left) & (y0 <= bottom) & (y1 >= top)
        return hit
