"""Paints boxes: open ones as frames with a title, closed ones by level of detail."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from inspector.layout.display import Box
from inspector.session.scene_map import Indices
from inspector.ui.canvas import metrics
from inspector.ui.canvas.batch import draw_rects
from inspector.ui.canvas.frame import Frame

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_MIDDLE = Qt.AlignmentFlag.AlignCenter


def paint_frames(painter: QPainter, frame: Frame, visible: Indices) -> None:
    """The open boxes, outermost first."""
    for index in visible:
        if frame.map.open[index]:
            _paint_open(painter, frame, int(index))


def paint_boxes(painter: QPainter, frame: Frame, visible: Indices) -> None:
    """The closed boxes: one by one when they can be read, else in bulk by category."""
    closed = visible[~frame.map.open[visible]]
    heights = frame.map.rects[closed, 3] * frame.camera.scale
    readable = heights >= metrics.TEXT_FROM
    tiny = heights < metrics.SOLID_BELOW
    _paint_bulk(painter, frame, closed[tiny], solid=True)
    _paint_bulk(painter, frame, closed[~readable & ~tiny], solid=False)
    for index in closed[readable]:
        _paint_readable(painter, frame, int(index))


def switch_rect(frame_rect: QRectF, *, is_open: bool) -> QRectF:
    """Where a fold is pressed to open or close it, inside its rectangle."""
    side = metrics.SWITCH
    if is_open:
        top = frame_rect.top() + (metrics.TITLE_HEIGHT - side) / 2
    else:
        top = frame_rect.center().y() - side / 2
    return QRectF(frame_rect.right() - side - 5, top, side, side)


def can_open(box: Box) -> bool:
    """Whether there is something inside."""
    return box.kind in ("fold", "run")


def _paint_bulk(painter: QPainter, frame: Frame, indices: Indices, *, solid: bool) -> None:
    if not len(indices):
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    names = np.array([frame.map.boxes[i].category for i in indices])
    for name in np.unique(names):
        category = str(name)
        colour = frame.colours.category(category)
        painter.setPen(Qt.PenStyle.NoPen if solid else QPen(colour, 0))
        painter.setBrush(colour if solid else frame.colours.fill(category))
        rects = frame.map.rects[indices[names == name]]
        if solid:
            rects = rects.copy()
            rects[:, 2:] = np.maximum(rects[:, 2:], frame.pixel)
        draw_rects(painter, rects)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)


def _paint_open(painter: QPainter, frame: Frame, index: int) -> None:
    box = frame.map.boxes[index]
    rect = frame.rect(index)
    colour = frame.colours.category(box.category)
    painter.setBrush(frame.colours.frame(int(frame.map.depth[index])))
    border = QPen(colour, max(1.1, frame.pixel))
    border.setColor(_faded(colour, 0.65))
    painter.setPen(border)
    painter.drawRoundedRect(rect, metrics.RADIUS + 2, metrics.RADIUS + 2)
    if metrics.TITLE_HEIGHT * frame.camera.scale < 11:
        return
    switch = switch_rect(rect, is_open=True)
    _paint_switch(painter, frame, switch, is_open=True)
    x = rect.left() + 11
    x = _text(painter, frame, box.label, x, rect.top(), switch.left() - 6, metrics.TITLE_HEIGHT)
    aside = " · ".join(part for part in (_times(box), box.detail, box.note) if part)
    painter.setPen(frame.colours.muted)
    painter.setFont(frame.fonts.detail)
    room = QRectF(x + 8, rect.top(), max(switch.left() - x - 14, 0), metrics.TITLE_HEIGHT)
    shown = frame.fonts.detail_measure.elidedText(aside, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, _LEFT, shown)


def _text(
    painter: QPainter, frame: Frame, text: str, x: float, y: float, right: float, height: float
) -> float:
    """A label in one line; returns where it ends."""
    measure = frame.fonts.label_measure
    shown = measure.elidedText(text, Qt.TextElideMode.ElideRight, max(right - x, 0))
    painter.setPen(frame.colours.text)
    painter.setFont(frame.fonts.label)
    painter.drawText(QRectF(x, y, max(right - x, 0), height), _LEFT, shown)
    return x + measure.horizontalAdvance(shown)


def _paint_readable(painter: QPainter, frame: Frame, index: int) -> None:
    box = frame.map.boxes[index]
    rect = frame.rect(index)
    colour = frame.colours.category(box.category)
    fill = frame.colours.fill(box.category)
    hovered = index == frame.hover
    pen = QPen(colour, max(2.0 if hovered else 1.2, frame.pixel))
    painter.setPen(pen)
    radius = rect.height() / 2 if box.kind in ("input", "output") else metrics.RADIUS
    if box.kind == "run":
        painter.setBrush(fill)
        for step in (2, 1):
            offset = metrics.STACK_STEP * step
            painter.drawRoundedRect(rect.translated(offset, offset), radius, radius)
    painter.setBrush(fill.lighter(106) if hovered and not frame.colours.theme.dark else fill)
    painter.drawRoundedRect(rect, radius, radius)
    if box.kind == "fold":
        painter.setPen(QPen(_faded(colour, 0.45), max(0.8, frame.pixel)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(3, 3, -3, -3), radius - 2.5, radius - 2.5)
    _paint_inside(painter, frame, box, rect)
    if box.note:
        _paint_note(painter, frame, rect)


def _paint_inside(painter: QPainter, frame: Frame, box: Box, rect: QRectF) -> None:
    """The label, the detail below it, how often, and the switch."""
    room = rect.adjusted(9, 2, -9, -2)
    if can_open(box):
        switch = switch_rect(rect, is_open=False)
        if frame.camera.scale >= 0.5:
            _paint_switch(painter, frame, switch, is_open=False)
        room.setRight(switch.left() - 2)
        room.setLeft(rect.left() + (rect.right() - room.right()))
    label = " ".join(part for part in (box.label, _times(box)) if part)
    with_detail = bool(box.detail) and frame.camera.scale >= metrics.DETAIL_FROM
    lines = frame.fonts.label_measure.height() + frame.fonts.detail_measure.height()
    with_detail = with_detail and rect.height() >= lines
    upper = QRectF(room)
    if with_detail:
        upper.setTop(rect.center().y() - lines / 2)
        upper.setHeight(frame.fonts.label_measure.height())
        lower = QRectF(room.left(), upper.bottom(), room.width(), lines - upper.height())
        _centred(painter, frame, box.detail, lower, small=True)
    _centred(painter, frame, label, upper, small=False)


def _centred(painter: QPainter, frame: Frame, text: str, room: QRectF, *, small: bool) -> None:
    fonts = frame.fonts
    measure = fonts.detail_measure if small else fonts.label_measure
    painter.setFont(fonts.detail if small else fonts.label)
    painter.setPen(frame.colours.muted if small else frame.colours.text)
    shown = measure.elidedText(text, Qt.TextElideMode.ElideRight, room.width() + 1)
    painter.drawText(room, _MIDDLE | Qt.TextFlag.TextDontClip, shown)


def _paint_switch(painter: QPainter, frame: Frame, rect: QRectF, *, is_open: bool) -> None:
    """A plus in a circle, or a minus."""
    inner = rect.adjusted(3.5, 3.5, -3.5, -3.5)
    painter.setPen(QPen(frame.colours.muted, max(1.1, frame.pixel * 0.9)))
    painter.setBrush(QBrush(frame.colours.raised))
    painter.drawRoundedRect(inner, 3, 3)
    middle, reach = inner.center(), inner.width() * 0.26
    painter.drawLine(middle - QPointF(reach, 0), middle + QPointF(reach, 0))
    if not is_open:
        painter.drawLine(middle - QPointF(0, reach), middle + QPointF(0, reach))


def _paint_note(painter: QPainter, frame: Frame, rect: QRectF) -> None:
    """A mark on a box that differs from its equals; the tooltip says how."""
    circle = QRectF(rect.left() - 8, rect.top() - 8, 16, 16)
    painter.setPen(QPen(frame.colours.canvas, 1.5))
    painter.setBrush(frame.colours.warning)
    painter.drawEllipse(circle)
    painter.setFont(frame.fonts.small)
    painter.setPen(frame.colours.on_highlight())
    painter.drawText(circle, _MIDDLE | Qt.TextFlag.TextDontClip, "≠")


def _times(box: Box) -> str:
    return f"×{box.count}" if box.kind == "run" else ""


def _faded(colour: QColor, share: float) -> QColor:
    faded = QColor(colour)
    faded.setAlphaF(share)
    return faded
