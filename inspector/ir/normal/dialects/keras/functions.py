"""Keras's functions (https://keras.io/api/ops/), which stand in graphs as layers do."""

from __future__ import annotations

from inspector.ir.normal.constants import DTYPE_CODES
from inspector.ir.normal.dialects.keras import layers
from inspector.ir.normal.dialects.keras.operands import activate, operands, tensors
from inspector.ir.normal.dialects.recipes import Write, attention, reshape, squeeze, unsqueeze
from inspector.ir.normal.dialects.tensorflow import shaping
from inspector.ir.normal.writer import Attributes, Writer

_FAR = (1 << 31) - 1
_CODES = {name: code for code, name in DTYPE_CODES.items()}


def _binary(op: str) -> Write:
    def write(w: Writer) -> None:
        value, *rest = operands(w)
        for other in rest:
            value = w.make(op, [value, other])
        w.rename(value)

    return write


def _unary(op: str, **attributes: object) -> Write:
    def write(w: Writer) -> None:
        w.make(op, [w.input(0)], dict(attributes), w.output())

    return write


def _activation(name: str) -> Write:
    def write(w: Writer) -> None:
        activate(w, w.input(0), name, w.output())

    return write


def _gelu(w: Writer) -> None:
    approximate = b"tanh" if w.number("approximate", 1) else b"none"
    w.make("Gelu", [w.input(0)], {"approximate": approximate}, w.output())


def _reshape(w: Writer) -> None:
    """The layer leaves the batch axis alone; the function is given all extents."""
    wanted = w.numbers("newshape") or w.numbers("argument1")
    if wanted:
        reshape(w, w.input(0), wanted, w.output())
    else:
        layers.RESHAPE(w)


def _transpose(w: Writer) -> None:
    order = w.numbers("axes") or w.numbers("argument1")
    w.make("Transpose", [w.input(0)], {"perm": order} if order else {}, w.output())


def _matmul(w: Writer) -> None:
    w.make("MatMul", operands(w)[:2], None, w.output())


def _einsum(w: Writer) -> None:
    equation = (w.text("subscripts") or w.text("argument0")).encode()
    w.make("Einsum", tensors(w), {"equation": equation}, w.output())


def _axes(w: Writer) -> list[int]:
    found = w.attributes.get("axis", w.attributes.get("argument1"))
    if isinstance(found, int):
        return [found]
    return [entry for entry in found if isinstance(entry, int)] if isinstance(found, list) else []


def _reduce(op: str) -> Write:
    def write(w: Writer) -> None:
        axes = _axes(w)
        inputs = [w.input(0), *([w.integers(axes)] if axes else [])]
        w.make(op, inputs, {"keepdims": int(w.number("keepdims"))}, w.output())

    return write


def _expand(w: Writer) -> None:
    unsqueeze(w, w.input(0), _axes(w), w.output())


def _squeeze(w: Writer) -> None:
    squeeze(w, w.input(0), _axes(w), w.output())


def _repeat(w: Writer) -> None:
    """Each element several times in a row, as heads of keys are shared."""
    count = int(w.number("repeats", w.number("argument1", 1)))
    axes, shape = _axes(w), w.shape(w.input(0))
    if not axes or shape is None:
        w.add_node("keras.Repeat", list(w.inputs), list(w.outputs), None)
        return
    axis = axes[0] % max(len(shape), 1)
    extents = [extent if isinstance(extent, int) else 0 for extent in shape]
    wide = unsqueeze(w, w.input(0), [axis + 1])
    target = [extent or 1 for extent in extents]
    target.insert(axis + 1, count)
    copied = w.make("Expand", [wide, w.integers(target)])
    joined = list(extents)
    joined[axis] = extents[axis] * count
    reshape(w, copied, joined, w.output())


def _split(w: Writer) -> None:
    how = w.attributes.get("indices_or_sections", w.attributes.get("argument1", 1))
    parts = len(w.outputs)
    axis, attributes = (_axes(w) or [0])[0], {}
    rank = w.rank(w.input(0))
    if rank is not None and axis < 0:
        axis += rank
    attributes = {"axis": axis, "num_outputs": how if isinstance(how, int) else parts}
    outputs = list(w.outputs)
    while isinstance(how, int) and len(outputs) < min(how, 64):
        outputs.append(w.graph.add_value())
    w.add_node("Split", [w.input(0)], outputs, dict(attributes))


def _stack(w: Writer) -> None:
    shaping.pack(w, tensors(w), (_axes(w) or [0])[0])


