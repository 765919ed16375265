"""What the canvas paints with: brushes and pens of a theme, made once."""

from __future__ import annotations

from PySide6.QtGui import QColor

from inspector.layout.palette import CATEGORIES, HEAT, HIGHLIGHTS
from inspector.session.highlights import DRAFT
from inspector.ui.theme import Theme, mix


class Colours:
    """The colours of a theme as the canvas needs them.

    Args:
        theme: The one in force.
    """

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.canvas = QColor(theme.canvas)
        self.grid = mix(theme.canvas, theme.border, 0.55)
        self.text = QColor(theme.text)
        self.muted = QColor(theme.muted)
        self.edge = QColor(theme.edge)
        self.far_edge = mix(theme.canvas, theme.edge, 0.55)
        self.accent = QColor(theme.accent)
        self.on_accent = QColor(theme.on_accent)
        self.border = QColor(theme.border)
        self.raised = QColor(theme.raised)
        self.draft = QColor(theme.draft)
        self.warning = QColor(theme.warning)
        self._fills: dict[str, QColor] = {}
        self._frames: dict[int, QColor] = {}

    def category(self, name: str) -> QColor:
        """The full colour of a category: borders, and boxes too small for a text."""
        light, dark = CATEGORIES.get(name, CATEGORIES["other"])
        return QColor(dark if self.theme.dark else light)

    def fill(self, name: str) -> QColor:
        """The ground of a box with a text on it."""
        if name not in self._fills:
            share = 0.22 if self.theme.dark else 0.12
            self._fills[name] = mix(self.theme.base, self.category(name).name(), share)
        return self._fills[name]

    def heat(self, level: int) -> QColor:
        """The full colour of a level of rarity; a level below 0 computes nothing."""
        if level < 0:
            return self.border
        light, dark = HEAT[level]
        return QColor(dark if self.theme.dark else light)

    def heat_fill(self, level: int) -> QColor:
        """The ground of a box with a text on it, shaded by its rarity."""
        share = 0.42 if self.theme.dark else 0.5
        return mix(self.theme.base, self.heat(level).name(), share)

    def frame(self, depth: int) -> QColor:
        """The ground of an open box, a shade further for each one around it."""
        if depth not in self._frames:
            share = min(0.05 + 0.05 * depth, 0.3)
            ink = "#8fb4e8" if self.theme.dark else "#30507c"
            self._frames[depth] = mix(
                self.theme.canvas, ink, share * (1.0 if self.theme.dark else 0.8)
            )
        return self._frames[depth]

    def title(self, name: str) -> QColor:
        """The ground of an open box's title bar."""
        return mix(self.theme.base, self.category(name).name(), 0.30 if self.theme.dark else 0.20)

    def highlight(self, index: int) -> QColor:
        """The colour of a painted group."""
        if index == DRAFT:
            return self.draft
        light, dark = HIGHLIGHTS[index % len(HIGHLIGHTS)]
        return QColor(dark if self.theme.dark else light)

    def on_highlight(self) -> QColor:
        """Text on a highlight's colour."""
        return QColor("#10131a" if self.theme.dark else "#ffffff")
