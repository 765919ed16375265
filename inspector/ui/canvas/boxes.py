"""Paints boxes: open ones as frames with a title, closed ones by level of detail."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen

from inspector.layout.display import Box
from inspector.layout.sizes import detail_of, label_of
from inspector.session.columns import Indices
from inspector.ui.canvas import metrics
from inspector.ui.canvas.batch import draw_rects
from inspector.ui.canvas.frame import Frame
from inspector.ui.canvas.heat import Dress, dress_of, paint_bulk_heat, paint_marks
from inspector.ui.canvas.stamps import Look, Stamps

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_MIDDLE = Qt.AlignmentFlag.AlignCenter
_BORDER_FROM = 5
"""Pixels that a frame seen from far away must have across to bear a border."""


def paint_frames(painter: QPainter, frame: Frame, visible: Indices) -> None:
    """The open boxes, outermost first; in bulk when their corners cannot be seen."""
    opened = visible[frame.map.open[visible]]
    if frame.camera.scale < metrics.SOLID_BELOW:
        _paint_open_bulk(painter, frame, opened)
        return
    for index in opened:
        _paint_open(painter, frame, int(index))


def paint_titles(painter: QPainter, frame: Frame, visible: Indices) -> None:
    """The title bars of the open boxes, over the edges that run under them."""
    if frame.camera.scale < metrics.TEXT_FROM:
        return
    for index in visible[frame.map.open[visible]]:
        _paint_title(painter, frame, int(index))


def paint_boxes(painter: QPainter, frame: Frame, visible: Indices) -> None:
    """The closed boxes: one by one when they can be read, else in bulk by category."""
    closed = visible[~frame.map.open[visible]]
    if frame.camera.scale < metrics.TEXT_FROM:
        paint = _paint_bulk if frame.heat is None else paint_bulk_heat
        paint(painter, frame, closed, solid=frame.camera.scale < metrics.SOLID_BELOW)
        return
    if frame.stamps is None:
        for index in closed:
            _paint_readable(
                painter,
                frame,
                frame.map.boxes[index],
                frame.rect(int(index)),
                int(index) == frame.hover,
                dress_of(frame, int(index)),
            )
        return
    painter.save()
    painter.resetTransform()
    for index in closed:
        _stamp(painter, frame, frame.stamps, int(index))
    painter.restore()


def _stamp(painter: QPainter, frame: Frame, stamps: Stamps, index: int) -> None:
    """Copy the picture of a box; ``painter`` is in widget coordinates."""
    box = frame.map.boxes[index]
    x, y, width, height = frame.map.rects[index].tolist()
    hovered = index == frame.hover
    dress = dress_of(frame, index)
    look = Look(
        f"{box.kind}{box.count}{bool(box.note)}{hovered}{dress.level}",
        box.label, dress.detail + box.note, box.category, width, height,
    )  # fmt: skip
    rect = QRectF(0, 0, width, height)
    stamps.draw(
        painter,
        look,
        QPointF(*frame.camera.to_view(x, y)),
        lambda own: _paint_readable(own, frame, box, rect, hovered, dress),
    )


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
    codes = frame.map.category_of[indices]
    for code in np.unique(codes):
        category = frame.map.categories[code]
        colour = frame.colours.category(category)
        painter.setPen(Qt.PenStyle.NoPen if solid else QPen(colour, 0))
        painter.setBrush(colour if solid else frame.colours.fill(category))
        rects = frame.map.rects[indices[codes == code]]
        if solid:
            rects = rects.copy()
            rects[:, 2:] = np.maximum(rects[:, 2:], frame.pixel)
        draw_rects(painter, rects)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)


def _paint_open_bulk(painter: QPainter, frame: Frame, opened: Indices) -> None:
    """Plain rectangles, those of one depth and category at once; a thin one has no border."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    scene = frame.map
    thin = np.minimum(scene.rects[opened, 2], scene.rects[opened, 3]) < _BORDER_FROM * frame.pixel
    groups = (scene.depth[opened] * len(scene.categories) + scene.category_of[opened]) * 2 + thin
    for group in np.unique(groups):
        chosen = opened[groups == group]
        painter.setPen(Qt.PenStyle.NoPen)
        if not group % 2:
            painter.setPen(QPen(_faded(frame.line(scene.boxes[int(chosen[0])]), 0.65), 0))
        painter.setBrush(frame.colours.frame(int(scene.depth[chosen[0]])))
        draw_rects(painter, scene.rects[chosen])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)


def _paint_open(painter: QPainter, frame: Frame, index: int) -> None:
    box = frame.map.boxes[index]
    rect = frame.rect(index)
    painter.setBrush(frame.colours.frame(int(frame.map.depth[index])))
    border = QPen(_faded(frame.line(box), 0.65), max(1.1, frame.pixel))
    painter.setPen(border)
    painter.drawRoundedRect(rect, metrics.RADIUS + 2, metrics.RADIUS + 2)


