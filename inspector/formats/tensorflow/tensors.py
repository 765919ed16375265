"""Tensors in TensorFlow's graphs: type, shape and place, and the elements of small ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from inspector.formats.building import GraphBuilder
from inspector.formats.elements import PLAIN
from inspector.formats.protobuf import Field, Wire
from inspector.formats.ranges import RangeReader
from inspector.ir.graph import Array, Initializer

DTYPES = {
    1: "float32", 2: "float64", 3: "int32", 4: "uint8", 5: "int16", 6: "int8", 7: "string",
    8: "complex64", 9: "int64", 10: "bool", 11: "int8", 12: "uint8", 13: "int32", 14: "bfloat16",
    15: "int16", 16: "uint16", 17: "uint16", 18: "complex128", 19: "float16", 22: "uint32",
    23: "uint64", 24: "float8", 25: "float8", 29: "int4", 30: "uint4",
}  # fmt: skip
"""Element types by their number (tensorflow/core/framework/types.proto)."""

# TensorProto
_DTYPE, _SHAPE, _CONTENT = 1, 2, 4
_REALS = {5: 4, 6: 8}
_INTEGERS = frozenset({7, 10, 11, 16, 17})
_HALF = 13
_UNKNOWN_RANK = 3


class TensorReader:
    """Reads the tensors of one file.

    Args:
        path: The file.
        stamp: Its size and time when it was opened.
        wire: Its messages.
        builder: Whose limits and log hold.
    """

    def __init__(
        self, path: Path, stamp: tuple[int, int], wire: Wire, builder: GraphBuilder
    ) -> None:
        self._wire = wire
        self._builder = builder
        self._ranges = RangeReader(path, stamp, wire.pages.stretch, builder.limits)

    def shape(self, entry: Field) -> list[int] | None:
        """A ``TensorShapeProto``: -1 for an extent that is open, None for an open rank."""
        found: list[int] = []
        for each in self._wire.within(entry):
            if each.number == _UNKNOWN_RANK and each.value:
                return None
            if each.number == 2:
                sizes = [part.signed for part in self._wire.within(each) if part.number == 1]
                found.append(sizes[0] if sizes else 0)
        return found

    def read(self, entry: Field, name: str) -> Initializer:
        """A ``TensorProto``."""
        dtype, extents, content = "unknown", None, None
        values: list[Field] = []
        for each in self._wire.within(entry):
            if each.number == _DTYPE:
                dtype = DTYPES.get(each.value, "unknown")
            elif each.number == _SHAPE:
                extents = self.shape(each)
            elif each.number == _CONTENT:
                content = each
            elif len(values) < self._builder.limits.data_elements:
                values.append(each)
        result = Initializer(dtype, self._builder.shape(extents or [], name))
        if content is not None and content.end > content.value:
            self._content(result, content)
        elif result.size <= self._builder.limits.data_elements:
            result.data = self._listed(result, values)
        return result

    def _content(self, result: Initializer, content: Field) -> None:
        result.offset, result.length = content.value, content.end - content.value
        self._ranges.attach(result)

    def _listed(self, result: Initializer, values: list[Field]) -> Array | None:
        """Elements stored one by one; the last is repeated to fill the shape."""
        plain = PLAIN.get(result.dtype)
        if plain is None:
            return None
        numbers: list[float] = []
        for each in values:
            if each.number in _REALS:
                width = _REALS[each.number]
                raw = self._wire.numbers(each, width)
                numbers += [Field(0, value, -1, width).real for value in raw]
            elif each.number in _INTEGERS:
                raw = self._wire.numbers(each)
                numbers += [Field(0, value, -1).signed for value in raw]
            elif each.number == _HALF:
                raw = self._wire.numbers(each)
                halves = np.asarray([value & 0xFFFF for value in raw], np.uint16)
                numbers += halves.view(np.float16).tolist()
        numbers = (numbers or [0])[: result.size]
        try:
            filled = numbers + [numbers[-1]] * (result.size - len(numbers)) if numbers else []
            return np.asarray(filled).astype(plain).reshape(result.shape)
        except (ValueError, OverflowError, TypeError):
            return None
