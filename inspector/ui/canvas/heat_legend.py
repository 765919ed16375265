"""The legend of the shades: each level with its marks, its colour and its families."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from inspector.analysis.discovery.records import Heat
from inspector.session.box_heat import LEVELS, ranges
from inspector.ui.canvas.colours import Colours
from inspector.ui.canvas.heat import paint_level
from inspector.ui.canvas.metrics import font

_ROW = 20
_PAD = 9
_SWATCH = 30


class HeatLegend(QWidget):
    """Says what the shades of the boxes mean; hidden while there are none."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Legend of the shades")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._lines: list[tuple[int, str]] = []
        self._title = ""
        self._colours: Colours | None = None
        self._font, self._bold = font(12), font(12, bold=True)
        self.hide()

    def show_heat(self, heat: Heat | None, colours: Colours) -> None:
        """Explain the shades of a document, or nothing."""
        self._colours = colours
        self.setVisible(heat is not None)
        if heat is None:
            return
        total = len(heat.corpus.families)
        self._title, self._lines = title_of(heat), lines_of(total) if heat.nodes else []
        told = "; ".join(f"{line}, {level} of {LEVELS - 1} marks" for level, line in self._lines)
        self.setAccessibleDescription(f"{self._title}. {told}")
        self.resize(self.sizeHint())
        self.update()

    @property
    def words(self) -> list[str]:
        """What it says, line by line."""
        return [self._title, *(line for _, line in self._lines)]

    def sizeHint(self) -> QSize:
        plain, bold = QFontMetricsF(self._font), QFontMetricsF(self._bold)
        wide = max((plain.horizontalAdvance(line) for _, line in self._lines), default=0.0)
        wide = max(wide + _SWATCH + _PAD, bold.horizontalAdvance(self._title))
        return QSize(round(wide) + 2 * _PAD + 2, (len(self._lines) + 1) * _ROW + 2 * _PAD)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = self._colours
        if colours is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QColor(colours.raised)
        ground.setAlphaF(0.94)
        painter.setBrush(ground)
        painter.setPen(QPen(colours.border, 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setFont(self._bold)
        painter.setPen(colours.text)
        painter.drawText(QRectF(_PAD, _PAD, self.width(), _ROW), left, self._title)
        painter.setFont(self._font)
        for row, (level, line) in enumerate(self._lines, start=1):
            top = _PAD + row * _ROW
            swatch = QRectF(_PAD, top + 1, _SWATCH, _ROW - 2)
            paint_level(painter, colours, level, swatch)
            painter.setPen(colours.text)
            painter.drawText(QRectF(_PAD * 2 + _SWATCH, top, self.width(), _ROW), left, line)
        painter.end()


def title_of(heat: Heat) -> str:
    """What the shades tell, or why there are none."""
    if not heat.corpus.families:
        return "There is no table to compare with"
    if not heat.nodes:
        return "Nothing flows in a file of weights"
    return f"Seen in how many of {len(heat.corpus.families)} families"


def lines_of(total: int) -> list[tuple[int, str]]:
    """Each level with its families, the rarest first."""
    lines = []
    for level, least, most in ranges(total):
        told = "none" if not most else f"{least}" if least == most else f"{least} to {most}"
        if most == total and least < most:
            told = f"{least} and more"
        lines.append((level, told))
    return lines
