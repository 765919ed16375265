"""One backtracking search from a result backwards: iterative, all its state in one object."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from inspector.ir.normal import LAYOUT
from inspector.matching import ways
from inspector.matching.constraints import Widths, attribute, check, value_property
from inspector.matching.fold import OUTSIDE, FoldedGraph
from inspector.matching.plan import (
    ALTERNATIVE,
    ANYTHING,
    CLAIM,
    CONSTANT,
    LITERAL,
    NODE,
    ORDER,
    VARIABLE,
    Goal,
    Plan,
)
from inspector.patterns.syntax import Comparison

Goals = tuple[Goal, int, "Goals"] | None
Step = Callable[[Goal, int, Goals], "Goals | Literal[False]"]

_CLAIM = Goal(CLAIM)
_VALUE, _NODE, _EXTRA, _WIDTH, _DEFERRED, _LOOSE, _SEAL = range(7)


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


class Search:
    """A search of one plan on one graph; it can be run again for the next result."""

    def __init__(self, graph: FoldedGraph, plan: Plan, budget: int, miss: Miss | None) -> None:
        self._graph = graph
        self._plan = plan
        self._budget = budget
        self._miss = miss
        self._values = [-1] * len(plan.registers)
        self._nodes = [-1] * plan.node_count
        self._extra: list[int] = []
        self._used: set[int] = set()
        self._widths: Widths = {}
        self._trail: list[tuple[int, int | str]] = []
        self._deferred: list[tuple[Comparison, object]] = []
        self._loose: list[int] = []
        self._seals: list[int] = []
        self._choices: list[tuple[Goals, int]] = []
        self._steps: tuple[Step, ...] = (
            self._variable, self._anything, self._constant, self._literal, self._node,
            self._alternative, self._chain, self._claim, self._sink, self._order,
        )  # fmt: skip
        self.spent = False
        self.steps = 0

    def preset(self, binding: Binding) -> None:
        """Starts with the values of a match (for negative statements)."""
        self._values = list(binding.values)
        self._widths = dict(binding.widths)

    def run(self, value: int, goal: Goal | None = None) -> Iterator[Binding]:
        """Yields every solution in which the goal (default: the plan's result) is the value."""
        goals: Goals = None
        if goal is None:
            for sink in reversed(self._plan.sinks):
                goals = (sink, -1, goals)
        following: Goals | Literal[False] = (goal or self._plan.root, value, goals)
        self._undo(0)
        self._choices.clear()
        handlers, limit = self._steps, self.steps + self._budget
        while True:
            self.steps += 1
            if self.steps > limit:
                self.spent = True
                return
            if following is None:
                if self._settle():
                    yield self._binding(value)
                following = False
            elif following is not False:
                current, at, rest = following
                following = handlers[current.kind](current, at, rest)
            if following is False:
                if not self._choices:
                    return
                following, mark = self._choices.pop()
                self._undo(mark)

    def _undo(self, mark: int) -> None:
        trail = self._trail
        while len(trail) > mark:
            kind, key = trail.pop()
            if kind == _VALUE:
                self._values[key] = -1  # type: ignore[index]
            elif kind == _NODE:
                self._used.discard(self._nodes[key])  # type: ignore[index]
                self._nodes[key] = -1  # type: ignore[index]
            elif kind == _EXTRA:
                self._used.discard(self._extra.pop())
            elif kind == _WIDTH:
                self._widths.pop(str(key), None)
            elif kind == _DEFERRED:
                self._deferred.pop()
            elif kind == _SEAL:
                self._seals.pop()
            else:
                self._loose.pop()

    def _fail(
        self, goal: Goal, value: int, reason: str, detail: Comparison | None = None
    ) -> Literal[False]:
        miss = self._miss
        if miss is not None:
            score = 2 * len(self._used) + (detail is not None)
            if score > miss.score:
                miss.score = score
                miss.bound = sorted(self._used)
                miss.goal, miss.value, miss.reason, miss.detail = goal, value, reason, detail
        return False

    def _choose(self, goals: Sequence[Goals]) -> Goals:
        """The first of some ways to go on; the others are kept."""
        mark = len(self._trail)
        for way in reversed(goals[1:]):
            self._choices.append((way, mark))
        return goals[0]

    def _anything(self, goal: Goal, value: int, rest: Goals) -> Goals | Literal[False]:
        return rest

    def _literal(self, goal: Goal, value: int, rest: Goals) -> Goals | Literal[False]:
        return rest if self._is_number(goal, value) else self._fail(goal, value, "constant")

    def _is_number(self, goal: Goal, value: int) -> bool:
        actual = self._graph.scalar(value)
        return actual is not None and abs(actual - goal.value) <= 2e-3 * abs(goal.value) + 1e-9

    def _alternative(self, goal: Goal, value: int, rest: Goals) -> Goals | Literal[False]:
        if goal.sealed and not self._seal(value):
            return self._fail(goal, value, "sealed")
        mark = len(self._trail)
        for option in reversed(goal.options[1:]):
            self._choices.append(((option, value, rest), mark))
        return (goal.options[0], value, rest)

    def _variable(self, goal: Goal, value: int, rest: Goals) -> Goals | Literal[False]:
        if value < 0:
            return self._fail(goal, value, "inputs")
        register = goal.register
        bound = self._values[register]
        if goal.sealed and not self._seal(value):
            return self._fail(goal, value, "sealed")
        if goal.constraints and not self._check_value(goal, value):
            return False
        if bound < 0:
            self._values[register] = value
            self._trail.append((_VALUE, register))
            definition = goal.definition
            return rest if definition is None else (definition, value, rest)
        roots = self._graph.roots
        if roots[bound] != roots[value]:
            return self._fail(goal, value, "same-value")
        if bound != value:
            self._loose.append(register)
            self._trail.append((_LOOSE, register))
        return rest

    def _constant(self, goal: Goal, value: int, rest: Goals) -> Goals | Literal[False]:
        graph = self._graph
        if value < 0 or not graph.constant[value]:
            return self._fail(goal, value, "constant")
        if goal.constraints and not self._check_value(goal, value):
            return False
        register = goal.register
        if register >= 0:
            bound = self._values[register]
            if bound < 0:
                self._values[register] = value
                self._trail.append((_VALUE, register))
            elif graph.roots[bound] != graph.roots[value]:
                return self._fail(goal, value, "same-value")
        return rest

    def _check_value(self, goal: Goal, value: int) -> bool:
        graph = self._graph
        for constraint in goal.constraints:
            actual = value_property(
                constraint.key, graph.shapes[value], graph.dtypes[value], graph.size(value)
            )
            if not self._satisfied(constraint, actual):
                return self._fail(goal, value, "constraint", constraint)
        return True

    def _check_node(self, goal: Goal, node: int, value: int) -> bool:
        attributes = self._graph.attributes[node]
        for constraint in goal.constraints:
            if not self._satisfied(constraint, attribute(attributes, constraint.key)):
                return self._fail(goal, value, "constraint", constraint)
        return True

    def _satisfied(self, constraint: Comparison, actual: object) -> bool:
        widths = self._widths
        before = len(widths)
        result = check(constraint, actual, widths)
        if len(widths) > before:
            for name in list(widths)[before:]:
                self._trail.append((_WIDTH, name))
        if result is None:
            self._deferred.append((constraint, actual))
            self._trail.append((_DEFERRED, 0))
            return True
        return result

    def _seal(self, value: int) -> bool:
        """Whether only nodes of the match may read a value; the rest is seen at its end."""
        graph = self._graph
        root = graph.roots[value]
        readers = graph.live_readers(root)
        if len(readers) <= 1:
            return True
        if OUTSIDE in readers or 0 <= self._plan.reach < len(readers):
            return False
        self._seals.append(root)
        self._trail.append((_SEAL, root))
        return True

    def _settle(self) -> bool:
        """Checks what only a whole match can tell: relations, differences and seals."""
        roots, values = self._graph.roots, self._values
        for first, second in self._plan.distinct:
            if min(values[first], values[second]) >= 0:
                if roots[values[first]] == roots[values[second]]:
                    return False
        if self._seals:
            members = {*self._nodes, *self._extra}
            if any(not members.issuperset(self._graph.live_readers(r)) for r in self._seals):
                return False
        return all(check(c, actual, self._widths) is True for c, actual in self._deferred)

    def _node(self, goal: Goal, value: int, rest: Goals) -> Goals | Literal[False]:
        if value < 0:
            return self._fail(goal, value, "inputs")
        if goal.layout:
            return self._layout(goal, value, rest)
        graph = self._graph
        root = graph.roots[value]
        node = graph.producer[root]
        operators = goal.operators
        if node < 0 or (operators is not None and graph.ops[node] not in operators):
            return self._fail(goal, value, "operator")
        if goal.port >= 0 and graph.outputs[node].index(root) != goal.port:
            return self._fail(goal, value, "operator")
        if goal.sealed and not self._seal(value):
            return self._fail(goal, value, "sealed")
        if self._nodes[goal.node] == node:
            return rest  # matched before, by another of its outputs
        if not self._bind(goal, node, value):
            return False
        return self._arguments(goal, node, value, rest)

    def _bind(self, goal: Goal, node: int, value: int) -> bool:
        """Binds a pattern node to a graph node."""
        if self._nodes[goal.node] >= 0:
            return self._fail(goal, value, "same-value")
        if goal.constraints and not self._check_node(goal, node, value):
            return False
        if node in self._used:
            return self._fail(goal, value, "same-value")
        self._nodes[goal.node] = node
        if not self._graph.node_constant(node):
            self._used.add(node)
        self._trail.append((_NODE, goal.node))
        return True

    def _layout(self, goal: Goal, value: int, rest: Goals) -> Goals | Literal[False]:
        """Looks for the operator along the chain of layout nodes behind a value."""
        graph = self._graph
        operators = goal.operators or frozenset()
        at = value
        while True:
            node = graph.producer[at]
            if node < 0 or (graph.ops[node] not in LAYOUT and graph.ops[node] not in operators):
                return self._fail(goal, value, "operator")
            if graph.ops[node] not in operators:
                at = graph.inputs[node][0]
                continue
            mark = len(self._trail)
            further = graph.ops[node] in LAYOUT
            if further or goal.port < 0 or graph.outputs[node].index(at) == goal.port:
                sealed = not goal.sealed or self._seal(at)
                if sealed and self._bind(goal, node, at):
                    if further:
                        self._choices.append(((goal, graph.inputs[node][0], rest), mark))
                    return self._arguments(goal, node, at, rest)
                self._undo(mark)
            if not further:
                return self._fail(goal, value, "operator")
            at = graph.inputs[node][0]

    def _arguments(self, goal: Goal, node: int, value: int, rest: Goals) -> Goals | Literal[False]:
        inputs = self._graph.inputs[node]
        arguments = goal.arguments
        count = len(arguments)
        if goal.nary:
            return self._tree(goal, node, value, rest)
        if goal.commutative and max(count, len(inputs)) > 1:
            if count == len(inputs) == 2:
                return self._pair(goal, inputs, value, rest)
            leaves = (*inputs, *[-1] * (0 if goal.lavish else count - len(inputs)))
            return self._order(_sharing(arguments, leaves, goal), value, rest)
        if goal.lavish:
            found = ways.windows(goal, inputs)
            plausible = [w for w in found if self._all_plausible(arguments, w)]
            if not plausible:
                return self._fail(goal, value, "inputs")
            return self._choose([_push(arguments, window, rest) for window in plausible])
        if len(inputs) > count:
            constant = self._graph.constant
            if any(extra >= 0 and not constant[extra] for extra in inputs[count:]):
                return self._fail(goal, value, "inputs")
        for place in range(count - 1, -1, -1):
            rest = (arguments[place], inputs[place] if place < len(inputs) else -1, rest)
        return rest

    def _pair(
        self, goal: Goal, inputs: list[int], value: int, rest: Goals
    ) -> Goals | Literal[False]:
        """Two arguments in either order."""
        one, other = goal.arguments
        first, second = inputs
        straight = self._plausible(one, first) and self._plausible(other, second)
        if first != second and self._plausible(one, second) and self._plausible(other, first):
            swapped = (one, second, (other, first, rest))
            if not straight:
                return swapped
            self._choices.append((swapped, len(self._trail)))
        if not straight:
            return self._fail(goal, value, "inputs")
        return (one, first, (other, second, rest))

    def _order(self, goal: Goal, value: int, rest: Goals) -> Goals | Literal[False]:
        """Gives the first argument each leaf in turn that leaves one for the others."""
        leaves, arguments = goal.leaves, goal.arguments
        constant = self._graph.constant
        if not goal.lavish:
            carrying = sum(leaf >= 0 and not constant[leaf] for leaf in leaves)
            if carrying > len(arguments):
                return self._fail(goal, value, "inputs")
        if not arguments:
            return rest
        goals: list[Goals] = []
        for place, leaf in enumerate(leaves):
            if leaf in leaves[:place] or not self._plausible(arguments[0], leaf):
                continue
            left = leaves[:place] + leaves[place + 1 :]
            others = arguments[1:]
            if all(any(self._plausible(other, one) for one in left) for other in others):
                goals.append((arguments[0], leaf, (_sharing(others, left, goal), value, rest)))
        return self._choose(goals) if goals else self._fail(goal, value, "inputs")

    def _tree(self, goal: Goal, node: int, value: int, rest: Goals) -> Goals | Literal[False]:
        """``a + b + c``: opens nodes of the same operator until there are as many operands."""
        goals: list[Goals] = []
        for leaves, opened in ways.openings(self._graph, node, len(goal.arguments), self._used):
            if all(any(self._plausible(g, leaf) for leaf in leaves) for g in goal.arguments):
                following: Goals = (_sharing(goal.arguments, tuple(leaves), goal), value, rest)
                for maker in opened:
                    following = (_CLAIM, maker, following)
                goals.append(following)
        return self._choose(goals) if goals else self._fail(goal, value, "inputs")

    def _all_plausible(self, goals: Sequence[Goal], values: Sequence[int]) -> bool:
        return all(self._plausible(g, v) for g, v in zip(goals, values, strict=True))

    def _plausible(self, goal: Goal, value: int) -> bool:
        """A cheap look that spares most wrong orders."""
        kind = goal.kind
        if kind == ANYTHING:
            return True
        if value < 0:
            return kind == ALTERNATIVE
        graph = self._graph
        if kind == NODE:
            if goal.layout:
                return True
            node = graph.producer[graph.roots[value]]
            return node >= 0 and (goal.operators is None or graph.ops[node] in goal.operators)
        if kind == CONSTANT:
            return graph.constant[value]
        if kind == LITERAL:
            return self._is_number(goal, value)
        if kind == VARIABLE:
            bound = self._values[goal.register]
            if bound >= 0:
                return graph.roots[bound] == graph.roots[value]
            return goal.definition is None or self._plausible(goal.definition, value)
        if kind == ALTERNATIVE:
            return any(self._plausible(option, value) for option in goal.options)
        return True

    def _chain(self, goal: Goal, value: int, rest: Goals) -> Goals | Literal[False]:
        """``Op{m..n}(x)``: one link more, or the end of the chain."""
        if goal.sealed and not self._seal(value):
            return self._fail(goal, value, "sealed")
        goals: list[Goals] = []
        if goal.maximum:
            following = ways.shorter(goal)
            for node, before in ways.links(self._graph, goal.operators, value):
                goals.append((goal.link or _CLAIM, node, (following, before, rest)))
        if goal.minimum <= 0:
            goals.append((goal.arguments[0], value, rest) if goal.arguments else rest)
        return self._choose(goals) if goals else self._fail(goal, value, "operator")

    def _sink(self, goal: Goal, value: int, rest: Goals) -> Goals | Literal[False]:
        """Every value that could be the sink's, found from the values bound so far."""
        bound = [self._values[register] for register in goal.starts]
        found = ways.results_near(self._graph, goal.options[0], bound, self._plan.reach)
        goals: list[Goals] = [
            (goal.options[0], result, rest)
            for node in found
            for result in self._graph.outputs[node]
            if result >= 0
        ]
        return self._choose(goals) if goals else self._fail(goal, -1, "operator")

    def _claim(self, goal: Goal, node: int, rest: Goals) -> Goals | Literal[False]:
        """Takes a node into the match that no pattern node of its own stands for."""
        value = self._graph.outputs[node][0]
        if node in self._used:
            return self._fail(goal, value, "same-value")
        if goal.constraints and not self._check_node(goal, node, value):
            return False
        if not self._graph.node_constant(node):
            self._used.add(node)
        self._extra.append(node)
        self._trail.append((_EXTRA, node))
        return rest

    def _binding(self, value: int) -> Binding:
        named = {
            name: self._nodes[number]
            for number, name in enumerate(self._plan.node_names)
            if name and self._nodes[number] >= 0
        }
        values = list(self._values)
        for register in self._loose:
            values[register] = self._graph.roots[values[register]]
        nodes = [node for node in self._nodes if node >= 0] + self._extra
        return Binding(values, list(dict.fromkeys(nodes)), named, dict(self._widths), value)


def _sharing(arguments: list[Goal], leaves: tuple[int, ...], like: Goal) -> Goal:
    """A goal that gives leaves to arguments in any order."""
    goal = Goal(ORDER)
    goal.arguments, goal.leaves, goal.lavish = arguments, leaves, like.lavish
    goal.operators, goal.name = like.operators, like.name
    return goal


def _push(goals: list[Goal], values: Sequence[int], rest: Goals) -> Goals:
    for goal, value in zip(reversed(goals), reversed(values), strict=True):
        rest = (goal, value, rest)
    return rest
