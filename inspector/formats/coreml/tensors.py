"""Values of ML programs: types, shapes, constants in the file or in one of weights beside it."""

from __future__ import annotations

import struct

import numpy as np

from inspector.formats.building import GraphBuilder
from inspector.formats.elements import PLAIN, decode, stored_length
from inspector.formats.errors import FormatError, LimitExceededError
from inspector.formats.log import shown
from inspector.formats.onnx.external import ExternalData, Place
from inspector.formats.protobuf import Field, Wire
from inspector.formats.ranges import RangeReader
from inspector.formats.source import Source
from inspector.ir.graph import Array, Initializer, Shape

STRING = "string"
DTYPES = {
    1: "bool", 2: STRING, 10: "float16", 11: "float32", 12: "float64", 13: "bfloat16",
    21: "int8", 22: "int16", 23: "int32", 24: "int64", 25: "int4",
    31: "uint8", 32: "uint16", 33: "uint32", 34: "uint64", 35: "uint4", 36: "uint2",
    37: "uint1", 38: "uint6", 39: "uint3",
    40: "float8", 41: "float8",
}  # fmt: skip
"""Element types by their number (MIL.proto, DataType)."""

# ValueType, TensorType, Dimension
_TENSOR, _STATE = 1, 5
_DTYPE, _DIMENSION, _CONSTANT = 1, 3, 1
# Value, ImmediateValue, BlobFileValue
_TYPE, _IMMEDIATE, _BLOB = 2, 3, 5
_FILE, _OFFSET = 1, 2
# TensorValue: floats, ints, bools, strings, longInts, doubles, bytes
_REALS = {1: 4, 6: 8}
_INTEGERS = frozenset({2, 3, 5})
_STRINGS, _BYTES = 4, 7

_HERE = "@model_path/"
_MARK, _ENTRY = 0xDEADBEEF, 64
"""A blob's entry begins with a mark, element type, bytes and place of its data (64 bytes)."""


