"""Highlighted regions as they show in a scene: which boxes, which of them are in view."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtGui import QPainterPath

from inspector.session.columns import Floats, Indices
from inspector.session.highlights import Group, Place
from inspector.session.scene_map import SceneMap
from inspector.ui.canvas.camera import Bounds

_NO_BOXES: Indices = np.empty(0, dtype=np.intp)
GAP = 4.0
"""Scene units between a box and an outline around it."""
_STEP = 3.0
"""Between two outlines around one box."""
_LEVELS = 5
_AROUND = 20.0
"""Scene units around a region's boxes in which it is drawn."""


@dataclass(slots=True)
class Region:
    """One region as it shows in the present scene.

    Attributes:
        places: Which regions of which group look like this.
        letter: Its group's.
        colour: Its group's, index into the highlight palette.
        boxes: Box indices that stand for it; a frame stands for all of its inside.
        bounds: Around them.
        hidden: Whether it lies inside closed boxes that hold more than it.
        gap: Between its boxes and its outline, in scene units.
    """

    places: list[Place]
    letter: str
    colour: int
    boxes: Indices
    bounds: Bounds
    hidden: bool = False
    gap: float = GAP
    path: QPainterPath | None = field(default=None, repr=False)


class Regions:
    """All regions of a scene; what is asked of many of them at each painting as arrays.

    Args:
        regions: In the order of their groups.

    Attributes:
        bounds: Of each region.
        groups: Number of each region's group.
        looks: What is drawn alike: colour and whether it is hidden, of each region.
        members: Box indices of one region after the other.
        owners: The region of each of the members.
    """

    def __init__(self, regions: Sequence[Region] = ()) -> None:
        self._regions = list(regions)
        self.bounds: Floats = np.array([r.bounds for r in regions], dtype=float).reshape(-1, 4)
        self.groups: Indices = np.array([r.places[0].group for r in regions], dtype=np.intp)
        self.looks: Indices = np.array([2 * r.colour + r.hidden for r in regions], dtype=np.intp)
        self.members: Indices = np.concatenate([_NO_BOXES, *(r.boxes for r in regions)])
        self.owners: Indices = np.repeat(np.arange(len(regions)), [len(r.boxes) for r in regions])

    def __len__(self) -> int:
        return len(self._regions)

    def __iter__(self) -> Iterator[Region]:
        return iter(self._regions)

    def __getitem__(self, at: int) -> Region:
        return self._regions[at]

    def visible(self, bounds: Bounds, current: Place | None) -> Indices:
        """Which regions may be visible, the one in focus last."""
        left, top, right, bottom = bounds
        x0, y0, x1, y1 = self.bounds.T
        hit = (x0 <= right + _AROUND) & (x1 >= left - _AROUND)
        hit &= (y0 <= bottom + _AROUND) & (y1 >= top - _AROUND)
        shown: Indices = np.flatnonzero(hit)
        if current is None:
            return shown
        focused = np.array([current in self._regions[at].places for at in shown], dtype=bool)
        return np.concatenate((shown[~focused], shown[focused]))


def regions_of(scene: SceneMap, groups: tuple[Group, ...]) -> Regions:
    """How the painted groups show in a scene; equal outlines of a group become one."""
    places = [Place(g, at) for g, group in enumerate(groups) for at in range(len(group.regions))]
    stored = [region for group in groups for region in group.regions]
    hits = scene.hits_of_each(stored)
    stands = np.bincount(hits.sets[hits.inside], minlength=len(stored)) > 0
    chosen = hits.inside | ~stands[hits.sets]
    sets, boxes = _gathered(scene, hits.sets[chosen], hits.boxes[chosen])
    firsts = np.flatnonzero(np.diff(sets, prepend=-1))
    pieces = np.split(boxes, firsts[1:])[: len(firsts)]
    bounds = _bounds(scene, boxes, firsts)
    found: dict[tuple[int, bytes], Region] = {}
    nodes: dict[tuple[int, bytes], int] = {}
    for at, own, around in zip(sets[firsts].tolist(), pieces, bounds, strict=True):
        group = groups[places[at].group]
        key = (places[at].group, own.tobytes())
        nodes[key] = nodes.get(key, 0) + len(stored[at])
        if key in found:
            found[key].places.append(places[at])
        else:
            hidden = not stands[at]
            found[key] = Region([places[at]], group.letter, group.colour, own, around, hidden)
    for key, region in found.items():
        if region.hidden:
            # The matches of a run's folds together are the run.
            region.hidden = nodes[key] * 2 < len(scene.stored_of(region.boxes.tolist()))
    if len(groups) > 1:
        _spread(found.values())
    return Regions(list(found.values()))


def _spread(regions: Iterable[Region]) -> None:
    """Let the outlines of several groups around one box stand beside each other."""
    taken: dict[int, int] = {}
    for region in regions:
        boxes = region.boxes.tolist()
        used = 0
        for box in boxes:
            used |= taken.get(box, 0)
        level = next((at for at in range(_LEVELS) if not used >> at & 1), _LEVELS - 1)
        region.gap = GAP + _STEP * level
        for box in boxes:
            taken[box] = taken.get(box, 0) | 1 << level


def bounds_of(scene: SceneMap, stored: frozenset[int]) -> Bounds | None:
    """Around the boxes that stand for stored nodes, or hide them."""
    hits = scene.hits(stored)
    return scene.bounds(hits.inside if len(hits.inside) else hits.around)


def gathered(scene: SceneMap, boxes: Indices) -> Indices:
    """Replace all the closed boxes of a frame by the frame, as far up as that goes."""
    return _gathered(scene, np.zeros(len(boxes), dtype=np.intp), boxes)[1]


def _gathered(scene: SceneMap, sets: Indices, boxes: Indices) -> tuple[Indices, Indices]:
    """The same for many sets of boxes: rows of a set and a box, in their order."""
    size = max(len(scene.boxes), 1)
    while len(boxes):
        parents = scene.parents[boxes]
        framed = np.flatnonzero(parents >= 0)
        keys, which, counts = np.unique(
            sets[framed] * size + parents[framed], return_inverse=True, return_counts=True
        )
        full = counts == scene.family_sizes[keys % size]
        if not full.any():
            break
        stays = np.ones(len(boxes), dtype=bool)
        stays[framed] = ~full[which]
        sets = np.concatenate((sets[stays], keys[full] // size))
        boxes = np.concatenate((boxes[stays], keys[full] % size))
    order = np.lexsort((boxes, sets))
    return sets[order], boxes[order]


def _bounds(scene: SceneMap, boxes: Indices, firsts: Indices) -> list[Bounds]:
    """Around the boxes from each first one to before the next."""
    if not len(firsts):
        return []
    rects = scene.rects[boxes]
    low = np.minimum.reduceat(rects[:, :2], firsts, axis=0)
    high = np.maximum.reduceat(rects[:, :2] + rects[:, 2:], firsts, axis=0)
    return [(x0, y0, x1, y1) for x0, y0, x1, y1 in np.hstack((low, high)).tolist()]
