"""The section that shows the draft as a tree of clauses, each with its dials."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from inspector.analysis.workbench.records import Clause, Dial, Offer, Place, Refinement
from inspector.session.document import Document
from inspector.session.session import Session
from inspector.session.workbench import clauses_with
from inspector.ui.docks.offers import Offers
from inspector.ui.theme import LIGHT, Theme
from inspector.ui.widgets.plain import plain
from inspector.ui.widgets.text import placeholder

_ROLE = Qt.ItemDataRole.UserRole


class ClausesSection(QWidget):
    """Tree of clauses above, dials and edits of the chosen one below.

    Args:
        session: Whose draft it is.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._bench = session.workbench
        self._theme = LIGHT
        self.tree = QTreeWidget()
        self.tree.setAccessibleName("Clauses of the signature")
        self.tree.setColumnCount(2)
        self.tree.setHeaderLabels(["Clause", "Bound to"])
        self.tree.setFrameShape(QFrame.Shape.NoFrame)
        self.tree.setUniformRowHeights(True)
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.tree.setMouseTracking(True)
        self.tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.tree.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.tree.setIndentation(14)
        self.tree.header().setAccessibleName("Columns of the clauses")
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Interactive)
        self.tree.header().resizeSection(1, 130)
        self.tree.header().setStretchLastSection(False)
        self.offers = Offers()
        self._stack = QStackedWidget()
        self._stack.addWidget(placeholder("Press a clause to loosen or tighten it."))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.offers)
        self._stack.addWidget(area)
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.setAccessibleName("Clauses and dials")
        halves.setChildrenCollapsible(False)
        halves.addWidget(self.tree)
        halves.addWidget(self._stack)
        halves.setSizes([170, 150])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(halves)
        self.tree.itemSelectionChanged.connect(self._choose)
        self.tree.itemEntered.connect(self._light)
        self.tree.viewport().installEventFilter(self)
        self.offers.chosen.connect(self._apply)
        self._bench.clauses.changed.connect(self._fill)
        self._bench.refinement.changed.connect(self._offer)
        self._bench.place.changed.connect(self._follow)

    def set_theme(self, theme: Theme) -> None:
        """Take a theme's colours."""
        self._theme = theme

    def bind(self, document: Document | None) -> None:
        """The tree is the session's; a document changes it by its answers."""

    def show_hovered(self, stored: frozenset[int]) -> None:
        """Mark the clauses that bound a node under the pointer."""
        places = set(clauses_with(self._bench.clauses.value, stored)) if stored else set()
        ground = QColor(self._theme.draft)
        ground.setAlphaF(0.22)
        first: QTreeWidgetItem | None = None
        for item in self.items():
            marked = item.data(0, _ROLE) in places
            for column in (0, 1):
                item.setBackground(column, QBrush(ground) if marked else QBrush())
            first = item if marked and first is None else first
        if first is not None:
            self.tree.scrollToItem(first)

    def items(self) -> list[QTreeWidgetItem]:
        """All rows from top to bottom."""
        found = []
        stack = [self.tree.topLevelItem(n) for n in reversed(range(self.tree.topLevelItemCount()))]
        while stack:
            item = stack.pop()
            if item is not None:
                found.append(item)
                stack.extend(item.child(n) for n in reversed(range(item.childCount())))
        return found

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._bench.lit.value = ()
        return super().eventFilter(watched, event)

    def _fill(self, clauses: list[Clause]) -> None:
        closed = {i.data(0, _ROLE) for i in self.items() if i.childCount() and not i.isExpanded()}
        self.tree.blockSignals(True)
        self.tree.clear()
        for clause in clauses:
            self.tree.addTopLevelItem(self._item(clause))
        self.tree.expandAll()
        for item in self.items():
            if item.data(0, _ROLE) in closed:
                item.setExpanded(False)
        self.tree.blockSignals(False)
        self._follow(self._bench.place.value)

    def _item(self, clause: Clause) -> QTreeWidgetItem:
        item = QTreeWidgetItem([clause.title, clause.bound])
        item.setData(0, _ROLE, clause.place)
        item.setData(1, _ROLE, clause)
        words = "\n".join(part for part in (clause.title, clause.bound) if part)
        item.setToolTip(0, plain(words))
        item.setToolTip(1, plain(words))
        item.setForeground(1, QBrush(QColor(self._theme.muted)))
        item.addChildren([self._item(child) for child in clause.children])
        return item

    def _follow(self, place: Place | None) -> None:
        """Make the clause of a place the current row, wherever it was chosen."""
        self._stack.setCurrentIndex(0 if place is None else 1)
        wanted = {place, *self._bench.others}
        items = [item for item in self.items() if item.data(0, _ROLE) in wanted]
        if set(map(id, items)) == {id(i) for i in self.items() if i.isSelected()}:
            return
        self.tree.blockSignals(True)
        self.tree.setCurrentItem(items[0] if items else None)  # type: ignore[arg-type]
        for item in items[1:]:
            item.setSelected(True)
        self.tree.blockSignals(False)

    def _choose(self) -> None:
        """One clause or several: those that are selected."""
        places = [item.data(0, _ROLE) for item in self.items() if item.isSelected()]
        if places:
            self._bench.choose(places[0], tuple(places[1:]))

    def _light(self, item: QTreeWidgetItem, _: int) -> None:
        clause: Clause = item.data(1, _ROLE)
        self._bench.lit.value = tuple(frozenset(nodes) for nodes in clause.nodes)

    def _offer(self, refinement: Refinement | None) -> None:
        if refinement is None:
            self.offers.show_groups([])
            return
        groups = [*refinement.dials]
        if refinement.edits:
            groups.append(Dial("edit", refinement.edits))
        self.offers.show_groups(groups)

    def _apply(self, offer: Offer) -> None:
        self._bench.apply(offer)
