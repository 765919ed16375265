"""Quantized arithmetic is brought back to the arithmetic it stands for.

QuantizeLinear and DequantizeLinear pass their first input on; ConvInteger, MatMulInteger and the
QLinear operators become the float operator; the scales that follow an integer product vanish.
A range that starts at zero behind a linear operator cuts off what is negative: there a quantizer
has dropped a Relu (or a Clip to 6), which is put back.
"""

from __future__ import annotations

import numpy as np

from inspector.ir.normal.graph import NormalGraph

QLINEAR = {
    "QLinearConv": ("Conv", (0, 3, 8)),
    "QLinearMatMul": ("MatMul", (0, 3)),
    "QLinearAdd": ("Add", (0, 3)),
    "QLinearMul": ("Mul", (0, 3)),
    "QLinearGlobalAveragePool": ("GlobalAveragePool", (0,)),
    "QLinearAveragePool": ("AveragePool", (0,)),
    "QLinearSigmoid": ("Sigmoid", (0,)),
    "QLinearLeakyRelu": ("LeakyRelu", (0,)),
    "QLinearSoftmax": ("Softmax", (0,)),
    "QLinearReduceMean": ("ReduceMean", (0,)),
    "QLinearWhere": ("Where", (0, 1, 4)),
    "QLinearConcat": ("Concat", tuple(range(2, 96, 3))),
    "QGemm": ("Gemm", (0, 3, 6)),
    "ConvInteger": ("Conv", (0, 1)),
    "MatMulInteger": ("MatMul", (0, 1)),
}
"""Quantized operator → plain operator and the inputs it keeps (ONNX and contributed domains)."""


LINEAR = frozenset({"Conv", "ConvTranspose", "Gemm", "MatMul", "BatchNormalization", "Add"})
"""Operators whose results are negative as often as not."""

_PARTS = frozenset({"Split", "Slice", "Reshape", "Transpose", "Squeeze", "Unsqueeze", "Flatten"})

_ACTIVATIONS = frozenset(
    {"Elu", "Gelu", "HardSigmoid", "HardSwish", "LeakyRelu", "Mish", "PRelu", "Sigmoid", "Softmax"}
    | {"Softplus", "Swish", "Tanh"}
)
"""What is put behind a product itself, not behind its Relu."""

_LONGEST_CHAIN = 8
"""Nodes up to which a value is followed back."""

_LIMITS = {"uint8": (0, 255), "int8": (-128, 127), "uint16": (0, 65535), "int16": (-32768, 32767)}

OUTPUT_RANGE = {"QLinearConv": 6, "QLinearMatMul": 6, "QLinearAdd": 6, "QGemm": 7}
"""Place of the output's scale, its zero point following."""


def remove_quantization(graph: NormalGraph) -> None:
    """Replaces quantized operators by plain ones over the same data flow."""
    for node in range(len(graph.ops)):
        if not graph.alive[node]:
            continue
        op = graph.ops[node].removeprefix("com.microsoft.")
        if op in ("QuantizeLinear", "DequantizeLinear"):
            if op == "DequantizeLinear" and _dequantize(graph, node):
                continue
            target = graph.outputs[node][0]
            shape, dtype = graph.shapes[target], graph.dtypes[target]
            source = graph.inputs[node][0]
            if op == "QuantizeLinear" and _restore_clamp(graph, node):
                continue
            if not graph.constant[source]:
                graph.bypass(node)
                graph.dtypes[source] = dtype if dtype != "unknown" else "float32"
                graph.shapes[source] = graph.shapes[source] or shape
            else:
                graph.set_inputs(node, [source])
                graph.ops[node] = "Identity"
        elif op == "DynamicQuantizeLinear":
            for scale in graph.outputs[node][1:]:
                if scale >= 0:
                    graph.constant[scale] = True
            graph.bypass(node)
        elif op in QLINEAR:
            _to_plain(graph, node, op)


def _to_plain(graph: NormalGraph, node: int, op: str) -> None:
    plain, keep = QLINEAR[op]
    inputs = graph.inputs[node]
    graph.ops[node] = plain
    kept = [place for place in keep if place < len(inputs)]
    graph.set_inputs(node, [_plain_input(graph, op, inputs, place) for place in kept])
    if op in OUTPUT_RANGE:
        clamp = _clamp(graph, inputs[OUTPUT_RANGE[op] : OUTPUT_RANGE[op] + 2])
        if clamp is not None and _is_signed(graph, node):
            _insert_clamp(graph, node, clamp)
    if op not in ("ConvInteger", "MatMulInteger"):
        return
    value = graph.outputs[node][0]
    for _ in range(3):
        readers = graph.uses[value]
        if len(readers) != 1 or graph.ops[readers[0]] not in ("Cast", "Mul"):
            return
        reader = readers[0]
        if graph.ops[reader] == "Mul" and not _is_scale(graph, reader, value):
            return
        following = graph.outputs[reader][0]
        graph.bypass(reader, value)
        graph.shapes[value] = graph.shapes[following]
        graph.dtypes[value] = "float32"


