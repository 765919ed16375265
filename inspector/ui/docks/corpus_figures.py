"""Precision and recall of the draft, and what the last edit did to them."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from inspector.analysis.corpus.records import Tally
from inspector.session.corpus import Row
from inspector.ui.docks.corpus_model import fires
from inspector.ui.theme import LIGHT, Theme
from inspector.ui.widgets.text import label
from inspector.ui.words import percent, plural


class Figure(QWidget):
    """A share with its name, and how it was before."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self._theme = LIGHT
        self.value = label("–", size=1.5, bold=True)
        self.change = label(muted=True)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        line.addWidget(self.value)
        line.addWidget(self.change)
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(label(title, muted=True))
        column.addLayout(line)

    def set_theme(self, theme: Theme) -> None:
        """Take a theme's colours."""
        self._theme = theme

    def tell(self, now: float | None, before: float | None) -> None:
        """Show a share and what it was."""
        self.value.setText("–" if now is None else percent(now))
        words, colour = "", self._theme.muted
        if now is not None and before is not None and now != before:
            sign = "▲" if now > before else "▼"
            words = f"{sign} was {percent(before)}"
            colour = self._theme.good if now > before else self._theme.danger
        self.change.setText(words)
        self.change.setStyleSheet(f"color: {colour}")
        self.setAccessibleName(f"{self._title}: {self.value.text()} {words}".strip())


class CorpusFigures(QWidget):
    """Two shares and a sentence."""

    def __init__(self) -> None:
        super().__init__()
        self.precision = Figure("Precision")
        self.recall = Figure("Recall")
        self.sentence: QLabel = label(muted=True)
        self.sentence.setWordWrap(True)
        line = QHBoxLayout()
        line.setSpacing(16)
        line.addWidget(self.precision, 1)
        line.addWidget(self.recall, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 2, 12, 4)
        column.setSpacing(2)
        column.addLayout(line)
        column.addWidget(self.sentence)

    def set_theme(self, theme: Theme) -> None:
        """Take a theme's colours."""
        self.precision.set_theme(theme)
        self.recall.set_theme(theme)

    def tell(self, now: Tally | None, before: Tally | None, rows: list[Row], *, sure: bool) -> None:
        """Show how right the draft is.

        Args:
            now: On all models, None while unknown.
            before: Before the last edit, None where there was none.
            rows: All models.
            sure: Whether it is said which models it should match.
        """
        old = before if now is not None else None
        self.precision.tell(now.precision if now else None, old.precision if old else None)
        self.recall.tell(now.recall if now else None, old.recall if old else None)
        self.sentence.setText(_sentence(now, rows, sure=sure))


def _sentence(now: Tally | None, rows: list[Row], *, sure: bool) -> str:
    if not sure:
        found = [row.entry.family for row in rows if fires(row)]
        families = plural(len({family for family in found if family}), "family", "families")
        return f"Found in {plural(len(found), 'model')} of {families}. Tick what it should match."
    if now is None:
        return ""
    wanted = now.hits + now.misses
    return f"{now.hits} of {wanted} found that should be, {now.false} that should not"
