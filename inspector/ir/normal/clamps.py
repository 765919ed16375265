"""Relus that a quantizer dropped are put back.

A range that starts at zero behind a linear operator cuts off what is negative, so the Relu (or the
Clip to 6) before it is left out. Where ranges of a graph end at 6 and none of them beyond, they all
were clipped to 6: most values of a Relu would have been larger.
"""

from __future__ import annotations

from inspector.ir.normal.graph import NormalGraph

LINEAR = frozenset({"Conv", "ConvTranspose", "Gemm", "MatMul", "BatchNormalization", "Add"})
"""Operators whose results are negative as often as not."""

_PARTS = frozenset(
    {"Split", "Slice", "Reshape", "Transpose", "Squeeze", "Unsqueeze", "Flatten", "Concat"}
)

_ACTIVATIONS = frozenset(
    {"Elu", "Gelu", "HardSigmoid", "HardSwish", "LeakyRelu", "Mish", "PRelu", "Sigmoid", "Softmax"}
    | {"Softplus", "Swish", "Tanh"}
)
"""What is put behind a product itself, not behind its Relu."""

_GATES = frozenset({"Sigmoid", "HardSigmoid"})
_BOUNDED = _GATES | {"Softmax"}
"""Operators whose results have a range of their own."""

_LONGEST_CHAIN = 8
"""Nodes up to which a value is followed back."""

_LIMITS = {"uint8": (0, 255), "int8": (-128, 127), "uint16": (0, 65535), "int16": (-32768, 32767)}

OUTPUT_RANGE = {"QLinearConv": 6, "QLinearMatMul": 6, "QLinearAdd": 6, "QGemm": 7}
"""Place of the output's scale, its zero point following."""


_SIX = 6.0
"""Where a Clip of mobile networks ends."""

_EXACTLY = 1e-3
"""How far a range's end may be from it, as a share of it."""


def find_end_at_six(graph: NormalGraph) -> bool:
    """Whether ranges that start at zero end at 6, and none of them beyond."""
    tops = []
    for node in graph.live_nodes():
        op, inputs = graph.ops[node].removeprefix("com.microsoft."), graph.inputs[node]
        place = 1 if op == "QuantizeLinear" else OUTPUT_RANGE.get(op, len(inputs))
        top = _top(graph, inputs[place : place + 2])
        maker = graph.producer[inputs[0]] if op == "QuantizeLinear" else -1
        if top and (maker < 0 or graph.ops[maker] not in _BOUNDED):
            tops.append(top)
    return bool(tops) and abs(max(tops) - _SIX) < _SIX * _EXACTLY


def _clamp(
    graph: NormalGraph, parameters: list[int], ends_at_six: bool
) -> dict[str, object] | None:
    """What a scale and a zero point clamp to: {} for a Relu, a Clip's bounds, None for no clamp."""
    top = _top(graph, parameters)
    if top is None:
        return None
    exact = ends_at_six or abs(top - _SIX) < _SIX * _EXACTLY
    return {"min": 0.0, "max": _SIX} if exact else {}


def _top(graph: NormalGraph, parameters: list[int]) -> float | None:
    """The end of a range that starts at zero, 0 where it is unknown; None for another range."""
    if len(parameters) < 2 or min(parameters) < 0:
        return None
    scale, zero = graph.data[parameters[0]], graph.data[parameters[1]]
    if zero is None or zero.size != 1 or zero.dtype.kind not in "iu":
        return None
    low, high = _LIMITS.get(str(zero.dtype), (1, 0))
    if int(zero.flat[0]) != low or low > high:
        return None
    if scale is None or scale.size != 1 or scale.dtype.kind != "f":
        return 0.0
    return float(scale.flat[0]) * (high - low)


