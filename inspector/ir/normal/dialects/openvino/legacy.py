"""Layers of IR versions before 10: parameters are attributes, weights stand in the layer."""

from __future__ import annotations

from math import prod

from inspector.ir.normal.dialects.recipes import Write, list_of, reshape, same
from inspector.ir.normal.writer import Attributes, Writer


def _channels(w: Writer) -> int:
    shape = w.shape(w.input(0))
    extent = shape[1] if shape is not None and len(shape) > 1 else None
    return extent if isinstance(extent, int) else 1


def _vector(w: Writer, position: int) -> list[int]:
    """Biases or scales, where the layer has them."""
    return [w.input(position)] if w.input(position) >= 0 else []


def convolution(op: str) -> Write:
    """Weights are one run of numbers; their shape follows from the attributes."""

    def write(w: Writer) -> None:
        group, out = max(1, int(w.number("group", 1))), int(w.number("output"))
        kernel = list_of(w, "kernel")
        inner = _channels(w)
        first, second = (out, inner // group) if op == "Conv" else (inner, out // group)
        attributes: Attributes = {"group": group, "kernel_shape": kernel}
        for name in ("strides", "dilations"):
            if list_of(w, name):
                attributes[name] = list_of(w, name)
        if list_of(w, "pads_begin"):
            attributes["pads"] = [*list_of(w, "pads_begin"), *list_of(w, "pads_end")]
        weight = w.constant((first, second, *kernel))
        w.make(op, [w.input(0), weight, *_vector(w, 2)], attributes, w.output())

    return write


def _fully_connected(w: Writer) -> None:
    shape, out = w.shape(w.input(0)), int(w.number("out-size"))
    inner = prod(extent for extent in (shape or ())[1:] if isinstance(extent, int))
    x = w.input(0) if (w.rank(w.input(0)) or 2) == 2 else w.make("Flatten", [w.input(0)])
    weight = w.constant((out, inner))
    w.make("Gemm", [x, weight, *_vector(w, 2)], {"transB": 1}, w.output())


def _scale_shift(w: Writer) -> None:
    """A scale, and perhaps a shift, for each channel."""
    rank = w.rank(w.input(0)) or 4
    extents = (_channels(w), *[1] * (rank - 2))
    scaled = w.make("Mul", [w.input(0), w.constant(extents)])
    w.rename(w.make("Add", [scaled, w.constant(extents)]) if w.input(2) >= 0 else scaled)


def _batch_norm(w: Writer) -> None:
    vectors = [w.constant((_channels(w),)) for _ in range(4)]
    w.make("BatchNormalization", [w.input(0), *vectors], None, w.output())


def _pooling(w: Writer) -> None:
    average = w.text("pool-method", "max") == "avg"
    attributes: Attributes = {
        "kernel_shape": list_of(w, "kernel"),
        "strides": list_of(w, "strides") or [1] * len(list_of(w, "kernel")),
        "pads": [*list_of(w, "pads_begin"), *list_of(w, "pads_end")],
        "ceil_mode": int(w.text("rounding_type") == "ceil"),
    }
    if average:
        attributes["count_include_pad"] = int(not w.number("exclude-pad", 1))
    w.make("AveragePool" if average else "MaxPool", [w.input(0)], attributes, w.output())


_ELTWISE = {"sum": "Add", "add": "Add", "mul": "Mul", "prod": "Mul", "max": "Max", "min": "Min"}
_ELTWISE |= {"sub": "Sub", "div": "Div", "pow": "Pow"}


def _eltwise(w: Writer) -> None:
    op = _ELTWISE.get(w.text("operation", "sum"), "Add")
    value = w.input(0)
    for other in w.inputs[1:]:
        value = w.make(op, [value, other])
    w.rename(value)


def _power(w: Writer) -> None:
    """(scale · x + shift) ^ power, in the attributes; two inputs are the newer operator."""
    if w.input(1) >= 0:
        w.make("Pow", w.inputs[:2], None, w.output())
        return
    value = w.input(0)
    for op, name, neutral in (("Mul", "scale", 1.0), ("Add", "shift", 0.0), ("Pow", "power", 1.0)):
        number = w.number(name, neutral)
        if number != neutral:
            value = w.make(op, [value, w.number_value(number)])
    w.rename(value)


_ACTIVATIONS = {"sigmoid": "Sigmoid", "tanh": "Tanh", "relu": "Relu", "elu": "Elu", "exp": "Exp"}


def _activation(w: Writer) -> None:
    w.make(_ACTIVATIONS.get(w.text("type"), "Sigmoid"), [w.input(0)], None, w.output())


def _leaky(w: Writer) -> None:
    slope = w.number("negative_slope")
    if slope:
        w.make("LeakyRelu", [w.input(0)], {"alpha": slope}, w.output())
    else:
        w.make("Relu", [w.input(0)], None, w.output())


def _permute(w: Writer) -> None:
    w.make("Transpose", [w.input(0)], {"perm": list_of(w, "order")}, w.output())


def _flatten(w: Writer) -> None:
    w.make("Flatten", [w.input(0)], {"axis": int(w.number("axis", 1))}, w.output())


def _norm(w: Writer) -> None:
    attributes = {"size": int(w.number("local-size", 5)), "alpha": w.number("alpha", 1e-4)}
    w.make("LRN", [w.input(0)], {**attributes, "beta": w.number("beta", 0.75)}, w.output())


def _resample(w: Writer) -> None:
    nearest = w.text("type", "caffe.ResampleParameter.NEAREST").endswith("NEAREST")
    w.make("Resize", [w.input(0)], {"mode": b"nearest" if nearest else b"linear"}, w.output())


def _by_dimensions(w: Writer) -> None:
    """A Reshape whose new shape is an attribute, or only the stated shape of its output."""
    shape = w.shape(w.output())
    known = list_of(w, "dim") or [e if isinstance(e, int) else -1 for e in shape or (0, -1)]
    reshape(w, w.input(0), known, w.output())


WRITERS: dict[str, Write] = {
    "FullyConnected": _fully_connected,
    "ScaleShift": _scale_shift,
    "BatchNormalization": _batch_norm,
    "Pooling": _pooling,
    "Eltwise": _eltwise,
    "Power": _power,
    "Activation": _activation,
    "ReLU": _leaky,
    "Permute": _permute,
    "Flatten": _flatten,
    "Norm": _norm,
    "Resample": _resample,
    "Interp": _resample,
    "Copy": same("Identity"),
}
"""Operator → how it is written out, where the name is not used otherwise."""

TWICE: dict[str, tuple[str, Write]] = {
    "Convolution": ("kernel", convolution("Conv")),
    "Deconvolution": ("kernel", convolution("ConvTranspose")),
    "Reshape": ("dim", _by_dimensions),
}
"""Name that newer operators have too → an attribute that only the older one has, and its writer."""
