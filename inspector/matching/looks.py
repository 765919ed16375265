"""What can be asked of one node or value of a graph, given what a walk has bound."""

from __future__ import annotations

from collections.abc import Sequence

from inspector.ir.normal import LAYOUT
from inspector.matching.fold import FoldedGraph
from inspector.matching.lines import Home, Inner, Line, Operand

FAILED, UNSURE, FOUND = range(3)
"""No match; a match only a search can tell; the lines hold."""


class Looks:
    """Questions about a graph.

    Args:
        graph: The graph.
        views: Per pattern node the inputs, in order, of the node that stands for it.
    """

    def __init__(self, graph: FoldedGraph, views: list[Sequence[int]]) -> None:
        self._graph = graph
        self._views = views

    def _passes(self, line: Line, node: int) -> bool:
        """Whether a node fulfils the constraints."""
        attributes = self._graph.attributes[node]
        return all(holds(attributes.get(key)) for key, holds in line.detail.tests)

    def _makes(self, operators: frozenset[str], value: int) -> bool:
        """Whether a node with one of these operators makes a value."""
        graph = self._graph
        node = graph.producer[graph.roots[value]] if value >= 0 else -1
        return node >= 0 and graph.ops[node] in operators

    def _at(self, home: Home) -> int:
        return self._views[home[0]][home[1]]

    def _is_port(self, line: Line, node: int, value: int) -> bool:
        port = line.detail.port
        return port < 0 or self._graph.outputs[node].index(value) == port

    def _behind(self, operators: frozenset[str], value: int) -> int:
        """The value along a chain of layout nodes that one of these operators makes."""
        graph = self._graph
        producer, ops, inputs = graph.producer, graph.ops, graph.inputs
        node = producer[value]
        while node >= 0 and ops[node] not in operators and ops[node] in LAYOUT:
            value = inputs[node][0]
            node = producer[value]
        return value

    def _stands_behind(self, operators: frozenset[str], value: int) -> bool:
        """Whether one of these operators stands along the chain of layout nodes."""
        graph = self._graph
        producer, ops, inputs = graph.producer, graph.ops, graph.inputs
        node = producer[value] if value >= 0 else -1
        while node >= 0 and ops[node] not in operators:
            if ops[node] not in LAYOUT:
                return False
            node = producer[inputs[node][0]]
        return node >= 0

    def _along(self, operators: frozenset[str], value: int) -> list[tuple[int, int]]:
        """Nodes with one of these operators along the chain of layout nodes, with their values."""
        graph = self._graph
        found: list[tuple[int, int]] = []
        while True:
            value = self._behind(operators, value)
            node = graph.producer[value]
            if node < 0 or graph.ops[node] not in operators:
                return found
            found.append((node, value))
            if graph.ops[node] not in LAYOUT:
                return found
            value = graph.inputs[node][0]

    def _is_open(self, operators: frozenset[str], node: int) -> bool:
        """Whether another layout node further on could be meant as well."""
        graph = self._graph
        if graph.ops[node] not in LAYOUT:
            return False
        return self._stands_behind(operators, graph.inputs[node][0])

    def _has_room(self, line: Line, view: Sequence[int]) -> bool:
        """Whether the arguments find their inputs, and no input with data is left over."""
        constant, arity = self._graph.constant, line.arity
        if len(view) < line.needed:
            return False
        return arity < 0 or all(extra < 0 or constant[extra] for extra in view[arity:])

    def _turned(self, line: Line, inputs: Sequence[int]) -> tuple[int, Sequence[int]]:
        """Two operands in the one order in which they fit."""
        if len(inputs) != 2 or line.pair is None:
            return UNSURE, inputs
        first, second = inputs
        if line.makers is not None:
            graph = self._graph
            roots, producer, ops = graph.roots, graph.producer, graph.ops
            maker = producer[roots[first]] if first >= 0 else -1
            former = ops[maker] if maker >= 0 else ""
            maker = producer[roots[second]] if second >= 0 else -1
            latter = ops[maker] if maker >= 0 else ""
            ones, others = line.makers
            straight = (ones is None or former in ones) and (others is None or latter in others)
            swapped = (ones is None or latter in ones) and (others is None or former in others)
        else:
            one, other = line.pair
            straight = self._fits(one, first) and self._fits(other, second)
            swapped = self._fits(one, second) and self._fits(other, first)
        if swapped and straight and first != second:
            one, other = line.pair
            straight = self._promises(one, first) and self._promises(other, second)
            swapped = self._promises(one, second) and self._promises(other, first)
            if straight and swapped:
                return UNSURE, inputs
        if straight:
            return FOUND, inputs
        return FOUND if swapped and first != second else FAILED, (second, first)

    def _fits(self, operand: Operand, value: int) -> bool:
        """Whether a value can be an operand, by its operator alone."""
        graph, operators = self._graph, operand.operators
        if operators is not None:
            if operand.layout:
                return self._stands_behind(operators, value)
            node = graph.producer[graph.roots[value]] if value >= 0 else -1
            return node >= 0 and graph.ops[node] in operators
        if operand.constant:
            return value >= 0 and graph.constant[value]
        if operand.home is not None:
            return value >= 0 and graph.roots[self._at(operand.home)] == graph.roots[value]
        return True

    def _promises(self, operand: Operand, value: int) -> bool:
        """Whether the inputs of the node that makes a fitting operand are right, too."""
        if not operand.inner or operand.operators is None:
            return True
        graph = self._graph
        if not operand.layout:
            return self._suits(operand.inner, graph.producer[graph.roots[value]])
        node = graph.producer[self._behind(operand.operators, value)]
        return self._is_open(operand.operators, node) or self._suits(operand.inner, node)

    def _suits(self, inner: Inner, node: int) -> bool:
        """Whether the inputs of a node are made by the operators that are needed."""
        graph = self._graph
        makers = [graph.producer[graph.roots[v]] if v >= 0 else -1 for v in graph.inputs[node]]
        ops = [graph.ops[maker] if maker >= 0 else "" for maker in makers]
        return all(
            not operators.isdisjoint(ops if place < 0 else ops[place : place + 1])
            for place, operators in inner
        )
