"""NumPy: single arrays (``.npy``) and archives of them (``.npz``), headers only.

The header is described in ``numpy/lib/format.py``. It is a Python literal; only the three entries
that NumPy writes are looked for in it, so that no parser of Python meets the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np

from inspector.formats.archive import Archive, is_zip
from inspector.formats.elements import NUMPY_DTYPES, decode
from inspector.formats.errors import FormatError, MalformedError, TruncatedError
from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog, shown
from inspector.formats.pickles import Data, interpret, judge_pickle
from inspector.formats.reader import Progress
from inspector.formats.source import Source
from inspector.formats.structure import structure_digest
from inspector.formats.weights.tree import NamedTensor, TreeBuilder, parameter_place
from inspector.ir import Initializer, Model
from inspector.ir.graph import Array

MAGIC = b"\x93NUMPY"
_LONGEST_HEADER = 1 << 16
_ENTRY = re.compile(r"'(descr|fortran_order|shape)'\s*:\s*('[^']*'|True|False|\([\d,\sL]*\))")


@dataclass(slots=True)
class _Header:
    """What the beginning of a ``.npy`` says.

    Attributes:
        descr: Type as NumPy writes it, e.g. ``<f4``; empty for a structure of several.
        columns: Whether the first axis runs fastest.
        data: First byte behind the header.
    """

    descr: str
    columns: bool
    shape: tuple[int, ...]
    data: int

    @property
    def dtype(self) -> str:
        return NUMPY_DTYPES.get(self.descr[1:], "unknown")

    @property
    def width(self) -> int:
        digits = self.descr[2:]
        count = int(digits) if digits.isdecimal() and len(digits) < 9 else 0
        return count * 4 if self.descr[1:2] == "U" else count

    @property
    def is_pickle(self) -> bool:
        return self.descr[1:2] == "O"


class NpyReader:
    """Reads one array's header."""

    format = "numpy"
    title = "NumPy array"

    def sniff(self, head: bytes, path: Path) -> bool:
        """Told by its magic number."""
        return head.startswith(MAGIC)

    def read(self, path: Path, limits: Limits, progress: Progress) -> Model:
        """Reads type and shape."""
        log = FindingLog(limits.findings_per_code)
        with Source(path, limits) as source:
            header = _header(source.read, str(path))
            size, stamp = source.size, source.stamp
            if header.is_pickle:
                _judge(source, header.data, limits, log, "")
        named = _named(PurePosixPath(path.name).stem or "array", header)
        length = header.width * named.tensor.size
        if not header.is_pickle:
            parameter_place(named, header.data, length, size, log)

        def fetch(offset: int, count: int) -> bytes:
            with Source(path, limits) as source:
                if source.stamp != stamp:
                    raise MalformedError("The file has changed since it was opened.")
                return source.read(offset, count)

        if named.tensor.offset >= 0:
            named.tensor.read = _later(fetch, header, named.tensor, header.data, limits)
        return _model(path, self.format, [named], size, limits, log, progress)


class NpzReader:
    """Reads the headers of all arrays in an archive."""

    format = "numpy-archive"
    title = "NumPy archive"

    def sniff(self, head: bytes, path: Path) -> bool:
        """Told by its entries: all are arrays."""
        if not is_zip(head):
            return False
        try:
            with Archive(path, Limits(), FindingLog(1)) as archive:
                names = archive.names()
                return bool(names) and all(name.endswith(".npy") for name in names)
        except FormatError:
            return False

    def read(self, path: Path, limits: Limits, progress: Progress) -> Model:
        """Reads names, types, shapes and places; compressed arrays have no place."""
        log = FindingLog(limits.findings_per_code)
        tensors: list[NamedTensor] = []
        with Archive(path, limits, log) as archive:
            for name in archive.names():
                try:
                    tensors.append(_entry(archive, name, limits, log))
                except FormatError as error:
                    log.add("tensor-malformed", "warning", error.message, shown(name))
        return _model(path, self.format, tensors, path.stat().st_size, limits, log, progress)


