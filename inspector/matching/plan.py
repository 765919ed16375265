"""A compiled pattern: goals with numbered registers, and what a graph must hold at least.

A plan is matched from its result backwards: every value has one producer, so that only
alternatives, operand orders and transparent chains leave a choice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from inspector.patterns.syntax import Comparison

if TYPE_CHECKING:
    from inspector.matching.lines import Straight

COMMUTATIVE = frozenset(
    {"Add", "Mul", "And", "Or", "Xor", "Max", "Min", "Sum", "Mean", "Equal", "BitwiseAnd"}
)
"""Operators whose inputs match in any order."""

VARIABLE, ANYTHING, CONSTANT, LITERAL, NODE, ALTERNATIVE, CHAIN, CLAIM, SINK, ORDER = range(10)
DEFINED = 10
"""How a VARIABLE is tried that stands for a plain node: most goals of most patterns."""


Test = tuple[str, Callable[[object], bool] | None, Comparison]


class Goal:
    """One thing a value must be.

    Attributes:
        kind: VARIABLE ... CLAIM (takes a node into the match that has no pattern node), SINK (a
            definition that the result does not depend on: found forward from bound values), ORDER
            (arguments that share out the inputs of a node among themselves).
        register: Where the value is bound, -1 for nowhere.
        operators: Of a NODE or CHAIN; None for any.
        arguments: Goals for a node's inputs; for a CHAIN the goal at its far end.
        step: How it is tried: its kind, or DEFINED.
        mark: Of a DEFINED one: its register and the number of its pattern node.
        exact: Whether each argument has its own input.
        asked: Then the arguments that are not just anything, with their places, the last one first.
        options: Of an ALTERNATIVE.
        node: Number of the pattern node, for injectivity.
        definition: Goal of the statement that defines a VARIABLE, or None.
        layout: Whether some of the operators are layout operators, looked for along the chain.
        port: The output meant, -1 for any.
        starts: Of a SINK: registers that every match of it binds.
        link: Of a CHAIN: the goal that takes one of its nodes into the match.
        tests: Of a node's constraints the key and, where it names no width, the predicate.
        leaves: Of an ORDER: the inputs not yet given away.
        lavish: Whether inputs beyond the arguments may carry data (``...``).
    """

    mark = (-1, -1)
    register = node = port = -1
    name = ""
    value = 0.0
    minimum, maximum = 1, 1
    sealed = open_start = open_end = False
    commutative = nary = layout = lavish = exact = False
    operators: frozenset[str] | None = None
    definition: Goal | None = None
    link: Goal | None = None
    arguments: Sequence[Goal] = ()
    options: Sequence[Goal] = ()
    asked: Sequence[tuple[int, Goal]] = ()
    constraints: tuple[Comparison, ...] = ()
    tests: tuple[Test, ...] = ()
    starts: Sequence[int] = ()
    leaves: tuple[int, ...] = ()

    def __init__(self, kind: int) -> None:
        self.kind = self.step = kind

    def at(self, port: int) -> Goal:
        """The same goal for another output of its node."""
        other = copy(self)
        other.port = port
        return other


@dataclass
class Plan:
    """A compiled pattern.

    Attributes:
        root: Goal of the result.
        registers: Names of bound values, by register.
        inputs: Registers of values that no statement defines, in order of appearance.
        node_count: Number of pattern nodes.
        reach: Most nodes between two ends of a match, -1 where a chain may be of any length.
        named: Names and numbers of the pattern nodes that have one; alternatives may share a name.
        widths: Names of the width variables.
        negatives: Goals that must not match anything.
        outputs: Registers by name of every defined value.
        distinct: Pairs of registers that hold different values.
        sinks: Goals of definitions that the result does not depend on.
        straight: The part that leaves no choice, written out when it is first asked for.
    """

    root: Goal
    registers: list[str] = field(default_factory=list)
    inputs: list[int] = field(default_factory=list)
    node_count: int = 0
    reach: int = 0
    named: list[tuple[str, int]] = field(default_factory=list)
    widths: list[str] = field(default_factory=list)
    negatives: list[Goal] = field(default_factory=list)
    outputs: dict[str, int] = field(default_factory=dict)
    distinct: list[tuple[int, int]] = field(default_factory=list)
    sinks: list[Goal] = field(default_factory=list)
    straight: Straight | None = None

    @cached_property
    def required(self) -> list[tuple[frozenset[str], int]]:
        """Operator sets of which a graph must hold a node each.

        With the greatest number of nodes from there to the result; -1 for any number.
        """
        beside = (sink.options[0] for sink in self.sinks)
        return [*_distances(self.root), *((o, -1) for sink in beside for o, _ in _distances(sink))]

    @cached_property
    def vocabulary(self) -> frozenset[str] | None:
        """All operators that may occur between a result and what is below it; None for any."""
        operators: set[str] = set()
        for goal in below(self.root):
            if goal.kind in (NODE, CHAIN):
                if goal.operators is None:
                    return None
                operators |= goal.operators
        return frozenset(operators)


def registers_of(goal: Goal) -> set[int]:
    """Registers that matching a goal may bind."""
    return {g.register for g in below(goal) if g.register >= 0}


def below(goal: Goal) -> list[Goal]:
    """A goal and all goals it leads to."""
    found: list[Goal] = []
    stack, seen = [goal], {id(goal)}
    while stack:
        current = stack.pop()
        found.append(current)
        following = current.arguments or current.options
        if current.definition is not None:
            following = [*following, current.definition]
        for other in following:
            if id(other) not in seen:
                seen.add(id(other))
                stack.append(other)
    return found


def result_operators(goal: Goal) -> tuple[frozenset[str], bool]:
    """Operators that can make a goal's value, and whether any other value can be it too."""
    plain = goal.definition if goal.kind == VARIABLE else goal
    if plain is not None and plain.kind == NODE and plain.operators is not None:
        return plain.operators, False
    found: set[str] = set()
    open_to_any = False
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
                stack += current.arguments[:1]
                open_to_any = open_to_any or not current.arguments
        else:
            open_to_any = True
    return frozenset(found), open_to_any


