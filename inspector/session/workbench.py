"""What the workbench shows of the draft: clauses, the dials of one, why a place does not match."""

from __future__ import annotations

from collections.abc import Callable, Collection

from inspector.analysis.report import DraftMatches
from inspector.analysis.workbench.records import (
    Clause,
    Explanation,
    Merging,
    Offer,
    Place,
    Refinement,
    Region,
    Vocabulary,
)
from inspector.session.document import Document
from inspector.session.draft import SignatureDraft
from inspector.session.link import Link
from inspector.session.loop import Loop
from inspector.session.signal import Observed, Signal

_AGAIN_MS = 120
"""Rest before counting goes on that something more urgent interrupted."""


class Workbench:
    """Asks the current document about the draft and keeps its answers.

    Args:
        draft: The draft.
        loop: The window's event loop.
        link_of: The conversation with a document's process.

    Attributes:
        clauses: The clause tree of the last text that could be read.
        vocabulary: What a signature may say on the current document, for completion.
        place: The clause that is looked at, None for none.
        others: Further ones that are looked at together with it.
        refinement: Dials and edits of it, None while unknown.
        explanation: Why the nodes asked about are in no match, None while unknown.
        asked: The nodes asked about.
        merging: What selections were merged into and nobody has taken yet, None for nothing.
        lit: Regions of the clause under the pointer.

    Signals:
        block_made: An edit needs this new block in the library.
    """

    def __init__(
        self, draft: SignatureDraft, loop: Loop, link_of: Callable[[Document], Link | None]
    ) -> None:
        self._draft = draft
        self._loop = loop
        self._link_of = link_of
        self._document: Document | None = None
        self._cuts: dict[int, list[list[Region]]] = {}
        self._merging: dict[int, list[frozenset[int]]] = {}
        self.clauses: Observed[list[Clause]] = Observed([])
        self.vocabulary: Observed[Vocabulary] = Observed(Vocabulary())
        self.place: Observed[Place | None] = Observed(None)
        self.others: tuple[Place, ...] = ()
        self.block_made: Signal[[str]] = Signal()
        self.refinement: Observed[Refinement | None] = Observed(None)
        self.explanation: Observed[Explanation | None] = Observed(None)
        self.asked: Observed[frozenset[int]] = Observed(frozenset())
        self.merging: Observed[Merging | None] = Observed(None)
        self.lit: Observed[tuple[frozenset[int], ...]] = Observed(())
        draft.result.changed.connect(self._matched)

    def attend(self, document: Document, link: Link) -> None:
        """Hear what a document's process says."""
        link.outlined.connect(self._take_clauses)
        link.refined.connect(self._take_refinement)
        link.explained.connect(self._take_explanation)
        link.spoken.connect(self._take_vocabulary)
        document.report.changed.connect(lambda _: self._ask_vocabulary(document))
        link.cut_ready.connect(lambda regions: self._take_cut(document, regions))

    def look_at(self, document: Document | None) -> None:
        """Another document is the current one."""
        self._document = document
        self.explanation.value = None
        self.asked.value = frozenset()
        self.lit.value = ()
        if document is not None and document.report.value is not None:
            self._ask_vocabulary(document)

    def choose(self, place: Place | None, others: tuple[Place, ...] = ()) -> None:
        """Look at a clause: its dials are asked for.

        Args:
            place: The clause, None for none.
            others: Further ones: what can be done to all of them together is asked for.
        """
        self.others = others
        self.place.value = place
        self.refinement.value = None
        self._refine()

    def apply(self, offer: Offer) -> None:
        """Do an edit; it is one step of undo. A block that it needs is kept first."""
        if offer.block:
            self.block_made.emit(offer.block)
        self._draft.text = offer.text

    def ask_why(self, nodes: Collection[int]) -> None:
        """Ask why these nodes are in no match."""
        self.asked.value = frozenset(nodes)
        self.explanation.value = None
        link = self._link()
        if nodes and link is not None and self._draft.text.strip():
            link.explain(self._draft.text, self._origin(), self.asked.value)

    def merge(self, selections: dict[int, list[frozenset[int]]], documents: list[Document]) -> None:
        """Make the draft the least general signature of selections, in one model or in several.

        Args:
            selections: By number of the document.
            documents: Those documents.
        """
        self._merging = selections
        self._cuts.clear()
        current = self._document
        for document in documents:
            link = self._link_of(document)
            if document is not current and link is not None:
                for nodes in selections[document.number]:
                    link.cut(nodes)
        self._merge_when_ready()

    def _merge_when_ready(self) -> None:
        current = self._document
        if current is None or not self._merging:
            return
        others = [number for number in self._merging if number != current.number]
        if any(len(self._cuts.get(n, ())) < len(self._merging[n]) for n in others):
            return
        link = self._link()
        if link is not None:
            own = self._merging.get(current.number, [])
            link.merge(own, [c for n in others for c in self._cuts[n]], self._draft.text)
        self._merging = {}

    def _take_cut(self, document: Document, regions: list[Region]) -> None:
        self._cuts.setdefault(document.number, []).append(regions)
        self._merge_when_ready()

    def _matched(self, result: DraftMatches | None) -> None:
        """The draft was matched anew: the tree follows, then the dials, then why not."""
        if result is None or result.state == "empty":
            self.clauses.value = []
            self.choose(None)
            return
        link = self._link()
        if result.state == "broken" or link is None:
            return
        link.outline(self._draft.text, self._origin())
        if self.asked.value:
            link.explain(self._draft.text, self._origin(), self.asked.value)

    def _take_clauses(self, clauses: list[Clause]) -> None:
        self.clauses.value = clauses
        place = self.place.value
        if place is not None and find_clause(clauses, place) is None:
            self.choose(None)
        else:
            self._refine()

    def _take_refinement(self, refinement: Refinement) -> None:
        if (refinement.place, tuple(refinement.others)) != (self.place.value, self.others):
            return
        self.refinement.value = refinement
        if not refinement.complete:
            self._loop.later(_AGAIN_MS, self._refine)

    def _ask_vocabulary(self, document: Document) -> None:
        link = self._link()
        if link is not None and document is self._document:
            link.speak()

    def _take_vocabulary(self, vocabulary: Vocabulary) -> None:
        self.vocabulary.value = vocabulary

    def _take_explanation(self, explanation: Explanation) -> None:
        self.explanation.value = explanation

    def _refine(self) -> None:
        link, place = self._link(), self.place.value
        if link is not None and place is not None and self._draft.text.strip():
            link.refine(self._draft.text, self._origin(), place, self.others)

    def _link(self) -> Link | None:
        return self._link_of(self._document) if self._document is not None else None

    def _origin(self) -> frozenset[int]:
        document = self._document
        own = document is not None and document.number == self._draft.document
        return self._draft.origin if own else frozenset()


def find_clause(clauses: list[Clause], place: Place) -> Clause | None:
    """The clause of a place."""
    for clause in clauses:
        if clause.place == place:
            return clause
        if (below := find_clause(clause.children, place)) is not None:
            return below
    return None


def clause_at(clauses: list[Clause], line: int, column: int) -> Clause | None:
    """The innermost clause at a place of the text."""
    found: Clause | None = None
    below = clauses
    while True:
        inside = [
            c for c in below if (c.line, c.column) <= (line, column) <= (c.end_line, c.end_column)
        ]
        if not inside:
            return found
        found = inside[-1]
        below = found.children


def clauses_with(clauses: list[Clause], stored: Collection[int]) -> list[Place]:
    """The places whose clauses bound one of these stored nodes, whole patterns left out."""
    wanted = set(stored)
    found = []
    stack = list(clauses)
    while stack:
        clause = stack.pop()
        if any(not wanted.isdisjoint(nodes) for nodes in clause.nodes):
            if clause.place.path and not clause.place.key:
                found.append(clause.place)
            stack.extend(clause.children)
    return found
