"""The library in a window of its own, beside the models."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from inspector.errors import InspectorError
from inspector.session.checking import Saving
from inspector.session.library import safe_name
from inspector.session.session import Session
from inspector.ui.authoring import Authoring
from inspector.ui.docks.checks import IMPORTING, CheckBar
from inspector.ui.library.listing import Listing
from inspector.ui.library.page import PageView
from inspector.ui.theme import Theme
from inspector.ui.widgets.text import label


class LibraryWindow(QDialog):
    """The list at the left, the page at the right, import below.

    Args:
        session: Whose library it is.
        authoring: Who asks for files.
        parent: The main window.

    Signals:
        edit_wanted: The signature of this id is to be opened in the workbench.
        model_wanted: An example is to be opened: its path.
    """

    edit_wanted = Signal(str)
    model_wanted = Signal(str)

    def __init__(self, session: Session, authoring: Authoring, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle("Library of signatures")
        self.setAccessibleName("Library of signatures")
        self.resize(1440, 920)
        self._session = session
        self._authoring = authoring
        self.listing = Listing(session.shelf)
        self.page = PageView(session.shelf)
        self.checks = CheckBar(session.importer, IMPORTING)
        self.import_button = QPushButton("&Import …")
        self.import_button.setToolTip(
            "Take a signature file into your library; it is checked first"
        )
        self.said = label(muted=True)
        self._arrange()
        self.import_button.clicked.connect(self._import)
        self.page.edit_wanted.connect(self.edit_wanted)
        self.page.model_wanted.connect(self.model_wanted)
        self.page.export_wanted.connect(self._export)
        session.importer.state.changed.connect(self._tell_import)
        back = QShortcut(QKeySequence("Alt+Left"), self)
        back.activated.connect(session.shelf.back)

    def _arrange(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 10)
        column.setSpacing(0)
        column.addWidget(self.listing, 1)
        row = QHBoxLayout()
        row.setContentsMargins(10, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.import_button)
        row.addWidget(self.said, 1)
        column.addLayout(row)
        sides = QSplitter(Qt.Orientation.Horizontal)
        sides.setAccessibleName("List and page")
        sides.setChildrenCollapsible(False)
        sides.addWidget(left)
        sides.addWidget(self.page)
        sides.setSizes([570, 870])
        sides.setStretchFactor(1, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(sides, 1)
        outer.addWidget(self.checks)

    def set_theme(self, theme: Theme) -> None:
        """Take a theme's colours."""
        self.page.set_theme(theme)
        self.checks.set_theme(theme)

    def look_at(self, signature: str = "") -> None:
        """Show the window, with the page of a signature where one is named."""
        self.show()
        self.raise_()
        self.activateWindow()
        if signature:
            self._session.shelf.choose(signature)
            self.listing.table.setFocus()
        else:
            self.listing.words.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._session.shelf.open()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._put_away()
        super().closeEvent(event)

    def reject(self) -> None:
        """Escape closes the window."""
        self._put_away()
        super().reject()

    def _import(self) -> None:
        """Ask for a signature file and take it in."""
        path = self._authoring.dialogs.signature_file()
        if path is not None:
            self.take_in(path)

    def take_in(self, path: Path) -> None:
        """Check a signature file, and keep it."""
        dialogs = self._authoring.dialogs
        try:
            self._session.importer.begin(path)
        except InspectorError as error:
            dialogs.tell("The signature cannot be imported", error.message)

    def _put_away(self) -> None:
        self._session.importer.dismiss()
        self._session.shelf.close()

    def _export(self) -> None:
        page = self._session.shelf.page.value
        if page is None:
            return
        dialogs = self._authoring.dialogs
        path = dialogs.signature_place(Path.home() / f"{safe_name(page.entry.name)}.yaml")
        if path is None:
            return
        try:
            self._session.shelf.export(path)
        except InspectorError as error:
            dialogs.tell("The signature is not exported", error.message)
            return
        self.said.setText(f"Written to {path.name}")

    def _tell_import(self, state: Saving | None) -> None:
        importer = self._session.importer
        if state is not None and state.phase == "saved":
            self.said.setText(f"“{importer.name}” is in your library")
            self._session.shelf.choose(importer.name)
