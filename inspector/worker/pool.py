"""Several child processes that scan many files; a file that kills one harms no other."""

from __future__ import annotations

import os
import queue
from collections.abc import Callable, Iterator, Sequence

from inspector.analysis.report import Problem, Report
from inspector.worker.client import WorkerClient
from inspector.worker.limits import MEBIBYTE, ProcessLimits
from inspector.worker.messages import AnyAnswer, Done, Failed, Scan, Scanned

_FAT = 512 * MEBIBYTE
"""Resident bytes after a file at which a child is replaced by a fresh one."""

_UNSUPPORTED = "unsupported-format"


def default_jobs() -> int:
    """Number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def failed_report(path: str, problem: Problem, format: str = "") -> Report:
    """The report on a file that could not be read."""
    unsupported = problem.code == _UNSUPPORTED
    return Report(path, format, "unsupported" if unsupported else "error", error=problem)


class Pool:
    """Child processes that live on from file to file.

    Args:
        jobs: How many; they are started at once.
        limits: What each may use.
        libraries: Signature folders.
        command: Starts another program than the child (for tests).
        scrub: Take all names away from a model before it is scanned.
    """

    def __init__(
        self,
        jobs: int,
        limits: ProcessLimits,
        libraries: Sequence[str],
        *,
        command: Sequence[str] | None = None,
        scrub: bool = False,
    ) -> None:
        self._scrub = scrub
        self._answers: queue.SimpleQueue[tuple[_Seat, Report]] = queue.SimpleQueue()
        self._seats = [_Seat(self._answers, limits, command) for _ in range(max(1, jobs))]
        self._libraries = list(libraries)
        for seat in self._seats:
            seat.client.start()

    def scan(
        self,
        paths: Sequence[str],
        started: Callable[[str], None] | None = None,
        without: Sequence[str] = (),
    ) -> Iterator[Report]:
        """Scans files.

        Args:
            paths: As the user named them.
            started: Told of each file as its scan begins.
            without: Per path a family to know nothing of.

        Yields:
            One report per path, in this order, with this path.
        """
        finished: dict[int, Report] = {}
        waiting = iter(enumerate(paths))
        idle = list(self._seats)
        shown = 0
        while shown < len(paths):
            while idle and (job := next(waiting, None)) is not None:
                unknown = without[job[0]] if without else ""
                idle.pop(0).scan(*job, self._libraries, self._scrub, unknown)
                if started is not None:
                    started(job[1])
            seat, report = self._answers.get()
            report.path = paths[seat.position]
            finished[seat.position] = report
            idle.append(seat)
            while shown in finished:
                yield finished.pop(shown)
                shown += 1

    def close(self) -> None:
        """Ends all child processes at once."""
        for seat in self._seats:
            seat.client.close()


class _Seat:
    """One child process and the file it works on."""

    def __init__(
        self,
        answers: queue.SimpleQueue[tuple[_Seat, Report]],
        limits: ProcessLimits,
        command: Sequence[str] | None,
    ) -> None:
        self.position = -1
        self.client = WorkerClient(
            self._take, self._finish, limits, on_done=self._finish, command=command
        )
        self._report: Report | None = None
        self._answers = answers
        self._revision = 0

    def scan(
        self, position: int, path: str, libraries: list[str], scrub: bool, without: str
    ) -> None:
        """Begins a file."""
        if self.client.resident > _FAT:
            self.client.close()
        self.position = position
        self._revision += 1
        self.client.send(Scan(0, self._revision, path, libraries, scrub, without))

    def _take(self, answer: AnyAnswer) -> None:
        if isinstance(answer, Scanned):
            self._report = answer.report
        elif isinstance(answer, Failed):
            self._report = failed_report("", answer.problem, answer.format)

    def _finish(self, _: Done | Problem) -> None:
        """The child has done with the file, or the file with the child."""
        report, self._report = self._report, None
        if report is not None:
            self._answers.put((self, report))
