"""The whole way from a model and a library to a report."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from inspector.analysis.absorbing import absorb_layout
from inspector.analysis.evidence import block_evidence, family_evidence
from inspector.analysis.families import Judge
from inspector.analysis.folding import Folding, fold_graph, fold_next
from inspector.analysis.parameters import fold_modules, load_rules, recognise
from inspector.analysis.parts import part_of
from inspector.analysis.program import Program, compile_library
from inspector.analysis.recurrence import Recurrence, fold_recurring
from inspector.analysis.report import ClauseCount, Evidence, MatchCount, Part, Report, Seconds
from inspector.analysis.scopes import fold_scopes
from inspector.analysis.sections import fold_sections
from inspector.analysis.verdict import Decision, components_of, confidence, decide, verdict_of
from inspector.ir import Graph, Model, Node
from inspector.ir.normal import NormalGraph, normalise
from inspector.matching import FoldedGraph, Matcher
from inspector.signatures import Library

Progress = Callable[[str, float], None]


_TOLD_BRANCHES = 2
"""Branches of If that are named one by one; the rest is counted."""


@dataclass(slots=True)
class Scan:
    """A scanned model: everything that later questions need.

    Attributes:
        graph: The main graph that decided.
        normal: Its normal form.
        folding: Its folds.
        nodes: Stored nodes by index.
        levels: Foldings of the first strata only, made on demand for drafts.
        recurring: What recurs beyond the library's blocks; known once ``shown`` was asked for.
        by_names: Whether the folds that are drawn are those of the names' scopes.
    """

    model: Model
    graph: Graph
    normal: NormalGraph
    folding: Folding
    judge: Judge
    decision: Decision
    program: Program
    report: Report
    evidence: list[Evidence]
    nodes: dict[int, Node] = field(default_factory=dict)
    levels: dict[int, Folding] = field(default_factory=dict)
    recurring: list[Recurrence] = field(default_factory=list)
    by_names: bool = False
    _shown: FoldedGraph | None = None
    _named: FoldedGraph | None = None

    def level(self, strata: int) -> Folding:
        """The graph with the blocks of the first strata folded (kept)."""
        if strata >= len(self.program.strata):
            return self.folding
        done = strata
        while done not in self.levels and done > 0:
            done -= 1
        if done not in self.levels:
            self.levels[0] = fold_graph(self.normal, self.program, strata=0)
        while done < strata:
            self.levels[done + 1] = fold_next(self.levels[done], self.program.strata[done])
            done += 1
        return self.levels[strata]

    @property
    def shown(self) -> FoldedGraph:
        """The graph as it is drawn: with folds that no signature knows of."""
        if self._shown is None:
            self._shown = self.folding.graph.branch()
            self.recurring = fold_recurring(self._shown)
            fold_sections(self._shown)
            absorb_layout(self._shown)
        return self._shown

    @property
    def drawn(self) -> FoldedGraph:
        """The graph on the canvas: as shown, or with folds by names when a person wants those.

        Raises:
            NoScopesError: Those are wanted and the names tell none.
        """
        if not self.by_names:
            return self.shown
        if self._named is None:
            self._named = fold_scopes(self.normal, self.nodes)
        return self._named


def scan(
    model: Model,
    library: Library,
    *,
    seconds_read: float = 0.0,
    progress: Progress | None = None,
    without: str = "",
) -> Scan:
    """Scans a model.

    Args:
        model: As read.
        library: The signatures to match.
        seconds_read: Time the reading took, for the report.
        progress: Told the stage and how much of it is done (0 to 1).
        without: A family to know nothing of, to see what its models are taken for then.
    """
    tell = progress or (lambda stage, fraction: None)
    program = compile_library(library)
    start = time.perf_counter()
    tell("Normalising", 0.0)
    graph = max(model.graphs.values(), key=lambda g: len(g.nodes), default=Graph())
    if model.basis == "parameters":
        return _scan_parameters(model, graph, program, seconds_read, without)
    normal = normalise(model, graph)
    middle = time.perf_counter()
    tell("Matching", 0.0)
    folding = fold_graph(normal, program, lambda fraction: tell("Matching", fraction))
    judge = Judge(folding)
    decision = decide(judge, program, without)
    end = time.perf_counter()
    seconds = Seconds(seconds_read, middle - start, end - middle)
    report = _report(model, normal, folding, judge, decision, library, seconds)
    evidence = family_evidence(folding, decision, program.blocks) + block_evidence(folding, program)
    nodes = {n.index: n for body in _bodies(model) for n in body.walk()}
    return Scan(model, graph, normal, folding, judge, decision, program, report, evidence, nodes)


def _scan_parameters(
    model: Model, graph: Graph, program: Program, seconds_read: float, without: str
) -> Scan:
    """Scans a file of weights only: nothing is matched, names and shapes are all there is."""
    start = time.perf_counter()
    folded = fold_modules(graph)
    middle = time.perf_counter()
    found = recognise(graph, load_rules(), without)
    seconds = Seconds(seconds_read, middle - start, time.perf_counter() - middle)
    family = found.verdict.family if found.verdict is not None else None
    report = Report(
        path=model.path,
        format=model.format,
        status="partial" if model.skipped else "ok",
        nodes=model.node_count(),
        parameters=model.parameter_count(),
        verdict=found.verdict,
        components=found.components,
        matches=[MatchCount(family, "family", 1)] if family is not None else [],
        coverage=round(found.explained, 4),
        skipped=list(model.skipped),
        findings=list(model.findings),
        seconds=seconds,
        library=program.digest,
    )
    folding = Folding(folded, Matcher(folded))
    nodes = {n.index: n for body in _bodies(model) for n in body.walk()}
    judge, decision = Judge(folding), Decision(None)
    scan = Scan(
        model,
        graph,
        folded.normal,
        folding,
        judge,
        decision,
        program,
        report,
        found.evidence,
        nodes,
    )
    scan._shown = folded  # nothing flows in it, so nothing can recur
    return scan


def _bodies(model: Model) -> list[Graph]:
    return [*model.graphs.values(), *model.functions.values()]


def _report(
    model: Model,
    normal: NormalGraph,
    folding: Folding,
    judge: Judge,
    decision: Decision,
    library: Library,
    seconds: Seconds,
) -> Report:
    coverage = explained_share(folding, decision)
    sure = confidence(decision, judge, coverage)
    winner = decision.winner
    part: Part = "whole" if winner is None else part_of(folding, judge, winner)
    graph = folding.graph
    stored = {
        r.family.signature.name: len({i for leaf in r.leaves for i in graph.stored(leaf)})
        for r in decision.components
    }
    matches = [
        MatchCount(name, "block", len(found)) for name, found in sorted(folding.occurrences.items())
    ]
    matches += [
        MatchCount(r.family.signature.name, "family", 1)
        for r in sorted(decision.satisfied, key=lambda r: r.family.signature.name)
    ]
    decided = [] if winner is None else [c for c in winner.clauses if not c.negative]
    skipped = [*model.skipped, *_few(normal.unread)]
    skipped += [
        f"{name}: the search was given up at {count} places (too many ways to match)"
        for name, count in folding.exhausted.items()
    ]
    return Report(
        path=model.path,
        format=model.format,
        status="partial" if model.skipped else "ok",
        nodes=model.node_count(),
        parameters=model.parameter_count(),
        verdict=verdict_of(decision, sure, part),
        components=components_of(decision, stored),
        matches=matches,
        clauses=[ClauseCount(c.clause.name, c.found) for c in decided],
        coverage=round(coverage, 4),
        skipped=skipped,
        findings=list(model.findings),
        seconds=seconds,
        library=library.digest,
    )


def _few(unread: list[str]) -> list[str]:
    """A model unrolled by an exporter has a branch of a few nodes at every step."""
    branches = [text for text in unread if text.endswith(" is not counted")]
    if len(branches) <= _TOLD_BRANCHES + 1:
        return unread
    others = [text for text in unread if text not in branches]
    rest = f"{len(branches) - _TOLD_BRANCHES} more such branches, which are not counted either"
    return [*others, *branches[:_TOLD_BRANCHES], rest]


def explained_share(folding: Folding, decision: Decision) -> float:
    """Share of data-flow nodes that a block or the winning family's clauses explain."""
    compute = folding.graph.compute
    if not compute:
        return 0.0
    explained: set[int] = set()
    for occurrences in folding.occurrences.values():
        for occurrence in occurrences:
            explained |= occurrence.leaves
    if decision.winner is not None:
        explained |= decision.winner.leaves
    return len(explained.intersection(compute)) / len(compute)
