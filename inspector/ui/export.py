"""Pictures of the canvas: the view as PNG or on the clipboard, the whole graph as SVG."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from inspector.ui.canvas.camera import Camera
from inspector.ui.canvas.canvas import Canvas

_RATIO = 2.0
_MARGIN = 24.0


def view_picture(canvas: Canvas) -> QImage:
    """What the canvas shows, at twice the resolution."""
    size = canvas.size()
    picture = QImage(size * _RATIO, QImage.Format.Format_ARGB32_Premultiplied)
    picture.setDevicePixelRatio(_RATIO)
    painter = QPainter(picture)
    canvas.paint(painter, canvas.camera, size.width(), size.height())
    painter.end()
    return picture


def write_svg(canvas: Canvas, path: str) -> bool:
    """The whole graph with its highlights as a drawing; False when it could not be written."""
    if canvas.scene is None:
        return False
    width, height = (side + 2 * _MARGIN for side in canvas.scene.size)
    generator = QSvgGenerator()
    generator.setFileName(path)
    generator.setTitle("Computational graph")
    generator.setSize(QSize(round(width), round(height)))
    generator.setViewBox(QRect(0, 0, round(width), round(height)))
    painter = QPainter()
    if not painter.begin(generator):
        return False
    canvas.paint(painter, Camera(-_MARGIN, -_MARGIN, 1.0), width, height)
    return painter.end()
