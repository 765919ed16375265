"""The window's side of a child process, without Qt."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from inspector.analysis.report import Problem
from inspector.worker.launch import Launch
from inspector.worker.limits import ProcessLimits
from inspector.worker.messages import AnyAnswer, AnyRequest, Done, Failed
from inspector.worker.process import ChildProcess

_INTERRUPTED = Problem(
    "interrupted", "The reading process ended before this was done.", help="Try again."
)


class WorkerClient:
    """Keeps a child process that holds one document, and starts another when it has died.

    A new process knows nothing of the document: after an exit or ``cancel`` the first request
    must be ``Open`` again.

    Args:
        on_answer: Gets every answer, in another thread. A request that a dead child left
            unanswered gets ``Failed``, with the cause for the one it worked on.
        on_exit: Called after that, in the same thread, with the cause; not called for an
            exit that ``cancel`` or ``close`` brought about.
        limits: What a child may use.
        on_done: Called in the same thread when the child has finished with a request.
        command: Starts another program than the child (for tests).
        launch: A first child that was started already, with the limits that hold by default.
    """

    def __init__(
        self,
        on_answer: Callable[[AnyAnswer], None],
        on_exit: Callable[[Problem], None],
        limits: ProcessLimits | None = None,
        *,
        on_done: Callable[[Done], None] = lambda done: None,
        command: Sequence[str] | None = None,
        launch: Launch | None = None,
    ) -> None:
        self._on_answer = on_answer
        self._on_exit = on_exit
        self._limits = limits or ProcessLimits()
        self._on_done = on_done
        self._command = command
        self._launch = launch
        self._lock = threading.Lock()
        self._child: ChildProcess | None = None
        self._resident = 0

    @property
    def process_id(self) -> int | None:
        """Of the child; None when there is none, or none yet."""
        child = self._child
        return child.process_id if child is not None else None

    @property
    def missing(self) -> list[str] | None:
        """What the system could not deny to the child; None before it has started."""
        child = self._child
        return child.missing if child is not None else None

    @property
    def resident(self) -> int:
        """Memory of the child after its last request, in bytes."""
        return self._resident

    def start(self) -> None:
        """Starts the child unless it runs: the first request then finds it ready."""
        with self._lock:
            self._running()

    def send(self, request: AnyRequest) -> None:
        """Hands a request to the child, which is started when there is none; returns at once.

        Args:
            request: Answered through ``on_answer``.
        """
        with self._lock:
            self._running().send(request)

    def cancel(self) -> None:
        """Kills the child at once and starts a new one; pending requests get no answer.

        An answer that is just being delivered may still arrive: compare revisions.
        """
        self.close()
        self.start()

    def close(self) -> None:
        """Kills the child, if any; pending requests get no answer."""
        with self._lock:
            child, self._child = self._child, None
        if child is not None:
            child.end()

    def _running(self) -> ChildProcess:
        if self._child is None:
            launch, self._launch = self._launch, None
            self._child = ChildProcess(
                self._limits, self._on_answer, self._done, self._ended, self._command, launch
            )
        return self._child

    def _done(self, done: Done) -> None:
        self._resident = done.resident
        self._on_done(done)

    def _ended(self, child: ChildProcess, problem: Problem) -> None:
        with self._lock:
            if self._child is not child:
                return
            self._child = None
            unanswered = child.unanswered()  # nothing is added any more
        self._resident = 0
        for position, request in enumerate(unanswered):
            cause = _INTERRUPTED if position else problem
            self._on_answer(Failed(request.document, request.revision, cause))
        self._on_exit(problem)
