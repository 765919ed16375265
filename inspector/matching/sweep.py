"""Walking the straight lines of a plan from many values at once.

What ``walk`` asks of one value after the other is asked here of all of them, line by line, in
columns: a row is a value that may be a result. Rows that a line leaves open, and all of them where
a line asks what no column tells, are left to the walk.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from inspector.matching.columns import MARGIN, Flags, Numbers
from inspector.matching.constraints import is_number
from inspector.matching.fold import FoldedGraph
from inspector.matching.index import OUTSIDE
from inspector.matching.lines import (
    ALONG,
    AMONG,
    CONST,
    DETAILED,
    EITHER,
    NUMBER,
    OPTIONAL,
    PAIR,
    PLAIN,
    PRESENT,
    SAME,
    SWITCH,
    TESTED,
    Inner,
    Line,
    Operand,
    Step,
    Way,
)
from inspector.matching.plan import Plan
from inspector.matching.state import Binding
from inspector.matching.straight import straighten

FEWEST = 8
"""So many rows are worth a line's operations on arrays; fewer are walked one by one."""


class Sweep:
    """The straight lines of a plan, walked from many values at once."""

    def __init__(self, graph: FoldedGraph, plan: Plan, starts: Sequence[int]) -> None:
        self._graph = graph
        self._plan = plan
        self._columns = graph.columns
        self._way, self._whole, _ = straighten(plan)
        self._starts = np.array(starts, np.intp)
        self._good = np.ones(len(starts), np.bool_)
        self._nodes: dict[int, Numbers] = {}
        self._turned: dict[int, Flags] = {}
        self._absent: dict[int, tuple[Flags, Numbers]] = {}
        self._gone: list[tuple[Way, Flags]] = []
        self._open: set[int] = set()
        self._found: dict[int, int] = {}
        self._members: list[list[int]] = []
        self._values: list[list[int]] = []
        if self._walk():
            self._end()

    def is_open(self, start: int) -> bool:
        """Whether only the walk can tell about a value."""
        return start in self._open

    def binding(self, start: int) -> Binding | None:
        """The match at a value, None where there is none."""
        row = self._found.get(start)
        if row is None:
            return None
        nodes = self._members[row]
        named = {name: nodes[at] for name, at in self._named if nodes[at] >= 0}
        if -1 in nodes or len(set(nodes)) < len(nodes):
            distinct = dict.fromkeys(nodes)
            distinct.pop(-1, None)  # a node that is left out, or on another way
            nodes = list(distinct)
        return Binding(self._values[row], nodes, named, {}, start)

    def _walk(self) -> bool:
        """Asks one line after the other; whether rows are left that hold all of them."""
        for step in self._way.steps:
            holds = self._ask(step)
            if holds is None:
                self._whole = False
                continue
            if np.count_nonzero(holds) < len(holds):
                self._good &= holds
            if not self._go_on():
                return False
        if not (self._whole and self._nodes):
            self._leave(self._good)
            return False
        return True

    def _ask(self, step: Step) -> Flags | None:
        """Which rows a line holds of; None where columns do not tell."""
        kind, parent, place, _, _, _, line = step
        look = KINDS.get(kind)
        if look is None or not self._is_told(parent, place, line):
            return None
        return look(self, line, self._at(parent, place))

    def _is_told(self, parent: int, place: int, line: Line) -> bool:
        """Whether the columns hold what a line looks at."""
        known = self._nodes.keys() | {self._plan.node_count}
        if parent not in known or abs(place) >= MARGIN:
            return False
        if line.kind == SAME:
            return line.home[0] in known
        homes = [operand.home for operand in line.pair or () if operand.home is not None]
        return all(home[0] in known for home in homes)

    def _go_on(self) -> bool:
        """Drops rows when most are gone, and leaves the last few to the walk."""
        left = np.count_nonzero(self._good)
        if left < FEWEST:
            self._leave(self._good)
            return False
        if left * 2 <= len(self._good):
            self._drop()
        return True

    def _drop(self) -> None:
        """Keeps the rows that hold so far."""
        good = self._good
        self._starts = self._starts[good]
        self._nodes = {number: nodes[good] for number, nodes in self._nodes.items()}
        self._turned = {number: turned[good] for number, turned in self._turned.items()}
        self._gone = [(way, here[good]) for way, here in self._gone]
        self._absent = {n: (gone[good], value[good]) for n, (gone, value) in self._absent.items()}
        self._good = np.ones(len(self._starts), np.bool_)

    def _leave(self, rows: Flags) -> None:
        """Leaves some rows to the walk."""
        rows = rows & self._good
        if np.count_nonzero(rows):
            self._open.update(self._starts[rows].tolist())
            self._good &= ~rows

    def _at(self, parent: int, place: int) -> Numbers:
        """The values at a place among the inputs of the nodes of a pattern node."""
        nodes = self._nodes.get(parent)
        if nodes is None:
            return self._starts
        turned = self._turned.get(parent)
        values = self._columns.inputs_of(
            nodes, place if turned is None else np.where(turned, 1 - place, place)
        )
        if place == 0 and parent in self._absent:
            values = np.where(*self._absent[parent], values)
        return values

    def _end(self) -> None:
        """Notes the matches of the rows that are left."""
        if np.count_nonzero(self._good) < len(self._good):
            self._drop()
        numbers = sorted(self._nodes)
        places = {number: at for at, number in enumerate(numbers)}
        self._named = [(name, places[at]) for name, at in self._plan.named if at in places]
        members = np.array([self._nodes[number] for number in numbers]).T
        ordered = np.sort(members, axis=1)
        doubled = (ordered[:, 1:] == ordered[:, :-1]).any(axis=1)
        self._members = members.tolist()
        self._values = self._bound().tolist()
        for row, (start, twice) in enumerate(
            zip(self._starts.tolist(), doubled.tolist(), strict=True)
        ):
            if not twice or self._is_apart(self._members[row]):
                self._found[start] = row

    def _bound(self) -> Numbers:
        """Per row the value of each register."""
        values = np.full((len(self._plan.registers), len(self._starts)), -1, np.intp)
        ways = [(self._way, np.ones(len(self._starts), np.bool_))]
        for way, here in [*ways, *self._gone]:
            for register, home in way.homes.items():
                values[register] = np.where(here, self._at(*home), values[register])
            for line in way.same:
                first = values[line.register]
                other = here & (self._at(line.parent, line.place) != first)
                values[line.register] = np.where(other, self._columns.roots[first], first)
        return values.T

    def _is_apart(self, nodes: list[int]) -> bool:
        """Whether only nodes that depend on constants stand for several pattern nodes."""
        constant = self._graph.node_constant
        carrying = [node for node in nodes if node >= 0 and not constant(node)]
        return len(set(carrying)) == len(carrying)

    def _made(self, line: Line, value: Numbers) -> Flags:
        """A node, whatever layout nodes stand behind it."""
        return self._node(line, self._columns.makers[value])

    def _node(self, line: Line, nodes: Numbers) -> Flags:
        """A node with one of some operators, the right inputs and attributes."""
        self._nodes[line.node] = nodes
        if line.pair is None:
            holds = self._columns.have(nodes, line.operators, line.arity, line.needed)
        else:
            holds = self._pair(line, nodes)
        for key, test in line.detail.tests:
            if np.count_nonzero(holds):
                holds &= self._columns.fulfil(nodes, key, test, self._graph.attributes)
        return holds

    def _detailed(self, line: Line, value: Numbers) -> Flags:
        """A node about which there is more to ask than its operator."""
        columns = self._columns
        if line.detail.layout:
            value = columns.behind(line.operators, value)
            nodes = columns.producers[value]
            further = columns.behind(line.operators, columns.inputs_of(nodes, 0))
            again = columns.among(line.operators, columns.producers[further])
            self._leave(columns.layout[nodes] & again)
        else:
            value = columns.roots[value]
            nodes = columns.producers[value]
        holds = self._node(line, nodes)
        if line.detail.port >= 0:
            outputs = self._graph.outputs
            for row in np.flatnonzero(holds & self._good).tolist():
                holds[row] = outputs[nodes[row]].index(value[row]) == line.detail.port
        return holds & self._sealed(value, holds) if line.detail.sealed else holds

    def _optional(self, line: Line, value: Numbers) -> Flags:
        """A node that may be left out: then its first input is the value itself."""
        columns = self._columns
        made = columns.makers[value]
        there = columns.among(line.operators, made)
        holds = self._node(line, np.where(there, made, -1)) | (~there & (value >= 0))
        if line.detail.sealed:
            holds &= self._sealed(columns.roots[value], holds)
        self._absent[line.node] = ~there, value
        return holds & (self._gone_by(line.ways[0], there) | ~there)

    def _switched(self, line: Line, value: Numbers) -> Flags:
        """The one way that the value's operator tells."""
        made = self._columns.makers[value]
        holds = np.zeros(len(value), np.bool_)
        for operators, way in zip(line.sets, line.ways, strict=True):
            here = self._columns.among(operators, made)
            if np.count_nonzero(here):
                holds |= here & self._gone_by(way, here)
        return holds

    def _gone_by(self, way: Way, here: Flags) -> Flags:
        """Which rows, of those that go a way, hold all its lines."""
        before = dict(self._nodes), dict(self._turned), dict(self._absent)
        holds = here
        for step in way.steps:
            asked = self._ask(step)
            if asked is None:
                self._leave(here)
            else:
                holds = holds & asked
        nodes, turned, absent = before
        for number, found in self._nodes.items():
            if found is not nodes.get(number):
                self._nodes[number] = np.where(here, found, nodes.get(number, -1))
        for number, flags in self._turned.items():
            if flags is not turned.get(number):
                self._turned[number] = np.where(here, flags, turned.get(number, False))
        for number, (gone, value) in self._absent.items():
            if number not in absent:
                self._absent[number] = gone & here, value
            elif absent[number][0] is not gone:
                old, known = absent[number]
                self._absent[number] = np.where(here, gone, old), np.where(here, value, known)
        self._gone.append((way, here))
        return holds

    def _sealed(self, value: Numbers, asked: Flags) -> Flags:
        """Whether only a match may read values; of several readers the walk tells."""
        holds, several = asked.copy(), np.zeros(len(value), np.bool_)
        for row in np.flatnonzero(asked & self._good).tolist():
            readers = self._graph.live_readers(self._graph.roots[value[row]])
            if len(readers) > 1:
                within = not 0 <= self._plan.reach < len(readers)
                holds[row] = several[row] = OUTSIDE not in readers and within
        self._leave(several)
        return holds

    def _either(self, line: Line, value: Numbers) -> Flags:
        """A node that makes one of two inputs."""
        columns = self._columns
        other = self._at(line.parent, 1 - line.place)
        straight = columns.among(line.operators, columns.makers[value])
        swapped = columns.among(line.operators, columns.makers[other])
        both = straight & swapped & (value != other)
        if line.inner and np.count_nonzero(both):
            straight = straight & (~both | self._suits(line.inner, columns.makers[value]))
            swapped = swapped & (~both | self._suits(line.inner, columns.makers[other]))
            self._leave(both & straight & swapped)
        else:
            self._leave(both)
        swapped &= ~straight
        if np.count_nonzero(swapped):
            turned = self._turned.get(line.parent)
            self._turned[line.parent] = swapped if turned is None else swapped ^ turned
            value = np.where(swapped, other, value)
        return (straight | swapped) & self._made(line, value)

    def _pair(self, line: Line, nodes: Numbers) -> Flags:
        """A node with two operands, in the one order in which they fit."""
        columns = self._columns
        assert line.pair is not None
        one, other = line.pair
        holds = columns.among(line.operators, nodes)
        self._leave(holds & (columns.counts[nodes] != 2))
        first, second = self._at(line.node, 0), self._at(line.node, 1)
        straight = self._fits(one, first) & self._fits(other, second)
        swapped = self._fits(one, second) & self._fits(other, first)
        both = straight & swapped & (first != second)
        if np.count_nonzero(both):
            straight &= ~both | (self._promises(one, first) & self._promises(other, second))
            swapped &= ~both | (self._promises(one, second) & self._promises(other, first))
            self._leave(holds & both & straight & swapped)
        swapped &= ~straight & (first != second)
        if np.count_nonzero(swapped):
            self._turned[line.node] = swapped
        return holds & (straight | swapped)

    def _fits(self, operand: Operand, value: Numbers) -> Flags:
        """Whether values can be an operand, by their operators alone."""
        columns = self._columns
        if operand.operators is not None:
            if operand.layout:
                value = columns.behind(operand.operators, value)
                return columns.among(operand.operators, columns.producers[value])
            return columns.among(operand.operators, columns.makers[value])
        if operand.constant:
            return columns.constant[value]
        if operand.home is not None:
            same: Flags = columns.roots[self._at(*operand.home)] == columns.roots[value]
            return same & (value >= 0)
        return np.ones(len(value), np.bool_)

    def _promises(self, operand: Operand, value: Numbers) -> Flags:
        """Whether the inputs of the nodes that make fitting operands are right, too."""
        columns, operators = self._columns, operand.operators
        if not operand.inner or operators is None:
            return np.ones(len(value), np.bool_)
        if not operand.layout:
            return self._suits(operand.inner, columns.makers[value])
        nodes = columns.producers[columns.behind(operators, value)]
        further = columns.producers[columns.behind(operators, columns.inputs_of(nodes, 0))]
        is_open = columns.layout[nodes] & columns.among(operators, further)
        return is_open | self._suits(operand.inner, nodes)

    def _suits(self, inner: Inner, nodes: Numbers) -> Flags:
        """Whether the inputs of nodes are made by the operators that are needed."""
        columns = self._columns
        counts = columns.counts[nodes]
        holds = np.ones(len(nodes), np.bool_)
        for place, operators in inner:
            holding = np.zeros(len(nodes), np.bool_)
            for at in [place] if place >= 0 else range(counts.max()):
                maker = columns.makers[columns.inputs_of(nodes, at)]
                holding |= (counts > at) & columns.among(operators, maker)
            holds &= holding
        return holds

    def _present(self, line: Line, value: Numbers) -> Flags:
        present: Flags = value >= 0
        return present

    def _same(self, line: Line, value: Numbers) -> Flags:
        roots = self._columns.roots
        same: Flags = roots[self._at(*line.home)] == roots[value]
        return same & (value >= 0)

    def _constant(self, line: Line, value: Numbers) -> Flags:
        return self._columns.constant[value]

    def _number(self, line: Line, value: Numbers) -> Flags:
        holds = (value >= 0) & self._good
        for row in np.flatnonzero(holds).tolist():
            holds[row] = is_number(self._graph, int(value[row]), line.number)
        return holds

    def _among(self, line: Line, value: Numbers) -> Flags:
        return self._columns.among(line.operators, self._columns.makers[value])


KINDS: dict[int, Callable[[Sweep, Line, Numbers], Flags]] = {
    PLAIN: Sweep._made, EITHER: Sweep._either, PAIR: Sweep._made, TESTED: Sweep._made,
    ALONG: Sweep._detailed, DETAILED: Sweep._detailed, OPTIONAL: Sweep._optional,
    PRESENT: Sweep._present, SAME: Sweep._same, CONST: Sweep._constant, SWITCH: Sweep._switched,
    NUMBER: Sweep._number, AMONG: Sweep._among,
}  # fmt: skip
"""How a line is looked at, by its kind; of other kinds the walk tells."""
