"""The listed signatures as a Qt model."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from inspector.analysis.shelf.records import Entry
from inspector.analysis.shelf.words import origin_told
from inspector.ui.widgets.plain import plain

COLUMNS = ("Title", "Kind", "Type", "Architecture", "Whose")

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class EntryModel(QAbstractTableModel):
    """A row per entry."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[Entry, ...] = ()
        self._shared: set[str] = set()

    def show_entries(self, entries: tuple[Entry, ...]) -> None:
        """List these."""
        self.beginResetModel()
        self._entries = entries
        titles = Counter(entry.title for entry in entries)
        self._shared = {title for title, count in titles.items() if count > 1}
        self.endResetModel()

    def entry(self, row: int) -> Entry | None:
        """The entry of a row."""
        return self._entries[row] if 0 <= row < len(self._entries) else None

    def row_of(self, name: str) -> int:
        """The row of a signature, -1 when it is not listed."""
        return next((at for at, entry in enumerate(self._entries) if entry.name == name), -1)

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        across = orientation == Qt.Orientation.Horizontal
        if across and role == Qt.ItemDataRole.DisplayRole and section < len(COLUMNS):
            return COLUMNS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self.entry(index.row())
        if entry is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            shared = entry.title in self._shared
            title = f"{entry.title} ({entry.name})" if shared else entry.title
            return (title, *_cells(entry))[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain(f"{entry.title} ({entry.name})\n{entry.summary}".strip())
        return None


def _cells(entry: Entry) -> tuple[str, ...]:
    """What stands behind the title."""
    kind = "Block" if entry.kind == "block" else "Family"
    whose = "Own" if entry.own else origin_told(entry)
    return kind, entry.type, entry.architecture, whose
