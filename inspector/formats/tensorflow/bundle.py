"""The index of a SavedModel's variables: where the elements of each are.

It is a table of sorted keys in blocks, as LevelDB writes them, and each value is a
``BundleEntryProto`` (tensorflow/core/protobuf/tensor_bundle.proto).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from inspector.formats.errors import FormatError
from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog
from inspector.formats.pages import BrokenError, Pages
from inspector.formats.protobuf import Field, Wire
from inspector.formats.source import Source
from inspector.formats.tensorflow.tensors import DTYPES
from inspector.ir.graph import Initializer

_INDEX = "variables.index"
_DATA = "variables/variables.data"
_MAGIC = 0xDB4775248B80FB57
_FOOTER = 48
_TRAILER = 5
_MAX_BLOCK = 1 << 24
_DTYPE, _SHAPE, _SHARD, _OFFSET, _SIZE = 1, 2, 3, 4, 5


class Bundle:
    """The variables of one model.

    Args:
        folder: The one with the index.
        limits: What the index may ask for.
        log: Gets what is wrong with it.
    """

    def __init__(self, folder: Path, limits: Limits, log: FindingLog) -> None:
        self._entries: dict[str, Initializer] = {}
        self._shards = 1
        self._limits = limits
        path = folder / _INDEX
        if not path.is_file():
            return
        try:
            with Source(path, limits) as source:
                self._read(source)
        except FormatError as error:
            log.add(
                "variables-unreadable",
                "warning",
                f"The index of the variables cannot be read: {error.message}",
                _INDEX,
            )

    def place(self, names: Sequence[str], tensor: Initializer) -> None:
        """Tells a variable its place, and its type and shape where they are not known.

        Args:
            names: What it may be called in the index.
            tensor: The variable.
        """
        for name in names:
            found = self._entries.get(name)
            if found is None:
                continue
            if tensor.shape in ((), found.shape):
                tensor.dtype, tensor.shape = found.dtype, found.shape
                tensor.location = f"{found.location}-of-{self._shards:05}"
                tensor.offset, tensor.length = found.offset, found.length
            return

    def _read(self, source: Source) -> None:
        pages, wire = Pages(source), Wire(source, self._limits)
        footer = pages.stretch(source.size - _FOOTER, _FOOTER)
        if int.from_bytes(footer[-8:], "little") != _MAGIC:
            raise BrokenError("It does not end as such a table does.")
        _, place = _number(footer, 0)
        _, place = _number(footer, place)
        start, place = _number(footer, place)
        length, _ = _number(footer, place)
        for _, handle in _entries(pages, start, length):
            block = pages.stretch(*handle)
            first, place = _number(block, 0)
            size, _ = _number(block, place)
            for key, (value_at, value_length) in _entries(pages, first, size):
                if not key:
                    self._shards = _header(wire, value_at, value_at + value_length)
                elif len(self._entries) < self._limits.tensors:
                    self._entries[key] = _entry(wire, value_at, value_at + value_length)


def _entries(pages: Pages, start: int, length: int) -> Iterator[tuple[str, tuple[int, int]]]:
    """Keys of a block with place and length of their values; keys share beginnings."""
    if length > _MAX_BLOCK:
        raise BrokenError(f"A block of {length} bytes is too large.")
    block = pages.stretch(start, length + _TRAILER)
    if block[length]:
        raise BrokenError("Its blocks are compressed.")
    restarts = int.from_bytes(block[length - 4 : length], "little")
    end = length - 4 - 4 * restarts
    place, key = 0, b""
    while place < end:
        shared, place = _number(block, place)
        rest, place = _number(block, place)
        size, place = _number(block, place)
        if shared > len(key) or place + rest + size > end:
            raise BrokenError("An entry does not fit in its block.")
        key = key[:shared] + block[place : place + rest]
        place += rest
        yield key.decode("utf-8", "replace"), (start + place, size)
        place += size


def _header(wire: Wire, start: int, end: int) -> int:
    """The number of files that hold elements."""
    numbers = [each.value for each in wire.within(Field(0, start, end)) if each.number == 1]
    return numbers[0] if numbers else 1


def _entry(wire: Wire, start: int, end: int) -> Initializer:
    dtype, shape, shard, offset, size = "unknown", [], 0, 0, 0
    for each in wire.within(Field(0, start, end)):
        if each.number == _DTYPE:
            dtype = DTYPES.get(each.value, "unknown")
        elif each.number == _SHAPE:
            for axis in wire.within(each):
                sizes = [part.signed for part in wire.within(axis) if part.number == 1]
                shape.append(max(0, sizes[0]) if sizes else 0)
        elif each.number == _SHARD:
            shard = each.value
        elif each.number == _OFFSET:
            offset = each.value
        elif each.number == _SIZE:
            size = each.value
    return Initializer(dtype, tuple(shape[:64]), f"{_DATA}-{shard:05}", offset, size)


def _number(data: bytes, place: int) -> tuple[int, int]:
    """A varint and the position after it."""
    result = shift = 0
    for byte in data[place : place + 10]:
        result |= (byte & 0x7F) << shift
        place += 1
        if byte < 0x80:
            return result, place
        shift += 7
    raise BrokenError("A number does not end.")
