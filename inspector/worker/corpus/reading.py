"""Reading models for their imprints, in child processes that end when all are read."""

from __future__ import annotations

import collections
from collections.abc import Callable

from inspector.analysis.report import Problem
from inspector.worker.corpus.seats import Seat
from inspector.worker.corpus.store import ImprintStore
from inspector.worker.limits import MEBIBYTE
from inspector.worker.messages import AnyAnswer, Failed, ImprintTaken, TakeImprint

_FAT = 768 * MEBIBYTE
"""Resident bytes at which a child is replaced by a fresh one."""


class Readers:
    """Takes the imprints of files, one at a time in each process.

    Args:
        seats: The processes.
        store: Keeps the imprints.
        libraries: Signature folders at the time of asking.
        read: Told of each file and its imprint, or why there is none.

    Attributes:
        paused: Whether files wait until ``resume``.
        total: Files that were to be read since the last time that there were none.
    """

    def __init__(
        self,
        seats: list[Seat],
        store: ImprintStore,
        libraries: Callable[[], list[str]],
        read: Callable[[str, str | Problem], None],
    ) -> None:
        self._seats = seats
        self._store = store
        self._libraries = libraries
        self._read = read
        self._waiting: collections.deque[tuple[str, str]] = collections.deque()
        self._at: dict[Seat, tuple[str, str]] = {}
        self.paused = False
        self.total = 0

    @property
    def left(self) -> int:
        """Files that are not read yet."""
        return len(self._waiting) + len(self._at)

    @property
    def resting(self) -> bool:
        """Whether nothing will be read unless something is added or resumed."""
        return not self._at and (self.paused or not self._waiting)

    def forget(self) -> None:
        """Drops all files."""
        self.stop()
        self._waiting.clear()
        self.total, self.paused = 0, False

    def add(self, path: str, known: str = "") -> None:
        """One more file, perhaps with an imprint that other blocks were folded in."""
        self._waiting.append((path, known))
        self.total += 1

    def start_idle(self) -> None:
        """Gives work to the processes that have none."""
        for seat in self._seats:
            if not seat.busy and self._waiting and not self.paused:
                path, known = self._at[seat] = self._waiting.popleft()
                revision = seat.next_revision()
                libraries = self._libraries()
                seat.send(TakeImprint(0, revision, path, libraries, known))

    def take(self, seat: Seat, answer: AnyAnswer | None) -> bool:
        """Files an answer; False when it is not for one of these processes."""
        if seat not in self._at:
            return False
        path, _ = self._at.pop(seat)
        if not self._waiting or seat.resident > _FAT:
            seat.close()
        match answer:
            case ImprintTaken():
                self._read(path, self._keep(path, answer))
            case Failed(problem=problem):
                self._read(path, problem)
            case _:
                self._read(path, Problem("interrupted", "The file was not read.", path))
        if not self.left:
            self.total = 0
            self._store.save()
        return True

    def stop(self) -> None:
        """Ends the processes; what they were at waits again."""
        for seat in self._seats:
            seat.close()
        self._waiting.extendleft(self._at.values())
        if self._at:
            self._at.clear()
            self._store.save()

    def _keep(self, path: str, answer: ImprintTaken) -> str | Problem:
        try:
            return str(self._store.keep(path, answer.digest, answer.data))
        except OSError as error:
            why = error.strerror or str(error)
            return Problem("imprint-not-kept", f"What was read cannot be kept: {why}.", path)
