"""A part of a graph as a pattern that every matcher understands.

A region hangs together below one result: nodes with their operators, and which of them reads which
output of which. What comes from outside is anything at all.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from inspector.ir.normal import NormalGraph
from inspector.patterns import Pattern, parse_pattern

COMMUTATIVE = frozenset({"Add", "Mul"})
"""Operators whose operands our patterns find in either order."""


@dataclass(frozen=True, slots=True)
class Part:
    """A node of a region.

    Attributes:
        domain, operator: Its operator.
        inputs: Per input the place of the part that makes it and which output that is, or None.
        outputs: How many of its outputs must have a name.
    """

    domain: str
    operator: str
    inputs: tuple[tuple[int, int] | None, ...]
    outputs: int

    @property
    def name(self) -> str:
        """The operator as graph and language have it."""
        return f"{self.domain}.{self.operator}" if self.domain else self.operator


@dataclass(frozen=True, slots=True)
class Region:
    """Parts in topological order; the last one is the result."""

    parts: tuple[Part, ...]

    def pattern(self) -> Pattern:
        """The region in the signature language."""
        lines = []
        for place, part in enumerate(self.parts):
            names = ", ".join(_name(place, port) for port in range(part.outputs))
            inputs = ", ".join("_" if source is None else _name(*source) for source in part.inputs)
            lines.append(f"{names} = {part.name}({inputs})")
        lines[-1] = "out" + lines[-1][lines[-1].index(" =") :]
        return parse_pattern("\n".join(lines))

    def ports(self) -> dict[tuple[int, int], tuple[int, ...]]:
        """For each pair (maker, reader) the reader's inputs between them, 0 where order is free."""
        found: dict[tuple[int, int], list[int]] = {}
        for place, part in enumerate(self.parts):
            for port, source in enumerate(part.inputs):
                if source is not None:
                    free = part.operator in COMMUTATIVE
                    found.setdefault((source[0], place), []).append(0 if free else port)
        return {pair: tuple(sorted(ports)) for pair, ports in found.items()}


def _name(place: int, port: int) -> str:
    return f"n{place}" if port == 0 else f"n{place}_{port}"


def cut(graph: NormalGraph, result: int, size: int) -> Region | None:
    """The nodes nearest behind a result; None when there are fewer than asked for."""
    chosen = sorted(_nearest(graph, result, size))
    if len(chosen) < size or chosen[-1] != result:
        return None
    place = {node: number for number, node in enumerate(chosen)}
    sources = [[_source(graph, place, value) for value in graph.inputs[node]] for node in chosen]
    named = [1] * size
    for source in (source for inputs in sources for source in inputs if source is not None):
        named[source[0]] = max(named[source[0]], source[1] + 1)
    parts = []
    for number, node in enumerate(chosen):
        domain, _, operator = graph.ops[node].rpartition(".")
        parts.append(Part(domain, operator, tuple(sources[number]), named[number]))
    return Region(tuple(parts))


def _source(graph: NormalGraph, place: dict[int, int], value: int) -> tuple[int, int] | None:
    maker = graph.producer[value] if value >= 0 else -1
    return (place[maker], graph.outputs[maker].index(value)) if maker in place else None


def _nearest(graph: NormalGraph, result: int, size: int) -> set[int]:
    chosen: set[int] = set()
    waiting = deque([result])
    while waiting and len(chosen) < size:
        node = waiting.popleft()
        if node not in chosen and not graph.constant[graph.outputs[node][0]]:
            chosen.add(node)
            makers = [graph.producer[value] for value in graph.inputs[node] if value >= 0]
            waiting.extend(maker for maker in makers if maker >= 0)
    return chosen
