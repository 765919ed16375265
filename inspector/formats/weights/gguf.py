"""GGUF: metadata and tensor records at the beginning of the file (the only part that is read).

The format is described in ``docs/gguf.md`` of https://github.com/ggml-org/ggml; versions 1 to 3,
of either byte order. The ``gguf`` package maps the whole file and trusts its counts.
"""

from __future__ import annotations

import struct
from pathlib import Path

from inspector.formats.errors import LimitExceededError, MalformedError, TruncatedError
from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog, shown
from inspector.formats.ranges import read_later
from inspector.formats.reader import Progress
from inspector.formats.source import Source
from inspector.formats.structure import structure_digest
from inspector.formats.weights.ggml import GGML_TYPES, PLAIN_TYPES
from inspector.formats.weights.tree import NamedTensor, TreeBuilder, parameter_place
from inspector.ir import Initializer, Model

MAGIC = b"GGUF"
_WINDOW = 1 << 18
_MOST_AXES = 8
_MOST_SHOWN = 8
_NEWEST = 3
_SCALARS = {
    0: "B",
    1: "b",
    2: "H",
    3: "h",
    4: "I",
    5: "i",
    6: "f",
    7: "?",
    10: "Q",
    11: "q",
    12: "d",
}
_STRING, _ARRAY = 8, 9
_DEEPEST_ARRAY = 8
_LONGEST_VALUE = 1 << 22


class GgufReader:
    """Reads the head of one file."""

    format = "gguf"
    title = "GGUF"

    def sniff(self, head: bytes, path: Path) -> bool:
        """Told by its magic number."""
        return head.startswith(MAGIC)

    def read(self, path: Path, limits: Limits, progress: Progress) -> Model:
        """Reads the metadata and names, types, shapes and places of all tensors."""
        log = FindingLog(limits.findings_per_code)
        with Source(path, limits) as source:
            head = _Head(source, limits, log)
            size, stamp = source.size, source.stamp
        model = Model(str(path), self.format, basis="parameters", metadata=head.metadata)
        tensors = [_place(record, head.data, size, log) for record in head.records]
        for named in tensors:
            if named.tensor.offset >= 0 and not named.note:
                named.tensor.read = read_later(path, stamp, named.tensor, limits)
        model.graphs["main"] = TreeBuilder(limits, log, progress).graph(tensors, natural=True)
        model.producer = head.metadata.get("general.name", "")
        model.opsets = {"gguf": head.version}
        model.digest = structure_digest(model, size)
        if head.truncated:
            model.skipped.append("What the file should hold after its end.")
        model.findings = log.findings()
        return model


class _Record:
    """A tensor as the head lists it."""

    __slots__ = ("kind", "name", "offset", "shape")

    def __init__(self, name: str, shape: tuple[int, ...], kind: int, offset: int) -> None:
        self.name, self.shape, self.kind, self.offset = name, shape, kind, offset


