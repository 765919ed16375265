"""The list of the library's signatures with what narrows it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QGridLayout,
    QHeaderView,
    QLineEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from inspector.analysis.shelf.records import Entry
from inspector.session.shelf import Shelf
from inspector.ui.library.entry_model import EntryModel
from inspector.ui.widgets.text import label
from inspector.ui.words import plural

_KINDS = (("Families and blocks", ""), ("Families", "family"), ("Blocks", "block"))
_ORIGINS = (("Built in and own", ""), ("Built in", "built in"), ("Your own", "own"))
_WIDTHS = (218, 58, 118, 92)


class Listing(QWidget):
    """Filters above, a table below; the row in focus is the signature that is looked at.

    Args:
        shelf: Whose signatures they are.
    """

    def __init__(self, shelf: Shelf) -> None:
        super().__init__()
        self._shelf = shelf
        self._syncing = False
        self.model = EntryModel(self)
        self.words = QLineEdit()
        self.words.setPlaceholderText("Search: title, id, description, type, blocks it names")
        self.words.setAccessibleName("Search the library")
        self.words.setClearButtonEnabled(True)
        self.words.textChanged.connect(lambda text: shelf.narrow(words=text))
        self.kind = self._combo("Kind", "kind", _KINDS)
        self.origin = self._combo("Whose", "origin", _ORIGINS)
        self.architecture = self._combo("Architecture", "architecture", ())
        self.type = self._combo("Type", "type", ())
        self.block = self._combo("Names the block", "block", ())
        self.table = QTableView()
        self._shape_table()
        self.counter = label(muted=True)
        self.counter.setWordWrap(True)
        self._arrange()
        shelf.entries.changed.connect(self._fill_combos)
        shelf.listed.changed.connect(self._fill)
        shelf.chosen.changed.connect(self._follow)
        shelf.problems.changed.connect(self._count)

    def _arrange(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(6)
        grid.addWidget(self.words, 0, 0, 1, 2)
        for place, combo in enumerate(
            (self.kind, self.origin, self.architecture, self.type, self.block)
        ):
            grid.addWidget(combo, 1 + place // 2, place % 2, 1, 2 if place == 4 else 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 0, 6)
        column.setSpacing(8)
        column.addLayout(grid)
        column.addWidget(self.table, 1)
        column.addWidget(self.counter)

    def _combo(self, name: str, field: str, choices: Sequence[tuple[str, str]]) -> QComboBox:
        combo = QComboBox()
        combo.setAccessibleName(name)
        combo.setMaxVisibleItems(24)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(8)
        for text, value in choices:
            combo.addItem(text, value)
        combo.currentIndexChanged.connect(
            lambda _: self._shelf.narrow(**{field: combo.currentData() or ""})
        )
        return combo

    def _shape_table(self) -> None:
        table = self.table
        table.setAccessibleName("Signatures of the library")
        table.setModel(self.model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setAlternatingRowColors(True)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(26)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate(_WIDTHS):
            table.setColumnWidth(column, width)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        table.selectionModel().currentChanged.connect(self._choose)

    def _fill_combos(self, _: object) -> None:
        for combo, everything, values in (
            (self.architecture, "Any architecture", self._shelf.values("architecture")),
            (self.type, "Any type", self._shelf.values("type")),
            (self.block, "Naming any block", self._shelf.blocks()),
        ):
            chosen = combo.currentData() or ""
            combo.blockSignals(True)
            combo.clear()
            combo.addItem(everything, "")
            for value in values:
                combo.addItem(value, value)
            combo.setCurrentIndex(max(combo.findData(chosen), 0))
            combo.blockSignals(False)

    def _fill(self, entries: tuple[Entry, ...]) -> None:
        self._syncing = True
        self.model.show_entries(entries)
        self._syncing = False
        self._follow(self._shelf.chosen.value)
        self._count()

    def _count(self, _: object = None) -> None:
        shown, total = len(self._shelf.listed.value), len(self._shelf.entries.value)
        told = f"{shown} of {plural(total, 'signature')}"
        problems = self._shelf.problems.value
        if problems:
            unusable = f"{plural(len(problems), 'file')} could not be used: {problems[0]}"
            told = f"{told}. {unusable}"
        self.counter.setText(told)

    def _follow(self, name: str) -> None:
        """Let the row be that of the signature that is looked at."""
        row = self.model.row_of(name)
        self._syncing = True
        if row < 0:
            self.table.clearSelection()
        elif self.table.currentIndex().row() != row or not self.table.selectedIndexes():
            self.table.selectRow(row)
            self.table.scrollTo(self.model.index(row, 0))
        self._syncing = False

    def _choose(self, index: QModelIndex, _: QModelIndex) -> None:
        entry = self.model.entry(index.row())
        if entry is not None and not self._syncing:
            self._shelf.choose(entry.name)
