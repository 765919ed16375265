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
    """Removes what is put behind a Softmax for rows that are masked as a whole.

    ``Where(IsNaN(y), 0, y)`` looks at the result, ``Where(no entry of x is above -inf, 0, y)`` at
    what the Softmax was given.
    """
    for node in graph.nodes_of("Where"):
        condition, _, value = graph.inputs[node][:3]
        seen = {value}
        maker = graph.producer[value]
        if maker >= 0 and graph.ops[maker] == "Softmax":
            seen.add(graph.inputs[maker][0])
        test = _test_of(graph, condition, seen)
        if test:
            graph.bypass(node, value)
            for each in test:
                if not graph.uses[graph.outputs[each][0]]:
                    graph.remove_node(each)


def _test_of(graph: NormalGraph, condition: int, values: set[int]) -> list[int]:
    """The nodes that test some values, last first; none when something else is tested."""
    nodes: list[int] = []
    value = condition
    while value not in values:
        maker = graph.producer[value] if value >= 0 else -1
        if maker < 0 or graph.ops[maker] not in _TESTS or len(nodes) == _LONGEST_TEST:
            return []
        nodes.append(maker)
        value = graph.inputs[maker][0]
    return nodes


_TESTS = frozenset({"IsNaN", "Not", "Cast", "Equal", "ReduceMax", "ReduceMin"})
_LONGEST_TEST = 8


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
