"""The panel that lists what recurs in a model, each the begin of a signature."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from inspector.analysis.discovery.records import Suggestion, Suggestions
from inspector.analysis.discovery.words import compared, ranked, told
from inspector.session.document import Document
from inspector.session.highlights import Group
from inspector.session.session import Session
from inspector.ui.widgets.plain import plain
from inspector.ui.widgets.text import label, placeholder

_WAITING = "What recurs in the model is looked for."
_NOTHING = "Nothing recurs in this model."


class SuggestionsPanel(QWidget):
    """A row per region that recurs; the pointer on a row lights it, Enter makes a signature.

    Args:
        session: Whose current document it speaks of.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setAccessibleName("Suggestions")
        self._discovery = session.discovery
        self._document: Document | None = None
        self._shown = False
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._look)
        self._before: tuple[Group, ...] | None = None
        self._found: list[Suggestion] = []
        self.corpus = label(muted=True)
        self.corpus.setWordWrap(True)
        self.list = QListWidget()
        self.list.setAccessibleName("Regions that recur")
        self.list.setMouseTracking(True)
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setSpacing(3)
        self.list.viewport().installEventFilter(self)
        self.list.itemEntered.connect(lambda item: self._light(self.list.row(item)))
        self.list.currentRowChanged.connect(self._choose)
        self.list.itemActivated.connect(lambda _: self.make())
        self.button = QPushButton("Make a &Signature of It")
        self.button.clicked.connect(self.make)
        self._hint = placeholder(_WAITING)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._hint)
        self._stack.addWidget(self._listed())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)

    def _listed(self) -> QWidget:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.corpus.setContentsMargins(12, 8, 12, 8)
        column.addWidget(self.corpus)
        column.addWidget(self.list, 1)
        holder = QVBoxLayout()
        holder.setContentsMargins(10, 8, 10, 8)
        holder.addWidget(self.button)
        column.addLayout(holder)
        return inner

    def bind(self, document: Document | None) -> None:
        """Speak of a document."""
        if self._document is not None:
            self._document.suggestions.changed.disconnect(self._fill)
        self._document, self._before = document, None
        if document is not None:
            document.suggestions.changed.connect(self._fill)
        self._fill(document.suggestions.value if document is not None else None)

    def look_soon(self, _: object = None) -> None:
        """Find out whether somebody looks, once the panel has its place."""
        self._soon.start()

    def _look(self) -> None:
        """To Qt a panel behind another's tab counts as visible."""
        shown = not self.visibleRegion().isEmpty()
        if shown == self._shown:
            return
        self._shown = shown
        self._discovery.watch(shown)
        if shown:
            self._choose(self.list.currentRow())

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave and watched is self.list.viewport():
            self._unlight()
        return False

    def make(self) -> None:
        """Make a signature of the chosen region."""
        row = self.list.currentRow()
        if 0 <= row < len(self._found):
            self._discovery.adopt(self._found[row])

    def _fill(self, suggestions: Suggestions | None) -> None:
        self._found = suggestions.found if suggestions is not None else []
        self._hint.setText(_WAITING if suggestions is None else _NOTHING)
        self._stack.setCurrentIndex(1 if self._found else 0)
        self.list.blockSignals(True)
        self.list.clear()
        if suggestions is not None:
            self.corpus.setText(compared(suggestions.corpus))
            total = len(suggestions.corpus.families)
            for suggestion in self._found:
                item = QListWidgetItem(f"{suggestion.name}\n{told(suggestion, total)}")
                item.setToolTip(plain(f"{ranked(suggestion)}\n{_ACTION}"))
                self.list.addItem(item)
            self.list.setCurrentRow(0)
        self.list.blockSignals(False)
        if self._shown:
            self._choose(self.list.currentRow())

    def _choose(self, row: int) -> None:
        self._before = None
        self._light(row, keep=True)

    def _light(self, row: int, *, keep: bool = False) -> None:
        """Paint the occurrences of a row; the pointer's are taken away again."""
        if self._document is None or not 0 <= row < len(self._found):
            return
        highlights = self._document.highlights
        if not keep and self._before is None:
            self._before = highlights.groups
        suggestion = self._found[row]
        regions = tuple(frozenset(stored) for stored in suggestion.occurrences)
        highlights.show([Group("A", 0, suggestion.name, regions)])

    def _unlight(self) -> None:
        if self._document is not None and self._before is not None:
            self._document.highlights.show(self._before)
        self._before = None


_ACTION = "Enter or a double-click makes a signature of it."
