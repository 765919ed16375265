"""Norms that each head has for itself become one norm of all heads.

A definition may keep a norm per head in a list: the heads are split, each is normalised with a
scale of its own, and all are put together again. Each goes the same way: one stands for all.
"""

from __future__ import annotations

from collections.abc import Sequence

from inspector.ir.graph import Shape
from inspector.ir.normal.axes import FREE
from inspector.ir.normal.graph import NormalGraph
from inspector.ir.normal.repeats import frozen

_NORMS = frozenset({"LayerNormalization", "RMSNormalization", "ReduceMean"})
"""Operators over the last axis, one of which each way must have."""

_SINGLE: tuple[Shape | None, ...] = (None, (), (1,))
"""Shapes of single numbers, and of what may be one."""


def join_heads(graph: NormalGraph) -> None:
    """Puts one way in the place of those between a Split and the Concat that undoes it."""
    for node in graph.nodes_of("Concat"):
        parts = graph.inputs[node]
        if len(parts) > 1 and len(set(parts)) == len(parts) and min(parts) >= 0:
            ways = _Ways(graph, len(parts))
            if ways.alike(parts) and ways.whole(node):
                ways.join(node)


class _Ways:
    """Nodes that do the same to each part of a value.

    Attributes:
        steps: The nodes of one operator, one for each part, from the Concat back.
        split: The node that parts the value, ABSENT until it is met.
    """

    def __init__(self, graph: NormalGraph, count: int) -> None:
        self._graph, self._count = graph, count
        self.steps: dict[int, list[int]] = {}
        self.split = -1

    def alike(self, values: Sequence[int]) -> bool:
        """Whether these values, one for each part, come the same way from one Split."""
        waiting = [list(values)]
        while waiting:
            values = waiting.pop()
            if self._is_given(values) or self._is_parted(values):
                continue
            nodes = [self._graph.producer[value] for value in values]
            if nodes[0] in self.steps and self.steps[nodes[0]] == nodes:
                continue
            if not self._is_step(nodes):
                return False
            self.steps[nodes[0]] = nodes
            waiting += map(list, zip(*(self._graph.inputs[node] for node in nodes), strict=True))
        return self.split >= 0

    def _is_given(self, values: Sequence[int]) -> bool:
        """Inputs that are left out by all, vectors of weights, or the same number for all."""
        if min(values) < 0:
            return max(values) < 0
        graph = self._graph
        if not all(graph.constant[value] for value in values):
            return False
        shapes = {graph.shapes[value] for value in values}
        numbers = {graph.scalar(value) for value in values}
        return len(shapes) == 1 and (len(numbers) == 1 or shapes.isdisjoint(_SINGLE))

    def _is_parted(self, values: Sequence[int]) -> bool:
        graph = self._graph
        node = graph.producer[values[0]] if values[0] >= 0 else -1
        if node < 0 or graph.ops[node] != "Split" or graph.outputs[node] != list(values):
            return False
        met = self.split in (-1, node)
        self.split = node
        return met

    def _is_step(self, nodes: Sequence[int]) -> bool:
        graph, first = self._graph, nodes[0]
        if min(nodes) < 0 or len(set(nodes)) < self._count:
            return False
        if graph.ops[first] not in FREE | _NORMS or len(graph.outputs[first]) != 1:
            return False
        if len({_spelled(graph, node) for node in nodes}) > 1:
            return False
        reduces = graph.ops[first] in _NORMS
        return not reduces or bool(graph.attributes[first].get("last"))

    def whole(self, node: int) -> bool:
        """Whether the ways normalise, lead from the Split to this Concat, and nowhere else."""
        graph = self._graph
        inside = {step for nodes in self.steps.values() for step in nodes}
        if not any(graph.ops[first] in _NORMS for first in self.steps):
            return False
        axis, other = graph.attributes[node].get("axis"), graph.attributes[self.split].get("axis")
        if axis != other or graph.attributes[node].get("last"):
            return False
        made = [value for step in (*inside, self.split) for value in graph.outputs[step]]
        known = inside | {node}
        results = set(graph.graph_outputs)
        return all(value not in results and known.issuperset(graph.uses[value]) for value in made)

    def join(self, node: int) -> None:
        """Keeps the first part's way for all; its scale stands for those of the others."""
        graph, source = self._graph, self._graph.inputs[self.split][0]
        part = graph.outputs[self.split][0]
        for first, nodes in self.steps.items():
            graph.origins[first] = [origin for step in nodes for origin in graph.origins[step]]
            graph.shapes[graph.outputs[first][0]] = None
        reader = graph.uses[part][0]
        graph.origins[reader] = graph.origins[self.split] + graph.origins[reader]
        graph.bypass(node)
        graph.replace_value(part, source)
        for nodes in self.steps.values():
            for other in nodes[1:]:
                graph.remove_node(other)
        graph.remove_node(self.split)


def _spelled(graph: NormalGraph, node: int) -> tuple[object, ...]:
    attributes = graph.attributes[node]
    named = tuple((name, frozen(attributes[name])) for name in sorted(attributes))
    return graph.ops[node], len(graph.inputs[node]), named
