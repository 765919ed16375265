"""Matching a draft on imprints, in child processes that keep what they restored.

Each imprint belongs to one process, so that none restores what another has.
"""

from __future__ import annotations

import collections
import os
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

from inspector.analysis.corpus.records import DraftFound
from inspector.analysis.report import Problem
from inspector.worker.corpus.seats import Seat
from inspector.worker.messages import AnyAnswer, CorpusMatched, Failed, MatchCorpus

_BATCH = 64
"""Imprints of one request; the child answers sooner when it takes long."""

_DEATHS = ("child-", "limit-", "interrupted")
"""How the codes of problems begin that a process ended with."""


@dataclass(slots=True)
class _Matcher:
    """A process, the models that wait for it, those it was asked about, and how many at once."""

    seat: Seat
    waiting: collections.deque[str] = field(default_factory=collections.deque)
    asked: list[str] = field(default_factory=list)
    serial: int = 0
    batch: int = _BATCH


class Matchers:
    """Matches the newest draft; an older one is dropped.

    Args:
        seats: The processes.
        libraries: Signature folders at the time of asking.
        found: Told what was found, by path.
        failed: Told of a path on which the process died, or (empty path) of a draft that cannot
            be matched at all.
    """

    def __init__(
        self,
        seats: list[Seat],
        libraries: Callable[[], list[str]],
        found: Callable[[dict[str, DraftFound]], None],
        failed: Callable[[str, Problem], None],
    ) -> None:
        self._matchers = [_Matcher(seat) for seat in seats]
        self._libraries = libraries
        self._found = found
        self._failed = failed
        self._imprints: dict[str, str] = {}
        self._text, self._serial = "", 0

    @property
    def resting(self) -> bool:
        """Whether there is nothing left to match."""
        return not any(m.waiting or m.seat.busy for m in self._matchers) or not self._text

    def forget(self) -> None:
        """Drops all imprints."""
        self.stop()
        self._imprints.clear()

    def add(self, path: str, imprint: str) -> None:
        """One more model, or a new imprint of it; the draft is matched on it."""
        self._imprints[path] = imprint
        self._of(imprint).waiting.append(path)

    def remove(self, path: str) -> None:
        """A model has no imprint any more."""
        self._imprints.pop(path, None)

    def ask(self, text: str, serial: int) -> None:
        """Matches a draft on all models."""
        self._text, self._serial = text, serial
        for matcher in self._matchers:
            matcher.waiting.clear()
        for path, imprint in self._imprints.items():
            self._of(imprint).waiting.append(path)

    def start_idle(self) -> None:
        """Gives work to the processes that have none."""
        for matcher in self._matchers:
            if not matcher.seat.busy and matcher.waiting and self._text:
                self._send(matcher)

    def take(self, seat: Seat, answer: AnyAnswer | None) -> bool:
        """Files an answer; False when it is not for one of these processes."""
        matcher = next((m for m in self._matchers if m.seat is seat), None)
        if matcher is None:
            return False
        asked, matcher.asked = matcher.asked, []
        if matcher.serial != self._serial:
            return True  # the draft is another one by now, and waits already
        match answer:
            case CorpusMatched(found=found):
                matcher.batch = min(_BATCH, 2 * matcher.batch)
                matcher.waiting.extendleft(reversed(asked[len(found) :]))
                self._found(dict(zip(asked, found, strict=False)))
            case Failed(problem=problem) if not problem.code.startswith(_DEATHS):
                matcher.waiting.clear()
                self._failed("", problem)
            case Failed(problem=problem) if len(asked) == 1:
                self._failed(asked[0], problem)
            case _:
                matcher.batch = max(1, len(asked) // 2)
                matcher.waiting.extendleft(reversed(asked))
        return True

    def stop(self) -> None:
        """Ends the processes; nothing is matched until the next draft."""
        for matcher in self._matchers:
            matcher.seat.close()
            matcher.waiting.clear()
            matcher.asked = []

    def _send(self, matcher: _Matcher) -> None:
        count = min(matcher.batch, len(matcher.waiting))
        matcher.asked = [matcher.waiting.popleft() for _ in range(count)]
        matcher.serial = self._serial
        imprints = [self._imprints[path] for path in matcher.asked]
        revision = matcher.seat.next_revision()
        matcher.seat.send(MatchCorpus(0, revision, self._text, self._libraries(), imprints))

    def _of(self, imprint: str) -> _Matcher:
        name = os.fsencode(os.path.basename(imprint))
        return self._matchers[zlib.crc32(name) % len(self._matchers)]
