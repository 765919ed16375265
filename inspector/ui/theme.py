"""Colours of the window in light and dark, and the style sheet made from them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from inspector.session.settings import Settings, ThemeChoice


@dataclass(frozen=True, slots=True)
class Theme:
    """Named colours, as ``#rrggbb``.

    Attributes:
        dark: Whether light text stands on a dark ground.
        window: Ground of the window and its panels.
        base: Ground of lists and text fields.
        raised: Ground of what stands out from the window: header, cards.
        canvas: Ground of the graph.
        border: Lines between panels.
        text: Text to read.
        muted: Text beside it, still at least 4.5:1 against its ground.
        accent: Selection and what asks to be pressed.
        on_accent: Text on ``accent``.
        soft: Hovered rows and quiet buttons.
        good, warning, danger: What went well, needs a look, went wrong.
        edge: Lines of the graph.
        draft: The matches of the signature being written.
        syntax: Keys, operators, strings, numbers and comments in the signature editor.
    """

    dark: bool
    window: str
    base: str
    raised: str
    canvas: str
    border: str
    text: str
    muted: str
    accent: str
    on_accent: str
    soft: str
    good: str
    warning: str
    danger: str
    edge: str
    draft: str
    syntax: tuple[str, str, str, str, str]


LIGHT = Theme(
    dark=False,
    window="#f3f5f8",
    base="#ffffff",
    raised="#ffffff",
    canvas="#fafbfd",
    border="#d5dae2",
    text="#1a1f27",
    muted="#566070",
    accent="#1f62d0",
    on_accent="#ffffff",
    soft="#e6ecf6",
    good="#18794e",
    warning="#8a5a00",
    danger="#c02b2b",
    edge="#8a94a3",
    draft="#c2185b",
    syntax=("#1f62d0", "#7a3e9d", "#18794e", "#a14a00", "#6b7480"),
)
DARK = Theme(
    dark=True,
    window="#1c1f25",
    base="#14171b",
    raised="#22262d",
    canvas="#121417",
    border="#343a45",
    text="#e7eaf0",
    muted="#a0aaba",
    accent="#6aa5ff",
    on_accent="#0c1420",
    soft="#2b323d",
    good="#5fd0a0",
    warning="#f0b755",
    danger="#ff8080",
    edge="#6f7988",
    draft="#ff77ad",
    syntax=("#7fb2ff", "#d3a4f0", "#7fd6a8", "#f0b27a", "#8a94a4"),
)


class ThemeManager(QObject):
    """Applies the theme that the user chose, or the system's, and follows the system's changes.

    Signals:
        changed: The theme in force.
    """

    changed = Signal(object)

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self.theme = LIGHT
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._follow)
        settings.theme_changed.connect(self._choose)
        self._choose(settings.theme)

    def _choose(self, choice: ThemeChoice) -> None:
        schemes = {
            "system": Qt.ColorScheme.Unknown,
            "light": Qt.ColorScheme.Light,
            "dark": Qt.ColorScheme.Dark,
        }
        QGuiApplication.styleHints().setColorScheme(schemes[choice])
        self._follow(QGuiApplication.styleHints().colorScheme())

    def _follow(self, scheme: Qt.ColorScheme) -> None:
        choice = self._settings.theme
        dark = choice == "dark" or (choice == "system" and scheme == Qt.ColorScheme.Dark)
        self._apply(DARK if dark else LIGHT)

    def _apply(self, theme: Theme) -> None:
        self.theme = theme
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setPalette(palette(theme))
            app.setStyleSheet(style_sheet(theme))
        self.changed.emit(theme)


def palette(theme: Theme) -> QPalette:
    """Qt's roles filled from a theme."""
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.window,
        role.WindowText: theme.text,
        role.Base: theme.base,
        role.AlternateBase: theme.window,
        role.Text: theme.text,
        role.PlaceholderText: theme.muted,
        role.Button: theme.raised,
        role.ButtonText: theme.text,
        role.BrightText: theme.danger,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.ToolTipBase: theme.raised,
        role.ToolTipText: theme.text,
        role.Light: theme.soft,
        role.Midlight: theme.soft,
        role.Mid: theme.border,
        role.Dark: theme.border,
        role.Shadow: "#000000",
        role.Accent: theme.accent,
    }
    result = QPalette()
    for name, colour in colours.items():
        result.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, name, mix(theme.muted, theme.window, 0.45))
    return result


def mix(first: str, second: str, share: float) -> QColor:
    """A colour between two; ``share`` is the second one's, 0 to 1."""
    a, b = QColor(first), QColor(second)
    return QColor.fromRgbF(
        a.redF() + (b.redF() - a.redF()) * share,
        a.greenF() + (b.greenF() - a.greenF()) * share,
        a.blueF() + (b.blueF() - a.blueF()) * share,
    )


