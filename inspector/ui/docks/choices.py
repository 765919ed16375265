"""Choices below the text cursor: words that fit, or fixes; keys go on to the editor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from inspector.ui.widgets.plain import plain

_ROWS = 9
_LEAST = 220
_MOST = 460
_ROLE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Choice:
    """One row.

    Attributes:
        title: What it is, or what it does.
        detail: Stands back beside it.
        data: What it stands for where that is not its title.
    """

    title: str
    detail: str = ""
    data: object = None


class Choices(QTreeWidget):
    """A list over the window that never takes the focus.

    Args:
        owner: Whose keys it is driven by.

    Signals:
        chosen: One was taken.
    """

    chosen = Signal(object)

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self._owner = owner
        self.setAccessibleName("Choices at the cursor")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setProperty("floating", True)
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.header().setAccessibleName("Columns of the choices")
        self.itemClicked.connect(lambda item: self.chosen.emit(item.data(0, _ROLE)))
        self.hide()

    def show_at(self, choices: Sequence[Choice], place: QPoint, line: int) -> None:
        """Show choices.

        Args:
            choices: None hides the list.
            place: Global position below the cursor.
            line: Height of a line of text: above it is the other place.
        """
        self.clear()
        if not choices:
            self.hide()
            return
        for choice in choices:
            item = QTreeWidgetItem([choice.title, choice.detail])
            item.setData(0, _ROLE, choice)
            item.setForeground(1, self.palette().placeholderText())
            item.setToolTip(1, plain(choice.detail) if choice.detail else "")
            self.addTopLevelItem(item)
        self._go_to(0)
        window = self._owner.window()
        self.setParent(window)
        height = self.sizeHintForRow(0) * min(len(choices), _ROWS) + 2 * self.frameWidth()
        width = self.sizeHintForColumn(0) + self.sizeHintForColumn(1) + 30
        self.resize(min(max(width, _LEAST), _MOST), height)
        at = window.mapFromGlobal(place)
        if at.y() + height > window.height():
            at.setY(at.y() - height - line)
        at.setX(max(min(at.x(), window.width() - self.width()), 0))
        self.move(at)
        self.show()
        self.raise_()

    def take_key(self, event: QKeyEvent) -> bool:
        """Walk, take or leave; False for a key that is the editor's."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        step |= {Qt.Key.Key_PageDown: _ROWS - 1, Qt.Key.Key_PageUp: 1 - _ROWS}
        key, item = Qt.Key(event.key()), self.currentItem()
        if item is None:
            return False
        if key in step and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            count = self.topLevelItemCount()
            row = self.indexOfTopLevelItem(item) + step[key]
            row = row % count if abs(step[key]) == 1 else max(0, min(row, count - 1))
            self._go_to(row)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            self.chosen.emit(item.data(0, _ROLE))
        elif key == Qt.Key.Key_Escape:
            self.hide()
        else:
            return False
        return True

    def _go_to(self, row: int) -> None:
        item = self.topLevelItem(row)
        if item is not None:
            self.setCurrentItem(item)
