"""Paints the selection and the box in focus."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from inspector.session.columns import Indices
from inspector.ui.canvas import metrics
from inspector.ui.canvas.frame import Frame


def paint_selection(painter: QPainter, frame: Frame, selected: Indices, partly: Indices) -> None:
    """Selected boxes, boxes that hide selected nodes, and the box in focus."""
    accent = frame.colours.accent
    soft = QColor(accent)
    soft.setAlphaF(0.16)
    painter.setPen(QPen(accent, max(2.6, 2.0 * frame.pixel)))
    for index in _visible(frame, selected):
        painter.setBrush(Qt.BrushStyle.NoBrush if frame.map.open[index] else soft)
        _outline(painter, frame.rect(index), 1.5)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(accent, max(2.0, 1.5 * frame.pixel), Qt.PenStyle.DashLine))
    for index in _visible(frame, partly):
        _outline(painter, frame.rect(index), 1.5)
    if frame.focus >= 0:
        painter.setPen(QPen(accent, max(1.4, 1.2 * frame.pixel)))
        _outline(painter, frame.rect(frame.focus), 4.0)


def _visible(frame: Frame, indices: Indices) -> list[int]:
    if not len(indices):
        return []
    touching = frame.map.touching(*frame.bounds)
    return [int(index) for index in indices if touching[index]]


def _outline(painter: QPainter, rect: QRectF, gap: float) -> None:
    radius = metrics.RADIUS + gap
    painter.drawRoundedRect(rect.adjusted(-gap, -gap, gap, gap), radius, radius)
