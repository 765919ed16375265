"""Lengths of what is drawn, in scene units, and from which zoom on it is drawn."""

from __future__ import annotations

from PySide6.QtGui import QFont, QGuiApplication

LABEL_SIZE = 13
DETAIL_SIZE = 11
TITLE_HEIGHT = 28.0
"""Of an open box's title bar."""
RADIUS = 7.0
SWITCH = 20.0
"""Side of the square that opens or closes a box."""
STACK_STEP = 5.0
"""How far the cards behind a run stand out."""

SOLID_BELOW = 7.0
"""Boxes lower than so many pixels are plain rectangles in their full colour."""
TEXT_FROM = 17.0
"""Boxes at least so many pixels high bear their label."""
DETAIL_FROM = 0.62
ARROWS_FROM = 0.3
SMOOTH_FROM = 0.22
LABELS_FROM = 0.85
BADGES_FROM = 0.12


def font(size: int, *, bold: bool = False) -> QFont:
    """A font that scales evenly: its advances are not rounded to pixels."""
    result = QFont(QGuiApplication.font())
    result.setPixelSize(size)
    result.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if bold:
        result.setWeight(QFont.Weight.DemiBold)
    return result
