"""What all parts of the reader share while one file is read."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from inspector.formats.errors import LimitExceeded
from inspector.formats.limits import Limits
from inspector.formats.notes import Notes
from inspector.formats.onnx.source import StoredFile
from inspector.formats.onnx.wire import Broken, Budget, Data, Message, walk

_CHECK_EVERY = 4096


class StopError(Exception):
    """A bound of what is kept was reached: what was read so far is the result."""


@dataclass(slots=True)
class State:
    """One file being read.

    Attributes:
        data: Its bytes.
        file: Where they come from; None when they were made from text.
        folders: Where files beside the model may be: the folder it was named in, and the one it
            is really in when it was named by a link.
        limits: Bounds to keep.
        notes: What was noticed.
        stopped: Whether a bound was reached, so that nothing more is taken in.
        payloads: Ranges of the file that were not looked at.
    """

    data: Data
    file: StoredFile | None
    folders: list[Path]
    limits: Limits
    notes: Notes
    stopped: bool = False
    payloads: list[tuple[int, int]] = field(default_factory=list)
    nodes: int = 0
    tensors: int = 0
    values: int = 0
    structure: int = 0
    eager: int = 0
    budget: Budget = field(init=False)
    _started: float = field(default_factory=time.process_time)

    def __post_init__(self) -> None:
        self.budget = Budget(self.limits.fields)

    def walk(self, start: int, end: int, apart: frozenset[int]) -> Message:
        """Walks a message within the bound on fields; a reason to stop is noted.

        Args:
            start: The message's first byte.
            end: The byte after it.
            apart: Numbers of the fields wanted as pieces.
        """
        message = walk(self.data, start, end, apart, self.budget)
        if message.broken is not None:
            self._note_broken(message.broken)
        return message

    def _note_broken(self, broken: Broken) -> None:
        where = f"byte {broken.position:,}"
        if broken.reason == "limit-exceeded":
            self.stop("fields", self.limits.fields)
        elif broken.reason == "truncated":
            self.notes.once(
                "truncated",
                "warning",
                "The file ends in the middle of the model; what comes before is shown.",
                where,
            )
        else:
            self.notes.add(
                "malformed", "warning", "A part of the file cannot be understood.", where
            )

    def take(self, start: int, stop: int) -> bytes:
        """Takes in a small message.

        Args:
            start: Its first byte.
            stop: The byte after it.

        Raises:
            StopError: There is more structure than allowed.
        """
        self.spend_structure(stop - start)
        return self.data[start:stop]

    def spend_structure(self, size: int) -> None:
        """Counts bytes that are taken in.

        Raises:
            StopError: There are more than allowed.
        """
        self.structure += size
        if self.structure > self.limits.structure_bytes:
            self.stop("bytes of structure", self.limits.structure_bytes)
            raise StopError

    def spend_node(self) -> int:
        """Counts a node and returns its index.

        Raises:
            StopError: There are more than allowed.
        """
        if self.nodes >= self.limits.nodes:
            self.stop("nodes", self.limits.nodes)
            raise StopError
        self.nodes += 1
        if self.nodes % _CHECK_EVERY == 0:
            self.check_resources()
        return self.nodes - 1

    def spend_tensor(self) -> None:
        """Counts a tensor.

        Raises:
            StopError: There are more than allowed.
        """
        self.tensors += 1
        if self.tensors > self.limits.tensors:
            self.stop("tensors", self.limits.tensors)
            raise StopError
        if self.tensors % _CHECK_EVERY == 0:
            self.check_resources()

    def spend_values(self, count: int) -> None:
        """Counts inputs, outputs and described values.

        Raises:
            StopError: There are more than allowed.
        """
        self.values += count
        if self.values > self.limits.values:
            self.stop("values", self.limits.values)
            raise StopError

    def stop(self, what: str, limit: int) -> None:
        """Notes that a bound was reached; nothing more is taken in."""
        self.stopped = True
        self.notes.once(
            "limit-exceeded",
            "warning",
            f"The file has more than {limit:,} {what}; what comes before is shown.",
        )

    def check_resources(self) -> None:
        """Ends the reading when it has used up its memory or processor time.

        Raises:
            LimitExceeded: It has.
        """
        if time.process_time() - self._started > self.limits.cpu_seconds:
            raise LimitExceeded(
                f"Reading takes more than {self.limits.cpu_seconds:g} seconds of processor time."
            )
        if psutil.Process().memory_info().rss > self.limits.memory_bytes:
            mebibytes = self.limits.memory_bytes >> 20
            raise LimitExceeded(f"Reading takes more than {mebibytes:,} MiB of memory.")

    def text(self, stored: str | bytes) -> str:
        """A name or another short text as text of bounded length.

        Args:
            stored: As the parser gives it: bytes where it is not valid UTF-8.
        """
        if isinstance(stored, bytes):
            self.notes.once("invalid-text", "info", "Some names are not valid UTF-8.")
            stored = stored.decode("utf-8", "backslashreplace")
        if len(stored) > self.limits.name_length:
            return self._shorten(stored)
        return stored

    def _shorten(self, name: str) -> str:
        import hashlib

        self.notes.once(
            "name-too-long",
            "info",
            f"Some names have more than {self.limits.name_length:,} characters and are shortened.",
        )
        digest = hashlib.blake2b(name.encode(), digest_size=8).hexdigest()
        return f"{name[:100]}…{digest}"
