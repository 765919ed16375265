"""The main window: pages in the middle, panels around, menus above."""

from __future__ import annotations

import base64
from pathlib import Path

from PySide6.QtCore import QByteArray, QPoint, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QLabel, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from inspector.layout.display import Direction
from inspector.session.document import Document
from inspector.session.highlights import groups_of
from inspector.session.library import SUFFIXES
from inspector.session.session import Session
from inspector.ui import icons, menus, words
from inspector.ui.actions import Actions
from inspector.ui.authoring import Authoring
from inspector.ui.dialogs import Dialogs
from inspector.ui.export import Exporter
from inspector.ui.librarian import Librarian
from inspector.ui.navigation import Navigation
from inspector.ui.pages.document import DocumentPage
from inspector.ui.pages.start import StartPage
from inspector.ui.palette import Palette
from inspector.ui.panels import Panels
from inspector.ui.restoring import Restorer
from inspector.ui.tabs import DocumentTabs
from inspector.ui.theme import Theme, ThemeManager
from inspector.ui.watching import Watcher

_ALWAYS = (
    "open open_folder quit shortcuts about open_signature library pan_tool select_tool "
    "lasso_tool palette new_window guide"
)
_NEEDS_GRAPH = (
    "export_view export_graph copy_picture select_all clear find find_next find_previous zoom_in "
    "zoom_out fit actual_size zoom_selection toggle_fold open_fold close_fold close_all open_all "
    "open_default sideways invert grow shrink surrounding upstream downstream between alike "
    "same_type paint_type open_below open_to_selection back forward heat suggest by_names"
)
_LAYOUT_VERSION = 2


