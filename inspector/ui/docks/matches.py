"""The section that lists where the draft matches."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from inspector.analysis.report import DraftMatches
from inspector.session.document import Document
from inspector.session.highlights import DRAFT, Place
from inspector.session.session import Session
from inspector.ui.theme import Theme
from inspector.ui.words import plural

_SHOWN = 500
LOST = "Lost since the last save"
GAINED = "New since the last save"


class MatchesSection(QWidget):
    """A row per match; a press brings it into view.

    Args:
        session: Whose draft is matched.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._draft = session.draft
        self._document: Document | None = None
        self.list = QListWidget()
        self.list.setAccessibleName("Matches of the signature")
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.currentRowChanged.connect(self._show)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list)
        self._draft.result.changed.connect(self._fill)

    def set_theme(self, theme: Theme) -> None:
        """Nothing here has colours of its own."""

    def bind(self, document: Document | None) -> None:
        """Speak of a document."""
        self._document = document
        self._fill(self._draft.result.value)

    def _fill(self, result: DraftMatches | None) -> None:
        matches = result.matches if result is not None and self._document is not None else []
        self.list.blockSignals(True)
        self.list.clear()
        lost = result.lost if result is not None and self._document is not None else []
        gained = set(result.gained) if result is not None else set()
        for number, match in enumerate(lost[:_SHOWN]):
            self._add(f"−   {self._words(match)} · lost since the last save", match, LOST, number)
        for number, match in enumerate(matches[:_SHOWN]):
            new = " · new since the last save" if number in gained else ""
            words = f"{'+ ' if new else ''}{number + 1}   {self._words(match)}{new}"
            self._add(words, match, "", number)
        if len(matches) > _SHOWN:
            more = QListWidgetItem(f"and {len(matches) - _SHOWN} more")
            more.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(more)
        self.list.blockSignals(False)

    def _words(self, match: list[int]) -> str:
        own = not self._draft.origin.isdisjoint(match)
        what = "the selection" if own else f"from #{match[0]}" if match else ""
        return f"{plural(len(match), 'node')} · {what}"

    def _add(self, words: str, match: list[int], group: str, number: int) -> None:
        item = QListWidgetItem(words)
        item.setToolTip(", ".join(f"#{node}" for node in match[:40]))
        item.setData(Qt.ItemDataRole.UserRole, (group, number))
        self.list.addItem(item)

    def _show(self, row: int) -> None:
        found = self.list.item(row).data(Qt.ItemDataRole.UserRole) if row >= 0 else None
        if self._document is None or found is None:
            return
        title, number = found
        highlights = self._document.highlights
        at = next(
            (
                n
                for n, group in enumerate(highlights.groups)
                if (group.title == title if title else group.colour == DRAFT)
            ),
            None,
        )
        if at is not None:
            highlights.focus(Place(at, number))