def _get_item(w: Writer) -> None:
    """An index as people write it: ``:, 0, 1:5``."""
    spelt = w.attributes.get("argument1", w.attributes.get("key", ""))
    words = [str(spelt)] if isinstance(spelt, int) else str(spelt).split(", ")
    rank = w.rank(w.input(0))
    if "..." in words and rank is not None:
        place = words.index("...")
        missing = rank - sum(word != "new" for word in words) + 1
        words[place : place + 1] = [":"] * max(0, missing)
    cuts: list[tuple[int, int, int, int]] = []
    single: list[int] = []
    new: list[int] = []
    axis = made = 0
    for word in words:
        if word == "new":
            new.append(made)
            made += 1
            continue
        bounds = word.split(":")
        if len(bounds) == 1 and _is_integer(word):
            start = int(word)
            cuts.append((start, start + 1 if start != -1 else _FAR, axis, 1))
            single.append(axis)
        else:
            made += 1
            if any(bounds):
                numbers = [int(b) if _is_integer(b) else None for b in bounds]
                step = numbers[2] if len(numbers) > 2 and numbers[2] else 1
                end = numbers[1] if len(numbers) > 1 else None
                cuts.append((numbers[0] or 0, _FAR if end is None else end, axis, step))
        axis += 1
    value = w.input(0)
    if cuts:
        columns = [w.integers(column) for column in zip(*cuts, strict=True)]
        value = w.make("Slice", [value, *columns])
    if single:
        value = squeeze(w, value, single)
    w.rename(unsqueeze(w, value, new) if new else value)


def _is_integer(word: str) -> bool:
    return word.removeprefix("-").isdecimal() and len(word) < 12


def _cast(w: Writer) -> None:
    name = w.text("dtype") or w.text("argument1")
    w.make("Cast", [w.input(0)], {"to": _CODES.get(name, 1)}, w.output())


def _attention(w: Writer) -> None:
    """Axes are batch, time, heads, width."""
    given = tensors(w)
    if len(given) < 3:
        w.add_node("keras.DotProductAttention", list(w.inputs), list(w.outputs), None)
        return
    parts = [w.transpose(value, [0, 2, 1, 3]) for value in given[:3]]
    mixed = attention(w, *parts, scale=w.number("scale"), causal=bool(w.number("is_causal")))
    w.make("Transpose", [mixed], {"perm": [0, 2, 1, 3]}, w.output())


def _take(w: Writer) -> None:
    attributes: Attributes = {"axis": (_axes(w) or [0])[0]}
    w.make("Gather", operands(w)[:2], attributes, w.output())


_UNARY = {
    "Negative": "Neg", "Sqrt": "Sqrt", "Exp": "Exp", "Log": "Log", "Abs": "Abs", "Absolute": "Abs",
    "Erf": "Erf", "Sin": "Sin", "Cos": "Cos", "Floor": "Floor", "Ceil": "Ceil", "Sign": "Sign",
    "Reciprocal": "Reciprocal", "LogicalNot": "Not", "Tanh": "Tanh", "Softplus": "Softplus",
}  # fmt: skip
_BINARY = {
    "Add": "Add", "Subtract": "Sub", "Multiply": "Mul", "Divide": "Div", "TrueDivide": "Div",
    "Power": "Pow", "Mod": "Mod", "Equal": "Equal", "Less": "Less", "Greater": "Greater",
    "LessEqual": "LessOrEqual", "GreaterEqual": "GreaterOrEqual", "LogicalAnd": "And",
    "LogicalOr": "Or",
}  # fmt: skip
_ACTIVATIONS = {
    "Relu": "relu", "Relu6": "relu6", "Sigmoid": "sigmoid", "Silu": "silu", "Elu": "elu",
    "Selu": "selu", "HardSigmoid": "hard_sigmoid", "HardSilu": "hard_silu", "Mish": "mish",
    "LogSoftmax": "log_softmax", "LeakyRelu": "leaky_relu", "Softsign": "softsign",
}  # fmt: skip

WRITERS: dict[str, Write] = {
    **{name: _unary(op) for name, op in _UNARY.items()},
    **{name: _binary(op) for name, op in _BINARY.items()},
    **{name: _activation(word) for name, word in _ACTIVATIONS.items()},
    "Rsqrt": lambda w: w.rename(w.make("Reciprocal", [w.make("Sqrt", [w.input(0)])])),
    "Square": lambda w: w.rename(w.make("Pow", [w.input(0), w.number_value(2.0)])),
    "Gelu": _gelu,
    "Reshape": _reshape,
    "Transpose": _transpose,
    "Matmul": _matmul,
    "Einsum": _einsum,
    "Mean": _reduce("ReduceMean"),
    "Sum": _reduce("ReduceSum"),
    "Max": _reduce("ReduceMax"),
    "Min": _reduce("ReduceMin"),
    "ExpandDims": _expand,
    "Squeeze": _squeeze,
    "Repeat": _repeat,
    "Split": _split,
    "Stack": _stack,
    "GetItem": _get_item,
    "Cast": _cast,
    "Take": _take,
    "DotProductAttention": _attention,
    "StopGradient": lambda w: w.rename(w.input(0)),
}
"""Function → how it is written out."""
