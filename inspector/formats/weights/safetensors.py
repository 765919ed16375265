"""safetensors: a length, a JSON header, and the tensors' bytes (only the first two are read).

The format is described in the README of https://github.com/huggingface/safetensors.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from inspector.formats.elements import stored_length
from inspector.formats.errors import LimitExceededError, MalformedError, TruncatedError
from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog, shown, some
from inspector.formats.ranges import read_later
from inspector.formats.reader import Progress
from inspector.formats.source import Source
from inspector.formats.structure import structure_digest
from inspector.formats.weights.tree import NamedTensor, TreeBuilder, parameter_place
from inspector.ir import Initializer, Model

FORMAT = "safetensors"
DTYPES = {
    "F64": "float64",
    "F32": "float32",
    "F16": "float16",
    "BF16": "bfloat16",
    "F8_E4M3": "float8",
    "F8_E5M2": "float8",
    "F8_E8M0": "float8",
    "F4": "float4",
    "I64": "int64",
    "I32": "int32",
    "I16": "int16",
    "I8": "int8",
    "U64": "uint64",
    "U32": "uint32",
    "U16": "uint16",
    "U8": "uint8",
    "BOOL": "bool",
    "C64": "complex64",
}
_METADATA = "__metadata__"
_PLACE = b'"data_offsets"'
_LONGEST_HEADER = 100_000_000  # the format's own limit


class _Entry(msgspec.Struct):
    dtype: str
    shape: list[int]
    data_offsets: tuple[int, int]


class SafetensorsReader:
    """Reads the header of one file."""

    format = FORMAT
    title = "safetensors"

    def sniff(self, head: bytes, path: Path) -> bool:
        """Told by the length and the brace that follows it."""
        length = int.from_bytes(head[:8], "little")
        words = head[:8].isascii() and 0 not in head[:8]  # "TABLE = {" is no length
        return head[8:9] == b"{" and 2 <= length < 1 << 62 and not words

    def read(self, path: Path, limits: Limits, progress: Progress) -> Model:
        """Reads names, types, shapes and places of all tensors."""
        log = FindingLog(limits.findings_per_code)
        model = Model(str(path), FORMAT, basis="parameters")
        tensors, metadata, size = read_header(path, limits, log)
        model.metadata = metadata
        model.graphs["main"] = TreeBuilder(limits, log, progress).graph(tensors, natural=True)
        model.producer = metadata.get("format", "")
        model.digest = structure_digest(model, size)
        model.findings = log.findings()
        return model


def read_header(
    path: Path, limits: Limits, log: FindingLog, location: str = ""
) -> tuple[list[NamedTensor], dict[str, str], int]:
    """Reads the tensors of one file, without their bytes.

    Args:
        path: The file.
        limits: What it may ask for.
        log: Told of tensors that cannot be.
        location: The file as the tensors name it when they are part of a larger model.

    Returns:
        Tensors in stored order, what the file says of itself, and its size.

    Raises:
        FormatError: The header cannot be read.
    """
    with Source(path, limits) as source:
        length = int.from_bytes(source.read(0, 8), "little")
        start = 8 + length
        if length > min(_LONGEST_HEADER, limits.structure_bytes):
            raise LimitExceededError(
                f"The header claims {length} bytes, more than the "
                f"{min(_LONGEST_HEADER, limits.structure_bytes)} allowed.",
                where=str(path),
            )
        if start > source.size:
            raise TruncatedError(
                f"The header claims {length} bytes and the file has {source.size}.",
                where=str(path),
                help="It was cut short, perhaps by an interrupted download; fetch it again.",
            )
        header = source.read(8, length)
        size, stamp = source.size, source.stamp
    entries = _decode(header, path)
    metadata = _metadata(entries.pop(_METADATA, None))
    if header.count(_PLACE) > sum(_PLACE in bytes(raw) for raw in entries.values()):
        log.add(
            "duplicate-name",
            "danger",
            "A name stands in the header more than once; programs differ in which one they read.",
        )

    tensors = [
        named
        for name, raw in entries.items()
        if (named := _tensor(name, raw, start, size, log)) is not None
    ]
    _check_layout(tensors, start, size, log)
    for named in tensors:
        named.tensor.location = location
        if named.tensor.offset >= 0:
            named.tensor.read = read_later(path, stamp, named.tensor, limits)
    return tensors, metadata, size


def _decode(header: bytes, path: Path) -> dict[str, msgspec.Raw]:
    try:
        return msgspec.json.decode(header, type=dict[str, msgspec.Raw])
    except (msgspec.MsgspecError, RecursionError, ValueError):
        raise MalformedError("The header is no readable JSON.", where=str(path)) from None


def _metadata(raw: msgspec.Raw | None) -> dict[str, str]:
    if raw is None:
        return {}
    try:
        return msgspec.json.decode(raw, type=dict[str, str])
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return {}


def _tensor(
    name: str, raw: msgspec.Raw, start: int, size: int, log: FindingLog
) -> NamedTensor | None:
    try:
        entry = msgspec.json.decode(raw, type=_Entry)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        log.add("tensor-malformed", "warning", "A tensor's record is broken.", shown(name))
        return None
    dtype = DTYPES.get(entry.dtype, "unknown")
    named = NamedTensor(name, Initializer(dtype, tuple(entry.shape)))
    if min(entry.shape, default=0) < 0:
        return named
    if dtype == "unknown":
        named.note = entry.dtype[:32]
    begin, end = entry.data_offsets
    parameter_place(named, start + begin, end - begin, size, log)
    expected = stored_length(dtype, named.tensor.size)
    if expected >= 0 and expected != end - begin:
        log.add(
            "tensor-size-contradicts",
            "warning",
            f"A tensor of {expected} bytes has {end - begin} in the file.",
            shown(name),
        )
        named.tensor.offset = named.tensor.length = -1
    return named


def _check_layout(tensors: list[NamedTensor], start: int, size: int, log: FindingLog) -> None:
    """The tensors must fill the file: no two share bytes, and none are left over."""
    placed = sorted(
        (named for named in tensors if named.tensor.offset >= 0 and named.tensor.length > 0),
        key=lambda named: named.tensor.offset,
    )
    end, shared = start, []
    unused = 0
    for named in placed:
        offset = named.tensor.offset
        if offset < end:
            shared.append(named.name)
        unused += max(0, offset - end)
        end = max(end, offset + named.tensor.length)
    if shared:
        log.add(
            "tensor-overlap",
            "warning",
            f"Tensors share bytes with others: {some(shared)}.",
            shown(shared[0]),
        )
    unused += max(0, size - end)
    if unused and len(placed) == len(tensors):
        log.add("unused-bytes", "info", f"{unused} bytes of the file belong to no tensor.")
