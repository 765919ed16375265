"""Nodes whose parts do not fit their operator are set aside before any pass meets them.

Passes and patterns rely on the inputs that ONNX requires of an operator and on the kinds of its
attributes. A file may break both. Such a node keeps its place in the graph under a name that no
pass and no pattern knows; such an attribute counts as left out.
"""

from __future__ import annotations

from inspector.ir.normal.graph import LAYOUT, NormalGraph

UNSOUND = "malformed."
"""Stands before the operator of a node that was set aside."""

_NAMED = 8
"""Nodes named in the sentence about those set aside."""

_PAIR = ("Add", "Sub", "Mul", "Div", "Pow")

_FIRST = (
    *LAYOUT,
    *("Identity", "Dropout", "Shape", "Size", "ConstantOfShape", "Reciprocal", "Sqrt", "IsNaN"),
    *("Sum", "Max", "Min", "Mean", "Concat", "Split", "Slice", "Pad", "Clip", "Resize", "Upsample"),
    *("Softmax", "LogSoftmax", "Gelu", "Relu", "Sigmoid", "Tanh", "Einsum", "Tile"),
    *("AveragePool", "MaxPool", "LpPool", "GlobalAveragePool", "GlobalMaxPool"),
    *("LayerNormalization", "RMSNormalization", "InstanceNormalization", "GroupNormalization"),
    *("QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear"),
    *("QLinearGlobalAveragePool", "QLinearAveragePool", "QLinearSigmoid", "QLinearLeakyRelu"),
    *("QLinearSoftmax", "QLinearReduceMean"),
)

REQUIRED: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(_FIRST, (0,)),
    **dict.fromkeys((*_PAIR, "MatMul", "Gemm", "Conv", "ConvTranspose", "Gather"), (0, 1)),
    **dict.fromkeys(("ConvInteger", "MatMulInteger", "BatchNormalization", "Expand"), (0, 1)),
    **dict.fromkeys(("QLinearConv", "QLinearMatMul", "QLinearAdd", "QLinearMul", "QGemm"), (0, 3)),
    "QLinearWhere": (0, 1, 4),
    "QLinearConcat": (2,),
    "Where": (0, 1, 2),
}
"""Operator → places of the inputs that passes rely on (https://onnx.ai/onnx/operators/)."""

MOST = {**dict.fromkeys(_PAIR, 2), "Where": 3}
"""Operator → number of inputs that passes take for granted."""

_LISTS = frozenset(
    {"axes", "dilations", "ends", "kernel_shape", "output_padding", "output_shape", "pads", "perm"}
    | {"repeats", "shape", "split", "starts", "strides"}
)
_NUMBERS = frozenset({"allowzero", "axis", "group", "keepdims", "num_heads", "to"})


def is_sound(op: str, inputs: list[int]) -> bool:
    """Whether a node has the inputs that passes take for granted.

    Args:
        op: The stored operator, its domain before it unless it is ONNX's own.
        inputs: Its input values, negative where one is left out.
    """
    plain = op.removeprefix("com.microsoft.")
    if len(inputs) > MOST.get(plain, len(inputs)):
        return False
    if plain.startswith("Reduce"):
        return bool(inputs) and inputs[0] >= 0
    return all(at < len(inputs) and inputs[at] >= 0 for at in REQUIRED.get(plain, ()))


def sound_attributes(attributes: dict[str, object]) -> dict[str, object]:
    """The attributes without those of another kind than their name stands for everywhere."""
    if all(_fits(name, value) for name, value in attributes.items()):
        return attributes
    return {name: value for name, value in attributes.items() if _fits(name, value)}


def _fits(name: str, value: object) -> bool:
    if name in _NUMBERS:
        return isinstance(value, int)
    if name in _LISTS:
        return isinstance(value, list) and all(isinstance(entry, int) for entry in value)
    return True


def tell_unsound(graph: NormalGraph) -> None:
    """Says in one sentence which nodes were set aside, if any."""
    found = [node for node, op in enumerate(graph.ops) if op.startswith(UNSOUND)]
    if not found:
        return
    names = [f"#{graph.origins[n][0]} {graph.ops[n].removeprefix(UNSOUND)}" for n in found[:_NAMED]]
    more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    graph.unread.append(
        f"What these nodes do, because they lack inputs or have too many: {', '.join(names)}{more}."
    )
