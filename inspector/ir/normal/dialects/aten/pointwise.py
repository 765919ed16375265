"""Operators on elements: arithmetic, comparisons, activations."""

from __future__ import annotations

from inspector.ir.normal.dialects.aten.call import Call, Entry
from inspector.ir.normal.graph import ABSENT

_BOOLEAN = frozenset({"bool", "unknown"})


def _unary(op: str, **attributes: object) -> Entry:
    def write(c: Call) -> None:
        c.make(op, [c.x], dict(attributes), c.out)

    return write


def _binary(op: str, left: str = "self", right: str = "other") -> Entry:
    def write(c: Call) -> None:
        first, second = _pair(c, left, right)
        c.make(op, [first, second], None, c.out)

    return write


def _pair(c: Call, left: str = "self", right: str = "other") -> tuple[int, int]:
    first, second = c.value(left), c.value(right)
    return c.operand(left, second), c.operand(right, first)


def _added(op: str, swap: bool = False) -> Entry:
    """Addition and subtraction, the second operand scaled by ``alpha``."""

    def write(c: Call) -> None:
        first, second = _pair(c)
        alpha = c.number("alpha", 1.0)
        if alpha != 1.0:
            second = c.make("Mul", [second, c.scalar(alpha, second)])
        c.make(op, [second, first] if swap else [first, second], None, c.out)

    return write


def _divide(c: Call) -> None:
    first, second = _pair(c)
    mode = c.text("rounding_mode")
    quotient = c.make("Div", [first, second], None, ABSENT if mode else c.out)
    if mode:
        c.make("Floor", [quotient], None, c.out)


def _floor_divide(c: Call) -> None:
    first, second = _pair(c)
    c.make("Floor", [c.make("Div", [first, second])], None, c.out)


def _power(c: Call) -> None:
    first, second = _pair(c, "self", "exponent")
    c.make("Pow", [first, second], None, c.out)


def _compared(op: str, negated: bool = False) -> Entry:
    def write(c: Call) -> None:
        first, second = _pair(c)
        result = c.make(op, [first, second], None, ABSENT if negated else c.out)
        if negated:
            c.make("Not", [result], None, c.out)

    return write


def _bitwise(boolean: str, integer: str) -> Entry:
    def write(c: Call) -> None:
        first, second = _pair(c)
        op = boolean if c.w.graph.dtypes[first] in _BOOLEAN else integer
        c.make(op, [first, second], None, c.out)

    return write


def _not(c: Call) -> None:
    op = "Not" if c.w.graph.dtypes[c.x] in _BOOLEAN else "BitwiseNot"
    c.make(op, [c.x], None, c.out)


def _where(c: Call) -> None:
    if not c.given("self"):
        c.make("NonZero", [c.x], None, c.out)
        return
    first, second = _pair(c)
    c.make("Where", [c.value("condition"), first, second], None, c.out)


def _masked_fill(c: Call) -> None:
    filled = c.operand("value", c.x)
    c.make("Where", [c.value("mask"), filled, c.x], None, c.out)


def _silu(c: Call) -> None:
    c.make("Mul", [c.x, c.make("Sigmoid", [c.x])], None, c.out)


def _mish(c: Call) -> None:
    c.make("Mul", [c.x, c.make("Tanh", [c.make("Softplus", [c.x])])], None, c.out)


def _gelu(c: Call) -> None:
    attributes = {"approximate": c.text("approximate", "none")}
    c.like(c.make("Gelu", [c.x], dict(attributes), c.out), c.x)


def _softplus(c: Call) -> None:
    beta = c.number("beta", 1.0)
    if beta == 1.0:
        c.make("Softplus", [c.x], None, c.out)
        return
    inner = c.make("Softplus", [c.make("Mul", [c.x, c.scalar(beta)])])
    c.make("Div", [inner, c.scalar(beta)], None, c.out)


def _alpha(op: str, name: str, default: float) -> Entry:
    def write(c: Call) -> None:
        c.make(op, [c.x], {"alpha": c.number(name, default)}, c.out)

    return write


