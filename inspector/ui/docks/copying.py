"""Rows of a table on the clipboard."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QTableView


def offer_copy(table: QTableView) -> QAction:
    """Let the selected rows of a table be copied, by its menu and by the usual key.

    Args:
        table: Its columns are parted by tabs, its rows by line ends, as spreadsheets take them.
    """
    action = QAction("Copy Rows", table)
    action.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
    action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    action.triggered.connect(lambda: QGuiApplication.clipboard().setText(_rows(table)))
    table.addAction(action)
    table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
    return action


def _rows(table: QTableView) -> str:
    model = table.model()
    chosen = sorted({index.row() for index in table.selectionModel().selectedRows()})
    columns = [c for c in range(model.columnCount()) if not table.isColumnHidden(c)]
    across, show = Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole
    lines = [[str(model.headerData(column, across, show)) for column in columns]]
    lines += [
        [" ".join(str(model.index(row, column).data(show)).split()) for column in columns]
        for row in chosen
    ]
    return "\n".join("\t".join(line) for line in lines) + "\n"
