"""What is shown for a file that cannot be read; the rest of the window stays usable."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from inspector.analysis.report import Problem
from inspector.ui import icons
from inspector.ui.theme import LIGHT, Theme
from inspector.ui.widgets.text import label
from inspector.worker.paths import from_wire

_MOST_ROWS = 12


class FailurePage(QWidget):
    """Says what is wrong with the file, where, and what can be done.

    Signals:
        retried: Read the file again.
        open_wanted: Another file is wanted.
        closed: The file is of no more interest.
        chosen: One of several models is to be opened; with its path.
    """

    chosen = Signal(str)
    retried = Signal()
    open_wanted = Signal()
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("This file cannot be read")
        self._theme = LIGHT
        self._sign = QLabel()
        self._title = label("This file cannot be read", size=1.5, bold=True)
        self._message = _wrapped(size=1.1)
        self._where = _wrapped(muted=True)
        self._help = _wrapped()
        self._code = label(muted=True)
        self.choices = QListWidget()
        self.choices.setAccessibleName("Models to choose from")
        self.choices.itemActivated.connect(self._choose)
        self.choices.itemClicked.connect(self._choose)
        self.retry = QPushButton("Try again")
        self.retry.setProperty("primary", True)
        self.retry.clicked.connect(self.retried)
        self.another = QPushButton("Open another file …")
        self.another.clicked.connect(self.open_wanted)
        self.close_button = QPushButton("Close")
        self.close_button.clicked.connect(self.closed)
        for button in (self.retry, self.another, self.close_button):
            button.setAccessibleName(button.text().removesuffix(" …"))
        self._arrange()

    def _arrange(self) -> None:
        card = QFrame()
        card.setProperty("card", True)
        card.setMaximumWidth(680)
        body = QHBoxLayout(card)
        body.setContentsMargins(28, 26, 28, 24)
        body.setSpacing(18)
        body.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(8)
        for widget in (self._title, self._message, self._where, self._help):
            column.addWidget(widget)
        column.addWidget(self.choices)
        column.addWidget(self._code)
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        for button in (self.retry, self.another, self.close_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column.addSpacing(10)
        column.addLayout(buttons)
        body.addLayout(column, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(32, 24, 32, 24)
        outer.addStretch(2)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(card, 8)
        row.addStretch(1)
        outer.addLayout(row)
        outer.addStretch(3)

    @property
    def message(self) -> str:
        """What it says is wrong."""
        return self._message.text()

    def set_theme(self, theme: Theme) -> None:
        """Take a theme's colours."""
        self._theme = theme
        self._sign.setPixmap(icons.pixmap("error", theme.danger, 40, self.devicePixelRatioF()))

    def show_problem(self, name: str, problem: Problem) -> None:
        """Say what is wrong with a file."""
        several = bool(problem.choices)
        self._title.setText(f"{name}: which model?" if several else f"{name} cannot be read")
        self._show_choices(problem)
        for widget, text in (
            (self._message, problem.message),
            (self._where, f"Where: {problem.where}" if problem.where else ""),
            (self._help, "Choose the one to open." if several else problem.help),
            (self._code, f"Code: {problem.code}" if problem.code else ""),
        ):
            widget.setText(text)
            widget.setVisible(bool(text))

    def _show_choices(self, problem: Problem) -> None:
        self.choices.clear()
        for path in problem.choices:
            item = QListWidgetItem(path.removeprefix(problem.where).lstrip("/\\"))
            item.setData(Qt.ItemDataRole.UserRole, from_wire(path))
            self.choices.addItem(item)
        rows = min(len(problem.choices), _MOST_ROWS)
        self.choices.setFixedHeight(rows * max(1, self.choices.sizeHintForRow(0)) + 8)
        self.choices.setVisible(bool(problem.choices))

    def _choose(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))


def _wrapped(*, size: float = 1.0, muted: bool = False) -> QLabel:
    made = label(size=size, muted=muted)
    made.setWordWrap(True)
    return made
