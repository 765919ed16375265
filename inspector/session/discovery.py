"""What recurs in the open model, and how common its neighbourhoods are, asked for when shown."""

from __future__ import annotations

from collections.abc import Callable

from inspector.analysis.discovery.records import Heat, Suggestion, Suggestions
from inspector.session.document import Document
from inspector.session.link import Link
from inspector.session.signal import Observed, Signal


class Discovery:
    """Asks a document's process once somebody looks.

    Args:
        link_of: The conversation with a document's process.

    Attributes:
        heat_shown: Whether nodes are shaded by how common their neighbourhoods are.

    Signals:
        heat_changed: The shades of the current document are others.
        draft_wanted: A signature is being made of a suggestion.
    """

    def __init__(self, link_of: Callable[[Document], Link | None]) -> None:
        self._link_of = link_of
        self._document: Document | None = None
        self._watched = False
        self.heat_shown: Observed[bool] = Observed(False)
        self.heat_changed: Signal[[]] = Signal()
        self.draft_wanted: Signal[[]] = Signal()
        self.heat_shown.changed.connect(self._ask_again)

    @property
    def heat(self) -> Heat | None:
        """What the current document is shaded by, None when it is not."""
        shown = self._document is not None and self.heat_shown.value
        return self._document.heat.value if self._document and shown else None

    def attend(self, document: Document, link: Link) -> None:
        """Hear what a document's process says."""

        def take_heat(heat: Heat) -> None:
            document.heat.value = heat
            self.heat_changed.emit()

        def take_suggestions(suggestions: Suggestions) -> None:
            document.suggestions.value = suggestions

        link.heated.connect(take_heat)
        link.suggested.connect(take_suggestions)
        document.report.changed.connect(lambda _: self._scanned(document))

    def look_at(self, document: Document | None) -> None:
        """Another document is the current one."""
        self._document = document
        self._ask()
        self.heat_changed.emit()

    def watch(self, watched: bool) -> None:
        """Whether somebody looks at the suggestions."""
        self._watched = watched
        self._ask()

    def adopt(self, suggestion: Suggestion) -> bool:
        """Make a signature of a region that recurs; False when nobody is there to do it."""
        link = self._link()
        if link is None:
            return False
        self.draft_wanted.emit()
        first, *others = suggestion.occurrences
        link.draft(frozenset(first), others)
        return True

    def _scanned(self, document: Document) -> None:
        """The file was read or scanned again."""
        document.heat.value = None
        document.suggestions.value = None
        if document is self._document:
            self._ask()

    def _ask_again(self, _: bool) -> None:
        self._ask()
        self.heat_changed.emit()

    def _ask(self) -> None:
        document, link = self._document, self._link()
        if document is None or link is None or document.report.value is None:
            return
        if self.heat_shown.value and document.heat.value is None:
            link.ask_heat()
        if self._watched and document.suggestions.value is None:
            link.suggest()

    def _link(self) -> Link | None:
        return self._link_of(self._document) if self._document is not None else None
