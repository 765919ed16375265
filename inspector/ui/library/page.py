"""The page of one signature: its picture, what is told of it, and its text."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from inspector.analysis.report import Problem
from inspector.analysis.shelf.records import Page
from inspector.analysis.shelf.words import kind_told, origin_told
from inspector.session.shelf import Shelf
from inspector.ui.canvas.canvas import Canvas
from inspector.ui.docks.syntax import SignatureHighlighter
from inspector.ui.library.about import EXAMPLE, SCHEME, about
from inspector.ui.theme import Theme
from inspector.ui.widgets.plain import plain
from inspector.ui.widgets.text import ElidedLabel, TitleLabel, placeholder

_HINT = "Choose a signature: here stands what it looks for, and how right it is."


class Offline(QTextBrowser):
    """A text browser that loads nothing, from disk or elsewhere."""

    def loadResource(self, type: int, name: QUrl | str) -> object:
        return None


class PageView(QWidget):
    """Shows the page that the shelf has chosen.

    Args:
        shelf: Whose page it is.

    Signals:
        model_wanted: An example is to be opened: its path.
        edit_wanted: The signature of this id is to be opened in the workbench.
        export_wanted: It is to be written to a file.
    """

    model_wanted = Signal(str)
    edit_wanted = Signal(str)
    export_wanted = Signal()

    def __init__(self, shelf: Shelf) -> None:
        super().__init__()
        self._shelf = shelf
        self.title = TitleLabel((1.7, 1.4, 1.2))
        self.kind = ElidedLabel()
        self.origin = ElidedLabel()
        self.origin.setProperty("muted", True)
        self.back = self._button("Back", "To the signature looked at before (Alt+Left)")
        self.edit = self._button("Open a &Copy in the Workbench", "Edit it; your copy overrides it")
        self.edit.setProperty("primary", True)
        self.export = self._button("&Export …", "Write it to a file, to share it")
        self.copy = self._button("Copy &Text", "Put its text on the clipboard")
        self.canvas = Canvas()
        self.canvas.fixed = True
        self.canvas.setAccessibleName("Picture of the signature")
        self.canvas.setAccessibleDescription("What it looks for; the tab About says it in words.")
        self.about = Offline()
        self.about.setAccessibleName("About the signature")
        self.about.setOpenLinks(False)
        self.about.document().setDocumentMargin(12)
        self.text = QPlainTextEdit()
        self.text.setAccessibleName("Text of the signature")
        self.text.setReadOnly(True)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._highlighter = SignatureHighlighter(self.text.document())
        self._hint = placeholder(_HINT)
        self._stack = QStackedWidget()
        self._arrange()
        self._wire()
        self._show(None)

    def _button(self, text: str, tip: str) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(tip)
        return button

    def _arrange(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.edit, self.export, self.copy):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.back)
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        tabs.tabBar().setAccessibleName("About and text")
        tabs.addTab(self.about, "About")
        tabs.addTab(self.text, "Text")
        self.tabs = tabs
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.setAccessibleName("Picture and text")
        halves.setChildrenCollapsible(False)
        halves.addWidget(self.canvas)
        halves.addWidget(tabs)
        halves.setSizes([480, 380])
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(12, 10, 10, 0)
        column.setSpacing(4)
        for widget in (self.title, self.kind, self.origin):
            column.addWidget(widget)
        column.addSpacing(4)
        column.addLayout(buttons)
        column.addSpacing(6)
        column.addWidget(halves, 1)
        self._stack.addWidget(self._hint)
        self._stack.addWidget(whole)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)

    def _wire(self) -> None:
        shelf = self._shelf
        self.edit.clicked.connect(lambda: self.edit_wanted.emit(shelf.chosen.value))
        self.export.clicked.connect(self.export_wanted)
        self.copy.clicked.connect(
            lambda: QGuiApplication.clipboard().setText(self.text.toPlainText())
        )
        self.back.clicked.connect(shelf.back)
        self.about.anchorClicked.connect(self._follow)
        shelf.page.changed.connect(self._show)
        shelf.failure.changed.connect(self._tell)
        self.canvas.bind(shelf.picture)

    def set_theme(self, theme: Theme) -> None:
        """Take a theme's colours."""
        self.canvas.set_theme(theme)
        self._highlighter.set_theme(theme)
        self.about.document().setDefaultStyleSheet(
            f"a {{ color: {theme.accent}; }} h4 {{ color: {theme.muted}; }}"
        )
        self._show(self._shelf.page.value)

    def _show(self, page: Page | None) -> None:
        self._stack.setCurrentIndex(1 if page is not None else 0)
        self.back.setEnabled(self._shelf.can_go_back)
        if page is None:
            return
        entry = page.entry
        self.title.set_whole(entry.title)
        self.kind.set_whole(f"{entry.name} · {kind_told(entry)}")
        self.origin.set_whole(f"{origin_told(entry)} · {Path(entry.path).name}")
        self.origin.setToolTip(plain(entry.path))
        own = "Open in the &Workbench" if entry.own else "Open a &Copy in the Workbench"
        self.edit.setText(own)
        self.about.setHtml(about(page))
        self.text.setPlainText(page.text)

    def _tell(self, problem: Problem | None) -> None:
        self._hint.setText(problem.message if problem is not None else _HINT)
        self._hint.setToolTip(plain(problem.help) if problem is not None else "")

    def _follow(self, url: QUrl) -> None:
        """Links lead to other pages and to examples; anything else is not followed."""
        target, page = url.toString(), self._shelf.page.value
        if target.startswith(SCHEME):
            self._shelf.choose(target[len(SCHEME) :])
        elif target.startswith(EXAMPLE) and page is not None:
            for sample in (*page.examples, *page.counterexamples):
                if sample.file == target[len(EXAMPLE) :] and sample.found:
                    self.model_wanted.emit(sample.found)
                    return