def _distances(root: Goal) -> list[tuple[frozenset[str], int]]:
    """Mandatory operator sets and how many pattern nodes lie between them and the result."""
    found: list[tuple[frozenset[str], int]] = []
    for goal, depth in mandatory(root):
        if goal.operators is not None and (goal.kind == NODE or goal.minimum > 0):
            found.append((goal.operators, depth))
    return found


def mandatory(root: Goal) -> Iterator[tuple[Goal, int]]:
    """Node goals that every match fulfils, with an upper bound of their distance from the result.

    The distance is -1 where a chain of any length lies between.
    """
    stack = [(root, 0)]
    seen: set[int] = set()
    while stack:
        goal, depth = stack.pop()
        if goal.kind == VARIABLE:
            if goal.definition is not None and id(goal.definition) not in seen:
                seen.add(id(goal.definition))
                stack.append((goal.definition, depth))
        elif goal.kind == NODE:
            yield goal, depth
            # A commutative tree may hold one node for each operand.
            step = len(goal.arguments) if goal.nary else 1
            below = -1 if depth < 0 else depth + step
            stack.extend((argument, below) for argument in goal.arguments)
        elif goal.kind == CHAIN:
            yield goal, depth
            stack.extend((argument, -1) for argument in goal.arguments[:1])
        elif goal.kind == ALTERNATIVE:
            if len(goal.options) == 2 and goal.options[1] in goal.options[0].arguments[:1]:
                stack.append((goal.options[1], -1 if depth < 0 else depth + 1))
            else:
                sets = [option.operators for option in goal.options]
                kinds = {option.kind for option in goal.options}
                if kinds == {NODE} and all(s is not None for s in sets):
                    joined = Goal(NODE)
                    joined.operators = frozenset().union(*(s for s in sets if s is not None))
                    yield joined, depth
