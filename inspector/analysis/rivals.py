"""Families that come near the verdict, and the clause at which each fails."""

from __future__ import annotations

from inspector.analysis.evidence import clause_evidence, requirement
from inspector.analysis.families import ClauseResult, Judge
from inspector.analysis.folding import Folding
from inspector.analysis.program import CompiledFamily
from inspector.analysis.report import Evidence
from inspector.analysis.scanning import Scan

MOST = 3
"""Rivals that are told."""


def rival_evidence(scan: Scan) -> list[Evidence]:
    """Trees of the families that explain most of what the winner explains, yet do not hold.

    Returns:
        At most ``MOST``, the nearest first; none without a verdict.
    """
    folding, judge, decision = scan.folding, scan.judge, scan.decision
    winner = decision.winner
    if winner is None:
        return []
    satisfied = {r.family.signature.name for r in decision.satisfied}
    own = winner.family.signature
    ranked: list[tuple[float, int, str, Evidence]] = []
    for family in scan.program.families:
        signature = family.signature
        near = signature.type == own.type and signature.family
        if not near or signature.name in satisfied or signature.family == own.family:
            continue
        results = _clauses(judge, family)
        leaves = {
            leaf for r in results if not r.negative for o in r.occurrences for leaf in o.leaves
        }
        shared = len(leaves & winner.leaves) / max(len(winner.leaves), 1)
        failed = [r for r in results if not r.satisfied]
        if shared < 0.25 or not failed:
            continue
        tree = _tree(folding, family, results, failed[0])
        ranked.append((-round(shared, 2), len(failed), signature.name, tree))
    ranked.sort(key=lambda entry: entry[:3])
    nearest = {tree.title: tree for *_, tree in reversed(ranked)}
    return [t for t in (tree for *_, tree in ranked) if nearest[t.title] is t][:MOST]


def _clauses(judge: Judge, family: CompiledFamily) -> list[ClauseResult]:
    """Each clause on the whole graph, whether or not the others hold."""
    result = judge.judge(family)
    if result is not None:
        return result.clauses
    found = []
    for compiled in family.where:
        occurrences = judge.occurrences(compiled)
        enough = len(occurrences) >= compiled.clause.minimum
        found.append(ClauseResult(compiled.clause, occurrences, enough, len(occurrences)))
    for compiled in family.never:
        occurrences = judge.occurrences(compiled)
        found.append(
            ClauseResult(
                compiled.clause, occurrences, not occurrences, len(occurrences), negative=True
            )
        )
    return found


def _tree(
    folding: Folding, family: CompiledFamily, results: list[ClauseResult], failed: ClauseResult
) -> Evidence:
    signature = family.signature
    children = [clause_evidence(folding, result) for result in results]
    what = f"never: {failed.clause.text}" if failed.negative else failed.clause.name
    fails = f"{what} {'occurs' if failed.negative else 'fails'}: found {failed.found} times"
    return Evidence(
        "family",
        f"not {signature.title}",
        fails if failed.negative else f"{fails}, needed: {requirement(failed)}",
        signature.name,
        [],
        children,
        satisfied=False,
    )
