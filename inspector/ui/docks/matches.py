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
        for number, match in enumerate(matches[:_SHOWN], start=1):
            own = not self._draft.origin.isdisjoint(match)
            what = "the selection" if own else f"from #{match[0]}" if match else ""
            item = QListWidgetItem(f"{number}   {plural(len(match), 'node')} · {what}")
            item.setToolTip(", ".join(f"#{node}" for node in match[:40]))
            self.list.addItem(item)
        if len(matches) > _SHOWN:
            more = QListWidgetItem(f"and {len(matches) - _SHOWN} more")
            more.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(more)
        self.list.blockSignals(False)

    def _show(self, row: int) -> None:
        if self._document is None or row < 0:
            return
        highlights = self._document.highlights
        at = next((n for n, g in enumerate(highlights.groups) if g.colour == DRAFT), None)
        if at is not None:
            highlights.focus(Place(at, row))
