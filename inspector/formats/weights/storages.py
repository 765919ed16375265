"""Where the elements of a checkpoint's tensors are."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from inspector.formats.elements import decode, stored_length
from inspector.formats.errors import (
    FileUnreadableError,
    LimitExceededError,
    MalformedError,
)
from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog, shown
from inspector.formats.pickles import Global, Persistent, Pickle, Sequence, interpret, judge_pickle
from inspector.formats.pickles.tensors import STORAGES, Storage, Tensor, storage_of
from inspector.formats.source import Source
from inspector.formats.tarball import TarEntry
from inspector.ir import Initializer
from inspector.ir.graph import Array

_MOST_AXES = 64


@dataclass(slots=True, frozen=True)
class Place:
    """The bytes of a storage.

    Attributes:
        start: First byte in the file, -1 when they are compressed.
        length: How many there are.
        fetch: Reads a range of them, where the file itself cannot be read there.
    """

    start: int
    length: int
    fetch: Callable[[int, int], bytes] | None = None


class Storages:
    """Makes initializers of the tensors of one file.

    Args:
        path: The file.
        stamp: Its size and time when it was opened.
        places: The storages' bytes by key.
        limits: How much is read at once.
        log: Told of tensors whose bytes are not there.
    """

    def __init__(
        self,
        path: Path,
        stamp: tuple[int, int],
        places: dict[str, Place],
        limits: Limits,
        log: FindingLog,
    ) -> None:
        self.path = path
        self.limits = limits
        self.log = log
        self.pickle_start = 0
        """First byte of the pickle in the file, -1 when it is compressed."""
        self.big_endian = False
        self._stamp = stamp
        self._places = places

    def initializer(self, name: str, tensor: Tensor) -> Initializer:
        """A tensor as the graph knows it.

        Args:
            name: Its name, for findings.
            tensor: As the pickle describes it.
        """
        found = Initializer(tensor.dtype, tensor.shape)
        place = self._place(tensor)
        width = stored_length(tensor.dtype, 1)
        if place is None or width <= 0 or stored_length(tensor.dtype, 2) != 2 * width:
            if place is None and tensor.storage is not None:
                self._missing(name, "The bytes of a tensor are not in the file.")
            return found
        offset, count = self._span(tensor)
        if (offset + count) * width > place.length:
            self._missing(name, "A tensor reaches past the end of its storage.")
            return found
        if tensor.in_order:
            found.length = count * width
            found.offset = place.start + offset * width if place.start >= 0 else -1
        found.read = self._later(tensor, place, offset * width, count * width)
        return found

    def _missing(self, name: str, message: str) -> None:
        self.log.add("tensor-outside-storage", "warning", message, shown(name))

    def _place(self, tensor: Tensor) -> Place | None:
        if tensor.storage is not None:
            return self._places.get(tensor.storage.key)
        if tensor.blob is None or self.pickle_start < 0:
            return None
        return Place(self.pickle_start + tensor.blob.position, tensor.blob.length)

    def _span(self, tensor: Tensor) -> tuple[int, int]:
        """First element in the storage, and how many from there the tensor reaches over."""
        start = tensor.offset + (tensor.storage.start if tensor.storage is not None else 0)
        if 0 in tensor.shape:
            return start, 0
        if not tensor.strides:
            return start, Initializer("", tensor.shape).size
        pairs = zip(tensor.shape, tensor.strides, strict=True)
        return start, 1 + sum((extent - 1) * stride for extent, stride in pairs)

    def _later(self, tensor: Tensor, place: Place, offset: int, length: int) -> Callable[[], Array]:
        def read() -> Array:
            elements = Initializer("", tensor.shape).size * 16
            if max(length, elements) > self.limits.tensor_bytes:
                raise LimitExceededError(f"The tensor has {length} bytes, too many to show.")
            data = self._fetch(place, offset, length)
            width = stored_length(tensor.dtype, 1)
            if self.big_endian or tensor.big_endian:
                data = np.frombuffer(data, np.uint8).reshape(-1, width)[:, ::-1].tobytes()
            flat = decode(tensor.dtype, (len(data) // width,), data)
            if tensor.in_order:
                return flat.reshape(tensor.shape)
            steps = [stride * flat.itemsize for stride in tensor.strides]
            return np.lib.stride_tricks.as_strided(flat, tensor.shape, steps).copy()

        return read

    def _fetch(self, place: Place, offset: int, length: int) -> bytes:
        if place.start < 0 and place.fetch is not None:
            data = place.fetch(offset, length)
        else:
            with Source(self.path, self.limits) as source:
                if source.stamp != self._stamp:
                    raise FileUnreadableError("The file has changed since it was opened.")
                data = source.read(place.start + offset, length)
        if len(data) != length:
            raise MalformedError("The tensor's bytes are not there.", where=str(self.path))
        return data


def legacy_places(
    source: Source,
    start: int,
    keys: list[str],
    persistent: Iterable[Persistent],
    log: FindingLog,
) -> dict[str, Place]:
    """Where the storages are behind the pickles of an old checkpoint: count, then elements.

    Args:
        source: The file.
        start: First byte behind the pickles.
        keys: Of the storages in the order they are stored in.
        persistent: Storages as the pickle names them: they tell the element types.
        log: Told when the file ends too early or contradicts itself.
    """
    known: dict[str, Storage] = {}
    for each in persistent:
        storage = storage_of(each)
        if storage is not None:
            known.setdefault(storage.key, storage)
    places: dict[str, Place] = {}
    position = start
    for key in keys:
        storage = known.get(key)
        head = source.read(position, 8)
        width = stored_length(storage.dtype, 1) if storage is not None else 0
        if storage is None or len(head) < 8 or width <= 0:
            log.add("truncated", "warning", "Not all storages of the tensors can be found.", key)
            break
        count = int.from_bytes(head, "little", signed=True)
        if storage.size >= 0 and count != storage.size:
            log.add(
                "storage-size-contradicts",
                "warning",
                f"A storage has {count} elements in one place and {storage.size} in another.",
                shown(key),
            )
        if count < 0:
            break
        available = max(0, source.size - position - 8)
        places[key] = Place(position + 8, min(count * width, available))
        position += 8 + count * width
    return places


class TarFollower:
    """Reads the three parts of a checkpoint in a tar archive.

    Args:
        source: The file.
        entries: Its entries by name.
        limits: How much of the pickles is followed.
        log: Told of what is wrong.
    """

    def __init__(
        self, source: Source, entries: dict[str, TarEntry], limits: Limits, log: FindingLog
    ) -> None:
        self._source = source
        self._entries = entries
        self._limits = limits
        self._log = log

    def follow(self, name: str, start: int) -> Pickle:
        """Follows a pickle in an entry and records what it would have done."""
        pickle = interpret(self._source, self._limits, start)
        judge_pickle(pickle, self._source, self._limits, self._log, name)
        return pickle

    def tensors(self) -> tuple[dict[str, Place], dict[str, Tensor]]:
        """Storages by key, and tensors by the number under which the pickle refers to them."""
        places, dtypes = self._storages()
        known: dict[str, Tensor] = {}
        entry = self._entries["tensors"]
        count = self.follow("tensors", entry.offset)
        position = count.end
        for _ in range(self._number(count)):
            record = self.follow("tensors", position)
            parts = record.value.items if isinstance(record.value, Sequence) else []
            head = self._source.read(record.end, 8)
            axes = int.from_bytes(head[:4], "little")
            numbers = self._source.read(record.end + 8, 8 * (2 * min(axes, _MOST_AXES) + 1))
            if len(parts) < 2 or axes > _MOST_AXES or len(numbers) != 8 * (2 * axes + 1):
                self._log.add("truncated", "warning", "The list of tensors breaks off.")
                break
            key, storage = (_text(part) for part in parts[:2])
            values = struct.unpack(f"<{2 * axes + 1}q", numbers)
            if min(values) >= 0:
                dtype = dtypes.get(storage, "unknown")
                known[key] = Tensor(
                    dtype,
                    values[:axes],
                    values[axes : 2 * axes],
                    values[-1],
                    Storage(storage, dtype),
                )
            position = record.end + 8 + len(numbers)
        return places, known

    def _storages(self) -> tuple[dict[str, Place], dict[str, str]]:
        places: dict[str, Place] = {}
        dtypes: dict[str, str] = {}
        count = self.follow("storages", self._entries["storages"].offset)
        position = count.end
        for _ in range(self._number(count)):
            record = self.follow("storages", position)
            parts = record.value.items if isinstance(record.value, Sequence) else []
            kind = parts[2] if len(parts) > 2 else None
            dtype = STORAGES.get(kind.name, "unknown") if isinstance(kind, Global) else "unknown"
            size = int.from_bytes(self._source.read(record.end, 8), "little", signed=True)
            width = stored_length(dtype, 1)
            if width <= 0 or size < 0 or record.end + 8 + size * width > self._source.size:
                self._log.add("truncated", "warning", "The list of storages breaks off.")
                break
            key = _text(parts[0])
            places[key], dtypes[key] = Place(record.end + 8, size * width), dtype
            position = record.end + 8 + size * width
        return places, dtypes

    def _number(self, pickle: Pickle) -> int:
        value = pickle.value
        return min(value, self._limits.tensors) if isinstance(value, int) else 0


def _text(value: object) -> str:
    if isinstance(value, int) and abs(value) < 1 << 63:
        return str(value)
    return value[:64] if isinstance(value, str) else "?"
