"""Paints shapes and types beside the edges: on nothing else, and crossed by nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from inspector.session.columns import Floats, Indices
from inspector.ui.canvas import badges, metrics
from inspector.ui.canvas.camera import Camera
from inspector.ui.canvas.edges import stub_room
from inspector.ui.canvas.frame import Frame
from inspector.ui.canvas.outlines import outline_lines
from inspector.ui.canvas.regions import Region, Regions

_CENTRED = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip
_PLACES = (0.5, 0.35, 0.65, 0.2, 0.8)
"""Shares of an edge's length at which its label may stand, the best first."""
_ASIDE = 5.0
"""Between an edge and its label."""
_ABOVE = 2.0
"""The same where the label stands above or below a level edge."""
_TWINS = 90.0
"""Scene units within which two edges of one value need but one label."""
_BADGE_SCALES = (metrics.LABELS_FROM, 1.0, 1.4)
"""Zooms at which no badge may lie on a label; closer by they take less room."""
_AROUND = 300.0
"""Scene units around what is visible in which a label may be in the way of something."""


def paint_edge_labels(painter: QPainter, frame: Frame, regions: Regions) -> None:
    """The label of each edge for which there is room, where it can be read.

    Args:
        painter: In scene units.
        frame: What is painted; its rooms hold for these regions only.
        regions: Highlighted, whose outlines and badges no label is under.
    """
    if frame.camera.scale < metrics.LABELS_FROM:
        return
    painter.setFont(frame.fonts.small)
    painter.setPen(frame.colours.muted)
    routes = np.flatnonzero(frame.map.routes_touching(*frame.bounds)).tolist()
    _find_rooms(frame, [route for route in routes if route not in frame.rooms], regions)
    for route in routes:
        room = frame.rooms[route]
        if room is not None:
            painter.drawText(room, _CENTRED, frame.map.label(route))


def _find_rooms(frame: Frame, routes: list[int], regions: Regions) -> None:
    """Decide where the labels of some routes stand; they stay there while the view moves."""
    if not routes:
        return
    left, top, right, bottom = frame.bounds
    around = (left - _AROUND, top - _AROUND, right + _AROUND, bottom + _AROUND)
    near = np.flatnonzero(frame.map.touching(*around))
    others = np.flatnonzero(frame.map.routes_touching(*around))
    painted = list(map(regions.__getitem__, regions.visible(around, None).tolist()))
    outlines = [outline_lines(frame.map, region) for region in painted]
    lines = np.vstack((_borders(frame, near), *(frame.map.way(int(r)) for r in others), *outlines))
    found = [room.getRect() for room in frame.rooms.values() if room is not None]
    known = np.array(found, dtype=float).reshape(-1, 4)
    taken = np.vstack((_taken(frame, near), _names(frame, others), _badges(frame, painted), known))
    for route in routes:
        frame.rooms[route] = None
        label = "" if frame.map.stubs[route] else frame.map.label(route)
        twins = _twins(frame, route)
        for room in _rooms(frame, route, label) if label else ():
            if any(room.intersects(twin) for twin in twins):
                break
            if not _hits(taken, room) and not crossed(lines, room):
                taken = np.vstack((taken, np.array(room.getRect())))
                frame.rooms[route] = room
                break


def _twins(frame: Frame, route: int) -> list[QRectF]:
    """Around the labels of edges from the same box that say the same: one of them is enough."""
    source, label = frame.map.source(route), frame.map.label(route)
    return [
        room.adjusted(-_TWINS, -_TWINS, _TWINS, _TWINS)
        for other in frame.map.routes_from(source)
        if (room := frame.rooms.get(other)) is not None and frame.map.label(other) == label
    ]


def _taken(frame: Frame, visible: Indices) -> Floats:
    """Closed boxes and the title bars of open ones."""
    taken: Floats = frame.map.rects[visible].copy()
    taken[frame.map.open[visible], 3] = metrics.TITLE_HEIGHT
    return taken


def _names(frame: Frame, routes: Indices) -> Floats:
    """The names at the loose ends of stubs."""
    rooms = [stub_room(frame, int(route)) for route in routes[frame.map.stubs[routes]]]
    return np.array([room.getRect() for room in rooms if room is not None]).reshape(-1, 4)


def _badges(frame: Frame, painted: list[Region]) -> Floats:
    """The badges of regions at some zooms: they are of one size on the screen."""
    views = [replace(frame, camera=Camera(0.0, 0.0, scale)) for scale in _BADGE_SCALES]
    every = (badge for view in views for badge in badges.placed(view, painted, None))
    return np.array([badge.room.getRect() for badge in every], dtype=float).reshape(-1, 4)


def _borders(frame: Frame, visible: Indices) -> Floats:
    """The four sides of each open box as lines."""
    x, y, width, height = frame.map.rects[visible[frame.map.open[visible]]].T
    sides = (
        (x, y, x + width, y),
        (x, y + height, x + width, y + height),
        (x, y, x, y + height),
        (x + width, y, x + width, y + height),
    )
    return np.vstack([np.column_stack(side) for side in sides])


def _rooms(frame: Frame, route: int, label: str) -> Iterator[QRectF]:
    """Places beside a route, none when it is too short to bear a label."""
    way = frame.map.way(route)
    lengths = np.hypot(way[:, 2] - way[:, 0], way[:, 3] - way[:, 1])
    total = float(lengths.sum())
    measure = frame.fonts.small_measure
    if total < measure.height() + 6:
        return
    travelled = np.cumsum(lengths)
    width, height = measure.horizontalAdvance(label) + 4, measure.height()
    for share in _PLACES:
        at = int(np.searchsorted(travelled, total * share))
        rest = 1 - (travelled[at] - total * share) / max(lengths[at], 1e-6)
        across, down = (way[at, 2:] - way[at, :2]).tolist()
        x, y = (way[at, :2] + (way[at, 2:] - way[at, :2]) * rest).tolist()
        if abs(down) >= abs(across):
            yield QRectF(x + _ASIDE, y - height / 2, width, height)
            yield QRectF(x - _ASIDE - width, y - height / 2, width, height)
        else:
            yield QRectF(x - width / 2, y - _ABOVE - height, width, height)
            yield QRectF(x - width / 2, y + _ABOVE, width, height)


def _hits(taken: Floats, room: QRectF) -> bool:
    """Whether a label would lie on a box, a title bar or another label."""
    x, y, width, height = taken.T
    across = (x < room.right()) & (x + width > room.left())
    return bool((across & (y < room.bottom()) & (y + height > room.top())).any())


def crossed(lines: Floats, room: QRectF) -> bool:
    """Whether one of some lines goes through a rectangle."""
    x0, y0, x1, y1 = lines.T
    near = (np.minimum(x0, x1) < room.right()) & (np.maximum(x0, x1) > room.left())
    near &= (np.minimum(y0, y1) < room.bottom()) & (np.maximum(y0, y1) > room.top())
    if not near.any():
        return False
    x0, y0, x1, y1 = lines[near].T
    sides = [
        np.sign((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0))
        for x in (room.left(), room.right())
        for y in (room.top(), room.bottom())
    ]
    # A line misses a rectangle that is near it only when all corners lie on one side of it.
    return bool((np.abs(np.sum(sides, axis=0)) < 4).any())
