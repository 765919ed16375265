"""A draft held against many models in the background.

One thread decides what is listed, read and matched next; all of it is done by child processes.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from inspector.analysis.corpus.records import DraftFound, Entry
from inspector.analysis.report import Problem
from inspector.errors import InspectorError
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
from inspector.worker.corpus.matching import Matchers
from inspector.worker.corpus.packing import Packer
from inspector.worker.corpus.reading import Readers
from inspector.worker.corpus.seats import Seat
from inspector.worker.corpus.sets import LABELS, ModelSet, found_below, labelled
from inspector.worker.corpus.store import ImprintStore
from inspector.worker.limits import ProcessLimits
from inspector.worker.messages import AnyAnswer, Failed, ListModels, ModelsListed, Repair
from inspector.worker.messages import Repaired as RepairsFound
from inspector.worker.paths import from_wire

_MOST_WRONG, _MOST_RIGHT = 12, 40
"""Models that an edit is tried on."""

_TRIES = 2
"""Times that an imprint is taken anew for the same draft."""

_LOG = logging.getLogger(__name__)


class CorpusRunner:
    """Lists, reads and matches; may be told anything at any time, from any thread.

    Args:
        folder: Where imprints are kept.
        tell: Gets the events, in the runner's thread.
        libraries: Signature folders at the time of asking.
        bundled: The folder of examples that ships with the signatures.
        jobs: Processes that read, and that match.
        limits: What each may use.
        command: Starts another program than the child (for tests).
    """

    def __init__(
        self,
        folder: Path,
        tell: Callable[[Event], None],
        libraries: Callable[[], list[str]],
        bundled: Path,
        jobs: int,
        limits: ProcessLimits | None = None,
        command: Sequence[str] | None = None,
    ) -> None:
        self._tell = tell
        self._bundled = bundled
        self._listing: list[ModelSet] = []
        self._entries: list[Entry] = []
        self._problems: list[Problem] = []
        self._imprints: dict[str, str] = {}
        self._tries: dict[str, int] = {}
        self._text, self._serial = "", 0
        self._finished = True
        self._inbox: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()

        def seats() -> list[Seat]:
            used = limits or ProcessLimits()
            return [Seat(self._answered, used, command) for _ in range(max(1, jobs))]

        self._libraries = libraries
        self._lister, self._repairer = seats()[0], seats()[0]
        self._repaired = 0
        self._packer = Packer(seats()[0], lambda path, why: tell(Copied(path, why)))
        self._store = ImprintStore(folder)
        self._readers = Readers(seats(), self._store, libraries, self._read)
        self._matchers = Matchers(seats(), libraries, self._found, self._failed)
        self._thread = threading.Thread(target=self._run, name="inspector-corpus", daemon=True)
        self._thread.start()

    def use(self, sets: Sequence[ModelSet]) -> None:
        """Hold drafts against the models of these sets."""
        self._inbox.put(lambda: self._use(list(sets)))

    def match(self, text: str, serial: int) -> None:
        """Match a draft on all models; an earlier one is dropped.

        Args:
            text: The whole signature file, empty for none.
            serial: Its number, greater than those before.
        """
        self._inbox.put(lambda: self._match(text, serial))

    def repair(self, text: str, serial: int, wrong: Sequence[str], right: Sequence[str]) -> None:
        """Look for edits that keep a draft out of some models.

        Args:
            text: The whole signature file.
            serial: Its number.
            wrong: Paths of models that it should not be found in.
            right: Paths of models that it should be found in.
        """
        self._inbox.put(lambda: self._repair(text, serial, list(wrong), list(right)))

    def copy(self, path: str, target: Path) -> None:
        """Keep a model, or its graph alone, as an example beside the signatures.

        Args:
            path: The model.
            target: Where to; the ending of its packing is added.
        """
        self._inbox.put(lambda: self._packer.add(path, target))

    def cancel(self) -> None:
        """End all work at once; what is not read yet waits for ``resume``."""
        self._inbox.put(self._cancel)

    def resume(self) -> None:
        """Go on reading."""
        self._inbox.put(self._resume)

    def close(self, seconds: float = 5.0) -> None:
        """End all processes and the thread."""
        self._inbox.put(None)
        self._thread.join(seconds)

    def _run(self) -> None:
        self._store.load()
        while (action := self._inbox.get()) is not None:
            try:
                action()
            except Exception:  # noqa: BLE001 - the work stands still, the window does not
                _LOG.exception("A step of the work on many models failed.")
                self._tell(Stopped())
        self._end_children()
        self._store.close()

    def _answered(self, seat: Seat, revision: int, answer: AnyAnswer | None) -> None:
        """Called in a thread of the seat's."""
        self._inbox.put(lambda: self._take(seat, revision, answer))

    def _take(self, seat: Seat, revision: int, answer: AnyAnswer | None) -> None:
        if not seat.busy or revision not in (-1, seat.revision):
            return
        seat.busy = False
        if seat is self._lister:
            self._take_list(answer)
        elif seat is self._repairer:
            made = answer.repairs if isinstance(answer, RepairsFound) else []
            self._tell(Repaired(self._repaired, made))
        elif seat is self._packer.seat:
            self._packer.take(answer)
        elif self._readers.take(seat, answer):
            total = self._readers.total
            if total:
                self._tell(Reading(total - self._readers.left, total))
        else:
            self._matchers.take(seat, answer)
        self._go_on()

    def _go_on(self) -> None:
        self._readers.start_idle()
        self._matchers.start_idle()
        resting = self._readers.resting and self._matchers.resting and not self._listing
        if resting and not self._finished:
            self._finished = True
            self._tell(Finished(self._serial))

    def _use(self, sets: list[ModelSet]) -> None:
        self._end_children()
        self._readers.forget()
        self._matchers.forget()
        self._entries, self._problems, self._imprints = [], [], {}
        self._listing = sets
        self._list_next()

    def _list_next(self) -> None:
        while self._listing:
            models = self._listing[0]
            if models.kind == "folder":
                revision = self._lister.next_revision()
                self._lister.send(ListModels(0, revision, models.path))
                return
            try:
                self._entries += labelled(self._table(models))
            except InspectorError as error:
                problem = Problem(error.code, error.message, error.where, error.help)
                self._problems.append(problem)
            self._listing.pop(0)
        self._lister.close()
        self._begin()

    def _table(self, models: ModelSet) -> ModelSet:
        if models.kind == "bundled":
            return ModelSet("labels", str(self._bundled / LABELS), str(self._bundled))
        return models

    def _take_list(self, answer: AnyAnswer | None) -> None:
        models = self._listing.pop(0)
        if isinstance(answer, ModelsListed):
            self._entries += found_below(models, [from_wire(path) for path in answer.paths])
        elif isinstance(answer, Failed):
            self._problems.append(answer.problem)
        self._list_next()

    def _begin(self) -> None:
        """All models are listed: find out which have to be read."""
        entries = list({entry.path: entry for entry in self._entries}.values())
        self._tell(Listed(entries, self._problems))
        for entry in entries:
            self._look_up(entry.path)
        if self._readers.total:
            self._tell(Reading(0, self._readers.total))
        self._match(self._text, self._serial)

    def _look_up(self, path: str) -> None:
        try:
            place = self._store.find(path)
        except OSError as error:
            why = error.strerror or str(error)
            self._tell(Unread(path, Problem("file-unreadable", f"It cannot be read: {why}.", path)))
            return
        if place is None:
            self._readers.add(path)
        else:
            self._imprints[path] = str(place)
            self._matchers.add(path, str(place))

    def _read(self, path: str, imprint: str | Problem) -> None:
        if isinstance(imprint, Problem):
            self._tell(Unread(path, imprint))
        else:
            self._imprints[path] = imprint
            self._matchers.add(path, imprint)

    def _match(self, text: str, serial: int) -> None:
        self._text, self._serial = text, serial
        self._finished = not text
        self._tries.clear()
        self._matchers.ask(text, serial)
        self._go_on()

    def _found(self, found: dict[str, DraftFound]) -> None:
        told = {path: each for path, each in found.items() if not each.stale}
        for path in found.keys() - told.keys():
            self._renew(path)
        if told:
            self._tell(Matched(self._serial, told))

    def _renew(self, path: str) -> None:
        """Blocks of the library have changed, or the imprint is gone."""
        self._matchers.remove(path)
        tries = self._tries[path] = self._tries.get(path, 0) + 1
        if tries > _TRIES:
            problem = Problem("imprint-not-kept", "What was read of it cannot be kept.", path)
            self._tell(Unread(path, problem))
        else:
            self._readers.add(path, self._imprints.pop(path, ""))

    def _repair(self, text: str, serial: int, wrong: list[str], right: list[str]) -> None:
        """Asks for repairs; a request that is worked on meanwhile is given up."""
        if self._repairer.busy:
            self._repairer.close()
        self._repaired = serial
        known = self._imprints
        wrong = [known[path] for path in wrong if path in known][:_MOST_WRONG]
        right = [known[path] for path in right if path in known][:_MOST_RIGHT]
        revision = self._repairer.next_revision()
        libraries = self._libraries()
        self._repairer.send(Repair(0, revision, text, libraries, wrong, right))

    def _failed(self, path: str, problem: Problem) -> None:
        if path:
            self._matchers.remove(path)
            self._tell(Unread(path, problem))
        else:
            self._finished = True
            self._tell(Broken(self._serial, problem))

    def _cancel(self) -> None:
        self._end_children()
        self._readers.paused = True
        self._finished = True
        self._tell(Stopped())

    def _resume(self) -> None:
        self._readers.paused = False
        self._match(self._text, self._serial)

    def _end_children(self) -> None:
        self._lister.close()
        self._repairer.close()
        self._packer.stop()
        self._readers.stop()
        self._matchers.stop()
