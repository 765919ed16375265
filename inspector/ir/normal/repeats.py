"""What is computed twice from the same values is one node.

Exporters repeat for each layer what does not depend on it: masks, positions, turns of a rotary
embedding. Optimisers join such nodes; so does this pass, that both give one graph. Means and
squares are left alone: two norms of one value, written out, begin alike and are two.
"""

from __future__ import annotations

from collections.abc import Hashable

from inspector.ir.graph import Graph, Initializer
from inspector.ir.normal.graph import Data, NormalGraph

_RANDOM = ("Random", "Bernoulli", "Multinomial", "Dropout")

_OF_NORMS = frozenset({"Pow", "ReduceL1", "ReduceL2", "ReduceMean", "ReduceSumSquare"})

_MOST_ELEMENTS = 64
"""Lists of so many integers are compared by their elements, as single numbers are.

Vectors of floats never are: before training the scales of two norms are equal, and yet two.
"""


def join_repeats(graph: NormalGraph) -> None:
    """Makes the readers of a repeated node read the first one."""
    first: dict[Hashable, int] = {}
    for node in graph.live_nodes():
        made = graph.outputs[node]
        if graph.ops[node].startswith(_RANDOM) or graph.ops[node] in _OF_NORMS:
            continue
        key = _key(graph, node)
        known = node if key is None else first.setdefault(key, node)
        if known != node and len(graph.outputs[known]) == len(made):
            _join(graph, known, node)


def _join(graph: NormalGraph, known: int, node: int) -> None:
    for kept, value in zip(graph.outputs[known], graph.outputs[node], strict=True):
        if kept >= 0 and value >= 0:
            graph.shapes[kept] = graph.shapes[kept] or graph.shapes[value]
            graph.replace_value(value, kept)
    if all(value < 0 or not graph.uses[value] for value in graph.outputs[node]):
        graph.origins[known] = graph.origins[known] + graph.origins[node]
        graph.remove_node(node)


def _key(graph: NormalGraph, node: int) -> Hashable | None:
    """What two nodes have in common that compute the same; None for a node like no other."""
    if any(_is_own(graph, value) for value in graph.inputs[node]):
        return None
    inputs = tuple(_operand(graph, value) for value in graph.inputs[node])
    attributes = graph.attributes[node]
    if not inputs or any(isinstance(value, Graph) for value in attributes.values()):
        return None
    spelled = tuple((name, frozen(attributes[name])) for name in sorted(attributes))
    return graph.ops[node], inputs, spelled


def _is_own(graph: NormalGraph, value: int) -> bool:
    """Whether a value is a weight that nothing else reads: then no other node computes the same."""
    if value < 0 or len(graph.uses[value]) != 1:
        return False
    data = graph.data[value]
    return graph.tensors[value] is not None and (data is None or data.size > _MOST_ELEMENTS)


def _operand(graph: NormalGraph, value: int) -> Hashable:
    known = _elements(graph.data[value]) if value >= 0 and graph.constant[value] else None
    return value if known is None else known


def _elements(data: Data | None) -> Hashable | None:
    if data is None or data.size > (1 if data.dtype.kind == "f" else _MOST_ELEMENTS):
        return None
    if data.dtype.kind not in "fiub":
        return None
    return data.dtype.str, data.shape, data.tobytes()


def frozen(value: object) -> Hashable:
    """An attribute as something that can be compared and hashed."""
    if isinstance(value, list):
        return tuple(frozen(entry) for entry in value)
    if isinstance(value, Initializer):
        known = _elements(value.data)
        return id(value) if known is None else known
    return value if isinstance(value, int | float | str | bytes) else id(value)
