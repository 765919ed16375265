"""The evidence tree as a Qt item model: a thin adapter over records."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QIcon

from inspector.analysis.report import Evidence
from inspector.ui import icons
from inspector.ui.theme import LIGHT, Theme
from inspector.ui.widgets.plain import plain
from inspector.ui.words import plural

Index = QModelIndex | QPersistentModelIndex


class Item:
    """An evidence item with its place in the tree."""

    __slots__ = ("checked", "children", "evidence", "parent", "row")

    def __init__(self, evidence: Evidence, parent: Item | None, row: int) -> None:
        self.evidence = evidence
        self.parent = parent
        self.row = row
        self.children: list[Item] | None = None
        self.checked = False

    def child(self, row: int) -> Item:
        """An item below; the items of a level are made when the level is looked at."""
        if self.children is None:
            below = self.evidence.children
            self.children = [Item(item, self, at) for at, item in enumerate(below)]
        return self.children[row]


class EvidenceModel(QAbstractItemModel):
    """Family → clauses → matches → nodes, in one column; what is checked is painted.

    Signals:
        checked_changed: Other items are checked.
    """

    checked_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._roots: list[Item] = []
        self._icons: dict[str, QIcon] = {}
        self.set_theme(LIGHT)

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in a theme's colours."""
        signs = {
            "holds": ("check", theme.good),
            "fails": ("close", theme.danger),
            "match": ("match", theme.muted),
            "blocks": ("blocks", theme.muted),
            "component": ("sample", theme.accent),
        }
        self._icons = {
            name: icons.icon(sign, colour, selected=theme.on_accent)
            for name, (sign, colour) in signs.items()
        }
        if self._roots:
            last = self.index(len(self._roots) - 1, 0)
            self.dataChanged.emit(self.index(0, 0), last, [Qt.ItemDataRole.DecorationRole])

    def show_evidence(self, evidence: list[Evidence]) -> None:
        """Show another tree."""
        self.beginResetModel()
        self._roots = [Item(item, None, row) for row, item in enumerate(evidence)]
        self.endResetModel()

    def evidence(self, index: Index) -> Evidence | None:
        """The record behind an index."""
        item = self._item(index)
        return item.evidence if item is not None else None

    def checked(self) -> list[Evidence]:
        """The checked items from top to bottom; of a family its clauses stand for it."""
        found: list[Evidence] = []
        stack = list(reversed(self._roots))
        while stack:
            item = stack.pop()
            if item.checked:
                found.append(item.evidence)
            stack.extend(reversed(item.children or []))
        return found

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        item = self._item(index)
        if item is not None and _can_be_painted(item.evidence):
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        item = self._item(index)
        if role != Qt.ItemDataRole.CheckStateRole or item is None:
            return False
        item.checked = Qt.CheckState(value) == Qt.CheckState.Checked
        self.dataChanged.emit(index, index, [role])
        self.checked_changed.emit()
        return True

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        if column != 0 or not 0 <= row < self.rowCount(parent):
            return QModelIndex()
        above = self._item(parent)
        item = self._roots[row] if above is None else above.child(row)
        return self.createIndex(row, 0, item)

    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008
        item = self._item(index)
        if item is None or item.parent is None:
            return QModelIndex()
        return self.createIndex(item.parent.row, 0, item.parent)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        item = self._item(parent)
        if item is None:
            return len(self._roots)
        return len(item.evidence.children) if parent.column() == 0 else 0

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        item = self._item(index)
        if item is None:
            return None
        evidence = item.evidence
        if role == Qt.ItemDataRole.DisplayRole:
            return evidence.title
        if role == Qt.ItemDataRole.CheckStateRole:
            if not _can_be_painted(evidence):
                return None
            return Qt.CheckState.Checked if item.checked else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain(tooltip(evidence))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            state = "" if evidence.satisfied else ", not satisfied"
            return f"{evidence.kind}: {evidence.title}{state}"
        if role == Qt.ItemDataRole.DecorationRole:
            return self._icon(evidence)
        if role == Qt.ItemDataRole.FontRole and evidence.kind == "family":
            bold = QFont()
            bold.setWeight(QFont.Weight.DemiBold)
            return bold
        return None

    def _icon(self, evidence: Evidence) -> QIcon | None:
        if not evidence.satisfied:
            return self._icons["fails"]
        if evidence.kind in ("family", "clause"):
            return self._icons["holds"]
        if evidence.kind == "component":
            return self._icons["component"]
        if evidence.kind == "fold":
            return self._icons["blocks"]
        return self._icons["match"] if evidence.kind == "match" else None

    def _item(self, index: Index) -> Item | None:
        pointer = index.internalPointer() if index.isValid() else None
        return pointer if isinstance(pointer, Item) else None


def _can_be_painted(evidence: Evidence) -> bool:
    """Whether an item has a check box: clauses, components and blocks with nodes of their own."""
    return bool(evidence.stored) and evidence.kind in ("clause", "component", "fold")


def tooltip(evidence: Evidence) -> str:
    """Title, what was required or bound, and how many nodes stand behind it."""
    lines = [evidence.title, evidence.detail]
    if evidence.stored:
        lines.append(plural(len(evidence.stored), "stored node"))
    if not evidence.satisfied:
        lines.append("Not satisfied")
    return "\n".join(line for line in lines if line)
