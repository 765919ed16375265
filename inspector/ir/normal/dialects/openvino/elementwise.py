"""Arithmetic, comparisons, activations and reductions."""

from __future__ import annotations

from inspector.ir.normal.constants import DTYPE_CODES
from inspector.ir.normal.dialects.openvino.stated import normalised_axes_of, reduced_axes_of
from inspector.ir.normal.dialects.recipes import (
    Write,
    first_input,
    number_of,
    numbers_of,
    same,
    unsqueeze,
    with_attributes,
)
from inspector.ir.normal.writer import Writer

_CODES = {name: code for code, name in DTYPE_CODES.items()}
_WORDS = {"f16": "float16", "f32": "float32", "f64": "float64", "bf16": "bfloat16"}
_WORDS |= {"boolean": "bool"}


def _convert(w: Writer) -> None:
    word = w.text("destination_type")
    name = _WORDS.get(word, word.replace("i", "int").replace("u", "uint"))
    name = name.replace("uintnt", "uint")
    w.make("Cast", [w.input(0)], {"to": _CODES.get(name, 1)}, w.output())


def _convert_like(w: Writer) -> None:
    like = w.graph.dtypes[w.input(1)] if w.input(1) >= 0 else "float32"
    w.make("Cast", [w.input(0)], {"to": _CODES.get(like, 1)}, w.output())


def _squared_difference(w: Writer) -> None:
    difference = w.make("Sub", [w.input(0), w.input(1)])
    w.make("Mul", [difference, difference], None, w.output())


def _clamp(w: Writer) -> None:
    """A Clip; without an upper bound it is a Relu."""
    bounds = {"min": w.number("min"), "max": w.number("max", 3.4e38)}
    w.make("Clip", [w.input(0)], dict(bounds), w.output())


def _swish(w: Writer) -> None:
    beta = number_of(w, w.input(1), 1.0)
    op = "SiLU" if abs(beta - 1.0) < 1e-3 else "QuickGelu"
    w.make(op, [w.input(0)], None, w.output())


def _hard_sigmoid(w: Writer) -> None:
    slopes = {"alpha": number_of(w, w.input(1), 0.2), "beta": number_of(w, w.input(2), 0.5)}
    w.make("HardSigmoid", [w.input(0)], dict(slopes), w.output())


def _sixth_sigmoid(w: Writer) -> None:
    w.make("HardSigmoid", [w.input(0)], {"alpha": 1 / 6, "beta": 0.5}, w.output())


def _selu(w: Writer) -> None:
    w.make("Selu", [w.input(0)], None, w.output())


def _gelu(w: Writer) -> None:
    approximate = b"tanh" if w.text("approximation_mode", "ERF") == "TANH" else b"none"
    w.make("Gelu", [w.input(0)], {"approximate": approximate}, w.output())


def _softmax(op: str) -> Write:
    def write(w: Writer) -> None:
        w.make(op, [w.input(0)], {"axis": int(w.number("axis", 1))}, w.output())

    return write


def _reduce(op: str) -> Write:
    def write(w: Writer) -> None:
        keep = {"keepdims": int(w.number("keep_dims"))}
        axes = reduced_axes_of(w, kept=bool(w.number("keep_dims")))
        inputs = [w.input(0)]
        if axes is not None:
            inputs.append(w.integers(axes))
        elif w.input(1) >= 0:
            inputs.append(w.input(1))
        w.make(op, inputs, dict(keep), w.output())

    return write


def _mean_variance(w: Writer) -> None:
    """An instance norm over the spatial axes, else a layer norm.

    The scale and shift stand behind it, where they are not worked into the next weights; so the
    layer norm is written out, as exporters to ONNX do.
    """
    x, rank, axes = w.input(0), w.rank(w.input(0)), normalised_axes_of(w)
    epsilon = w.number("eps", 1e-5)
    if axes is None and rank is not None:
        axes = list(range(1 if w.number("across_channels") else 2, rank))
    if rank is not None and rank >= 3 and axes == list(range(2, rank)):
        shape = w.shape(x)
        channels = None if shape is None else shape[1:2]
        vectors = [w.constant(channels), w.constant(channels)]
        w.make("InstanceNormalization", [x, *vectors], {"epsilon": epsilon}, w.output())
        return
    centred = w.make("Sub", [x, _mean(w, x, axes)])
    if not w.number("normalize_variance", 1):
        w.rename(centred)
        return
    variance = _mean(w, w.make("Pow", [centred, w.number_value(2.0)]), axes)
    deviation = w.make("Sqrt", [w.make("Add", [variance, w.number_value(epsilon)])])
    w.make("Div", [centred, deviation], None, w.output())


def _mean(w: Writer, value: int, axes: list[int] | None) -> int:
    inputs = [value] if axes is None else [value, w.integers(axes)]
    return w.make("ReduceMean", inputs, {"keepdims": 1})


