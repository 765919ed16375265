"""Judging families: are all clauses of a signature true of one connected region of the graph?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from inspector.analysis.folding import Folding, Occurrence, leaves_of
from inspector.analysis.program import CompiledClause, CompiledFamily
from inspector.matching import FoldedGraph
from inspector.matching.constraints import check, predicate
from inspector.patterns import Call, Comparison
from inspector.signatures import Clause


@dataclass(slots=True)
class ClauseResult:
    """How a clause came out: the matches that count, and whether they are enough."""

    clause: Clause
    occurrences: list[Occurrence]
    satisfied: bool
    found: int
    negative: bool = False


@dataclass(slots=True)
class FamilyResult:
    """A family judged on one region.

    Attributes:
        clauses: In the signature's order, the negative ones last.
        satisfied: Whether all hold.
        leaves: Normal nodes behind the positive clauses' matches.
        region: Number of the connected region.
    """

    family: CompiledFamily
    clauses: list[ClauseResult]
    satisfied: bool
    leaves: frozenset[int]
    region: int


class Judge:
    """Judges families on a folding; results of equal clauses are shared."""

    def __init__(self, folding: Folding) -> None:
        self._folding = folding
        self._graph = folding.graph
        self._leaves: dict[int, frozenset[int]] = {}
        self._natives: dict[str, list[Occurrence]] = {}
        self._cache: dict[str, list[Occurrence]] = {}
        self.regions = connected_regions(self._graph)
        self.region_sizes: dict[int, int] = {}
        for node in self._graph.compute:
            region = self.regions[node]
            self.region_sizes[region] = self.region_sizes.get(region, 0) + 1

    @property
    def graph(self) -> FoldedGraph:
        """The folded graph that is judged."""
        return self._graph

    def judge(self, family: CompiledFamily) -> FamilyResult | None:
        """The best region's result; None when no region holds a match of every clause."""
        best: FamilyResult | None = None
        per_clause = []
        for clause in family.where:
            found = self.occurrences(clause)
            if not found and clause.clause.minimum > 0:
                return None
            per_clause.append(found)
        regions = sorted({self._region(o) for found in per_clause for o in found})
        for region in regions:
            result = self._judge_region(family, per_clause, region)
            if best is None or (result.satisfied, len(result.leaves)) > (
                best.satisfied,
                len(best.leaves),
            ):
                best = result
        return best

    def occurrences(self, clause: CompiledClause) -> list[Occurrence]:
        """All matches of a clause's pattern."""
        key = clause.clause.text
        known = self._cache.get(key)
        if known is None:
            if clause.plain is not None:
                known = self._plain(clause.plain)
            else:
                assert clause.plan is not None
                known = [
                    self._occurrence(binding.nodes, binding.values, binding.result)
                    for binding in self._folding.matcher.matches(clause.plan)
                ]
            self._cache[key] = known
        return known

    def _plain(self, call: Call) -> list[Occurrence]:
        found: list[Occurrence] = []
        tests = [(c.key, _holds_alone(c)) for c in call.constraints]
        for operator in call.operators:
            blocks = self._folding.occurrences.get(operator, []) + self._native(operator)
            for key, holds in tests:
                blocks = [o for o in blocks if holds(o.attributes.get(key))]
            found += blocks
        return outermost(found) if len(call.operators) > 1 else found

    def _native(self, operator: str) -> list[Occurrence]:
        """Stored nodes of an operator, wherever they were folded to."""
        graph, known = self._graph, self._natives.get(operator)
        if known is None:
            known = self._natives[operator] = [
                Occurrence(
                    [n],
                    frozenset([n]),
                    [graph.roots[v] for v in graph.normal.inputs[n] if v >= 0],
                    graph.normal.outputs[n][0],
                    n,
                    graph.attributes[n],
                )
                for n in graph.normal_by_operator.get(operator, ())
            ]
        return known

    def _occurrence(self, nodes: list[int], values: list[int], result: int) -> Occurrence:
        graph = self._graph
        leaves = leaves_of(graph, nodes, self._leaves)
        inputs = [graph.roots[value] for value in values if value >= 0]
        return Occurrence(nodes, leaves, inputs, graph.roots[result])

    def _region(self, occurrence: Occurrence) -> int:
        for leaf in occurrence.leaves:
            return self.regions[leaf]
        return -1

    def _judge_region(
        self, family: CompiledFamily, per_clause: list[list[Occurrence]], region: int
    ) -> FamilyResult:
        clauses: list[ClauseResult] = []
        leaves: set[int] = set()
        for compiled, all_found in zip(family.where, per_clause, strict=True):
            found = [o for o in all_found if self._region(o) == region]
            result = self._count(compiled.clause, found, region)
            clauses.append(result)
            for occurrence in result.occurrences:
                leaves |= occurrence.leaves
        for compiled in family.never:
            found = [o for o in self.occurrences(compiled) if self._region(o) in (region, -1)]
            clauses.append(
                ClauseResult(compiled.clause, found, not found, len(found), negative=True)
            )
        satisfied = all(clause.satisfied for clause in clauses)
        if satisfied and family.signature.order:
            satisfied = self._ordered(family, clauses)
        return FamilyResult(family, clauses, satisfied, frozenset(leaves), region)

    def _count(self, clause: Clause, found: list[Occurrence], region: int) -> ClauseResult:
        counted = longest_chain(found) if clause.chained else found
        number = len(counted)
        enough = number >= clause.minimum and (clause.maximum is None or number <= clause.maximum)
        if enough and clause.share:
            covered = frozenset().union(*(o.leaves for o in counted)) if counted else frozenset()
            enough = len(covered) >= clause.share * self.region_sizes.get(region, 1)
        return ClauseResult(clause, counted, enough, number)

    def _ordered(self, family: CompiledFamily, clauses: list[ClauseResult]) -> bool:
        by_name = {c.clause.name: c for c in clauses if not c.negative}
        for earlier, later in family.signature.order:
            first, second = by_name.get(earlier), by_name.get(later)
            if first is None or second is None:
                continue
            starts = {self._top(n) for o in first.occurrences for n in o.nodes}
            ends = {self._top(n) for o in second.occurrences for n in o.nodes}
            if ends.isdisjoint(self._graph.forward(starts, -1, None) - (starts - ends)):
                return False
        return True

    def _top(self, node: int) -> int:
        parent = self._graph.parent
        while node in parent:
            node = parent[node]
        return node


