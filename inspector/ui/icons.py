"""Icons from the program's SVG files, drawn in the colour of the theme."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from inspector.data import resources_dir

_SIZES = (16, 20, 24, 32, 40)


def icon(name: str, colour: str, disabled: str | None = None, selected: str | None = None) -> QIcon:
    """An icon in one colour.

    Args:
        name: File name under ``resources/icons``, without its ending.
        colour: ``#rrggbb`` of its lines.
        disabled: The same for the disabled state, Qt's own choice when None.
        selected: The same for a selected row.
    """
    result = QIcon()
    for size in _SIZES:
        result.addPixmap(pixmap(name, colour, size))
        if disabled:
            result.addPixmap(pixmap(name, disabled, size), QIcon.Mode.Disabled)
        if selected:
            result.addPixmap(pixmap(name, selected, size), QIcon.Mode.Selected)
    return result


def pixmap(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """An icon as a picture of ``size`` device-independent pixels."""
    svg = _source(name).replace("currentColor", colour)
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return picture


def app_icon() -> QIcon:
    """The program's own icon."""
    result = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        result.addPixmap(pixmap("inspector", "#ffffff", size))
    return result


@lru_cache
def _source(name: str) -> str:
    return (resources_dir() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
