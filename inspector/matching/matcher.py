"""The matcher: pure, iterative, deterministic backtracking over a folded graph.

Semantics (see ``signatures/LANGUAGE.md``): a port-ordered monomorphism. Distinct pattern nodes are
distinct graph nodes (nodes that depend on constants only excepted); further consumers are allowed
unless a value is sealed; layout operators may stand on any edge.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from inspector.ir.normal import LAYOUT
from inspector.matching.fold import FoldedGraph
from inspector.matching.plan import Goal, Plan, registers_of, result_operators
from inspector.matching.search import Binding, Miss, Search
from inspector.matching.ways import results_near

BUDGET = 50_000
"""Goals tried at most per candidate result; beyond it the candidate counts as not matching."""

TOTAL_BUDGET = 400_000
"""Goals tried at most for all candidates of a plan; beyond it the rest is given up."""


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
        found = []
        limit = self.steps + TOTAL_BUDGET
        search = Search(self._graph, plan, self._budget, miss)
        for node in self.candidates(plan):
            if self.steps > limit:
                self.exhausted.results.append(node)
                break
            for binding in self._solutions(plan, node, search):
                found.append(binding)
                break
        return found

    def candidates(self, plan: Plan) -> list[int]:
        """Nodes that can be the result: found from the rarest operator the plan needs."""
        graph = self._graph
        rarest: tuple[int, frozenset[str], int] | None = None
        for operators, distance in plan.required:
            count = sum(len(graph.by_operator.get(op, ())) for op in operators)
            if count == 0:
                return []
            if rarest is None or count < rarest[0]:
                rarest = (count, operators, distance)
        roots, open_to_any = result_operators(plan.root)
        if open_to_any:
            nodes = graph.live_nodes() + graph.nodes_with(roots & LAYOUT)
            return sorted(nodes, key=lambda node: (graph.order[node], node))
        nodes = graph.nodes_with(roots)
        if rarest is None or rarest[2] < 0 or rarest[0] * 4 >= len(nodes):
            return nodes
        if roots & LAYOUT or rarest[1] & LAYOUT:
            return nodes
        reached = graph.forward(graph.nodes_with(rarest[1]), rarest[2], plan.vocabulary)
        return [node for node in nodes if node in reached]

    def solutions(self, plan: Plan, node: int, miss: Miss | None = None) -> Iterator[Binding]:
        """All matches whose result is made by a node, in order of preference."""
        yield from self._solutions(plan, node, Search(self._graph, plan, self._budget, miss))

    def occurrences(self, plan: Plan) -> Iterator[Binding]:
        """All matches at all results, in graph order."""
        search = Search(self._graph, plan, self._budget, None)
        for node in self.candidates(plan):
            yield from self._solutions(plan, node, search)

    def _solutions(self, plan: Plan, node: int, search: Search) -> Iterator[Binding]:
        layout = self._graph.ops[node] in LAYOUT
        for value in self._graph.outputs[node]:
            if value < 0:
                continue
            search.spent = False
            before = search.steps
            for binding in search.run(value):
                if layout and node not in binding.nodes:
                    continue  # it is a match of what lies behind the layout node
                if any(self._occurs(plan, goal, binding) for goal in plan.negatives):
                    continue
                self.steps += search.steps - before
                before = search.steps
                yield binding
            self.steps += search.steps - before
            if search.spent:
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