def _rrelu(c: Call) -> None:
    slope = (c.number("lower", 1 / 8) + c.number("upper", 1 / 3)) / 2
    c.make("LeakyRelu", [c.x], {"alpha": slope}, c.out)


def _clamped(low: str, high: str) -> Entry:
    def write(c: Call) -> None:
        bounds = [c.operand(low, c.x), c.operand(high, c.x)]
        while bounds and bounds[-1] < 0:
            bounds.pop()
        c.make("Clip", [c.x, *bounds], None, c.out)

    return write


def _hard_tanh(low: float, high: float) -> Entry:
    def write(c: Call) -> None:
        bounds = [c.number("min_val", low), c.number("max_val", high)]
        c.make("Clip", [c.x, *(c.scalar(bound) for bound in bounds)], None, c.out)

    return write


def _softmax(op: str) -> Entry:
    def write(c: Call) -> None:
        c.make(op, [c.x], {"axis": c.axis("dim", -1)}, c.out)

    return write


def _glu(c: Call) -> None:
    left, right = c.w.split(c.x, 2, c.axis("dim", -1))
    c.make("Mul", [left, c.make("Sigmoid", [right])], None, c.out)


def _rsqrt(c: Call) -> None:
    c.make("Reciprocal", [c.make("Sqrt", [c.x])], None, c.out)


def _square(c: Call) -> None:
    c.make("Mul", [c.x, c.x], None, c.out)


def _log1p(c: Call) -> None:
    c.make("Log", [c.make("Add", [c.x, c.scalar(1.0)])], None, c.out)


def _expm1(c: Call) -> None:
    c.make("Sub", [c.make("Exp", [c.x]), c.scalar(1.0)], None, c.out)


def _log_base(base: float) -> Entry:
    def write(c: Call) -> None:
        c.make("Mul", [c.make("Log", [c.x]), c.scalar(base)], None, c.out)

    return write


def _exp2(c: Call) -> None:
    c.make("Pow", [c.scalar(2.0), c.x], None, c.out)


def _log_sigmoid(c: Call) -> None:
    c.make("Log", [c.make("Sigmoid", [c.x])], None, c.out)


def _prelu(c: Call) -> None:
    slope = c.value("weight")
    rank, size = c.rank(c.x), c.extent(slope, 0)
    if rank is not None and rank > 2 and c.w.graph.constant[slope] and size is not None:
        slope = c.w.constant((size, *(1,) * (rank - 2)))
    c.make("PRelu", [c.x, slope], None, c.out)


def _combined(op: str) -> Entry:
    """Self + value · (tensor1 op tensor2)."""

    def write(c: Call) -> None:
        product = c.make(op, [c.value("tensor1"), c.value("tensor2")])
        factor = c.number("value", 1.0)
        if factor != 1.0:
            product = c.make("Mul", [product, c.scalar(factor)])
        c.make("Add", [c.value("self"), product], None, c.out)

    return write


def _lerp(c: Call) -> None:
    start, end = c.value("self"), c.value("end")
    weighted = c.make("Mul", [c.make("Sub", [end, start]), c.operand("weight", start)])
    c.make("Add", [start, weighted], None, c.out)


def _atan2(c: Call) -> None:
    quotient = c.make("Div", [c.value("self"), c.value("other")])
    c.make("Atan", [quotient], None, c.out)


def _threshold(c: Call) -> None:
    above = c.make("Greater", [c.x, c.operand("threshold", c.x)])
    c.make("Where", [above, c.x, c.operand("value", c.x)], None, c.out)


def _nan_to_num(c: Call) -> None:
    empty = c.make("IsNaN", [c.x])
    c.make("Where", [empty, c.scalar(c.number("nan"), c.x), c.x], None, c.out)


