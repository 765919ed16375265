"""Which input of a node each argument of a goal stands for: in order, in any order, in windows."""

from __future__ import annotations

from collections.abc import Sequence

from inspector.matching import ways
from inspector.matching.constraints import is_number
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
)
from inspector.matching.state import Goals, Outcome, State

CLAIMED = Goal(CLAIM)

_LOOKS = 16
"""Pairs of an argument and an input that cost about as much as a goal that is tried."""


def arguments(state: State, goal: Goal, node: int, value: int, rest: Goals) -> Outcome:
    """Goals for the inputs of a node that was bound."""
    inputs = state.inputs[node]
    wanted = goal.arguments
    count = len(wanted)
    if goal.exact:
        if len(inputs) > count:
            constant = state.constant
            if any(extra >= 0 and not constant[extra] for extra in inputs[count:]):
                return state.fail(goal, value, "inputs")
        for place, argument in goal.asked:
            rest = (argument, inputs[place] if place < len(inputs) else -1, rest)
        return rest
    if goal.nary:
        return _tree(state, goal, node, value, rest)
    if goal.commutative:
        if count == len(inputs) == 2:
            return _pair(state, goal, inputs, value, rest)
        leaves = (*inputs, *[-1] * (0 if goal.lavish else count - len(inputs)))
        return order(state, _sharing(wanted, leaves, goal), value, rest)
    windows = [w for w in ways.windows(goal, inputs) if _all_plausible(state, wanted, w)]
    if not windows:
        return state.fail(goal, value, "inputs")
    return state.choose([_push(wanted, window, rest) for window in windows])


def _pair(state: State, goal: Goal, inputs: list[int], value: int, rest: Goals) -> Outcome:
    """Two arguments in either order."""
    asked = goal.asked
    if len(asked) < 2:  # the other one is anything
        return _either(state, asked[0], inputs, value, rest) if asked else rest
    one, other = goal.arguments
    first, second = inputs
    straight = _plausible(state, one, first) and _plausible(state, other, second)
    if first != second and _plausible(state, one, second) and _plausible(state, other, first):
        swapped = (one, second, (other, first, rest))
        if not (straight and _promising(state, one, first) and _promising(state, other, second)):
            return swapped
        if _promising(state, one, second) and _promising(state, other, first):
            state.choices.append((swapped, len(state.trail)))
    elif not straight:
        return state.fail(goal, value, "inputs")
    return (one, first, (other, second, rest))


def _either(
    state: State, asked: tuple[int, Goal], inputs: list[int], value: int, rest: Goals
) -> Outcome:
    """One argument that may stand for either input, the one in its place first."""
    place, argument = asked
    first, second = inputs[place], inputs[1 - place]
    straight = _plausible(state, argument, first)
    if first != second and _plausible(state, argument, second):
        if not straight or not _promising(state, argument, first):
            return (argument, second, rest)
        if _promising(state, argument, second):
            state.choices.append(((argument, second, rest), len(state.trail)))
    elif not straight:
        return state.fail(argument, value, "inputs")
    return (argument, first, rest)


def order(state: State, goal: Goal, value: int, rest: Goals) -> Outcome:
    """Gives the first argument each leaf in turn that leaves one for the others."""
    leaves, wanted = goal.leaves, goal.arguments
    constant = state.constant
    if not goal.lavish:
        carrying = sum(leaf >= 0 and not constant[leaf] for leaf in leaves)
        if carrying > len(wanted):
            return state.fail(goal, value, "inputs")
    if not wanted:
        return rest
    goals: list[Goals] = []
    state.effort += len(leaves) * len(wanted) // _LOOKS
    for place, leaf in enumerate(leaves):
        if leaf in leaves[:place] or not _plausible(state, wanted[0], leaf):
            continue
        left = leaves[:place] + leaves[place + 1 :]
        others = wanted[1:]
        if all(any(_plausible(state, other, one) for one in left) for other in others):
            goals.append((wanted[0], leaf, (_sharing(others, left, goal), value, rest)))
    return state.choose(goals) if goals else state.fail(goal, value, "inputs")


def _tree(state: State, goal: Goal, node: int, value: int, rest: Goals) -> Outcome:
    """``a + b + c``: opens nodes of the same operator until there are as many operands."""
    goals: list[Goals] = []
    wanted = goal.arguments
    found, looked_at = ways.openings(state.graph, node, len(wanted), state.used)
    state.effort += looked_at
    state.cut_short |= looked_at >= ways.MOST_OPENINGS
    for leaves, opened in found:
        if all(any(_plausible(state, g, leaf) for leaf in leaves) for g in wanted):
            following: Goals = (_sharing(wanted, tuple(leaves), goal), value, rest)
            for maker in opened:
                following = (CLAIMED, maker, following)
            goals.append(following)
    return state.choose(goals) if goals else state.fail(goal, value, "inputs")


def _all_plausible(state: State, goals: Sequence[Goal], values: Sequence[int]) -> bool:
    return all(_plausible(state, g, v) for g, v in zip(goals, values, strict=True))


def _plausible(state: State, goal: Goal, value: int) -> bool:
    """A cheap look that spares most wrong orders."""
    kind = goal.kind
    if kind == ANYTHING:
        return True
    if value < 0:
        return kind == ALTERNATIVE
    if kind == VARIABLE:
        bound = state.values[goal.register]
        if bound >= 0:
            return state.roots[bound] == state.roots[value]
        if goal.definition is None:
            return True
        goal = goal.definition
        kind = goal.kind
    if kind == NODE:
        if goal.layout:
            return True
        node = state.producer[state.roots[value]]
        return node >= 0 and (goal.operators is None or state.ops[node] in goal.operators)
    if kind == CONSTANT:
        return state.constant[value]
    if kind == LITERAL:
        return is_number(state.graph, value, goal.value)
    if kind == ALTERNATIVE:
        return any(_plausible(state, option, value) for option in goal.options)
    return kind != VARIABLE or _plausible(state, goal, value)


def _promising(state: State, goal: Goal, value: int) -> bool:
    """For a value that is plausible: whether the node's inputs are, too."""
    inner = goal.definition
    if goal.step != DEFINED or inner is None or state.values[goal.register] >= 0:
        return True
    inputs = state.inputs[state.producer[state.roots[value]]]
    if inner.exact:
        return all(
            _plausible(state, argument, inputs[place] if place < len(inputs) else -1)
            for place, argument in inner.asked
        )
    return inner.nary or all(
        argument.kind == ALTERNATIVE or any(_plausible(state, argument, each) for each in inputs)
        for _, argument in inner.asked
    )


def _sharing(wanted: Sequence[Goal], leaves: tuple[int, ...], like: Goal) -> Goal:
    """A goal that gives leaves to arguments in any order."""
    goal = Goal(ORDER)
    goal.arguments, goal.leaves, goal.lavish = wanted, leaves, like.lavish
    goal.operators, goal.name = like.operators, like.name
    return goal


def _push(goals: Sequence[Goal], values: Sequence[int], rest: Goals) -> Goals:
    for goal, value in zip(reversed(goals), reversed(values), strict=True):
        rest = (goal, value, rest)
    return rest
