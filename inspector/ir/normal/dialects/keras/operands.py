"""What a Keras node reads: tensors first, then weights; and what it ends with."""

from __future__ import annotations

from inspector.ir.graph import Initializer
from inspector.ir.normal.dialects.tensorflow.spatial import Layout, Window
from inspector.ir.normal.graph import ABSENT
from inspector.ir.normal.writer import Attributes, Writer

_PLAIN = {
    "relu": "Relu",
    "sigmoid": "Sigmoid",
    "tanh": "Tanh",
    "softplus": "Softplus",
    "softsign": "Softsign",
    "silu": "SiLU",
    "swish": "SiLU",
    "gelu": "Gelu",
    "elu": "Elu",
    "selu": "Selu",
    "mish": "Mish",
    "exponential": "Exp",
    "hard_silu": "HardSwish",
    "hard_swish": "HardSwish",
    "leaky_relu": "LeakyRelu",
    "celu": "Celu",
    "hard_shrink": "Shrink",
}
_LINEAR = frozenset({"", "linear", "None"})
_SETTINGS: dict[str, Attributes] = {
    "Gelu": {"approximate": b"none"},
    "LeakyRelu": {"alpha": 0.2},
}


def tensors(w: Writer) -> list[int]:
    """The values that the layer is called with."""
    return w.inputs[: int(w.number("tensors", 1))]


def weights(w: Writer) -> list[int]:
    """The layer's own arrays, in the order in which it made them."""
    return w.inputs[int(w.number("tensors", 1)) :]


def weight(w: Writer, position: int) -> int:
    """One of the layer's arrays, ABSENT when there are fewer."""
    found = weights(w)
    return found[position] if position < len(found) else ABSENT


def operands(w: Writer) -> list[int]:
    """Tensors and constants in the order in which a function is called with them."""
    found = []
    rest = tensors(w)
    for names in (("argument0", "x1", "x"), ("argument1", "x2", "y")):
        given = next((w.attributes[n] for n in names if n in w.attributes), None)
        if isinstance(given, int | float):
            found.append(w.number_value(float(given)))
        elif isinstance(given, Initializer):
            found.append(w.graph.add_value(tensor=given))
        elif rest:
            found.append(rest.pop(0))
    return found + rest


def activate(w: Writer, value: int, name: str, output: int = ABSENT) -> int:
    """Writes an activation by Keras's name for it."""
    if name in _LINEAR:
        return value if output < 0 else w.make("Identity", [value], None, output)
    if name == "relu6":
        return w.make("Clip", [value, w.number_value(0.0), w.number_value(6.0)], None, output)
    if name in ("softmax", "log_softmax"):
        op = "Softmax" if name == "softmax" else "LogSoftmax"
        return w.make(op, [value], {"axis": -1}, output)
    if name == "hard_sigmoid":
        return w.make("HardSigmoid", [value], {"alpha": 1 / 6, "beta": 0.5}, output)
    op = _PLAIN.get(name, f"keras.{name}")
    return w.make(op, [value], dict(_SETTINGS.get(op, {})), output)


def layout(w: Writer) -> Layout:
    """Where the channels are, and the activation that the layer ends with."""
    name = w.text("activation")

    def write(writer: Writer, value: int, output: int) -> int:
        return activate(writer, value, name, output)

    last = w.text("data_format", "channels_last") != "channels_first"
    return Layout(last, None if name in _LINEAR else write)


def listed(w: Writer, name: str, dims: int, default: int = 1) -> list[int]:
    """A setting per spatial axis, which may be one number for all."""
    found = w.attributes.get(name)
    if isinstance(found, int):
        return [found] * dims
    several = w.numbers(name)
    return several if len(several) == dims else [default] * dims


def window(w: Writer, dims: int, kernel: str = "") -> Window:
    """How a convolution or pooling slides."""
    padding = w.text("padding", "valid").upper()
    sizes = listed(w, kernel, dims) if kernel else []
    strides = listed(w, "strides", dims)
    if kernel and "strides" not in w.attributes:
        strides = list(sizes)
    dilations = listed(w, "dilation_rate", dims)
    return Window(strides, sizes, dilations, "SAME" if padding in ("SAME", "CAUSAL") else "VALID")


def turned(w: Writer, value: int, order: list[int]) -> int:
    """A weight in ONNX's order; one of another rank is left as it is."""
    return w.transpose(value, order) if w.rank(value) == len(order) else value