def style_sheet(theme: Theme) -> str:
    """The window's style sheet; what is not named here is Fusion's."""
    t = theme
    return f"""
QToolTip {{ color: {t.text}; background: {t.raised}; border: 1px solid {t.border};
  padding: 5px 7px; }}
QMainWindow::separator {{ background: {t.border}; width: 1px; height: 1px; }}
QMainWindow::separator:hover {{ background: {t.accent}; }}
QMenuBar {{ background: {t.window}; border-bottom: 1px solid {t.border}; padding: 1px 4px; }}
QMenuBar::item {{ padding: 5px 9px; border-radius: 5px; background: transparent; }}
QMenuBar::item:selected {{ background: {t.soft}; }}
QMenu {{ background: {t.raised}; border: 1px solid {t.border}; padding: 5px; }}
QMenu::item {{ padding: 6px 28px 6px 10px; border-radius: 5px; }}
QMenu::item:selected {{ background: {t.accent}; color: {t.on_accent}; }}
QMenu::item:disabled {{ color: {mix(t.muted, t.raised, 0.45).name()}; background: transparent; }}
QMenu::separator {{ height: 1px; background: {t.border}; margin: 5px 8px; }}
QMenu::icon {{ padding-left: 8px; }}
QToolBar {{ background: {t.window}; border: 0; border-bottom: 1px solid {t.border};
  spacing: 2px; padding: 3px 6px; }}
QToolBar::separator {{ background: {t.border}; width: 1px; margin: 5px 6px; }}
QToolButton {{ border: 1px solid transparent; border-radius: 6px; padding: 4px; }}
QToolButton:hover {{ background: {t.soft}; }}
QToolButton:pressed, QToolButton:checked {{ background: {t.soft}; border-color: {t.border}; }}
QToolButton:focus {{ border-color: {t.accent}; }}
QPushButton {{ background: {t.raised}; border: 1px solid {t.border}; border-radius: 6px;
  padding: 5px 12px; min-height: 18px; }}
QPushButton:hover {{ background: {t.soft}; }}
QPushButton:focus {{ border-color: {t.accent}; }}
QPushButton:disabled {{ color: {mix(t.muted, t.window, 0.45).name()}; background: {t.window}; }}
QPushButton[primary="true"] {{ background: {t.accent}; color: {t.on_accent};
  border-color: {t.accent}; font-weight: 600; }}
QPushButton[primary="true"]:hover {{ background: {mix(t.accent, t.text, 0.15).name()}; }}
QPushButton[primary="true"]:focus {{ border-color: {t.text}; }}
QPushButton[primary="true"]:disabled {{ background: {t.soft}; border-color: {t.border};
  color: {t.muted}; }}
QPushButton[flat="true"] {{ background: transparent; border-color: transparent; text-align: left; }}
QPushButton[flat="true"]:hover {{ background: {t.soft}; }}
QPushButton[flat="true"]:focus {{ border-color: {t.accent}; }}
QPushButton[chip="true"] {{ padding: 2px 9px; min-height: 16px; border-radius: 9px; }}
QPushButton[chip="true"]:checked {{ background: {mix(t.raised, t.accent, 0.22).name()};
  border-color: {t.accent}; }}
QPushButton[chip="true"][lost="true"] {{ border-style: dashed; color: {t.muted}; }}
QDockWidget {{ font-weight: 600; color: {t.text}; }}
QDockWidget::title {{ background: {t.window}; padding: 7px 10px; text-align: left;
  border-bottom: 1px solid {t.border}; }}
QTabBar::tab {{ padding: 6px 9px; border: 0; border-bottom: 2px solid transparent;
  color: {t.muted}; background: {t.window}; }}
QTabBar::tab:selected {{ color: {t.text}; border-bottom-color: {t.accent}; }}
QTabBar::tab:hover:!selected {{ color: {t.text}; background: {t.soft}; }}
QTabBar {{ background: {t.window}; }}
QMainWindow > QTabBar {{ qproperty-elideMode: ElideNone; }}
QLineEdit {{ background: {t.base}; border: 1px solid {t.border}; border-radius: 6px;
  padding: 4px 7px; selection-background-color: {t.accent};
  selection-color: {t.on_accent}; }}
QLineEdit:focus {{ border-color: {t.accent}; }}
QAbstractItemView {{ background: {t.base}; border: 0; outline: 0;
  alternate-background-color: {mix(t.base, t.window, 0.6).name()};
  selection-background-color: {t.accent}; selection-color: {t.on_accent}; }}
QTreeView::item, QListView::item {{ padding: 3px 2px; }}
QTableView::item {{ padding: 0 6px; }}
QTreeView::item:hover:!selected, QTableView::item:hover:!selected,
QListView::item:hover:!selected {{ background: {t.soft}; }}
QTreeView::indicator {{ width: 12px; height: 12px; border: 1px solid {t.muted}; border-radius: 3px;
  background: {t.base}; }}
QTreeView::indicator:checked {{ background: {t.accent}; border: 3px solid {t.text}; width: 8px;
  height: 8px; }}
QHeaderView {{ background: {t.window}; border: 0; }}
QHeaderView::section {{ background: {t.window}; color: {t.muted}; border: 0;
  border-bottom: 1px solid {t.border}; padding: 5px 8px; }}
QPlainTextEdit, QTextBrowser {{ background: {t.base}; border: 0;
  selection-background-color: {t.accent}; selection-color: {t.on_accent}; }}
QStatusBar {{ background: {t.window}; border-top: 1px solid {t.border}; color: {t.muted}; }}
QStatusBar::item {{ border: 0; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QScrollBar::handle {{ background: {mix(t.muted, t.base, 0.6).name()}; border-radius: 4px;
  margin: 2px; min-height: 28px; min-width: 28px; }}
QScrollBar::handle:hover {{ background: {t.muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QProgressBar {{ background: {t.soft}; border: 0; border-radius: 3px; max-height: 6px; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: 3px; }}
*[muted="true"] {{ color: {t.muted}; }}
QFrame[card="true"] {{ background: {t.raised}; border: 1px solid {t.border};
  border-radius: 10px; }}
QTreeWidget[floating="true"] {{ background: {t.raised}; border: 1px solid {t.border};
  border-radius: 6px; }}
QFrame[strip="true"] {{ background: {t.raised}; border: 0;
  border-bottom: 1px solid {t.border}; }}
QFrame[strip="true"][tone="danger"] {{ background: {mix(t.raised, t.danger, 0.12).name()}; }}
QFrame[strip="true"][tone="info"] {{ background: {mix(t.raised, t.accent, 0.10).name()}; }}
"""
