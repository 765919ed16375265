"""One life of a child process, seen from the parent: pipes, threads, watch, end."""

from __future__ import annotations

import atexit
import collections
import contextlib
import logging
import os
import queue
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec

from inspector.analysis.report import Problem
from inspector.errors import InspectorError
from inspector.worker import platform
from inspector.worker.frames import FrameError, read_frame, write_frame
from inspector.worker.launch import Launch
from inspector.worker.limits import MEBIBYTE, ProcessLimits
from inspector.worker.messages import (
    AnyAnswer,
    AnyFrame,
    AnyRequest,
    Describe,
    Done,
    Draft,
    ListModels,
    MatchDraft,
    Open,
    PackExample,
    Scan,
    Started,
    TakeImprint,
)
from inspector.worker.paths import to_wire

_LOG = logging.getLogger(__name__)
_WATCH_EVERY = 0.02
"""Seconds between two looks at a working child; memory grows by at most some 50 MB between."""
_START_SECONDS = 60.0
_LOG_TAIL = 8192
_QUICK = (Describe, Draft, MatchDraft)


@dataclass(slots=True)
class _Pending:
    request: AnyRequest
    since: float


class ChildProcess:
    """A child process with the threads that serve it; it starts at once, in the background.

    Args:
        limits: What the child may use.
        on_answer: Gets each answer, in a thread of this object.
        on_done: Gets the last frame of each request, in the same thread.
        on_end: Called last in that thread, unless ``end`` was: with this object, and why the
            child ended.
        command: Starts another program than the child (for tests).
        launch: A child that was started with these limits already, by a thread that lives as long.
    """

    def __init__(
        self,
        limits: ProcessLimits,
        on_answer: Callable[[AnyAnswer], None],
        on_done: Callable[[Done], None],
        on_end: Callable[[ChildProcess, Problem], None],
        command: Sequence[str] | None = None,
        launch: Launch | None = None,
    ) -> None:
        self.missing: list[str] | None = None
        """What the system could not deny to the child; None before it has started."""
        self._limits = limits
        self._on_answer = on_answer
        self._on_done = on_done
        self._on_end = on_end
        self._command = command
        self._launch = launch
        self._outbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._pending: collections.deque[_Pending] = collections.deque()
        self._lock = threading.Lock()
        self._busy = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._cause: Problem | None = None
        self._unwanted = False
        self._over = False
        self._born = time.monotonic()
        # The thread that starts the child serves it to its end: Linux kills the child with it.
        self._thread = threading.Thread(target=self._live, name="inspector-child", daemon=True)
        _living.add(self)
        self._thread.start()

    @property
    def process_id(self) -> int | None:
        """Of the child, None before it has started."""
        return self._process.pid if self._process is not None else None

    def send(self, request: AnyRequest) -> None:
        """Queues a request; returns at once."""
        frame = msgspec.msgpack.encode(_portable(request))
        with self._lock:
            self._pending.append(_Pending(request, time.monotonic()))
            self._outbox.put(frame)
        self._busy.set()

    def unanswered(self) -> list[AnyRequest]:
        """Requests that are not done, the one that the child works on first."""
        with self._lock:
            return [pending.request for pending in self._pending]

    def end(self) -> None:
        """Kills the child at once; ``on_end`` is not called."""
        self._unwanted = True
        self._kill()

    def join(self, seconds: float) -> None:
        """Waits until the child is gone and its scratch folder removed."""
        self._thread.join(seconds)

    def _kill(self) -> None:
        process = self._process
        if process is not None:
            with contextlib.suppress(OSError):
                process.kill()

    def _live(self) -> None:
        try:
            problem = self._serve()
        except Exception as error:  # noqa: BLE001 - whoever waits for an answer must get one
            _LOG.exception("The thread of a reading process failed.")
            problem = Problem("child-start", f"The reading process was lost: {error}")
        self._over = True
        self._busy.set()
        self._outbox.put(None)
        _living.discard(self)
        if not self._unwanted:
            self._on_end(self, problem)

    def _serve(self) -> Problem:
        """Starts the child unless it was and reads its answers to the end."""
        try:
            launch = self._launch or Launch(
                msgspec.json.encode(self._limits).decode(), self._command
            )
        except OSError as error:
            return Problem("child-start", f"The reading process did not start: {error}")
        try:
            return self._converse(launch)
        finally:
            launch.clean()

    def _converse(self, launch: Launch) -> Problem:
        process = self._process = launch.process
        with process:
            if self._unwanted:
                self._kill()
            threading.Thread(target=self._write, args=(process,), daemon=True).start()
            threading.Thread(target=self._watch, args=(process,), daemon=True).start()
            try:
                self._read(process)
            finally:
                self._kill_unless_ended(process)
        self._keep_log(launch.log)
        return self._cause or platform.describe_exit(process.returncode, self._limits)

    def _read(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        decoder = msgspec.msgpack.Decoder(AnyFrame)
        try:
            while (frame := read_frame(process.stdout)) is not None:
                self._take(decoder.decode(frame))
        except (InspectorError, msgspec.DecodeError) as error:
            self._cause = self._cause or Problem(
                "child-garbled", f"The reading process sent what is no answer: {error}"
            )

    def _take(self, frame: AnyFrame) -> None:
        match frame:
            case Started():
                self.missing = frame.missing
                self._restart_clock()
            case Done():
                with self._lock:
                    if not self._pending:
                        raise FrameError("The end of a request that was never made.")
                    self._pending.popleft()
                self._restart_clock()
                self._on_done(frame)
            case _:
                if not self._unwanted:
                    self._on_answer(frame)

    def _restart_clock(self) -> None:
        """The child begins with the oldest request now."""
        with self._lock:
            if self._pending:
                self._pending[0].since = time.monotonic()
            elif self.missing is not None:
                self._busy.clear()

    def _write(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        while (frame := self._outbox.get()) is not None:
            try:
                write_frame(process.stdin, frame)
            except (OSError, ValueError):
                return  # the child is gone; the reading thread tells

    def _watch(self, process: subprocess.Popen[bytes]) -> None:
        """Kills the child when it takes too much memory or time."""
        self._busy.set()
        while self._busy.wait() and not self._over:
            problem = self._excess(process.pid)
            if problem is not None:
                self._cause = self._cause or problem
                self._kill()
                return
            time.sleep(_WATCH_EVERY)

    def _excess(self, process_id: int) -> Problem | None:
        resident = platform.resident_bytes(process_id)
        if resident > self._limits.memory:
            return Problem(
                "limit-memory",
                f"The file took more than {self._limits.memory // MEBIBYTE:,} MB of memory.",
                help="It may be damaged, or built to exhaust memory.",
            )
        now = time.monotonic()
        if self.missing is None:
            if now - self._born > _START_SECONDS:
                return Problem("child-start", "The reading process did not start in time.")
            return None
        with self._lock:
            if not self._pending:
                return None
            request, since = self._pending[0].request, self._pending[0].since
        quick = isinstance(request, _QUICK)
        allowed = self._limits.draft_seconds if quick else self._limits.seconds
        if now - since > allowed:
            return Problem(
                "limit-time",
                f"It took more than {allowed:g} s.",
                help="The file may be damaged, or built to take forever.",
            )
        return None

    def _kill_unless_ended(self, process: subprocess.Popen[bytes]) -> None:
        """After the pipe's end the child has a moment to end by itself, with its own status."""
        if self._cause is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(2)
        self._kill()

    def _keep_log(self, path: str) -> None:
        with contextlib.suppress(OSError), open(path, "rb") as log:
            log.seek(max(0, os.path.getsize(path) - _LOG_TAIL))
            text = log.read().decode("utf-8", "replace").strip()
            if text:
                _LOG.info("The reading process wrote:\n%s", text)


def _portable(request: AnyRequest) -> AnyRequest:
    """Makes paths absolute, because the child works in another folder, and fit for a frame."""
    if isinstance(request, Open | Scan | TakeImprint | ListModels | PackExample):
        path = to_wire(os.path.abspath(request.path))
        return msgspec.structs.replace(request, path=path)
    return request


_living: set[ChildProcess] = set()


def _end_all() -> None:
    """Leaves neither child processes nor scratch folders behind at the end of the program."""
    ending = list(_living)
    for child in ending:
        child.end()
    for child in ending:
        child.join(2)


atexit.register(_end_all)
