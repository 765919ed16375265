"""A factor and a summand per channel are given back the name of what they were.

Converters that know no BatchNormalization, or work out its constants, leave ``x · a + b``. After a
convolution that vanishes into it (``arithmetic.absorb_affine``); elsewhere it becomes a
BatchNormalization again. After a matrix product the factor was a learned scale that stood behind
the bias.
"""

from __future__ import annotations

from inspector.ir.normal.graph import NormalGraph

_ABSORBING = frozenset({"Conv", "ConvTranspose", "BatchNormalization"})
_NORMS = frozenset(
    {"InstanceNormalization", "GroupNormalization", "LayerNormalization", "RMSNormalization"}
    | {"LpNormalization", "MeanVarianceNormalization"}
)
_BETWEEN = frozenset({"Reshape", "Transpose"})
"""What may stand between a norm and its own scale."""


def restore_affine(graph: NormalGraph) -> None:
    """Rewrites ``x · a + b`` with constants of one element per channel."""
    for node in graph.nodes_of("Mul"):
        scaled, source = graph.outputs[node][0], _scaled(graph, node)
        if source < 0 or graph.constant[scaled] or len(graph.uses[scaled]) != 1:
            continue
        shift = graph.uses[scaled][0]
        if graph.ops[shift] != "Add" or len(graph.inputs[shift]) != 2:
            continue
        scale = _other(graph, node, source)
        bias = _other(graph, shift, scaled)
        if not graph.constant[bias]:
            continue
        maker = graph.producer[source]
        if maker >= 0 and graph.ops[maker] == "MatMul":
            if _lasts(graph, source, scale) and _lasts(graph, source, bias):
                _shift_first(graph, node, shift, source, bias)
        elif _is_turned_product(graph, maker) and _is_per_channel(graph, source, scale, bias):
            _shift_first(graph, node, shift, source, bias)
        elif _is_per_channel(graph, source, scale, bias) and not _belongs_to_norm(graph, source):
            _normalise(graph, node, shift, source)


def _scaled(graph: NormalGraph, node: int) -> int:
    """The value that a Mul scales by a constant, -1 when it is no such Mul."""
    inputs = graph.inputs[node]
    if len(inputs) != 2:
        return -1
    found = [value for value in inputs if not graph.constant[value]]
    return found[0] if len(found) == 1 else -1


def _other(graph: NormalGraph, node: int, value: int) -> int:
    first, second = graph.inputs[node]
    return second if first == value else first


def _lasts(graph: NormalGraph, source: int, vector: int) -> bool:
    """Whether a constant has one element for each column of a product."""
    shape, extents = graph.shapes[source], graph.shapes[vector]
    if not shape or not extents or not isinstance(shape[-1], int) or shape[-1] < 2:
        return False
    return extents[-1] == shape[-1] and all(extent == 1 for extent in extents[:-1])


def _is_turned_product(graph: NormalGraph, node: int) -> bool:
    """Whether a node turns the columns of a product to the place of channels."""
    if node < 0 or graph.ops[node] != "Transpose":
        return False
    order, maker = graph.attributes[node].get("perm"), graph.producer[graph.inputs[node][0]]
    if maker < 0 or graph.ops[maker] != "MatMul" or not isinstance(order, list) or len(order) < 3:
        return False
    return bool(order[1] == len(order) - 1)


def _is_per_channel(graph: NormalGraph, source: int, scale: int, bias: int) -> bool:
    """Whether both constants vary along the channels of an image only."""
    shape = graph.shapes[source]
    if shape is None or len(shape) < 4 or not isinstance(shape[1], int) or shape[1] < 2:
        return False  # of two and three axes it may be tokens that are scaled
    wanted = [shape[1], *[1] * (len(shape) - 2)]
    for vector in (scale, bias):
        extents = list(graph.shapes[vector] or ())
        if extents not in (wanted, [1, *wanted]):
            return False
    return True


def _belongs_to_norm(graph: NormalGraph, source: int) -> bool:
    """Whether the constants are not a norm of their own.

    The value is normalised already (a norm written out ends with a Div or a Mul), a convolution
    takes them in, or it is the model's input, whose scaling prepares it.
    """
    while True:
        maker = graph.producer[source]
        if maker < 0:
            return True
        op = graph.ops[maker]
        if op in _ABSORBING or op in _NORMS or op in ("Div", "Mul"):
            return True
        if op not in _BETWEEN:
            return False
        source = graph.inputs[maker][0]


def _normalise(graph: NormalGraph, node: int, shift: int, source: int) -> None:
    shape = graph.shapes[source]
    assert shape is not None
    vectors = []
    for _ in range(4):
        vector = graph.add_value("", "float32", (shape[1],))
        graph.constant[vector] = True
        vectors.append(vector)
    graph.ops[shift] = "BatchNormalization"
    graph.attributes[shift] = {}
    graph.origins[shift] = graph.origins[node] + graph.origins[shift]
    graph.set_inputs(shift, [source, *vectors])
    graph.remove_node(node)


def _shift_first(graph: NormalGraph, node: int, shift: int, source: int, bias: int) -> None:
    """``(x · w) · a + b`` becomes ``(x · w + b/a) · a``: the two nodes change places."""
    scale = _other(graph, node, source)
    middle = graph.outputs[node][0]
    graph.ops[node], graph.ops[shift] = "Add", "Mul"
    graph.attributes[node], graph.attributes[shift] = {}, {}
    graph.origins[node], graph.origins[shift] = graph.origins[shift], graph.origins[node]
    graph.set_inputs(node, [source, bias])
    graph.set_inputs(shift, [middle, scale])
