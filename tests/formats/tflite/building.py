"""Writes TensorFlow Lite files: each table of the FlatBuffer before what it holds."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from inspector.formats.tflite.schema import DTYPES, OPERATORS

Scalar = tuple[str, float]


@dataclass
class Table:
    """Fields by number: a pair of a code of ``struct`` and a number, or what an offset leads to."""

    fields: dict[int, Scalar | Table | Vector | str | bytes] = field(default_factory=dict)


@dataclass
class Vector:
    """Numbers of one code, or tables when the code is empty."""

    code: str
    entries: Sequence[object]


def flat(root: Table) -> bytes:
    """The bytes of a file with a root table."""
    data = bytearray(struct.pack("<I4s", 0, b"TFL3"))
    waiting: list[tuple[int, object]] = [(0, root)]
    while waiting:
        at, item = waiting.pop(0)
        while len(data) % 8:
            data.append(0)
        start = _append(data, item, waiting)
        struct.pack_into("<I", data, at, start - at)
    return bytes(data)


def _append(data: bytearray, item: object, waiting: list[tuple[int, object]]) -> int:
    start = len(data)
    if isinstance(item, str | bytes):
        stored = item.encode() if isinstance(item, str) else item
        data += struct.pack("<I", len(stored)) + stored + b"\0"
    elif isinstance(item, Vector) and item.code:
        data += struct.pack(f"<I{len(item.entries)}{item.code}", len(item.entries), *item.entries)
    elif isinstance(item, Vector):
        data += struct.pack("<I", len(item.entries)) + b"\0" * 4 * len(item.entries)
        waiting += [(start + 4 + 4 * n, entry) for n, entry in enumerate(item.entries)]
    elif isinstance(item, Table):
        return _append_table(data, item, waiting)
    return start


def _append_table(data: bytearray, item: Table, waiting: list[tuple[int, object]]) -> int:
    count = max(item.fields, default=-1) + 1
    offsets, body = [0] * count, bytearray(4)
    later = []
    for number, value in sorted(item.fields.items()):
        offsets[number] = len(body)
        if isinstance(value, tuple):
            body += struct.pack("<" + value[0], value[1])
        else:
            later.append((len(body), value))
            body += b"\0" * 4
    vtable = struct.pack(f"<{count + 2}H", 4 + 2 * count, len(body), *offsets)
    start = len(data) + len(vtable)
    struct.pack_into("<i", body, 0, len(vtable))
    data += vtable + body
    waiting += [(start + place, value) for place, value in later]
    return start


class Lite:
    """A model with one subgraph, or several."""

    def __init__(self) -> None:
        self.codes: list[Table] = []
        self.buffers: list[Table] = [Table()]
        self.subgraphs: list[Table] = []
        self._tensors: list[Table] = []
        self._operators: list[Table] = []

    def tensor(
        self,
        shape: Sequence[int],
        data: np.ndarray | None = None,
        dtype: str = "float32",
        quantized: tuple[float, int] | None = None,
    ) -> int:
        fields: dict[int, Scalar | Table | Vector | str | bytes] = {
            0: Vector("i", list(shape)),
            1: ("b", DTYPES.index(dtype)),
            3: f"layer/tensor{len(self._tensors)}",
        }
        if data is not None:
            fields[2] = ("I", len(self.buffers))
            self.buffers.append(Table({0: data.tobytes()}))
        if quantized is not None:
            scale, zero = quantized
            fields[4] = Table({2: Vector("f", [scale]), 3: Vector("q", [zero])})
        self._tensors.append(Table(fields))
        return len(self._tensors) - 1

    def weight(self, *shape: int) -> int:
        return self.tensor(shape, np.ones(shape, np.float32))

    def integers(self, *numbers: int) -> int:
        return self.tensor((len(numbers),), np.asarray(numbers, np.int32), "int32")

    def operator(
        self,
        name: str,
        inputs: Sequence[int],
        outputs: Sequence[int],
        options: tuple[int, dict[int, Scalar | Vector]] | None = None,
    ) -> None:
        fields: dict[int, Scalar | Table | Vector | str | bytes] = {
            0: ("I", len(self.codes)),
            1: Vector("i", list(inputs)),
            2: Vector("i", list(outputs)),
        }
        if options is not None:
            fields[3] = ("B", options[0])
            fields[4] = Table(dict(options[1]))
        if name in OPERATORS:
            self.codes.append(Table({3: ("i", OPERATORS.index(name))}))
        else:
            self.codes.append(Table({1: name, 3: ("i", OPERATORS.index("CUSTOM"))}))
        self._operators.append(Table(fields))

    def finish(self, inputs: Sequence[int], outputs: Sequence[int]) -> None:
        """Ends a subgraph; what follows belongs to the next."""
        fields: dict[int, Scalar | Table | Vector | str | bytes] = {
            0: Vector("", self._tensors),
            1: Vector("i", list(inputs)),
            2: Vector("i", list(outputs)),
            3: Vector("", self._operators),
            4: "subgraph",
        }
        self.subgraphs.append(Table(fields))
        self._tensors, self._operators = [], []

    def bytes(self) -> bytes:
        fields: dict[int, Scalar | Table | Vector | str | bytes] = {
            0: ("I", 3),
            1: Vector("", self.codes),
            2: Vector("", self.subgraphs),
            3: "a test",
            4: Vector("", self.buffers),
        }
        return flat(Table(fields))


CONVOLUTION = 1
"""Number of Conv2DOptions among the options; see the schema for its fields."""


def convolutions(count: int = 2) -> bytes:
    """Convolutions with a Relu each, one after the other, their sum, and a mean over the image."""
    lite = Lite()
    first = value = lite.tensor((1, 8, 8, 4))
    made = [value]
    for _ in range(count):
        value = lite.tensor((1, 8, 8, 4))
        options = {0: ("b", 0), 1: ("i", 1), 2: ("i", 1), 3: ("b", 1)}
        lite.operator(
            "CONV_2D", [made[-1], lite.weight(4, 3, 3, 4), lite.weight(4)], [value],
            (CONVOLUTION, options),
        )  # fmt: skip
        made.append(value)
    total = lite.tensor((1, 8, 8, 4))
    lite.operator("ADD", [made[0], made[-1]], [total])
    mean = lite.tensor((1, 4))
    lite.operator("MEAN", [total, lite.integers(1, 2)], [mean])
    lite.finish([first], [mean])
    return lite.bytes()
