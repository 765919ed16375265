"""The least general pattern of one or several regions.

Regions are aligned from their results backwards, as the matcher matches: every value has one
producer, so only the order of operands and nodes that some regions lack leave a choice. Where all
agree the pattern says so; widths that differ from region to region become variables, related to
each other where they are related in every region (anti-unification: one variable per tuple of what
it stands for, Plotkin 1970).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from inspector.analysis.workbench.aligning import Alignment, Side, Step, Values
from inspector.analysis.workbench.constraining import Constraints
from inspector.analysis.workbench.records import Region, RegionNode
from inspector.analysis.workbench.tidying import shortened, tidy
from inspector.matching.plan import COMMUTATIVE
from inspector.patterns.places import walk
from inspector.patterns.syntax import (
    Anything,
    Call,
    Comparison,
    Constant,
    Definition,
    Expression,
    Literal,
    Pattern,
    Variable,
)

INPUT_NAMES = ("x", "y", "z", "u", "v", "w")
_TOLD = ("kernel", "stride", "group", "in", "out", "activation")
_PLAIN = ("stride", "group")


@dataclass(slots=True)
class Merged:
    """A pattern that stands for all regions.

    Attributes:
        pattern: The statements, a region's last result called ``out``.
        inputs: Names of its inputs in order.
        nodes: How many pattern nodes it has.
        loose: How many of them are optional or one of several operators.
        had: Per statement what each region has there, empty where it has nothing.
    """

    pattern: Pattern
    inputs: list[str]
    nodes: int
    loose: int
    had: list[list[str]]


def merge(regions: Sequence[Region]) -> Merged:
    """The least general pattern that matches all regions.

    Args:
        regions: At least one, all of the same level of folding.

    Raises:
        UnlikeError: Their results have nothing in common.
    """
    return _Merger(regions).merge()


class _Merger:
    def __init__(self, regions: Sequence[Region]) -> None:
        self._regions = Alignment(regions)
        self._constraints = Constraints()
        self._names: dict[tuple[int, ...], str] = {}
        self._inputs: dict[tuple[int, ...], str] = {}
        self._counts: Counter[str] = Counter()
        self._statements: list[Definition] = []
        self._done: dict[tuple[int, ...], tuple[str, ...]] = {}
        self._loose = 0
        self._had: list[list[str]] = []

    def merge(self) -> Merged:
        """All statements, the result last."""
        sinks = self._regions.sinks()
        first, *others = sinks
        for members in reversed(others):
            self._define(members, "")
        self._define(first, "out")
        pattern = tidy(shortened(Pattern(tuple(self._statements))), self._taken())
        nodes = sum(isinstance(e, Call) for _, e in walk(pattern))
        read = {e.name for _, e in walk(pattern) if isinstance(e, Variable)}
        inputs = [name for name in self._inputs.values() if name in read]
        return Merged(pattern, inputs, nodes, self._loose, self._had)

    def _define(self, members: tuple[int, ...], name: str) -> str:
        """Writes the statement of aligned members (and of what they need); the name of its value.

        Iterative in effect: what a statement reads is defined first, over a work list, so that a
        selection of thousands of nodes in a row needs no deep recursion.
        """
        stack: list[tuple[tuple[int, ...], str]] = [(members, name)]
        begun: set[tuple[int, ...]] = set()  # aligned members may need each other: once is enough
        while stack:
            current, wanted = stack[-1]
            if current in self._done:
                stack.pop()
                continue
            step = self._regions.step(current)
            begun.add(current)
            missing = [
                m for m in self._regions.needs(step) if m not in self._done and m not in begun
            ]
            if missing:
                stack.extend((m, "") for m in reversed(missing))
                continue
            stack.pop()
            self._write(current, step, wanted)
        return self._done[members][0]

    def _write(self, members: tuple[int, ...], step: Step, wanted: str) -> None:
        """Adds the statement of a step whose inputs are defined."""
        nodes = self._regions.nodes(members)
        if step.beyond is not None:
            self._loose += 1
            inner = Variable(self._done[step.beyond][0])
            extra = next(n for n in nodes if n.operator == step.operators[0])
            side = self._regions.sides[nodes.index(extra)]
            expression = Call(step.operators, _around(extra, side, inner), optional=True)
        else:
            self._loose += len(step.operators) > 1
            arguments = [self._argument(values) for values in step.arguments]
            expression = _call(step.operators, arguments, self._constraints.of(nodes))
        extra_only = step.operators[0] if step.beyond is not None else ""
        self._had.append(
            [_told(node) if extra_only in ("", node.operator) else "" for node in nodes]
        )
        names = self._name(nodes, members, wanted)
        self._done[members] = names
        self._statements.append(Definition(names, expression))
        self._remember(nodes, names)

    def _remember(self, nodes: list[RegionNode], names: tuple[str, ...]) -> None:
        for port, name in enumerate(names):
            roots = tuple(n.outputs[port] if port < len(n.outputs) else -1 for n in nodes)
            if min(roots) >= 0:
                self._names[roots] = name

    def _argument(self, values: Values) -> Expression:
        if any(value is None for value in values):
            return Anything()
        known = [value for value in values if value is not None]
        if all(value.constant for value in known):
            numbers = {value.number for value in known}
            number = numbers.pop() if len(numbers) == 1 else None
            return Constant() if number is None or abs(number) >= 1e6 else _literal(number)
        if any(value.constant for value in known):
            return Anything()
        roots = tuple(value.root for value in known)
        if roots in self._names:
            return Variable(self._names[roots])
        made = self._regions.made_by(values)
        if min(made) >= 0 and made in self._done:
            return Variable(self._done[made][0])
        return Variable(self._input(roots))

    def _input(self, roots: tuple[int, ...]) -> str:
        if roots not in self._inputs:
            count = len(self._inputs)
            free = INPUT_NAMES[count] if count < len(INPUT_NAMES) else f"x{count}"
            self._inputs[roots] = free
        return self._inputs[roots]

    def _name(
        self, nodes: list[RegionNode], members: tuple[int, ...], wanted: str
    ) -> tuple[str, ...]:
        node = nodes[0]
        operator = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", node.operator.rpartition(".")[2])
        base = re.sub(r"[^a-z0-9_]", "", operator.lower())[:24] or "node"
        base = base if base[0].isalpha() else f"n{base}"
        ports = zip(self._regions.sides, members, strict=True)
        count = 1 + max(side.ports[member] for side, member in ports)
        if node.operator == "Split":
            count = max(count, len([o for o in node.outputs if o >= 0]))
        names = []
        for place in range(max(count, 1)):
            if wanted and place == 0:
                names.append(wanted)
                continue
            self._counts[base] += 1
            names.append(f"{base}{self._counts[base]}")
        return tuple(names)

    def _taken(self) -> set[str]:
        return {*self._names.values(), *self._inputs.values()}


def _told(node: RegionNode) -> str:
    """A node with what patterns usually ask of it."""
    said = []
    for key in _TOLD:
        value = node.attributes.get(key)
        if isinstance(value, list) and len(set(value)) == 1:
            value = value[0]
        if value not in (None, "", 0) and not (key in _PLAIN and value == 1):
            said.append(f"{key}={value}")
    return f"{node.operator}[{', '.join(said)}]" if said else node.operator


def _around(node: RegionNode, side: Side, inner: Expression) -> tuple[Expression, ...]:
    """Arguments of an optional node: what it stands before comes first."""
    others: list[Expression] = []
    spent = False
    for value in node.inputs:
        if not spent and side.made_by(value) >= 0:
            spent = True
        elif value is not None and value.constant:
            others.append(Constant())
        else:
            others.append(Anything())
    commutes = node.operator in COMMUTATIVE
    while others and not commutes and isinstance(others[-1], Constant | Anything):
        others.pop()
    return (inner, *others)


def _call(
    operators: tuple[str, ...], arguments: list[Expression], constraints: list[Comparison]
) -> Call:
    """A call with its trailing constants left out, as the language allows."""
    commutes = set(operators) <= COMMUTATIVE
    while arguments and isinstance(arguments[-1], Constant | Anything) and not commutes:
        if isinstance(arguments[-1], Constant) and arguments[-1].name:
            break
        arguments = arguments[:-1]
    return Call(operators, tuple(arguments), tuple(constraints))


def _literal(number: float) -> Literal:
    return Literal(float(f"{number:.6g}"))
