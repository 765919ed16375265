"""Tensors of a TensorFlow Lite file: type, shape, place, and the elements of small constants."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.formats.building import GraphBuilder
from inspector.formats.log import shown
from inspector.formats.pages import BrokenError
from inspector.formats.ranges import RangeReader
from inspector.formats.source import Source
from inspector.formats.tflite.flatbuffer import FlatBuffer, Table
from inspector.formats.tflite.schema import DTYPES
from inspector.ir.graph import Initializer, Shape

# schema.fbs, Tensor
_SHAPE, _TYPE, _BUFFER, _NAME, _QUANTIZATION, _IS_VARIABLE = 0, 1, 2, 3, 4, 5
_SPARSITY, _SIGNATURE, _HAS_RANK = 6, 7, 8
# QuantizationParameters
_SCALE, _ZERO_POINT, _AXIS = 2, 3, 6
# Buffer
_DATA, _OFFSET, _SIZE = 0, 1, 2


@dataclass(slots=True)
class Tensor:
    """One tensor of a subgraph.

    Attributes:
        name: As stored.
        dtype: One of the program's element types.
        shape: Extents as far as the file states them.
        constant: Its place and elements, None when an operator makes it.
        scale: Of the first channel when it is quantized, else 0.
        zero_point: Of the first channel.
        channels: Channels quantized each by its own scale; 1 for one scale, 0 for none.
        axis: The axis of the channels.
    """

    name: str
    dtype: str = "unknown"
    shape: Shape | None = None
    constant: Initializer | None = None
    scale: float = 0.0
    zero_point: int = 0
    channels: int = 0
    axis: int = 0


class TensorReader:
    """Reads the tensors of one file.

    Args:
        source: The file.
        buffer: The same, as a FlatBuffer.
        buffers: Tables of the stretches of bytes, None for one that is broken.
        builder: Whose limits and log hold.
    """

    def __init__(
        self, source: Source, buffer: FlatBuffer, buffers: list[Table | None], builder: GraphBuilder
    ) -> None:
        self._size = source.size
        self._buffers = buffers
        self._builder = builder
        self._ranges = RangeReader(source.path, source.stamp, buffer.stretch, builder.limits)

    def read(self, table: Table | None) -> Tensor:
        """Reads one tensor; a broken one has no type and no shape."""
        if table is None:
            return Tensor("")
        try:
            return self._read(table)
        except BrokenError as error:
            self._builder.log.add("malformed", "warning", f"A tensor is broken: {error.message}")
            return Tensor("")

    def _read(self, table: Table) -> Tensor:
        code = table.integer(_TYPE, "b")
        tensor = Tensor(table.text(_NAME), DTYPES[code] if 0 <= code < len(DTYPES) else "unknown")
        stored = table.integers(_SHAPE)
        extents = table.integers(_SIGNATURE)
        known = bool(stored) or bool(table.number(_HAS_RANK, "?"))
        place = self._place(table)
        if place is None:
            if len(extents) != len(stored):
                extents = stored
            if known:
                tensor.shape = tuple(None if extent < 0 else extent for extent in extents)
        else:
            tensor.shape = self._builder.shape(stored, tensor.name)
            tensor.constant = self._constant(table, tensor, place)
        self._quantization(table, tensor)
        return tensor

    def _quantization(self, table: Table, tensor: Tensor) -> None:
        found = table.table(_QUANTIZATION)
        if found is None:
            return
        scale, count = found.first(_SCALE, "f")
        zero, _ = found.first(_ZERO_POINT, "q")
        tensor.scale = float(scale or 0.0)
        tensor.zero_point = int(zero or 0)
        tensor.channels = count
        tensor.axis = found.integer(_AXIS, "i")

    def _place(self, table: Table) -> tuple[int, int] | None:
        """Where the elements of a constant stand in the file; None for what operators make."""
        index = table.integer(_BUFFER, "I")
        if index == 0 or index >= len(self._buffers) or table.number(_IS_VARIABLE, "?"):
            return None
        found = self._buffers[index]
        if found is None:
            return None
        at, length = found.stretch(_DATA)
        outside = found.integer(_OFFSET, "Q")
        if length == 0 and outside > 1:  # 1 stands for nothing, as in other tools' files
            at, length = outside, found.integer(_SIZE, "Q")
            if at + length > self._size:
                raise BrokenError(f"A tensor of {length} bytes at byte {at} does not fit.")
        return (at, length) if length else None

    def _constant(self, table: Table, tensor: Tensor, place: tuple[int, int]) -> Initializer:
        at, length = place
        assert tensor.shape is not None
        shape = tuple(extent for extent in tensor.shape if isinstance(extent, int))
        result = Initializer(tensor.dtype, shape, "", at, length)
        if table.table(_SPARSITY) is None and not self._ranges.attach(result):
            self._builder.log.add(
                "tensor-size-mismatch",
                "warning",
                "A tensor has not as many bytes as its type and shape ask for; they are not used.",
                shown(tensor.name),
            )
        return result
