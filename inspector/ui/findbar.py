"""Find stored nodes: by text, regular expression or field, inside closed folds too."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QToolButton

from inspector.analysis.report import Finds
from inspector.session.document import Document
from inspector.session.session import Session
from inspector.ui import icons
from inspector.ui.canvas.canvas import Canvas
from inspector.ui.theme import Theme
from inspector.ui.widgets.plain import plain
from inspector.ui.widgets.text import label

_REST_MS = 80
_HELP = (
    "A word stands anywhere in a node: operator, name, attribute, shape.\n"
    "op:Conv group>1 - fields: op, name, domain, scope, in, out, shape, dtype, fold, "
    "or any attribute, with : = != > >= < <=\n"
    "/layer\\.[0-3]\\./ - a regular expression\n"
    "-Relu - a word that must not fit"
)


class FindBar(QFrame):
    """A line to type in, the place among the finds, and what to do with them.

    Args:
        session: Which asks the document.
        canvas: Where the finds are shown.
    """

    def __init__(self, session: Session, canvas: Canvas) -> None:
        super().__init__()
        self.setAccessibleName("Find")
        self._session = session
        self._canvas = canvas
        self._document: Document | None = None
        self._at = -1
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._ask)
        self.line = QLineEdit()
        self.line.setPlaceholderText("Find: attention    op:Conv group>1    /layer\\.[0-3]/")
        self.line.setAccessibleName("Text to find")
        self.line.setToolTip(plain(_HELP))
        self.line.setClearButtonEnabled(True)
        self.line.textChanged.connect(self._rest.start)
        self.line.returnPressed.connect(lambda: self.step(1))
        self.counter = label(muted=True)
        self.all_button = QToolButton()
        self.all_button.setText("Select all")
        self.all_button.setToolTip("Select all finds")
        self.all_button.clicked.connect(self.select_all)
        self.previous = self._button("Previous find (Shift+F3)", -1)
        self.next = self._button("Next find (F3)", 1)
        self.close_button = QToolButton()
        self.close_button.setAccessibleName("Close the find bar")
        self.close_button.setToolTip("Close (Esc)")
        self.close_button.clicked.connect(self.dismiss)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 8, 5)
        row.setSpacing(6)
        row.addWidget(self.line, 1)
        row.addWidget(self.counter)
        row.addSpacing(6)
        for button in (self.all_button, self.previous, self.next, self.close_button):
            row.addWidget(button)
        self.hide()

    def _button(self, name: str, by: int) -> QToolButton:
        button = QToolButton()
        button.setAccessibleName(name.split(" (", maxsplit=1)[0])
        button.setToolTip(name)
        button.clicked.connect(lambda: self.step(by))
        return button

    def set_theme(self, theme: Theme) -> None:
        """Take a theme's colours."""
        self.previous.setIcon(icons.icon("previous", theme.text))
        self.next.setIcon(icons.icon("next", theme.text))
        self.close_button.setIcon(icons.icon("close", theme.muted))

    def bind(self, document: Document | None) -> None:
        """Search in a document."""
        if self._document is not None:
            self._document.finds.changed.disconnect(self._take)
            self._document.report.changed.disconnect(self._search_again)
        self._document = document
        if document is not None:
            document.finds.changed.connect(self._take)
            document.report.changed.connect(self._search_again)
        self._at = -1
        self._search_again()
        self._count()

    def begin(self) -> None:
        """Open the bar, ready to type."""
        self.show()
        self.line.setFocus()
        self.line.selectAll()
        self._search_again()

    def dismiss(self) -> None:
        """Close the bar."""
        self.hide()
        self._canvas.setFocus()

    @property
    def finds(self) -> Finds:
        """What was found of what is typed."""
        return self._document.finds.value if self._document else Finds("")

    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) find."""
        if self._rest.isActive():
            self._ask()
            return
        found = self.finds.nodes
        if not found or self._document is None:
            return
        self._at = (self._at + by) % len(found) if self._at >= 0 or by > 0 else len(found) - 1
        self._canvas.show_stored(frozenset(self.finds.drawn(found[self._at])))
        self._count()

    def select_all(self) -> None:
        """Select all finds."""
        finds = self.finds
        if self._document is not None and finds.nodes:
            drawn = (node for found in finds.nodes for node in finds.drawn(found))
            self._canvas.show_stored(frozenset(drawn))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def _ask(self) -> None:
        self._rest.stop()
        if self._document is not None:
            self._session.find(self._document, self.line.text())

    def _search_again(self, _: object = None) -> None:
        """There is another document or graph to search."""
        if self.isVisible() and self.line.text().strip():
            self._rest.start()

    def _take(self, finds: Finds) -> None:
        self._at = -1
        if finds.nodes and self.isVisible():
            self.step(1)
        self._count()

    def _count(self) -> None:
        finds = self.finds
        if not self.line.text().strip():
            text = ""
        elif finds.problem:
            text = finds.problem
        elif not finds.total:
            text = "nothing found" if finds.query == self.line.text() else "…"
        else:
            text = f"{self._at + 1} of {finds.total:,}"
        self.counter.setText(text)
        for button in (self.all_button, self.previous, self.next):
            button.setEnabled(bool(finds.nodes))
