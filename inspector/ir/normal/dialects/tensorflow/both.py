"""Operators that TensorFlow's graphs and TensorFlow Lite have in common, written out as ONNX's."""

from __future__ import annotations

from collections.abc import Callable

from inspector.ir.normal.dialects.tensorflow import products, shaping
from inspector.ir.normal.writer import Writer

Write = Callable[[Writer], None]
"""Adds the plain nodes that one operator stands for."""


def plain(op: str, **attributes: object) -> Write:
    """An operator that ONNX has under another name."""

    def write(w: Writer) -> None:
        w.make(op, [value for value in w.inputs if value >= 0], dict(attributes), w.output())

    return write


def then(first: str, second: str) -> Write:
    """Two plain operators, one after the other."""

    def write(w: Writer) -> None:
        w.make(second, [w.make(first, list(w.inputs))], None, w.output())

    return write


def square(w: Writer) -> None:
    """``Square``: the input times itself."""
    w.make("Mul", [w.input(0), w.input(0)], None, w.output())


def squared_difference(w: Writer) -> None:
    """``SquaredDifference``: the difference times itself."""
    difference = w.make("Sub", w.inputs[:2])
    w.make("Mul", [difference, difference], None, w.output())


def add_all(w: Writer) -> None:
    """``AddN``: the sum of all inputs."""
    products.total(w, w.inputs, w.output())


def carry(w: Writer) -> None:
    """Hands its input on."""
    shaping.pass_on(w)


def transpose(w: Writer) -> None:
    """``Transpose`` with the order as second input."""
    shaping.transpose(w, w.input(0), w.input(1))


def squeeze(w: Writer) -> None:
    """``Squeeze`` of the named axes, or of all of extent 1."""
    axes = w.numbers("squeeze_dims")
    w.make("Squeeze", [w.input(0), *([w.integers(axes)] if axes else [])], None, w.output())


def unsqueeze(w: Writer) -> None:
    """``ExpandDims``."""
    axis = shaping.listed(w, w.input(1))
    w.make("Unsqueeze", [w.input(0), w.integers(axis or [0])], None, w.output())


def pad(w: Writer) -> None:
    """``Pad`` and ``PadV2``."""
    shaping.pad(w, w.input(0), w.input(1), value=w.input(2))


def mirror(w: Writer) -> None:
    """``MirrorPad``."""
    shaping.pad(w, w.input(0), w.input(1), "reflect")


def pack(w: Writer) -> None:
    """``Pack``: values stacked along a new axis."""
    shaping.pack(w, w.inputs, int(w.number("axis")))


def unpack(w: Writer) -> None:
    """``Unpack``: the parts along an axis, without it."""
    shaping.unpack(w, w.input(0), int(w.number("axis")))


def split(w: Writer) -> None:
    """``Split`` into equal parts; the axis is the first input."""
    shaping.split(w, w.input(1), (shaping.listed(w, w.input(0)) or [-1])[0])


def split_sizes(w: Writer) -> None:
    """``SplitV``: parts of stated sizes."""
    shaping.split(w, w.input(0), (shaping.listed(w, w.input(2)) or [-1])[0], w.input(1))


def cut(w: Writer) -> None:
    """``Slice`` by begin and size."""
    shaping.cut(w, w.input(0), w.input(1), w.input(2))


def strided(w: Writer) -> None:
    """``StridedSlice``."""
    shaping.strided_slice(w, *(w.input(place) for place in range(4)))


def reduce(op: str) -> Write:
    """A reduction over axes that are the second input."""

    def write(w: Writer) -> None:
        shaping.reduce(w, op, w.input(0), w.input(1), bool(w.number("keep_dims")), w.output())

    return write


def cumulate(w: Writer) -> None:
    """``Cumsum``."""
    given = {name: int(w.number(name)) for name in ("exclusive", "reverse")}
    w.make("CumSum", w.inputs[:2], dict(given), w.output())


def fill(w: Writer) -> None:
    """``Fill``: one value in a given shape."""
    shaping.fill(w, w.input(0), w.input(1))


def zeros(w: Writer) -> None:
    """``ZerosLike``."""
    w.make("ConstantOfShape", [w.make("Shape", [w.input(0)])], None, w.output())


def one_of(op: str) -> Write:
    """``ArgMax`` or ``ArgMin``."""

    def write(w: Writer) -> None:
        shaping.one_of(w, op, w.input(0), w.input(1))

    return write


def top(w: Writer) -> None:
    """``TopKV2``."""
    shaping.top(w, w.input(0), w.input(1))


def one_hot(w: Writer) -> None:
    """``OneHot``, whose values are two inputs."""
    values = w.make("Concat", [w.input(3), w.input(2)], {"axis": 0})
    axis = int(w.number("axis", -1))
    w.make("OneHot", [w.input(0), w.input(1), values], {"axis": axis}, w.output())


def tile(w: Writer) -> None:
    """``Tile``."""
    shaping.tile(w, w.input(0), w.input(1))


def broadcast(w: Writer) -> None:
    """``BroadcastTo``."""
    shaping.broadcast(w, w.input(0), w.input(1))


def reverse(w: Writer) -> None:
    """``ReverseV2``."""
    shaping.reverse(w, w.input(0), w.input(1))
