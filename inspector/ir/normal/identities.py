"""Nodes that pass a value on unchanged go away."""

from __future__ import annotations

from inspector.ir.normal.constants import DTYPE_CODES
from inspector.ir.normal.graph import NormalGraph

PASSING = frozenset({"Identity", "Dropout", "StopGradient", "Contiguous", "Detach", "Alias"})
FLOATS = frozenset({"float16", "bfloat16", "float32", "float64"})


def remove_identities(graph: NormalGraph) -> None:
    """Removes Identity, Dropout, Casts between floats and to the same type, one-input Concat."""
    for node in range(len(graph.ops)):
        if graph.alive[node] and graph.inputs[node] and graph.inputs[node][0] >= 0:
            op = graph.ops[node]
            if op in PASSING or (op == "Cast" and _keeps_meaning(graph, node)):
                graph.bypass(node)
            elif op in ("Concat", "Sum", "Max", "Min", "Mean") and len(graph.inputs[node]) == 1:
                graph.bypass(node)


def _keeps_meaning(graph: NormalGraph, node: int) -> bool:
    source = graph.dtypes[graph.inputs[node][0]]
    code = graph.attributes[node].get("to")
    target = DTYPE_CODES.get(code, "unknown") if isinstance(code, int) else "unknown"
    if graph.dtypes[graph.outputs[node][0]] == "unknown":
        graph.dtypes[graph.outputs[node][0]] = target
    return (source == target and target != "unknown") or (source in FLOATS and target in FLOATS)


def remove_guards(graph: NormalGraph) -> None:
    """Removes ``Where(IsNaN(x), 0, x)``, which an exporter puts behind a Softmax."""
    for node in graph.nodes_of("Where"):
        condition, _, value = graph.inputs[node][:3]
        maker = graph.producer[condition]
        if maker >= 0 and graph.ops[maker] == "IsNaN" and graph.inputs[maker][0] == value:
            graph.bypass(node, value)
            graph.remove_node(maker)


def remove_neutral_arithmetic(graph: NormalGraph) -> None:
    """Removes ``x·1``, ``x+0``, ``x/1``, ``x-0``, ``x^1`` and Pad by nothing."""
    neutral = {"Mul": 1.0, "Add": 0.0, "Div": 1.0, "Sub": 0.0, "Pow": 1.0}
    for node in graph.nodes_of(*neutral):
        inputs = graph.inputs[node]
        if len(inputs) != 2 or graph.constant[graph.outputs[node][0]]:
            continue
        op = graph.ops[node]
        for position in (1, 0) if op in ("Mul", "Add") else (1,):
            other = inputs[1 - position]
            if _is_single(graph, inputs[position]) and not graph.constant[other]:
                if graph.scalar(inputs[position]) == neutral[op]:
                    graph.bypass(node, other)
                    break
    for node in graph.nodes_of("Pad"):
        pads = graph.attributes[node].get("pads")
        if isinstance(pads, list) and pads and not any(pads):
            graph.bypass(node)


def _is_single(graph: NormalGraph, value: int) -> bool:
    data = graph.data[value] if value >= 0 else None
    return data is not None and data.size == 1
