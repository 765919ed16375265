"""The straight lines of a plan: what each asks, and where it reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from inspector.ir.normal import LAYOUT
from inspector.matching.plan import Goal, result_operators

(
    PLAIN,
    EITHER,
    PAIR,
    TESTED,
    ALONG,
    DETAILED,
    PRESENT,
    SAME,
    CONST,
    NUMBER,
    AMONG,
    AGAIN,
    BRANCH,
    SWITCH,
    OPTIONAL,
) = range(15)
"""What a line asks of a value: a node, a node at either of two inputs, a node with two arguments in
either order, a node with constraints, a node along a chain of layout nodes, a node about which more
is to be asked, any value, one bound before, a constant, a number, a node that is not looked into,
another output of a node bound before, one of several ways, the one way that its operator tells, a
node that may be left out."""

Test = tuple[str, Callable[[object], bool]]
"""A key and what its value must fulfil."""
Inner = tuple[tuple[int, frozenset[str]], ...]
"""Operators that a node's own inputs need, by place (-1: at any of them)."""
Home = tuple[int, int]
"""Where a value is read: number of the pattern node, place among its inputs."""


@dataclass(eq=False)
class Operand:
    """What is known beforehand of an argument of a commutative node.

    Attributes:
        operators: The nodes that make its value, None for any value.
        constant: Whether it must be constant.
        home: Where the value was bound before.
        goal: What stands for a node of its own.
        layout: Whether that node is looked for along a chain of layout nodes.
    """

    operators: frozenset[str] | None = None
    constant: bool = False
    home: Home | None = None
    goal: Goal | None = None
    layout: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether nothing but the operator is asked."""
        return not self.constant and self.home is None and not self.layout

    @cached_property
    def inner(self) -> Inner:
        """What its own node needs."""
        return inner_of(self.goal) if self.goal is not None else ()


def makers_of(
    one: Operand, other: Operand
) -> tuple[frozenset[str] | None, frozenset[str] | None] | None:
    """The operators that make two operands, None where more is asked of one."""
    return (one.operators, other.operators) if one.is_plain and other.is_plain else None


def inner_of(goal: Goal) -> Inner:
    """Operators that the arguments of a node need."""
    if not (goal.exact or (goal.commutative and len(goal.arguments) == 2)) or goal.nary:
        return ()
    found = []
    for place, argument in goal.asked:
        operators, is_open = result_operators(argument)
        if not is_open and operators.isdisjoint(LAYOUT):
            found.append((place if goal.exact else -1, operators))
    return tuple(found)


class Detail(NamedTuple):
    """What a line asks of a node beyond its operator and number of inputs.

    Attributes:
        port: Which output, -1 for any.
        sealed: Whether only the match may read its value.
        tests: Constraints of the node.
        layout: Whether the node is looked for along a chain of layout nodes.
    """

    port: int = -1
    sealed: bool = False
    tests: tuple[Test, ...] = ()
    layout: bool = False


class Line(NamedTuple):
    """One step.

    Attributes:
        kind: PLAIN ... AGAIN.
        parent, place: Home of the value.
        node: Number of the pattern node, where it stands for one.
        operators: That may make the value.
        arity: Number of arguments; -1 where there may be more inputs.
        needed: Inputs that must be there.
        detail: More to ask (DETAILED).
        pair: The two arguments where they may stand in either order.
        makers: The operators that make them, where nothing else is asked.
        inner: What its own node needs (EITHER).
        home: Where the same value was bound before (SAME).
        register: Its register (SAME).
        number: The number (NUMBER).
        ways: Every way (BRANCH, SWITCH); what else a node reads that is not left out (OPTIONAL).
        sets: The operators that tell each way (SWITCH).
    """

    kind: int
    parent: int
    place: int
    node: int = -1
    operators: frozenset[str] = frozenset()
    arity: int = -1
    needed: int = 0
    detail: Detail = Detail()
    pair: tuple[Operand, Operand] | None = None
    makers: tuple[frozenset[str] | None, frozenset[str] | None] | None = None
    inner: Inner = ()
    home: Home = (-1, -1)
    register: int = -1
    number: float = 0.0
    ways: tuple[Way, ...] = ()
    sets: tuple[frozenset[str], ...] = ()


Step = tuple[int, int, int, int, frozenset[str], int, Line]
"""Of a line what a plain node needs, and the line."""


class Way(NamedTuple):
    """Lines that are walked together.

    Attributes:
        steps: In the order in which they are walked.
        homes: Home per register that is bound on this way.
        same: The lines among them that ask for a value bound before.
    """

    steps: list[Step]
    homes: dict[int, Home]
    same: list[Line]


class Straight(NamedTuple):
    """The straight part of a plan.

    Attributes:
        way: Its lines.
        whole: Whether a value that fulfils them is a match.
        peek: Operators, one of which makes the input at a place of the result's node: told at a
            glance; None where no place is certain.
    """

    way: Way
    whole: bool
    peek: tuple[int, frozenset[str]] | None
