"""The node table: every box of the canvas as a row, filtered as you type."""

from __future__ import annotations

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QSortFilterProxyModel,
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

from inspector.session.document import Document
from inspector.session.scene_map import SceneMap
from inspector.ui.docks.copying import offer_copy
from inspector.ui.docks.node_model import COLUMNS, SORT_ROLE, NodeModel
from inspector.ui.widgets.text import label

_WIDTHS = (118, 96, 104, 96, 52)


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
        self.proxy = QSortFilterProxyModel(self)
        self.proxy.setSourceModel(self.model)
        self.proxy.setFilterKeyColumn(-1)
        self.proxy.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.proxy.setSortRole(SORT_ROLE)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Filter")
        self.filter.setAccessibleName("Filter the nodes")
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._filter)
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
        table.setModel(self.proxy)
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

    def _show(self, scene: SceneMap | None) -> None:
        self._syncing = True
        self.model.show_scene(scene)
        self._syncing = False
        self._count()
        self._follow()

    def _filter(self, text: str) -> None:
        self._syncing = True
        self.proxy.setFilterFixedString(text)
        self._syncing = False
        self._count()
        self._follow()

    def _count(self) -> None:
        self.counter.setText(f"{self.proxy.rowCount()} of {self.model.rowCount()}")

    def _select(self, _: QItemSelection, __: QItemSelection) -> None:
        """The table's selection becomes the document's."""
        if self._syncing or self._document is None:
            return
        rows = self.table.selectionModel().selectedRows()
        chosen = [box for row in rows if (box := self._box_at(row)) is not None]
        self._syncing = True
        self._document.select_boxes(chosen)
        self._syncing = False
        current = self._box_at(self.table.currentIndex())
        if current is not None:
            self.box_chosen.emit(current)

    def _follow(self, _: object = None) -> None:
        """The document's selection becomes the table's."""
        scene = self._document.scene.value if self._document else None
        if self._syncing or scene is None or self._document is None:
            return
        wanted = scene.hits(self._document.selection.nodes).inside.tolist()
        selection = QItemSelection()
        first: QModelIndex | None = None
        for row in wanted:
            index = self.proxy.mapFromSource(self.model.index(row, 0))
            if index.isValid():
                first = first or index
                selection.select(index, index)
        flags = QItemSelectionModel.SelectionFlag
        self._syncing = True
        self.table.selectionModel().select(selection, flags.ClearAndSelect | flags.Rows)
        if first is not None:
            self.table.selectionModel().setCurrentIndex(first, flags.NoUpdate)
            self.table.scrollTo(first)
        self._syncing = False

    def _activate(self, index: QModelIndex) -> None:
        box = self._box_at(index)
        if box is not None:
            self.box_activated.emit(box)

    def _box_at(self, index: QModelIndex) -> int | None:
        """The id of the box in a row of the table."""
        return self.model.box_at(self.proxy.mapToSource(index))
