"""The conversation of one document with its child process."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Protocol

from inspector.analysis.discovery.records import Heat, Suggestions
from inspector.analysis.report import DraftMatches, Finds, Problem
from inspector.analysis.tensors import TensorSummary
from inspector.analysis.workbench.records import (
    Clause,
    Explanation,
    Merging,
    Place,
    Refinement,
    Region,
    Vocabulary,
)
from inspector.layout.display import Direction
from inspector.session.document import Activity, Document, Notice
from inspector.session.highlights import groups_of
from inspector.session.loop import Loop
from inspector.session.scene_map import SceneMap
from inspector.session.signal import Signal
from inspector.worker.messages import (
    AnyAnswer,
    AnyRequest,
    Arrange,
    AskHeat,
    Cut,
    CutReady,
    Describe,
    DetailsReady,
    Draft,
    Drafted,
    DraftMatched,
    Explain,
    Explained,
    Failed,
    Find,
    Found,
    HeatReady,
    MatchDraft,
    Measure,
    Measured,
    Merge,
    MergeReady,
    Open,
    Opened,
    Outline,
    Outlined,
    Progress,
    Refine,
    Refined,
    Rescan,
    Scanned,
    SceneReady,
    Speak,
    Spoken,
    Suggest,
    Suggested,
)


class Client(Protocol):
    """The window's end of a child process."""

    def send(self, request: AnyRequest) -> None:
        """Ask; starts the child when there is none."""

    def cancel(self) -> None:
        """Kill the child at once."""

    def close(self) -> None:
        """End for good."""


ClientFactory = Callable[[Callable[[AnyAnswer], None], Callable[..., None]], Client]
"""Makes a client from what to do with an answer and what to do when the child dies.

Both are called from a thread of the client's."""

_STAGES: dict[type, str] = {
    Open: "Reading the file",
    Rescan: "Scanning again",
    Arrange: "Arranging the graph",
    Draft: "Drafting a signature",
    Merge: "Merging selections",
}
_LAST_ANSWERS = (
    SceneReady,
    DetailsReady,
    Drafted,
    DraftMatched,
    CutReady,
    Outlined,
    Refined,
    Explained,
    MergeReady,
    Spoken,
    Found,
    Measured,
    HeatReady,
    Suggested,
    Failed,
)


