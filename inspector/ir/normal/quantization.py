"""Quantized arithmetic is brought back to the arithmetic it stands for.

QuantizeLinear and DequantizeLinear pass their first input on; ConvInteger, MatMulInteger and the
QLinear operators become the float operator; the scales that follow an integer product vanish.
"""

from __future__ import annotations

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
    "QGemm": ("Gemm", (0, 3, 6)),
    "ConvInteger": ("Conv", (0, 1)),
    "MatMulInteger": ("MatMul", (0, 1)),
}
"""Quantized operator → plain operator and the inputs it keeps (ONNX and contributed domains)."""


def remove_quantization(graph: NormalGraph) -> None:
    """Replaces quantized operators by plain ones over the same data flow."""
    for node in range(len(graph.ops)):
        if not graph.alive[node]:
            continue
        op = graph.ops[node]
        if op in ("QuantizeLinear", "DequantizeLinear"):
            target = graph.outputs[node][0]
            shape, dtype = graph.shapes[target], graph.dtypes[target]
            source = graph.inputs[node][0]
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
    graph.set_inputs(node, [inputs[place] for place in keep if place < len(inputs)])
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


def _is_scale(graph: NormalGraph, node: int, value: int) -> bool:
    """Whether the other factor is made of quantization scales only."""
    others = [v for v in graph.inputs[node] if v != value]
    if len(others) != 1:
        return False
    maker = graph.producer[others[0]]
    if maker < 0 or graph.constant[others[0]]:
        return graph.constant[others[0]]
    return graph.ops[maker] == "Mul" and all(graph.constant[v] for v in graph.inputs[maker])
