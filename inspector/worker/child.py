"""The process that meets the file: ``python -m inspector.worker.child PARENT LIMITS``.

Frames come on standard input and go to standard output; whatever libraries print goes to standard
error. Requests are answered one after the other; a request that a newer one of its kind has
overtaken is skipped. The process ends when its standard input does.
"""

from __future__ import annotations

import collections
import contextlib
import errno
import faulthandler
import gc
import io
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from inspector.analysis.report import Problem
from inspector.diagnostics import Finding
from inspector.errors import InspectorError
from inspector.worker import platform
from inspector.worker.frames import read_frame, write_frame
from inspector.worker.limits import MEBIBYTE, ProcessLimits
from inspector.worker.messages import (
    Answer,
    AnyRequest,
    Arrange,
    AskHeat,
    Describe,
    Done,
    Explain,
    Failed,
    MatchDraft,
    Measure,
    Open,
    Outline,
    Progress,
    ReadPage,
    Refine,
    Rescan,
    Scan,
    Scanned,
    Started,
    Suggest,
    Survey,
    TakeImprint,
)
from inspector.worker.paths import from_wire, to_wire
from inspector.worker.rooms import Rooms

if TYPE_CHECKING:
    from inspector.worker.document import Document, Send

_OVERTAKEN = (
    Arrange,
    AskHeat,
    Describe,
    Explain,
    MatchDraft,
    Measure,
    Open,
    Outline,
    ReadPage,
    Refine,
    Rescan,
    Suggest,
)
"""Requests of which only the newest matters."""

_PAUSE = 0.5
"""Seconds without a request after which there is time to collect garbage."""

_PROGRESS_EVERY = 0.05
"""Seconds between two progress frames of one stage."""


class Requests:
    """The queue between the thread that reads frames and the one that answers them."""

    def __init__(self) -> None:
        self._waiting: collections.deque[AnyRequest] = collections.deque()
        self._changed = threading.Condition()

    def put(self, request: AnyRequest) -> None:
        """Adds a request."""
        with self._changed:
            self._waiting.append(request)
            self._changed.notify()

    def waiting(self) -> bool:
        """Whether something is asked that was not answered yet."""
        return bool(self._waiting)

    def idle(self, seconds: float) -> bool:
        """Whether nothing is asked for so long; returns at once when something is."""
        with self._changed:
            return not self._changed.wait_for(lambda: bool(self._waiting), seconds)

    def get(self) -> tuple[AnyRequest, bool]:
        """Waits for the next request.

        Returns:
            The request, and whether a newer one has overtaken it.
        """
        with self._changed:
            self._changed.wait_for(lambda: bool(self._waiting))
            request = self._waiting.popleft()
            overtaken = isinstance(request, _OVERTAKEN) and any(
                type(later) is type(request) and later.document == request.document
                for later in self._waiting
            )
            return request, overtaken


class Sender:
    """Writes answers as frames, progress not more often than a person can see.

    Args:
        stream: Takes the frames.
        missing: What the system could not deny to this process: each report says so.
    """

    def __init__(self, stream: io.FileIO, missing: Sequence[str] = ()) -> None:
        self._stream = stream
        self._unconfined = [Finding("not-confined", "warning", sentence) for sentence in missing]
        self._encoder = msgspec.msgpack.Encoder()
        self._last: tuple[str, float] = ("", 0.0)

    def __call__(self, answer: Answer) -> None:
        """Sends one answer."""
        if isinstance(answer, Progress) and not self._due(answer):
            return
        if isinstance(answer, Scanned):
            answer.report.findings += self._unconfined
        write_frame(self._stream, self._encode(answer))

    def _due(self, progress: Progress) -> bool:
        stage, at = self._last
        now = time.monotonic()
        if progress.stage == stage and now - at < _PROGRESS_EVERY:
            return False
        self._last = (progress.stage, now)
        return True

    def _encode(self, answer: Answer) -> bytes:
        try:
            return self._encoder.encode(answer)
        except UnicodeEncodeError:
            return self._encoder.encode(_mend(msgspec.to_builtins(answer)))


