"""One backtracking search from a result backwards: iterative, step after step over goals."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from inspector.matching import ways
from inspector.matching.chains import chain, claim, layout
from inspector.matching.constraints import is_number
from inspector.matching.fold import FoldedGraph
from inspector.matching.operands import arguments, order
from inspector.matching.plan import Goal, Plan
from inspector.matching.state import BOUND_BOTH, BOUND_NODE, Binding, Goals, Miss, Outcome, State

Step = Callable[[State, Goal, int, Goals], Outcome]


class Search:
    """A search of one plan on one graph; it can be run again for the next result.

    Attributes:
        steps: Goals tried so far.
        spent: Whether the last run ended at its budget.
    """

    def __init__(self, graph: FoldedGraph, plan: Plan, budget: int, miss: Miss | None) -> None:
        self._plan = plan
        self._budget = budget
        self._state = State(graph, plan, miss)
        self._start = [-1] * len(plan.registers), dict[str, float]()
        self.spent = False
        self.steps = 0

    def preset(self, binding: Binding) -> None:
        """Starts with the values of a match (for negative statements)."""
        self._start = binding.values, binding.widths
        self._state.reset(*self._start)

    def run(self, value: int, goal: Goal | None = None) -> Iterator[Binding]:
        """Yields every solution in which the goal (default: the plan's result) is the value."""
        goals: Goals = None
        if goal is None:
            for sink in reversed(self._plan.sinks):
                goals = (sink, -1, goals)
        following: Outcome = (goal or self._plan.root, value, goals)
        state, steps = self._state, self.steps
        if state.trail or state.choices:
            state.reset(*self._start)
        limit = steps + self._budget
        while True:
            while following:
                current, at, rest = following
                following = STEPS[current.step](state, current, at, rest)
                steps += 1
                if steps > limit:
                    break
            self.steps = steps = steps + 1 + state.effort
            state.effort = 0
            if steps > limit:
                self.spent = True
                return
            if following is None and state.settle():
                yield state.binding(value)
            if not state.choices:
                self.spent, state.cut_short = self.spent or state.cut_short, False
                return
            following, mark = state.choices.pop()
            state.undo(mark)


def _anything(state: State, goal: Goal, value: int, rest: Goals) -> Outcome:
    return rest


def _literal(state: State, goal: Goal, value: int, rest: Goals) -> Outcome:
    if is_number(state.graph, value, goal.value):
        return rest
    return state.fail(goal, value, "constant")


def _constant(state: State, goal: Goal, value: int, rest: Goals) -> Outcome:
    if value < 0 or not state.constant[value]:
        return state.fail(goal, value, "constant")
    if goal.constraints and not state.check_value(goal, value):
        return False
    if goal.register >= 0 and not state.bind_value(goal.register, value):
        return state.fail(goal, value, "same-value")
    return rest


def _alternative(state: State, goal: Goal, value: int, rest: Goals) -> Outcome:
    if goal.sealed and not state.seal(value):
        return state.fail(goal, value, "sealed")
    mark = len(state.trail)
    for option in reversed(goal.options[1:]):
        state.choices.append(((option, value, rest), mark))
    return (goal.options[0], value, rest)


def _variable(state: State, goal: Goal, value: int, rest: Goals) -> Outcome:
    if value < 0:
        return state.fail(goal, value, "inputs")
    if goal.sealed and not state.seal(value):
        return state.fail(goal, value, "sealed")
    if goal.constraints and not state.check_value(goal, value):
        return False
    first = state.values[goal.register] < 0
    if not state.bind_value(goal.register, value):
        return state.fail(goal, value, "same-value")
    definition = goal.definition
    if not first or definition is None:
        return rest
    return STEPS[definition.step](state, definition, value, rest)


def _defined(state: State, goal: Goal, value: int, rest: Goals) -> Outcome:
    """A variable that stands for a plain node: both in one step."""
    inner = goal.definition
    if value < 0 or inner is None or state.values[goal.register] >= 0:
        return _variable(state, goal, value, rest)
    root = state.roots[value]
    node = state.producer[root]
    if node < 0 or state.ops[node] not in inner.operators:  # type: ignore[operator]
        return state.fail(inner, value, "operator")
    if node in state.used or state.nodes[inner.node] >= 0:
        return _variable(state, goal, value, rest)
    state.values[goal.register] = value
    state.nodes[inner.node] = node
    state.trail.append((BOUND_BOTH, goal.mark))
    if not state.constant[root]:
        state.used.add(node)
    return arguments(state, inner, node, value, rest)


def _node(state: State, goal: Goal, value: int, rest: Goals) -> Outcome:
    if value < 0:
        return state.fail(goal, value, "inputs")
    if goal.layout:
        return layout(state, goal, value, rest)
    root = state.roots[value]
    node = state.producer[root]
    operators = goal.operators
    if node < 0 or (operators is not None and state.ops[node] not in operators):
        return state.fail(goal, value, "operator")
    if goal.port >= 0 and state.graph.outputs[node].index(root) != goal.port:
        return state.fail(goal, value, "operator")
    if goal.sealed and not state.seal(value):
        return state.fail(goal, value, "sealed")
    number = goal.node
    if state.nodes[number] == node:
        return rest  # matched before, by another of its outputs
    if goal.constraints or node in state.used or state.nodes[number] >= 0:
        if not state.bind_node(goal, node, value):
            return False
    else:
        state.nodes[number] = node
        if not state.constant[root]:
            state.used.add(node)
        state.trail.append((BOUND_NODE, number))
    return arguments(state, goal, node, value, rest)


def _sink(state: State, goal: Goal, value: int, rest: Goals) -> Outcome:
    """Every value that could be the sink's, found from the values bound so far."""
    bound = [state.values[register] for register in goal.starts]
    found = ways.results_near(state.graph, goal.options[0], bound, state.plan.reach)
    goals: list[Goals] = [
        (goal.options[0], result, rest)
        for node in found
        for result in state.graph.outputs[node]
        if result >= 0
    ]
    return state.choose(goals) if goals else state.fail(goal, -1, "operator")


STEPS: tuple[Step, ...] = (
    _variable, _anything, _constant, _literal, _node,
    _alternative, chain, claim, _sink, order, _defined,
)  # fmt: skip
"""How a goal is tried, by its ``step``."""