class _Head:
    """Everything before the tensors' bytes."""

    def __init__(self, source: Source, limits: Limits, log: FindingLog) -> None:
        self.metadata: dict[str, str] = {}
        self.records: list[_Record] = []
        self.truncated = False
        self._source = source
        self._limits = limits
        self._log = log
        self._position = len(MAGIC)
        self._start = 0
        self._window = b""
        self._order = "<"
        self._values = 0
        self._alignment = 32
        self.version = self._number("I")
        if self.version & 0xFFFF == 0:
            self._order = ">"
            self.version = int.from_bytes(self.version.to_bytes(4, "little"), "big")
        if not 1 <= self.version <= _NEWEST:
            raise MalformedError(
                f"It is of GGUF version {self.version}; versions 1 to {_NEWEST} are read.",
                where=str(source.path),
            )
        self._count = "I" if self.version == 1 else "Q"
        self._read()
        self.data = -(-self._position // self._alignment) * self._alignment

    def _read(self) -> None:
        tensors, pairs = self._number(self._count), self._number(self._count)
        if tensors > self._limits.tensors or pairs > self._limits.fields:
            raise LimitExceededError(
                f"The file claims {tensors} tensors and {pairs} pairs of metadata.",
                where=str(self._source.path),
            )
        try:
            for _ in range(pairs):
                self._pair()
            for _ in range(tensors):
                self.records.append(self._record())
        except TruncatedError:
            if not self.records:
                raise
            self.truncated = True
            self._log.add(
                "truncated",
                "warning",
                f"The file ends too early; {len(self.records)} of {tensors} tensors are listed.",
            )

    def _take(self, length: int) -> bytes:
        first = self._position - self._start
        if first + length > len(self._window):
            self._start, first = self._position, 0
            self._window = self._source.read(self._position, max(length, _WINDOW))
        data = self._window[first : first + length]
        if len(data) < length:
            raise TruncatedError(
                "The file ends before its list of tensors.",
                where=str(self._source.path),
                help="It was cut short, perhaps by an interrupted download; fetch it again.",
            )
        self._position += length
        self._check_size()
        return data

    def _check_size(self) -> None:
        if self._position > self._limits.structure_bytes:
            raise LimitExceededError(
                f"The head of the file is longer than the {self._limits.structure_bytes} bytes "
                "allowed.",
                where=str(self._source.path),
            )

    def _number(self, code: str) -> int:
        return int(self._scalar(code))

    def _scalar(self, code: str) -> int | float:
        packed = struct.Struct(self._order + code)
        value: int | float = packed.unpack(self._take(packed.size))[0]
        return value

    def _skip(self, length: int) -> None:
        if length > self._source.size - self._position:
            raise TruncatedError(
                f"A value claims {length} bytes, more than the file has left.",
                where=str(self._source.path),
            )
        self._position += length
        self._check_size()

    def _string(self) -> str:
        length = self._number(self._count)
        if length > _LONGEST_VALUE or length > self._limits.name_bytes:
            self._skip(length)
            return f"(a text of {length} bytes)"
        return self._take(length).decode("utf-8", "replace")

    def _pair(self) -> None:
        key = self._string()
        text = self._value(self._number("I"), 0)
        if key == "general.alignment" and text.isdecimal():
            stated = int(text)
            if 0 < stated <= 1 << 20 and stated & (stated - 1) == 0:
                self._alignment = stated
        if key in self.metadata:
            self._log.add(
                "duplicate-name", "warning", "A key of the metadata stands twice.", shown(key)
            )
        self.metadata[key] = text

    def _value(self, kind: int, depth: int) -> str:
        self._values += 1
        if self._values > self._limits.fields:
            raise LimitExceededError(
                f"There are more than {self._limits.fields} values in the metadata.",
                where=str(self._source.path),
            )
        if kind in _SCALARS:
            value = self._scalar(_SCALARS[kind])
            return f"{value:g}" if isinstance(value, float) else str(value)
        if kind == _STRING:
            return self._string()
        if kind != _ARRAY or depth >= _DEEPEST_ARRAY:
            raise MalformedError(
                f"A value of the metadata is of type {kind}, which there is not.",
                where=str(self._source.path),
            )
        return self._array(depth)

    def _array(self, depth: int) -> str:
        kind, count = self._number("I"), self._number(self._count)
        shown_values: list[str] = []
        if kind in _SCALARS:
            width = struct.calcsize("<" + _SCALARS[kind])
            shown_values = [self._value(kind, depth) for _ in range(min(count, _MOST_SHOWN))]
            self._skip((count - len(shown_values)) * width)
        else:
            for position in range(count):
                text = self._value(kind, depth + 1)
                if position < _MOST_SHOWN:
                    shown_values.append(text)
        more = f", … ({count} values)" if count > _MOST_SHOWN else ""
        return ", ".join(shown_values) + more

    def _record(self) -> _Record:
        name = self._string()
        rank = self._number("I")
        if rank > _MOST_AXES:
            raise MalformedError(
                f"A tensor claims {rank} axes.", where=f"{self._source.path}: {shown(name)}"
            )
        extents = [self._number(self._count) for _ in range(rank)]
        kind, offset = self._number("I"), self._number("Q")
        return _Record(name, tuple(extents[::-1]), kind, offset)  # stored fastest axis first


def _place(record: _Record, data: int, size: int, log: FindingLog) -> NamedTensor:
    """A tensor with its place; quantised ones have no element type of the graph's."""
    dtype = PLAIN_TYPES.get(record.kind, "unknown")
    named = NamedTensor(record.name, Initializer(dtype, record.shape))
    known = GGML_TYPES.get(record.kind)
    if known is None:
        named.note = f"type {record.kind}"
        log.add("dtype-unknown", "info", f"Tensors are of type {record.kind}, which is not known.")
        return named
    name, block, width = known
    if dtype == "unknown":
        named.note = name
    length = -(-named.tensor.size // block) * width
    parameter_place(named, data + record.offset, length, size, log)
    return named