def _entry(archive: Archive, name: str, limits: Limits, log: FindingLog) -> NamedTensor:
    def fetch(offset: int, count: int) -> bytes:
        return archive.read_range(name, offset, count)

    entry = archive.entry(name)
    header = _header(fetch, name)
    named = _named(name.removesuffix(".npy"), header)
    start, size = archive.place(name)
    length = header.width * named.tensor.size
    if header.is_pickle:
        _judge(
            _EntryData(archive, name, entry.size if entry else 0), header.data, limits, log, name
        )
        return named
    if start >= 0:
        parameter_place(named, start + header.data, length, start + size, log)
    named.tensor.length = length
    named.tensor.read = _later(fetch, header, named.tensor, header.data, limits)
    return named


@dataclass(slots=True)
class _EntryData:
    """An entry of an archive as a pickle's data."""

    archive: Archive
    name: str
    size: int

    def read(self, offset: int, length: int) -> bytes:
        """Reads a range of it."""
        return self.archive.read_range(self.name, offset, length)


def _judge(data: Data, start: int, limits: Limits, log: FindingLog, where: str) -> None:
    """An array of Python objects is a pickle."""
    log.add(
        "numpy-pickle",
        "warning",
        "An array of Python objects is a pickle: loading it can run code.",
        shown(where),
    )
    judge_pickle(interpret(data, limits, start), data, limits, log, shown(where))


def _header(fetch: Callable[[int, int], bytes], where: str) -> _Header:
    head = fetch(0, 12)
    if not head.startswith(MAGIC) or len(head) < 12:
        raise MalformedError("This is no NumPy array.", where=where)
    major = head[6]
    length, start = (
        (int.from_bytes(head[8:10], "little"), 10)
        if major == 1
        else (int.from_bytes(head[8:12], "little"), 12)
    )
    if length > _LONGEST_HEADER:
        raise MalformedError(f"The header claims {length} bytes.", where=where)
    text = fetch(start, length)
    if len(text) < length:
        raise TruncatedError("The file ends in its header.", where=where)
    found = dict(_ENTRY.findall(text.decode("latin-1")))
    if "shape" not in found:
        raise MalformedError("The header does not tell the shape.", where=where)
    extents = re.findall(r"\d+", found["shape"])
    if len(extents) > 64 or any(len(extent) > 18 for extent in extents):
        raise MalformedError("The header tells an impossible shape.", where=where)
    return _Header(
        found.get("descr", "''").strip("'"),
        found.get("fortran_order") == "True",
        tuple(int(extent) for extent in extents),
        start + length,
    )


def _named(name: str, header: _Header) -> NamedTensor:
    note = "" if header.dtype != "unknown" else header.descr[:32] or "structure"
    return NamedTensor(name, Initializer(header.dtype, header.shape), note)


def _later(
    fetch: Callable[[int, int], bytes],
    header: _Header,
    tensor: Initializer,
    start: int,
    limits: Limits,
) -> Callable[[], Array]:
    length = tensor.length

    def read() -> Array:
        if length > limits.tensor_bytes or header.dtype == "unknown":
            raise MalformedError("The elements of this array are not read.")
        data = fetch(start, length)
        if len(data) != length:
            raise TruncatedError("The file ends in the elements of this array.")
        shape = header.shape[::-1] if header.columns else header.shape
        if header.descr.startswith(">"):
            data = np.frombuffer(data, header.descr[1:]).byteswap().tobytes()
        elements = decode(header.dtype, shape, data)
        return elements.T if header.columns else elements

    return read


def _model(
    path: Path,
    format: str,
    tensors: list[NamedTensor],
    size: int,
    limits: Limits,
    log: FindingLog,
    progress: Progress,
) -> Model:
    model = Model(str(path), format, basis="parameters")
    model.graphs["main"] = TreeBuilder(limits, log, progress).graph(tensors)
    model.digest = structure_digest(model, size)
    model.findings = log.findings()
    return model
