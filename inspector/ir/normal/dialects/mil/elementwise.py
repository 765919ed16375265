"""Arithmetic, comparisons and activations."""

from __future__ import annotations

from inspector.ir.normal.dialects.mil.operation import Operation, Write, plain


def _inverted(o: Operation) -> None:
    o.w.make("Reciprocal", [o.x], None, o.out)


def _root(o: Operation) -> None:
    o.w.make("Reciprocal", [o.w.make("Sqrt", [o.x])], None, o.out)


def _square(o: Operation) -> None:
    o.w.make("Mul", [o.x, o.x], None, o.out)


def _negated(op: str) -> Write:
    def write(o: Operation) -> None:
        o.w.make("Not", [o.w.make(op, [o.x, o.value("y")])], None, o.out)

    return write


def _quotient(o: Operation) -> None:
    o.w.make("Floor", [o.w.make("Div", [o.x, o.value("y")])], None, o.out)


def _clip(o: Operation) -> None:
    o.w.make("Clip", [o.x, o.value("alpha"), o.value("beta")], None, o.out)


def _relu6(o: Operation) -> None:
    bounds = [o.scalar(0.0, o.x), o.scalar(6.0, o.x)]
    o.w.make("Clip", [o.x, *bounds], None, o.out)


def _gelu(o: Operation) -> None:
    mode = o.text("mode", "EXACT")
    if mode == "SIGMOID_APPROXIMATION":
        scaled = o.w.make("Mul", [o.x, o.scalar(1.702, o.x)])
        o.w.make("Mul", [o.x, o.w.make("Sigmoid", [scaled])], None, o.out)
        return
    approximate = b"tanh" if mode == "TANH_APPROXIMATION" else b"none"
    o.w.make("Gelu", [o.x], {"approximate": approximate}, o.out)


def _silu(o: Operation) -> None:
    o.w.make("Mul", [o.x, o.w.make("Sigmoid", [o.x])], None, o.out)


def _prelu(o: Operation) -> None:
    slope, rank = o.value("alpha"), o.rank(o.x)
    if o.w.rank(slope) == 1 and rank > 2:
        shape = o.w.shape(slope) or (None,)
        slope = o.w.constant((*shape, *([1] * (rank - 2))))
    o.w.make("PRelu", [o.x, slope], None, o.out)


def _sloped(op: str, default: float) -> Write:
    def write(o: Operation) -> None:
        o.w.make(op, [o.x], {"alpha": o.number("alpha", default)}, o.out)

    return write


def _sigmoid_hard(o: Operation) -> None:
    attributes = {"alpha": o.number("alpha", 0.2), "beta": o.number("beta", 0.5)}
    o.w.make("HardSigmoid", [o.x], dict(attributes), o.out)


def _scaled_tanh(o: Operation) -> None:
    inner = o.w.make("Tanh", [o.w.make("Mul", [o.x, o.value("beta")])])
    o.w.make("Mul", [inner, o.value("alpha")], None, o.out)


def _affine(o: Operation) -> None:
    scaled = o.w.make("Mul", [o.x, o.value("alpha")])
    o.w.make("Add", [scaled, o.value("beta")], None, o.out)


def _softmax(o: Operation) -> None:
    o.w.make("Softmax", [o.x], {"axis": o.axis("axis", o.x)}, o.out)


def _cast(o: Operation) -> None:
    dtypes = {
        "fp16": 10,
        "fp32": 1,
        "int16": 5,
        "uint16": 4,
        "int32": 6,
        "int64": 7,
        "bool": 9,
        "int8": 3,
        "uint8": 2,
    }
    wanted = dtypes.get(o.text("dtype"), 1)
    o.w.make("Cast", [o.x], {"to": wanted}, o.out)


_BINARY = {
    "add": "Add", "sub": "Sub", "mul": "Mul", "real_div": "Div", "pow": "Pow", "mod": "Mod",
    "maximum": "Max", "minimum": "Min", "equal": "Equal", "less": "Less", "greater": "Greater",
    "less_equal": "LessOrEqual", "greater_equal": "GreaterOrEqual",
    "logical_and": "And", "logical_or": "Or", "logical_xor": "Xor",
}  # fmt: skip
_UNARY = {
    "abs": "Abs", "acos": "Acos", "asin": "Asin", "atan": "Atan", "atanh": "Atanh", "ceil": "Ceil",
    "cos": "Cos", "cosh": "Cosh", "erf": "Erf", "exp": "Exp", "floor": "Floor", "log": "Log",
    "logical_not": "Not", "round": "Round", "sign": "Sign", "sin": "Sin", "sinh": "Sinh",
    "sqrt": "Sqrt", "tan": "Tan", "tanh": "Tanh", "relu": "Relu", "sigmoid": "Sigmoid",
    "softplus": "Softplus", "softsign": "Softsign", "identity": "Identity",
}  # fmt: skip

WRITERS: dict[str, Write] = {
    **{name: plain(op, "x", "y") for name, op in _BINARY.items()},
    **{name: plain(op, "x") for name, op in _UNARY.items()},
    "not_equal": _negated("Equal"),
    "floor_div": _quotient,
    "inverse": _inverted,
    "rsqrt": _root,
    "square": _square,
    "clip": _clip,
    "clamped_relu": _clip,
    "relu6": _relu6,
    "gelu": _gelu,
    "silu": _silu,
    "prelu": _prelu,
    "leaky_relu": _sloped("LeakyRelu", 0.01),
    "elu": _sloped("Elu", 1.0),
    "thresholded_relu": _sloped("ThresholdedRelu", 1.0),
    "sigmoid_hard": _sigmoid_hard,
    "scaled_tanh": _scaled_tanh,
    "linear_activation": _affine,
    "softmax": _softmax,
    "cast": _cast,
    "select": plain("Where", "cond", "a", "b"),
    "read_state": plain("Identity", "input"),
    "coreml_update_state": plain("Identity", "value"),
}
"""Operation → how it is written out."""
