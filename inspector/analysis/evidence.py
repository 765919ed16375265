"""The evidence tree: family → clauses → matches → nodes."""

from __future__ import annotations

from collections.abc import Mapping

from inspector.analysis.families import ClauseResult, FamilyResult
from inspector.analysis.folding import Folding, Occurrence
from inspector.analysis.program import Program
from inspector.analysis.report import Evidence, EvidenceKind
from inspector.analysis.verdict import Decision
from inspector.analysis.wording import clause_words, in_sentence, requirement
from inspector.matching import FoldedGraph
from inspector.signatures import Signature

Blocks = Mapping[str, Signature]

MAX_MATCHES = 500


def family_evidence(folding: Folding, decision: Decision, blocks: Blocks) -> list[Evidence]:
    """One tree per family: the winner first, then components."""
    trees = []
    if decision.winner is not None:
        trees.append(_family(folding, decision.winner, "family", blocks))
    trees += [_family(folding, r, "component", blocks) for r in decision.components]
    return trees


def _family(folding: Folding, result: FamilyResult, kind: EvidenceKind, blocks: Blocks) -> Evidence:
    signature = result.family.signature
    children = [clause_evidence(folding, clause, blocks) for clause in result.clauses]
    words = [w for w in (signature.type, signature.architecture) if w]
    return Evidence(
        kind,
        signature.title,
        " · ".join(words),
        signature.name,
        _joined(children),
        children,
    )


def clause_evidence(folding: Folding, result: ClauseResult, blocks: Blocks) -> Evidence:
    """A clause with its matches: what was required, and what was bound."""
    clause = result.clause
    words = clause_words(clause, blocks, negative=result.negative)
    pattern = " ".join(clause.text.split())
    if result.negative:
        found = "none" if result.satisfied else str(result.found)
        return Evidence(
            "clause",
            f"no {in_sentence(words)}",
            f"Must not occur: {pattern}\nFound: {found}",
            satisfied=result.satisfied,
            line=clause.line,
        )
    occurrences = result.occurrences
    matches = [
        match_evidence(folding.graph, occurrence, number, len(occurrences))
        for number, occurrence in enumerate(occurrences[:MAX_MATCHES], start=1)
    ]
    return Evidence(
        "clause",
        f"{words[:1].upper()}{words[1:]} ×{result.found}",
        f"Required: {requirement(clause)} of {pattern}\nFound: {result.found}",
        "",
        _joined(matches),
        matches,
        result.satisfied,
        clause.line,
    )


def match_evidence(graph: FoldedGraph, occurrence: Occurrence, number: int, total: int) -> Evidence:
    """One match with the nodes or folds it is made of."""
    if occurrence.node in graph.folds:
        nodes = graph.folds[occurrence.node].members
    else:
        nodes = occurrence.nodes
    ordered = sorted(nodes, key=lambda n: (graph.order[n], n))
    children = [node_evidence(graph, node) for node in ordered[:MAX_MATCHES]]
    return Evidence(
        "match",
        f"{number} of {total}",
        attributes_text(occurrence.attributes) if occurrence.node in graph.folds else "",
        graph.folds[occurrence.node].signature if occurrence.node in graph.folds else "",
        sorted({index for node in nodes for index in graph.stored(node)}),
        children,
    )


def node_evidence(graph: FoldedGraph, node: int) -> Evidence:
    """A node or fold inside a match."""
    is_fold = node in graph.folds
    return Evidence(
        "fold" if is_fold else "node",
        graph.ops[node],
        attributes_text(graph.attributes[node]),
        graph.ops[node] if is_fold else "",
        graph.stored(node),
    )


def attributes_text(attributes: dict[str, object]) -> str:
    """The few attributes a person looks for."""
    shown = []
    for key, value in attributes.items():
        if isinstance(value, int | float | str) and key not in ("last", "bias", "dims"):
            shown.append(f"{key}={value:g}" if isinstance(value, float) else f"{key}={value}")
        elif isinstance(value, list) and len(value) <= 4 and key in ("kernel", "stride", "perm"):
            shown.append(f"{key}={'×'.join(str(v) for v in value)}")
    return ", ".join(shown[:6])


def block_evidence(folding: Folding, program: Program) -> list[Evidence]:
    """One entry per block that matched, with its matches."""
    trees = []
    for name, occurrences in sorted(folding.occurrences.items()):
        signature = program.blocks.get(name)
        matches = [
            match_evidence(folding.graph, occurrence, number, len(occurrences))
            for number, occurrence in enumerate(occurrences[:MAX_MATCHES], start=1)
        ]
        title = signature.title if signature is not None else name
        trees.append(
            Evidence("fold", f"{title} ×{len(occurrences)}", "", name, _joined(matches), matches)
        )
    return trees


def _joined(children: list[Evidence]) -> list[int]:
    return sorted({index for child in children for index in child.stored})
