"""Pictures of the canvas: the view as PNG or on the clipboard, the whole graph as SVG."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from inspector.session.session import Session
from inspector.ui.authoring import Authoring
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


class Exporter:
    """Asks where a picture is to go, and makes it.

    Args:
        canvas: What is on the picture.
        authoring: Who asks.
        session: Whose document and folder the suggested name comes from.
    """

    def __init__(self, canvas: Canvas, authoring: Authoring, session: Session) -> None:
        self._canvas = canvas
        self._authoring = authoring
        self._session = session

    def png(self) -> None:
        """Save what the canvas shows."""
        path = self._authoring.dialogs.picture_file(self._suggestion("png"), "PNG (*.png)")
        if path and not view_picture(self._canvas).save(path):
            self._authoring.dialogs.tell("Not exported", f"{path} cannot be written.")

    def svg(self) -> None:
        """Save the whole graph as a drawing."""
        path = self._authoring.dialogs.picture_file(self._suggestion("svg"), "SVG (*.svg)")
        if path and not write_svg(self._canvas, path):
            self._authoring.dialogs.tell("Not exported", f"{path} cannot be written.")

    def copy(self) -> None:
        """Put what the canvas shows on the clipboard."""
        QGuiApplication.clipboard().setImage(view_picture(self._canvas))

    def _suggestion(self, ending: str) -> str:
        document = self._session.current.value
        name = Path(document.path).stem if document else "graph"
        return str(Path(self._session.settings.last_folder) / f"{name}.{ending}")
