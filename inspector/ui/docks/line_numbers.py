"""The numbers left of a signature's text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from inspector.ui.docks.editor import SignatureEditor


class LineNumbers(QWidget):
    """The numbers left of the text; lines with a problem bear a mark.

    Args:
        editor: Whose lines they are; it is their parent.
    """

    def __init__(self, editor: SignatureEditor) -> None:
        super().__init__(editor)
        self.setAccessibleName("Line numbers")
        self._editor = editor

    def sizeHint(self) -> QSize:
        return QSize(self._editor.number_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._editor.theme
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(theme.window))
        painter.setFont(self._editor.font())
        marks = self._editor.problem_lines()
        current = self._editor.textCursor().blockNumber() + 1
        for number, rect in self._editor.visible_lines():
            severity = marks.get(number)
            colour = theme.text if number == current else theme.muted
            if severity:
                colour = theme.danger if severity == "error" else theme.warning
                painter.setPen(QColor(colour))
                room = QRect(2, rect.top(), 12, rect.height())
                painter.drawText(room, Qt.AlignmentFlag.AlignCenter, "●")
            painter.setPen(QColor(colour))
            room = QRect(0, rect.top(), self.width() - 8, rect.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignRight, str(number))
        painter.end()
