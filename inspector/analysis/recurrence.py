"""What recurs in a graph, found without signatures: the layers of a model nobody has described.

The nodes in graph order are cut wherever a single value flows on. Equal regions between cuts, in
equal order, several times in a row, are a repetition; its smallest period is the recurring block.
Values that many nodes read, and those read from far away (the skips of a U-Net), are no obstacle
to a cut. Equality is that of ``Structures``: an isomorphism, not a hash; names play no part.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from inspector.analysis.runs import Structures
from inspector.ir.normal import LAYOUT
from inspector.matching import FoldedGraph
from inspector.matching.index import OUTSIDE

FEW = 12
"""A graph of so few nodes needs no folds."""
HUB = 8
"""Readers from which on a value is taken for one that everything reads (a mask, an embedding)."""
FAR = 64
"""Nodes between maker and last reader from which on a value is taken for a long skip."""
FAR_HUB = 3
"""The same for a value that is also read from far away."""
LONGEST = 400
"""Regions in one recurring block at most."""
SMALLEST = 3
"""Nodes in one recurring block at least."""
ROUNDS = 3
"""Blocks of blocks of blocks."""
TIMES = (3, 2)
"""Occurrences that are asked for at first, and then: so that stages are made of layers."""
CROSSINGS = (1, 2, 3)
"""Values that may flow over a cut, tried in this order."""
CLOSING = frozenset({"Add", "Concat", "Sum"})
"""Operators that a block rather ends than begins with."""

Integers = npt.NDArray[np.int64]


@dataclass(slots=True)
class Recurrence:
    """A block that recurs.

    Attributes:
        name: Its operator in the folded graph, ``Block A``.
        folds: Its occurrences, in graph order; those that differ a little are among them.
        size: Nodes (folds count as one) in the usual occurrence.
    """

    name: str
    folds: list[int] = field(default_factory=list)
    size: int = 0


def fold_recurring(graph: FoldedGraph) -> list[Recurrence]:
    """Folds what recurs among the outermost nodes of a graph.

    Args:
        graph: With the blocks of the library folded; more folds are added to it.

    Returns:
        The recurring blocks, in the order they were found: the one that covers most first.
    """
    found: dict[object, Recurrence] = {}
    structures = Structures(graph)
    for times in TIMES:
        for _ in range(ROUNDS):
            before = len(found)
            for crossing in CROSSINGS:
                _fold_round(_Line(graph, structures, crossing), structures, times, found)
                if len(found) > before:
                    break
            if len(found) == before:
                break
    return list(found.values())


def _fold_round(
    line: _Line, structures: Structures, times: int, found: dict[object, Recurrence]
) -> None:
    graph = line.graph
    if len(line.nodes) <= FEW:
        return
    for start, period, count in line.repetitions(times):
        units = [(start + k * period, start + (k + 1) * period) for k in range(count)]
        structure = structures.region(line.members(*units[0]))
        new = Recurrence(f"Block {_letters(len(found))}", size=line.size(*units[0]))
        recurrence = found.get(structure, new)
        for first, last in line.with_odd_ones(units):
            members = line.members(first, last)
            result = line.result(members)
            fold = graph.fold(recurrence.name, members, line.inputs(members), result, {})
            if fold is not None:
                recurrence.folds.append(fold.node)
        if recurrence.folds:
            found[structure] = recurrence


def _letters(number: int) -> str:
    """A, B ... Z, AA, AB ..."""
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


class _Line:
    """The outermost nodes in graph order, cut into regions.

    Args:
        graph: The folded graph.
        structures: Tells equal nodes.
        crossing: How many values may flow over a cut.
    """

    def __init__(self, graph: FoldedGraph, structures: Structures, crossing: int) -> None:
        self.graph = graph
        self.nodes = [
            node
            for node in range(len(graph.ops))
            if graph.alive[node] and graph.is_compute(node) and graph.ops[node] not in LAYOUT
        ]
        self.nodes.sort(key=lambda node: (graph.order[node], node))
        self._place = {node: place for place, node in enumerate(self.nodes)}
        self.bounds = self._cut(crossing)
        numbers: dict[object, int] = {}
        self.keys: Integers = np.array(
            [
                numbers.setdefault(structures.region(self.members(at, at + 1)), len(numbers))
                for at in range(len(self.bounds) - 1)
            ],
            dtype=np.int64,
        )
        self.taken = np.zeros(len(self.keys), dtype=bool)

    def _cut(self, crossing: int) -> list[int]:
        """Places where regions begin, and the end."""
        graph = self.graph
        flowing = np.zeros(len(self.nodes) + 1, dtype=np.int64)
        # What the graph is given flows too: else a first layer would fall apart.
        makers = [(-1, graph.normal.graph_inputs)]
        makers += [(place, graph.outputs[node]) for place, node in enumerate(self.nodes)]
        for place, values in makers:
            for value in values:
                if value < 0 or graph.roots[value] != value:
                    continue
                readers = self._readers(value)
                far = any(r > place + FAR for r in readers)
                if not readers or len(readers) > (FAR_HUB if far else HUB):
                    continue
                last = max((r for r in readers if r <= place + FAR), default=place)
                if last > place:
                    flowing[place + 1] += 1
                    flowing[last + 1 if last + 1 < len(flowing) else last] -= 1
        over = np.cumsum(flowing)[:-1]
        inner = [at for at in range(1, len(self.nodes)) if over[at] <= crossing]
        return [0, *inner, len(self.nodes)] if self.nodes else [0]

    def _readers(self, value: int) -> list[int]:
        places = self._place
        return [places[r] for r in self.graph.readers[value] if r != OUTSIDE and r in places]

    def members(self, first: int, last: int) -> list[int]:
        """Nodes of the regions from one up to another."""
        return self.nodes[self.bounds[first] : self.bounds[last]]

    def size(self, first: int, last: int) -> int:
        """How many nodes these regions have."""
        return self.bounds[last] - self.bounds[first]

    def repetitions(self, times: int) -> Iterator[tuple[int, int, int]]:
        """First region, regions in a period, and number of periods: the largest ones first."""
        while (best := self._largest(times)) is not None:
            start, period, count = best
            self.taken[start : start + period * count] = True
            yield best

    def _largest(self, times: int) -> tuple[int, int, int] | None:
        """The repetition that covers most nodes; of equal ones that of the shortest period."""
        best: tuple[int, int, int] | None = None
        most = 2 * SMALLEST - 1
        free = ~self.taken
        for period in range(1, min(len(self.keys) // 2, LONGEST) + 1):
            same = (self.keys[:-period] == self.keys[period:]) & free[:-period] & free[period:]
            for start, length in _stretches(same):
                count = length // period + 1
                if count < times or self._is_run(start, period):
                    continue
                begin = self._begin(start, length % period, period)
                covered = self.size(begin, begin + period * count)
                unit = self.size(begin, begin + period)
                if unit >= SMALLEST and covered > most:
                    best, most = (begin, period, count), covered
        return best

    def _is_run(self, start: int, period: int) -> bool:
        """Whether a period is nothing but equal nodes in a row, which are drawn as one anyway."""
        keys = self.keys[start : start + period]
        return period > 1 and bool((keys == keys[0]).all())

    def _begin(self, start: int, spare: int, period: int) -> int:
        """Where the first period begins: so that it ends with a sum where it can."""
        for begin in range(start, start + spare + 1):
            last = self.nodes[self.bounds[begin + period] - 1]
            if self.graph.ops[last] in CLOSING:
                return begin
        return start

    def with_odd_ones(self, units: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """The units, and among those that follow after a gap of about their size, the gap.

        A layer that differs from all others is one of them nevertheless.
        """
        first, last = units[0][0], units[-1][1]
        period = units[0][1] - first
        unit = self.size(*units[0])
        wanted = self.keys[first : first + period]
        at = last
        while True:
            gap = self._next(at, wanted)
            if gap is None or not unit // 2 <= self.size(at, gap) <= 2 * unit:
                return units
            if at < gap:
                units.append((at, gap))
            while gap + period <= len(self.keys) and self._is(gap, wanted):
                units.append((gap, gap + period))
                gap += period
            self.taken[at:gap] = True
            at = gap

    def _next(self, at: int, wanted: Integers) -> int | None:
        """The next free place of a period within reach."""
        for place in range(at, min(at + 2 * len(wanted) + 1, len(self.keys) - len(wanted) + 1)):
            if self.taken[at : place + len(wanted)].any():
                return None
            if self._is(place, wanted):
                return place
        return None

    def _is(self, at: int, wanted: Integers) -> bool:
        end = at + len(wanted)
        return bool((self.keys[at:end] == wanted).all()) and not self.taken[at:end].any()

    def inputs(self, members: list[int]) -> list[int]:
        """Values that flow into these nodes, each once."""
        graph = self.graph
        made = {graph.roots[v] for node in members for v in graph.outputs[node] if v >= 0}
        read = (v for node in members for v in graph.inputs[node] if v >= 0)
        flowing = {graph.roots[v]: v for v in read if not graph.constant[v]}
        return [value for root, value in flowing.items() if root not in made]

    def result(self, members: list[int]) -> int:
        """The value that is read furthest on."""
        graph, inside = self.graph, set(members)
        values = [v for node in members for v in graph.outputs[node] if v >= 0]
        return max(values, key=lambda v: (self._furthest(v, inside), v))

    def _furthest(self, value: int, inside: set[int]) -> int:
        readers: Iterable[int] = self.graph.readers[self.graph.roots[value]]
        outside = [r for r in readers if r not in inside]
        near = [self._place[r] for r in outside if r in self._place]
        near = [place for place in near if place <= max(self._place[m] for m in inside) + FAR]
        return max(near, default=-1) if near else (0 if outside else -1)


def _stretches(flags: npt.NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Start and length of each stretch of true flags."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.view(np.int8), [0]))))
    for start, end in edges.reshape(-1, 2).tolist():
        yield start, end - start
