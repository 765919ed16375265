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


def remove_unread(graph: NormalGraph) -> None:
    """Removes nodes that no result depends on, as a dialect leaves them that it saw through."""
    if not graph.graph_outputs:
        return
    results = set(graph.graph_outputs)
    for node in reversed(graph.live_nodes()):
        made = [value for value in graph.outputs[node] if value >= 0]
        if made and not graph.constant[made[0]]:
            if not any(graph.uses[value] or value in results for value in made):
                graph.remove_node(node)


def remove_guards(graph: NormalGraph) -> None:
    """Removes what guards a Softmax against rows that are masked as a whole, and indices below 0.

    ``Where(IsNaN(y), 0, y)`` looks at the result, ``Where(no entry of x is above -inf, 0, y)`` at
    what the Softmax was given. ``Where(x >= 0, x, x + n)`` and ``Where(x < 0, x + n, x)`` let an
    index count from the end.
    """
    for node in graph.nodes_of("Where"):
        condition, chosen, value = graph.inputs[node][:3]
        index = chosen
        wrapping = _wrapping(graph, "GreaterOrEqual", condition, chosen, value)
        if not wrapping:
            index, wrapping = value, _wrapping(graph, "Less", condition, value, chosen)
        if wrapping:
            graph.bypass(node, index)
            for each in wrapping:
                if not graph.uses[graph.outputs[each][0]]:
                    graph.remove_node(each)
            continue
        seen = {value}
        maker = graph.producer[value]
        if maker >= 0 and graph.ops[maker] == "Softmax":
            seen.add(graph.inputs[maker][0])
        test = _test_of(graph, condition, seen)
        if test and maker >= 0:
            graph.bypass(node, value)
            for each in test:
                if not graph.uses[graph.outputs[each][0]]:
                    graph.origins[maker] = graph.origins[maker] + graph.origins[each]
                    graph.remove_node(each)


def _wrapping(
    graph: NormalGraph, comparison: str, condition: int, index: int, other: int
) -> list[int]:
    """The nodes that make a negative index count from the end; none when it is something else."""
    test, made = (graph.producer[value] if value >= 0 else -1 for value in (condition, other))
    if test < 0 or made < 0 or index < 0 or graph.constant[index]:
        return []
    if graph.ops[test] != comparison or graph.ops[made] != "Add":
        return []
    bound, size = graph.inputs[test][1], graph.inputs[made][1]
    if graph.inputs[test][0] != index or graph.inputs[made][0] != index:
        return []
    data = graph.data[bound] if bound >= 0 else None
    is_zero = data is not None and data.size == 1 and data.dtype.kind in "iu" and not data.any()
    return [test, made] if is_zero and size >= 0 and graph.constant[size] else []


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
    """Removes ``x·1``, ``x+0``, ``x/1``, ``x-0``, ``x^1``, Pad by nothing, Slice of all.

    What has no elements is taken out of a Concat: the part of a head that a rotary embedding over
    the whole of it leaves.
    """
    for node in graph.nodes_of("Concat"):
        _drop_empty(graph, node)
    neutral = {"Mul": 1.0, "Add": 0.0, "Div": 1.0, "Sub": 0.0, "Pow": 1.0}
    for node in graph.nodes_of(*neutral):
        inputs = graph.inputs[node]
        if len(inputs) != 2 or graph.constant[graph.outputs[node][0]]:
            continue
        op = graph.ops[node]
        if op == "Add" and _is_under_root(graph, node):
            continue
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
    for node in graph.nodes_of("Slice"):
        if not graph.constant[graph.outputs[node][0]] and _slices_all(graph, node):
            graph.bypass(node)


def drop_single_sums(graph: NormalGraph) -> None:
    """``ReduceSum`` over axes that are known to have one element each goes, or leaves a Squeeze."""
    for node in graph.nodes_of("ReduceSum"):
        if graph.constant[graph.outputs[node][0]] or not _sums_one(graph, node):
            continue
        attributes = graph.attributes[node]
        if attributes.get("keepdims", 1):
            graph.bypass(node)
        else:
            graph.ops[node] = "Squeeze"
            graph.attributes[node] = {"axes": attributes["axes"]}


def _sums_one(graph: NormalGraph, node: int) -> bool:
    """Whether a sum is known to go over axes of one element each."""
    axes, shape = graph.attributes[node].get("axes"), graph.shapes[graph.inputs[node][0]]
    if not isinstance(axes, list) or not axes or shape is None or len(graph.inputs[node]) != 1:
        return False
    return all(-len(shape) <= axis < len(shape) and shape[axis] == 1 for axis in axes)


def _drop_empty(graph: NormalGraph, node: int) -> None:
    """Takes slices without elements out of a Concat."""
    inputs = graph.inputs[node]
    full = [v for v in inputs if v < 0 or not _is_empty_slice(graph, v)]
    if not full or len(full) == len(inputs) or graph.constant[graph.outputs[node][0]]:
        return
    if len(full) == 1 and full[0] >= 0:
        graph.bypass(node, full[0])
    else:
        graph.set_inputs(node, full)
    for value in set(inputs).difference(full):
        if not graph.uses[value] and value not in graph.graph_outputs:
            graph.remove_node(graph.producer[value])


def _is_empty_slice(graph: NormalGraph, value: int) -> bool:
    maker = graph.producer[value]
    if maker < 0 or graph.ops[maker] != "Slice":
        return False
    starts, axes = (graph.attributes[maker].get(name) for name in ("starts", "axes"))
    shape = graph.shapes[graph.inputs[maker][0]]
    if shape is None or not isinstance(starts, list) or not isinstance(axes, list):
        return False
    pairs = zip(starts, axes, strict=False)
    known = [(s, shape[axis]) for s, axis in pairs if -len(shape) <= axis < len(shape)]
    return any(isinstance(extent, int) and 0 < extent <= start for start, extent in known)


def _slices_all(graph: NormalGraph, node: int) -> bool:
    """Whether a Slice takes every element, as far as extents are known."""
    attributes, shape = graph.attributes[node], graph.shapes[graph.inputs[node][0]]
    starts, ends, axes = (attributes.get(name) for name in ("starts", "ends", "axes"))
    if shape is None or len(graph.inputs[node]) != 1:
        return False
    if not (isinstance(starts, list) and isinstance(ends, list) and isinstance(axes, list)):
        return False
    if attributes.get("steps", [1] * len(axes)) != [1] * len(axes):
        return False
    if not len(starts) == len(ends) == len(axes):
        return False
    extents = [shape[axis] if -len(shape) <= axis < len(shape) else None for axis in axes]
    return all(
        start == 0 and isinstance(extent, int) and end >= extent
        for start, end, extent in zip(starts, ends, extents, strict=True)
    )


def _is_under_root(graph: NormalGraph, node: int) -> bool:
    """Whether a sum's root is taken: the number added has become nothing by fewer bits."""
    readers = graph.uses[graph.outputs[node][0]]
    return bool(readers) and all(graph.ops[reader] == "Sqrt" for reader in readers)


def _is_single(graph: NormalGraph, value: int) -> bool:
    data = graph.data[value] if value >= 0 else None
    return data is not None and data.size == 1
