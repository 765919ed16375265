"""Several child processes that scan many files; a file that kills one harms no other."""

from __future__ import annotations

import os
import queue
from collections.abc import Callable, Iterator, Sequence

from inspector.analysis.report import Problem, Report
from inspector.worker.client import WorkerClient
from inspector.worker.limits import MEBIBYTE, ProcessLimits
from inspector.worker.messages import AnyAnswer, Done, Failed, Progress, Scan, Scanned, Survey

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
        self._answers: queue.SimpleQueue[tuple[_Seat, AnyAnswer]] = queue.SimpleQueue()
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
        unknown = list(without) or [""] * len(paths)
        requests = [
            Scan(0, 0, path, self._libraries, self._scrub, family)
            for path, family in zip(paths, unknown, strict=True)
        ]
        for path, answer in zip(paths, self.ask(requests, started), strict=True):
            report = _report(answer)
            report.path = path
            yield report

    def ask(
        self,
        requests: Sequence[Scan | Survey],
        started: Callable[[str], None] | None = None,
    ) -> Iterator[AnyAnswer]:
        """Asks about files, each request in whichever process is free.

        Args:
            requests: Their revisions are set here.
            started: Told of each file as the work on it begins.

        Yields:
            The last answer to each request, in their order.
        """
        finished: dict[int, AnyAnswer] = {}
        waiting = iter(enumerate(requests))
        idle = list(self._seats)
        shown = 0
        while shown < len(requests):
            while idle and (job := next(waiting, None)) is not None:
                idle.pop(0).ask(*job)
                if started is not None:
                    started(job[1].path)
            seat, answer = self._answers.get()
            finished[seat.position] = answer
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
        answers: queue.SimpleQueue[tuple[_Seat, AnyAnswer]],
        limits: ProcessLimits,
        command: Sequence[str] | None,
    ) -> None:
        self.position = -1
        self.client = WorkerClient(
            self._take, self._finish, limits, on_done=self._finish, command=command
        )
        self._answer: AnyAnswer | None = None
        self._answers = answers
        self._revision = 0

    def ask(self, position: int, request: Scan | Survey) -> None:
        """Begins a file."""
        if self.client.resident > _FAT:
            self.client.close()
        self.position = position
        self._revision += 1
        request.revision = self._revision
        self.client.send(request)

    def _take(self, answer: AnyAnswer) -> None:
        if not isinstance(answer, Progress):
            self._answer = answer

    def _finish(self, _: Done | Problem) -> None:
        """The child has done with the file, or the file with the child."""
        answer, self._answer = self._answer, None
        if answer is not None:
            self._answers.put((self, answer))


def _report(answer: AnyAnswer) -> Report:
    """What the last answer to a scan says."""
    if isinstance(answer, Scanned):
        return answer.report
    assert isinstance(answer, Failed)
    return failed_report("", answer.problem, answer.format)