def _group_norm(w: Writer) -> None:
    attributes = {"num_groups": int(w.number("num_groups", 1)), "epsilon": w.number("epsilon")}
    w.make("GroupNormalization", w.inputs[:3], dict(attributes), w.output())


def _batch_norm(w: Writer) -> None:
    """Before operator set 5 the data came third."""
    order = (0, 1, 2, 3, 4)
    if (w.rank(w.input(0)) or 0) == 1 and (w.rank(w.input(2)) or 0) > 1:
        order = (2, 0, 1, 3, 4)
    inputs = [w.input(place) for place in order]
    w.make("BatchNormalization", inputs, {"epsilon": w.number("epsilon", 1e-5)}, w.output())


def _rms(w: Writer) -> None:
    inputs = [value for value in w.inputs[:2] if value >= 0]
    if len(inputs) < 2:
        shape = w.shape(w.input(0))
        inputs.append(w.constant(None if shape is None else shape[-1:]))
    attributes = {"axis": -1, "epsilon": w.number("epsilon", w.number("eps", 1e-6))}
    w.make("RMSNormalization", inputs, dict(attributes), w.output())


def _normalize(w: Writer) -> None:
    axes = numbers_of(w, w.input(1))
    axis = axes[0] if axes is not None and len(axes) == 1 else 1
    w.make("LpNormalization", [w.input(0)], {"axis": axis, "p": 2}, w.output())


def _cumulative(w: Writer) -> None:
    w.make("CumSum", w.inputs[:2], {"reverse": int(w.number("reverse"))}, w.output())


def _range(w: Writer) -> None:
    w.make("Range", w.inputs[:3], None, w.output())


def _one_hot(w: Writer) -> None:
    off, on = w.input(3), w.input(2)
    values = w.make("Concat", [unsqueeze(w, off, [0]), unsqueeze(w, on, [0])], {"axis": 0})
    axis = int(w.number("axis", -1))
    w.make("OneHot", [w.input(0), w.input(1), values], {"axis": axis}, w.output())


def _prelu(w: Writer) -> None:
    w.make("PRelu", w.inputs[:2], None, w.output())


_SAME = {
    **{op: op for op in ("Add", "Relu", "Sigmoid", "Tanh", "Exp", "Log", "Sqrt", "Abs", "Sign")},
    **{op: op for op in ("Floor", "Erf", "Sin", "Cos", "Tan", "Sinh", "Cosh", "Asin", "Acos")},
    **{op: op for op in ("Atan", "Asinh", "Acosh", "Atanh", "Mod", "Mish", "Equal", "Less")},
    **{op: op for op in ("Greater", "NonZero", "IsNaN", "IsInf")},
    "ReLU": "Relu",
    "Subtract": "Sub",
    "Multiply": "Mul",
    "Divide": "Div",
    "Power": "Pow",
    "Maximum": "Max",
    "Minimum": "Min",
    "FloorMod": "Mod",
    "Negative": "Neg",
    "Ceiling": "Ceil",
    "SoftPlus": "Softplus",
    "SoftSign": "Softsign",
    "HSwish": "HardSwish",
    "GreaterEqual": "GreaterOrEqual",
    "LessEqual": "LessOrEqual",
    "LogicalAnd": "And",
    "LogicalOr": "Or",
    "LogicalXor": "Xor",
    "LogicalNot": "Not",
    "Select": "Where",
}

WRITERS: dict[str, Write] = {
    **{stored: same(op) for stored, op in _SAME.items()},
    **{f"Reduce{name}": _reduce(f"Reduce{name}") for name in
       ("Mean", "Sum", "Max", "Min", "Prod", "L1", "L2")},
    "ReduceLogicalAnd": _reduce("ReduceMin"),
    "ReduceLogicalOr": _reduce("ReduceMax"),
    "Convert": _convert,
    "ConvertLike": _convert_like,
    "FakeQuantize": first_input,
    "FakeConvert": first_input,
    "SquaredDifference": _squared_difference,
    "Clamp": _clamp,
    "Swish": _swish,
    "HardSigmoid": _hard_sigmoid,
    "HSigmoid": _sixth_sigmoid,
    "Selu": _selu,
    "Elu": with_attributes("Elu", alpha="alpha"),
    "Gelu": _gelu,
    "PRelu": _prelu,
    "NotEqual": lambda w: w.rename(w.make("Not", [w.make("Equal", w.inputs[:2])])),
    "SoftMax": _softmax("Softmax"),
    "Softmax": _softmax("Softmax"),
    "LogSoftmax": _softmax("LogSoftmax"),
    "MVN": _mean_variance,
    "GroupNormalization": _group_norm,
    "BatchNormInference": _batch_norm,
    "RMS": _rms,
    "RMSNorm": _rms,
    "NormalizeL2": _normalize,
    "LRN": with_attributes("LRN", alpha="alpha", beta="beta", bias="bias", size="size"),
    "CumSum": _cumulative,
    "Range": _range,
    "OneHot": _one_hot,
}  # fmt: skip
"""Operator → how it is written out."""
