"""What linter and examples say of the signature that is being saved."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
)

from inspector.session.saving import Phase, Saver, Saving
from inspector.ui import icons
from inspector.ui.theme import LIGHT, Theme
from inspector.ui.widgets.plain import plain
from inspector.ui.widgets.text import label
from inspector.ui.words import plural

_MOST_HIGH = 150
_ICONS = {"error": "error", "warning": "warning", "hint": "info"}
_SIGNS: dict[Phase, str] = {
    "checking": "info", "refused": "error", "asking": "warning", "failed": "error",
    "saved": "check",
}  # fmt: skip


class CheckBar(QFrame):
    """Stands below the text while saving has something to say.

    Args:
        saver: Who saves.

    Signals:
        line_wanted: A finding was pressed: its line in the text, from 1.
    """

    line_wanted = Signal(int)

    def __init__(self, saver: Saver) -> None:
        super().__init__()
        self.setAccessibleName("Check before saving")
        self.setProperty("strip", True)
        self._saver = saver
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
        self.anyway = QPushButton("Save anyway")
        self.close_button = QPushButton("Back to editing")
        self._arrange()
        self.anyway.clicked.connect(saver.anyway)
        self.close_button.clicked.connect(saver.dismiss)
        self.list.itemClicked.connect(self._go)
        self.list.itemActivated.connect(self._go)
        saver.state.changed.connect(self._show)
        self._show(saver.state.value)

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self.headline, 1)
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
        self.headline.setText(headline(state))
        self.setAccessibleDescription(self.headline.text())
        tones = {"error": self._theme.danger, "warning": self._theme.warning}
        tones |= {"info": self._theme.muted, "hint": self._theme.muted, "check": self._theme.good}
        sign = _SIGNS[state.phase]
        self.sign.setPixmap(icons.pixmap(sign, tones[sign], 18, self.devicePixelRatioF()))
        self.list.clear()
        found = [f for f in state.findings if state.phase == "saved" or f.severity != "hint"]
        for finding in found:
            item = QListWidgetItem(f"{finding.message}\n{finding.recommendation}".strip())
            item.setIcon(icons.icon(_ICONS[finding.severity], tones[finding.severity]))
            item.setData(Qt.ItemDataRole.UserRole, finding.line)
            item.setToolTip(plain(f"{finding.severity}: {finding.code}, line {finding.line}"))
            self.list.addItem(item)
        self.list.setVisible(bool(found))
        self._fit_list()
        self.anyway.setVisible(state.phase in ("checking", "asking"))
        self.anyway.setText("Save now" if state.phase == "checking" else "Save anyway")
        closing = {"checking": "Do not save", "saved": "Close"}
        self.close_button.setText(closing.get(state.phase, "Back to editing"))

    def _fit_list(self) -> None:
        rows = range(self.list.count())
        height = sum(self.list.sizeHintForRow(row) for row in rows) + 4
        self.list.setFixedHeight(min(height, _MOST_HIGH))

    def _go(self, item: QListWidgetItem) -> None:
        self.line_wanted.emit(item.data(Qt.ItemDataRole.UserRole))


def headline(state: Saving) -> str:
    """How saving stands, in a sentence."""
    worst = [f for f in state.findings if f.severity == "error"]
    if state.phase == "checking":
        return f"{state.stage} before it is saved …"
    if state.phase == "failed":
        return f"Not saved. {state.stage}"
    if state.phase == "refused":
        return f"Not saved: {plural(len(worst), 'check fails', 'checks fail')}"
    if state.phase == "asking":
        count = sum(f.severity == "warning" for f in state.findings)
        return f"Not saved yet: {plural(count, 'warning', 'warnings')}"
    return f"Saved to {state.path.name}. What is still missing:"
