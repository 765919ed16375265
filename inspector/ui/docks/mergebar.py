"""What selections were merged into, beside what each of them had, before it is taken."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from inspector.analysis.workbench.records import MergedRow, Merging
from inspector.session.session import Session
from inspector.ui.theme import LIGHT, Theme
from inspector.ui.widgets.plain import plain
from inspector.ui.widgets.text import label
from inspector.ui.words import plural

_MOST_HIGH = 190
_NOTHING = "—"


class MergeBar(QFrame):
    """A row per statement: what it became, and what stood there in each selection.

    Args:
        session: Whose draft would become that.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setAccessibleName("Merged selections")
        self.setProperty("strip", True)
        self._session = session
        self._theme = LIGHT
        self.headline = label(bold=True)
        self.headline.setWordWrap(True)
        self.table = QTreeWidget()
        self.table.setAccessibleName("What each selection had and what it became")
        self.table.setRootIsDecorated(False)
        self.table.setUniformRowHeights(True)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.setFrameShape(QFrame.Shape.NoFrame)
        self.table.header().setAccessibleName("Columns of the merge")
        self.take = QPushButton("Take")
        self.take.setProperty("primary", True)
        self.take.setToolTip("The signature becomes this; undo leads back")
        self.leave = QPushButton("Leave as it was")
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.leave)
        buttons.addWidget(self.take)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 10, 8)
        column.setSpacing(6)
        column.addWidget(self.headline)
        column.addWidget(self.table)
        column.addLayout(buttons)
        self.take.clicked.connect(session.take_merging)
        self.leave.clicked.connect(session.leave_merging)
        session.workbench.merging.changed.connect(self._show)
        self._show(session.workbench.merging.value)

    def set_theme(self, theme: Theme) -> None:
        """Take a theme's colours."""
        self._theme = theme
        self._show(self._session.workbench.merging.value)

    def _show(self, merging: Merging | None) -> None:
        self.setVisible(merging is not None)
        if merging is None:
            return
        self.headline.setText(headline(merging))
        self.setAccessibleDescription(self.headline.text())
        self.table.clear()
        self.table.setColumnCount(1 + merging.selections)
        names = [f"Selection {number + 1}" for number in range(merging.selections)]
        self.table.setHeaderLabels(["Became", *names])
        self.table.addTopLevelItems([self._item(row) for row in merging.rows])
        self.table.header().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        self.table.header().resizeSection(0, self.table.viewport().width() // 2)
        self.table.setVisible(bool(merging.rows))
        height = self.table.header().sizeHint().height() + 8
        height += self.table.sizeHintForRow(0) * len(merging.rows) if merging.rows else 0
        self.table.setFixedHeight(min(height, _MOST_HIGH))
        differing = (n for n, row in enumerate(merging.rows) if not row.alike)
        first = self.table.topLevelItem(next(differing, 0))
        if first is not None:
            self.table.scrollToItem(first)
        self.take.setFocus()

    def _item(self, row: MergedRow) -> QTreeWidgetItem:
        item = QTreeWidgetItem([row.became, *(had or _NOTHING for had in row.had)])
        for column in range(item.columnCount()):
            item.setToolTip(column, plain(item.text(column)))
            if row.alike:
                item.setForeground(column, QBrush(QColor(self._theme.muted)))
            else:
                font = item.font(column)
                font.setBold(True)
                item.setFont(column, font)
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, _spoken(row))
        return item


def headline(merging: Merging) -> str:
    """How many selections, how much of them differs, what it matches."""
    many = plural(merging.selections, "selection")
    matches = f"{plural(merging.count, 'match', 'matches')}, were {merging.before}"
    if not merging.rows:
        return f"{many} without a pattern in common: a form for each · {matches}"
    differing = sum(not row.alike for row in merging.rows)
    verb = "differs" if differing == 1 else "differ"
    return f"{differing} of {plural(len(merging.rows), 'statement')} {verb} · {matches}"


def _spoken(row: MergedRow) -> str:
    had = ", ".join(word or "nothing" for word in row.had)
    return f"{row.became}, the same everywhere" if row.alike else f"{row.became}, from {had}"
