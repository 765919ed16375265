"""Bottom-up parsing of a graph: block after block becomes a node."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from inspector.analysis.program import CompiledBlock, CompiledForm, Program
from inspector.ir.normal import NormalGraph
from inspector.matching import Binding, FoldedGraph, Matcher


@dataclass(slots=True)
class Occurrence:
    """One match of a signature's pattern.

    Attributes:
        nodes: Nodes of the folded graph, as bound.
        leaves: Normal data-flow nodes behind them.
        inputs: Root values read.
        result: Root value made, -1 for none.
        node: The fold's node id, -1 when the match is evidence only.
        attributes: What the block exports.
    """

    nodes: list[int]
    leaves: frozenset[int]
    inputs: list[int]
    result: int
    node: int = -1
    attributes: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Folding:
    """A graph with all blocks of a library folded.

    Attributes:
        graph: The folded graph.
        occurrences: By block, in graph order.
        exhausted: Signatures whose search ran out of its budget, with the number of places.
    """

    graph: FoldedGraph
    matcher: Matcher
    occurrences: dict[str, list[Occurrence]] = field(default_factory=dict)
    exhausted: dict[str, int] = field(default_factory=dict)


class Foldings(Protocol):
    """A model on which drafts can be matched, each on its own stratum."""

    @property
    def program(self) -> Program:
        """The library."""

    @property
    def normal(self) -> NormalGraph:
        """The model's normal graph."""

    @property
    def folding(self) -> Folding:
        """That graph with all blocks folded."""

    def level(self, strata: int) -> Folding:
        """That graph with the blocks of the first strata folded."""


@dataclass(slots=True)
class _Proposal:
    block: CompiledBlock
    form: CompiledForm
    binding: Binding
    leaves: frozenset[int]
    order: int


def fold_graph(
    normal: NormalGraph,
    program: Program,
    progress: Callable[[float], None] | None = None,
    *,
    strata: int | None = None,
) -> Folding:
    """Folds the blocks stratum by stratum: all, or those of the first ``strata`` ones."""
    graph = FoldedGraph(normal)
    folding = Folding(graph, Matcher(graph))
    leaves: dict[int, frozenset[int]] = {}
    for number, stratum in enumerate(program.strata[:strata]):
        _fold_stratum(folding, stratum, leaves)
        if progress is not None:
            progress((number + 1) / len(program.strata))
    for occurrences in folding.occurrences.values():
        occurrences.sort(key=lambda o: (graph.order[max(o.nodes)], o.result))
    return folding


def fold_next(folding: Folding, stratum: list[CompiledBlock]) -> Folding:
    """A folding with one stratum more; the one before stays as it is."""
    graph = folding.graph.branch()
    occurrences = {name: list(found) for name, found in folding.occurrences.items()}
    further = Folding(graph, Matcher(graph), occurrences, dict(folding.exhausted))
    _fold_stratum(further, stratum, {})
    return further


def leaves_of(
    graph: FoldedGraph, nodes: list[int], known: dict[int, frozenset[int]]
) -> frozenset[int]:
    """The normal data-flow nodes (no layout, no constants) behind some nodes."""
    found: set[int] = set()
    for node in nodes:
        if node in graph.folds:
            if node not in known:
                members = graph.folds[node].members
                known[node] = leaves_of(graph, members, known)
            found |= known[node]
        elif graph.is_compute(node):
            found.add(node)
    return frozenset(found)


def _fold_stratum(
    folding: Folding, stratum: list[CompiledBlock], known: dict[int, frozenset[int]]
) -> None:
    graph, matcher = folding.graph, folding.matcher
    proposals: list[_Proposal] = []
    for block in stratum:
        taken: set[int] = set()
        for form in block.forms:
            if not graph.holds(form.needed):
                continue
            for binding in matcher.matches(form.plan):
                if binding.result in taken or not binding.nodes:  # "_" alone names no node
                    continue
                taken.add(binding.result)
                leaves = leaves_of(graph, binding.nodes, known)
                order = graph.order[graph.producer[graph.roots[binding.result]]]
                proposals.append(_Proposal(block, form, binding, leaves, order))
        if matcher.exhausted.results:
            name = block.signature.name
            folding.exhausted[name] = len(matcher.exhausted.results)
            matcher.exhausted.results.clear()
    proposals.sort(key=lambda p: (-len(p.leaves), p.order, p.block.signature.name))
    silent = [p for p in proposals if not p.block.signature.folds]
    for name in sorted({p.block.signature.name for p in silent}):
        _accept_apart(folding, [p for p in silent if p.block.signature.name == name])
    _accept_apart(folding, [p for p in proposals if p.block.signature.folds])


def _accept_apart(folding: Folding, proposals: list[_Proposal]) -> None:
    """Accepts proposals in order, leaving out those that overlap an accepted one."""
    graph = folding.graph
    claimed: set[int] = set()
    for proposal in proposals:
        moving = [n for n in proposal.binding.nodes if not graph.node_constant(n)]
        if claimed.isdisjoint(moving):
            claimed.update(moving)
            _accept(folding, proposal)


def _accept(folding: Folding, proposal: _Proposal) -> None:
    graph, binding = folding.graph, proposal.binding
    values = binding.values
    inputs = [values[r] if r >= 0 else -1 for r in proposal.form.inputs]
    attributes = exported(graph, proposal.form, binding)
    name = proposal.block.signature.name
    fold = None
    if proposal.leaves and proposal.block.signature.folds:
        fold = graph.fold(name, binding.nodes, inputs, binding.result, attributes)
    roots = graph.roots
    folding.occurrences.setdefault(name, []).append(
        Occurrence(
            binding.nodes,
            proposal.leaves,
            [roots[v] for v in inputs if v >= 0],
            roots[binding.result],
            -1 if fold is None else fold.node,
            attributes,
        )
    )


def exported(graph: FoldedGraph, form: CompiledForm, binding: Binding) -> dict[str, object]:
    """Attributes of a fold: what the form declares, plus every width and named operator."""
    found: dict[str, object] = {name.lower(): value for name, value in binding.widths.items()}
    for name, node in binding.named.items():
        found[name] = graph.ops[node]
    for key, source in form.form.attributes.items():
        if isinstance(source, str) and source.startswith("@"):
            name, _, attribute = source[1:].partition(".")
            node = binding.named.get(name, -1)
            if node >= 0:
                found[key] = graph.attributes[node].get(attribute) if attribute else graph.ops[node]
        elif isinstance(source, str) and source.isupper():
            found[key] = binding.widths.get(source)
        else:
            found[key] = source
    return {
        key: int(value) if isinstance(value, float) and value.is_integer() else value
        for key, value in found.items()
    }
