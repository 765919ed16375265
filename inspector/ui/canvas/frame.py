"""What every layer of a frame needs to paint itself."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF

from inspector.layout.display import Box
from inspector.session.box_heat import BoxHeat
from inspector.session.scene_map import SceneMap
from inspector.ui.canvas.camera import Bounds, Camera
from inspector.ui.canvas.colours import Colours
from inspector.ui.canvas.metrics import DETAIL_SIZE, LABEL_SIZE, font
from inspector.ui.canvas.stamps import Stamps


@dataclass(slots=True)
class Fonts:
    """The fonts of the canvas with their measures, in scene units."""

    labels: list[QFont] = field(
        default_factory=lambda: [font(LABEL_SIZE - less, bold=True) for less in range(4)]
    )
    detail: QFont = field(default_factory=lambda: font(DETAIL_SIZE))
    small: QFont = field(default_factory=lambda: font(10))
    badge: QFont = field(default_factory=lambda: font(12, bold=True))
    label_measures: list[QFontMetricsF] = field(init=False)
    detail_measure: QFontMetricsF = field(init=False)
    small_measure: QFontMetricsF = field(init=False)
    badge_measure: QFontMetricsF = field(init=False)

    def __post_init__(self) -> None:
        self.label_measures = [QFontMetricsF(label) for label in self.labels]
        self.detail_measure = QFontMetricsF(self.detail)
        self.small_measure = QFontMetricsF(self.small)
        self.badge_measure = QFontMetricsF(self.badge)

    def fitting(self, text: str, width: float) -> tuple[QFont, str, float]:
        """The largest label font in which a text fits, else the smallest with the text cut.

        The layout measures text without a font engine, so that a wide font may need a size less.

        Returns:
            The font, the text to draw, and its width.
        """
        for face, measure in zip(self.labels, self.label_measures, strict=True):
            needed = measure.horizontalAdvance(text)
            if needed <= width:
                return face, text, needed
        cut = measure.elidedText(text, Qt.TextElideMode.ElideRight, width)
        return face, cut, measure.horizontalAdvance(cut)


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
        stamps: Pictures of boxes to copy, None to paint each anew (as lines and letters).
        fixed: Whether boxes stay open or closed as they are.
        heat: How rare each box is, None to paint the categories.
        rooms: Where the label of a route stands, None where it has no room; filled while painting.
    """

    map: SceneMap
    camera: Camera
    bounds: Bounds
    colours: Colours
    fonts: Fonts
    focus: int = -1
    hover: int = -1
    stamps: Stamps | None = None
    rooms: dict[int, QRectF | None] = field(default_factory=dict)
    heat: BoxHeat | None = None
    fixed: bool = False

    @property
    def pixel(self) -> float:
        """One pixel in scene units."""
        return 1.0 / self.camera.scale

    def line(self, box: Box) -> QColor:
        """The border of an open box: of its category, unless boxes are shaded by rarity."""
        return self.colours.border if self.heat is not None else self.colours.category(box.category)

    def rect(self, index: int) -> QRectF:
        """Where a box stands."""
        x, y, w, h = self.map.rects[index]
        return QRectF(float(x), float(y), float(w), float(h))
