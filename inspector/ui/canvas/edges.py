"""Paints edges: in bulk when far, with arrow heads and labels when near."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from inspector.session.scene_map import Indices, SceneMap
from inspector.ui.canvas import metrics
from inspector.ui.canvas.batch import draw_lines
from inspector.ui.canvas.frame import Frame

_ARROW_LENGTH = 8.0
_ARROW_HALF = 3.6
_MAX_SMOOTH = 1500
"""More edges than this are drawn in bulk at any zoom."""


def paint_edges(painter: QPainter, frame: Frame) -> None:
    """All edges that may be visible; those of the box under the pointer or in focus stand out."""
    routes = np.flatnonzero(frame.map.routes_touching(*frame.bounds))
    near = frame.camera.scale >= metrics.SMOOTH_FROM and len(routes) <= _MAX_SMOOTH
    if not near:
        _paint_far(painter, frame, routes)
        return
    marked = _marked(frame, routes)
    _paint_near(painter, frame, routes[~marked], frame.colours.edge, 1.3)
    if marked.any():
        _paint_near(painter, frame, routes[marked], frame.colours.accent, 2.2)
    _paint_stub_names(painter, frame, routes)


def paint_edge_labels(painter: QPainter, frame: Frame) -> None:
    """Shapes and types beside the edges, where there is room to read them."""
    if frame.camera.scale < metrics.LABELS_FROM:
        return
    painter.setFont(frame.fonts.small)
    for route in np.flatnonzero(frame.map.routes_touching(*frame.bounds)):
        label = frame.map.edges[frame.map.route_edges[route]].label
        if label and not frame.map.stubs[route]:
            _paint_label(painter, frame, int(route), label)


def route_path(scene: SceneMap, route: int) -> QPainterPath:
    """The way of an edge, curves as curves."""
    points = scene.routes[route].points
    path = QPainterPath()
    if len(points) < 4:
        return path
    pairs = [QPointF(x, y) for x, y in zip(points[::2], points[1::2], strict=False)]
    path.moveTo(pairs[0])
    if scene.routes[route].curved:
        for at in range(1, len(pairs) - 2, 3):
            path.cubicTo(pairs[at], pairs[at + 1], pairs[at + 2])
    else:
        for point in pairs[1:]:
            path.lineTo(point)
    return path


def _marked(frame: Frame, routes: Indices) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which edges begin or end at the box under the pointer or in focus."""
    ends = frame.map.ends[frame.map.route_edges[routes]].reshape(-1, 2)
    chosen = np.zeros(len(routes), dtype=np.bool_)
    for box in (frame.hover, frame.focus):
        if box >= 0:
            chosen |= (ends == box).any(axis=1)
    return chosen


def _paint_far(painter: QPainter, frame: Frame, routes: Indices) -> None:
    shown = np.zeros(len(frame.map.routes), dtype=bool)
    shown[routes] = True
    lines = frame.map.segments[shown[frame.map.segment_routes]]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QPen(frame.colours.far_edge, 0))
    draw_lines(painter, lines)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)


def _paint_near(
    painter: QPainter, frame: Frame, routes: Indices, colour: QColor, width: float
) -> None:
    pen = QPen(colour, max(width, frame.pixel))
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    arrows = QPainterPath()
    for route in routes:
        painter.drawPath(route_path(frame.map, int(route)))
        if frame.camera.scale >= metrics.ARROWS_FROM:
            _add_arrow(arrows, frame.map, int(route))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPath(arrows)


def _add_arrow(path: QPainterPath, scene: SceneMap, route: int) -> None:
    points = scene.route_points[route]
    if len(points) < 2:
        return
    tip_x, tip_y = points[-1]
    dx, dy = points[-1] - points[-2]
    length = math.hypot(dx, dy)
    if length == 0:
        return
    dx, dy = dx / length, dy / length
    back_x, back_y = tip_x - dx * _ARROW_LENGTH, tip_y - dy * _ARROW_LENGTH
    path.addPolygon(
        QPolygonF(
            [
                QPointF(tip_x, tip_y),
                QPointF(back_x - dy * _ARROW_HALF, back_y + dx * _ARROW_HALF),
                QPointF(back_x + dy * _ARROW_HALF, back_y - dx * _ARROW_HALF),
                QPointF(tip_x, tip_y),
            ]
        )
    )


def _paint_stub_names(painter: QPainter, frame: Frame, routes: Indices) -> None:
    """The name of the value at the loose end of each stub."""
    if frame.camera.scale < metrics.DETAIL_FROM:
        return
    painter.setFont(frame.fonts.small)
    for route in routes[frame.map.stubs[routes]]:
        points = frame.map.route_points[route]
        name = frame.map.edges[frame.map.route_edges[route]].hub
        if len(points) and name:
            x, y = points[0]
            _tag(painter, frame, name, float(x), float(y))


def _tag(painter: QPainter, frame: Frame, name: str, x: float, y: float) -> None:
    measure = frame.fonts.small_measure
    shown = measure.elidedText(name, Qt.TextElideMode.ElideMiddle, 90)
    width = measure.horizontalAdvance(shown) + 10
    room = QRectF(x - width, y - 8, width, 16)
    painter.setPen(QPen(frame.colours.edge, max(0.8, frame.pixel)))
    painter.setBrush(frame.colours.raised)
    painter.drawRoundedRect(room, 8, 8)
    painter.setPen(frame.colours.muted)
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, shown)


def _paint_label(painter: QPainter, frame: Frame, route: int, label: str) -> None:
    """Beside the middle of the longest straight piece, on the canvas's ground."""
    points = frame.map.route_points[route]
    if len(points) < 2:
        return
    lengths = np.hypot(*(points[1:] - points[:-1]).T)
    total = float(lengths.sum())
    measure = frame.fonts.small_measure
    width = measure.horizontalAdvance(label)
    if total < measure.height() + 6:
        return
    travelled = np.cumsum(lengths)
    at = int(np.searchsorted(travelled, total / 2))
    share = 1 - (travelled[at] - total / 2) / max(lengths[at], 1e-6)
    x, y = points[at] + (points[at + 1] - points[at]) * share
    room = QRectF(float(x) + 5, float(y) - measure.height() / 2, width + 4, measure.height())
    painter.setPen(frame.colours.muted)
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, label)
