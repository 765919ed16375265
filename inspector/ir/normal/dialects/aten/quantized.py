"""Operators of the domain ``quantized``: written out as those that compute with fractions.

Weights are packed: a list of tensors of which the one with most axes is the weight, and the first
of a convolution holds its parameters (``ATen/native/quantized/cpu/conv_serialization.h``).
"""

from __future__ import annotations

from inspector.ir.normal.dialects.aten import layout, pointwise
from inspector.ir.normal.dialects.aten.call import Call, Entry, entered
from inspector.ir.normal.dialects.aten.convolution import convolution_attributes
from inspector.ir.normal.dialects.aten.products import linear
from inspector.ir.normal.graph import ABSENT


def _packed(c: Call) -> list[int]:
    values = next((found for name in _NAMES if (found := c.values(name))), [])
    return [value for value in values if value >= 0]


_NAMES = ("packed_weight", "W_prepack", "packed", "argument1", "other")


def _weight(c: Call, packed: list[int]) -> int:
    return max(packed, key=lambda value: c.rank(value) or 0, default=ABSENT)


def _bias(c: Call, packed: list[int], weight: int) -> int:
    vectors = [v for v in packed if v != weight and c.rank(v) == 1 and _is_fraction(c, v)]
    return vectors[-1] if vectors else ABSENT


def _is_fraction(c: Call, value: int) -> bool:
    return c.w.graph.dtypes[value].startswith("float")


def _convolution(dims: int, activation: str = "") -> Entry:
    def write(c: Call) -> None:
        packed = _packed(c)
        weight = _weight(c, packed)
        bias = _bias(c, packed, weight)
        attributes = _parameters(c, packed, dims)
        inputs = [c.x, weight] if bias < 0 else [c.x, weight, bias]
        _activated(
            c, c.make("Conv", inputs, attributes, ABSENT if activation else c.out), activation
        )

    return write


def _parameters(c: Call, packed: list[int], dims: int) -> dict[str, object]:
    """As arguments; or packed: version, strides, pads, dilations, output pads, groups."""
    if c.given("stride"):
        return convolution_attributes(c, dims)
    data = c.w.data(packed[0]) if packed else None
    numbers = [] if data is None or data.dtype.kind not in "iu" else data.ravel().tolist()
    if len(numbers) < 2 + 3 * dims:
        return {}
    strides, pads, dilations = (numbers[1 + k * dims : 1 + (k + 1) * dims] for k in range(3))
    return {
        "strides": strides,
        "pads": pads * 2,
        "dilations": dilations,
        "group": max(int(numbers[1 + 4 * dims]), 1) if len(numbers) > 1 + 4 * dims else 1,
    }


def _linear(activation: str = "") -> Entry:
    def write(c: Call) -> None:
        packed = _packed(c)
        weight = _weight(c, packed)
        bias = _bias(c, packed, weight)
        made = linear(c, c.x, weight, bias, ABSENT if activation else c.out)
        _activated(c, made, activation)

    return write


def _activated(c: Call, value: int, activation: str) -> None:
    if activation:
        c.make(activation, [value], None, c.out)


def _combined(op: str, activation: str = "") -> Entry:
    def write(c: Call) -> None:
        names = ("qa", "qb") if c.given("qa") else ("self", "other")
        operands = [c.operand(name) for name in names]
        made = c.make(op, operands, None, ABSENT if activation else c.out)
        _activated(c, made, activation)

    return write


def _joined(c: Call) -> None:
    values = c.values("qx") or c.values("tensors")
    c.make("Concat", values, {"axis": c.integer("dim")}, c.out)


_SHARED = ("sigmoid", "relu6", "leaky_relu", "hardswish", "elu", "celu", "prelu", "softmax")
WRITERS = {
    name: entered(entry)
    for name, entry in {
        **{name: pointwise.ENTRIES[name] for name in _SHARED},
        **{f"conv{dims}d": _convolution(dims) for dims in (1, 2, 3)},
        **{f"conv{dims}d_relu": _convolution(dims, "Relu") for dims in (1, 2, 3)},
        "linear": _linear(),
        "linear_relu": _linear("Relu"),
        "linear_dynamic": _linear(),
        "linear_dynamic_fp16": _linear(),
        "linear_relu_dynamic": _linear("Relu"),
        "add": _combined("Add"),
        "add_relu": _combined("Add", "Relu"),
        "add_scalar": _combined("Add"),
        "mul": _combined("Mul"),
        "mul_relu": _combined("Mul", "Relu"),
        "mul_scalar": _combined("Mul"),
        "cat": _joined,
        "batch_norm2d": layout.ENTRIES["clone"],
    }.items()
}
