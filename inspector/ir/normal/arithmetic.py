"""One way to write each formula: fewer spellings for patterns to list.

Division by a constant is multiplication, subtraction of a constant addition, ``x·x`` is ``x²``,
``x^-½`` and ``1/√x`` are a division by ``√x``; additive per-channel constants after a convolution
are its bias; a BatchNormalization after a linear operator vanishes into it.
"""

from __future__ import annotations

from math import prod

import numpy as np

from inspector.ir.normal.graph import LAYOUT, NormalGraph

LINEAR = frozenset({"Conv", "ConvTranspose", "Gemm", "MatMul"})
PER_CHANNEL = frozenset({"Conv", "ConvTranspose", "BatchNormalization"})


def unify_arithmetic(graph: NormalGraph) -> None:
    """Rewrites elementwise formulas node by node."""
    for node in range(len(graph.ops)):
        if not graph.alive[node] or graph.constant[graph.outputs[node][0]]:
            continue
        op = graph.ops[node]
        if op == "Div":
            _divide(graph, node)
        elif op == "Sub":
            _subtract(graph, node)
        elif op == "Sum" and len(graph.inputs[node]) == 2:
            graph.ops[node] = "Add"
        elif op == "Pow":
            _power(graph, node)
        elif op == "Mul" and -1.0 in map(graph.scalar, graph.inputs[node]):
            _negate(graph, node)
        elif op == "Mul" and len(set(graph.inputs[node])) == 1:
            graph.ops[node] = "Pow"
            two = graph.add_constant(np.asarray(2.0, dtype=np.float32))
            graph.set_inputs(node, [graph.inputs[node][0], two])
    for node in graph.nodes_of("Mul"):
        _average(graph, node)
        if graph.alive[node]:
            _multiply_reciprocal(graph, node)


def _average(graph: NormalGraph, node: int) -> None:
    """A sum of n elements times 1/n is their mean."""
    for position, value in enumerate(graph.inputs[node]):
        factor = graph.scalar(graph.inputs[node][1 - position]) if position < 2 else None
        maker = graph.producer[value]
        if not factor or maker < 0 or graph.ops[maker] != "ReduceSum":
            continue
        shape, axes = graph.shapes[graph.inputs[maker][0]], graph.attributes[maker].get("axes")
        if shape is None or not isinstance(axes, list) or len(graph.uses[value]) != 1:
            continue
        extents = [shape[axis] for axis in axes if -len(shape) <= axis < len(shape)]
        count = prod(extent if isinstance(extent, int) else 0 for extent in extents)
        if count > 1 and abs(factor * count - 1) < 1e-3:
            graph.ops[maker] = "ReduceMean"
            graph.bypass(node, value)
            return


def _negate(graph: NormalGraph, node: int) -> None:
    value = next(value for value in graph.inputs[node] if graph.scalar(value) != -1.0)
    if graph.rank(value) == graph.rank(graph.outputs[node][0]):
        graph.ops[node] = "Neg"
        graph.set_inputs(node, [value])


def _divide(graph: NormalGraph, node: int) -> None:
    top, bottom = graph.inputs[node]
    value = graph.scalar(bottom)
    if value and graph.dtypes[bottom].startswith(("float", "bfloat")):
        graph.ops[node] = "Mul"
        inverse = np.asarray(1.0 / value, dtype=np.float64)
        graph.set_inputs(node, [top, graph.add_constant(inverse)])
    elif graph.scalar(top) == 1.0:
        graph.ops[node] = "Reciprocal"
        graph.set_inputs(node, [bottom])


def _subtract(graph: NormalGraph, node: int) -> None:
    left, right = graph.inputs[node]
    value = graph.scalar(right)
    if value is not None:
        graph.ops[node] = "Add"
        graph.set_inputs(node, [left, graph.add_constant(np.asarray(-value))])
    elif graph.scalar(left) == 1.0:
        _complement(graph, node, right)


def _complement(graph: NormalGraph, node: int, value: int) -> None:
    """``1 - erf(-c·x)`` becomes ``1 + erf(c·x)``: the complementary error function of a GELU."""
    maker = graph.producer[value]
    if maker < 0 or graph.ops[maker] != "Erf" or len(graph.uses[value]) != 1:
        return
    scaled = graph.producer[graph.inputs[maker][0]]
    if scaled < 0 or graph.ops[scaled] != "Mul" or len(graph.uses[graph.inputs[maker][0]]) != 1:
        return
    for position, factor in enumerate(graph.inputs[scaled]):
        number = graph.scalar(factor) if graph.constant[factor] else None
        if number is not None and number < 0:
            positive = np.asarray(-number, dtype=np.float32)
            graph.set_input(scaled, position, graph.add_constant(positive))
            graph.ops[node] = "Add"
            return


def _power(graph: NormalGraph, node: int) -> None:
    base, exponent = graph.inputs[node][:2]
    value = graph.scalar(exponent)
    if value == 0.5:
        graph.ops[node] = "Sqrt"
        graph.set_inputs(node, [base])
    elif value == -0.5:
        root = graph.add_value("", graph.dtypes[base], graph.shapes[base])
        graph.ops[node] = "Reciprocal"
        graph.set_inputs(node, [root])
        graph.add_node("Sqrt", [base], [root], {}, list(graph.origins[node]))
    elif value == -1.0:
        graph.ops[node] = "Reciprocal"
        graph.set_inputs(node, [base])


