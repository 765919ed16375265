"""Pictures of the canvas: the view or the whole graph, as PNG, as SVG or on the clipboard."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QRect, QSize
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from inspector.session.session import Session
from inspector.ui.authoring import Authoring
from inspector.ui.canvas.camera import Camera
from inspector.ui.canvas.canvas import Canvas

_RATIO = 2.0
_MARGIN = 24.0
_LONGEST = 16_000
"""Pixels of a side of a picture, and of all of it: more than that few programs open."""
_MOST_PIXELS = 60_000_000
_PNG, _SVG = "PNG (*.png)", "SVG (*.svg)"


def view_picture(canvas: Canvas) -> QImage:
    """What the canvas shows, at twice the resolution."""
    size = canvas.size()
    return _picture(canvas, canvas.camera, size.width(), size.height(), _RATIO)


def graph_picture(canvas: Canvas) -> QImage:
    """The whole graph, as large as a picture may be, at most at twice the resolution."""
    camera, width, height = _whole(canvas)
    ratio = min(_RATIO, _LONGEST / max(width, height), (_MOST_PIXELS / (width * height)) ** 0.5)
    # The picture gets smaller, not the letters coarser: so the level of detail fits.
    scale = min(ratio, 1.0)
    camera = Camera(camera.x, camera.y, scale)
    return _picture(canvas, camera, width * scale, height * scale, max(ratio, 1.0))


def write_view(canvas: Canvas, path: str) -> bool:
    """What the canvas shows as a drawing; False when it could not be written."""
    return _write_svg(canvas, path, canvas.camera, canvas.width(), canvas.height())


def write_graph(canvas: Canvas, path: str) -> bool:
    """The whole graph with its highlights as a drawing; False when it could not be written."""
    return _write_svg(canvas, path, *_whole(canvas))


def _whole(canvas: Canvas) -> tuple[Camera, float, float]:
    """A camera on the upper left corner of the graph, and the size of all of it."""
    size = canvas.scene.size if canvas.scene is not None else (1.0, 1.0)
    width, height = (side + 2 * _MARGIN for side in size)
    return Camera(-_MARGIN, -_MARGIN, 1.0), width, height


def _picture(canvas: Canvas, camera: Camera, width: float, height: float, ratio: float) -> QImage:
    size = QSize(max(round(width * ratio), 1), max(round(height * ratio), 1))
    picture = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    picture.setDevicePixelRatio(ratio)
    painter = QPainter(picture)
    canvas.paint(painter, camera, width, height)
    painter.end()
    return picture


def _write_svg(canvas: Canvas, path: str, camera: Camera, width: float, height: float) -> bool:
    written = QBuffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(written)
    generator.setTitle("Computational graph")
    generator.setSize(QSize(round(width), round(height)))
    generator.setViewBox(QRect(0, 0, round(width), round(height)))
    painter = QPainter()
    if not painter.begin(generator):
        return False
    canvas.paint(painter, camera, width, height)
    painter.end()
    try:
        Path(path).write_bytes(written.data().data())
    except OSError:
        return False
    return True


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

    def view(self) -> None:
        """Save what the canvas shows."""
        path = self._ask("png", (_PNG, _SVG))
        if path.lower().endswith(".svg"):
            self._check(path, write_view(self._canvas, path))
        elif path:
            self._check(path, view_picture(self._canvas).save(path))

    def graph(self) -> None:
        """Save the whole graph as it is folded."""
        path = self._ask("svg", (_SVG, _PNG))
        if path.lower().endswith(".png"):
            self._check(path, graph_picture(self._canvas).save(path))
        elif path:
            self._check(path, write_graph(self._canvas, path))

    def copy(self) -> None:
        """Put what the canvas shows on the clipboard."""
        QGuiApplication.clipboard().setImage(view_picture(self._canvas))

    def _ask(self, ending: str, kinds: tuple[str, str]) -> str:
        return self._authoring.dialogs.picture_file(self._suggestion(ending), ";;".join(kinds))

    def _check(self, path: str, done: bool) -> None:
        if not done:
            self._authoring.dialogs.tell("Not exported", f"{path} cannot be written.")

    def _suggestion(self, ending: str) -> str:
        document = self._session.current.value
        name = Path(document.path).stem if document else "graph"
        return str(Path(self._session.settings.last_folder) / f"{name}.{ending}")
