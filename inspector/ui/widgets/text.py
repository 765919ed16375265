"""Labels in the window's few sizes."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from inspector.ui.widgets.plain import plain


def label(text: str = "", *, size: float = 1.0, bold: bool = False, muted: bool = False) -> QLabel:
    """A label.

    Args:
        text: Plain text.
        size: Times the window's font size.
        bold: Whether it stands out.
        muted: Whether it stands back.
    """
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    shape(made, size, bold=bold)
    made.setProperty("muted", muted)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return made


def shape(widget: QWidget, size: float, *, bold: bool = False) -> None:
    """Give a widget a font relative to the window's."""
    font = QFont(widget.font())
    font.setPointSizeF(font.pointSizeF() * size)
    if bold:
        font.setWeight(QFont.Weight.DemiBold)
    widget.setFont(font)


class ElidedLabel(QLabel):
    """A line that ends in … where there is no room; the tooltip tells all of it.

    Attributes:
        least: Pixels that it keeps, if its text needs them.
    """

    def __init__(
        self, text: str = "", mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight
    ) -> None:
        super().__init__()
        self._whole = ""
        self._mode = mode
        self.least = 60
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        if text:
            self.set_whole(text)

    @property
    def whole(self) -> str:
        """The text, as if there were room for all of it."""
        return self._whole

    def set_whole(self, text: str) -> None:
        """Show another text."""
        self._whole = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self._elide()

    def sizeHint(self) -> QSize:
        # A pixel more than the text: rounding must not cost its last letter.
        wide = self.fontMetrics().horizontalAdvance(self._whole) + 2
        return QSize(wide + self.margin() * 2, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), self.least), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, self._mode, max(self.width(), 8))
        if shown != self.text():
            self.setText(shown)
        self.setToolTip(plain(self._whole) if shown != self._whole else "")


class TitleLabel(ElidedLabel):
    """A large line that becomes smaller where there is little room, before it is cut.

    Args:
        sizes: Times the window's font size, the largest first.
    """

    def __init__(self, sizes: tuple[float, ...]) -> None:
        super().__init__()
        self._fonts = []
        for size in sizes:
            font = QFont(self.font())
            font.setPointSizeF(font.pointSizeF() * size)
            font.setWeight(QFont.Weight.DemiBold)
            self._fonts.append(font)
        self.setFont(self._fonts[0])

    def sizeHint(self) -> QSize:
        wide = QFontMetrics(self._fonts[0]).horizontalAdvance(self.whole) + 4
        return QSize(wide, QFontMetrics(self._fonts[0]).height())

    def minimumSizeHint(self) -> QSize:
        smallest = QFontMetrics(self._fonts[-1]).horizontalAdvance(self.whole) + 4
        return QSize(min(smallest, 320), QFontMetrics(self._fonts[0]).height())

    def _elide(self) -> None:
        for font in self._fonts:
            if QFontMetrics(font).horizontalAdvance(self.whole) <= self.width():
                break
        if font != self.font():
            self.setFont(font)
        super()._elide()


def placeholder(text: str) -> QLabel:
    """A word in the middle of an empty panel."""
    made = label(text, muted=True)
    made.setWordWrap(True)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    made.setContentsMargins(24, 24, 24, 24)
    return made
