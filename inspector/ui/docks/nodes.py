"""The node table: every box of the canvas as a row, filtered as you type."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    Qt,
    Signal,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from inspector.analysis.discovery.records import Heat
from inspector.session.columns import Indices
from inspector.session.document import Document
from inspector.session.scene_map import SceneMap
from inspector.ui.docks.copying import offer_copy
from inspector.ui.docks.node_model import COLUMNS, SEEN, NodeModel
from inspector.ui.widgets.text import label

_MOST_STRETCHES = 1000
"""Stretches of selected rows that the table marks; Qt compares each with each."""
_WIDTHS = (118, 96, 104, 96, 52, 72)


class NodePanel(QWidget):
    """A table of boxes whose selection is the canvas's.

    Signals:
        box_chosen: This box is to be shown and described.
        box_activated: This box is to be opened or closed.
    """

    box_chosen = Signal(object)
    box_activated = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Nodes")
        self._document: Document | None = None
        self._syncing = False
        self.model = NodeModel(self)
        self.model.modelAboutToBeReset.connect(self._hold)
        self.model.modelReset.connect(self._release)
        self.model.arranged.connect(self._arranged)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Filter")
        self.filter.setAccessibleName("Filter the nodes")
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self.model.filter)
        self.counter = label(muted=True)
        self.table = QTableView()
        self._shape_table()
        row = QHBoxLayout()
        row.setContentsMargins(8, 6, 10, 6)
        row.setSpacing(10)
        row.addWidget(self.filter, 1)
        row.addWidget(self.counter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.table, 1)

    def _shape_table(self) -> None:
        table = self.table
        table.setAccessibleName("Table of the nodes on the canvas")
        table.setModel(self.model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setShowGrid(False)
        table.setAlternatingRowColors(True)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setSortingEnabled(True)
        table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(26)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for section in range(len(COLUMNS)):
            header.resizeSection(section, _WIDTHS[section])
        header.setStretchLastSection(True)
        header.moveSection(SEEN, 1)
        table.setColumnHidden(SEEN, True)
        table.selectionModel().selectionChanged.connect(self._select)
        table.activated.connect(self._activate)
        self.copy = offer_copy(table)

    def bind(self, document: Document | None) -> None:
        """Show a document's boxes."""
        old = self._document
        if old is not None:
            old.scene.changed.disconnect(self._show)
            old.selection.changed.disconnect(self._follow)
        self._document = document
        if document is not None:
            document.scene.changed.connect(self._show)
            document.selection.changed.connect(self._follow)
        self._show(document.scene.value if document else None)

    def show_heat(self, heat: Heat | None) -> None:
        """Tell of each box in how many families it is seen, or not."""
        self.model.show_heat(heat)
        self.table.setColumnHidden(SEEN, heat is None)
        if heat is None and self.table.horizontalHeader().sortIndicatorSection() == SEEN:
            self.table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)

    def _show(self, scene: SceneMap | None) -> None:
        self.model.show_scene(scene)

    def _hold(self) -> None:
        """What the table selects while its rows change is not a person's doing."""
        self._syncing = True

    def _release(self) -> None:
        self._syncing = False

    def _arranged(self) -> None:
        self.counter.setText(f"{self.model.rowCount():,} of {self.model.total:,}")
        self._follow()

    def _select(self, more: QItemSelection, less: QItemSelection) -> None:
        """What a person does to the table's selection is done to the document's."""
        if self._syncing or self._document is None:
            return
        chosen, present = _rows(more), _rows(self.table.selectionModel().selection())
        self._syncing = True
        if len(present) == len(chosen):  # nothing of what was selected before is left
            self._document.select_boxes(self.model.boxes_in(chosen))
        else:
            self._document.change_boxes(
                self.model.boxes_in(chosen), self.model.boxes_in(_rows(less))
            )
        self._syncing = False
        current = self._box_at(self.table.currentIndex())
        if current is not None:
            self.box_chosen.emit(current)

    def _follow(self, _: object = None) -> None:
        """The document's selection becomes the table's."""
        scene = self._document.scene.value if self._document else None
        if self._syncing or scene is None or self._document is None or self.model.busy:
            return
        rows = self.model.rows_of(scene.hits(self._document.selection.nodes).inside)
        selection, last = QItemSelection(), len(COLUMNS) - 1
        for begin, end in _stretches(rows)[:_MOST_STRETCHES]:
            selection.select(self.model.index(begin, 0), self.model.index(end, last))
        flags = QItemSelectionModel.SelectionFlag
        self._syncing = True
        self.table.selectionModel().select(selection, flags.ClearAndSelect)
        if len(rows):
            first = self.model.index(int(rows[0]), 0)
            self.table.selectionModel().setCurrentIndex(first, flags.NoUpdate)
            self.table.scrollTo(first)
        self._syncing = False

    def _activate(self, index: QModelIndex) -> None:
        box = self._box_at(index)
        if box is not None:
            self.box_activated.emit(box)

    def _box_at(self, index: QModelIndex) -> int | None:
        """The id of the box in a row of the table."""
        return self.model.box_at(index)


def _rows(selection: QItemSelection) -> Indices:
    """The rows of a selection, in order."""
    ranges = [selection.at(number) for number in range(selection.count())]
    parts = [np.arange(each.top(), each.bottom() + 1) for each in ranges]
    return np.unique(np.concatenate([np.empty(0, dtype=np.intp), *parts]))


def _stretches(rows: Indices) -> list[tuple[int, int]]:
    """First and last of rows that follow one another."""
    if not len(rows):
        return []
    cuts = np.flatnonzero(np.diff(rows) > 1)
    begins, ends = np.concatenate(([0], cuts + 1)), np.concatenate((cuts, [len(rows) - 1]))
    return list(zip(rows[begins].tolist(), rows[ends].tolist(), strict=True))
