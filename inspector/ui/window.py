"""The main window: pages in the middle, panels around, menus above."""

from __future__ import annotations

import base64
from pathlib import Path

from PySide6.QtCore import QByteArray, QPoint, QSize, Qt
from PySide6.QtGui import (
    QActionGroup,
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
)
from PySide6.QtWidgets import (
    QDockWidget,
    QLabel,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QTabBar,
    QTabWidget,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from inspector.errors import InspectorError
from inspector.layout.display import Direction
from inspector.session.document import Document
from inspector.session.highlights import groups_of
from inspector.session.session import Session
from inspector.session.settings import ThemeChoice
from inspector.ui import export, icons, words
from inspector.ui.actions import ENTRIES, MENUS, Actions
from inspector.ui.dialogs import Dialogs
from inspector.ui.docks.details import DetailsPanel
from inspector.ui.docks.evidence import EvidencePanel
from inspector.ui.docks.file import FilePanel
from inspector.ui.docks.nodes import NodePanel
from inspector.ui.docks.signature import SignaturePanel
from inspector.ui.pages.document import DocumentPage
from inspector.ui.pages.start import StartPage
from inspector.ui.theme import Theme, ThemeManager

_LEFT = Qt.DockWidgetArea.LeftDockWidgetArea
_RIGHT = Qt.DockWidgetArea.RightDockWidgetArea
_ALWAYS = "open open_folder sample quit shortcuts about open_signature pan_tool select_tool"
_LAYOUT_VERSION = 1


class Window(QMainWindow):
    """Shows a session.

    Args:
        session: What is open.
        themes: The theme in force.
        sample: The model that ships with the program, None when it is missing.
    """

    def __init__(self, session: Session, themes: ThemeManager, sample: Path | None) -> None:
        super().__init__()
        self.session = session
        self._themes = themes
        self._sample = sample
        self._document: Document | None = None
        self.dialogs = Dialogs(self)
        self.setWindowTitle("Inspector")
        self.setAcceptDrops(True)
        self.setDockOptions(
            QMainWindow.DockOption.AllowTabbedDocks | QMainWindow.DockOption.AllowNestedDocks
        )
        self.start = StartPage(session.settings, sample)
        self.page = DocumentPage(session)
        self.canvas = self.page.canvas
        self.evidence = EvidencePanel()
        self.nodes = NodePanel()
        self.details = DetailsPanel()
        self.file = FilePanel()
        self.signature = SignaturePanel(session)
        self.actions_ = Actions(self)
        self._build_middle()
        self._build_docks()
        self._build_menus()
        self._build_toolbar()
        self._build_status()
        self._wire()
        themes.changed.connect(self._set_theme)
        self._set_theme(themes.theme)
        self._restore()
        self._show_document(None)

    # -- building ------------------------------------------------------------------------------

    def _build_middle(self) -> None:
        self.tabs = QTabBar()
        self.tabs.setAccessibleName("Open models")
        self.tabs.setTabsClosable(True)
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideMiddle)
        self.tabs.hide()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.start)
        self.stack.addWidget(self.page)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        column.addWidget(self.stack, 1)
        self.setCentralWidget(middle)

    def _build_docks(self) -> None:
        self.docks = {
            "evidence": self._dock("Evidence", self.evidence, _LEFT),
            "nodes": self._dock("Nodes", self.nodes, _LEFT),
            "file": self._dock("File", self.file, _LEFT),
            "details": self._dock("Details", self.details, _RIGHT),
            "signature": self._dock("Signature", self.signature, _RIGHT),
        }
        self.tabifyDockWidget(self.docks["evidence"], self.docks["nodes"])
        self.tabifyDockWidget(self.docks["nodes"], self.docks["file"])
        self.setTabPosition(_LEFT, QTabWidget.TabPosition.North)
        self.setTabPosition(_RIGHT, QTabWidget.TabPosition.North)
        self.docks["evidence"].raise_()
        self._bare_bars: dict[str, QWidget] = {}
        for dock in self.docks.values():
            dock.topLevelChanged.connect(self._name_docks)
            dock.dockLocationChanged.connect(self._name_docks)
        self._name_docks()

    def _name_docks(self, _: object = None) -> None:
        """A dock behind a tab bears its name there and needs no title bar."""
        for dock in self.docks.values():
            tabbed = bool(self.tabifiedDockWidgets(dock)) and not dock.isFloating()
            bare: QWidget | None = self._bare_bars.pop(dock.objectName(), None)
            if tabbed:
                bare = bare or QWidget(dock)
                self._bare_bars[dock.objectName()] = bare
                dock.setTitleBarWidget(bare)
            elif bare is not None:
                dock.setTitleBarWidget(None)  # type: ignore[arg-type]
                bare.deleteLater()

    def _dock(self, title: str, panel: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(f"dock-{title.lower()}")
        dock.setAccessibleName(title)
        dock.setWidget(panel)
        self.addDockWidget(area, dock)
        return dock

    def _build_menus(self) -> None:
        menus = {title: self.menuBar().addMenu(title) for title in MENUS}
        self.menuBar().setAccessibleName("Menus")
        for entry in ENTRIES:
            menu = menus[entry.menu]
            if entry.divided:
                menu.addSeparator()
            menu.addAction(self.actions_[entry.name])
        self.recent_menu = QMenu("Open &Recent", self)
        menus["&File"].insertMenu(self.actions_["sample"], self.recent_menu)
        view = menus["&View"]
        view.addSeparator()
        view.addMenu(self._theme_menu())
        panels = view.addMenu("&Panels")
        for dock in self.docks.values():
            panels.addAction(dock.toggleViewAction())
        tools = QActionGroup(self)
        for name in ("pan_tool", "select_tool"):
            tools.addAction(self.actions_[name])
        self.actions_["pan_tool"].setChecked(True)

    def _theme_menu(self) -> QMenu:
        menu = QMenu("&Theme", self)
        group = QActionGroup(menu)
        for choice, text in (("system", "As the &System"), ("light", "&Light"), ("dark", "&Dark")):
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(self.session.settings.theme == choice)
            action.setData(choice)
            group.addAction(action)
        group.triggered.connect(lambda action: self._choose_theme(action.data()))
        self.theme_menu = menu
        return menu

    def _build_toolbar(self) -> None:
        bar = QToolBar("Tools", self)
        bar.setObjectName("toolbar")
        bar.setAccessibleName("Tools")
        bar.setMovable(False)
        bar.setIconSize(QSize(20, 20))
        for group in (
            ("open", "rescan", "stop"),
            ("pan_tool", "select_tool"),
            ("zoom_out", "zoom_in", "fit", "actual_size", "zoom_selection"),
            ("toggle_fold", "close_fold", "sideways"),
            ("previous_match", "next_match", "find"),
            ("new_signature",),
        ):
            for name in group:
                bar.addAction(self.actions_[name])
                button = bar.widgetForAction(self.actions_[name])
                button.setAccessibleName(self.actions_[name].text().replace("&", ""))
            if group[0] != "new_signature":
                bar.addSeparator()
        new = bar.widgetForAction(self.actions_["new_signature"])
        if isinstance(new, QToolButton):
            new.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            new.setText("New signature")
        self.actions_["new_signature"].setIconText("New signature")
        self.toolbar = bar
        self.addToolBar(bar)

    def _build_status(self) -> None:
        self.selected = QLabel()
        self.selected.setAccessibleName("Selection")
        self.zoom = QLabel()
        self.zoom.setAccessibleName("Zoom")
        for widget in (self.selected, self.zoom):
            widget.setContentsMargins(10, 0, 10, 0)
            self.statusBar().addPermanentWidget(widget)
        self.statusBar().setSizeGripEnabled(False)

    def _wire(self) -> None:
        session = self.session
        session.added.connect(self._add_tab)
        session.removed.connect(self._remove_tab)
        session.current.changed.connect(self._show_document)
        session.draft_requested.connect(self._show_signature)
        session.settings.recent_changed.connect(self._list_recent)
        session.draft.saved_changed.connect(self._enable)
        session.draft.result.changed.connect(self._enable)
        self._list_recent()
        self.tabs.currentChanged.connect(self._choose_tab)
        self.tabs.tabCloseRequested.connect(lambda at: session.close(self.tabs.tabData(at)))
        self.start.open_wanted.connect(self.choose_model)
        self.start.path_chosen.connect(self.open_path)
        self.page.failure.open_wanted.connect(self.choose_model)
        self.page.failure.closed.connect(self.close_document)
        self.page.header.file_wanted.connect(lambda: self._raise("file"))
        self.canvas.menu_requested.connect(self._show_canvas_menu)
        self.canvas.camera_changed.connect(self._show_zoom)
        self.nodes.box_chosen.connect(self._show_box)
        self.nodes.box_activated.connect(self._toggle_box)
        self.evidence.signature_wanted.connect(self.open_signature_by_id)
        self.details.node_chosen.connect(self._show_node)
        self.signature.open_wanted.connect(self.choose_signature)
        self.signature.save_wanted.connect(self.save_signature)
        self._connect_actions()

    def _connect_actions(self) -> None:
        canvas, find = self.canvas, self.page.find_bar
        self.actions_.connect_all(
            {
                "open": self.choose_model,
                "open_folder": self.choose_folder,
                "sample": self.open_sample,
                "reload": self.page.reload,
                "rescan": self.rescan,
                "stop": self.page.cancel,
                "export_png": self.export_png,
                "export_svg": self.export_svg,
                "copy_picture": self.copy_picture,
                "close": self.close_document,
                "quit": self.close,
                "undo": self._undo,
                "redo": self._redo,
                "select_all": canvas.select_all,
                "clear": canvas.select_none,
                "find": find.begin,
                "find_next": lambda: find.step(1),
                "find_previous": lambda: find.step(-1),
                "zoom_in": lambda: canvas.gaze.zoom(1.25),
                "zoom_out": lambda: canvas.gaze.zoom(0.8),
                "fit": canvas.fit,
                "actual_size": canvas.actual_size,
                "zoom_selection": canvas.zoom_to_selection,
                "pan_tool": lambda: canvas.set_tool("pan"),
                "select_tool": lambda: canvas.set_tool("select"),
                "toggle_fold": canvas.toggle_focused,
                "close_fold": canvas.close_around,
                "close_all": lambda: self._arrange([]),
                "open_default": lambda: self._arrange(None),
                "sideways": self._turn,
                "next_match": lambda: self.evidence.step(1),
                "previous_match": lambda: self.evidence.step(-1),
                "clear_highlights": self._clear_highlights,
                "show_verdict": self._show_verdict,
                "new_signature": self.session.draft_from_selection,
                "open_signature": self.choose_signature,
                "save_signature": self.save_signature,
                "save_signature_as": self.save_signature_as,
                "shortcuts": lambda: self.dialogs.shortcuts(self.actions_),
                "about": self.dialogs.about,
            }
        )

    # -- documents -----------------------------------------------------------------------------

    def open_path(self, path: str) -> None:
        """Open a file or folder."""
        self.session.open(path)

    def open_sample(self) -> None:
        """Open the model that ships with the program."""
        if self._sample is not None:
            self.open_path(str(self._sample))

    def choose_model(self) -> None:
        """Ask for a file and open it."""
        self._open_chosen(self.dialogs.model_file(self.session.settings.last_folder))

    def choose_folder(self) -> None:
        """Ask for a folder and open it."""
        self._open_chosen(self.dialogs.model_folder(self.session.settings.last_folder))

    def _open_chosen(self, path: str) -> None:
        if path:
            self.session.settings.last_folder = str(Path(path).parent)
            self.open_path(path)

    def close_document(self) -> None:
        """Close the model that is shown."""
        if self._document is not None:
            self.session.close(self._document)

    def rescan(self) -> None:
        """Scan with the library as it is now."""
        if self._document is not None:
            self.session.rescan(self._document)

    def _show_document(self, document: Document | None) -> None:
        old = self._document
        if old is not None:
            old.selection.changed.disconnect(self._enable)
            old.scene.changed.disconnect(self._enable)
            old.activity.changed.disconnect(self._enable)
            old.report.changed.disconnect(self._title)
        self._document = document
        for panel in (self.page, self.evidence, self.nodes, self.details, self.file):
            panel.bind(document)
        self.signature.bind(document)
        if document is not None:
            document.selection.changed.connect(self._enable)
            document.scene.changed.connect(self._enable)
            document.activity.changed.connect(self._enable)
            document.report.changed.connect(self._title)
            for at in range(self.tabs.count()):
                if self.tabs.tabData(at) is document:
                    self.tabs.setCurrentIndex(at)
        self.stack.setCurrentIndex(0 if document is None else 1)
        for name, dock in self.docks.items():
            dock.setVisible(document is not None and name not in self._hidden)
        self._title()
        self._enable()

    def _title(self, _: object = None) -> None:
        document = self._document
        report = document.report.value if document else None
        parts = [document.name] if document else []
        if report is not None:
            parts.append(words.headline(report.verdict))
        self.setWindowTitle(" — ".join([*parts, "Inspector"]))

    def _add_tab(self, document: Document) -> None:
        self.tabs.blockSignals(True)
        at = self.tabs.addTab(document.name)
        self.tabs.setTabData(at, document)
        self.tabs.setTabToolTip(at, document.path)
        self.tabs.blockSignals(False)
        self.tabs.setVisible(self.tabs.count() > 1)

    def _remove_tab(self, document: Document) -> None:
        self.canvas.forget(document)
        for at in range(self.tabs.count()):
            if self.tabs.tabData(at) is document:
                self.tabs.blockSignals(True)
                self.tabs.removeTab(at)
                self.tabs.blockSignals(False)
                break
        self.tabs.setVisible(self.tabs.count() > 1)

    def _choose_tab(self, at: int) -> None:
        document = self.tabs.tabData(at)
        if isinstance(document, Document):
            self.session.current.value = document

    # -- the graph -----------------------------------------------------------------------------

    def _arrange(self, opened: list[int] | None) -> None:
        if self._document is not None:
            self.session.arrange(self._document, opened)

    def _turn(self) -> None:
        document = self._document
        if document is not None and document.scene.value is not None:
            direction: Direction = "right" if self.actions_["sideways"].isChecked() else "down"
            self.session.arrange(document, document.scene.value.opened(), direction)

    def _undo(self) -> None:
        if self._document is not None:
            self._document.selection.undo()

    def _redo(self) -> None:
        if self._document is not None:
            self._document.selection.redo()

    def _clear_highlights(self) -> None:
        if self._document is not None:
            self._document.highlights.clear()

    def _show_box(self, box: int) -> None:
        if self._document is not None:
            self.session.describe(self._document, box)
            self.canvas.reveal_box(box)

    def _toggle_box(self, box: int) -> None:
        scene = self.canvas.scene
        if scene is not None and box in scene.index_of:
            self.canvas.toggle(scene.index_of[box])

    def _show_node(self, node: int) -> None:
        if self._document is not None:
            self._document.selection.set([node])
            self.canvas.reveal(frozenset([node]))

    def _show_verdict(self) -> None:
        if self._document is not None and self._document.evidence.value:
            self._document.highlights.show(groups_of(self._document.evidence.value[0]))

    def _show_canvas_menu(self, position: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in (
            "new_signature",
            "",
            "toggle_fold",
            "close_fold",
            "",
            "zoom_selection",
            "fit",
            "",
            "select_all",
            "clear",
            "",
            "copy_picture",
        ):
            if name:
                menu.addAction(self.actions_[name])
            else:
                menu.addSeparator()
        menu.popup(position)

    def _show_zoom(self) -> None:
        self.zoom.setText(f"{self.canvas.camera.scale * 100:.0f} %" if self.canvas.scene else "")

    # -- signatures ----------------------------------------------------------------------------

    def choose_signature(self) -> None:
        """Ask for a signature and edit it."""
        path = self.dialogs.signature(self.session.library.files())
        if path is not None:
            self.open_signature(path)

    def open_signature_by_id(self, signature: str) -> None:
        """Edit the signature of an id."""
        file = self.session.library.find(signature)
        if file is None:
            self.dialogs.tell("No such signature", f"The library has no file for “{signature}”.")
        else:
            self.open_signature(file.path)

    def open_signature(self, path: Path) -> None:
        """Edit a signature file; a draft that is not saved is asked about first."""
        if not self._may_leave_draft():
            return
        try:
            self.session.open_signature(path)
        except InspectorError as error:
            self.dialogs.tell("The signature cannot be opened", _told(error))

    def save_signature(self) -> bool:
        """Save the draft and scan again; False when it could not be saved."""
        return self._save(None)

    def save_signature_as(self) -> bool:
        """Ask where, then save."""
        path = self.dialogs.signature_place(self.session.save_path())
        return path is not None and self._save(path)

    def _save(self, path: Path | None) -> bool:
        if not self.session.draft.text.strip():
            return False
        try:
            saved = self.session.save_signature(path)
        except InspectorError as error:
            self.dialogs.tell("The signature is not saved", _told(error))
            return False
        self.statusBar().showMessage(f"Saved {saved}", 8000)
        return True

    def _may_leave_draft(self) -> bool:
        draft = self.session.draft
        if not draft.dirty or not draft.text.strip():
            return True
        name = draft.path.value.name if draft.path.value else "New signature"
        answer = self.dialogs.unsaved(name)
        return answer == "discard" or (answer == "save" and self.save_signature())

    def _show_signature(self) -> None:
        self._raise("signature")
        self.signature.editor.setFocus()

    # -- pictures ------------------------------------------------------------------------------

    def export_png(self) -> None:
        """Save what the canvas shows."""
        path = self.dialogs.picture_file(self._picture_name("png"), "PNG (*.png)")
        if path and not export.view_picture(self.canvas).save(path):
            self.dialogs.tell("Not exported", f"{path} cannot be written.")

    def export_svg(self) -> None:
        """Save the whole graph as a drawing."""
        path = self.dialogs.picture_file(self._picture_name("svg"), "SVG (*.svg)")
        if path and not export.write_svg(self.canvas, path):
            self.dialogs.tell("Not exported", f"{path} cannot be written.")

    def copy_picture(self) -> None:
        """Put what the canvas shows on the clipboard."""
        QGuiApplication.clipboard().setImage(export.view_picture(self.canvas))

    def _picture_name(self, ending: str) -> str:
        name = Path(self._document.path).stem if self._document else "graph"
        return str(Path(self.session.settings.last_folder) / f"{name}.{ending}")

    # -- state ---------------------------------------------------------------------------------

    def _enable(self, _: object = None) -> None:
        """Derive what can be done now."""
        actions, document = self.actions_, self._document
        for action in actions.all():
            action.setEnabled(document is not None or action.objectName() in _ALWAYS.split())
        scene = document.scene.value if document else None
        graph = (
            "export_png export_svg copy_picture select_all clear find find_next find_previous "
            "zoom_in zoom_out fit actual_size zoom_selection toggle_fold close_fold close_all "
            "open_default sideways"
        )
        actions.enable(graph, scene is not None)
        actions.enable("sample", self._sample is not None)
        actions.enable("stop", document is not None and document.activity.value is not None)
        chosen = len(document.selection.nodes) if document else 0
        actions.enable("new_signature", bool(chosen))
        actions.enable("undo", document is not None and document.selection.can_undo)
        actions.enable("redo", document is not None and document.selection.can_redo)
        draft = self.session.draft
        broken = draft.result.value is not None and draft.result.value.state == "broken"
        written = bool(draft.text.strip())
        actions.enable("save_signature", written and draft.dirty and not broken)
        actions.enable("save_signature_as", written)
        if scene is not None:
            actions["sideways"].setChecked(scene.scene.direction == "right")
        self.selected.setText(f"{words.plural(chosen, 'node')} selected" if chosen else "")
        self._show_zoom()

    def _list_recent(self, _: object = None) -> None:
        menu = self.recent_menu
        menu.clear()
        for path in self.session.settings.recent:
            action = menu.addAction(path)
            action.triggered.connect(lambda _=False, path=path: self.open_path(path))
        menu.setEnabled(bool(self.session.settings.recent))
        menu.addSeparator()
        menu.addAction("Clear the List", self.session.settings.forget_all)

    def _choose_theme(self, choice: ThemeChoice) -> None:
        self.session.settings.theme = choice

    def _set_theme(self, theme: Theme) -> None:
        for part in (self.start, self.page, self.evidence, self.details, self.file, self.signature):
            part.set_theme(theme)
        self.actions_.set_theme(theme)
        self.setWindowIcon(icons.app_icon())

    def _raise(self, name: str) -> None:
        self._hidden.discard(name)
        self.docks[name].show()
        self.docks[name].raise_()

    def _restore(self) -> None:
        geometry, layout = (_bytes(text) for text in self.session.settings.window)
        self._hidden: set[str] = set()
        if geometry.isEmpty() or not self.restoreGeometry(geometry):
            self.resize(1440, 900)
        if not layout.isEmpty() and self.restoreState(layout, _LAYOUT_VERSION):
            self._hidden = {name for name, dock in self.docks.items() if dock.isHidden()}
        else:
            self.resizeDocks([self.docks["evidence"]], [330], Qt.Orientation.Horizontal)
            self.resizeDocks([self.docks["details"]], [400], Qt.Orientation.Horizontal)
            right = [self.docks["details"], self.docks["signature"]]
            self.resizeDocks(right, [340, 460], Qt.Orientation.Vertical)

    def _remember(self) -> None:
        if self._document is None:
            for name, dock in self.docks.items():
                dock.setVisible(name not in self._hidden)
        state = self.saveGeometry(), self.saveState(_LAYOUT_VERSION)
        self.session.settings.window = (_text(state[0]), _text(state[1]))

    # -- events --------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event):
            event.acceptProposedAction()
            self.start.zone.set_hot(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.start.zone.set_hot(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self.start.zone.set_hot(False)
        paths = _dropped(event)
        if paths:
            event.acceptProposedAction()
        for path in paths:
            self.open_path(path)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._may_leave_draft():
            event.ignore()
            return
        self._remember()
        self.session.close_all()
        event.accept()


def _dropped(event: QDropEvent) -> list[str]:
    """The local files that are being dropped."""
    return [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]


def _told(error: InspectorError) -> str:
    return "\n\n".join(part for part in (error.message, error.help) if part)


def _bytes(text: str) -> QByteArray:
    return QByteArray(base64.b64decode(text, validate=False)) if text else QByteArray()


def _text(raw: QByteArray) -> str:
    return base64.b64encode(raw.data()).decode("ascii")
