"""The section that says why selected nodes do not match, and repairs it at a press."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from inspector.analysis.workbench.records import Dial, Explanation, Offer
from inspector.session.document import Document
from inspector.session.session import Session
from inspector.ui.docks.offers import Offers
from inspector.ui.theme import Theme
from inspector.ui.widgets.text import label, placeholder

_HINT = "Select nodes on the graph that should match: here stands why they do not, and what helps."


class WhyNotSection(QWidget):
    """What failed at the selected nodes: the clause, expected against found, and repairs.

    Args:
        session: Whose draft it is.

    Signals:
        clause_wanted: The clause that failed is to be shown.
    """

    clause_wanted = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._bench = session.workbench
        self._draft = session.draft
        self._document: Document | None = None
        self.sentence = label(bold=True)
        self.sentence.setWordWrap(True)
        self.expected = label()
        self.found = label()
        self.clause = QPushButton("Show the clause")
        self.clause.setAccessibleName("Show the clause that failed")
        self.offers = Offers()
        for words in (self.expected, self.found):
            words.setWordWrap(True)
        self._stack = QStackedWidget()
        self._hint = placeholder(_HINT)
        self._stack.addWidget(self._hint)
        self._stack.addWidget(self._answer())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self.clause.clicked.connect(self._show_clause)
        self.offers.chosen.connect(self._apply)
        self._bench.explanation.changed.connect(self._show)

    def _answer(self) -> QScrollArea:
        inner = QWidget()
        grid = QGridLayout()
        grid.setContentsMargins(12, 4, 12, 4)
        grid.setHorizontalSpacing(12)
        grid.addWidget(label("Expected", muted=True), 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.expected, 0, 1)
        grid.addWidget(label("Found", muted=True), 1, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.found, 1, 1)
        grid.addWidget(self.clause, 2, 1, Qt.AlignmentFlag.AlignLeft)
        grid.setColumnStretch(1, 1)
        self._facts = QWidget()
        self._facts.setLayout(grid)
        self.sentence.setContentsMargins(12, 10, 12, 2)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.sentence)
        column.addWidget(self._facts)
        column.addWidget(self.offers)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        return area

    def set_theme(self, theme: Theme) -> None:
        """Nothing here has colours of its own."""

    def bind(self, document: Document | None) -> None:
        """Ask about a document's selection."""
        if self._document is not None:
            self._document.selection.changed.disconnect(self._ask)
        self._document = document
        if document is not None:
            document.selection.changed.connect(self._ask)
        self._show(None)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask()

    def _ask(self, _: object = None) -> None:
        if self._document is not None and self.isVisible():
            self._bench.ask_why(self._document.selection.nodes)

    def _show(self, told: Explanation | None) -> None:
        self._stack.setCurrentIndex(0 if told is None else 1)
        if told is None:
            return
        self.sentence.setText(told.sentence[:1].upper() + told.sentence[1:])
        self._facts.setVisible(bool(told.expected))
        self.expected.setText(told.expected)
        self.found.setText(told.found)
        self.clause.setVisible(told.place is not None)
        title = "Repairs, with the matches after each"
        self.offers.show_groups([Dial(title, told.repairs)] if told.repairs else [])

    def _show_clause(self) -> None:
        told = self._bench.explanation.value
        if told is not None and told.place is not None:
            self.clause_wanted.emit(told.place)

    def _apply(self, offer: Offer) -> None:
        self._bench.apply(offer)