def _multiply_reciprocal(graph: NormalGraph, node: int) -> None:
    """``a · (1/b)`` becomes ``a / b`` where nothing else reads the reciprocal.

    Layout operators between the two stay where they are: optimisers move them there.
    """
    inputs = graph.inputs[node]
    for position, value in enumerate(inputs):
        maker = _behind_layout(graph, value)
        if maker >= 0 and graph.ops[maker] == "Reciprocal":
            graph.ops[node] = "Div"
            graph.origins[node] = graph.origins[node] + graph.origins[maker]
            graph.replace_value(graph.outputs[maker][0], graph.inputs[maker][0])
            graph.remove_node(maker)
            bottom = graph.inputs[node][position]
            graph.set_inputs(node, [inputs[1 - position], bottom])
            return


def _behind_layout(graph: NormalGraph, value: int) -> int:
    """The maker of a value, layout operators passed by; -1 where another node reads on the way."""
    while len(graph.uses[value]) == 1:
        maker = graph.producer[value]
        if maker < 0 or graph.ops[maker] not in LAYOUT:
            return maker
        value = graph.inputs[maker][0]
    return -1


def absorb_affine(graph: NormalGraph) -> None:
    """Takes biases and BatchNormalization into the linear operator before them."""
    for node in range(len(graph.ops)):
        if not graph.alive[node]:
            continue
        op = graph.ops[node]
        if op == "BatchNormalization":
            _absorb(graph, node, graph.inputs[node][0], LINEAR)
        elif op == "Add" and len(graph.inputs[node]) == 2:
            _absorb_bias(graph, node)


def _absorb(graph: NormalGraph, node: int, source: int, ops: frozenset[str]) -> bool:
    maker = graph.producer[source]
    if maker < 0 or graph.ops[maker] not in ops or len(graph.uses[source]) != 1:
        return False
    graph.attributes[maker] = {**graph.attributes[maker], "bias": 1}
    graph.bypass(node, source)
    return True


def _absorb_bias(graph: NormalGraph, node: int) -> None:
    """``Conv(x, w) + b`` and ``Conv(x, w) · a + b`` with one element of each per channel.

    The second form of a BatchNormalization vanishes too (frameworks that keep its scale apart).
    """
    for position, value in enumerate(graph.inputs[node]):
        bias = graph.inputs[node][1 - position]
        if not graph.constant[bias] or graph.constant[value]:
            continue
        if _absorb_channels_last(graph, node, value, bias):
            return
        scaling, source = _channel_scale(graph, value)
        maker = graph.producer[source]
        if maker < 0 or graph.ops[maker] not in PER_CHANNEL:
            continue
        if graph.ops[maker] == "BatchNormalization" and scaling < 0:
            continue
        if _per_channel(graph, maker, bias) and _absorb(graph, node, value, PER_CHANNEL | {"Mul"}):
            if scaling >= 0:
                _absorb(graph, scaling, source, PER_CHANNEL)
            return


def _absorb_channels_last(graph: NormalGraph, node: int, value: int, bias: int) -> bool:
    """The same where the convolution's result has been turned to channels last before."""
    turn, shape = graph.producer[value], graph.shapes[bias]
    if turn < 0 or graph.ops[turn] != "Transpose" or len(graph.uses[value]) != 1:
        return False
    perm, source = graph.attributes[turn].get("perm"), graph.inputs[turn][0]
    maker = graph.producer[source]
    if maker < 0 or graph.ops[maker] not in PER_CHANNEL or len(graph.uses[source]) != 1:
        return False
    if not (isinstance(perm, list) and perm[-1:] == [1]) or not shape or shape[-1] == 1:
        return False
    if not _per_channel(graph, maker, bias):
        return False
    graph.attributes[maker] = {**graph.attributes[maker], "bias": 1}
    graph.bypass(node, value)
    return True


def _channel_scale(graph: NormalGraph, value: int) -> tuple[int, int]:
    """The Mul of a convolution by a constant per channel that makes a value, and what it scales.

    A norm with frozen statistics is such a Mul and an Add; -1 and the value where there is none.
    """
    node = graph.producer[value]
    if node < 0 or graph.ops[node] != "Mul" or len(graph.uses[value]) != 1:
        return -1, value
    for position, scale in enumerate(graph.inputs[node]):
        source = graph.inputs[node][1 - position]
        maker = graph.producer[source]
        if maker >= 0 and graph.constant[scale] and len(graph.uses[source]) == 1:
            if graph.ops[maker] in PER_CHANNEL:
                if _per_channel(graph, maker, scale):
                    return node, source
    return -1, value


def _per_channel(graph: NormalGraph, maker: int, value: int) -> bool:
    """Whether a constant has one element per channel of a convolution or BatchNormalization."""
    shape = graph.shapes[value]
    channels = graph.attributes[maker].get("out")
    if graph.ops[maker] == "BatchNormalization":
        vector = graph.shapes[graph.inputs[maker][1]]
        channels = vector[0] if vector is not None and len(vector) == 1 else None
    return shape is not None and [extent for extent in shape if extent != 1] == [channels]
