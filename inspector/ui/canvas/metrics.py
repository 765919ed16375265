"""Lengths of what is drawn, in scene units, and from which zoom on it is drawn."""

from __future__ import annotations

from PySide6.QtGui import QFont, QGuiApplication

from inspector.layout.sizes import TITLE

LABEL_SIZE = 13
DETAIL_SIZE = 11
TITLE_HEIGHT = TITLE
"""Of an open box's title bar."""
RADIUS = 7.0
SWITCH = 20.0
"""Side of the square that opens or closes a box."""
STACK_STEP = 3.5
"""How far each of the two cards behind a run stands out."""
STACK = 2 * STACK_STEP

SOLID_BELOW = 0.24
"""Zoom under which boxes are plain rectangles in their full colour."""
TEXT_FROM = 0.42
"""Zoom from which on boxes bear their label."""
DETAIL_FROM = 0.6
SWITCH_FROM = 0.5
ARROWS_FROM = 0.3
SMOOTH_FROM = 0.22
CHORDS_BELOW = 0.09
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
