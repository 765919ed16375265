"""Walking the straight lines of a plan on a graph."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from inspector.ir.normal import LAYOUT
from inspector.matching.constraints import is_number
from inspector.matching.fold import FoldedGraph
from inspector.matching.index import OUTSIDE
from inspector.matching.lines import (
    DETAILED,
    EITHER,
    PAIR,
    TESTED,
    Home,
    Inner,
    Line,
    Operand,
    Step,
    Way,
)
from inspector.matching.plan import Plan
from inspector.matching.state import Binding
from inspector.matching.straight import straighten

FAILED, UNSURE, FOUND = range(3)
"""No match; a match only a search can tell; the lines hold."""
NOWHERE, ANYWHERE = -1, -2
"""Instead of a node: none fits, both do."""


class Walk:
    """Walks the straight lines of a plan from one value after the other."""

    def __init__(self, graph: FoldedGraph, plan: Plan) -> None:
        self._graph = graph
        self._plan = plan
        self._straight = straighten(plan)
        self._absent = [-1] * plan.node_count
        self._nodes = list(self._absent)
        self._views: list[Sequence[int]] = [()] * (plan.node_count + 1)
        self._gone: list[Way] = []
        self._forked = any(line.ways for *_, line in self._straight.way.steps)
        self._sure = True

    def run(self, start: int) -> int:
        """FOUND where a value is the result of a match; UNSURE where it may be; else FAILED."""
        self._views[-1] = (start,)
        if self._forked:
            self._nodes[:] = self._absent
        self._gone.clear()
        self._sure = self._straight.whole
        outcome = self._go(self._straight.way)
        if outcome != FOUND or not self._sure:
            return min(outcome, UNSURE)
        nodes = self._nodes
        return FOUND if len(set(nodes)) == len(nodes) or self._is_apart() else FAILED

    def _go(self, way: Way) -> int:
        self._gone.append(way)
        return self._follow(way.steps)

    def _follow(self, steps: list[Step]) -> int:
        """Walks one line after the other until one does not hold."""
        graph, nodes, views = self._graph, self._nodes, self._views
        roots, producer, ops, inputs = graph.roots, graph.producer, graph.ops, graph.inputs
        for kind, parent, place, number, operators, arity, line in steps:
            value = views[parent][place]
            if kind > TESTED or value < 0:
                outcome = KINDS[kind](self, line, value) if value >= 0 else FAILED
                if outcome != FOUND:
                    return outcome
                continue
            node = producer[roots[value]]
            if kind == EITHER and (node < 0 or producer[roots[views[parent][1 - place]]] >= 0):
                node = self._seek(line, views[parent])
            if node < 0 or ops[node] not in operators:
                return UNSURE if node == ANYWHERE else FAILED
            view: Sequence[int] = inputs[node]
            if kind == TESTED and not self._passes(line, node):
                return FAILED
            if kind == PAIR:
                outcome, view = self._turned(line, view)
                if outcome != FOUND:
                    return outcome
            if len(view) != arity and not self._has_room(line, view):
                return FAILED
            nodes[number], views[number] = node, view
        return FOUND

    def binding(self, start: int) -> Binding:
        """The match that was just found at a value."""
        views, roots = self._views, self._graph.roots
        values = [-1] * len(self._plan.registers)
        for way in self._gone:
            for register, (parent, place) in way.homes.items():
                values[register] = views[parent][place]
            for line in way.same:
                first = values[line.register]
                if views[line.parent][line.place] != first:
                    values[line.register] = roots[first]
        nodes = self._nodes
        named = {name: nodes[at] for name, at in self._plan.named if nodes[at] >= 0}
        members = dict.fromkeys(nodes)
        members.pop(-1, None)  # a node of a negative statement
        return Binding(values, list(members), named, {}, start)

    def _present(self, line: Line, value: int) -> int:
        return FOUND

    def _same(self, line: Line, value: int) -> int:
        roots = self._graph.roots
        return FOUND if roots[self._at(line.home)] == roots[value] else FAILED

    def _constant(self, line: Line, value: int) -> int:
        return FOUND if self._graph.constant[value] else FAILED

    def _number(self, line: Line, value: int) -> int:
        return FOUND if is_number(self._graph, value, line.number) else FAILED

    def _among(self, line: Line, value: int) -> int:
        return FOUND if self._makes(line.operators, value) else FAILED

    def _again(self, line: Line, value: int) -> int:
        """Another output of a node that was bound before."""
        root = self._graph.roots[value]
        node = self._graph.producer[root]
        same = node == self._nodes[line.node] and self._is_port(line, node, root)
        return FOUND if same else FAILED

    def _branch(self, line: Line, value: int) -> int:
        """Any way that may hold; which one it is, a search tells."""
        for way in line.ways:
            if self._follow(way.steps) != FAILED:
                return FOUND
        return FAILED

    def _passes(self, line: Line, node: int) -> bool:
        """Whether a node fulfils the constraints."""
        attributes = self._graph.attributes[node]
        return all(holds(attributes.get(key)) for key, holds in line.detail.tests)

    def _seek(self, line: Line, inputs: Sequence[int]) -> int:
        """The node that makes one of two inputs; its value is put where the line asks for it."""
        graph = self._graph
        value, other = inputs[line.place], inputs[1 - line.place]
        straight, swapped = self._makes(line.operators, value), self._makes(line.operators, other)
        if straight and swapped and line.inner:
            straight, swapped = self._suits(line.inner, value), self._suits(line.inner, other)
        if straight and swapped and value != other:
            return ANYWHERE
        if swapped and not straight:
            self._views[line.parent] = (other, value) if line.place == 0 else (value, other)
            return graph.producer[graph.roots[other]]
        return graph.producer[graph.roots[value]] if straight else NOWHERE

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

    def _detailed(self, line: Line, value: int) -> int:
        """A node about which there is more to ask than its operator."""
        graph, detail = self._graph, line.detail
        at = self._behind(line.operators, value) if detail.layout else graph.roots[value]
        node = graph.producer[at]
        if node < 0 or graph.ops[node] not in line.operators or not self._is_port(line, node, at):
            return FAILED
        if detail.layout and self._is_open(line.operators, node):
            return UNSURE
        if detail.tests and not self._passes(line, node):
            return FAILED
        if detail.sealed and not self._seal(at):
            return FAILED
        view: Sequence[int] = graph.inputs[node]
        if line.pair is not None:
            outcome, view = self._turned(line, view)
            if outcome != FOUND:
                return outcome
        if len(view) != line.arity and not self._has_room(line, view):
            return FAILED
        self._nodes[line.node], self._views[line.node] = node, view
        return FOUND

    def _optional(self, line: Line, value: int) -> int:
        """A node that may be left out: then its first input is the value itself."""
        if self._makes(line.operators, value):
            outcome = self._detailed(line, value)
            return outcome if outcome != FOUND else self._go(line.ways[0])
        if line.detail.sealed and not self._seal(value):
            return FAILED
        self._nodes[line.node], self._views[line.node] = -1, (value,)
        return FOUND

    def _switched(self, line: Line, value: int) -> int:
        """The one way that the value's operator tells."""
        graph = self._graph
        node = graph.producer[graph.roots[value]]
        operator = graph.ops[node] if node >= 0 else ""
        for operators, way in zip(line.sets, line.ways, strict=True):
            if operator in operators:
                return self._go(way)
        return FAILED

    def _behind(self, operators: frozenset[str], value: int) -> int:
        """The value along a chain of layout nodes that one of these operators makes."""
        graph = self._graph
        node = graph.producer[value]
        while node >= 0 and graph.ops[node] in LAYOUT and graph.ops[node] not in operators:
            value = graph.inputs[node][0]
            node = graph.producer[value]
        return value

    def _is_open(self, operators: frozenset[str], node: int) -> bool:
        """Whether another layout node further on could be meant as well."""
        graph = self._graph
        if graph.ops[node] not in LAYOUT:
            return False
        further = graph.producer[self._behind(operators, graph.inputs[node][0])]
        return further >= 0 and graph.ops[further] in operators

    def _seal(self, value: int) -> bool:
        """Whether only a match may read a value; of several readers its end tells."""
        readers = self._graph.live_readers(self._graph.roots[value])
        if len(readers) <= 1:
            return True
        self._sure = False
        return OUTSIDE not in readers and not 0 <= self._plan.reach < len(readers)

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
        one, other = line.pair
        first, second = inputs
        straight = self._fits(one, first) and self._fits(other, second)
        if first == second:
            return FOUND if straight else FAILED, inputs
        swapped = self._fits(one, second) and self._fits(other, first)
        if straight and swapped:
            straight = self._suits(one.inner, first) and self._suits(other.inner, second)
            swapped = self._suits(one.inner, second) and self._suits(other.inner, first)
        if straight and swapped:
            return UNSURE, inputs
        return FOUND if straight or swapped else FAILED, inputs if straight else (second, first)

    def _fits(self, operand: Operand, value: int) -> bool:
        """Whether a value can be an operand, by its operator alone."""
        graph = self._graph
        if operand.operators is not None:
            return self._makes(operand.operators, value)
        if operand.constant:
            return value >= 0 and graph.constant[value]
        if operand.home is not None:
            return value >= 0 and graph.roots[self._at(operand.home)] == graph.roots[value]
        return True

    def _suits(self, inner: Inner, value: int) -> bool:
        """Whether the inputs of the node that makes a fitting value are right, too."""
        if not inner:
            return True
        graph = self._graph
        inputs = graph.inputs[graph.producer[graph.roots[value]]]
        makers = [graph.producer[graph.roots[v]] if v >= 0 else -1 for v in inputs]
        ops = [graph.ops[maker] if maker >= 0 else "" for maker in makers]
        return all(
            not operators.isdisjoint(ops if place < 0 else ops[place : place + 1])
            for place, operators in inner
        )

    def _is_apart(self) -> bool:
        """Whether only nodes that depend on constants stand for several pattern nodes."""
        constant = self._graph.node_constant
        carrying = [node for node in self._nodes if node >= 0 and not constant(node)]
        return len(set(carrying)) == len(carrying)


KINDS: tuple[Callable[[Walk, Line, int], int], ...] = (
    *[Walk._present] * DETAILED,  # what the loop itself looks at
    Walk._detailed, Walk._present, Walk._same, Walk._constant, Walk._number, Walk._among,
    Walk._again, Walk._branch, Walk._switched, Walk._optional,
)  # fmt: skip
"""How a line is looked at, by its kind."""
