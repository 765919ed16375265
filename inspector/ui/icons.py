"""Icons from the program's SVG files, drawn in the colour of the theme when they are needed.

They are drawn at the size and scale that is asked for, so that they are sharp on every screen.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from inspector.data import resources_dir

_APP_SIZES = (16, 24, 32, 48, 64, 128)


def icon(name: str, colour: str, disabled: str | None = None, selected: str | None = None) -> QIcon:
    """An icon in one colour.

    Args:
        name: File name under ``resources/icons``, without its ending.
        colour: ``#rrggbb`` of its lines.
        disabled: The same for the disabled state, as enabled when None.
        selected: The same for a selected row.
    """
    colours = {QIcon.Mode.Disabled: disabled or colour, QIcon.Mode.Selected: selected or colour}
    return QIcon(_SvgEngine(name, colour, colours))


class _SvgEngine(QIconEngine):
    """Draws an icon at any size.

    Args:
        name: Of the file.
        colour: Of its lines.
        others: Their colours in other modes.
    """

    def __init__(self, name: str, colour: str, others: dict[QIcon.Mode, str]) -> None:
        super().__init__()
        self._name, self._colour, self._others = name, colour, others

    def clone(self) -> QIconEngine:
        return _SvgEngine(self._name, self._colour, self._others)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatioF() if painter.device() is not None else 1.0
        painter.drawPixmap(rect, self.scaledPixmap(rect.size(), mode, state, ratio))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        side = min(size.width(), size.height())
        return _drawn(self._name, self._others.get(mode, self._colour), side, scale)


def pixmap(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """An icon as a picture of ``size`` device-independent pixels."""
    return _drawn(name, colour, size, ratio)


def app_icon() -> QIcon:
    """The program's own icon."""
    result = QIcon()
    for size in _APP_SIZES:
        result.addPixmap(pixmap("inspector", "#ffffff", size))
    return result


@lru_cache(maxsize=512)
def _drawn(name: str, colour: str, size: float, ratio: float) -> QPixmap:
    svg = _source(name).replace("currentColor", colour)
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return picture


@lru_cache
def _source(name: str) -> str:
    return (resources_dir() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
