"""The letters of the highlighted regions, none on another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from inspector.session.highlights import Place
from inspector.ui.canvas import metrics
from inspector.ui.canvas.frame import Frame
from inspector.ui.canvas.regions import Region

_HEIGHT = 18.0
_FULL_FROM = 0.8
"""Zoom from which on a badge has its full height: below it boxes stand nearer to each other."""
_ROWS = 3
"""Badges that stand below one another at a corner, before one is left out."""


class Badge(NamedTuple):
    """A badge on the canvas, in scene units."""

    room: QRectF
    text: str
    colour: int


def placed(frame: Frame, regions: Iterable[Region], current: Place | None) -> list[Badge]:
    """The badges of some regions, each at its outline's corner or beside what stands there.

    Args:
        frame: What is painted.
        regions: Whose badges, the one in focus last: it is never left out.
        current: The place in focus.
    """
    size = frame.pixel * (1.0 if frame.camera.scale >= _FULL_FROM else 0.8)
    order = sorted(regions, key=lambda region: current not in region.places)
    taken: dict[int, list[QRectF]] = {}
    found = []
    for region in order:
        focused = current in region.places
        text = _text(frame, region, focused=focused)
        width = max(frame.fonts.badge_measure.horizontalAdvance(text) + 10, 18) * size
        room = _room(frame, region, taken, width, _HEIGHT * size)
        if room is None and focused:
            room = _corner(frame, region, width, _HEIGHT * size)
        if room is not None:
            _take(taken, room)
            found.append(Badge(room, text, region.colour))
    return found


def paint_badge(painter: QPainter, frame: Frame, badge: Badge) -> None:
    """The letter of a group; its size is fixed on the screen, so that it can always be read."""
    size = badge.room.height() / _HEIGHT
    painter.setPen(QPen(frame.colours.canvas, 1.5 * size))
    painter.setBrush(frame.colours.highlight(badge.colour))
    painter.drawRoundedRect(badge.room, 5 * size, 5 * size)
    painter.save()
    painter.translate(badge.room.center())
    painter.scale(size, size)
    painter.setFont(frame.fonts.badge)
    painter.setPen(frame.colours.on_highlight())
    box = QRectF(-60, -12, 120, 24)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, badge.text)
    painter.restore()


def _text(frame: Frame, region: Region, *, focused: bool) -> str:
    if len(region.places) > 1:
        return f"{region.letter} ×{len(region.places)}"
    if focused or frame.camera.scale >= 0.35:
        return f"{region.letter}{region.places[0].region + 1}"
    return region.letter


def _corner(frame: Frame, region: Region, width: float, height: float) -> QRectF:
    """On the upper left corner of a region's outline."""
    x, y, wide, _ = frame.map.rects[region.boxes[0]].tolist()
    # On a small box it would hide the label, from far away a title.
    small = wide < 4 * width or height > metrics.TITLE_HEIGHT
    above = height * (0.95 if small else 0.5)
    return QRectF(x - region.gap - height / 2, y - region.gap - above, width, height)


def _room(
    frame: Frame, region: Region, taken: dict[int, list[QRectF]], width: float, height: float
) -> QRectF | None:
    """At the corner, else to the right of what is there, as far as the box goes, else below."""
    corner = _corner(frame, region, width, height)
    limit = max(float(frame.map.rects[region.boxes[0], 2]) + height, 6 * width)
    for row in range(_ROWS):
        room = corner.translated(0, row * height)
        while room.left() - corner.left() <= limit:
            hit = next((other for other in _near(taken, room) if other.intersects(room)), None)
            if hit is None:
                return room
            room.moveLeft(hit.right() + height * 0.1)
    return None


def _near(taken: dict[int, list[QRectF]], room: QRectF) -> list[QRectF]:
    """The badges in the same strip and the ones above and below it; all are equally high."""
    strip = int(room.top() // room.height())
    return [other for at in (strip - 1, strip, strip + 1) for other in taken.get(at, ())]


def _take(taken: dict[int, list[QRectF]], room: QRectF) -> None:
    taken.setdefault(int(room.top() // room.height()), []).append(room)
