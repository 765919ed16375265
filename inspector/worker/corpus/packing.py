"""Copies of models that a signature names as examples, one after the other."""

from __future__ import annotations

import collections
import gzip
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from inspector.analysis.corpus.labels import PACKED
from inspector.analysis.report import Problem
from inspector.worker.corpus.seats import Seat
from inspector.worker.messages import AnyAnswer, ExamplePacked, Failed, PackExample

_COPIED_WHOLE = 16 << 20
"""Bytes up to which a file that is no ONNX file is copied as it is."""


class Packer:
    """Keeps the graphs of ONNX files; other files as they are, unless they are large.

    Args:
        seat: The process that reads.
        told: Told of each file why it was not kept, or None.
    """

    def __init__(self, seat: Seat, told: Callable[[str, Problem | None], None]) -> None:
        self.seat = seat
        self._told = told
        self._waiting: collections.deque[tuple[str, Path]] = collections.deque()
        self._at: tuple[str, Path] | None = None

    def add(self, path: str, target: Path) -> None:
        """One more file and where its copy goes, without ending of its packing."""
        self._waiting.append((path, target))
        self._next()

    def take(self, answer: AnyAnswer | None) -> None:
        """Files an answer."""
        assert self._at is not None
        path, target = self._at
        self._at = None
        try:
            self._told(path, self._keep(path, target, answer))
        except OSError as error:
            why = error.strerror or str(error)
            self._told(path, Problem("example-not-kept", f"The copy cannot be kept: {why}.", path))
        self._next()

    def stop(self) -> None:
        """Ends the process; files that wait are forgotten."""
        self.seat.close()
        self._waiting.clear()
        self._at = None

    def _next(self) -> None:
        if self._at is not None:
            return
        if not self._waiting:
            self.seat.close()
            return
        self._at = self._waiting.popleft()
        self.seat.send(PackExample(0, self.seat.next_revision(), self._at[0]))

    def _keep(self, path: str, target: Path, answer: AnyAnswer | None) -> Problem | None:
        if isinstance(answer, ExamplePacked):
            data = gzip.compress(answer.data, 9, mtime=0)
            _write(target.with_name(f"{target.name}{PACKED}"), data)
            return None
        if os.path.isfile(path) and os.path.getsize(path) <= _COPIED_WHOLE:
            _write(target, Path(path).read_bytes())
            return None
        if isinstance(answer, Failed):
            return answer.problem
        return Problem("example-not-kept", "The model is not copied beside the signature.", path)


def _write(place: Path, data: bytes) -> None:
    """Writes a file whole or not at all."""
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".example-", dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(name, place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
