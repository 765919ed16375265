"""From stored tensors to initializers: type, shape and place, and the elements of small ones."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from inspector.formats.errors import (
    FileUnreadableError,
    FormatError,
    LimitExceededError,
    MalformedError,
)
from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog, shown
from inspector.formats.onnx.external import ExternalData, Place
from inspector.formats.onnx.value_types import PLAIN, dtype_of, stored_bytes
from inspector.formats.onnx.wire import RAW_DATA, Payload
from inspector.formats.source import Source
from inspector.ir.graph import Array, Initializer

if TYPE_CHECKING:
    import onnx

_EXTERNAL = 1
_TYPED = (
    "float_data",
    "int32_data",
    "string_data",
    "int64_data",
    "double_data",
    "uint64_data",
)
_FIELD_NAMES = {
    4: "float_data",
    5: "int32_data",
    6: "string_data",
    7: "int64_data",
    RAW_DATA: "raw_data",
    10: "double_data",
    11: "uint64_data",
}
_UNDECODABLE = (ValueError, TypeError, KeyError, IndexError, OverflowError, NotImplementedError)
"""What ``onnx.numpy_helper`` raises for tensors that contradict themselves."""


class TensorReader:
    """Makes the initializers of one model.

    Args:
        path: The model's file.
        stamp: The file's size and time when it was walked.
        payloads: What the walk noted.
        limits: What a tensor may ask for.
        log: Gets what is wrong with tensors.
    """

    def __init__(
        self,
        path: Path,
        stamp: tuple[int, int],
        payloads: list[Payload],
        limits: Limits,
        log: FindingLog,
    ) -> None:
        self.path = path
        self._stamp = stamp
        self._payloads = payloads
        self._limits = limits
        self._log = log
        self._count = 0
        self.external = ExternalData(path, limits, log)

    def read(self, proto: onnx.TensorProto, name: str) -> Initializer:
        """Makes an initializer; what is wrong with the tensor becomes a finding.

        Args:
            proto: The tensor, without its payload when that is long.
            name: How to call it in findings.

        Raises:
            LimitExceededError: There are more tensors than allowed.
        """
        self._count += 1
        if self._count > self._limits.tensors:
            raise LimitExceededError(f"There are more than {self._limits.tensors} tensors.")
        shape = self.shape(proto.dims, name)
        result = Initializer(dtype_of(proto.data_type), shape)
        if shape != tuple(proto.dims):
            return result
        payload = self._payload(proto)
        if proto.data_location == _EXTERNAL:
            self._outside(proto, payload, result, name)
        elif payload is not None:
            self._entered(proto, payload, result, name)
        else:
            self._copied(proto, result, name)
        return result

    def path_of(self, location: str) -> Path | None:
        """The file that an ``Initializer.location`` names, None when it must not be opened."""
        return self.external.path_of(location) if location else self.path

    def shape(self, dims: Sequence[int], name: str) -> tuple[int, ...]:
        """The shape of a tensor; one that cannot be is taken as empty, with a finding."""
        shape = tuple(dims[: self._limits.tensor_rank])
        negative = min(shape, default=0) < 0
        if len(dims) == len(shape) and not negative:
            if math.prod(shape) <= self._limits.tensor_elements:
                return shape
        claimed = "×".join(str(extent) for extent in shape[:8])
        self._log.add(
            "tensor-malformed" if negative else "tensor-too-large",
            "warning",
            f"A tensor claims the shape {claimed}; it is taken as empty.",
            shown(name),
        )
        return (0,) * len(shape)

    def _payload(self, proto: onnx.TensorProto) -> Payload | None:
        """What the walk noted of a tensor it entered."""
        if not proto.HasField("segment"):
            return None
        index, start = proto.segment.begin, proto.segment.end
        # Tensors with a segment are refused when their elements are decoded.
        proto.ClearField("segment")
        if 0 <= index < len(self._payloads) and self._payloads[index].start == start:
            return self._payloads[index]
        return None

    # Where the elements are

    def _copied(self, proto: onnx.TensorProto, result: Initializer, name: str) -> None:
        """A tensor that stands in the stripped model as it is in the file."""
        if self._contradiction(proto, name):
            return
        if result.size > self._limits.data_elements:
            self._mismatch(name)
            return
        result.data = self._decode(proto, name)

    def _contradiction(self, proto: onnx.TensorProto, name: str) -> bool:
        return self._contradicts(self._inside(proto), name)

    def _inside(self, proto: onnx.TensorProto) -> list[str]:
        """The fields of a tensor that hold elements."""
        present = [field for field in _TYPED if len(getattr(proto, field))]
        if proto.HasField("raw_data") and proto.raw_data:
            present.append("raw_data")
        return present

    def _contradicts(self, present: list[str], name: str) -> bool:
        if len(present) < 2:
            return False
        self._log.add(
            "contradictory-data",
            "warning",
            f"A tensor has elements in {' and in '.join(present)}; none of them are used.",
            shown(name),
        )
        return True

    def _entered(
        self, proto: onnx.TensorProto, payload: Payload, result: Initializer, name: str
    ) -> None:
        """A tensor whose place in the file is known."""
        numbers = sorted({number for number, _, _ in payload.fields})
        if self._contradicts([_FIELD_NAMES[number] for number in numbers], name):
            return
        if len(payload.fields) == 1:
            _, offset, length = payload.fields[0]
            if length >= 0:
                result.offset, result.length = offset, length
        if not payload.complete:
            return
        raw = numbers == [RAW_DATA] and len(payload.fields) == 1
        expected = stored_bytes(proto.data_type, result.size)
        if raw and expected >= 0 and result.length != expected:
            self._mismatch(name)
            return
        if payload.kept and result.size <= self._limits.data_elements:
            result.data = self._decode(proto, name)
        elif payload.fields:
            result.read = self._reader(proto, payload, result, raw)
        elif result.size:
            self._mismatch(name)

    def _outside(
        self, proto: onnx.TensorProto, payload: Payload | None, result: Initializer, name: str
    ) -> None:
        """A tensor whose elements are in another file."""
        if (payload is not None and payload.fields) or self._inside(proto):
            self._contradicts(["another file", "the model"], name)
            return
        entries = {entry.key: entry.value for entry in proto.external_data}
        location = entries.get("location", "")
        if not isinstance(location, str):
            location = ""
        offset, length = _number(entries.get("offset"), 0), _number(entries.get("length"), -1)
        expected = stored_bytes(proto.data_type, result.size)
        if length < 0 and entries.get("length"):
            self._mismatch(name)
            return
        if length < 0:
            length = expected
        place = Place(location, offset, length)
        result.location, result.offset, result.length = location, offset, length
        if not self.external.has(place, name):
            return
        if expected < 0 or length != expected:
            self._mismatch(name)
            return
        code, shape = proto.data_type, result.shape
        external, limit = self.external, self._limits.tensor_bytes

        def read() -> Array:
            _check_length(length, limit)
            return _from_bytes(code, shape, external.read(place, length))

        result.read = read
        if result.size <= self._limits.data_elements and length <= self._limits.data_bytes:
            self._read_now(place, code, result, name)

    def _read_now(self, place: Place, code: int, result: Initializer, name: str) -> None:
        """Reads a small tensor's elements from another file with the graph."""
        try:
            stored = self.external.read_now(place, result.length)
            if stored is not None:
                result.data = _from_bytes(code, result.shape, stored)
        except FormatError as error:
            result.read = None
            self._log.add(
                "external-data-unreadable",
                "warning",
                f"The data of a tensor cannot be read: {error.message}",
                shown(name),
            )

    def _mismatch(self, name: str) -> None:
        self._log.add(
            "tensor-size-mismatch",
            "warning",
            "A tensor has not as many bytes as its type and shape ask for; they are not used.",
            shown(name),
        )

    # The elements

    def _decode(self, proto: onnx.TensorProto, name: str) -> Array | None:
        try:
            if proto.HasField("raw_data") and proto.data_type in PLAIN:
                return _plain(proto.data_type, tuple(proto.dims), proto.raw_data)
            return _array(proto)
        except _UNDECODABLE:
            self._mismatch(name)
            return None

    def _reader(
        self, proto: onnx.TensorProto, payload: Payload, result: Initializer, raw: bool
    ) -> Callable[[], Array]:
        """A function that reads the elements from the model's file when it is called."""
        code, shape = proto.data_type, result.shape
        path, stamp, limits = self.path, self._stamp, self._limits
        if raw:
            start, end = result.offset, result.offset + result.length
        else:
            start, end = payload.start, payload.end

        def read() -> Array:
            _check_length(end - start, limits.tensor_bytes)
            with Source(path, limits) as source:
                if source.stamp != stamp:
                    raise FileUnreadableError("The file has changed since it was opened.")
                data = source.read(start, end - start)
            return _from_bytes(code, shape, data) if raw else _from_message(data)

        return read


