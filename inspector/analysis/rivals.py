"""Families that come near the verdict, and the clause at which each fails."""

from __future__ import annotations

from inspector.analysis.contrast import contrast
from inspector.analysis.evidence import clause_evidence
from inspector.analysis.families import ClauseResult, Judge
from inspector.analysis.program import CompiledFamily
from inspector.analysis.report import Evidence
from inspector.analysis.scanning import Scan
from inspector.analysis.wording import shortcoming

MOST = 3
"""Rivals that are told."""


def rival_evidence(scan: Scan) -> list[Evidence]:
    """Trees of the families that explain most of what the winner explains, yet do not hold.

    Returns:
        At most ``MOST``, the nearest first; none without a verdict.
    """
    judge, decision = scan.judge, scan.decision
    winner = decision.winner
    if winner is None:
        return []
    satisfied = {r.family.signature.name for r in decision.satisfied}
    own = winner.family.signature
    ranked: list[tuple[float, int, str, str, Evidence]] = []
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
        tree = _tree(scan, family, results, failed[0])
        ranked.append((-round(shared, 2), len(failed), signature.name, signature.title, tree))
    ranked.sort(key=lambda entry: entry[:3])
    nearest: dict[str, Evidence] = {}
    for *_, title, tree in ranked:
        nearest.setdefault(title, tree)
    return list(nearest.values())[:MOST]


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
    scan: Scan, family: CompiledFamily, results: list[ClauseResult], failed: ClauseResult
) -> Evidence:
    signature, blocks = family.signature, scan.program.blocks
    instead = ""
    if not failed.negative and not failed.found:
        instead = contrast(failed.clause, scan.folding.occurrences, blocks)
    return Evidence(
        "family",
        f"not {signature.title}: {instead or shortcoming(failed, blocks)}",
        "",
        signature.name,
        [],
        [clause_evidence(scan.folding, result, blocks) for result in results],
        satisfied=False,
    )
