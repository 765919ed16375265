"""The boxes of the scene as a table: the canvas for keyboard and screen reader."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from inspector.analysis.discovery.records import Heat
from inspector.layout.display import Box
from inspector.session.box_heat import BoxHeat
from inspector.session.columns import Indices
from inspector.session.scene_map import SceneMap
from inspector.ui.canvas.heat import short_heat
from inspector.ui.widgets.plain import plain
from inspector.ui.widgets.sliced import Sliced

Index = QModelIndex | QPersistentModelIndex

COLUMNS = ("Label", "Detail", "Inside", "Category", "Nodes", "Seen in")
_COUNT = COLUMNS.index("Nodes")
SEEN = COLUMNS.index("Seen in")
"""The column that is there while boxes are shaded by their rarity."""
_STEP = 500
"""Rows that are looked at between two looks at the clock."""
_NONE: Indices = np.empty(0, dtype=np.intp)


class NodeModel(QAbstractTableModel):
    """One row per box: in drawing order or sorted, all or those that hold a text.

    A proxy model asks for every cell in one go, which stops the window for seconds where there
    are 50,000 boxes; this one filters and sorts in slices.

    Signals:
        arranged: The rows are others.
    """

    arranged = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scene: SceneMap | None = None
        self._node_heat: Heat | None = None
        self._heat: BoxHeat | None = None
        self._rows = self._places = _NONE
        self._text_wanted = ""
        self._column, self._order = -1, Qt.SortOrder.AscendingOrder
        self._work = Sliced(self)

    @property
    def total(self) -> int:
        """Rows there are without a filter."""
        return len(self._scene.boxes) if self._scene is not None else 0

    @property
    def busy(self) -> bool:
        """Whether the rows are being arranged."""
        return self._work.busy

    def show_scene(self, scene: SceneMap | None) -> None:
        """Show another scene."""
        self.beginResetModel()
        self._scene = scene
        self._warm()
        self._rows = self._places = np.arange(self.total)
        self.endResetModel()
        self._arrange()

    def show_heat(self, heat: Heat | None) -> None:
        """Tell of each row in how many families it is seen, or not."""
        self._node_heat = heat
        self._warm()
        self._arrange()

    def _warm(self) -> None:
        scene, heat = self._scene, self._node_heat
        self._heat = BoxHeat(scene, heat) if scene is not None and heat is not None else None

    def filter(self, text: str) -> None:
        """Keep the rows that hold a text in one of their cells, in upper or lower case."""
        self._text_wanted = text.casefold()
        self._arrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column, -1 for the order of drawing."""
        self._column, self._order = column, order
        self._arrange()

    def rows_of(self, boxes: Indices) -> Indices:
        """The rows of some boxes by index, in order; those that are filtered out have none."""
        rows = self._places[boxes]
        return np.sort(rows[rows >= 0])

    def boxes_in(self, rows: Indices) -> list[int]:
        """The ids of the boxes in some rows."""
        if self._scene is None:
            return []
        return [self._scene.boxes[at].id for at in self._rows[rows].tolist()]

    def box_at(self, index: Index) -> int | None:
        """The id of the box in a row; ids are too large to travel as item data."""
        if self._scene is None or not index.isValid():
            return None
        return self._scene.boxes[int(self._rows[index.row()])].id

    def _arrange(self) -> None:
        found: list[int] = []
        if not self._text_wanted and self._column < 0:
            self._take(list(range(self.total)))
            self._work.run(iter(()), self.arranged.emit)
            return
        self._work.run(self._steps(found), lambda: self._take(found, tell=True))

    def _steps(self, found: list[int]) -> Iterator[None]:
        """Fills a list with the rows to show."""
        assert self._scene is not None or not self.total
        boxes = self._scene.boxes if self._scene is not None else []
        wanted, keys = self._text_wanted, {}
        for at, box in enumerate(boxes):
            if not wanted or wanted in self._searched(box, at):
                found.append(at)
                keys[at] = self._key(box, at)
            if at % _STEP == 0:
                yield
        if self._column >= 0:
            descending = self._order == Qt.SortOrder.DescendingOrder
            found.sort(key=keys.__getitem__, reverse=descending)

    def _take(self, rows: list[int], *, tell: bool = False) -> None:
        self.beginResetModel()
        self._rows = np.array(rows, dtype=np.intp)
        self._places = np.full(self.total, -1, dtype=np.intp)
        self._places[self._rows] = np.arange(len(rows))
        self.endResetModel()
        if tell:
            self.arranged.emit()

    def _searched(self, box: Box, at: int) -> str:
        return "\n".join(self._text(box, at, column) for column in range(SEEN)).casefold()

    def _key(self, box: Box, at: int) -> Any:
        if self._column == SEEN:
            return self._rarity(at)
        return len(box.stored) if self._column == _COUNT else self._text(box, at, self._column)

    def _rarity(self, at: int) -> int:
        """What rows are sorted by; those that compute nothing come last in either order."""
        if self._heat is None:
            return 0
        seen = int(self._heat.middle[at])
        ascending = self._order == Qt.SortOrder.AscendingOrder
        return seen if seen >= 0 or not ascending else self._heat.total + 1

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return COLUMNS[section] if 0 <= section < len(COLUMNS) else None
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self._scene is None:
            return None
        at = int(self._rows[index.row()])
        box = self._scene.boxes[at]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(box, at, index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain(self._text(box, at, index.column()))
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in (_COUNT, SEEN):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def _text(self, box: Box, at: int, column: int) -> str:
        if column == SEEN:
            return short_heat(self._heat, at) if self._heat is not None else ""
        if column == 0:
            times = f" ×{box.count}" if box.kind == "run" else ""
            return f"{box.label}{times}"
        if column == 1:
            return box.detail if not box.note else f"{box.detail} ≠ {box.note}".strip()
        if column == 2:
            parent = self._scene.box(box.parent) if self._scene else None
            return parent.label if parent else ""
        if column == 3:
            return f"{box.category}, open" if box.open else box.category
        return str(len(box.stored)) if box.stored else ""