_SAME_NAME = {
    "abs": "Abs", "acos": "Acos", "acosh": "Acosh", "asin": "Asin", "asinh": "Asinh",
    "atan": "Atan", "atanh": "Atanh", "ceil": "Ceil", "cos": "Cos", "cosh": "Cosh", "erf": "Erf",
    "exp": "Exp", "floor": "Floor", "hardsigmoid": "HardSigmoid", "hardswish": "HardSwish",
    "isinf": "IsInf", "isnan": "IsNaN", "log": "Log", "logical_not": "Not", "neg": "Neg",
    "reciprocal": "Reciprocal", "relu": "Relu", "round": "Round", "selu": "Selu",
    "sigmoid": "Sigmoid", "sign": "Sign", "sin": "Sin", "sinh": "Sinh", "softsign": "Softsign",
    "sqrt": "Sqrt", "tan": "Tan", "tanh": "Tanh", "trunc": "Floor", "negative": "Neg",
}  # fmt: skip

ENTRIES: dict[str, Entry] = {
    **{name: _unary(op) for name, op in _SAME_NAME.items()},
    "hardsigmoid": _unary("HardSigmoid", alpha=1.0 / 6.0, beta=0.5),
    "absolute": _unary("Abs"),
    "bitwise_not": _not,
    "relu6": _hard_tanh(0.0, 6.0),
    "hardtanh": _hard_tanh(-1.0, 1.0),
    "clamp": _clamped("min", "max"),
    "clip": _clamped("min", "max"),
    "clamp_min": _clamped("min", ""),
    "clamp_max": _clamped("", "max"),
    "silu": _silu,
    "mish": _mish,
    "gelu": _gelu,
    "softplus": _softplus,
    "elu": _alpha("Elu", "alpha", 1.0),
    "celu": _alpha("Celu", "alpha", 1.0),
    "leaky_relu": _alpha("LeakyRelu", "negative_slope", 0.01),
    "rrelu": _rrelu,
    "prelu": _prelu,
    "glu": _glu,
    "log_sigmoid": _log_sigmoid,
    "log_sigmoid_forward": _log_sigmoid,
    "softmax": _softmax("Softmax"),
    "_softmax": _softmax("Softmax"),
    "_safe_softmax": _softmax("Softmax"),
    "log_softmax": _softmax("LogSoftmax"),
    "_log_softmax": _softmax("LogSoftmax"),
    "threshold": _threshold,
    "nan_to_num": _nan_to_num,
    "rsqrt": _rsqrt,
    "square": _square,
    "log1p": _log1p,
    "log2": _log_base(1.4426950408889634),
    "log10": _log_base(0.4342944819032518),
    "expm1": _expm1,
    "exp2": _exp2,
    "add": _added("Add"),
    "sub": _added("Sub"),
    "subtract": _added("Sub"),
    "rsub": _added("Sub", swap=True),
    "mul": _binary("Mul"),
    "multiply": _binary("Mul"),
    "div": _divide,
    "divide": _divide,
    "true_divide": _divide,
    "floor_divide": _floor_divide,
    "floordiv": _floor_divide,
    "__not__": _unary("Not"),
    "remainder": _binary("Mod"),
    "fmod": _binary("Mod"),
    "pow": _power,
    "float_power": _power,
    "atan2": _atan2,
    "maximum": _binary("Max"),
    "minimum": _binary("Min"),
    "fmax": _binary("Max"),
    "fmin": _binary("Min"),
    "eq": _compared("Equal"),
    "ne": _compared("Equal", negated=True),
    "not_equal": _compared("Equal", negated=True),
    "lt": _compared("Less"),
    "less": _compared("Less"),
    "le": _compared("LessOrEqual"),
    "gt": _compared("Greater"),
    "greater": _compared("Greater"),
    "ge": _compared("GreaterOrEqual"),
    "logical_and": _binary("And"),
    "logical_or": _binary("Or"),
    "logical_xor": _binary("Xor"),
    "bitwise_and": _bitwise("And", "BitwiseAnd"),
    "bitwise_or": _bitwise("Or", "BitwiseOr"),
    "bitwise_xor": _bitwise("Xor", "BitwiseXor"),
    "__and__": _bitwise("And", "BitwiseAnd"),
    "__or__": _bitwise("Or", "BitwiseOr"),
    "__xor__": _bitwise("Xor", "BitwiseXor"),
    "where": _where,
    "masked_fill": _masked_fill,
    "addcmul": _combined("Mul"),
    "addcdiv": _combined("Div"),
    "lerp": _lerp,
}
