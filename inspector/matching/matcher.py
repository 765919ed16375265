"""The matcher: pure, iterative, deterministic backtracking over a folded graph.

Semantics (see ``signatures/LANGUAGE.md``): a port-ordered monomorphism. Distinct pattern nodes are
distinct graph nodes (nodes that depend on constants only excepted); further consumers are allowed
unless a value is sealed; layout operators may stand on any edge.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import permutations
from typing import Literal

from inspector.ir.normal import LAYOUT
from inspector.matching.constraints import Widths, attribute, check, value_property
from inspector.matching.fold import FoldedGraph
from inspector.matching.plan import (
    ALTERNATIVE,
    ANYTHING,
    CHAIN,
    CLAIM,
    CONSTANT,
    LITERAL,
    NODE,
    SINK,
    VARIABLE,
    Goal,
    Plan,
)
from inspector.patterns.syntax import Comparison

Goals = tuple[Goal, int, "Goals"] | None

BUDGET = 50_000
"""Goals tried at most per candidate result; beyond it the candidate counts as not matching."""

TOTAL_BUDGET = 400_000
"""Goals tried at most for all candidates of a plan; beyond it the rest is given up."""

MAX_LEAVES = 8

_TAKE = Goal(CLAIM)


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


@dataclass(slots=True)
class Exhausted:
    """Filled when a search ran out of its budget."""

    results: list[int] = field(default_factory=list)


class Matcher:
    """Matches plans on one folded graph."""

    def __init__(self, graph: FoldedGraph, budget: int = BUDGET) -> None:
        self._graph = graph
        self._budget = budget
        self._spent = 0
        self.exhausted = Exhausted()

    def matches(self, plan: Plan, miss: Miss | None = None) -> list[Binding]:
        """The first match at each result node, in graph order."""
        found = []
        self._spent = 0
        for node in self.candidates(plan):
            if self._spent > TOTAL_BUDGET:
                self.exhausted.results.append(node)
                break
            binding = self.match_node(plan, node, miss)
            if binding is not None:
                found.append(binding)
        return found

    def candidates(self, plan: Plan) -> list[int]:
        """Nodes that can be the result: found from the rarest operator the plan needs."""
        graph = self._graph
        rarest: tuple[int, frozenset[str], int] | None = None
        for operators, distance in plan.required:
            count = sum(len(graph.by_operator.get(op, ())) for op in operators)
            if count == 0:
                return []
            if rarest is None or count < rarest[0]:
                rarest = (count, operators, distance)
        roots = root_operators(plan.root)
        if roots is None:
            return graph.live_nodes()
        nodes = graph.nodes_with(roots)
        if rarest is None or rarest[2] < 0 or rarest[0] * 4 >= len(nodes):
            return nodes
        if roots & LAYOUT or rarest[1] & LAYOUT:
            return nodes
        reached = graph.forward(graph.nodes_with(rarest[1]), rarest[2], plan.vocabulary)
        return [node for node in nodes if node in reached]

    def match_node(self, plan: Plan, node: int, miss: Miss | None = None) -> Binding | None:
        """The first match whose result is made by a node."""
        for binding in self.solutions(plan, node, miss):
            return binding
        return None

    def solutions(self, plan: Plan, node: int, miss: Miss | None = None) -> Iterator[Binding]:
        """All matches whose result is made by a node, in order of preference."""
        for value in self._graph.outputs[node]:
            if value >= 0:
                search = _Search(self._graph, plan, self._budget, miss)
                for binding in search.run(value):
                    if not any(self._occurs(plan, goal, binding) for goal in plan.negatives):
                        self._spent += search.steps
                        search.steps = 0
                        yield binding
                self._spent += search.steps
                if search.spent:
                    self.exhausted.results.append(node)
                if plan.root.definition is not None and plan.root.definition.port is None:
                    return

    def _occurs(self, plan: Plan, goal: Goal, binding: Binding) -> bool:
        """Whether a negative statement matches next to a binding."""
        graph = self._graph
        starts: set[int] = set()
        for register in _registers(goal):
            value = binding.values[register] if register < len(binding.values) else -1
            if value >= 0:
                starts.update(graph.readers[graph.roots[value]])
                if graph.producer[graph.roots[value]] >= 0:
                    starts.add(graph.producer[graph.roots[value]])
        reached = graph.forward(sorted(starts), plan.node_count + 1, None) | starts
        operators = root_operators(goal)
        for node in sorted(reached):
            if operators is not None and graph.ops[node] not in operators:
                continue
            for value in graph.outputs[node]:
                if value >= 0:
                    search = _Search(graph, plan, self._budget, None)
                    search.preset(binding)
                    if next(search.run(value, goal), None) is not None:
                        return True
        return False


def root_operators(goal: Goal) -> frozenset[str] | None:
    """Operators that can make a goal's value; None for any."""
    found: set[str] = set()
    stack, seen = [goal], set()
    while stack:
        current = stack.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        if current.kind == VARIABLE and current.definition is not None:
            stack.append(current.definition)
        elif current.kind == ALTERNATIVE:
            stack.extend(current.options)
        elif current.kind in (NODE, CHAIN) and current.operators is not None:
            found |= current.operators
            if current.kind == CHAIN and current.minimum == 0:
                stack.append(current.arguments[0])
        else:
            return None
    return frozenset(found)


