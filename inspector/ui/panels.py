"""The panels around the canvas, as docks."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu, QTabWidget, QWidget

from inspector.session.document import Document
from inspector.session.session import Session
from inspector.ui.docks.details import DetailsPanel
from inspector.ui.docks.evidence import EvidencePanel
from inspector.ui.docks.file import FilePanel
from inspector.ui.docks.nodes import NodePanel
from inspector.ui.docks.signature import SignaturePanel
from inspector.ui.docks.suggestions import SuggestionsPanel
from inspector.ui.theme import Theme

_LEAST_WIDTH = 205
"""Of the left side: less cuts most lines of the evidence."""
_LEFT = Qt.DockWidgetArea.LeftDockWidgetArea
_RIGHT = Qt.DockWidgetArea.RightDockWidgetArea


class Panels(QObject):
    """Evidence, nodes, file and suggestions at the left; details and signature at the right.

    Args:
        window: Around whose middle they stand.
        session: What they show.
    """

    def __init__(self, window: QMainWindow, session: Session) -> None:
        super().__init__(window)
        self._window = window
        self.evidence = EvidencePanel(session.library.text_of)
        self.nodes = NodePanel()
        self.file = FilePanel()
        self.suggestions = SuggestionsPanel(session)
        self.details = DetailsPanel()
        self.signature = SignaturePanel(session)
        self.docks = {
            "evidence": self._dock("Evidence", self.evidence, _LEFT),
            "nodes": self._dock("Nodes", self.nodes, _LEFT),
            "file": self._dock("File", self.file, _LEFT),
            "suggestions": self._dock("Suggestions", self.suggestions, _LEFT),
            "details": self._dock("Details", self.details, _RIGHT),
            "signature": self._dock("Signature", self.signature, _RIGHT),
        }
        self.docks["suggestions"].visibilityChanged.connect(self.suggestions.look_soon)
        self.evidence.setMinimumWidth(_LEAST_WIDTH)
        self._hidden: set[str] = set()
        self._away = True
        self._bare_bars: dict[str, QWidget] = {}
        self._arrange()

    def bind(self, document: Document | None) -> None:
        """Show a document; without one the panels are out of the way."""
        for panel in (
            self.evidence,
            self.nodes,
            self.file,
            self.suggestions,
            self.details,
            self.signature,
        ):
            panel.bind(document)
        if document is None and not self._away:
            self._hidden = {name for name, dock in self.docks.items() if dock.isHidden()}
        for name, dock in self.docks.items():
            dock.setVisible(document is not None and name not in self._hidden)
        self._away = document is None

    def set_theme(self, theme: Theme) -> None:
        """Take a theme's colours."""
        for panel in (self.evidence, self.file, self.details, self.signature):
            panel.set_theme(theme)

    def bring_up(self, name: str) -> None:
        """Show a panel in front of those it shares its place with."""
        self._hidden.discard(name)
        self.docks[name].show()
        self.docks[name].raise_()

    def fill_menu(self, menu: QMenu) -> None:
        """List the panels, to show and hide them."""
        for dock in self.docks.values():
            menu.addAction(dock.toggleViewAction())

    def save(self) -> None:
        """Put the docks where they are to be remembered."""
        if self._away:
            for name, dock in self.docks.items():
                dock.setVisible(name not in self._hidden)

    def restored(self) -> None:
        """The window has put the docks where they were."""
        self._hidden = {name for name, dock in self.docks.items() if dock.isHidden()}
        self._name_docks()

    def use_default_sizes(self) -> None:
        """Share the window's room between the panels."""
        docks, across = self.docks, Qt.Orientation.Horizontal
        self._window.resizeDocks([docks["evidence"], docks["details"]], [330, 380], across)

    def _dock(self, title: str, panel: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title, self._window)
        dock.setObjectName(f"dock-{title.lower()}")
        dock.setAccessibleName(title)
        dock.setWidget(panel)
        self._window.addDockWidget(area, dock)
        return dock

    def _arrange(self) -> None:
        window, docks = self._window, self.docks
        window.tabifyDockWidget(docks["evidence"], docks["nodes"])
        window.tabifyDockWidget(docks["nodes"], docks["file"])
        window.tabifyDockWidget(docks["file"], docks["suggestions"])
        window.tabifyDockWidget(docks["details"], docks["signature"])
        for area in (_LEFT, _RIGHT):
            window.setTabPosition(area, QTabWidget.TabPosition.North)
        docks["evidence"].raise_()
        docks["details"].raise_()
        for dock in docks.values():
            dock.topLevelChanged.connect(self._name_docks)
            dock.dockLocationChanged.connect(self._name_docks)
        self._name_docks()

    def _name_docks(self, _: object = None) -> None:
        """A dock behind a tab bears its name there and needs no title bar."""
        for name, dock in self.docks.items():
            tabbed = bool(self._window.tabifiedDockWidgets(dock)) and not dock.isFloating()
            bare = self._bare_bars.pop(name, None)
            if tabbed:
                self._bare_bars[name] = bare or QWidget(dock)
                dock.setTitleBarWidget(self._bare_bars[name])
            elif bare is not None:
                dock.setTitleBarWidget(None)  # type: ignore[arg-type]
                bare.deleteLater()
