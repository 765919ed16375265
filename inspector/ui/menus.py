"""Menus and the toolbar, filled from the table of actions."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMainWindow, QMenu, QMenuBar, QToolBar, QToolButton

from inspector.session.settings import Settings
from inspector.ui.actions import ENTRIES, MENUS, Actions
from inspector.ui.widgets.plain import caption

_BUTTONS = (
    ("open", "rescan", "stop"),
    ("pan_tool", "select_tool", "lasso_tool"),
    ("zoom_out", "zoom_in", "fit", "actual_size", "zoom_selection"),
    ("toggle_fold", "close_fold", "sideways"),
    ("previous_match", "next_match", "find"),
    ("new_signature",),
)


def fill_menus(bar: QMenuBar, actions: Actions) -> dict[str, QMenu]:
    """Put every action into its menu.

    Returns:
        The menus by title.
    """
    bar.setAccessibleName("Menus")
    menus: dict[str, QMenu] = {}
    for title in MENUS:
        menus[title] = bar.addMenu(title)
    for entry in ENTRIES:
        menu = menus[entry.menu]
        if entry.divided:
            menu.addSeparator()
        menu.addAction(actions[entry.name])
    tools = QActionGroup(actions)
    for name in ("pan_tool", "select_tool", "lasso_tool"):
        tools.addAction(actions[name])
    actions["pan_tool"].setChecked(True)
    return menus


def theme_menu(settings: Settings, parent: QMainWindow) -> QMenu:
    """A menu to follow the system or not."""
    menu = QMenu("&Theme", parent)
    group = QActionGroup(menu)
    for choice, text in (("system", "As the &System"), ("light", "&Light"), ("dark", "&Dark")):
        action = menu.addAction(text)
        action.setCheckable(True)
        action.setChecked(settings.theme == choice)
        action.setData(choice)
        group.addAction(action)

    def choose() -> None:
        chosen = group.checkedAction()
        if chosen is not None:
            settings.theme = chosen.data()

    group.triggered.connect(choose)
    return menu


class RecentMenu(QMenu):
    """The recent files.

    Args:
        settings: Which remembers them.
        parent: The window.

    Signals:
        chosen: A file was pressed.
    """

    chosen = Signal(str)

    def __init__(self, settings: Settings, parent: QMainWindow) -> None:
        super().__init__("Open R&ecent", parent)
        self._settings = settings
        self.triggered.connect(self._choose)
        settings.recent_changed.connect(self.refresh)
        self.refresh()

    def refresh(self, _: object = None) -> None:
        """List the files anew."""
        self.clear()
        for path in self._settings.recent:
            self.addAction(caption(path)).setData(path)
        self.setEnabled(bool(self._settings.recent))
        self.addSeparator()
        self.addAction("Clear the List", self._settings.forget_all)

    def _choose(self, action: QAction) -> None:
        if action.data():
            self.chosen.emit(action.data())


def make_toolbar(window: QMainWindow, actions: Actions) -> QToolBar:
    """The toolbar with the most used actions."""
    bar = QToolBar("Tools", window)
    bar.setObjectName("toolbar")
    bar.setAccessibleName("Tools")
    bar.setMovable(False)
    bar.setIconSize(QSize(20, 20))
    actions["new_signature"].setIconText("New signature")
    for group in _BUTTONS:
        if group is not _BUTTONS[0]:
            bar.addSeparator()
        for name in group:
            bar.addAction(actions[name])
            button = bar.widgetForAction(actions[name])
            button.setAccessibleName(actions[name].text().replace("&", ""))
    new = bar.widgetForAction(actions["new_signature"])
    if isinstance(new, QToolButton):
        new.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    return bar


def canvas_menu(actions: Actions, parent: QMainWindow) -> QMenu:
    """What a right press on the canvas offers."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    groups = (
        ("new_signature", "merge_signature", "why_not"),
        ("toggle_fold", "close_fold"),
        ("zoom_selection", "fit"),
        ("alike", "same_type", "paint_type"),
        ("copy_picture",),
    )
    for group in groups:
        for name in group:
            menu.addAction(actions[name])
        menu.addSeparator()
    return menu
