"""The boxes of the scene as a table: the canvas for keyboard and screen reader."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from inspector.layout.display import Box
from inspector.session.scene_map import SceneMap
from inspector.ui.widgets.plain import plain

Index = QModelIndex | QPersistentModelIndex

COLUMNS = ("Label", "Detail", "Inside", "Category", "Nodes")
SORT_ROLE = Qt.ItemDataRole.UserRole


class NodeModel(QAbstractTableModel):
    """One row per box in drawing order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scene: SceneMap | None = None

    def show_scene(self, scene: SceneMap | None) -> None:
        """Show another scene."""
        self.beginResetModel()
        self._scene = scene
        self.endResetModel()

    def box_at(self, index: Index) -> int | None:
        """The id of the box in a row; ids are too large to travel as item data."""
        if self._scene is None or not index.isValid():
            return None
        return self._scene.boxes[index.row()].id

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or self._scene is None else len(self._scene.boxes)

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
        box = self._scene.boxes[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(box, index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain(self._text(box, index.column()))
        if role == SORT_ROLE:
            return len(box.stored) if index.column() == 4 else self._text(box, index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == 4:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def _text(self, box: Box, column: int) -> str:
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