def _mend(value: object) -> object:
    """Replaces what is no valid Unicode in nested built-in values."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {_mend(key): _mend(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_mend(entry) for entry in value]
    return value


def main(arguments: list[str]) -> None:
    """Runs the child process; does not return.

    Args:
        arguments: Process id of the parent, and the limits as JSON.
    """
    parent = int(arguments[0])
    limits = msgspec.json.decode(arguments[1], type=ProcessLimits)
    frames_in, frames_out = _take_pipes()
    faulthandler.enable()
    missing = platform.confine(limits, parent)
    gc.disable()  # code stays: the collector need not look at it while it loads
    send = Sender(frames_out, missing)
    send(Started(0, 0, missing))
    requests = Requests()
    threading.Thread(target=_read, args=(frames_in, requests), daemon=True).start()
    document = make_document(send, requests.waiting)
    rooms = Rooms(
        lambda request: _guarded(document.answer, request, send, limits), closed=not limits.files
    )
    _answer_all(requests, rooms, lambda: _rest(document), send, limits)


def make_document(send: Send, interrupted: Callable[[], bool] = lambda: False) -> Document:
    """Loads the code that reads models; called under limits."""
    from inspector.worker.document import Document

    return Document(send, interrupted)


def _take_pipes() -> tuple[io.FileIO, io.FileIO]:
    """Keeps the pipes for frames: what libraries print must not get between them."""
    frames_in = io.FileIO(os.dup(0), "rb")
    frames_out = io.FileIO(os.dup(1), "wb")
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(frames_in.fileno(), os.O_BINARY)
        msvcrt.setmode(frames_out.fileno(), os.O_BINARY)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return frames_in, frames_out


def _read(stream: io.FileIO, requests: Requests) -> None:
    """Reads requests to the end of the pipe and then ends the process: nobody is listening."""
    decoder = msgspec.msgpack.Decoder(AnyRequest)
    try:
        while (frame := read_frame(stream)) is not None:
            requests.put(decoder.decode(frame))
    except (InspectorError, msgspec.DecodeError, OSError):
        traceback.print_exc()
    finally:
        os._exit(0)


def _answer_all(
    requests: Requests, rooms: Rooms, rest: Callable[[], None], send: Send, limits: ProcessLimits
) -> None:
    while True:
        request, overtaken = requests.get()
        if not overtaken:
            platform.allow_processor_seconds(limits.cpu_seconds)
            rooms.answer(request)
        send(Done(request.document, request.revision, platform.resident_bytes(os.getpid())))
        if isinstance(request, Scan | Survey | TakeImprint):
            gc.collect(1)  # what was made since the last request: the model and its scan
        elif requests.idle(_PAUSE):
            gc.collect()
            rooms.run(rest)


def _guarded(
    answer: Callable[[AnyRequest], None], request: AnyRequest, send: Send, limits: ProcessLimits
) -> None:
    """Answers one request; whatever goes wrong becomes ``Failed``."""
    gc.disable()  # many small long-lived objects: collecting is done between requests
    try:
        answer(request)
    except BrokenPipeError:
        os._exit(0)
    except Exception as error:  # noqa: BLE001 - the file may make any library raise anything
        if not isinstance(error, InspectorError):
            traceback.print_exc()
        send(
            Failed(
                request.document,
                request.revision,
                problem_of(error, limits),
                _format(request, error),
            )
        )
    finally:
        gc.enable()


def _rest(document: Document) -> None:
    """Lets the document get ready for what may be asked next; nobody is told when it fails."""
    try:
        document.get_ready()
    except Exception:  # noqa: BLE001 - what is asked later fails by itself and tells why
        traceback.print_exc()


def _format(request: AnyRequest, error: Exception) -> str:
    """The format of the file that could not be read; found only where that cannot fail again."""
    if not isinstance(request, Open | Scan | TakeImprint) or not isinstance(error, InspectorError):
        return ""
    from inspector.formats import probe

    with contextlib.suppress(InspectorError, OSError):
        return probe(Path(from_wire(request.path))) or ""
    return ""


def problem_of(error: Exception, limits: ProcessLimits) -> Problem:
    """Says what an exception means to the person who opened the file.

    Args:
        error: Whatever was raised.
        limits: What this process may use: some exceptions tell that it would have used more.
    """
    if isinstance(error, InspectorError):
        choices = [to_wire(path) for path in getattr(error, "choices", ())]
        return Problem(error.code, error.message, error.where, error.help, choices)
    if isinstance(error, MemoryError):
        return Problem(
            "limit-memory",
            "The file asks for more memory than the reading process may use.",
            help="It may be damaged, or built to exhaust memory.",
        )
    if isinstance(error, RecursionError):
        return Problem("too-deep", "The file is nested too deeply.", where=_place_of(error))
    if isinstance(error, OSError) and error.errno in (errno.EMFILE, errno.EFBIG):
        return _exceeded(error.errno, limits)
    if isinstance(error, OSError) and error.strerror:
        where = "" if error.filename is None else str(error.filename)
        return Problem("file-unreadable", f"The file cannot be read: {error.strerror}.", where)
    return Problem(
        "internal-error",
        f"Inspector made a mistake: {type(error).__name__}: {str(error)[:200]}",
        where=_place_of(error),
        help="Please report it together with the file, if you may share it.",
    )


def _exceeded(number: int, limits: ProcessLimits) -> Problem:
    if number == errno.EMFILE:
        message = f"The file wants more than {limits.open_files} files open at a time."
        return Problem("limit-open-files", message, help="It may be built to exhaust the system.")
    size = limits.file_size // MEBIBYTE
    return Problem(
        "limit-file-size",
        f"Reading it would write a file of more than {size:,} MB.",
        help="It may be built to fill the disk.",
    )


def _place_of(error: Exception) -> str:
    """Function and line in which an exception was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return ""
    return f"{os.path.basename(frames[-1].filename)}:{frames[-1].lineno} in {frames[-1].name}"


if __name__ == "__main__":
    main(sys.argv[1:])
