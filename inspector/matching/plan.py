"""A compiled pattern: goals with numbered registers, and what a graph must hold at least.

A plan is matched from its result backwards: every value has one producer, so that only
alternatives, operand orders and transparent chains leave a choice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
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

    __slots__ = (
        "arguments",
        "asked",
        "commutative",
        "constraints",
        "definition",
        "exact",
        "kind",
        "lavish",
        "layout",
        "leaves",
        "link",
        "mark",
        "maximum",
        "minimum",
        "name",
        "nary",
        "node",
        "open_end",
        "open_start",
        "operators",
        "options",
        "port",
        "register",
        "sealed",
        "starts",
        "step",
        "tests",
        "value",
    )  # fmt: skip

    def __init__(self, kind: int) -> None:
        self.kind = self.step = kind
        self.mark = (-1, -1)
        self.register = -1
        self.operators: frozenset[str] | None = None
        self.arguments: list[Goal] = []
        self.options: list[Goal] = []
        self.exact = False
        self.asked: list[tuple[int, Goal]] = []
        self.node = -1
        self.name = ""
        self.definition: Goal | None = None
        self.constraints: tuple[Comparison, ...] = ()
        self.sealed = False
        self.open_start = self.open_end = False
        self.commutative = self.nary = self.layout = self.lavish = False
        self.port = -1
        self.value = 0.0
        self.minimum, self.maximum = 1, 1
        self.starts: list[int] = []
        self.link: Goal | None = None
        self.leaves: tuple[int, ...] = ()
        self.tests: tuple[Test, ...] = ()


@dataclass(slots=True)
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
        required: Operator sets of which a graph must hold a node each, with the greatest number of
            nodes from there to the result.
        vocabulary: All operators that may occur, None when any may.
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
    required: list[tuple[frozenset[str], int]] = field(default_factory=list)
    vocabulary: frozenset[str] | None = None
    negatives: list[Goal] = field(default_factory=list)
    outputs: dict[str, int] = field(default_factory=dict)
    distinct: list[tuple[int, int]] = field(default_factory=list)
    sinks: list[Goal] = field(default_factory=list)
    straight: Straight | None = None


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
