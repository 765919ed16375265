"""Paints edges: in bulk when far, with arrow heads and labels when near."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from inspector.session.columns import Floats, Indices
from inspector.session.scene_map import SceneMap
from inspector.ui.canvas import metrics
from inspector.ui.canvas.batch import draw_lines
from inspector.ui.canvas.frame import Frame

_ARROW_LENGTH = 8.0
_ARROW_HALF = 3.6
_PATHS_FROM = 0.45
_MAX_PATHS = 300
"""Curves are drawn as curves from this zoom on, and when there are not too many; else, and
farther away, straight pieces look the same and cost less."""
_MAX_MARKED = 400
_CENTRED = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip


def paint_edges(painter: QPainter, frame: Frame) -> None:
    """All edges that may be visible; those of the box under the pointer or in focus stand out."""
    routes = np.flatnonzero(frame.map.routes_touching(*frame.bounds))
    if frame.camera.scale < metrics.SMOOTH_FROM:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(frame.colours.far_edge, 0))
        far = frame.camera.scale < metrics.CHORDS_BELOW
        lines = frame.map.chords[routes] if far else _pieces(frame.map, routes)
        draw_lines(painter, _visible_lengths(lines, frame.pixel) if far else lines)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        return
    marked = _marked(frame, routes)
    if marked.sum() > _MAX_MARKED:
        marked[:] = False
    _paint_near(painter, frame, routes[~marked], frame.colours.edge, 1.3)
    if marked.any():
        _paint_near(painter, frame, routes[marked], frame.colours.accent, 2.2)
    _paint_stub_names(painter, frame, routes)


def route_path(scene: SceneMap, route: int) -> QPainterPath:
    """The way of an edge, curves as curves."""
    path = QPainterPath()
    pairs = [QPointF(x, y) for x, y in scene.points(route).tolist()]
    if len(pairs) < 2:
        return path
    path.moveTo(pairs[0])
    if scene.curved[route]:
        for at in range(1, len(pairs) - 2, 3):
            path.cubicTo(pairs[at], pairs[at + 1], pairs[at + 2])
    else:
        for point in pairs[1:]:
            path.lineTo(point)
    return path


def _visible_lengths(lines: Floats, pixel: float) -> Floats:
    """The lines that are longer than a pixel."""
    x0, y0, x1, y1 = lines.T
    long: Floats = lines[(np.abs(x1 - x0) > pixel) | (np.abs(y1 - y0) > pixel)]
    return long


def _marked(frame: Frame, routes: Indices) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which edges begin or end at the box under the pointer or in focus."""
    ends = frame.map.ends[frame.map.route_edges[routes]].reshape(-1, 2)
    chosen = np.zeros(len(routes), dtype=np.bool_)
    for box in (frame.hover, frame.focus):
        if box >= 0:
            chosen |= (ends == box).any(axis=1)
    return chosen


def _pieces(scene: SceneMap, routes: Indices) -> Floats:
    """The straight pieces of some routes."""
    shown = np.zeros(len(scene.stubs), dtype=bool)
    shown[routes] = True
    pieces: Floats = scene.segments[shown[scene.segment_routes]]
    return pieces


def _paint_near(
    painter: QPainter, frame: Frame, routes: Indices, colour: QColor, width: float
) -> None:
    pen = QPen(colour, max(width, frame.pixel))
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if frame.camera.scale < _PATHS_FROM or len(routes) > _MAX_PATHS:
        draw_lines(painter, _pieces(frame.map, routes))
    else:
        for route in routes:
            painter.drawPath(route_path(frame.map, int(route)))
    if frame.camera.scale >= metrics.ARROWS_FROM:
        _paint_arrows(painter, frame, routes, colour)


def _paint_arrows(painter: QPainter, frame: Frame, routes: Indices, colour: QColor) -> None:
    """A filled head at the end of each route; two strokes where it is small."""
    ends = frame.map.first_segments[routes + 1] - 1
    ends = ends[ends >= frame.map.first_segments[routes]]
    last = frame.map.segments[ends]
    tip, step = last[:, 2:], last[:, 2:] - last[:, :2]
    length = np.hypot(step[:, 0], step[:, 1])
    tip, step, length = tip[length > 0], step[length > 0], length[length > 0]
    along = step / length[:, None]
    aside = np.column_stack((-along[:, 1], along[:, 0])) * _ARROW_HALF
    back = tip - along * _ARROW_LENGTH
    if frame.camera.scale < metrics.DETAIL_FROM:
        draw_lines(
            painter, np.hstack((np.vstack((back + aside, back - aside)), np.tile(tip, (2, 1))))
        )
        return
    heads = QPainterPath()
    for corners in np.stack((tip, back + aside, back - aside, tip), axis=1).tolist():
        heads.addPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPath(heads)


def stub_room(frame: Frame, route: int) -> QRectF | None:
    """Where the name at a stub stands, None where there is none."""
    way, name = frame.map.way(route), frame.map.hub(route)
    if not len(way) or not name:
        return None
    width = frame.fonts.small_measure.horizontalAdvance(_shown(frame, name)) + 10
    return QRectF(float(way[0, 0]) - width, float(way[0, 1]) - 8, width, 16)


def _shown(frame: Frame, name: str) -> str:
    return frame.fonts.small_measure.elidedText(name, Qt.TextElideMode.ElideMiddle, 90)


def _paint_stub_names(painter: QPainter, frame: Frame, routes: Indices) -> None:
    """The name of the value at the loose end of each stub."""
    if frame.camera.scale < metrics.DETAIL_FROM:
        return
    painter.setFont(frame.fonts.small)
    for route in routes[frame.map.stubs[routes]].tolist():
        room = stub_room(frame, route)
        if room is not None:
            painter.setPen(QPen(frame.colours.edge, max(0.8, frame.pixel)))
            painter.setBrush(frame.colours.raised)
            painter.drawRoundedRect(room, 8, 8)
            painter.setPen(frame.colours.muted)
            painter.drawText(room, _CENTRED, _shown(frame, frame.map.hub(route)))