def _holds_alone(constraint: Comparison) -> Callable[[object], bool]:
    """A constraint asked by itself: a width is any number."""
    return predicate(constraint) or (lambda actual: check(constraint, actual, {}) is True)


def outermost(occurrences: list[Occurrence]) -> list[Occurrence]:
    """Those that do not lie inside another one: the Add of a Linear is no second operator."""
    around: dict[int, set[int]] = {}
    for place, occurrence in enumerate(occurrences):
        if len(occurrence.leaves) > 1:
            for leaf in occurrence.leaves:
                around.setdefault(leaf, set()).add(place)
    return [each for each in occurrences if not _is_inside(each, occurrences, around)]


def _is_inside(
    occurrence: Occurrence, occurrences: list[Occurrence], around: dict[int, set[int]]
) -> bool:
    shared = [around.get(leaf, set()) for leaf in occurrence.leaves]
    common = set.intersection(*shared) if shared else set()
    return any(len(occurrences[place].leaves) > len(occurrence.leaves) for place in common)


def longest_chain(occurrences: list[Occurrence]) -> list[Occurrence]:
    """The longest run of matches in which each reads the one before."""
    makers = {occurrence.result: place for place, occurrence in enumerate(occurrences)}
    length = [1] * len(occurrences)
    before = [-1] * len(occurrences)
    for place, occurrence in enumerate(occurrences):
        for value in occurrence.inputs:
            maker = makers.get(value, -1)
            if 0 <= maker < place and length[maker] + 1 > length[place]:
                length[place] = length[maker] + 1
                before[place] = maker
    if not occurrences:
        return []
    at = max(range(len(occurrences)), key=lambda place: (length[place], -place))
    chain = []
    while at >= 0:
        chain.append(occurrences[at])
        at = before[at]
    return chain[::-1]


def connected_regions(graph: FoldedGraph) -> list[int]:
    """Number of the connected data-flow region per normal node (-1: none)."""
    normal = graph.normal
    parent = list(range(len(normal.ops)))

    def find(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    constant = normal.constant
    for node, inputs in enumerate(normal.inputs):
        if not normal.alive[node]:
            continue
        for value in inputs:
            if value >= 0 and not constant[value]:
                maker = normal.producer[value]
                if maker >= 0:
                    parent[find(node)] = find(maker)
    for value in normal.graph_inputs:
        users = normal.uses[value]
        for user in users[1:]:
            parent[find(user)] = find(users[0])
    return [find(node) for node in range(len(normal.ops))]
