"""Child processes that work on many models, one request at a time each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from inspector.analysis.report import Problem
from inspector.worker.client import WorkerClient
from inspector.worker.limits import ProcessLimits
from inspector.worker.messages import AnyAnswer, AnyRequest, Done, Progress

Answered = Callable[["Seat", int, AnyAnswer | None], None]
"""Told, in a thread of the seat's, of the answer to the request of this number (None: it has
none)."""


class Seat:
    """One child process; it starts with the first request.

    Args:
        answered: Told when a request is done with.
        limits: What the child may use.
        command: Starts another program than the child (for tests).

    Attributes:
        busy: Whether it works.
        revision: Number of its last request.
    """

    def __init__(
        self, answered: Answered, limits: ProcessLimits, command: Sequence[str] | None
    ) -> None:
        self.busy = False
        self.revision = 0
        self._answered = answered
        self._answer: AnyAnswer | None = None
        self._client = WorkerClient(
            self._take, self._finish, limits, on_done=self._finish, command=command
        )

    @property
    def resident(self) -> int:
        """Memory of the child after its last request, in bytes."""
        return self._client.resident

    def next_revision(self) -> int:
        """Number for the next request."""
        self.revision += 1
        return self.revision

    def send(self, request: AnyRequest) -> None:
        """Begins a request."""
        self.busy = True
        self._client.send(request)

    def close(self) -> None:
        """Ends the child at once; what it works on gets no answer."""
        self.busy = False
        self.revision += 1
        self._client.close()

    def _take(self, answer: AnyAnswer) -> None:
        if not isinstance(answer, Progress):
            self._answer = answer

    def _finish(self, done: Done | Problem) -> None:
        """The child has done with the request, or the request with the child."""
        answer, self._answer = self._answer, None
        if isinstance(done, Problem) and answer is None:
            return  # it died without work
        revision = answer.revision if answer is not None else done_revision(done)
        self._answered(self, revision, answer)


def done_revision(done: Done | Problem) -> int:
    """The number of a request that ended without an answer."""
    return done.revision if isinstance(done, Done) else -1
