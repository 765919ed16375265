"""What every layer of a frame needs to paint itself."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF

from inspector.session.scene_map import SceneMap
from inspector.ui.canvas.camera import Bounds, Camera
from inspector.ui.canvas.colours import Colours
from inspector.ui.canvas.metrics import DETAIL_SIZE, LABEL_SIZE, font


@dataclass(slots=True)
class Fonts:
    """The fonts of the canvas with their measures, in scene units."""

    label: QFont = field(default_factory=lambda: font(LABEL_SIZE, bold=True))
    detail: QFont = field(default_factory=lambda: font(DETAIL_SIZE))
    small: QFont = field(default_factory=lambda: font(10))
    badge: QFont = field(default_factory=lambda: font(12, bold=True))
    label_measure: QFontMetricsF = field(init=False)
    detail_measure: QFontMetricsF = field(init=False)
    small_measure: QFontMetricsF = field(init=False)
    badge_measure: QFontMetricsF = field(init=False)

    def __post_init__(self) -> None:
        self.label_measure = QFontMetricsF(self.label)
        self.detail_measure = QFontMetricsF(self.detail)
        self.small_measure = QFontMetricsF(self.small)
        self.badge_measure = QFontMetricsF(self.badge)


@dataclass(frozen=True, slots=True)
class Frame:
    """One painting: what is drawn, from where, with what.

    Attributes:
        map: The scene.
        camera: Where it is looked at.
        bounds: The visible part of the scene.
        colours: Of the theme.
        fonts: Of the canvas.
        focus: Index of the box in focus, -1 for none.
        hover: Index of the box under the pointer, -1 for none.
    """

    map: SceneMap
    camera: Camera
    bounds: Bounds
    colours: Colours
    fonts: Fonts
    focus: int = -1
    hover: int = -1

    @property
    def pixel(self) -> float:
        """One pixel in scene units."""
        return 1.0 / self.camera.scale

    def rect(self, index: int) -> QRectF:
        """Where a box stands."""
        x, y, w, h = self.map.rects[index]
        return QRectF(float(x), float(y), float(w), float(h))
