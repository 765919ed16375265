"""Layout nodes along a value's chain, and ``Op{m..n}(x)``: one node after the other."""

from __future__ import annotations

from inspector.ir.normal import LAYOUT
from inspector.matching import ways
from inspector.matching.operands import CLAIMED, arguments
from inspector.matching.plan import Goal
from inspector.matching.state import Goals, Outcome, State


def layout(state: State, goal: Goal, value: int, rest: Goals) -> Outcome:
    """Looks for the operator along the chain of layout nodes behind a value."""
    graph = state.graph
    operators = goal.operators or frozenset()
    at = value
    while True:
        node = graph.producer[at]
        if node < 0 or (graph.ops[node] not in LAYOUT and graph.ops[node] not in operators):
            return state.fail(goal, value, "operator")
        if graph.ops[node] not in operators:
            at = graph.inputs[node][0]
            continue
        mark = len(state.trail)
        further = graph.ops[node] in LAYOUT
        if further or goal.port < 0 or graph.outputs[node].index(at) == goal.port:
            sealed = not goal.sealed or state.seal(at)
            if sealed and state.bind_node(goal, node, at):
                if further and _is_behind(state, operators, graph.inputs[node][0]):
                    state.choices.append(((goal, graph.inputs[node][0], rest), mark))
                return arguments(state, goal, node, at, rest)
            state.undo(mark)
        if not further:
            return state.fail(goal, value, "operator")
        at = graph.inputs[node][0]


def _is_behind(state: State, operators: frozenset[str], value: int) -> bool:
    """Whether one of these operators stands along the layout nodes behind a value."""
    ops, producer, inputs = state.ops, state.producer, state.inputs
    while True:
        node = producer[value]
        if node < 0:
            return False
        if ops[node] in operators:
            return True
        if ops[node] not in LAYOUT:
            return False
        value = inputs[node][0]


def chain(state: State, goal: Goal, value: int, rest: Goals) -> Outcome:
    """``Op{m..n}(x)``: one link more, or the end of the chain."""
    if goal.sealed and not state.seal(value):
        return state.fail(goal, value, "sealed")
    goals: list[Goals] = []
    if goal.maximum:
        following = ways.shorter(goal)
        for node, before in ways.links(state.graph, goal.operators, value):
            goals.append((goal.link or CLAIMED, node, (following, before, rest)))
    if goal.minimum <= 0:
        goals.append((goal.arguments[0], value, rest) if goal.arguments else rest)
    return state.choose(goals) if goals else state.fail(goal, value, "operator")


def claim(state: State, goal: Goal, node: int, rest: Goals) -> Outcome:
    """Takes a node into the match that no pattern node of its own stands for."""
    value = state.graph.outputs[node][0]
    if node in state.used:
        return state.fail(goal, value, "same-value")
    if goal.constraints and not state.check_node(goal, node, value):
        return False
    state.claim(node)
    return rest