def _registers(goal: Goal) -> set[int]:
    found: set[int] = set()
    stack, seen = [goal], set()
    while stack:
        current = stack.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        if current.register >= 0:
            found.add(current.register)
        stack.extend(current.arguments)
        stack.extend(current.options)
        if current.definition is not None:
            stack.append(current.definition)
    return found


class _Search:
    """One backtracking search. All its state is here."""

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
        self._trail: list[tuple[str, int | str]] = []
        self._deferred: list[tuple[Comparison, object]] = []
        self._loose: list[int] = []
        self._choices: list[tuple[Goals, int]] = []
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
        goals = (goal or self._plan.root, value, goals)
        while True:
            self.steps += 1
            if self.steps > self._budget:
                self.spent = True
                return
            if goals is None:
                if self._settle():
                    yield self._binding(value)
                following = self._backtrack()
            else:
                current, at, rest = goals
                following = self._step(current, at, rest)
                if following is False:
                    following = self._backtrack()
            if following is False:
                return
            goals = following

    def _backtrack(self) -> Goals | Literal[False]:
        if not self._choices:
            return False
        goals, mark = self._choices.pop()
        self._undo(mark)
        return goals

    def _undo(self, mark: int) -> None:
        trail = self._trail
        while len(trail) > mark:
            kind, key = trail.pop()
            if kind == "value":
                self._values[key] = -1  # type: ignore[index]
            elif kind == "node":
                self._used.discard(self._nodes[key])  # type: ignore[index]
                self._nodes[key] = -1  # type: ignore[index]
            elif kind == "extra":
                self._used.discard(self._extra.pop())
            elif kind == "width":
                self._widths.pop(str(key), None)
            elif kind == "deferred":
                self._deferred.pop()
            else:
                self._loose.pop()

    def _step(self, goal: Goal, value: int, rest: Goals) -> Goals | Literal[False]:
        """Works one goal off; returns the goals left, or False when it fails."""
        kind = goal.kind
        if kind == NODE:
            return self._node(goal, value, rest)
        if kind == VARIABLE:
            return self._variable(goal, value, rest)
        if kind == ANYTHING:
            return rest
        if kind == CONSTANT:
            return self._constant(goal, value, rest)
        if kind == LITERAL:
            return rest if self._is_literal(goal, value) else self._fail(goal, value, "constant")
        if kind == ALTERNATIVE:
            mark = len(self._trail)
            for option in reversed(goal.options[1:]):
                self._choices.append(((option, value, rest), mark))
            return (goal.options[0], value, rest)
        if kind == SINK:
            return self._sink(goal, rest)
        if kind == CLAIM:
            return self._claim(value, rest)
        return self._chain(goal, value, rest)

    def _fail(
        self, goal: Goal, value: int, reason: str, detail: Comparison | None = None
    ) -> Literal[False]:
        miss = self._miss
        score = 2 * len(self._used) + (detail is not None)
        if miss is not None and score > miss.score:
            miss.score = score
            miss.bound = sorted(self._used)
            miss.goal, miss.value, miss.reason, miss.detail = goal, value, reason, detail
        return False

    def _is_literal(self, goal: Goal, value: int) -> bool:
        actual = self._graph.scalar(value)
        return actual is not None and abs(actual - goal.value) <= 2e-3 * abs(goal.value) + 1e-9

    def _variable(self, goal: Goal, value: int, rest: Goals) -> Goals | Literal[False]:
        if value < 0:
            return self._fail(goal, value, "inputs")
        graph = self._graph
        register = goal.register
        bound = self._values[register]
        if goal.sealed and len(graph.readers[graph.roots[value]]) > 1:
            return self._fail(goal, value, "sealed")
        if goal.constraints and not self._check_value(goal, value):
            return False
        if bound < 0:
            self._values[register] = value
            self._trail.append(("value", register))
            definition = goal.definition
            return rest if definition is None else (definition, value, rest)
        if graph.roots[bound] != graph.roots[value]:
            return self._fail(goal, value, "same-value")
        if bound != value:
            self._loose.append(register)
            self._trail.append(("loose", register))
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
                self._trail.append(("value", register))
            elif graph.roots[bound] != graph.roots[value]:
                return self._fail(goal, value, "same-value")
        return rest

    def _check_value(self, goal: Goal, value: int) -> bool:
        graph = self._graph
        for constraint in goal.constraints:
            actual = value_property(
                constraint.key, graph.shapes[value], graph.dtypes[value], graph.size(value)
            )
            if not self._holds(constraint, actual):
                self._fail(goal, value, "constraint", constraint)
                return False
        return True

    def _check_node(self, goal: Goal, node: int, value: int) -> bool:
        attributes = self._graph.attributes[node]
        for constraint in goal.constraints:
            if not self._holds(constraint, attribute(attributes, constraint.key)):
                self._fail(goal, value, "constraint", constraint)
                return False
        return True

    def _holds(self, constraint: Comparison, actual: object) -> bool:
        widths = self._widths
        before = len(widths)
        result = check(constraint, actual, widths)
        if len(widths) > before:
            for name in list(widths)[before:]:
                self._trail.append(("width", name))
        if result is None:
            self._deferred.append((constraint, actual))
            self._trail.append(("deferred", 0))
            return True
        return result

    def _settle(self) -> bool:
        """Checks the relations that waited for their widths, and which values must differ."""
        roots, values = self._graph.roots, self._values
        for first, second in self._plan.distinct:
            if min(values[first], values[second]) >= 0:
                if roots[values[first]] == roots[values[second]]:
                    return False
        return all(check(c, actual, self._widths) is True for c, actual in self._deferred)

    def _node(self, goal: Goal, value: int, rest: Goals) -> Goals | Literal[False]:
        if value < 0:
            return self._fail(goal, value, "inputs")
        graph = self._graph
        operators = goal.operators
        if goal.layout:
            return self._layout(goal, value, rest)
        root = graph.roots[value]
        node = graph.producer[root]
        if node < 0 or (operators is not None and graph.ops[node] not in operators):
            return self._fail(goal, value, "operator")
        if goal.port is not None and graph.outputs[node].index(root) != goal.port:
            return self._fail(goal, value, "operator")
        if goal.sealed and len(graph.readers[root]) > 1:
            return self._fail(goal, value, "sealed")
        if not self._bind(goal, node, value):
            return False
        return self._arguments(goal, node, value, rest)

    def _bind(self, goal: Goal, node: int, value: int) -> bool:
        """Binds a pattern node to a graph node."""
        bound = self._nodes[goal.node]
        if bound >= 0:
            return bound == node
        if goal.constraints and not self._check_node(goal, node, value):
            return False
        if node in self._used:
            return self._fail(goal, value, "same-value")
        self._nodes[goal.node] = node
        if not self._graph.node_constant(node):
            self._used.add(node)
        self._trail.append(("node", goal.node))
        return True

    def _layout(self, goal: Goal, value: int, rest: Goals) -> Goals | Literal[False]:
        """Looks for the operator along the chain of layout nodes behind a value."""
        graph = self._graph
        at = value
        while True:
            node = graph.producer[at]
            if node < 0 or graph.ops[node] not in LAYOUT:
                return self._fail(goal, value, "operator")
            below = graph.inputs[node][0]
            if graph.ops[node] in (goal.operators or ()):
                mark = len(self._trail)
                if self._bind(goal, node, at):
                    self._choices.append(((goal, below, rest), mark))
                    return self._arguments(goal, node, at, rest)
                self._undo(mark)
            at = below

    def _arguments(self, goal: Goal, node: int, value: int, rest: Goals) -> Goals | Literal[False]:
        inputs = self._graph.inputs[node]
        arguments = goal.arguments
        count = len(arguments)
        if goal.nary and count > 2:
            return self._tree(goal, node, value, rest)
        if goal.open_start or goal.open_end:
            return self._windows(goal, inputs, value, rest)
        if count == 2 and goal.commutative and len(inputs) == 2:
            first, second = inputs
            swap = self._plausible(arguments[0], second) and self._plausible(arguments[1], first)
            if self._plausible(arguments[0], first) and self._plausible(arguments[1], second):
                if swap and first != second:
                    swapped = (arguments[0], second, (arguments[1], first, rest))
                    self._choices.append((swapped, len(self._trail)))
                return (arguments[0], first, (arguments[1], second, rest))
            if swap:
                return (arguments[0], second, (arguments[1], first, rest))
            return self._fail(goal, value, "inputs")
        if len(inputs) > count:
            constant = self._graph.constant
            if any(extra >= 0 and not constant[extra] for extra in inputs[count:]):
                return self._fail(goal, value, "inputs")
        if goal.commutative and count > 2:
            ways = self._orders(arguments, inputs, rest)
            return self._choose(ways) if ways else self._fail(goal, value, "inputs")
        for place in range(count - 1, -1, -1):
            rest = (arguments[place], inputs[place] if place < len(inputs) else -1, rest)
        return rest

    def _windows(
        self, goal: Goal, inputs: list[int], value: int, rest: Goals
    ) -> Goals | Literal[False]:
        """``(..., a, b, ...)``: the arguments stand side by side somewhere among the inputs."""
        count = len(goal.arguments)
        last = len(inputs) - count
        if last < 0:
            return self._fail(goal, value, "inputs")
        if goal.open_start and goal.open_end:
            starts = range(last + 1)
        elif goal.open_end:
            starts = range(1)
        else:
            starts = range(last, last + 1)
        ways: list[Goals] = []
        for start in starts:
            window = inputs[start : start + count]
            if all(self._plausible(g, v) for g, v in zip(goal.arguments, window, strict=True)):
                ways.append(_push(goal.arguments, window, rest))
        return self._choose(ways) if ways else self._fail(goal, value, "inputs")

    def _orders(self, arguments: list[Goal], inputs: list[int], rest: Goals) -> list[Goals]:
        """Every order of the inputs that is plausible at first sight."""
        ways: list[Goals] = []
        if len(inputs) == len(arguments) <= MAX_LEAVES:
            for order in permutations(inputs):
                if all(self._plausible(g, v) for g, v in zip(arguments, order, strict=True)):
                    ways.append(_push(arguments, order, rest))
        return ways

    def _choose(self, ways: list[Goals]) -> Goals:
        mark = len(self._trail)
        for way in reversed(ways[1:]):
            self._choices.append((way, mark))
        return ways[0]

    def _tree(self, goal: Goal, node: int, value: int, rest: Goals) -> Goals | Literal[False]:
        """``a + b + c``: opens nodes of the same operator until there are as many operands."""
        graph = self._graph
        wanted = len(goal.arguments)
        ways: list[Goals] = []
        stack: list[tuple[list[int], tuple[int, ...]]] = [(list(graph.inputs[node]), ())]
        seen: set[tuple[int, ...]] = set()
        while stack and len(ways) < 64:
            leaves, opened = stack.pop()
            if len(leaves) == wanted:
                if opened not in seen:
                    seen.add(opened)
                    self._tree_ways(goal, leaves, opened, rest, ways)
                continue
            for place, leaf in enumerate(leaves):
                root = graph.roots[leaf]
                maker = graph.producer[root]
                if maker >= 0 and graph.ops[maker] in (goal.operators or ()):
                    if not graph.constant[root] and maker not in self._used:
                        more = leaves[:place] + graph.inputs[maker] + leaves[place + 1 :]
                        if len(more) <= wanted:
                            stack.append((more, tuple(sorted((*opened, maker)))))
        return self._choose(ways) if ways else self._fail(goal, value, "inputs")

    def _tree_ways(
        self, goal: Goal, leaves: list[int], opened: tuple[int, ...], rest: Goals, ways: list[Goals]
    ) -> None:
        for order in permutations(leaves):
            if all(self._plausible(g, v) for g, v in zip(goal.arguments, order, strict=True)):
                goals = _push(goal.arguments, order, rest)
                for maker in opened:
                    goals = (_TAKE, maker, goals)
                ways.append(goals)

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
            return self._is_literal(goal, value)
        if kind == VARIABLE:
            bound = self._values[goal.register]
            if bound >= 0:
                return graph.roots[bound] == graph.roots[value]
            return goal.definition is None or self._plausible(goal.definition, value)
        if kind == ALTERNATIVE:
            return any(self._plausible(option, value) for option in goal.options)
        return True

    def _chain(self, goal: Goal, value: int, rest: Goals) -> Goals | Literal[False]:
        """``Op{m..n}(x)``: as long a chain as there is, shorter ones as further choices."""
        graph = self._graph
        at, length = value, 0
        ways: list[tuple[int, int]] = [(0, value)]
        path: list[int] = []
        while goal.maximum < 0 or length < goal.maximum:
            node = graph.producer[graph.roots[at]] if at >= 0 else -1
            if node < 0 or node in self._used or node in path:
                break
            if goal.operators is not None and graph.ops[node] not in goal.operators:
                break
            if not all(
                check(c, attribute(graph.attributes[node], c.key), dict(self._widths))
                for c in goal.constraints
            ):
                break
            path.append(node)
            length += 1
            data = [v for v in graph.inputs[node] if v >= 0 and not graph.constant[v]]
            at = data[0] if data else -1
            ways.append((length, at))
        ways = [way for way in ways if way[0] >= goal.minimum]
        if not ways:
            return self._fail(goal, value, "operator")
        lists: list[Goals] = []
        for count, end in reversed(ways):
            goals: Goals = (goal.arguments[0], end, rest) if goal.arguments else rest
            for node in path[:count]:
                goals = (_TAKE, node, goals)
            lists.append(goals)
        return self._choose(lists)

    def _sink(self, goal: Goal, rest: Goals) -> Goals | Literal[False]:
        """Every value that could be the sink's, found from the values bound so far."""
        graph = self._graph
        starts: set[int] = set()
        for register in _registers(goal):
            value = self._values[register]
            if value >= 0:
                starts.update(r for r in graph.readers[graph.roots[value]] if r >= 0)
        operators = root_operators(goal.options[0])
        if starts:
            nodes = graph.forward(sorted(starts), self._plan.node_count, None) | starts
        else:
            nodes = set(graph.live_nodes() if operators is None else graph.nodes_with(operators))
        found = [
            node
            for node in sorted(nodes, key=lambda n: (graph.order[n], n))
            if (operators is None or graph.ops[node] in operators) and node not in self._used
        ]
        ways: list[Goals] = [
            (goal.options[0], value, rest)
            for node in found
            for value in graph.outputs[node]
            if value >= 0
        ]
        return self._choose(ways) if ways else self._fail(goal, -1, "operator")

    def _claim(self, node: int, rest: Goals) -> Goals | Literal[False]:
        """Takes a node into the match that no pattern node of its own stands for."""
        if node in self._used:
            return False
        self._used.add(node)
        self._extra.append(node)
        self._trail.append(("extra", node))
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
        nodes = [node for node in self._nodes if node >= 0] + list(self._extra)
        return Binding(values, list(dict.fromkeys(nodes)), named, dict(self._widths), value)


def _push(goals: list[Goal], values: list[int] | tuple[int, ...], rest: Goals) -> Goals:
    for goal, value in zip(reversed(goals), reversed(values), strict=True):
        rest = (goal, value, rest)
    return rest
