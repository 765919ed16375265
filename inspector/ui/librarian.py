"""Opens the library's window, at the page that fits what the person looks at."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from inspector.session.session import Session
from inspector.ui.authoring import Authoring
from inspector.ui.canvas.canvas import Canvas
from inspector.ui.docks.evidence import EvidencePanel
from inspector.ui.library.window import LibraryWindow
from inspector.ui.theme import Theme


class Librarian(QObject):
    """Makes the library's window when it is asked for.

    Args:
        session: Whose library it is.
        authoring: Opens signatures in the workbench, and asks for files.
        evidence: Whose current item may name a signature.
        canvas: Whose box in focus may be a signature's fold.
        parent: The main window.
    """

    def __init__(
        self,
        session: Session,
        authoring: Authoring,
        evidence: EvidencePanel,
        canvas: Canvas,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._authoring = authoring
        self._evidence = evidence
        self._canvas = canvas
        self._parent = parent
        self._theme: Theme | None = None
        self.window: LibraryWindow | None = None

    def set_theme(self, theme: Theme) -> None:
        """Take a theme's colours."""
        self._theme = theme
        if self.window is not None:
            self.window.set_theme(theme)

    def show(self, signature: str = "") -> None:
        """Show the library, at the page of a signature where one is named."""
        if self.window is None:
            self.window = LibraryWindow(self._session, self._authoring, self._parent)
            self.window.edit_wanted.connect(self._edit)
            self.window.model_wanted.connect(self._open)
            if self._theme is not None:
                self.window.set_theme(self._theme)
        self.window.look_at(signature)

    def show_page(self) -> None:
        """Show the page of what is looked at: in the evidence, on the canvas, or the verdict's."""
        self.show(self._meant())

    def take_in(self, path: Path) -> None:
        """Import a signature file that was dropped; the library shows what the check says."""
        self.show()
        if self.window is not None:
            self.window.take_in(path)

    def _meant(self) -> str:
        if self._evidence.tree.hasFocus() and (chosen := self._evidence.signature()):
            return chosen
        scene, focused = self._canvas.scene, self._canvas.focused
        if scene is not None and focused >= 0 and (fold := scene.boxes[focused].signature):
            return fold
        document = self._session.current.value
        report = document.report.value if document is not None else None
        verdict = report.verdict if report is not None else None
        return (verdict.signature if verdict is not None else "") or ""

    def _edit(self, signature: str) -> None:
        self._authoring.open_id(signature)
        self._parent.raise_()
        self._parent.activateWindow()

    def _open(self, path: str) -> None:
        self._session.open(path)
        self._parent.raise_()
        self._parent.activateWindow()
