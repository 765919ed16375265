"""The matcher: pure, iterative, deterministic backtracking over a folded graph.

Semantics (see ``signatures/LANGUAGE.md``): a port-ordered monomorphism. Distinct pattern nodes are
distinct graph nodes (nodes that depend on constants only excepted); further consumers are allowed
unless a value is sealed; layout operators may stand on any edge.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from inspector.ir.normal import LAYOUT
from inspector.matching.fold import FoldedGraph
from inspector.matching.looks import FAILED, FOUND, UNSURE
from inspector.matching.plan import Goal, Plan, registers_of, result_operators
from inspector.matching.search import Search
from inspector.matching.state import Binding, Miss
from inspector.matching.straight import straighten
from inspector.matching.sweep import Sweep
from inspector.matching.walk import Walk
from inspector.matching.ways import results_near

BUDGET = 50_000
"""Goals tried at most per candidate result; beyond it the candidate counts as not matching."""

TOTAL_BUDGET = 400_000
"""Goals tried at most for all candidates of a plan; beyond it the rest is given up."""

FEW, MORE, MANY = 12, 200, 1000
"""So few candidates are tried without a look at what else a plan needs; more if lines decide, and
many then without finding those within reach of its rarest operator."""


TRIED = 16
"""Places walked to see whether a good part of them holds, so that arrays pay for the others."""


@dataclass(slots=True)
class Exhausted:
    """Filled when a search ran out of its budget."""

    results: list[int] = field(default_factory=list)


class Matcher:
    """Matches plans on one folded graph.

    Attributes:
        exhausted: The results at which a search was given up.
        steps: Goals tried so far, over all plans.
    """

    def __init__(self, graph: FoldedGraph, budget: int = BUDGET) -> None:
        self._graph = graph
        self._budget = budget
        self.exhausted = Exhausted()
        self.steps = 0

    def matches(self, plan: Plan, miss: Miss | None = None) -> list[Binding]:
        """The first match at each result node, in graph order."""
        found: list[Binding] = []
        limit = self.steps + TOTAL_BUDGET
        nodes = self.candidates(plan)
        if not nodes:
            return found
        attempt, last = _Attempt(self._graph, plan, self._budget, miss), -1
        for place in attempt.places(nodes):
            if place.node == last:
                continue
            if self.steps > limit:
                self.exhausted.results.append(place.node)
                break
            for binding in self._solutions(plan, place, attempt):
                found.append(binding)
                last = place.node
                break
        return found

    def candidates(self, plan: Plan) -> list[int]:
        """Nodes that can be the result: found from the rarest operator the plan needs."""
        graph = self._graph
        roots, open_to_any = result_operators(plan.root)
        nodes = [] if open_to_any else graph.nodes_with(roots)
        decided = straighten(plan).whole
        if not open_to_any and len(nodes) <= (MORE if decided else FEW):
            return nodes
        rarest: tuple[int, frozenset[str], int] | None = None
        for operators, distance in plan.required:
            count = sum(len(graph.by_operator.get(op, ())) for op in operators)
            if count == 0:
                return []
            if rarest is None or count < rarest[0]:
                rarest = (count, operators, distance)
        if open_to_any:
            nodes = graph.live_nodes() + graph.nodes_with(roots & LAYOUT)
            return sorted(nodes, key=lambda node: (graph.order[node], node))
        if rarest is None or rarest[2] < 0 or rarest[0] * 4 >= len(nodes):
            return nodes
        if decided and len(nodes) <= MANY:
            return nodes
        if roots & LAYOUT or rarest[1] & LAYOUT:
            return nodes
        reached = graph.forward(graph.nodes_with(rarest[1]), rarest[2], plan.vocabulary)
        return [node for node in nodes if node in reached]

    def solutions(self, plan: Plan, node: int, miss: Miss | None = None) -> Iterator[Binding]:
        """All matches whose result is made by a node, in order of preference."""
        yield from self._everywhere(plan, [node], miss)

    def occurrences(self, plan: Plan) -> Iterator[Binding]:
        """All matches at all results, in graph order."""
        yield from self._everywhere(plan, self.candidates(plan), None)

    def _everywhere(self, plan: Plan, nodes: list[int], miss: Miss | None) -> Iterator[Binding]:
        attempt = _Attempt(self._graph, plan, self._budget, miss)
        for place in attempt.places(nodes):
            yield from self._solutions(plan, place, attempt)

    def _solutions(self, plan: Plan, place: _Place, attempt: _Attempt) -> Iterator[Binding]:
        node = place.node
        layout = self._graph.ops[node] in LAYOUT
        for binding in attempt.solutions(place, self):
            if layout and node not in binding.nodes:
                continue  # it is a match of what lies behind the layout node
            if not any(self._occurs(plan, goal, binding) for goal in plan.negatives):
                yield binding
        if attempt.spent:
            self.exhausted.results.append(node)

    def _occurs(self, plan: Plan, goal: Goal, binding: Binding) -> bool:
        """Whether a negative statement matches next to a binding."""
        graph = self._graph
        bound = [binding.values[register] for register in sorted(registers_of(goal))]
        if max(bound, default=-1) < 0:
            return False
        search = Search(graph, plan, self._budget, None)
        search.preset(binding)
        for node in results_near(graph, goal, bound, plan.reach):
            for value in graph.outputs[node]:
                if value >= 0 and next(search.run(value, goal), None) is not None:
                    return True
        return False


class _Place(NamedTuple):
    """A value that may be a result.

    Attributes:
        node: The node that makes it.
        value: The value.
        outcome: What its walk came to; FOUND as well where the match is known.
        binding: The match, where it is known to be the only one.
    """

    node: int
    value: int
    outcome: int
    binding: Binding | None = None


class _Attempt:
    """A plan tried at one value after the other: along its straight lines, then by a search.

    Attributes:
        spent: Whether the search at the last value ended at its budget.
    """

    def __init__(self, graph: FoldedGraph, plan: Plan, budget: int, miss: Miss | None) -> None:
        self._search = partial(Search, graph, plan, budget, miss)
        self._graph, self._plan = graph, plan
        self._walk = Walk(graph, plan) if miss is None else None  # a search tells why not
        self._started: Search | None = None
        self.spent = False

    def places(self, nodes: list[int]) -> Iterator[_Place]:
        """What some nodes make, where it may be a result as far as the straight lines tell."""
        walk, outputs = self._walk, self._graph.outputs
        if walk is None:
            yield from (_Place(n, v, UNSURE) for n in nodes for v in outputs[n] if v >= 0)
            return
        sweep = None
        if self._graph.affords(len(nodes)):
            values = [value for node in nodes for value in outputs[node] if value >= 0]
            sweep = Sweep(self._graph, self._plan, values)
        else:
            nodes = self._hopeful(nodes)
        made = [(node, value) for node in nodes for value in outputs[node] if value >= 0]
        lasting = 0
        for at, (node, value) in enumerate(made):
            self.spent = False
            if at == TRIED and sweep is None and lasting * 4 >= TRIED:
                if self._graph.affords(len(made), lasting=True):
                    sweep = Sweep(self._graph, self._plan, [value for _, value in made[at:]])
            if sweep is not None and not sweep.is_open(value):
                binding = sweep.binding(value)
                if binding is not None:
                    yield _Place(node, value, FOUND, binding)
                continue
            outcome = walk.run(value)
            if outcome != FAILED:
                lasting += 1
                yield _Place(node, value, outcome)

    def _hopeful(self, nodes: list[int]) -> list[int]:
        """The nodes that do not fail at a first glance."""
        peek = straighten(self._plan).peek
        if peek is None:
            return nodes
        at, operators = peek
        graph = self._graph
        inputs, roots, producer, ops = graph.inputs, graph.roots, graph.producer, graph.ops
        return [
            node
            for node in nodes
            if ops[node] in LAYOUT
            or (
                at < len(inputs[node])
                and (value := inputs[node][at]) >= 0
                and (maker := producer[roots[value]]) >= 0
                and ops[maker] in operators
            )
        ]

    def solutions(self, place: _Place, matcher: Matcher) -> Iterator[Binding]:
        """All matches at the value looked at last."""
        _, value, outcome, binding = place
        if binding is not None or self._walk is None:
            yield from self._searched(value, matcher) if binding is None else (binding,)
            return
        known: list[Binding] = []
        while outcome == FOUND:
            known.append(self._walk.binding(value))
            yield known[-1]
            outcome = self._walk.again()
        if outcome == UNSURE:
            yield from (b for b in self._searched(value, matcher) if b not in known)

    def _searched(self, value: int, matcher: Matcher) -> Iterator[Binding]:
        """All matches at a value, by a search; the matcher's steps are counted."""
        search = self._started = self._started or self._search()
        search.spent = False
        before = search.steps
        for binding in search.run(value):
            matcher.steps += search.steps - before
            before = search.steps
            yield binding
        matcher.steps += search.steps - before
        self.spent = search.spent