class Values:
    """Reads types and values of one program.

    Args:
        source: The file.
        wire: Its messages.
        builder: Whose limits and log hold.
    """

    def __init__(self, source: Source, wire: Wire, builder: GraphBuilder) -> None:
        self._wire = wire
        self._builder = builder
        self._ranges = RangeReader(source.path, source.stamp, wire.pages.stretch, builder.limits)
        self.external = ExternalData(source.path, builder.limits, builder.log)

    def type(self, message: Field) -> tuple[str, Shape | None]:
        """Element type and shape of a ``ValueType``; of a state, what it holds."""
        for each in self._wire.within(message):
            if each.number == _TENSOR:
                return self._tensor_type(each)
            if each.number == _STATE:
                wrapped = (
                    kind for held in self._wire.within(each) for kind in self._wire.within(held)
                )
                tensor = next((kind for kind in wrapped if kind.number == _TENSOR), None)
                return ("unknown", None) if tensor is None else self._tensor_type(tensor)
        return "unknown", None

    def _tensor_type(self, message: Field) -> tuple[str, Shape | None]:
        dtype, extents = "unknown", list[int | None]()
        for each in self._wire.within(message):
            if each.number == _DTYPE:
                dtype = DTYPES.get(each.value, "unknown")
            elif each.number == _DIMENSION and len(extents) < self._builder.limits.tensor_rank:
                extents.append(self._extent(each))
        return dtype, tuple(extents)

    def _extent(self, dimension: Field) -> int | None:
        for kind in self._wire.within(dimension):
            if kind.number == _CONSTANT:
                sizes = [each.value for each in self._wire.within(kind) if each.number == 1]
                size = sizes[0] if sizes else 0
                return size if size < 1 << 62 else None
        return None

    def value(self, message: Field, name: str) -> Initializer | str | None:
        """A ``Value``: a tensor, or a text; None for lists and dictionaries."""
        dtype, shape, stored = "unknown", None, None
        for each in self._wire.within(message):
            if each.number == _TYPE:
                dtype, shape = self.type(each)
            elif each.number in (_IMMEDIATE, _BLOB):
                stored = each
        if shape is None or stored is None:
            return None
        if dtype == STRING:
            return self._text(stored)
        extents = [extent if isinstance(extent, int) else 0 for extent in shape]
        result = Initializer(dtype, self._builder.shape(extents, name))
        if stored.number == _BLOB:
            self._attach_blob(stored, result, name)
        else:
            self._attach(stored, result)
        return result

    def _text(self, immediate: Field) -> str | None:
        for tensor in self._wire.within(immediate):
            for kind in self._wire.within(tensor):
                if kind.number == _STRINGS:
                    texts = [self._wire.text(each) for each in self._wire.within(kind)]
                    return texts[0] if len(texts) == 1 else None
        return None

    def _attach(self, immediate: Field, result: Initializer) -> None:
        """Elements in the message itself."""
        for tensor in self._wire.within(immediate):
            if tensor.number != 1:
                continue
            for kind in self._wire.within(tensor):
                if kind.number == _BYTES:
                    for each in self._wire.within(kind):
                        result.offset, result.length = each.value, each.end - each.value
                        self._ranges.attach(result)
                elif result.size <= self._builder.limits.data_elements:
                    result.data = self._listed(kind, result)

    def _listed(self, kind: Field, result: Initializer) -> Array | None:
        plain = PLAIN.get(result.dtype)
        numbers: list[float] = []
        for each in self._wire.within(kind):
            if kind.number in _REALS:
                width = _REALS[kind.number]
                raw = self._wire.numbers(each, 0 if each.end < 0 else width)
                numbers += [Field(0, value, -1, width).real for value in raw]
            elif kind.number in _INTEGERS:
                numbers += [Field(0, value, -1).signed for value in self._wire.numbers(each)]
        if plain is None or len(numbers) != result.size:
            return None
        try:
            return np.asarray(numbers).astype(plain).reshape(result.shape)
        except (OverflowError, ValueError):
            return None

    def _attach_blob(self, blob: Field, result: Initializer, name: str) -> None:
        """Elements in a file of weights beside the model."""
        location, entry = "", 0
        for each in self._wire.within(blob):
            if each.number == _FILE:
                location = self._wire.text(each).removeprefix(_HERE)
            elif each.number == _OFFSET:
                entry = each.value
        result.location = location
        if not self.external.has(Place(location, entry, _ENTRY), name):
            return
        try:
            self._place(result, location, entry)
        except FormatError as error:
            self._tell(f"The data of a tensor cannot be read: {error.message}", name)

    def _place(self, result: Initializer, location: str, entry: int) -> None:
        head = self.external.read_now(Place(location, entry, _ENTRY), _ENTRY)
        if head is None or len(head) < _ENTRY:
            return
        mark, _, length, offset = struct.unpack_from("<IIQQ", head)
        result.offset, result.length = offset, length
        place = Place(location, offset, length)
        expected = stored_length(result.dtype, result.size)
        if mark != _MARK or expected not in (-1, length):
            self._tell("A tensor has not as many bytes as its type and shape ask for.", location)
            return
        if not self.external.has(place, location):
            return
        dtype, shape, limits = result.dtype, result.shape, self._builder.limits

        def read() -> Array:
            if length > limits.tensor_bytes:
                raise LimitExceededError(
                    f"The tensor has {length} bytes, more than the {limits.tensor_bytes} read at "
                    "once."
                )
            return decode(dtype, shape, self.external.read(place, length))

        result.read = read
        if result.size <= limits.data_elements and length <= limits.data_bytes:
            stored = self.external.read_now(place, length)
            result.data = None if stored is None else decode(dtype, shape, stored)

    def _tell(self, message: str, name: str) -> None:
        self._builder.log.add("external-data-unreadable", "warning", message, shown(name))
