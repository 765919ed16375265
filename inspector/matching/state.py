"""What a search has bound, and the way back: all its state in one object."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from inspector.matching.constraints import Widths, attribute, check, value_property
from inspector.matching.fold import FoldedGraph
from inspector.matching.index import OUTSIDE
from inspector.matching.plan import Goal, Plan
from inspector.patterns.syntax import Comparison

Goals = tuple[Goal, int, "Goals"] | None
"""What is left to do: a goal, the value it is asked of, and the rest."""
Outcome = Goals | Literal[False]
"""What is left after a goal, False where it failed."""

BOUND_BOTH, BOUND_VALUE, BOUND_NODE, EXTRA, WIDTH, DEFERRED, LOOSE, SEAL = range(8)
"""Kinds of entries of the trail."""


@dataclass(slots=True)
class Binding:
    """One match.

    Attributes:
        values: Value per register (ABSENT where an alternative left it open).
        nodes: Graph nodes, in the order of pattern nodes, then those of chains and flattened sums.
        named: Graph node per named pattern node.
        widths: Bound width variables.
        result: The result's value.
    """

    values: list[int]
    nodes: list[int]
    named: dict[str, int]
    widths: Widths
    result: int


@dataclass(slots=True)
class Miss:
    """The best partial match: how far it came and what failed.

    Attributes:
        bound: Graph nodes bound at that point.
        goal: The goal that failed.
        value: The value at which it failed.
        reason: ``operator``, ``constraint``, ``constant``, ``same-value``, ``sealed``, ``inputs``.
        detail: The constraint that failed, if one did.
        score: How near it came: nodes bound, a node that only a constraint rules out counting half.
    """

    bound: list[int] = field(default_factory=list)
    goal: Goal | None = None
    value: int = -1
    reason: str = ""
    detail: Comparison | None = None
    score: int = -1


class State:
    """Values, nodes and widths bound so far, and the trail by which they are given back.

    Attributes:
        values: Value per register, -1 where none is bound.
        nodes: Graph node per pattern node.
        used: Graph nodes in the match that carry data.
        choices: Ways not gone yet, each with the length of the trail where it branches off.
        trail: What was bound, the last one last.
        effort: What choices cost besides the goals tried, in goals; the search counts it.
        cut_short: Whether not all ways to read a tree of sums were looked at.
    """

    def __init__(self, graph: FoldedGraph, plan: Plan, miss: Miss | None) -> None:
        self.graph = graph
        self.plan = plan
        self.miss = miss
        self.roots, self.producer, self.ops = graph.roots, graph.producer, graph.ops
        self.inputs, self.constant = graph.inputs, graph.constant
        self.values = [-1] * len(plan.registers)
        self.nodes = [-1] * plan.node_count
        self.used: set[int] = set()
        self.trail: list[tuple[int, Any]] = []
        self.choices: list[tuple[Goals, int]] = []
        self._extra: list[int] = []
        self._widths: Widths = {}
        self._deferred: list[tuple[Comparison, object]] = []
        self._loose: list[int] = []
        self.effort = 0
        self.cut_short = False
        self._seals: list[int] = []

    def reset(self, values: list[int], widths: Widths) -> None:
        """Forgets everything bound so far; begins with these values and widths."""
        self.values, self._widths = list(values), dict(widths)
        self.nodes = [-1] * len(self.nodes)
        self.used.clear()
        self.trail, self.choices = [], []
        self._extra, self._deferred, self._loose, self._seals = [], [], [], []

    def undo(self, mark: int) -> None:
        """Gives back what was bound since the trail had this length."""
        trail, values, nodes, used = self.trail, self.values, self.nodes, self.used
        for kind, key in reversed(trail[mark:]):
            if kind == BOUND_BOTH:
                register, number = key
                values[register] = -1
                used.discard(nodes[number])
                nodes[number] = -1
            elif kind == BOUND_VALUE:
                values[key] = -1
            elif kind == BOUND_NODE:
                used.discard(nodes[key])
                nodes[key] = -1
            elif kind == EXTRA:
                used.discard(self._extra.pop())
            elif kind == WIDTH:
                self._widths.pop(str(key), None)
            else:
                stack = (self._deferred, self._loose, self._seals)[kind - DEFERRED]
                stack.pop()
        del trail[mark:]

    def fail(
        self, goal: Goal, value: int, reason: str, detail: Comparison | None = None
    ) -> Literal[False]:
        """Notes how far the search came, where somebody asks why."""
        miss = self.miss
        if miss is not None:
            score = 2 * len(self.used) + (detail is not None)
            if score > miss.score:
                miss.score = score
                miss.bound = sorted(self.used)
                miss.goal, miss.value, miss.reason, miss.detail = goal, value, reason, detail
        return False

    def choose(self, goals: Sequence[Goals]) -> Goals:
        """The first of some ways to go on; the others are kept."""
        mark = len(self.trail)
        for way in reversed(goals[1:]):
            self.choices.append((way, mark))
        return goals[0]

    def bind_value(self, register: int, value: int) -> bool:
        """Binds a value to a register, or tells whether it is the one bound before."""
        bound = self.values[register]
        if bound < 0:
            self.values[register] = value
            self.trail.append((BOUND_VALUE, register))
        elif bound != value:
            if self.roots[bound] != self.roots[value]:
                return False
            self._loose.append(register)
            self.trail.append((LOOSE, register))
        return True

    def bind_node(self, goal: Goal, node: int, value: int) -> bool:
        """Binds a graph node to a goal's pattern node."""
        if self.nodes[goal.node] >= 0:
            return self.fail(goal, value, "same-value")
        if goal.constraints and not self.check_node(goal, node, value):
            return False
        if node in self.used:
            return self.fail(goal, value, "same-value")
        self.nodes[goal.node] = node
        if not self.graph.node_constant(node):
            self.used.add(node)
        self.trail.append((BOUND_NODE, goal.node))
        return True

    def claim(self, node: int) -> None:
        """Takes a node into the match that no pattern node of its own stands for."""
        if not self.graph.node_constant(node):
            self.used.add(node)
        self._extra.append(node)
        self.trail.append((EXTRA, node))

    def check_value(self, goal: Goal, value: int) -> bool:
        """Whether a value fulfils a goal's constraints."""
        graph = self.graph
        for constraint in goal.constraints:
            actual = value_property(
                constraint.key, graph.shapes[value], graph.dtypes[value], graph.size(value)
            )
            if not self._satisfied(constraint, actual):
                return self.fail(goal, value, "constraint", constraint)
        return True

    def check_node(self, goal: Goal, node: int, value: int) -> bool:
        """Whether a node fulfils a goal's constraints."""
        attributes = self.graph.attributes[node]
        for key, holds, constraint in goal.tests:
            actual = attribute(attributes, key)
            if not (holds(actual) if holds is not None else self._satisfied(constraint, actual)):
                return self.fail(goal, value, "constraint", constraint)
        return True

    def _satisfied(self, constraint: Comparison, actual: object) -> bool:
        widths = self._widths
        before = len(widths)
        result = check(constraint, actual, widths)
        if len(widths) > before:
            for name in list(widths)[before:]:
                self.trail.append((WIDTH, name))
        if result is None:
            self._deferred.append((constraint, actual))
            self.trail.append((DEFERRED, 0))
            return True
        return result

    def seal(self, value: int) -> bool:
        """Whether only nodes of the match may read a value; the rest is seen at its end."""
        graph = self.graph
        root = graph.roots[value]
        readers = graph.live_readers(root)
        if len(readers) <= 1:
            return True
        if OUTSIDE in readers or 0 <= self.plan.reach < len(readers):
            return False
        self._seals.append(root)
        self.trail.append((SEAL, root))
        return True

    def settle(self) -> bool:
        """Checks what only a whole match can tell: relations, differences and seals."""
        roots, values = self.roots, self.values
        for first, second in self.plan.distinct:
            if min(values[first], values[second]) >= 0:
                if roots[values[first]] == roots[values[second]]:
                    return False
        if self._seals:
            members = {*self.nodes, *self._extra}
            if any(not members.issuperset(self.graph.live_readers(r)) for r in self._seals):
                return False
        return all(check(c, actual, self._widths) is True for c, actual in self._deferred)

    def binding(self, value: int) -> Binding:
        """The match that is complete now."""
        nodes = self.nodes
        named = {name: nodes[at] for name, at in self.plan.named if nodes[at] >= 0}
        values = list(self.values)
        for register in self._loose:
            values[register] = self.roots[values[register]]
        members = list(nodes)
        if self._extra or len(self.used) < len(members):  # not all bound, or constants twice
            distinct = dict.fromkeys([*nodes, *self._extra])
            distinct.pop(-1, None)
            members = list(distinct)
        return Binding(values, members, named, dict(self._widths), value)
