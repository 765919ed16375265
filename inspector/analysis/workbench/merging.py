"""The least general pattern of one or several regions.

Regions are aligned from their results backwards, as the matcher matches: every value has one
producer, so only the order of operands and nodes that some regions lack leave a choice. Where all
agree the pattern says so; widths that differ from region to region become variables, related to
each other where they are related in every region (anti-unification: one variable per tuple of what
it stands for, Plotkin 1970).
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from inspector.analysis.categories import category_of
from inspector.analysis.workbench.edits import rename
from inspector.analysis.workbench.records import Region, RegionNode, RegionValue
from inspector.matching.plan import COMMUTATIVE
from inspector.patterns.places import put, walk
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
    Width,
)

INPUT_NAMES = ("x", "y", "z", "u", "v", "w")
WIDTH_NAMES = "CDEFGHKMN"
_SHORT = 8
"""Inputs of a Concat up to which each is written, though it says nothing of the others."""

_TOLD = ("kernel", "stride", "group", "in", "out", "activation")
_PLAIN = ("stride", "group")

Values = tuple[RegionValue | None, ...]


class UnlikeError(Exception):
    """The regions have no common pattern."""


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


class _Side:
    """One region with what the alignment looks up."""

    def __init__(self, region: Region) -> None:
        self.nodes = region.nodes
        self.maker: dict[int, int] = {
            root: number
            for number, node in enumerate(region.nodes)
            for root in node.outputs
            if root >= 0
        }
        self.shapes: dict[tuple[int, int], str] = {}
        read = {v.root for node in region.nodes for v in node.inputs if v is not None}
        self.ports = [
            max((p for p, root in enumerate(node.outputs) if root in read), default=0)
            for node in region.nodes
        ]
        """Per member its last output that another member reads."""

    def made_by(self, value: RegionValue | None) -> int:
        """Number of the member that makes a value, -1 for none."""
        return -1 if value is None or value.constant else self.maker.get(value.root, -1)

    def sinks(self) -> list[int]:
        """Members whose results no member reads, the last one first."""
        read = {self.made_by(v) for node in self.nodes for v in node.inputs}
        found = [n for n in range(len(self.nodes)) if n not in read]
        return found[::-1] or [len(self.nodes) - 1]

    def shape(self, value: RegionValue | None, depth: int = 2) -> str:
        """What is behind a value, so many nodes deep: equal things get equal words."""
        if value is None:
            return "_"
        if value.constant:
            return "$" if value.number is None else f"{value.number:g}"
        number = self.made_by(value)
        if number < 0:
            return "x"
        if depth == 0:
            return self.nodes[number].operator
        known = self.shapes.get((number, depth))
        if known is None:
            node = self.nodes[number]
            inner = [self.shape(v, depth - 1) for v in node.inputs]
            inner = sorted(inner) if node.operator in COMMUTATIVE else inner
            known = self.shapes[number, depth] = f"{node.operator}({','.join(inner)})"
        return known


class _Merger:
    def __init__(self, regions: Sequence[Region]) -> None:
        self._sides = [_Side(region) for region in regions]
        self._names: dict[tuple[int, ...], str] = {}
        self._inputs: dict[tuple[int, ...], str] = {}
        self._widths: dict[tuple[int, ...], Width] = {}
        self._counts: Counter[str] = Counter()
        self._statements: list[Definition] = []
        self._done: dict[tuple[int, ...], tuple[str, ...]] = {}
        self._loose = 0
        self._had: list[list[str]] = []

    def merge(self) -> Merged:
        """All statements, the result last."""
        sinks = self._sinks()
        first, *others = sinks
        for members in reversed(others):
            self._define(members, "")
        self._define(first, "out")
        pattern = _tidy(_shortened(Pattern(tuple(self._statements))), self._taken())
        nodes = sum(isinstance(e, Call) for _, e in walk(pattern))
        read = {e.name for _, e in walk(pattern) if isinstance(e, Variable)}
        inputs = [name for name in self._inputs.values() if name in read]
        return Merged(pattern, inputs, nodes, self._loose, self._had)

    def _sinks(self) -> list[tuple[int, ...]]:
        """Results that stand for each other, the last of all first."""
        first, *others = [side.sinks() for side in self._sides]
        found: list[tuple[int, ...]] = []
        left = [list(sinks) for sinks in others]
        for sink in first:
            row = [sink]
            for side, candidates in zip(self._sides[1:], left, strict=True):
                best = self._likest(sink, side, candidates)
                if best is None:
                    break
                row.append(best)
            else:
                for candidates, taken in zip(left, row[1:], strict=True):
                    candidates.remove(taken)
                found.append(tuple(row))
        if not found:
            if all(len(side.nodes) for side in self._sides):
                return [(first[0], *(sinks[0] for sinks in others))]
            raise UnlikeError
        return found

    def _likest(self, sink: int, side: _Side, candidates: list[int]) -> int | None:
        wanted = self._sides[0].nodes[sink].operator
        return next((c for c in candidates if side.nodes[c].operator == wanted), None)

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
            step = self._step(current)
            begun.add(current)
            missing = [m for m in self._needs(step) if m not in self._done and m not in begun]
            if missing:
                stack.extend((m, "") for m in reversed(missing))
                continue
            stack.pop()
            self._write(current, step, wanted)
        return self._done[members][0]

    def _step(self, members: tuple[int, ...]) -> _Step:
        """How aligned members become one expression."""
        nodes = [side.nodes[m] for side, m in zip(self._sides, members, strict=True)]
        operators = list(dict.fromkeys(node.operator for node in nodes))
        if len(operators) == 1:
            return _Step(members, (operators[0],), self._arguments(nodes), None)
        skipped = self._skip(members, operators)
        if skipped is not None:
            return skipped
        arguments = self._arguments(nodes)
        kinds = {category_of(operator) for operator in operators}
        if len({len(_data(node)) for node in nodes}) > 1 and len(kinds) > 1:
            raise UnlikeError
        return _Step(members, tuple(sorted(operators)), arguments, None)

    def _skip(self, members: tuple[int, ...], operators: list[str]) -> _Step | None:
        """An operator that some regions have before (or behind) what the others have."""
        for operator in operators:
            moved: list[int] = []
            for side, member in zip(self._sides, members, strict=True):
                node = side.nodes[member]
                if node.operator == operator:
                    before = [side.made_by(v) for v in _data(node)]
                    moved.append(next((b for b in before if b >= 0), -1))
                else:
                    moved.append(member)
            pairs = zip(self._sides, moved, strict=True)
            left = {side.nodes[m].operator if m >= 0 else "" for side, m in pairs}
            if len(left) == 1 and "" not in left:
                return _Step(members, (operator,), [], tuple(moved))
        return None

    def _needs(self, step: _Step) -> list[tuple[int, ...]]:
        """Aligned members that a step reads."""
        if step.beyond is not None:
            return [step.beyond]
        found = []
        for values in step.arguments:
            made = tuple(side.made_by(v) for side, v in zip(self._sides, values, strict=True))
            if min(made, default=-1) >= 0:
                found.append(made)
        return found

    def _arguments(self, nodes: list[RegionNode]) -> list[Values]:
        """Inputs that stand for each other; operands that commute are paired by likeness."""
        first, *others = nodes
        rows = [list(first.inputs)]
        for side, node in zip(self._sides[1:], others, strict=True):
            inputs = list(node.inputs)
            if first.operator in COMMUTATIVE and len(inputs) == len(first.inputs) <= 4:
                inputs = self._ordered(first.inputs, side, inputs)
            rows.append(inputs)
        longest = max(len(row) for row in rows)
        padded = [row + [None] * (longest - len(row)) for row in rows]
        return list(zip(*padded, strict=True))

    def _ordered(
        self, wanted: list[RegionValue | None], side: _Side, inputs: list[RegionValue | None]
    ) -> list[RegionValue | None]:
        first = self._sides[0]

        def likeness(order: list[RegionValue | None]) -> int:
            pairs = list(zip(wanted, order, strict=True))
            return sum(
                4 * (first.shape(a) == side.shape(b))
                + 2 * (first.shape(a, 0) == side.shape(b, 0))
                + ((first.made_by(a) >= 0) == (side.made_by(b) >= 0))
                for a, b in pairs
            )

        orders = [list(order) for order in itertools.permutations(inputs)]
        return max(orders, key=likeness)

    def _write(self, members: tuple[int, ...], step: _Step, wanted: str) -> None:
        """Adds the statement of a step whose inputs are defined."""
        nodes = [side.nodes[m] for side, m in zip(self._sides, members, strict=True)]
        if step.beyond is not None:
            self._loose += 1
            inner = Variable(self._done[step.beyond][0])
            extra = next(n for n in nodes if n.operator == step.operators[0])
            side = self._sides[nodes.index(extra)]
            expression = Call(step.operators, _around(extra, side, inner), optional=True)
        else:
            self._loose += len(step.operators) > 1
            arguments = [self._argument(values) for values in step.arguments]
            expression = _call(step.operators, arguments, self._constraints(nodes))
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
        made = tuple(side.made_by(v) for side, v in zip(self._sides, values, strict=True))
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
        ports = zip(self._sides, members, strict=True)
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

    def _constraints(self, nodes: list[RegionNode]) -> list[Comparison]:
        attributes = [node.attributes for node in nodes]
        found: list[Comparison] = []
        kernels = [a.get("kernel") for a in attributes]
        if all(isinstance(kernel, list) for kernel in kernels):
            found += _sizes("kernel", kernels)
            strides = [a.get("stride") for a in attributes]
            plain = all(s is None or s in (1, [1] * len(_listed(s))) for s in strides)
            if not plain and all(isinstance(s, list) for s in strides):
                found += _sizes("stride", strides)
        if all(a.get("depthwise") for a in attributes):
            found.append(Comparison("depthwise", "set"))
        elif all(isinstance(a.get("group"), int) and "kernel" in a for a in attributes):
            groups = {a["group"] == 1 for a in attributes}
            if len(groups) == 1:
                single = groups.pop()
                found.append(Comparison("group", "=" if single else ">", (Width(offset=1),)))
        for key in ("in", "out"):
            widths = [a.get(key) for a in attributes]
            if all(isinstance(width, int) and width > 1 for width in widths):
                tied = self._width(tuple(int(w) for w in widths if isinstance(w, int)))
                if tied is not None:
                    found.append(Comparison(key, "=", (tied,)))
        words = {a.get("activation") for a in attributes}
        if len(words) == 1 and isinstance(word := words.pop(), str) and word:
            found.append(Comparison("activation", "=", (word,)))
        return found

    def _width(self, widths: tuple[int, ...]) -> Width | None:
        """A width as a variable, or as a small multiple of one seen before, in every region."""
        if widths in self._widths:
            return self._widths[widths]
        for known, width in list(self._widths.items()):
            if width.factor != 1:
                continue
            ratios = {w // k if w % k == 0 else 0 for w, k in zip(widths, known, strict=True)}
            if len(ratios) == 1 and 2 <= (ratio := ratios.pop()) <= 8:
                self._widths[widths] = Width(width.variable, factor=ratio)
                return self._widths[widths]
        taken = {width.variable for width in self._widths.values()}
        free = [letter for letter in WIDTH_NAMES if letter not in taken]
        if not free:
            return None
        self._widths[widths] = Width(free[0])
        return self._widths[widths]

    def _taken(self) -> set[str]:
        return {*self._names.values(), *self._inputs.values()}


@dataclass(slots=True)
class _Step:
    """How aligned members become an expression.

    Attributes:
        members: One per region.
        operators: Of the node.
        arguments: Its inputs in all regions.
        beyond: The node is optional and this is what stands behind it.
    """

    members: tuple[int, ...]
    operators: tuple[str, ...]
    arguments: list[Values]
    beyond: tuple[int, ...] | None


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


def _data(node: RegionNode) -> list[RegionValue]:
    """Inputs that carry data."""
    return [value for value in node.inputs if value is not None and not value.constant]


def _around(node: RegionNode, side: _Side, inner: Expression) -> tuple[Expression, ...]:
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


def _sizes(key: str, sizes: Sequence[object]) -> list[Comparison]:
    """``kernel=3``, ``kernel=(1, 7)`` or, where regions differ, ``kernel in {3, 5}``."""
    listed = [_listed(size) for size in sizes]
    if any(len(size) != len(listed[0]) for size in listed):
        return []
    same = all(size == listed[0] for size in listed)
    if all(len(set(size)) == 1 for size in listed):
        terms = tuple(Width(offset=s) for s in sorted({size[0] for size in listed}))
        return [Comparison(key, "=" if same else "in", terms)]
    if not same:
        return []
    return [Comparison(key, "=", tuple(Width(offset=s) for s in listed[0]), is_tuple=True)]


def _listed(size: object) -> list[int]:
    return [int(s) for s in size] if isinstance(size, list) else []


def _literal(number: float) -> Literal:
    return Literal(float(f"{number:.6g}"))


def _shortened(pattern: Pattern) -> Pattern:
    """Takes those last inputs out of a long Concat that nothing else in the pattern speaks of."""
    uses = Counter(e.name for _, e in walk(pattern) if isinstance(e, Variable))
    defined = {name for definition in pattern.definitions for name in definition.names}
    for path, call in list(walk(pattern)):
        if not isinstance(call, Call) or call.operators != ("Concat",):
            continue
        kept = len(call.arguments)
        while kept > 2 and _says_nothing(call.arguments[kept - 1], uses, defined):
            kept -= 1
        if len(call.arguments) > _SHORT and kept < len(call.arguments):
            shorter = replace(call, arguments=call.arguments[:kept], open_end=True)
            pattern = put(pattern, path, shorter)
    return pattern


def _says_nothing(argument: Expression, uses: Counter[str], defined: set[str]) -> bool:
    if isinstance(argument, Variable):
        return argument.name not in defined and uses[argument.name] == 1
    return isinstance(argument, Anything)


def _tidy(pattern: Pattern, taken: set[str]) -> Pattern:
    """Takes out widths that relate nothing, and numbers of names that stand alone."""
    uses = Counter(
        term.variable
        for _, expression in walk(pattern)
        if isinstance(expression, Call)
        for constraint in expression.constraints
        for term in constraint.terms
        if isinstance(term, Width) and term.variable
    )
    for path, expression in list(walk(pattern)):
        if isinstance(expression, Call) and expression.constraints:
            kept = tuple(c for c in expression.constraints if not _alone(c, uses))
            if len(kept) != len(expression.constraints):
                pattern = put(pattern, path, replace(expression, constraints=kept))
    return rename(pattern, _shorter(taken))


def _alone(constraint: Comparison, uses: Counter[str]) -> bool:
    return any(isinstance(t, Width) and uses[t.variable] == 1 for t in constraint.terms)


def _shorter(taken: set[str]) -> dict[str, str]:
    """Names whose number tells nothing: ``softmax1`` where there is no second one."""
    changed = {}
    for name in sorted(taken):
        base = name.rstrip("0123456789")
        alone = name == f"{base}1" and f"{base}2" not in taken and base not in taken
        if alone and len(base) > 1 and base not in _RESERVED:
            changed[name] = base
    return changed


_RESERVED = frozenset({"not", "in", "out"})
