"""Arithmetic, comparisons and activations."""

from __future__ import annotations

from inspector.ir.normal.dialects.coreml.layer import Layer, Write, plain


def _summed(op: str) -> Write:
    """Any number of values, or one value and a number."""

    def write(layer: Layer) -> None:
        value, *others = layer.inputs
        if not others:
            others = [layer.scalar(layer.number("alpha"))]
        for other in others[:-1]:
            value = layer.w.make(op, [value, other])
        layer.w.make(op, [value, others[-1]], None, layer.out)

    return write


def _mean(layer: Layer) -> None:
    layer.w.make("Mean", layer.inputs, None, layer.out)


def _compared(op: str, *, negated: bool = False) -> Write:
    """With another value, or with a number."""

    def write(layer: Layer) -> None:
        others = layer.inputs[1:] or [layer.scalar(layer.number("alpha"))]
        if negated:
            layer.w.make("Not", [layer.w.make(op, [layer.x, others[0]])], None, layer.out)
        else:
            layer.w.make(op, [layer.x, others[0]], None, layer.out)

    return write


def _unary(layer: Layer) -> None:
    """``unary``: f(scale · x + shift), by a number."""
    value = layer.x
    if layer.number("scale", 0.0) not in (0.0, 1.0):
        value = layer.w.make("Mul", [value, layer.scalar(layer.number("scale"))])
    if layer.number("shift"):
        value = layer.w.make("Add", [value, layer.scalar(layer.number("shift"))])
    kind = layer.integer("type")
    simple = {0: "Sqrt", 2: "Reciprocal", 4: "Exp", 5: "Log", 6: "Abs"}.get(kind)
    if simple is not None:
        layer.w.make(simple, [value], None, layer.out)
    elif kind == 1:
        layer.w.make("Reciprocal", [layer.w.make("Sqrt", [value])], None, layer.out)
    elif kind == 3:
        exponent = layer.scalar(layer.number("alpha", 1.0))
        layer.w.make("Pow", [value, exponent], None, layer.out)
    else:
        bound = layer.scalar(layer.number("alpha"))
        layer.w.make("Max", [value, bound], None, layer.out)


def _activation(layer: Layer) -> None:
    simple = {
        "relu": "Relu", "tanh": "Tanh", "sigmoid": "Sigmoid", "softsign": "Softsign",
        "softplus": "Softplus",
    }  # fmt: skip
    sloped = {"leakyReLU": "LeakyRelu", "ELU": "Elu", "thresholdedReLU": "ThresholdedRelu"}
    for name, op in simple.items():
        if layer.has(name):
            layer.w.make(op, [layer.x], None, layer.out)
            return
    for name, op in sloped.items():
        if layer.has(name):
            alpha = layer.number(f"{name}.alpha", 0.0)
            layer.w.make(op, [layer.x], {"alpha": alpha}, layer.out)
            return
    _parametric(layer)


def _parametric(layer: Layer) -> None:
    w = layer.w
    if layer.has("PReLU"):
        slope = layer.weight("PReLU.alpha", (layer.extent(1), *([1] * (layer.rank() - 2))))
        w.make("PRelu", [layer.x, slope], None, layer.out)
    elif layer.has("sigmoidHard"):
        attributes = {
            name: layer.number(f"sigmoidHard.{name}", default)
            for name, default in (("alpha", 0.2), ("beta", 0.5))
        }
        w.make("HardSigmoid", [layer.x], dict(attributes), layer.out)
    elif layer.has("linear"):
        scaled = w.make("Mul", [layer.x, layer.scalar(layer.number("linear.alpha"))])
        w.make("Add", [scaled, layer.scalar(layer.number("linear.beta"))], None, layer.out)
    elif layer.has("scaledTanh"):
        beta = layer.scalar(layer.number("scaledTanh.beta"))
        inner = w.make("Tanh", [w.make("Mul", [layer.x, beta])])
        alpha = layer.scalar(layer.number("scaledTanh.alpha"))
        w.make("Mul", [inner, alpha], None, layer.out)
    else:
        w.add_node("coreml.activation", [layer.x], [layer.out], None)


def _gelu(layer: Layer) -> None:
    """Mode 0 is exact, 1 the formula with tanh, 2 the one with a sigmoid."""
    mode = layer.integer("mode")
    if mode == 2:
        scaled = layer.w.make("Mul", [layer.x, layer.scalar(1.702)])
        layer.w.make("Mul", [layer.x, layer.w.make("Sigmoid", [scaled])], None, layer.out)
        return
    approximate = b"tanh" if mode == 1 else b"none"
    layer.w.make("Gelu", [layer.x], {"approximate": approximate}, layer.out)


def _clip(low: str, high: str) -> Write:
    def write(layer: Layer) -> None:
        bounds = [layer.scalar(layer.number(low)), layer.scalar(layer.number(high))]
        layer.w.make("Clip", [layer.x, *bounds], None, layer.out)

    return write


def _clamped(layer: Layer) -> None:
    """min(x, beta) where x is positive, a slope below."""
    bounds = [layer.scalar(0.0), layer.scalar(layer.number("beta"))]
    layer.w.make("Clip", [layer.x, *bounds], None, layer.out)


def _quotient(layer: Layer) -> None:
    layer.w.make("Floor", [layer.w.make("Div", layer.inputs)], None, layer.out)


_SAME = {
    "ceil": "Ceil", "floor": "Floor", "sign": "Sign", "round": "Round", "sin": "Sin", "cos": "Cos",
    "tan": "Tan", "asin": "Asin", "acos": "Acos", "atan": "Atan", "sinh": "Sinh", "cosh": "Cosh",
    "tanh": "Tanh", "asinh": "Asinh", "acosh": "Acosh", "atanh": "Atanh", "erf": "Erf",
    "copy": "Identity", "logicalNot": "Not", "logicalOr": "Or", "logicalXor": "Xor",
    "logicalAnd": "And", "modBroadcastable": "Mod", "minBroadcastable": "Min",
    "maxBroadcastable": "Max", "addBroadcastable": "Add", "powBroadcastable": "Pow",
    "divideBroadcastable": "Div", "multiplyBroadcastable": "Mul", "subtractBroadcastable": "Sub",
    "whereBroadcastable": "Where", "max": "Max", "min": "Min",
}  # fmt: skip

WRITERS: dict[str, Write] = {
    **{name: plain(op) for name, op in _SAME.items()},
    "add": _summed("Add"),
    "multiply": _summed("Mul"),
    "average": _mean,
    "floorDivBroadcastable": _quotient,
    "equal": _compared("Equal"),
    "notEqual": _compared("Equal", negated=True),
    "lessThan": _compared("Less"),
    "lessEqual": _compared("LessOrEqual"),
    "greaterThan": _compared("Greater"),
    "greaterEqual": _compared("GreaterOrEqual"),
    "unary": _unary,
    "activation": _activation,
    "gelu": _gelu,
    "clip": _clip("minVal", "maxVal"),
    "clampedReLU": _clamped,
}
"""Layer → how it is written out."""