def _clamp(graph: NormalGraph, parameters: list[int]) -> dict[str, object] | None:
    """What a scale and a zero point clamp to: {} for a Relu, a Clip's bounds, None for no clamp."""
    if len(parameters) < 2 or min(parameters) < 0:
        return None
    scale, zero = graph.data[parameters[0]], graph.data[parameters[1]]
    if zero is None or zero.size != 1 or zero.dtype.kind not in "iu":
        return None
    low, high = _LIMITS.get(str(zero.dtype), (1, 0))
    if int(zero.flat[0]) != low or low > high:
        return None
    if scale is not None and scale.size == 1 and scale.dtype.kind == "f":
        top = float(scale.flat[0]) * (high - low)
        if abs(top - 6.0) < 6e-3:
            return {"min": 0.0, "max": 6.0}
    return {}


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
    if op not in LINEAR or (op == "MatMul" and not any(graph.constant[v] for v in inputs)):
        return False
    if op != "Add":
        return True
    constants = [value for value in inputs if graph.constant[value]]
    if not constants:
        makers = [graph.producer[value] for value in inputs]
        return any(maker >= 0 and _adds_to_convolution(graph, maker) for maker in makers)
    return all(sum(e != 1 for e in graph.shapes[v] or ()) == 1 for v in constants)


def _adds_to_convolution(graph: NormalGraph, node: int) -> bool:
    """Whether a node is a convolution or a norm, or a sum that begins with one."""
    for _ in range(_LONGEST_CHAIN):
        if node >= 0 and graph.ops[node] == "Add":
            node = graph.producer[graph.inputs[node][0]]
    return node >= 0 and graph.ops[node] in ("Conv", "BatchNormalization")


def _restore_clamp(graph: NormalGraph, node: int) -> bool:
    """Turns a QuantizeLinear that clamps at zero into the Relu it swallowed."""
    source = graph.inputs[node][0]
    maker = graph.producer[source]
    clamp = _clamp(graph, graph.inputs[node][1:3])
    if clamp is None or maker < 0 or graph.constant[source] or not _is_signed(graph, maker):
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


def _insert_clamp(graph: NormalGraph, node: int, clamp: dict[str, object]) -> None:
    """Puts the Relu that a QLinear operator swallowed behind it."""
    made = graph.outputs[node][0]
    target = graph.add_value("", "float32", graph.shapes[made])
    graph.replace_value(made, target)
    graph.add_node("Clip" if clamp else "Relu", [made], [target], clamp, list(graph.origins[node]))


def _dequantize(graph: NormalGraph, node: int) -> bool:
    """Works a small stored constant out, so that patterns see the number it stands for."""
    source, *parameters = graph.inputs[node]
    number = _number(graph, source, parameters)
    if number < 0:
        return False
    target = graph.outputs[node][0]
    for reader in graph.uses[target]:
        graph.origins[reader] = graph.origins[reader] + graph.origins[node]
    graph.replace_value(target, number)
    graph.remove_node(node)
    return True


def _plain_input(graph: NormalGraph, op: str, inputs: list[int], place: int) -> int:
    """An input of a QLinear operator, its scale and zero point applied where it is constant."""
    if op.startswith("QLinear") and place + 1 < len(inputs):
        number = _number(graph, inputs[place], inputs[place + 1 : place + 3])
        if number >= 0:
            return number
    return inputs[place]


def _number(graph: NormalGraph, source: int, parameters: list[int]) -> int:
    """The float constant that a small quantized one stands for, -1 where it is not known."""
    known = [graph.data[value] if value >= 0 else None for value in (source, *parameters)]
    if len(known) < 2 or known[0] is None or known[1] is None or known[1].size != 1:
        return -1
    if known[0].dtype.kind not in "iu" or known[1].dtype.kind != "f":
        return -1
    zero = known[2].astype(np.float64).flat[0] if len(known) > 2 and known[2] is not None else 0.0
    real = (known[0].astype(np.float64) - zero) * float(known[1].flat[0])
    with np.errstate(over="ignore"):
        return graph.add_constant(real.astype(np.float32))


def _is_scale(graph: NormalGraph, node: int, value: int) -> bool:
    """Whether the other factor is made of quantization scales only."""
    others = [v for v in graph.inputs[node] if v != value]
    if len(others) != 1:
        return False
    maker = graph.producer[others[0]]
    if maker < 0 or graph.constant[others[0]]:
        return graph.constant[others[0]]
    return graph.ops[maker] == "Mul" and all(graph.constant[v] for v in graph.inputs[maker])
