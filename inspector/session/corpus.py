"""The draft held against sets of models: what it finds, what it misses, and what it should not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Protocol

from inspector.analysis.corpus.records import (
    DraftFound,
    Entry,
    Repair,
    Result,
    Tally,
    result_of,
    tally,
)
from inspector.analysis.report import Problem
from inspector.session.claims import Claims, claims_of
from inspector.session.draft import SignatureDraft
from inspector.session.examples import Examples
from inspector.session.loop import Loop
from inspector.session.signal import Observed, Signal
from inspector.worker.corpus.events import (
    Broken,
    Copied,
    Event,
    Finished,
    Listed,
    Matched,
    Reading,
    Repaired,
    Stopped,
    Unread,
)
from inspector.worker.corpus.sets import ModelSet

REST_MS = 250
"""Rest after an edit before the draft is matched on the sets."""

BUNDLED = ModelSet("bundled")


class Runner(Protocol):
    """Lists, reads and matches in the background (see ``worker.corpus.runner``)."""

    def use(self, sets: Sequence[ModelSet]) -> None:
        """Hold drafts against these sets."""

    def match(self, text: str, serial: int) -> None:
        """Match a draft."""

    def repair(self, text: str, serial: int, wrong: Sequence[str], right: Sequence[str]) -> None:
        """Look for edits that keep a draft out of some models."""

    def copy(self, path: str, target: Path) -> None:
        """Keep a model as an example."""

    def cancel(self) -> None:
        """End all work."""

    def resume(self) -> None:
        """Go on reading."""

    def close(self) -> None:
        """End for good."""


MakeRunner = Callable[[Callable[[Event], None]], Runner]
"""Starts a runner from whom it tells, in a thread of its own."""


@dataclass(frozen=True, slots=True)
class Row:
    """A model and what the draft found in it.

    Attributes:
        found: None while it is not known.
        result: What that means; None while it is not known, or what should match is not said.
        earlier: The result before the last edit, where it was another one.
        problem: Why it could not be read.
    """

    entry: Entry
    found: DraftFound | None
    result: Result | None
    earlier: Result | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """What is being done, in a word, and with how many of how many models it is."""

    stage: str
    done: int
    total: int


class Corpus:
    """Models beside the draft.

    Args:
        draft: The draft.
        loop: The window's event loop.
        make_runner: Starts the work in the background.
        family_of: The family of an open document by its number, empty when unknown.
        examples: Names models in a signature.

    Attributes:
        sets: Where the models come from.
        entries: The models.
        problems: Sets that could not be listed.
        work: What is being done, None for nothing.
        stopped: Whether the work was called off before all models were read.
        chosen: Families that should match as the person chose, None for those the draft implies.
        tally: How right the draft is on all models, None while unknown.
        before: The same before the last edit.
        broken: Why the draft cannot be matched.
        repairs: Edits that keep the draft out of its counterexamples; None while they are not
            asked for, or not known yet.
        repairing: Whether such edits are looked for.
        notice: Why the last counterexample was not copied beside the signatures, empty if it was.

    Signals:
        changed: What is known of a model has changed, or what should match.
    """

    def __init__(
        self,
        draft: SignatureDraft,
        loop: Loop,
        make_runner: MakeRunner,
        family_of: Callable[[int], str],
        examples: Examples,
    ) -> None:
        self._draft = draft
        self._loop = loop
        self.make_runner = make_runner
        self._family_of = family_of
        self._examples = examples
        self._runner: Runner | None = None
        self._call_off: Callable[[], None] = _nothing
        self._serial = self._repair_serial = 0
        self._text = ""
        self._known: dict[str, DraftFound] = {}
        self._fresh: dict[str, DraftFound] = {}
        self._earlier: dict[str, DraftFound] = {}
        self._unread: dict[str, Problem] = {}
        self._complete = ""
        self._reading: Work | None = None
        self.sets: Observed[tuple[ModelSet, ...]] = Observed((BUNDLED,))
        self.entries: Observed[list[Entry]] = Observed([])
        self.problems: Observed[list[Problem]] = Observed([])
        self.work: Observed[Work | None] = Observed(None)
        self.stopped: Observed[bool] = Observed(False)
        self.chosen: Observed[frozenset[str] | None] = Observed(None)
        self.tally: Observed[Tally | None] = Observed(None)
        self.before: Observed[Tally | None] = Observed(None)
        self.broken: Observed[Problem | None] = Observed(None)
        self.repairs: Observed[list[Repair] | None] = Observed(None)
        self.repairing: Observed[bool] = Observed(False)
        self.notice: Observed[str] = Observed("")
        self.changed: Signal[[]] = Signal()
        draft.text_changed.connect(self._match_later)

    @property
    def attended(self) -> bool:
        """Whether anything is done in the background yet."""
        return self._runner is not None

    @property
    def claims(self) -> Claims:
        """What the draft's text says of models."""
        return claims_of(self._draft.text)

    @property
    def expected(self) -> frozenset[str]:
        """Families whose models should match."""
        chosen = self.chosen.value
        return self._implied() if chosen is None else chosen

    @property
    def known_what_should(self) -> bool:
        """Whether it is said of any model that it should match."""
        wanted = self.expected
        return any(entry.expected(wanted) for entry in self.entries.value)

    def attend(self) -> None:
        """Begin: list and read the models, match the draft whenever it changes."""
        if self._runner is None:
            self._runner = self.make_runner(self._tell)
            self._list()

    def _tell(self, event: Event) -> None:
        """Called in the runner's thread."""
        self._loop.post(lambda: self._take(event))

    def use(self, sets: Sequence[ModelSet]) -> None:
        """Take other sets of models."""
        self.sets.value = tuple(sets)
        if self._runner is not None:
            self._list()

    def again(self) -> None:
        """List the models again: files may have come, changed or gone."""
        if self._runner is not None:
            self._list()

    def cancel(self) -> None:
        """End the work in the background; what is known stays."""
        if self._runner is not None:
            self._runner.cancel()

    def resume(self) -> None:
        """Go on with what was called off."""
        if self._runner is not None:
            self.stopped.value = False
            self._runner.resume()
            self._match()

    def close(self) -> None:
        """End for good."""
        self._call_off()
        if self._runner is not None:
            self._runner.close()
            self._runner = None

    def expect(self, family: str, wanted: bool) -> None:
        """Say whether models of a family should match."""
        now = self.expected
        self.chosen.value = now | {family} if wanted else now - {family}
        self._count()
        self.changed.emit()

    def rows(self) -> list[Row]:
        """All models with what is known of them."""
        wanted, sure = self.expected, self.known_what_should
        return [self._row(entry, wanted, sure) for entry in self.entries.value]

    def may_counter(self, entry: Entry) -> bool:
        """Whether a model can become a counterexample: the text does not name it yet."""
        claims = self.claims
        named = claims.counterexamples | claims.examples
        return bool(self._draft.text.strip()) and self._examples.name_of(entry) not in named

    def make_counterexamples(self, entries: Sequence[Entry]) -> bool:
        """Write into the draft that it must not match models; one step of undo.

        Edits that keep it out of them are looked for then.

        Returns:
            False when the draft cannot be read, or names the models already.
        """
        from inspector.signatures.model import SignatureError
        from inspector.signatures.replacing import add_example

        text = self._draft.text
        for entry in entries:
            if self.may_counter(entry):
                try:
                    text = add_example(text, "counterexamples", self._examples.name_of(entry))
                except SignatureError:
                    return False
        if text == self._draft.text:
            return False
        self._draft.text = text
        self.notice.value = ""
        self._copy(entries)
        self._look_for_repairs()
        return True

    def _copy(self, entries: Sequence[Entry]) -> None:
        """Keep the models beside the signatures: a signature is checked with its examples."""
        for entry in entries:
            target = self._examples.place_for(entry)
            if target is not None and self._runner is not None:
                self._runner.copy(entry.path, target)

    def apply(self, repair: Repair) -> None:
        """Do an edit; it is one step of undo."""
        self._draft.text = repair.text

    def _look_for_repairs(self) -> None:
        named = self.claims.counterexamples
        known = [(row.entry, row) for row in self.rows() if row.found and row.found.fires]
        wrong = [entry.path for entry, _ in known if self._examples.name_of(entry) in named]
        right = [entry.path for entry, row in known if row.result == "hit"]
        if self._runner is not None and wrong and right:
            self._repair_serial += 1
            self.repairing.value = True
            self._runner.repair(self._draft.text, self._repair_serial, wrong, right)

    def _row(self, entry: Entry, wanted: frozenset[str], sure: bool) -> Row:
        expected = entry.expected(wanted)
        found = self._fresh.get(entry.path) or self._known.get(entry.path)
        problem = self._unread.get(entry.path)
        if found is None and problem is None:
            return Row(entry, None, None)
        fires = found is not None and found.fires and problem is None
        result = result_of(expected=expected, fires=fires) if sure else None
        before = self._earlier.get(entry.path)
        earlier = None
        if before is not None and before.fires != fires and sure:
            earlier = result_of(expected=expected, fires=before.fires)
        return Row(entry, found, result, earlier, problem)

    def _implied(self) -> frozenset[str]:
        """Of a family draft its own; of a block those of its examples and of where it was made."""
        claims = self.claims
        if claims.family:
            return frozenset([claims.family])
        labelled = [entry for entry in self.entries.value if entry.family]
        named = {e.family for e in labelled if self._examples.name_of(e) in claims.examples}
        origin = self._family_of(self._draft.document)
        return frozenset(named | ({origin} if origin else set()))

    def _list(self) -> None:
        assert self._runner is not None
        self._known, self._fresh, self._earlier, self._unread = {}, {}, {}, {}
        self._complete = ""
        self.entries.value = []
        self.tally.value = self.before.value = None
        self.stopped.value = False
        self.work.value = Work("Listing the models", 0, 0)
        self._runner.use(self.sets.value)
        self._match()

    def _match_later(self, _: object = None) -> None:
        self._call_off()
        self._repair_serial += 1
        self.repairing.value, self.repairs.value = False, None
        if self._runner is not None:
            self._call_off = self._loop.later(REST_MS, self._match)
            self.changed.emit()

    def _match(self) -> None:
        self._call_off()
        self._call_off = _nothing
        if self._runner is None:
            return
        self._serial += 1
        self._text = self._draft.text if self._draft.text.strip() else ""
        self._fresh = {}
        self.broken.value = None
        if not self._text:
            self._known, self._earlier, self._complete = {}, {}, ""
            self.tally.value = self.before.value = None
        self._runner.match(self._text, self._serial)
        self._show_work()
        self.changed.emit()

    def _take(self, event: Event) -> None:
        match event:
            case Listed(entries=entries, problems=problems):
                self.problems.value = problems
                self.entries.value = entries
            case Reading(done=done, total=total):
                more = done < total
                self._reading = Work("read", done, total) if more else None
            case Unread(path=path, problem=problem):
                self._unread[path] = problem
            case Matched(serial=serial, found=found) if serial == self._serial:
                self._fresh.update(found)
                for path in found:
                    self._unread.pop(path, None)
            case Broken(serial=serial, problem=problem) if serial == self._serial:
                self.broken.value = problem
            case Finished(serial=serial) if serial == self._serial:
                self._finish()
            case Repaired(serial=serial, repairs=repairs) if serial == self._repair_serial:
                self.repairing.value, self.repairs.value = False, repairs
            case Copied(path=path, problem=problem):
                name = PurePath(path).name
                self.notice.value = f"{name} is not copied: {problem.message}" if problem else ""
            case Stopped():
                self.repairing.value = False
                self._reading = None
                self.stopped.value = True
            case _:
                return
        self._show_work()
        self.changed.emit()

    def _finish(self) -> None:
        """All is matched: these are the numbers, and those before become the earlier ones."""
        if self._text != self._complete and self._complete:
            self._earlier = self._known
            self.before.value = self.tally.value
        self._known, self._fresh = self._fresh, {}
        self._complete = self._text
        self._reading = None
        self._count()

    def _count(self) -> None:
        """Counts what is known now, and what was known before, by what should match now."""
        if not self._complete or not self.known_what_should:
            self.tally.value = self.before.value = None
            return
        wanted = self.expected
        self.tally.value = self._tally(self._known, wanted)
        if self._earlier:
            self.before.value = self._tally(self._earlier, wanted)

    def _tally(self, found: dict[str, DraftFound], wanted: frozenset[str]) -> Tally:
        return tally(
            result_of(
                expected=entry.expected(wanted),
                fires=entry.path in found and found[entry.path].fires,
            )
            for entry in self.entries.value
        )

    def _show_work(self) -> None:
        total = len(self.entries.value)
        if self.stopped.value:
            self.work.value = None
        elif self._reading is not None:
            self.work.value = self._reading
        elif self._text and self._complete != self._text and self.broken.value is None:
            done = len(self._fresh) + len(self._unread)
            self.work.value = Work("matched", done, total)
        else:
            self.work.value = None


def _nothing() -> None:
    """There is nothing to call off."""
