"""What the window asks a person; tests answer in its place."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from inspector import __version__
from inspector.data import resources_dir
from inspector.session.library import SignatureFile
from inspector.ui.actions import ENTRIES, Actions, letters_to
from inspector.ui.widgets.plain import plain

_MODELS = (
    "Models (*.onnx *.onnx.gz *.pb *.pt *.pt2 *.pth *.bin *.safetensors *.gguf);;All files (*)"
)
_LABELS = "Tables of labels (*.tsv *.txt);;All files (*)"
_SIGNATURES = "Signatures (*.yaml *.yml)"

Unsaved = Literal["save", "discard", "cancel"]


class Dialogs:
    """The questions of the window.

    Args:
        parent: The window.
    """

    def __init__(self, parent: QWidget) -> None:
        self._parent = parent

    def model_file(self, folder: str) -> str:
        """A file to open, empty when the person changed their mind."""
        return QFileDialog.getOpenFileName(self._parent, "Open a model", folder, _MODELS)[0]

    def model_folder(self, folder: str) -> str:
        """A folder to open, empty when the person changed their mind."""
        return QFileDialog.getExistingDirectory(self._parent, "Open a model's folder", folder)

    def labels_file(self, folder: str) -> str:
        """A table of labels, empty when the person changed their mind."""
        return QFileDialog.getOpenFileName(self._parent, "Labels of models", folder, _LABELS)[0]

    def picture_file(self, suggestion: str, kinds: str) -> str:
        """Where to save a picture, empty when the person changed their mind."""
        return QFileDialog.getSaveFileName(self._parent, "Export", suggestion, kinds)[0]

    def signature_place(self, suggestion: Path) -> Path | None:
        """Where to save a signature."""
        chosen = QFileDialog.getSaveFileName(
            self._parent, "Save the signature", str(suggestion), _SIGNATURES
        )[0]
        return Path(chosen) if chosen else None

    def signature_file(self) -> Path | None:
        """A signature file from elsewhere."""
        chosen = QFileDialog.getOpenFileName(self._parent, "Import a signature", "", _SIGNATURES)[0]
        return Path(chosen) if chosen else None

    def signature(self, files: list[SignatureFile]) -> Path | None:
        """One of the library's signatures, or a file from elsewhere."""
        dialog = SignatureDialog(self._parent, files)
        dialog.exec()
        chosen = dialog.chosen
        dialog.deleteLater()
        return chosen

    def unsaved(self, name: str) -> Unsaved:
        """What to do with a draft that is not saved."""
        buttons = QMessageBox.StandardButton
        pressed = QMessageBox.question(
            self._parent,
            "The signature is not saved",
            plain(f"“{name}” has changes that are not saved."),
            buttons.Save | buttons.Discard | buttons.Cancel,
            buttons.Save,
        )
        if pressed == buttons.Save:
            return "save"
        return "discard" if pressed == buttons.Discard else "cancel"

    def tell(self, title: str, text: str) -> None:
        """Something that went wrong at the window's own doing."""
        QMessageBox.warning(self._parent, title, plain(text))

    def shortcuts(self, actions: Actions) -> None:
        """The shortcut sheet, made from the actions themselves."""
        dialog = ShortcutDialog(self._parent, actions)
        dialog.exec()
        dialog.deleteLater()

    def guide(self) -> None:
        """The user guide, beside the window so that one can follow it."""
        GuideDialog(self._parent).show()

    def about(self) -> None:
        """Version and licence."""
        QMessageBox.about(
            self._parent,
            "About Inspector",
            f"<h3>Inspector {__version__}</h3><p>Tells what a model file really is from its "
            "computational graph, and shows why.</p><p>Apache License 2.0</p>",
        )


class SignatureDialog(QDialog):
    """A list of the library's signatures, filtered as you type.

    Args:
        parent: The window.
        files: What there is to choose from.
    """

    def __init__(self, parent: QWidget, files: list[SignatureFile]) -> None:
        super().__init__(parent)
        self.setWindowTitle("Open a signature")
        self.resize(480, 520)
        self.chosen: Path | None = None
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Filter by title or id")
        self.filter.setAccessibleName("Filter the signatures")
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._filter)
        self.list = QListWidget()
        self.list.setAccessibleName("Signatures")
        self.list.itemActivated.connect(lambda _: self._take())
        for file in files:
            aside = "own" if file.own else "shipped"
            name = file.title if file.title == file.id else f"{file.title}  ({file.id})"
            item = QListWidgetItem(f"{name}  ·  {aside}")
            item.setData(Qt.ItemDataRole.UserRole, str(file.path))
            item.setToolTip(plain(str(file.path)))
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        elsewhere = QPushButton("Other file …")
        elsewhere.clicked.connect(self._take_elsewhere)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Open | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.addButton(elsewhere, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.accepted.connect(self._take)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.filter)
        column.addWidget(self.list, 1)
        column.addWidget(buttons)

    def _filter(self, text: str) -> None:
        wanted = text.casefold()
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(wanted not in item.text().casefold())

    def _take(self) -> None:
        item = self.list.currentItem()
        if self.list.selectedItems() and not item.isHidden():
            self.chosen = Path(item.data(Qt.ItemDataRole.UserRole))
            self.accept()

    def _take_elsewhere(self) -> None:
        path = QFileDialog.getOpenFileName(self, "Open a signature", "", _SIGNATURES)[0]
        if path:
            self.chosen = Path(path)
            self.accept()


class GuideDialog(QDialog):
    """The user guide that ships with the program.

    Args:
        parent: The window.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("User guide")
        self.resize(720, 760)
        self.browser = QTextBrowser()
        self.browser.setAccessibleName("User guide")
        self.browser.setOpenLinks(False)
        self.browser.document().setDocumentMargin(18)
        self.browser.setMarkdown((resources_dir() / "guide.md").read_text(encoding="utf-8"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.browser)


class ShortcutDialog(QDialog):
    """All actions with their shortcuts.

    Args:
        parent: The window.
        actions: The actions.
    """

    def __init__(self, parent: QWidget, actions: Actions) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        self.resize(880, 640)
        rows = [(title_of(a), way_to(a), a.statusTip()) for a in actions.all()]
        rows += [("Walk along edges", "Arrow keys", "With the graph in focus")]
        table = QTableWidget(len(rows), 3)
        table.setAccessibleName("Shortcuts")
        table.setHorizontalHeaderLabels(["Action", "Keys", "Does"])
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        for at, row in enumerate(rows):
            for section, text in enumerate(row):
                table.setItem(at, section, QTableWidgetItem(text))
        table.resizeColumnsToContents()
        table.horizontalHeader().setStretchLastSection(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(table, 1)
        column.addWidget(buttons)


def title_of(action: QAction) -> str:
    """Menu and text of an action: two menus have an Open."""
    entry = next(entry for entry in ENTRIES if entry.name == action.objectName())
    return f"{entry.menu} › {entry.text}".replace("&", "")


def way_to(action: QAction) -> str:
    """The shortcuts of an action; of one that has none the letters of the menus."""
    return keys_of(action) or ", ".join(letters_to(action.objectName()))


def keys_of(action: QAction) -> str:
    """The shortcuts of an action as a person reads them."""
    native = QKeySequence.SequenceFormat.NativeText
    return ", ".join(keys.toString(native) for keys in action.shortcuts())
