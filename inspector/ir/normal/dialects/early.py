"""ONNX's operators as they were in early operator sets, written out as they are today.

Operator sets 1 to 12: https://github.com/onnx/onnx/blob/main/docs/Changelog.md
"""

from __future__ import annotations

from collections.abc import Mapping

from inspector.ir.graph import Shape
from inspector.ir.normal.constants import DTYPE_CODES
from inspector.ir.normal.dialects.recipes import Write, number_of, reshape, unsqueeze
from inspector.ir.normal.writer import Attributes, Writer

DOMAIN = "onnx.early"
"""Name of this dialect; files never state it."""

_BROADCASTING = ("Add", "Sub", "Mul", "Div", "Pow", "And", "Or", "Xor", "Equal", "Greater", "Less")
_COERCING = ("Softmax", "LogSoftmax")
_MARKS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(_BROADCASTING, ("broadcast",)),
    "Cast": ("to",),
    "Pad": ("paddings",),
    "Reshape": ("shape",),
    "Upsample": ("width_scale", "height_scale"),
}
_EXPERIMENTAL = frozenset(
    {"Affine", "ConstantFill", "Crop", "ImageScaler", "ParametricSoftplus", "Scale", "ScaledTanh"}
)
"""Operators of operator set 1 that later ones have not."""

_CODES = {name: code for code, name in DTYPE_CODES.items()}
_NAMES = {"FLOAT": "float32", "DOUBLE": "float64"}


def is_early(
    op: str, inputs: list[int], attributes: Attributes, opset: int, shape: Shape | None
) -> bool:
    """Tells whether a node means something else than the newest operator of its name.

    Args:
        op: An operator of ONNX's own domain.
        inputs: Values that the node reads.
        attributes: Its attributes.
        opset: The operator set that the model states, 0 when it states none.
        shape: Of its first input, as far as it is known.
    """
    if op in _COERCING:
        return 0 < opset < 13 and not _is_last(attributes.get("axis", 1), shape)
    if op == "Cast":
        return isinstance(attributes.get("to"), str | bytes)
    if op == "Tile":
        return len(inputs) == 3
    if op == "PRelu":
        return 0 < opset < 7
    if op == "Concat":
        return 0 < opset < 4 and "axis" not in attributes
    return op in _EXPERIMENTAL or any(mark in attributes for mark in _MARKS.get(op, ()))


def _is_last(axis: object, shape: Shape | None) -> bool:
    """Whether a stated axis is surely the last one, so that nothing is taken together."""
    return axis == -1 or (shape is not None and axis == len(shape) - 1)


def _broadcasting(op: str) -> Write:
    """Before operator set 7 the second operand's axes were matched from a stated one on."""

    def write(w: Writer) -> None:
        first, second = w.input(0), w.input(1)
        rank, own = w.rank(first), w.rank(second)
        axis = w.attributes.get("axis")
        if isinstance(axis, int) and rank is not None and own is not None:
            axis = axis + rank if axis < 0 else axis
            second = _behind(w, second, rank - axis - own)
        w.make(op, [first, second], None, w.output())

    return write


def _behind(w: Writer, value: int, count: int) -> int:
    """A value with so many axes of one element behind its own."""
    own = w.rank(value)
    if count <= 0 or own is None:
        return value
    data, shape = w.data(value), w.shape(value)
    if not w.graph.constant[value] or shape is None:
        return unsqueeze(w, value, list(range(own, own + count)))
    if data is not None:
        return w.graph.add_constant(data.reshape(data.shape + (1,) * count))
    return w.constant((*shape, *([1] * count)))


def _prelu(w: Writer) -> None:
    """The slopes are one for each channel."""
    rank, own = w.rank(w.input(0)), w.rank(w.input(1))
    slopes = w.input(1)
    if own == 1 and rank is not None:
        slopes = _behind(w, slopes, rank - 2)
    w.make("PRelu", [w.input(0), slopes], None, w.output())


def _softmax(op: str) -> Write:
    """All axes from the stated one on were taken together; by default those behind the first."""

    def write(w: Writer) -> None:
        shape = w.shape(w.input(0))
        axis = int(w.number("axis", 1))
        if shape is None:
            w.make(op, [w.input(0)], {"axis": axis}, w.output())
            return
        axis = axis + len(shape) if axis < 0 else axis
        if all(extent == 1 for extent in shape[axis + 1 :]):
            w.make(op, [w.input(0)], {"axis": axis}, w.output())
            return
        flat = w.make("Flatten", [w.input(0)], {"axis": axis})
        found = w.make(op, [flat], {"axis": 1})
        whole = [extent for extent in shape if isinstance(extent, int)]
        known = len(whole) == len(shape)
        target = w.integers(whole) if known else w.make("Shape", [w.input(0)])
        w.make("Reshape", [found, target], None, w.output())

    return write