def _is_signed(graph: NormalGraph, node: int) -> bool:
    """Whether a node is a product with weights, with or without bias, or adds to a convolution.

    A part of such a value counts as well.

    Results of these are negative at times, so a range without negative numbers is a Relu's. Scores
    of an attention, or a number added to a variance, may well be positive by themselves.
    """
    for _ in range(_LONGEST_CHAIN):
        if graph.ops[node] in _PARTS and graph.producer[graph.inputs[node][0]] >= 0:
            node = graph.producer[graph.inputs[node][0]]
    op, inputs = graph.ops[node], [value for value in graph.inputs[node] if value >= 0]
    if op == "Mul":
        return _gated(graph, inputs)
    if op not in LINEAR or (op == "MatMul" and not any(graph.constant[v] for v in inputs)):
        return False
    if op != "Add":
        return True
    constants = [value for value in inputs if graph.constant[value]]
    if not constants:
        makers = [graph.producer[value] for value in inputs]
        return any(maker >= 0 and _adds_to_convolution(graph, maker) for maker in makers)
    return all(sum(e != 1 for e in graph.shapes[v] or ()) == 1 for v in constants)


def _gated(graph: NormalGraph, factors: list[int]) -> bool:
    """Whether a product is a convolution's result times a gate between 0 and 1.

    A value that is its own gate (SiLU) has no negative results worth a step of its range.
    """
    makers = [graph.producer[value] for value in factors]
    if len(makers) != 2 or min(makers) < 0:
        return False
    for gate, maker, value in ((*makers, factors[1]), (*makers[::-1], factors[0])):
        if graph.ops[gate] in _GATES and graph.ops[maker] in ("Conv", "BatchNormalization"):
            return graph.inputs[gate][0] != value
    return False


def _is_pooled(graph: NormalGraph, node: int) -> bool:
    """Whether a convolution works on the mean of an image: a Relu behind it has no other end."""
    shape = graph.shapes[graph.outputs[node][0]]
    return shape is not None and len(shape) == 4 and shape[2:] == (1, 1)


def _adds_to_convolution(graph: NormalGraph, node: int) -> bool:
    """Whether a node is a convolution or a norm, or a sum that begins with one."""
    for _ in range(_LONGEST_CHAIN):
        if node >= 0 and graph.ops[node] == "Add":
            node = graph.producer[graph.inputs[node][0]]
    return node >= 0 and graph.ops[node] in ("Conv", "BatchNormalization")


def restore_clamp(graph: NormalGraph, node: int, ends_at_six: bool) -> bool:
    """Turns a QuantizeLinear that clamps at zero into the Relu it swallowed."""
    source = graph.inputs[node][0]
    maker = graph.producer[source]
    if maker < 0 or graph.constant[source] or not _is_signed(graph, maker):
        return False
    six = ends_at_six and not _is_pooled(graph, maker)
    clamp = _clamp(graph, graph.inputs[node][1:3], six)
    if clamp is None:
        return False
    if _reads_both_signs(graph, graph.outputs[node][0]):
        return False
    for reader in graph.uses[source]:
        if graph.ops[reader] in ("Relu", "Clip") and reader != node:
            graph.bypass(node, graph.outputs[reader][0])
            return True
    graph.ops[node] = "Clip" if clamp else "Relu"
    graph.attributes[node] = clamp
    graph.dtypes[graph.outputs[node][0]] = "float32"
    graph.set_inputs(node, [source])
    return True


def _reads_both_signs(graph: NormalGraph, value: int) -> bool:
    """Whether an activation reads a quantized value that a Relu before it would make pointless."""
    readers = list(graph.uses[value])
    for reader in graph.uses[value]:
        if graph.ops[reader].endswith("DequantizeLinear"):
            readers += graph.uses[graph.outputs[reader][0]]
    return any(graph.ops[reader] in _ACTIVATIONS for reader in readers)


def restore_behind(graph: NormalGraph, node: int, parameters: list[int], ends_at_six: bool) -> None:
    """Puts the Relu that a QLinear operator swallowed behind it.

    Args:
        graph: Changed.
        node: The operator, already a plain one.
        parameters: Scale and zero point of its output.
        ends_at_six: Of the graph, by ``find_end_at_six``.
    """
    clamp = _clamp(graph, parameters, ends_at_six and not _is_pooled(graph, node))
    if clamp is None or not _is_signed(graph, node):
        return
    made = graph.outputs[node][0]
    target = graph.add_value("", "float32", graph.shapes[made])
    graph.replace_value(made, target)
    graph.add_node("Clip" if clamp else "Relu", [made], [target], clamp, list(graph.origins[node]))
