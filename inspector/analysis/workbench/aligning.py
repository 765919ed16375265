"""Which nodes of several regions stand for each other."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from inspector.analysis.categories import category_of
from inspector.analysis.workbench.records import Region, RegionNode, RegionValue
from inspector.matching.plan import COMMUTATIVE

Values = tuple[RegionValue | None, ...]


class UnlikeError(Exception):
    """The regions have no common pattern."""


class Side:
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


@dataclass(slots=True)
class Step:
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


class Alignment:
    """Regions side by side, aligned from their results backwards.

    Attributes:
        sides: The regions.
    """

    def __init__(self, regions: Sequence[Region]) -> None:
        self.sides = [Side(region) for region in regions]

    def nodes(self, members: tuple[int, ...]) -> list[RegionNode]:
        """The nodes that members of all regions are."""
        return [side.nodes[m] for side, m in zip(self.sides, members, strict=True)]

    def made_by(self, values: Values) -> tuple[int, ...]:
        """The members that make a value in each region, -1 for none."""
        return tuple(side.made_by(v) for side, v in zip(self.sides, values, strict=True))

    def sinks(self) -> list[tuple[int, ...]]:
        """Results that stand for each other, the last of all first."""
        first, *others = [side.sinks() for side in self.sides]
        found: list[tuple[int, ...]] = []
        left = [list(sinks) for sinks in others]
        for sink in first:
            row = [sink]
            for side, candidates in zip(self.sides[1:], left, strict=True):
                best = self._likest(sink, side, candidates)
                if best is None:
                    break
                row.append(best)
            else:
                for candidates, taken in zip(left, row[1:], strict=True):
                    candidates.remove(taken)
                found.append(tuple(row))
        if not found:
            if all(len(side.nodes) for side in self.sides):
                return [(first[0], *(sinks[0] for sinks in others))]
            raise UnlikeError
        return found

    def _likest(self, sink: int, side: Side, candidates: list[int]) -> int | None:
        wanted = self.sides[0].nodes[sink].operator
        return next((c for c in candidates if side.nodes[c].operator == wanted), None)

    def step(self, members: tuple[int, ...]) -> Step:
        """How aligned members become one expression."""
        nodes = self.nodes(members)
        operators = list(dict.fromkeys(node.operator for node in nodes))
        if len(operators) == 1:
            return Step(members, (operators[0],), self._arguments(nodes), None)
        skipped = self._skip(members, operators)
        if skipped is not None:
            return skipped
        arguments = self._arguments(nodes)
        kinds = {category_of(operator) for operator in operators}
        if len({len(_data(node)) for node in nodes}) > 1 and len(kinds) > 1:
            raise UnlikeError
        return Step(members, tuple(sorted(operators)), arguments, None)

    def _skip(self, members: tuple[int, ...], operators: list[str]) -> Step | None:
        """An operator that some regions have before (or behind) what the others have."""
        for operator in operators:
            moved: list[int] = []
            for side, member in zip(self.sides, members, strict=True):
                node = side.nodes[member]
                if node.operator == operator:
                    before = [side.made_by(v) for v in _data(node)]
                    moved.append(next((b for b in before if b >= 0), -1))
                else:
                    moved.append(member)
            pairs = zip(self.sides, moved, strict=True)
            left = {side.nodes[m].operator if m >= 0 else "" for side, m in pairs}
            if len(left) == 1 and "" not in left:
                return Step(members, (operator,), [], tuple(moved))
        return None

    def needs(self, step: Step) -> list[tuple[int, ...]]:
        """Aligned members that a step reads."""
        if step.beyond is not None:
            return [step.beyond]
        found = []
        for values in step.arguments:
            made = self.made_by(values)
            if min(made, default=-1) >= 0:
                found.append(made)
        return found

    def _arguments(self, nodes: list[RegionNode]) -> list[Values]:
        """Inputs that stand for each other; operands that commute are paired by likeness."""
        first, *others = nodes
        rows = [list(first.inputs)]
        for side, node in zip(self.sides[1:], others, strict=True):
            inputs = list(node.inputs)
            if first.operator in COMMUTATIVE and len(inputs) == len(first.inputs) <= 4:
                inputs = self._ordered(first.inputs, side, inputs)
            rows.append(inputs)
        longest = max(len(row) for row in rows)
        padded = [row + [None] * (longest - len(row)) for row in rows]
        return list(zip(*padded, strict=True))

    def _ordered(
        self, wanted: list[RegionValue | None], side: Side, inputs: list[RegionValue | None]
    ) -> list[RegionValue | None]:
        first = self.sides[0]

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


def _data(node: RegionNode) -> list[RegionValue]:
    """Inputs that carry data."""
    return [value for value in node.inputs if value is not None and not value.constant]
