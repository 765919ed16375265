"""Walking the straight lines of a plan on a graph."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from inspector.ir.normal import LAYOUT
from inspector.matching.constraints import is_number
from inspector.matching.fold import FoldedGraph
from inspector.matching.index import OUTSIDE
from inspector.matching.lines import (
    ALONG,
    DETAILED,
    EITHER,
    PAIR,
    TESTED,
    Line,
    Step,
    Way,
)
from inspector.matching.looks import FAILED, FOUND, UNSURE, Looks
from inspector.matching.plan import Plan
from inspector.matching.state import Binding
from inspector.matching.straight import straighten

NOWHERE, ANYWHERE = -1, -2
"""Instead of a node: none fits, both do."""
MOST = 64
"""Forks that are gone back to from one value; from there on a search goes, which has a budget."""


class Fork(NamedTuple):
    """A way that was left behind.

    Attributes:
        step: The step to go on with.
        nodes: The node that stands for each pattern node.
        number, view: The pattern node that it is about, and its inputs in order.
        parent, above: The pattern node that reads it, and the inputs of that one in order.
        gone: How many ways were gone before.
        sure: Whether nothing was left to a search before.
    """

    step: int
    nodes: list[int]
    number: int
    view: Sequence[int]
    parent: int
    above: Sequence[int]
    gone: int
    sure: bool


class Choice(NamedTuple):
    """A node that a line may mean, its inputs in order, and those of the node that reads it."""

    node: int
    view: Sequence[int]
    above: Sequence[int]


class Walk(Looks):
    """Walks the straight lines of a plan from one value after the other."""

    def __init__(self, graph: FoldedGraph, plan: Plan) -> None:
        super().__init__(graph, [()] * (plan.node_count + 1))
        self._plan = plan
        self._way, self._whole, _ = straighten(plan)
        self._absent = [-1] * plan.node_count
        self._nodes = list(self._absent)
        self._used = True
        self._gone: list[Way] = []
        self._forks: list[Fork] = []
        self._left = MOST
        self._sure = True

    def run(self, start: int) -> int:
        """FOUND where a value is the result of a match; UNSURE where it may be; else FAILED."""
        self._views[-1] = (start,)
        if self._used:
            self._renew()
        outcome = self._follow(self._way.steps)
        return self._settled(outcome) if outcome != FAILED or self._forks else FAILED

    def again(self) -> int:
        """The same for the ways that were left behind when a match was found."""
        return self._settled(self._on()) if self._forks else FAILED

    def _renew(self) -> None:
        """Forgets what the walk before left behind."""
        self._used = False
        self._nodes[:] = self._absent
        self._gone[:] = (self._way,)
        self._forks.clear()
        self._left, self._sure = MOST, self._whole

    def _settled(self, outcome: int) -> int:
        """What a walk comes to, from its last fork on wherever that leads nowhere."""
        nodes = self._nodes
        while True:
            if outcome == FOUND:
                outcome = FOUND if self._sure else UNSURE
                if self._sure and len(set(nodes)) < len(nodes) and not self._is_apart():
                    outcome = FAILED
            if outcome != FAILED or not self._forks:
                return outcome
            self._left -= 1
            if self._left < 0:
                return UNSURE
            outcome = self._on()

    def _on(self) -> int:
        """Walks on from the last fork."""
        return self._follow(self._way.steps[self._back() :])

    def _back(self) -> int:
        """Goes back to the last fork, and tells the step to go on with."""
        fork = self._forks.pop()
        self._nodes[:] = fork.nodes
        self._views[fork.number], self._views[fork.parent] = fork.view, fork.above
        del self._gone[fork.gone :]
        self._sure = fork.sure
        return fork.step

    def _go(self, way: Way) -> int:
        self._used = True
        self._gone.append(way)
        return self._follow(way.steps)

    def _follow(self, steps: list[Step]) -> int:
        """Walks one line after the other until one does not hold."""
        graph, nodes, views = self._graph, self._nodes, self._views
        roots, producer, ops, inputs = graph.roots, graph.producer, graph.ops, graph.inputs
        for step in steps:
            kind, parent, place, number, operators, arity, line = step
            value = views[parent][place]
            if kind > TESTED or value < 0:
                outcome = KINDS[kind](self, line, value) if value >= 0 else FAILED
                if outcome == UNSURE:
                    outcome = self._fork(step)
                if outcome != FOUND:
                    return outcome
                continue
            node = producer[roots[value]]
            if kind == EITHER and (node < 0 or producer[roots[views[parent][1 - place]]] >= 0):
                node = self._seek(step, views[parent])
            if node < 0 or ops[node] not in operators:
                return UNSURE if node == ANYWHERE else FAILED
            view: Sequence[int] = inputs[node]
            if kind == TESTED and not self._passes(line, node):
                return FAILED
            if kind == PAIR:
                outcome, view = self._turned(line, view)
                if outcome == UNSURE:
                    outcome, view = self._fork(step), views[number]
                if outcome != FOUND:
                    return outcome
            if len(view) != arity and not self._has_room(line, view):
                return FAILED
            nodes[number], views[number] = node, view
        return FOUND

    def _fork(self, step: Step) -> int:
        """Goes the first of the ways that a line leaves open, and notes the others.

        UNSURE where they cannot be told, or where the line is part of one of several ways.
        """
        line, steps = step[-1], self._way.steps
        at = next((at for at, other in enumerate(steps, 1) if other is step), 0)
        ways = self._open(line) if at else None
        if ways is None:
            return UNSURE
        ways = [
            way for way in ways if len(way.view) == line.arity or self._has_room(line, way.view)
        ]
        self._used = True
        for way in reversed(ways):
            nodes = self._nodes.copy()
            nodes[line.node] = way.node
            bound = nodes, line.node, way.view, line.parent, way.above
            self._forks.append(Fork(at, *bound, len(self._gone), self._sure))
        if not ways:
            return FAILED
        self._back()
        return FOUND

    def _open(self, line: Line) -> list[Choice] | None:
        """The ways that a line leaves open, the one to be preferred first."""
        graph, above = self._graph, self._views[line.parent]
        value = above[line.place]
        maker = graph.producer[graph.roots[value]]
        if line.kind == EITHER:
            other = above[1 - line.place]
            swapped = (other, value) if line.place == 0 else (value, other)
            further = graph.producer[graph.roots[other]]
            return [
                Choice(maker, graph.inputs[maker], above),
                Choice(further, graph.inputs[further], swapped),
            ]
        if line.kind in (PAIR, DETAILED) and line.pair is not None:
            view = graph.inputs[maker]
            if len(view) != 2:
                return None
            return [Choice(maker, view, above), Choice(maker, view[::-1], above)]
        if line.kind in (ALONG, DETAILED) and line.detail.layout and not line.detail.sealed:
            found = self._along(line.operators, value)
            fitting = [n for n, at in found if self._is_port(line, n, at) and self._passes(line, n)]
            return [Choice(node, graph.inputs[node], above) for node in fitting]
        return None

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
        self._used = True
        for way in line.ways:
            if self._follow(way.steps) != FAILED:
                return FOUND
        return FAILED

    def _seek(self, step: Step, inputs: Sequence[int]) -> int:
        """The node that makes one of two inputs; its value is put where the line asks for it."""
        graph, line = self._graph, step[-1]
        value, other = inputs[line.place], inputs[1 - line.place]
        straight, swapped = self._makes(line.operators, value), self._makes(line.operators, other)
        if straight and swapped and line.inner:
            makers = graph.producer[graph.roots[value]], graph.producer[graph.roots[other]]
            straight, swapped = (self._suits(line.inner, maker) for maker in makers)
        if straight and swapped and value != other:
            outcome = self._fork(step)
            unknown = NOWHERE if outcome == FAILED else ANYWHERE
            return self._nodes[line.node] if outcome == FOUND else unknown
        if swapped and not straight:
            self._views[line.parent] = (other, value) if line.place == 0 else (value, other)
            return graph.producer[graph.roots[other]]
        return graph.producer[graph.roots[value]] if straight else NOWHERE

    def _along_chain(self, line: Line, value: int) -> int:
        """A node with one of some operators, looked for along a chain of layout nodes."""
        graph, operators = self._graph, line.operators
        producer, ops, inputs = graph.producer, graph.ops, graph.inputs
        node = producer[value]
        while node >= 0 and ops[node] not in operators:
            if ops[node] not in LAYOUT:
                return FAILED
            node = producer[inputs[node][0]]
        if node < 0:
            return FAILED
        view = inputs[node]
        if ops[node] in LAYOUT and self._stands_behind(operators, view[0]):
            return UNSURE
        if len(view) != line.arity and not self._has_room(line, view):
            return FAILED
        self._nodes[line.node], self._views[line.node] = node, view
        return FOUND

    def _detailed(self, line: Line, value: int) -> int:
        """A node about which there is more to ask than its operator."""
        graph, detail = self._graph, line.detail
        at = self._behind(line.operators, value) if detail.layout else graph.roots[value]
        node = graph.producer[at]
        if node < 0 or graph.ops[node] not in line.operators:
            return FAILED
        if detail.port >= 0 and not self._is_port(line, node, at):
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

    def _seal(self, value: int) -> bool:
        """Whether only a match may read a value; of several readers its end tells."""
        readers = self._graph.live_readers(self._graph.roots[value])
        if len(readers) <= 1:
            return True
        self._used, self._sure = True, False
        return OUTSIDE not in readers and not 0 <= self._plan.reach < len(readers)

    def _is_apart(self) -> bool:
        """Whether only nodes that depend on constants stand for several pattern nodes."""
        constant = self._graph.node_constant
        carrying = [node for node in self._nodes if node >= 0 and not constant(node)]
        return len(set(carrying)) == len(carrying)


KINDS: tuple[Callable[[Walk, Line, int], int], ...] = (
    *[Walk._present] * ALONG,  # what the loop itself looks at
    Walk._along_chain, Walk._detailed, Walk._present, Walk._same, Walk._constant, Walk._number,
    Walk._among, Walk._again, Walk._branch, Walk._switched, Walk._optional,
)  # fmt: skip
"""How a line is looked at, by its kind."""
