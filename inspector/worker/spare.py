"""A child process kept ready, so that opening a file does not wait for code to load."""

from __future__ import annotations

import threading
from collections.abc import Callable

from inspector.analysis.report import Problem
from inspector.worker.client import WorkerClient
from inspector.worker.launch import Launch
from inspector.worker.limits import ProcessLimits
from inspector.worker.messages import AnyAnswer, Browsed, Checked, Prepare, SceneReady

_REST = 1.0
"""Seconds between a document that is shown and the start of the next child."""


class Spare:
    """Makes clients whose child has loaded code and signatures already.

    The first child is made ready at once, each further one when the client before it has shown
    its document or has checked a signature: loading must not compete with reading.

    Args:
        libraries: Gives the signature folders.
        limits: What each child may use.
        launch: The first child, started already with the limits that hold by default.
    """

    def __init__(
        self,
        libraries: Callable[[], list[str]],
        limits: ProcessLimits | None = None,
        launch: Launch | None = None,
    ) -> None:
        self._libraries = libraries
        self._limits = limits
        self._launch = launch
        self._ready: _Adoptable | None = None
        self._closed = False
        self._lock = threading.Lock()
        self._make_ready()

    @property
    def process_id(self) -> int | None:
        """Of the child that nobody has asked for; None when there is none, or none yet."""
        ready = self._ready
        return ready.client.process_id if ready is not None else None

    def __call__(
        self, on_answer: Callable[[AnyAnswer], None], on_exit: Callable[[Problem], None]
    ) -> WorkerClient:
        """Hands out a client; the arguments are those of ``WorkerClient``."""
        with self._lock:
            ready, self._ready = self._ready or _Adoptable(self._limits), None
        ready.adopt(on_answer, on_exit, self._make_ready_later)
        return ready.client

    def close(self) -> None:
        """Ends the child that nobody has asked for; clients handed out live on."""
        with self._lock:
            self._closed = True
            ready, self._ready = self._ready, None
        if ready is not None:
            ready.client.close()

    def _make_ready_later(self) -> None:
        """Starting a process holds up the one that starts it, which is about to paint."""
        timer = threading.Timer(_REST, self._make_ready)
        timer.daemon = True
        timer.start()

    def _make_ready(self) -> None:
        with self._lock:
            if self._ready is not None or self._closed:
                return
            launch, self._launch = self._launch, None
            ready = self._ready = _Adoptable(self._limits, launch)
        ready.client.send(Prepare(0, 0, self._libraries()))


class _Adoptable:
    """A client that gets somebody to talk to later."""

    def __init__(self, limits: ProcessLimits | None, launch: Launch | None = None) -> None:
        self.client = WorkerClient(self._answer, self._exit, limits, launch=launch)
        self._on_answer: Callable[[AnyAnswer], None] = lambda answer: None
        self._on_exit: Callable[[Problem], None] = lambda problem: None
        self._on_shown: Callable[[], None] | None = None

    def adopt(
        self,
        on_answer: Callable[[AnyAnswer], None],
        on_exit: Callable[[Problem], None],
        on_shown: Callable[[], None],
    ) -> None:
        """Sets who hears of answers and exits, and who of the first scene."""
        self._on_answer = on_answer
        self._on_exit = on_exit
        self._on_shown = on_shown

    def _answer(self, answer: AnyAnswer) -> None:
        self._on_answer(answer)
        if isinstance(answer, SceneReady | Checked | Browsed) and self._on_shown is not None:
            on_shown, self._on_shown = self._on_shown, None
            on_shown()

    def _exit(self, problem: Problem) -> None:
        self._on_exit(problem)
