"""What linter and examples say of the signature that is being saved."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QToolButton,
    QVBoxLayout,
)

from inspector.session.checking import CheckedKeeper, Phase, Saving
from inspector.ui import icons
from inspector.ui.theme import LIGHT, Theme
from inspector.ui.widgets.plain import plain
from inspector.ui.widgets.text import label
from inspector.ui.words import plural

_MOST_HIGH = 150
_ICONS = {"error": "error", "warning": "warning", "hint": "info"}
_MISSING = {
    "no-example": "an example",
    "no-counterexample": "a counterexample",
    "no-reference": "a reference",
    "no-description": "a description",
    "placeholder": "a title and description of your own",
    "unused-block": "a signature that uses it",
}
_SIGNS: dict[Phase, str] = {
    "checking": "info", "refused": "error", "asking": "warning", "failed": "error",
    "saved": "check",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """What the bar says of one way of keeping a signature.

    Attributes:
        name: Of the bar.
        done: What has happened when it is kept.
        anyway, now, give_up, back: On the buttons.
        found: What is counted while it asks, one and several.
        hints: Whether what only lacks something is told before, too.
    """

    name: str
    done: str
    anyway: str
    now: str
    give_up: str
    back: str
    found: tuple[str, str]
    hints: bool = False


SAVING = Words(
    "Check before saving", "saved", "Save anyway", "Save now", "Do not save", "Back to editing",
    ("warning", "warnings"),
)  # fmt: skip
IMPORTING = Words(
    "Check before importing", "imported", "Import anyway", "Import now", "Do not import",
    "Do not import", ("finding", "findings"), True,
)  # fmt: skip


class CheckBar(QFrame):
    """Stands below the text while saving has something to say.

    Args:
        saver: Who saves.
        words: What its buttons say.

    Signals:
        line_wanted: A finding was pressed: its line in the text, from 1.
    """

    line_wanted = Signal(int)

    def __init__(self, saver: CheckedKeeper, words: Words = SAVING) -> None:
        super().__init__()
        self.setAccessibleName(words.name)
        self.setProperty("strip", True)
        self._saver = saver
        self._words = words
        self._theme = LIGHT
        self.sign = QLabel()
        self.headline = label(bold=True)
        self.headline.setWordWrap(True)
        self.list = QListWidget()
        self.list.setAccessibleName("Findings of the check")
        self.list.setWordWrap(True)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setMaximumHeight(_MOST_HIGH)
        self.list.setIconSize(QSize(16, 16))
        self.anyway = QPushButton(words.anyway)
        self.close_button = QPushButton(words.back)
        self.cross = QToolButton()
        self.cross.setAccessibleName("Close the check")
        self.cross.setToolTip("Close")
        self._arrange()
        self.anyway.clicked.connect(saver.anyway)
        self.close_button.clicked.connect(saver.dismiss)
        self.cross.clicked.connect(saver.dismiss)
        self.list.itemClicked.connect(self._go)
        self.list.itemActivated.connect(self._go)
        saver.state.changed.connect(self._show)
        self._show(saver.state.value)

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self.headline, 1)
        top.addWidget(self.cross, 0, Qt.AlignmentFlag.AlignTop)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        buttons.addWidget(self.anyway)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 10, 8)
        column.setSpacing(6)
        column.addLayout(top)
        column.addWidget(self.list)
        column.addLayout(buttons)

    def set_theme(self, theme: Theme) -> None:
        """Take a theme's colours."""
        self._theme = theme
        self._show(self._saver.state.value)

    def _show(self, state: Saving | None) -> None:
        self.setVisible(state is not None and (state.phase != "saved" or bool(state.findings)))
        if state is None:
            return
        self.headline.setText(headline(state, self._words))
        self.setAccessibleDescription(self.headline.text())
        tones = {"error": self._theme.danger, "warning": self._theme.warning}
        tones |= {"info": self._theme.muted, "hint": self._theme.muted, "check": self._theme.good}
        sign = _SIGNS[state.phase]
        self.sign.setPixmap(icons.pixmap(sign, tones[sign], 18, self.devicePixelRatioF()))
        self.list.clear()
        saved = state.phase == "saved"
        told = [f for f in state.findings if self._words.hints or f.severity != "hint"]
        found = [] if saved else told
        for finding in found:
            item = QListWidgetItem(f"{finding.message}\n{finding.recommendation}".strip())
            item.setIcon(icons.icon(_ICONS[finding.severity], tones[finding.severity]))
            item.setData(Qt.ItemDataRole.UserRole, finding.line)
            item.setToolTip(plain(f"{finding.severity}: {finding.code}, line {finding.line}"))
            self.list.addItem(item)
        self.list.setVisible(bool(found))
        self._fit_list()
        self.anyway.setVisible(state.phase in ("checking", "asking"))
        words = self._words
        self.anyway.setText(words.now if state.phase == "checking" else words.anyway)
        self.close_button.setText(words.give_up if state.phase == "checking" else words.back)
        self.close_button.setVisible(not saved)
        self.cross.setIcon(icons.icon("close", self._theme.text))
        self.cross.setVisible(saved)

    def _fit_list(self) -> None:
        rows = range(self.list.count())
        height = sum(self.list.sizeHintForRow(row) for row in rows) + 4
        self.list.setFixedHeight(min(height, _MOST_HIGH))

    def _go(self, item: QListWidgetItem) -> None:
        self.line_wanted.emit(item.data(Qt.ItemDataRole.UserRole))


def headline(state: Saving, words: Words = SAVING) -> str:
    """How saving stands, in a sentence."""
    worst = [f for f in state.findings if f.severity == "error"]
    if state.phase == "checking":
        return f"{state.stage} before it is {words.done} …"
    if state.phase == "failed":
        return f"Not {words.done}. {state.stage}"
    if state.phase == "refused":
        return f"Not {words.done}: {plural(len(worst), 'check fails', 'checks fail')}"
    if state.phase == "asking":
        shown = [f for f in state.findings if words.hints or f.severity == "warning"]
        return f"Not {words.done} yet: {plural(len(shown), *words.found)}"
    missing = ", ".join(_MISSING.get(finding.code, finding.message) for finding in state.findings)
    return f"Saved to {state.path.name}. Still missing: {missing}."