def _cast(w: Writer) -> None:
    """The type was stated by its name."""
    name = w.text("to").upper()
    code = _CODES.get(_NAMES.get(name, name.lower()), 1)
    w.make("Cast", [w.input(0)], {"to": code}, w.output())


def _concat(w: Writer) -> None:
    w.make("Concat", list(w.inputs), {"axis": 1}, w.output())


def _pad(w: Writer) -> None:
    attributes: Attributes = {"mode": w.text("mode", "constant").encode()}
    w.make("Pad", [w.input(0), w.integers(w.numbers("paddings"))], attributes, w.output())


def _reshape(w: Writer) -> None:
    reshape(w, w.input(0), w.numbers("shape"), w.output())


def _tile(w: Writer) -> None:
    """One axis was repeated, given as two numbers."""
    rank, axis = w.rank(w.input(0)), int(number_of(w, w.input(2), 0))
    repeats = [1] * (rank or axis + 1)
    repeats[axis] = int(number_of(w, w.input(1), 1))
    w.make("Tile", [w.input(0), w.integers(repeats)], None, w.output())


def _upsample(w: Writer) -> None:
    scales = [1.0, 1.0, w.number("height_scale", 1.0), w.number("width_scale", 1.0)]
    attributes: Attributes = {"mode": w.text("mode", "nearest").encode(), "scales": scales}
    w.make("Resize", [w.input(0)], attributes, w.output())


def _scaled(w: Writer, value: int, name: str, default: float) -> int:
    return w.make("Mul", [value, w.number_value(w.number(name, default))])


def _affine(w: Writer) -> None:
    scaled = _scaled(w, w.input(0), "alpha", 1.0)
    w.make("Add", [scaled, w.number_value(w.number("beta"))], None, w.output())


def _image_scaler(w: Writer) -> None:
    """A factor, then a number added to each channel."""
    found = w.attributes.get("bias")
    count = len(found) if isinstance(found, list) else 1
    scaled = _scaled(w, w.input(0), "scale", 1.0)
    w.make("Add", [scaled, w.constant((1, count, 1, 1))], None, w.output())


def _scale(w: Writer) -> None:
    w.rename(_scaled(w, w.input(0), "scale", 1.0))


def _scaled_tanh(w: Writer) -> None:
    inner = w.make("Tanh", [_scaled(w, w.input(0), "beta", 1.0)])
    w.rename(_scaled(w, inner, "alpha", 1.0))


def _parametric_softplus(w: Writer) -> None:
    inner = w.make("Softplus", [_scaled(w, w.input(0), "beta", 1.0)])
    w.rename(_scaled(w, inner, "alpha", 1.0))


def _crop(w: Writer) -> None:
    """Left, top, right and bottom are cut off; or a part of a stated size is kept."""
    left, top, right, bottom = w.numbers("border", (0, 0, 0, 0))
    size = w.numbers("scale")
    ends = [top + size[0], left + size[1]] if len(size) == 2 else [-bottom, -right]
    far = [end if end else (1 << 31) - 1 for end in ends]
    columns = [w.integers([top, left]), w.integers(far), w.integers([2, 3])]
    w.make("Slice", [w.input(0), *columns], None, w.output())


def _constant_fill(w: Writer) -> None:
    """Depends on a shape at most."""
    shape = w.numbers("shape")
    w.rename(w.constant(tuple(shape) if "shape" in w.attributes else w.shape(w.output())))


WRITERS: Mapping[str, Write] = {
    **{op: _broadcasting(op) for op in _BROADCASTING},
    **{op: _softmax(op) for op in _COERCING},
    "Affine": _affine,
    "Cast": _cast,
    "Concat": _concat,
    "ConstantFill": _constant_fill,
    "Crop": _crop,
    "ImageScaler": _image_scaler,
    "PRelu": _prelu,
    "Pad": _pad,
    "ParametricSoftplus": _parametric_softplus,
    "Reshape": _reshape,
    "Scale": _scale,
    "ScaledTanh": _scaled_tanh,
    "Tile": _tile,
    "Upsample": _upsample,
}
"""Operator → how it is written out."""
