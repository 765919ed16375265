"""A bar for a share, with its words beside it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from inspector.ui.widgets.text import label


class Bar(QWidget):
    """A share from 0 to 1 as a filled bar."""

    def __init__(self, width: int = 72) -> None:
        super().__init__()
        self._share = 0.0
        self._width = width
        self.setFixedSize(self.sizeHint())

    def set_share(self, share: float) -> None:
        """Fill so much of it."""
        self._share = min(max(share, 0.0), 1.0)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._width, 7)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        ground = QColor(self.palette().color(QPalette.ColorRole.Text))
        ground.setAlphaF(0.14)
        painter.setBrush(ground)
        whole = QRectF(self.rect())
        painter.drawRoundedRect(whole, 3.5, 3.5)
        painter.setBrush(self.palette().color(QPalette.ColorRole.Highlight))
        whole.setWidth(max(whole.width() * self._share, 7.0 if self._share else 0.0))
        painter.drawRoundedRect(whole, 3.5, 3.5)
        painter.end()


class Meter(QWidget):
    """A name, a bar and what the share means in words.

    Args:
        name: e.g. ``Confidence``.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.bar = Bar()
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(9)
        title = label(name, muted=True)
        title.setMinimumWidth(title.fontMetrics().horizontalAdvance("Confidence") + 4)
        row.addWidget(title)
        row.addWidget(self.bar)
        row.addWidget(self.words)
        row.addStretch(1)

    def show_share(self, share: float, words: str, meaning: str) -> None:
        """Show a share.

        Args:
            share: 0 to 1.
            words: Stand beside the bar.
            meaning: The tooltip.
        """
        self.bar.set_share(share)
        self.words.setText(words)
        self.setToolTip(meaning)
        self.setAccessibleName(f"{self._name}: {words}")
