"""A histogram as a picture."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from inspector.ui.theme import Theme

WIDTH, HEIGHT = 288, 72
_RATIO = 2


def histogram(counts: Sequence[int], theme: Theme) -> QImage:
    """Bars from left to right, the tallest as high as the picture.

    Args:
        counts: Of each bar; none is negative and one is not zero.
        theme: Whose colours.
    """
    picture = QImage(WIDTH * _RATIO, HEIGHT * _RATIO, QImage.Format.Format_ARGB32_Premultiplied)
    picture.setDevicePixelRatio(_RATIO)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.accent))
    step = WIDTH / len(counts)
    for place, count in enumerate(counts):
        # What occurs at all is seen.
        tall = max(count / max(counts) * (HEIGHT - 2), 1.0) if count else 0.0
        painter.drawRect(QRectF(place * step, HEIGHT - 1 - tall, step - 1, tall))
    painter.setBrush(QColor(theme.border))
    painter.drawRect(QRectF(0, HEIGHT - 1, WIDTH, 1))
    painter.end()
    return picture
