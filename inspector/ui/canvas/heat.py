"""Boxes shaded by how rare they are: a colour, marks beside it, and words in the tooltip."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from inspector.layout.sizes import detail_of
from inspector.session.box_heat import LEVELS, BoxHeat
from inspector.session.columns import Indices
from inspector.ui.canvas.batch import draw_rects
from inspector.ui.canvas.colours import Colours
from inspector.ui.canvas.frame import Frame

PLAIN = -2
"""The level of a box that is coloured by its category."""

_MARK, _GAP = 3.0, 1.6
"""Side of a mark, and what parts two of them."""
_HATCHED = {0: Qt.BrushStyle.DiagCrossPattern, 1: Qt.BrushStyle.BDiagPattern}


class Dress(NamedTuple):
    """How a box is coloured and what its second line says."""

    level: int
    colour: QColor
    fill: QColor
    detail: str


def dress_of(frame: Frame, index: int) -> Dress:
    """The colours of a box: its category's, or how rare it is."""
    box = frame.map.boxes[index]
    colours = frame.colours
    if frame.heat is None:
        return Dress(
            PLAIN, colours.category(box.category), colours.fill(box.category), detail_of(box)
        )
    level = int(frame.heat.level[index])
    fill = colours.heat_fill(level) if level >= 0 else colours.raised
    line = colours.heat(level) if level >= 0 else colours.muted
    told = short_heat(frame.heat, index) if detail_of(box) else ""
    return Dress(level, line, fill, told or detail_of(box))


def paint_level(painter: QPainter, colours: Colours, level: int, rect: QRectF) -> None:
    """An empty box of a level, for the legend."""
    painter.setPen(QPen(colours.heat(level), 1.2))
    painter.setBrush(colours.heat_fill(level))
    painter.drawRoundedRect(rect, 4, 4)
    paint_marks(painter, colours.text, level, rect)


def paint_marks(painter: QPainter, ink: QColor, level: int, rect: QRectF) -> None:
    """One full mark for each level from rare to common, at the left edge of a box."""
    if level < 0:
        return
    count = LEVELS - 1
    top = rect.center().y() + (count * (_MARK + _GAP) - _GAP) / 2 - _MARK
    painter.setPen(QPen(ink, 0.7))
    for step in range(count):
        mark = QRectF(rect.left() + 3.2, top - step * (_MARK + _GAP), _MARK, _MARK)
        painter.setBrush(QBrush(ink) if step < level else Qt.BrushStyle.NoBrush)
        painter.drawRect(mark)


def paint_bulk_heat(painter: QPainter, frame: Frame, indices: Indices, *, solid: bool) -> None:
    """Boxes seen from far away, those of one level at once; the rarest are hatched."""
    heat = frame.heat
    if not len(indices) or heat is None:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    levels = heat.level[indices]
    for level in np.unique(levels).tolist():
        rects = frame.map.rects[indices[levels == level]].copy()
        rects[:, 2:] = np.maximum(rects[:, 2:], frame.pixel)
        colour = frame.colours.heat(level)
        empty = level < 0
        painter.setPen(QPen(colour, 0) if empty or not solid else Qt.PenStyle.NoPen)
        painter.setBrush(frame.colours.raised if empty else colour)
        draw_rects(painter, rects)
        if level in _HATCHED:
            ink = QColor(frame.colours.canvas)
            ink.setAlphaF(0.45)
            hatch = QBrush(ink, _HATCHED[level])
            hatch.setTransform(painter.transform().inverted()[0])
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(hatch)
            draw_rects(painter, rects)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)


def short_heat(heat: BoxHeat, index: int) -> str:
    """The second line of a box: in how many families what it stands for is seen."""
    size, middle = int(heat.size[index]), int(heat.middle[index])
    if size == 0:
        return ""
    return f"{middle} of {heat.total}"


def told_heat(heat: BoxHeat, index: int) -> str:
    """What a person reads of a box's rarity, empty for one that computes nothing."""
    size, middle, rarest = (int(column[index]) for column in (heat.size, heat.middle, heat.rarest))
    if size == 0:
        return ""
    if size == 1:
        named = ", ".join(heat.families(index))
        told = f"Its neighbourhood is seen in {_number(middle)} of {heat.total} families"
        return f"{told}: {named}" if named else told
    return (
        f"Half of its {size} operators are seen in at most {_number(middle)} of {heat.total} "
        f"families, the rarest in {_number(rarest)}"
    )


def _number(count: int) -> str:
    return str(count) if count else "none"
