"""A folded graph's nodes and values as arrays: many places are looked at with one operation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain

import numpy as np
import numpy.typing as npt

from inspector.ir.normal import LAYOUT

Numbers = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]

MARGIN = 32
"""Absent inputs before and after those of no node, so that any place of it can be looked at."""


class Columns:
    """Arrays of a normal graph, folds appended.

    Node -1 and value -1 stand for none: the last entry of each array answers for them.

    Attributes:
        kinds: Per node its operator's number.
        starts: Per node where its inputs begin in ``flat``.
        counts: Per node how many inputs it has.
        flat: The inputs of all nodes, one node's after the other's.
        producers: Per value the node that makes it, or -1.
        constant: Per value whether it depends on constants only.
        roots: Per value the value at the start of the layout chain behind it.
        makers: Per value the node that makes its root, or -1.
    """

    def __init__(
        self,
        ops: Sequence[str],
        inputs: Sequence[Sequence[int]],
        producer: Sequence[int],
        constant: Sequence[bool],
        roots: Sequence[int] | None = None,
    ) -> None:
        self.size = len(ops)
        self._numbers = {op: number for number, op in enumerate(dict.fromkeys(ops), 1)}
        self._tables: dict[frozenset[str], Flags] = {}
        self._attributes: dict[str, tuple[Numbers, list[object]]] = {}
        self.kinds = _numbers(map(self._numbers.__getitem__, ops), self.size, 0)
        self.counts = _numbers(map(len, inputs), self.size, 0)
        ends = self.counts.cumsum()
        total = int(ends[-1])
        self.starts = ends - self.counts
        self.starts[-1] = total + MARGIN
        self.flat = np.full(total + 2 * MARGIN, -1, np.intp)
        self.flat[:total] = np.fromiter(chain.from_iterable(inputs), np.intp, total)
        self.producers = _numbers(producer, len(producer), -1)
        self.constant = np.append(_flags(constant), False)
        self.roots = self._roots() if roots is None else _numbers(roots, len(roots), -1)
        self.makers: Numbers = self.producers[self.roots]

    def _roots(self) -> Numbers:
        """Per value the value at the start of the layout chain behind it."""
        roots = np.arange(len(self.producers))
        roots[-1] = -1
        turned = np.flatnonzero(self.layout[self.producers])
        roots[turned] = self.flat[self.starts[self.producers[turned]]]
        while True:
            further = roots[roots]
            if np.array_equal(further, roots):
                return roots
            roots = further

    @cached_property
    def filled(self) -> Numbers:
        """Per node how many inputs it has up to the last one that carries data."""
        carrying = np.flatnonzero((self.flat >= 0) & ~self.constant[self.flat])
        nodes = self.readers[carrying]
        found = np.zeros_like(self.counts)
        found[nodes] = carrying - self.starts[nodes] + 1  # the last one of a node stays
        return found

    @cached_property
    def readers(self) -> Numbers:
        """Per entry of ``flat`` the node that reads it."""
        return np.repeat(np.arange(self.size), self.counts[:-1])

    @cached_property
    def layout(self) -> Flags:
        """Per node whether it is a layout node that reads something."""
        return self.among(LAYOUT, np.arange(self.size + 1)) & (self.counts > 0)

    def is_ordered(self, alive: Sequence[bool]) -> bool:
        """Whether every live node stands behind those that it reads."""
        behind = self.producers[self.flat[: len(self.readers)]] >= self.readers
        return not np.count_nonzero(behind & _flags(alive)[self.readers])

    def by_operator(self, alive: Sequence[bool]) -> dict[str, list[int]]:
        """The live nodes of every operator that has some."""
        live = np.flatnonzero(_flags(alive))
        kinds = self.kinds[live].astype(np.int16 if len(self._numbers) < 2**15 else np.intp)
        ordered = live[np.argsort(kinds, kind="stable")].tolist()
        ends = np.bincount(kinds, minlength=len(self._numbers) + 1).cumsum().tolist()
        places = ((op, ends[number - 1], ends[number]) for op, number in self._numbers.items())
        return {op: ordered[first:last] for op, first, last in places if last > first}

    def among(self, operators: frozenset[str], nodes: Numbers) -> Flags:
        """Which nodes have one of some operators."""
        kinds = self.kinds[nodes]
        if len(operators) == 1:
            (operator,) = operators
            found: Flags = kinds == self._numbers.get(operator, -1)
            return found
        table = self._tables.get(operators)
        if table is None:
            table = np.zeros(len(self._numbers) + 1, np.bool_)
            known = self._numbers
            table[[known[operator] for operator in operators if operator in known]] = True
            self._tables[operators] = table
        return table[kinds]

    def fulfil(
        self,
        nodes: Numbers,
        key: str,
        test: Callable[[object], bool],
        attributes: Sequence[Mapping[str, object]],
    ) -> Flags:
        """Which nodes have an attribute that a test holds of: asked once of each value there is."""
        if key not in self._attributes:
            self._attributes[key] = _encoded([known.get(key) for known in attributes])
        codes, values = self._attributes[key]
        told = np.fromiter(map(test, values), np.bool_, len(values))
        found: Flags = told[codes[nodes]] & (nodes >= 0)
        return found

    def have(self, nodes: Numbers, operators: frozenset[str], arity: int, needed: int) -> Flags:
        """Which nodes have one of some operators, and inputs as a pattern asks.

        Args:
            nodes: Nodes, -1 for none.
            operators: Their operators.
            arity: So many inputs may carry data; -1 for any number.
            needed: So many inputs there must be.
        """
        found = self.among(operators, nodes)
        counts = self.counts[nodes]
        exact = counts == arity
        if np.count_nonzero(found & ~exact):
            found &= exact | (counts >= needed)
            if arity >= 0:
                found &= exact | (self.filled[nodes] <= arity)
        return found

    def inputs_of(self, nodes: Numbers, place: int | Numbers) -> Numbers:
        """The values at a place among the nodes' inputs; from the end where it is negative."""
        first = self.starts[nodes]
        if isinstance(place, int) and place < 0:
            first = first + self.counts[nodes]
        values: Numbers = self.flat[first + place]
        return values

    def behind(self, operators: frozenset[str], values: Numbers) -> Numbers:
        """The values along chains of layout nodes that one of some operators makes."""
        while True:
            nodes = self.producers[values]
            going = self.layout[nodes] & ~self.among(operators, nodes)
            if not np.count_nonzero(going):
                return values
            values = np.where(going, self.inputs_of(nodes, 0), values)


def _encoded(entries: Sequence[object]) -> tuple[Numbers, list[object]]:
    """Per entry the number of its value, and the values; lists are told apart by their elements."""
    numbers: dict[object, int] = {}
    values: list[object] = []
    codes = np.empty(len(entries) + 1, np.intp)
    codes[-1] = 0
    for place, value in enumerate(entries):
        key: object = value if isinstance(value, int | float | str) else id(value)
        if isinstance(value, list):
            key = tuple(value) if all(isinstance(v, int | float | str) for v in value) else key
        number = codes[place] = numbers.setdefault((type(value), key), len(values))
        if number == len(values):
            values.append(value)
    return codes, values


def _flags(entries: Sequence[bool]) -> Flags:
    return np.frombuffer(bytes(entries), np.bool_)


def _numbers(entries: Iterable[int], count: int, last: int) -> Numbers:
    """So many entries and a last one."""
    found = np.empty(count + 1, np.intp)
    found[:count] = np.fromiter(entries, np.intp, count)
    found[-1] = last
    return found
