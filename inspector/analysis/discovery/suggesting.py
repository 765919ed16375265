"""Regions that recur in a model, ranked, and a signature made of one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from inspector.analysis.discovery.heat import seen_by_node
from inspector.analysis.discovery.records import Corpus, Suggestion, Suggestions, surprise
from inspector.analysis.discovery.table import Table
from inspector.analysis.drafting import draft, match_draft
from inspector.analysis.runs import Structures
from inspector.analysis.scanning import Scan
from inspector.analysis.workbench.bench import Bench
from inspector.matching import FoldedGraph
from inspector.signatures import Library

SMALLEST = 3
"""Operators in a region at least."""
MOST = 40
"""Regions that are told at most."""
ROUNDS = 4
"""Odd occurrences that are merged into a draft at most."""
_SAME = 0.7
"""Share of a match that has to lie in an occurrence to be one of it."""


def suggest(scan: Scan, table: Table) -> Suggestions:
    """What recurs, the best first: how large, how often and how rare in the corpus.

    Regions for which the library has a block come behind all others.
    """
    graph = scan.shown
    seen = seen_by_node(scan, table)
    structures = Structures(graph)
    total = len(table.corpus.families)
    found = [
        _suggestion(graph, structures, name, folds, known, seen, total)
        for name, folds, known in _recurring(scan, graph)
    ]
    found = [each for each in found if each.size >= SMALLEST and len(each.occurrences) > 1]
    found.sort(key=lambda each: (each.known, -each.score, each.name))
    return Suggestions(table.corpus if seen else empty_corpus(table), found[:MOST])


def empty_corpus(table: Table) -> Corpus:
    """The same corpus without families: nothing was compared with it."""
    return Corpus(table.corpus.name, table.corpus.made)


def _recurring(scan: Scan, graph: FoldedGraph) -> Iterable[tuple[str, list[int], bool]]:
    for recurrence in scan.recurring:
        yield recurrence.name, recurrence.folds, False
    blocks: dict[str, list[int]] = {}
    for node, fold in graph.folds.items():
        if fold.signature in scan.program.blocks:
            blocks.setdefault(fold.signature, []).append(node)
    for name, folds in blocks.items():
        if len(folds) > 1:
            yield name, folds, True


def _suggestion(
    graph: FoldedGraph,
    structures: Structures,
    name: str,
    folds: list[int],
    known: bool,
    seen: dict[int, tuple[int, ...]],
    total: int,
) -> Suggestion:
    keys = Counter(structures.key(fold) for fold in folds)
    usual_key = keys.most_common(1)[0][0]
    ordered = sorted(folds, key=lambda f: (structures.key(f) != usual_key, graph.order[f], f))
    leaves = [leaf for leaf in graph.leaves(ordered[0]) if graph.is_compute(leaf)]
    counts = sorted(len(seen.get(leaf, ())) for leaf in leaves)
    bits = sum(surprise(count, total if seen else 0) for count in counts) / max(len(counts), 1)
    return Suggestion(
        name,
        len(leaves),
        counts[(len(counts) - 1) // 2] if counts else 0,
        counts[0] if counts else 0,
        bits,
        known,
        [graph.stored(fold) for fold in ordered],
    )


def adopt(scan: Scan, bench: Bench, occurrences: list[list[int]]) -> str:
    """A signature of a region that matches as many of its occurrences as one pattern can.

    It is written for the usual occurrence; those that it misses are merged into it one by one.

    Args:
        scan: The open model.
        bench: Merges selections.
        occurrences: Stored nodes of each, the usual one first.
    """
    text = draft(scan, occurrences[0])
    missed = _missed(scan, text, occurrences)
    chosen = [occurrences[0]]
    for _ in range(ROUNDS):
        if not missed:
            break
        chosen.append(missed[0])
        wider = bench.merge(chosen, [], "").text
        still = _missed(scan, wider, occurrences)
        if len(still) < len(missed):
            text, missed = wider, still
        else:
            break
    return text


def _missed(scan: Scan, text: str, occurrences: list[list[int]]) -> list[list[int]]:
    """The occurrences that no match lies in."""
    matches = [set(match) for match in match_draft(scan, Library(), text, occurrences[0]).matches]
    return [
        occurrence
        for occurrence in occurrences
        if not any(len(m & set(occurrence)) >= _SAME * len(m) for m in matches if m)
    ]