def _number(text: object, default: int) -> int:
    if not isinstance(text, str):
        return default
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 19 else -1


def _check_length(length: int, limit: int) -> None:
    if length > limit:
        raise LimitExceededError(
            f"The tensor has {length} bytes, more than the {limit} read at once."
        )


def _array(proto: onnx.TensorProto) -> Array:
    from onnx import numpy_helper

    return np.asarray(numpy_helper.to_array(proto))


def _plain(code: int, shape: tuple[int, ...], data: bytes) -> Array:
    return np.frombuffer(data, PLAIN[code]).reshape(shape)


def _from_bytes(code: int, shape: tuple[int, ...], data: bytes) -> Array:
    """Elements from the bytes of ``raw_data``."""
    import onnx

    try:
        if code in PLAIN:
            return _plain(code, shape, data)
        return _array(onnx.TensorProto(data_type=code, dims=shape, raw_data=data))
    except _UNDECODABLE:
        raise MalformedError("The tensor's bytes do not fit its type and shape.") from None


def _from_message(data: bytes) -> Array:
    """Elements from a whole tensor message."""
    import onnx
    from google.protobuf.message import DecodeError

    try:
        return _array(onnx.TensorProto.FromString(data))
    except (DecodeError, *_UNDECODABLE):
        raise MalformedError("The tensor's elements do not fit its type and shape.") from None