def _paint_title(painter: QPainter, frame: Frame, index: int) -> None:
    """A bar across the top of a frame; edges run under it."""
    box = frame.map.boxes[index]
    rect = frame.rect(index)
    bar = rect.adjusted(0.6, 0.6, -0.6, 0)
    bar.setHeight(metrics.TITLE_HEIGHT)
    painter.setPen(Qt.PenStyle.NoPen)
    shaded = frame.heat is not None
    painter.setBrush(frame.colours.raised if shaded else frame.colours.title(box.category))
    painter.drawPath(_rounded_top(bar, metrics.RADIUS + 1.4))
    switch = switch_rect(rect, is_open=True)
    if not frame.fixed:
        _paint_switch(painter, frame, switch, is_open=True)
    face, shown, width = frame.fonts.fitting(label_of(box), switch.left() - rect.left() - 18)
    painter.setPen(frame.colours.text)
    painter.setFont(face)
    room = QRectF(rect.left() + 11, rect.top(), width + 2, metrics.TITLE_HEIGHT)
    painter.drawText(room, _LEFT | Qt.TextFlag.TextDontClip, shown)
    room.setLeft(room.right() + 7)
    room.setRight(switch.left() - 6)
    if room.width() > 12:
        painter.setPen(frame.colours.muted)
        painter.setFont(frame.fonts.detail)
        painter.drawText(room, _LEFT, _cut(frame, detail_of(box), room.width()))


def _rounded_top(rect: QRectF, radius: float) -> QPainterPath:
    """A rectangle whose upper corners are round."""
    path = QPainterPath()
    path.moveTo(rect.bottomLeft())
    path.lineTo(rect.left(), rect.top() + radius)
    path.quadTo(rect.topLeft(), QPointF(rect.left() + radius, rect.top()))
    path.lineTo(rect.right() - radius, rect.top())
    path.quadTo(rect.topRight(), QPointF(rect.right(), rect.top() + radius))
    path.lineTo(rect.bottomRight())
    path.closeSubpath()
    return path


def _cut(frame: Frame, text: str, width: float) -> str:
    return frame.fonts.detail_measure.elidedText(text, Qt.TextElideMode.ElideRight, width)


def _paint_readable(
    painter: QPainter, frame: Frame, box: Box, rect: QRectF, hovered: bool, dress: Dress
) -> None:
    colour, fill = dress.colour, dress.fill
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
    paint_marks(painter, frame.colours.text, dress.level, rect)
    _paint_inside(painter, frame, box, rect, dress.detail)
    if box.note:
        _paint_note(painter, frame, rect)


def _paint_inside(
    painter: QPainter, frame: Frame, box: Box, rect: QRectF, detail_text: str
) -> None:
    """The label, the detail below it, and the switch."""
    room = rect.adjusted(8, 0, -8, 0)
    if can_open(box):
        switch = switch_rect(rect, is_open=False)
        room.setRight(switch.left() - 1)
        if frame.camera.scale >= metrics.SWITCH_FROM:
            _paint_switch(painter, frame, switch, is_open=False)
    face, label, width = frame.fonts.fitting(label_of(box), room.width())
    detail = detail_text if frame.camera.scale >= metrics.DETAIL_FROM else ""
    tall = frame.fonts.label_measures[0].height()
    low = frame.fonts.detail_measure.height() if detail else 0.0
    if tall + low > rect.height() + 2:
        low = 0.0
    top = rect.center().y() - (tall + low) / 2
    painter.setPen(frame.colours.text)
    painter.setFont(face)
    _draw_middle(painter, label, width, rect, room, top, tall)
    if low:
        shown = _cut(frame, detail, room.width())
        width = frame.fonts.detail_measure.horizontalAdvance(shown)
        painter.setPen(frame.colours.muted if frame.heat is None else frame.colours.text)
        painter.setFont(frame.fonts.detail)
        _draw_middle(painter, shown, width, rect, room, top + tall, low)


def _draw_middle(
    painter: QPainter,
    text: str,
    width: float,
    rect: QRectF,
    room: QRectF,
    top: float,
    height: float,
) -> None:
    """A line in the middle of the box, moved to the left as far as the switch asks for."""
    left = min(rect.center().x() - width / 2, room.right() - width)
    line = QRectF(max(left, room.left()), top, width, height)
    painter.drawText(line, _MIDDLE | Qt.TextFlag.TextDontClip, text)


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


def _faded(colour: QColor, share: float) -> QColor:
    faded = QColor(colour)
    faded.setAlphaF(share)
    return faded
