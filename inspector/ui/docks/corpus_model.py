"""Families and their models as a Qt item model, with what the draft found in each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QIcon

from inspector.session.corpus import Row
from inspector.ui import icons
from inspector.ui.theme import LIGHT, Theme
from inspector.ui.widgets.plain import plain

Index = QModelIndex | QPersistentModelIndex

COLUMNS = ("Model", "Result", "Matches")

Show = Literal["all", "false", "miss", "found"]
"""Which models are listed."""

FOREIGN = "No family"
POSITIVE = "Should match"
NEGATIVE = "Should not match"

_WORDS = {
    "hit": "found",
    "miss": "missed",
    "false": "found, wrongly",
    "apart": "not found",
}
_RANK = {"false": 0, "miss": 1, "hit": 2, "apart": 3, None: 3}


@dataclass(slots=True)
class Group:
    """Models of one label, those that need a look first."""

    name: str
    family: str
    rows: list[Row] = field(default_factory=list)
    wanted: bool | None = None
    place: int = 0

    @property
    def found(self) -> int:
        """Models that the draft is found in."""
        return sum(1 for row in self.rows if fires(row))


def fires(row: Row) -> bool:
    """Whether the draft is found in a model."""
    return row.problem is None and row.found is not None and row.found.fires


def listed(row: Row, show: Show, words: str) -> bool:
    """Whether a model passes the filter."""
    if show == "found":
        if not fires(row):
            return False
    elif show != "all" and row.result != show:
        return False
    return all(w in f"{row.entry.name} {row.entry.family}".casefold() for w in words.split())


def grouped(rows: Iterable[Row], expected: frozenset[str]) -> list[Group]:
    """Groups by label; those with something wrong come first, then those with something found."""
    groups: dict[str, Group] = {}
    for row in rows:
        entry = row.entry
        name, wanted = entry.family or FOREIGN, None
        if entry.role != "label":
            name = POSITIVE if entry.role == "positive" else NEGATIVE
        elif entry.family:
            wanted = entry.family in expected
        key = f"{entry.role} {name}"
        groups.setdefault(key, Group(name, entry.family, wanted=wanted)).rows.append(row)
    for group in groups.values():
        group.rows.sort(key=lambda row: (_rank(row), row.entry.name.casefold()))
    ordered = sorted(groups.values(), key=lambda g: (_rank(g.rows[0]), g.name.casefold()))
    for place, group in enumerate(ordered):
        group.place = place
    return ordered


def _rank(row: Row) -> int:
    return 2 if row.result is None and fires(row) else _RANK[row.result]


class CorpusModel(QAbstractItemModel):
    """Family → models; the check box of a family says whether its models should match.

    Signals:
        wanted_changed: A family and whether its models should match now.
    """

    wanted_changed = Signal(str, bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._groups: list[Group] = []
        self._theme = LIGHT
        self._icons: dict[str, QIcon] = {}
        self.set_theme(LIGHT)

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        self._theme = theme
        signs = {
            "hit": ("check", theme.good),
            "miss": ("none", theme.warning),
            "false": ("warning", theme.danger),
            "found": ("match", theme.accent),
            "unread": ("error", theme.warning),
        }
        self._icons = {
            name: icons.icon(sign, colour, selected=theme.on_accent)
            for name, (sign, colour) in signs.items()
        }

    def show_groups(self, groups: list[Group]) -> None:
        """Show other rows; the same rows with other results keep their place."""
        if _shape(groups) == _shape(self._groups):
            self._groups = groups
            for group in groups:
                top = self.index(group.place, 0)
                self.dataChanged.emit(top, self.index(group.place, 2))
                last = len(group.rows) - 1
                self.dataChanged.emit(self.index(0, 0, top), self.index(last, 2, top))
            return
        self.beginResetModel()
        self._groups = groups
        self.endResetModel()

    def row_at(self, index: Index) -> Row | None:
        """The model behind an index, None for a family."""
        if not index.isValid() or index.internalId() == 0:
            return None
        return self._groups[int(index.internalId()) - 1].rows[index.row()]

    def place_of(self, path: str) -> QModelIndex:
        """Where a model stands, invalid where it is not listed."""
        for group in self._groups:
            for number, row in enumerate(group.rows):
                if row.entry.path == path:
                    return self.createIndex(number, 0, group.place + 1)
        return QModelIndex()

    def group_at(self, index: Index) -> Group | None:
        """The family behind an index, None for a model."""
        if not index.isValid() or index.internalId() != 0:
            return None
        return self._groups[index.row()]

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        if not (0 <= row < self.rowCount(parent) and 0 <= column < len(COLUMNS)):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008
        if not index.isValid() or index.internalId() == 0:
            return QModelIndex()
        return self.createIndex(int(index.internalId()) - 1, 0, 0)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        if not parent.isValid():
            return len(self._groups)
        group = self.group_at(parent)
        return len(group.rows) if group is not None and parent.column() == 0 else 0

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return COLUMNS[section] if 0 <= section < len(COLUMNS) else None
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        group = self.group_at(index)
        if group is not None and group.wanted is not None and index.column() == 0:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        group = self.group_at(index)
        if role != Qt.ItemDataRole.CheckStateRole or group is None or group.wanted is None:
            return False
        wanted = Qt.CheckState(value) == Qt.CheckState.Checked
        self.wanted_changed.emit(group.family, wanted)
        return True

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        group = self.group_at(index)
        if group is not None:
            return self._group_data(group, index.column(), role)
        row = self.row_at(index)
        return self._row_data(row, index.column(), role) if row is not None else None

    def _group_data(self, group: Group, column: int, role: int) -> Any:
        known = any(row.found is not None or row.problem is not None for row in group.rows)
        found = f"{group.found} of {len(group.rows)} found" if known else "…"
        if role == Qt.ItemDataRole.DisplayRole:
            return (group.name, found, "")[column]
        if role == Qt.ItemDataRole.CheckStateRole and column == 0 and group.wanted is not None:
            return Qt.CheckState.Checked if group.wanted else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.ToolTipRole:
            wanted = "The signature should match these models" if group.wanted else ""
            ask = "Tick it when the signature should match these models"
            return plain("\n".join([f"{group.name}: {found}", wanted or ask]))
        if role == Qt.ItemDataRole.AccessibleTextRole and column == 0:
            return f"{group.name}, {found}"
        return None

    def _row_data(self, row: Row, column: int, role: int) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            count = row.found.count if row.found is not None and row.found.count else ""
            return (row.entry.name, result_text(row), str(count))[column]
        if role == Qt.ItemDataRole.DecorationRole and column == 1:
            return self._icon(row)
        if role == Qt.ItemDataRole.ForegroundRole and column == 1 and row.result == "apart":
            return QColor(self._theme.muted)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain("\n".join(filter(None, [row.entry.path, _problem(row)])))
        if role == Qt.ItemDataRole.TextAlignmentRole and column == 2:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.AccessibleTextRole and column == 0:
            return f"{row.entry.name}, {result_text(row)}"
        return None

    def _icon(self, row: Row) -> QIcon | None:
        if row.problem is not None:
            return self._icons["unread"]
        if row.result is None:
            return self._icons["found"] if fires(row) else None
        return self._icons.get(row.result)


def result_text(row: Row) -> str:
    """What was found in a model, and what before the last edit where that was something else."""
    if row.problem is not None:
        return "not read"
    if row.found is None:
        return "…"
    if row.found.exhausted and not row.found.fires:
        return "given up"
    if row.result is None:
        return "found" if row.found.fires else "not found"
    if row.earlier is not None:
        return f"{_WORDS[row.result]} (was {_WORDS[row.earlier]})"
    return _WORDS[row.result]


def _problem(row: Row) -> str:
    if row.problem is None:
        return ""
    return " ".join(filter(None, [row.problem.message, row.problem.help]))


def _shape(groups: list[Group]) -> list[tuple[str, list[str]]]:
    return [(group.name, [row.entry.path for row in group.rows]) for group in groups]
