"""One backtracking search from a result backwards: iterative, all its state in one object."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from inspector.ir.normal import LAYOUT
from inspector.matching import ways
from inspector.matching.constraints import Widths, attribute, check, value_property
from inspector.matching.fold import FoldedGraph
from inspector.matching.index import OUTSIDE
from inspector.matching.plan import (
    ALTERNATIVE,
    ANYTHING,
    CLAIM,
    CONSTANT,
    DEFINED,
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
_DEFINED, _VALUE, _NODE, _EXTRA, _WIDTH, _DEFERRED, _LOOSE, _SEAL = range(8)


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
        self._roots, self._producer, self._ops = graph.roots, graph.producer, graph.ops
        self._inputs, self._constant_values = graph.inputs, graph.constant
        self._start: tuple[list[int], Widths] = ([-1] * len(plan.registers), {})
        self._values = list(self._start[0])
        self._nodes = [-1] * plan.node_count
        self._extra: list[int] = []
        self._used: set[int] = set()
        self._widths: Widths = {}
        self._trail: list[tuple[int, Any]] = []
        self._deferred: list[tuple[Comparison, object]] = []
        self._loose: list[int] = []
        self._seals: list[int] = []
        self._choices: list[tuple[Goals, int]] = []
        self._steps: tuple[Step, ...] = (
            self._variable, self._anything, self._constant, self._literal, self._node,
            self._alternative, self._chain, self._claim, self._sink, self._order, self._defined,
        )  # fmt: skip
        self.spent = False
        self.steps = 0

    def preset(self, binding: Binding) -> None:
        """Starts with the values of a match (for negative statements)."""
        self._start = (binding.values, binding.widths)
        self._reset()

    def _reset(self) -> None:
        """Forgets everything bound so far."""
        values, widths = self._start
        self._values, self._widths = list(values), dict(widths)
        self._nodes = [-1] * len(self._nodes)
        self._used.clear()
        self._trail, self._choices = [], []
        self._extra, self._deferred, self._loose, self._seals = [], [], [], []

    def run(self, value: int, goal: Goal | None = None) -> Iterator[Binding]:
        """Yields every solution in which the goal (default: the plan's result) is the value."""
        goals: Goals = None
        if goal is None:
            for sink in reversed(self._plan.sinks):
                goals = (sink, -1, goals)
        following: Goals | Literal[False] = (goal or self._plan.root, value, goals)
        if self._trail or self._choices:
            self._reset()
        handlers, steps = self._steps, self.steps
        limit = steps + self._budget
        while True:
            while following:
                current, at, rest = following
                following = handlers[current.step](current, at, rest)
                steps += 1
                if steps > limit:
                    break
            self.steps = steps = steps + 1
            if steps > limit:
                self.spent = True
                return
            if following is None and self._settle():
                yield self._binding(value)
            if not self._choices:
                return
            following, mark = self._choices.pop()
            self._undo(mark)

    def _undo(self, mark: int) -> None:
        trail, values, nodes, used = self._trail, self._values, self._nodes, self._used
        for kind, key in reversed(trail[mark:]):
            if kind == _DEFINED:
                register, number = key
                values[register] = -1
                used.discard(nodes[number])
                nodes[number] = -1
            elif kind == _VALUE:
                values[key] = -1
            elif kind == _NODE:
                used.discard(nodes[key])
                nodes[key] = -1
            elif kind == _EXTRA:
                used.discard(self._extra.pop())
            elif kind == _WIDTH:
                self._widths.pop(str(key), None)
            elif kind == _DEFERRED:
                self._deferred.pop()
            elif kind == _SEAL:
                self._seals.pop()
            else:
                self._loose.pop()
        del trail[mark:]

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
            if definition is None:
                return rest
            return self._steps[definition.step](definition, value, rest)
        roots = self._roots
        if roots[bound] != roots[value]:
            return self._fail(goal, value, "same-value")
        if bound != value:
            self._loose.append(register)
            self._trail.append((_LOOSE, register))
        return rest

    def _defined(self, goal: Goal, value: int, rest: Goals) -> Goals | Literal[False]:
        """A variable that stands for a plain node: both in one step."""
        inner = goal.definition
        if value < 0 or inner is None or self._values[goal.register] >= 0:
            return self._variable(goal, value, rest)
        root = self._roots[value]
        node = self._producer[root]
        if node < 0 or self._ops[node] not in inner.operators:  # type: ignore[operator]
            return self._fail(inner, value, "operator")
        if node in self._used or self._nodes[inner.node] >= 0:
            return self._variable(goal, value, rest)
        self._values[goal.register] = value
        self._nodes[inner.node] = node
        self._trail.append((_DEFINED, goal.mark))
        if not self._constant_values[root]:
            self._used.add(node)
        inputs = self._inputs[node]
        if inner.exact and len(inputs) == len(inner.arguments):
            for place, argument in inner.asked:
                rest = (argument, inputs[place], rest)
            return rest
        return self._arguments(inner, node, value, rest)

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
        root = self._roots[value]
        node = self._producer[root]
        operators = goal.operators
        if node < 0 or (operators is not None and self._ops[node] not in operators):
            return self._fail(goal, value, "operator")
        if goal.port >= 0 and self._graph.outputs[node].index(root) != goal.port:
            return self._fail(goal, value, "operator")
        if goal.sealed and not self._seal(value):
            return self._fail(goal, value, "sealed")
        number = goal.node
        if self._nodes[number] == node:
            return rest  # matched before, by another of its outputs
        if goal.constraints or node in self._used or self._nodes[number] >= 0:
            if not self._bind(goal, node, value):
                return False
        else:
            self._nodes[number] = node
            if not self._constant_values[root]:
                self._used.add(node)
            self._trail.append((_NODE, number))
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
                    if further and self._is_behind(operators, graph.inputs[node][0]):
                        self._choices.append(((goal, graph.inputs[node][0], rest), mark))
                    return self._arguments(goal, node, at, rest)
                self._undo(mark)
            if not further:
                return self._fail(goal, value, "operator")
            at = graph.inputs[node][0]

    def _is_behind(self, operators: frozenset[str], value: int) -> bool:
        """Whether one of these operators stands along the layout nodes behind a value."""
        ops, producer, inputs = self._ops, self._producer, self._inputs
        while True:
            node = producer[value]
            if node < 0:
                return False
            if ops[node] in operators:
                return True
            if ops[node] not in LAYOUT:
                return False
            value = inputs[node][0]

    def _arguments(self, goal: Goal, node: int, value: int, rest: Goals) -> Goals | Literal[False]:
        inputs = self._inputs[node]
        arguments = goal.arguments
        count = len(arguments)
        if goal.exact:
            if len(inputs) > count:
                constant = self._graph.constant
                if any(extra >= 0 and not constant[extra] for extra in inputs[count:]):
                    return self._fail(goal, value, "inputs")
            for place, argument in goal.asked:
                rest = (argument, inputs[place] if place < len(inputs) else -1, rest)
            return rest
        if goal.nary:
            return self._tree(goal, node, value, rest)
        if goal.commutative:
            if count == len(inputs) == 2:
                return self._pair(goal, inputs, value, rest)
            leaves = (*inputs, *[-1] * (0 if goal.lavish else count - len(inputs)))
            return self._order(_sharing(arguments, leaves, goal), value, rest)
        plausible = [w for w in ways.windows(goal, inputs) if self._all_plausible(arguments, w)]
        if not plausible:
            return self._fail(goal, value, "inputs")
        return self._choose([_push(arguments, window, rest) for window in plausible])

    def _pair(
        self, goal: Goal, inputs: list[int], value: int, rest: Goals
    ) -> Goals | Literal[False]:
        """Two arguments in either order."""
        asked = goal.asked
        if len(asked) < 2:  # the other one is anything
            return self._either(asked[0], inputs, value, rest) if asked else rest
        one, other = goal.arguments
        first, second = inputs
        straight = self._plausible(one, first) and self._plausible(other, second)
        if first != second and self._plausible(one, second) and self._plausible(other, first):
            swapped = (one, second, (other, first, rest))
            if not straight or not (self._promising(one, first) and self._promising(other, second)):
                return swapped
            if self._promising(one, second) and self._promising(other, first):
                self._choices.append((swapped, len(self._trail)))
        elif not straight:
            return self._fail(goal, value, "inputs")
        return (one, first, (other, second, rest))

    def _either(
        self, asked: tuple[int, Goal], inputs: list[int], value: int, rest: Goals
    ) -> Goals | Literal[False]:
        """One argument that may stand for either input, the one in its place first."""
        place, argument = asked
        first, second = inputs[place], inputs[1 - place]
        straight = self._plausible(argument, first)
        if first != second and self._plausible(argument, second):
            if not straight or not self._promising(argument, first):
                return (argument, second, rest)
            if self._promising(argument, second):
                self._choices.append(((argument, second, rest), len(self._trail)))
        elif not straight:
            return self._fail(argument, value, "inputs")
        return (argument, first, rest)

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
        inner = goal.definition
        if goal.step == DEFINED and inner is not None and self._values[goal.register] < 0:
            node = self._producer[self._roots[value]] if value >= 0 else -1
            return node >= 0 and self._ops[node] in inner.operators  # type: ignore[operator]
        kind = goal.kind
        if kind == ANYTHING:
            return True
        if value < 0:
            return kind == ALTERNATIVE
        if kind == VARIABLE:
            bound = self._values[goal.register]
            if bound >= 0:
                return self._roots[bound] == self._roots[value]
            if goal.definition is None:
                return True
            goal = goal.definition
            kind = goal.kind
        if kind == NODE:
            if goal.layout:
                return True
            node = self._producer[self._roots[value]]
            return node >= 0 and (goal.operators is None or self._ops[node] in goal.operators)
        if kind == CONSTANT:
            return self._graph.constant[value]
        if kind == LITERAL:
            return self._is_number(goal, value)
        if kind == ALTERNATIVE:
            return any(self._plausible(option, value) for option in goal.options)
        return kind != VARIABLE or self._plausible(goal, value)

    def _promising(self, goal: Goal, value: int) -> bool:
        """For a value that is plausible: whether the node's inputs are, too."""
        inner = goal.definition
        if goal.step != DEFINED or inner is None or self._values[goal.register] >= 0:
            return True
        inputs = self._inputs[self._producer[self._roots[value]]]
        if inner.exact:
            return all(
                self._plausible(argument, inputs[place] if place < len(inputs) else -1)
                for place, argument in inner.asked
            )
        return inner.nary or all(
            argument.kind == ALTERNATIVE or any(self._plausible(argument, each) for each in inputs)
            for _, argument in inner.asked
        )

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
        nodes = self._nodes
        named = {name: nodes[at] for name, at in self._plan.named if nodes[at] >= 0}
        values = list(self._values)
        for register in self._loose:
            values[register] = self._graph.roots[values[register]]
        members = list(nodes)
        if self._extra or len(self._used) < len(members):  # not all bound, or constants twice
            distinct = dict.fromkeys([*nodes, *self._extra])
            distinct.pop(-1, None)
            members = list(distinct)
        return Binding(values, members, named, dict(self._widths), value)


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
