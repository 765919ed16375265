"""Pictures of boxes, so that boxes that look the same are drawn once.

A large graph is made of few kinds of boxes: at one zoom each kind is painted once and then only
copied, which is many times cheaper than laying out its texts again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

_MAX_STAMPS = 600
_ROOM = 12.0
"""Scene units around a box that its painting may use."""


class Look(NamedTuple):
    """All that decides how a box looks."""

    kind: str
    label: str
    detail: str
    category: str
    width: float
    height: float


class Stamps:
    """The pictures at the present zoom."""

    def __init__(self) -> None:
        self._made: dict[Look, QPixmap] = {}
        self._state: tuple[float, float, object] = (0.0, 0.0, None)

    def begin(self, scale: float, ratio: float, theme: object) -> None:
        """A painting begins; pictures of another zoom, screen or theme are of no use."""
        state = (scale, ratio, theme)
        if state != self._state or len(self._made) > _MAX_STAMPS:
            self._made.clear()
            self._state = state

    def draw(
        self, painter: QPainter, look: Look, at: QPointF, paint: Callable[[QPainter], None]
    ) -> None:
        """Copy the picture of a look to a place, made first when it is new.

        Args:
            painter: In widget coordinates.
            look: What is drawn.
            at: The box's corner on the widget.
            paint: Paints the box with its corner at the origin, in scene units.
        """
        scale, ratio, _ = self._state
        picture = self._made.get(look)
        if picture is None:
            picture = self._made[look] = self._make(look, paint)
        room = _ROOM * scale
        # On whole pixels of the screen: copied between them, texts would blur.
        x = round((at.x() - room) * ratio) / ratio
        y = round((at.y() - room) * ratio) / ratio
        painter.drawPixmap(QPointF(x, y), picture)

    def _make(self, look: Look, paint: Callable[[QPainter], None]) -> QPixmap:
        scale, ratio, _ = self._state
        whole = QRectF(0, 0, look.width + 2 * _ROOM, look.height + 2 * _ROOM)
        picture = QPixmap(
            int(whole.width() * scale * ratio) + 2, int(whole.height() * scale * ratio) + 2
        )
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.scale(scale, scale)
        painter.translate(_ROOM, _ROOM)
        paint(painter)
        painter.end()
        return picture
