"""Quantized arithmetic is brought back to the arithmetic it stands for.

QuantizeLinear and DequantizeLinear pass their first input on; ConvInteger, MatMulInteger and the
QLinear operators become the float operator; the scales that follow an integer product vanish.
What a range cut off is put back by ``inspector.ir.normal.clamps``.
"""

from __future__ import annotations

import numpy as np

from inspector.ir.normal.clamps import (
    OUTPUT_RANGE,
    find_end_at_six,
    restore_behind,
    restore_clamp,
)
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


def remove_quantization(graph: NormalGraph) -> None:
    """Replaces quantized operators by plain ones over the same data flow."""
    ends_at_six = find_end_at_six(graph)
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
            if op == "QuantizeLinear" and restore_clamp(graph, node, ends_at_six):
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
            _to_plain(graph, node, op, ends_at_six)


def _to_plain(graph: NormalGraph, node: int, op: str, ends_at_six: bool) -> None:
    plain, keep = QLINEAR[op]
    inputs = graph.inputs[node]
    graph.ops[node] = plain
    kept = [place for place in keep if place < len(inputs)]
    graph.set_inputs(node, [_plain_input(graph, op, inputs, place) for place in kept])
    if op in OUTPUT_RANGE:
        restore_behind(graph, node, inputs[OUTPUT_RANGE[op] : OUTPUT_RANGE[op] + 2], ends_at_six)
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