class Window(QMainWindow):
    """Shows a session.

    Args:
        session: What is open.
        themes: The theme in force.
        sample: The model that ships with the program, None when it is missing.

    Signals:
        another_wanted: One more window is to be opened.
        closed: The window was closed.
    """

    another_wanted = Signal()
    closed = Signal()

    def __init__(self, session: Session, themes: ThemeManager, sample: Path | None) -> None:
        super().__init__()
        self.session = session
        self._themes = themes
        self._sample = sample
        self._document: Document | None = None
        self.setWindowTitle("Inspector")
        self.setWindowIcon(icons.app_icon())
        self.setAcceptDrops(True)
        self.start = StartPage(session.settings, sample)
        self.page = DocumentPage(session)
        self.canvas = self.page.canvas
        self.tool_actions = Actions(self)
        self.navigation = Navigation(session, self.canvas)
        self.authoring = Authoring(session, Dialogs(self), self)
        self.restorer = Restorer(session, self.canvas)
        self.watcher = Watcher(session, self)
        self.exporter = Exporter(self.canvas, self.authoring, session)
        self._build_middle()
        self.panels = Panels(self, session)
        self.librarian = Librarian(session, self.authoring, self.panels.evidence, self.canvas, self)
        self._build_menus()
        self._build_status()
        self._wire()
        themes.changed.connect(self._set_theme)
        self._set_theme(themes.theme)
        self._restore()
        self._show_document(session.current.value)

    # -- building ------------------------------------------------------------------------------

    def _build_middle(self) -> None:
        self.tabs = DocumentTabs(self.session)
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

    def _build_menus(self) -> None:
        settings = self.session.settings
        made = menus.fill_menus(self.menuBar(), self.tool_actions)
        self.recent_menu = menus.RecentMenu(settings, self)
        made["&File"].insertMenu(self.tool_actions["sample"], self.recent_menu)
        self.theme_menu = menus.theme_menu(settings, self)
        made["&View"].addSeparator()
        made["&View"].addMenu(self.theme_menu)
        self.panels.fill_menu(made["&View"].addMenu("&Panels"))
        self.addToolBar(menus.make_toolbar(self, self.tool_actions))

    def _build_status(self) -> None:
        self.selected = QLabel()
        self.selected.setAccessibleName("Selection")
        self.zoom = QLabel()
        self.zoom.setAccessibleName("Zoom")
        for widget in (self.selected, self.zoom):
            widget.setContentsMargins(10, 0, 10, 0)
            self.statusBar().addPermanentWidget(widget)
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().setAccessibleName("Status")

    def _wire(self) -> None:
        session, panels, canvas = self.session, self.panels, self.canvas
        session.removed.connect(canvas.forget)
        session.current.changed.connect(self._show_document)
        session.draft_requested.connect(self._show_signature)
        session.draft.saved_changed.connect(self._enable)
        session.draft.result.changed.connect(self._enable)
        self.recent_menu.chosen.connect(self.open_path)
        self.start.open_wanted.connect(self.choose_model)
        self.start.path_chosen.connect(self.open_path)
        self.page.failure.open_wanted.connect(self.choose_model)
        self.page.failure.closed.connect(self.close_document)
        self.page.failure.chosen.connect(self.open_path)
        self.page.header.file_wanted.connect(lambda: panels.bring_up("file"))
        self.page.breadcrumb.chosen.connect(self.navigation.go_to)
        canvas.menu_requested.connect(self._show_canvas_menu)
        canvas.camera_changed.connect(self._show_zoom)
        canvas.box_hovered.connect(panels.signature.show_hovered)
        session.discovery.heat_changed.connect(self._tell_heat)
        panels.nodes.box_chosen.connect(self._show_box)
        panels.nodes.box_activated.connect(self._toggle_box)
        panels.evidence.signature_wanted.connect(self.authoring.open_id)
        panels.evidence.page_wanted.connect(self.librarian.show)
        self.page.header.page_wanted.connect(self.librarian.show)
        self.page.header.recurring_wanted.connect(self._show_suggestions)
        panels.details.node_chosen.connect(self._show_node)
        panels.details.values_wanted.connect(self._show_values)
        panels.signature.open_wanted.connect(self.authoring.choose)
        panels.signature.save_wanted.connect(self.authoring.save)
        session.block_saved.connect(self._tell_block)
        panels.signature.corpus.sets.labels_wanted.connect(self.authoring.add_labels)
        panels.signature.corpus.sets.folder_wanted.connect(self.authoring.add_models)
        self.authoring.saved.connect(
            lambda path: self.statusBar().showMessage(f"Saved {path}", 8000)
        )
        self._connect_actions()

    def _connect_actions(self) -> None:
        canvas, find, authoring = self.canvas, self.page.find_bar, self.authoring
        navigation = self.navigation
        self.tool_actions.connect_all(
            {
                "open": self.choose_model,
                "open_folder": self.choose_folder,
                "sample": self.open_sample,
                "reload": self.page.reload,
                "rescan": self.rescan,
                "stop": self.page.cancel,
                "export_view": self.exporter.view,
                "export_graph": self.exporter.graph,
                "copy_picture": self.exporter.copy,
                "new_window": self.another_wanted.emit,
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
                "lasso_tool": lambda: canvas.set_tool("lasso"),
                "paint_type": navigation.paint_type,
                "heat": self._turn_heat,
                "suggest": self._show_suggestions,
                "next_model": lambda: self.tabs.step(1),
                "previous_model": lambda: self.tabs.step(-1),
                "guide": authoring.dialogs.guide,
                "invert": navigation.invert,
                "grow": navigation.grow,
                "shrink": navigation.shrink,
                "surrounding": navigation.surrounding,
                "upstream": navigation.upstream,
                "downstream": navigation.downstream,
                "between": navigation.between,
                "alike": navigation.alike,
                "same_type": navigation.same_type,
                "palette": self._show_palette,
                "back": navigation.back,
                "forward": navigation.forward,
                "toggle_fold": canvas.toggle_focused,
                "open_fold": canvas.open_focused,
                "open_below": navigation.open_below,
                "open_to_selection": navigation.open_to_selection,
                "close_fold": canvas.close_around,
                "open_all": lambda: self._arrange([], everything=True),
                "close_all": lambda: self._arrange([]),
                "open_default": lambda: self._arrange(None),
                "sideways": self._turn,
                "by_names": self._fold_by_names,
                "next_match": lambda: self.panels.evidence.step(1),
                "previous_match": lambda: self.panels.evidence.step(-1),
                "clear_highlights": self._clear_highlights,
                "show_verdict": self._show_verdict,
                "new_signature": authoring.draft,
                "merge_signature": authoring.merge,
                "why_not": self._show_why_not,
                "open_signature": authoring.choose,
                "fix_signature": self.panels.signature.editor.mend,
                "library": self.librarian.show,
                "signature_page": self.librarian.show_page,
                "save_signature": authoring.save,
                "save_signature_as": authoring.save_as,
                "shortcuts": lambda: authoring.dialogs.shortcuts(self.tool_actions),
                "about": self._about,
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
        self._open_chosen(self.authoring.dialogs.model_file(self.session.settings.last_folder))

    def choose_folder(self) -> None:
        """Ask for a folder and open it."""
        self._open_chosen(self.authoring.dialogs.model_folder(self.session.settings.last_folder))

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
        self.page.bind(document)
        self.panels.bind(document)
        self.stack.setCurrentIndex(0 if document is None else 1)
        if document is not None:
            document.selection.changed.connect(self._enable)
            document.scene.changed.connect(self._enable)
            document.activity.changed.connect(self._enable)
            document.report.changed.connect(self._title)
            self.canvas.setFocus()
        self._title()
        self._enable()

    def _title(self, _: object = None) -> None:
        document = self._document
        report = document.report.value if document else None
        parts = [document.name] if document else []
        if report is not None:
            parts.append(words.headline(report.verdict))
        self.setWindowTitle(" — ".join([*parts, "Inspector"]))

    # -- the graph -----------------------------------------------------------------------------

    def _arrange(self, opened: list[int] | None, *, everything: bool = False) -> None:
        if self._document is not None:
            self.session.arrange(self._document, opened, everything=everything)

    def _turn(self) -> None:
        document = self._document
        if document is not None and document.scene.value is not None:
            direction: Direction = "right" if self.tool_actions["sideways"].isChecked() else "down"
            self.session.arrange(document, document.scene.value.opened(), direction)

    def _tell_heat(self) -> None:
        self.panels.nodes.show_heat(self.session.discovery.heat)

    def _turn_heat(self) -> None:
        self.session.discovery.heat_shown.value = self.tool_actions["heat"].isChecked()

    def _show_suggestions(self) -> None:
        self.panels.bring_up("suggestions")
        self.panels.suggestions.list.setFocus()

    def _fold_by_names(self) -> None:
        if self._document is not None:
            self.session.describe(self._document, -1)
            by_names = self.tool_actions["by_names"].isChecked()
            self.session.arrange(self._document, None, by_names=by_names)

    def _about(self) -> None:
        self.authoring.dialogs.about()

    def _undo(self) -> None:
        if self._document is not None:
            self._document.selection.undo()

    def _redo(self) -> None:
        if self._document is not None:
            self._document.selection.redo()

    def _clear_highlights(self) -> None:
        if self._document is not None:
            self._document.highlights.clear()

    def _show_verdict(self) -> None:
        if self._document is not None and self._document.evidence.value:
            self._document.highlights.show(groups_of(self._document.evidence.value[0]))

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

    def _show_values(self, node: int, place: str) -> None:
        if self._document is not None:
            self.session.measure(self._document, node, place)

    def _show_canvas_menu(self, position: QPoint) -> None:
        menus.canvas_menu(self.tool_actions, self).popup(position)

    def _show_palette(self) -> None:
        Palette(self.session, self.tool_actions, self.navigation, self).begin()

    def _show_zoom(self) -> None:
        self.zoom.setText(f"{self.canvas.camera.scale * 100:.0f} %" if self.canvas.scene else "")

    def _show_why_not(self) -> None:
        self.panels.bring_up("signature")
        self.panels.signature.sections.bring_up("Why not")

    def _tell_block(self, path: Path) -> None:
        self.statusBar().showMessage(f"The new block stands in your library: {path}", 8000)

    def _show_signature(self) -> None:
        self.panels.bring_up("signature")
        self.panels.signature.editor.setFocus()

    # -- state ---------------------------------------------------------------------------------

    def _enable(self, _: object = None) -> None:
        """Derive what can be done now."""
        actions, document = self.tool_actions, self._document
        scene = document.scene.value if document else None
        for action in actions.all():
            action.setEnabled(document is not None)
        actions.enable(_ALWAYS, True)
        actions.enable(_NEEDS_GRAPH, scene is not None)
        actions.enable("sample", self._sample is not None)
        actions.enable("stop", document is not None and document.activity.value is not None)
        chosen = len(document.selection.nodes) if document else 0
        actions.enable("new_signature", bool(chosen))
        actions.enable("merge_signature", bool(chosen) and bool(self.session.draft.origin))
        actions.enable("why_not", bool(chosen) and bool(self.session.draft.text.strip()))
        actions.enable("undo", document is not None and document.selection.can_undo)
        actions.enable("redo", document is not None and document.selection.can_redo)
        draft = self.session.draft
        actions.enable("save_signature", draft.savable)
        actions.enable("fix_signature", bool(draft.result.value and draft.result.value.problems))
        actions.enable("save_signature_as", bool(draft.text.strip()))
        if scene is not None:
            actions["sideways"].setChecked(scene.direction == "right")
            actions["by_names"].setChecked(scene.by_names)
        self.selected.setText(f"{words.plural(chosen, 'node')} selected" if chosen else "")
        self._show_zoom()

    def _set_theme(self, theme: Theme) -> None:
        for part in (self.start, self.page, self.panels, self.tool_actions, self.librarian):
            part.set_theme(theme)

    def _restore(self) -> None:
        geometry, layout = (_bytes(text) for text in self.session.settings.window)
        if geometry.isEmpty() or not self.restoreGeometry(geometry):
            self.resize(1440, 900)
        if layout.isEmpty() or not self.restoreState(layout, _LAYOUT_VERSION):
            self.panels.use_default_sizes()
        else:
            self.panels.restored()

    def _remember(self) -> None:
        self.panels.save()
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
            if path.lower().endswith(SUFFIXES):
                self.librarian.take_in(Path(path))
            else:
                self.open_path(path)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.authoring.may_leave():
            event.ignore()
            return
        self._remember()
        self.restorer.remember()
        self.session.close_all()
        event.accept()
        self.closed.emit()


def _dropped(event: QDropEvent) -> list[str]:
    """The local files that are being dropped."""
    return [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]


def _bytes(text: str) -> QByteArray:
    return QByteArray(base64.b64decode(text, validate=False)) if text else QByteArray()


def _text(raw: QByteArray) -> str:
    return base64.b64encode(raw.data()).decode("ascii")