class Link:
    """Sends what a document needs and files the answers; drops those that came too late.

    Args:
        document: Whose answers these are.
        make_client: Starts the client.
        loop: Where answers are filed.
        libraries: Gives the signature folders at the time of asking.
        tables: Gives the tables of neighbourhoods at the time of asking.

    Signals:
        drafted: A signature text for the selection that was asked for, with that selection.
        draft_matched: Where the draft matches.
        outlined: The clauses of the draft.
        spoken: What a signature may say on the document.
        refined: What can be done to a clause.
        explained: Why nodes are in no match.
        cut_ready: A selection as regions.
        heated: How common the nodes' neighbourhoods are.
        suggested: What recurs.
        merged: The least general signature of several selections, and what each had.
    """

    def __init__(
        self,
        document: Document,
        make_client: ClientFactory,
        loop: Loop,
        libraries: Callable[[], list[str]],
        tables: Callable[[], list[str]] = list,
    ) -> None:
        self.document = document
        self.drafted: Signal[[str, frozenset[int]]] = Signal()
        self.draft_matched: Signal[[DraftMatches]] = Signal()
        self.outlined: Signal[[list[Clause]]] = Signal()
        self.spoken: Signal[[Vocabulary]] = Signal()
        self.refined: Signal[[Refinement]] = Signal()
        self.explained: Signal[[Explanation]] = Signal()
        self.cut_ready: Signal[[list[Region]]] = Signal()
        self.merged: Signal[[Merging]] = Signal()
        self.heated: Signal[[Heat]] = Signal()
        self.suggested: Signal[[Suggestions]] = Signal()
        self._loop = loop
        self._libraries = libraries
        self._tables = tables
        self._revision = 0
        self._pending: dict[int, AnyRequest] = {}
        self._newest: dict[type, int] = {}
        self._attached = False
        self._generation = 0
        self._deaf_until = 0
        self._client = make_client(self._receive, self._exited)

    @property
    def attached(self) -> bool:
        """Whether the child process holds the document."""
        return self._attached

    @property
    def waiting(self) -> bool:
        """Whether something was asked that is not answered yet."""
        return bool(self._pending)

    def open(self) -> None:
        """Read the file, or read it again; folds that are open stay open."""
        scene = self.document.scene.value
        self.document.failure.value = None
        self.document.notice.value = None
        self.document.measured.value = {}
        self._attached = True
        self._send(Open(*self._address(), self.document.path, self._libraries()))
        if scene is not None:
            self.arrange(scene.opened(), scene.direction, by_names=scene.by_names)

    def rescan(self) -> None:
        """Match the library as it is now."""
        if not self._attached:
            self.open()
            return
        self._send(Rescan(*self._address(), self._libraries()))

    def arrange(
        self,
        opened: list[int] | None,
        direction: Direction = "down",
        *,
        everything: bool = False,
        below: int = -1,
        visible: Collection[int] = (),
        by_names: bool = False,
    ) -> None:
        """Lay out with these boxes open and more (see ``Arrange``)."""
        if self._ready():
            number, revision = self._address()
            shown = sorted(visible)
            self._send(
                Arrange(number, revision, opened, direction, everything, below, shown, by_names)
            )

    def describe(self, box: int) -> None:
        """Ask for the details of a box."""
        if self._attached:
            self._send(Describe(*self._address(), box))

    def draft(self, stored: frozenset[int], others: list[list[int]] | None = None) -> None:
        """Ask for a signature text of these nodes that matches some other regions too."""
        if self._ready():
            self._send(Draft(*self._address(), sorted(stored), others or []))

    def ask_heat(self) -> None:
        """Ask how common the nodes' neighbourhoods are."""
        if self._attached:
            self._send(AskHeat(*self._address(), self._tables()))

    def suggest(self) -> None:
        """Ask what recurs."""
        if self._attached:
            self._send(Suggest(*self._address(), self._tables()))

    def find(self, query: str) -> None:
        """Ask which stored nodes fit a query."""
        if not query.strip():
            self._newest[Find] = self._address()[1]
            self.document.finds.value = Finds(query)
        elif self._attached:
            self._send(Find(*self._address(), query))

    def measure(self, node: int, place: str) -> None:
        """Ask what the elements of a stored node's constant are like, once."""
        if self._ready() and (node, place) not in self.document.measured.value:
            # One at a time: an older question that is not answered yet is not waited for.
            self._unask()
            self.document.measured.value = {**self.document.measured.value, (node, place): None}
            self._send(Measure(*self._address(), node, place))

    def _unask(self) -> None:
        """Forget questions about constants that will not be answered."""
        known = self.document.measured.value
        answered: dict[tuple[int, str], TensorSummary | None] = {
            at: summary for at, summary in known.items() if summary is not None
        }
        if len(answered) < len(known):
            self.document.measured.value = answered

    def match(self, text: str, stored: frozenset[int], base: str = "") -> bool:
        """Ask where a signature text matches, and what changed since it was ``base``.

        Returns:
            False when there is nobody to ask.
        """
        if self._attached and self.document.failure.value is None:
            self._send(MatchDraft(*self._address(), text, sorted(stored), base))
            return True
        return False

    def outline(self, text: str, stored: frozenset[int]) -> None:
        """Ask for the clauses of a draft."""
        if self._attached:
            self._send(Outline(*self._address(), text, sorted(stored)))

    def refine(
        self, text: str, stored: frozenset[int], place: Place, others: tuple[Place, ...] = ()
    ) -> None:
        """Ask what can be done to a clause, or to several together."""
        if self._attached:
            self._send(Refine(*self._address(), text, sorted(stored), place, list(others)))

    def explain(self, text: str, stored: frozenset[int], nodes: frozenset[int]) -> None:
        """Ask why nodes are in no match."""
        if self._attached:
            self._send(Explain(*self._address(), text, sorted(stored), sorted(nodes)))

    def speak(self) -> None:
        """Ask what a signature may say."""
        if self._attached:
            self._send(Speak(*self._address()))

    def cut(self, nodes: frozenset[int]) -> None:
        """Ask for a selection as regions."""
        if self._ready():
            self._send(Cut(*self._address(), sorted(nodes)))

    def merge(
        self, selections: list[frozenset[int]], others: list[list[Region]], text: str
    ) -> None:
        """Ask for the least general signature of selections of this and of other models."""
        if self._ready():
            own = [sorted(nodes) for nodes in selections]
            self._send(Merge(*self._address(), own, others, text))

    def cancel(self) -> None:
        """Stop all work at once; what is known stays."""
        unread = any(isinstance(request, Open) for request in self._pending.values())
        self._drop()
        self._client.cancel()
        self.document.notice.value = Notice(
            "Stopped. What is known so far stays.",
            help="" if unread else "Read the file again to go on.",
            retry=True,
            danger=False,
        )

    def close(self) -> None:
        """End the child process."""
        self._drop()
        self._client.close()

    def _address(self) -> tuple[int, int]:
        self._revision += 1
        return self.document.number, self._revision

    def _ready(self) -> bool:
        """Whether a request makes sense now; tells the user when the child is gone."""
        if not self._attached and self.document.failure.value is None:
            self.document.notice.value = Notice(
                "The file is not loaded any more.", help="Read it again to go on.", retry=True
            )
        return self._attached

    def _send(self, request: AnyRequest) -> None:
        for revision, older in list(self._pending.items()):
            if type(older) is type(request):
                del self._pending[revision]
        self._pending[request.revision] = request
        self._newest[type(request)] = request.revision
        self._show_activity()
        self._client.send(request)

    def _drop(self) -> None:
        """Forget everything asked; answers under way are not heard any more."""
        self._generation += 1
        self._attached = False
        self._pending.clear()
        self._newest.clear()
        self._revision += 1
        self._deaf_until = self._revision
        self._unask()
        self._show_activity()

    def _show_activity(self, progress: Progress | None = None) -> None:
        """Derive what is being done from what was asked."""
        request = next((r for r in self._pending.values() if type(r) in _STAGES), None)
        if request is None:
            self.document.activity.value = None
            return
        stage = progress.stage if progress else _STAGES[type(request)]
        fraction = progress.fraction if progress else -1.0
        self.document.activity.value = Activity(stage, fraction, not isinstance(request, Open))

    def _receive(self, answer: AnyAnswer) -> None:
        """Called by the client's thread: build what is heavy here, file it in the session's."""
        prepared = SceneMap(answer.scene) if isinstance(answer, SceneReady) else None
        self._loop.post(lambda: self._file(answer, prepared))

    def _exited(self, *reason: object) -> None:
        """Called by the client's thread: the child is gone."""
        generation = self._generation
        self._loop.post(lambda: self._bury(generation, reason))

    def _bury(self, generation: int, reason: tuple[object, ...]) -> None:
        if generation != self._generation:
            return
        self._drop()
        if self.document.failure.value is not None:
            return
        said = next((part for part in reason if isinstance(part, Problem)), None)
        self.document.notice.value = Notice(
            said.message if said else "The process that reads the file ended unexpectedly.",
            help=(said.help if said else "") or "What is known so far stays.",
            retry=True,
        )

    def _file(self, answer: AnyAnswer, prepared: SceneMap | None) -> None:
        """Put an answer where it belongs, unless something newer was asked."""
        if answer.document != self.document.number or answer.revision <= self._deaf_until:
            return
        request = self._pending.get(answer.revision)
        if isinstance(answer, _LAST_ANSWERS):
            self._pending.pop(answer.revision, None)
        match answer:
            case Progress():
                if request is not None:
                    self._show_activity(answer)
                return
            case Opened(summary=summary):
                self.document.summary.value = summary
            case Scanned() if self._is_newest(answer, Open, Rescan):
                self._file_report(answer)
            case Failed(problem=problem):
                self._file_failure(problem, request)
            case SceneReady() if prepared and self._is_newest(answer, Open, Rescan, Arrange):
                self.document.scene.value = prepared
            case _:
                self._file_reply(answer, request)
        self._show_activity()

    def _file_reply(self, answer: AnyAnswer, request: AnyRequest | None) -> None:
        """Put the answer of a question about the open document where it belongs."""
        match answer:
            case DetailsReady(box=box, details=details) if self._is_newest(answer, Describe):
                self.document.details.value = (box, details)
            case Drafted(text=text) if isinstance(request, Draft):
                self.drafted.emit(text, frozenset(request.stored))
            case MergeReady(merging=merging):
                self.merged.emit(merging)
            case Found(finds=finds) if self._is_newest(answer, Find):
                self.document.finds.value = finds
            case Measured(node=node, place=place, summary=summary):
                known = self.document.measured.value
                self.document.measured.value = {**known, (node, place): summary}
            case DraftMatched(result=result) if self._is_newest(answer, MatchDraft):
                self.draft_matched.emit(result)
            case _:
                self._file_authoring(answer)

    def _file_authoring(self, answer: AnyAnswer) -> None:
        """Pass on what was asked about the draft."""
        match answer:
            case Outlined(clauses=clauses) if self._is_newest(answer, Outline):
                self.outlined.emit(clauses)
            case Spoken(vocabulary=vocabulary):
                self.spoken.emit(vocabulary)
            case Refined(refinement=refinement) if self._is_newest(answer, Refine):
                self.refined.emit(refinement)
            case Explained(explanation=explanation) if self._is_newest(answer, Explain):
                self.explained.emit(explanation)
            case CutReady(regions=regions):
                self.cut_ready.emit(regions)
            case HeatReady(heat=heat) if self._is_newest(answer, AskHeat):
                self.heated.emit(heat)
            case Suggested(suggestions=suggestions) if self._is_newest(answer, Suggest):
                self.suggested.emit(suggestions)
            case _:
                pass

    def _is_newest(self, answer: AnyAnswer, *kinds: type) -> bool:
        return answer.revision >= max(self._newest.get(kind, 0) for kind in kinds)

    def _file_report(self, answer: Scanned) -> None:
        document = self.document
        document.evidence.value = answer.evidence
        document.report.value = answer.report
        first = next((item for item in answer.evidence if item.kind == "family"), None)
        document.highlights.show(groups_of(first) if first and first.satisfied else ())
        if answer.report.error is not None and answer.report.status in ("error", "unsupported"):
            document.failure.value = answer.report.error

    def _file_failure(self, problem: Problem, request: AnyRequest | None) -> None:
        if isinstance(request, Measure):
            self._unask()
        if isinstance(request, Open) and self.document.summary.value is None:
            self._pending.clear()
            self.document.failure.value = problem
        elif isinstance(request, MatchDraft):
            self.draft_matched.emit(DraftMatches("broken", failure=problem.message))
        elif not isinstance(request, Describe | Outline | Refine | Explain | AskHeat | Speak):
            self.document.notice.value = Notice(problem.message, problem.help)
