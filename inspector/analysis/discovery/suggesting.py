"""Regions that recur in a model, ranked, and a signature made of one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from inspector.analysis.discovery.heat import seen_by_node
from inspector.analysis.discovery.records import Corpus, Suggestion, Suggestions, surprise
from inspector.analysis.discovery.repeats import find_repeats
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
_ALIKE = 0.75
"""Two regions are one when their sizes differ no more and so much of one is in the other; a region
is made of another when so much of it is."""
_SAME = 0.7
"""Share of a match that has to lie in an occurrence to be one of it."""


def suggest(scan: Scan, table: Table) -> Suggestions:
    """What recurs, the best first: how large, how often and how rare in the corpus.

    Regions for which the library has a block come behind all others, and regions that are made of
    another one behind that.
    """
    seen = seen_by_node(scan, table)
    rarity = _Rarity(seen, len(table.corpus.families) if seen else 0)
    found = [
        each
        for each in (*_folds(scan, rarity), *_grown(scan, rarity))
        if each.size >= SMALLEST and len(each.occurrences) > 1
    ]
    found.sort(key=lambda each: (each.known, -each.score, each.name))
    kept = _finer_first(_without_likes(found)[:MOST])
    grown = [each for each in kept if not each.name]
    for number, each in enumerate(grown, start=1):
        each.name = f"Region {number}"
    corpus = table.corpus if seen else Corpus(table.corpus.name, table.corpus.made)
    return Suggestions(corpus, kept)


def _nodes(each: Suggestion) -> set[int]:
    """Stored nodes of all occurrences."""
    return {node for occurrence in each.occurrences for node in occurrence}


def _finer_first(found: list[Suggestion]) -> list[Suggestion]:
    """The same with every region behind those that it is made of: a layer before a stage."""
    nodes = [_nodes(each) for each in found]

    def made_of(coarse: int, fine: int) -> bool:
        one, other = found[coarse], found[fine]
        several = len(other.occurrences) > len(one.occurrences) and 2 * other.size <= one.size
        shared = len(nodes[coarse] & nodes[fine])
        return several and one.known == other.known and shared >= _ALIKE * len(nodes[coarse])

    ordered: list[int] = []
    for at in range(len(found)):
        if at not in ordered:
            finer = [o for o in range(at + 1, len(found)) if o not in ordered and made_of(at, o)]
            finer.sort(key=lambda o: found[o].size)
            ordered += [*finer, at]
    return [found[at] for at in ordered]


def _without_likes(found: list[Suggestion]) -> list[Suggestion]:
    """The regions without those that are nearly one before them."""
    kept: list[tuple[Suggestion, set[int]]] = []
    for each in found:
        nodes = _nodes(each)
        if not any(
            min(each.size, other.size) >= _ALIKE * max(each.size, other.size)
            and len(nodes & theirs) >= _ALIKE * len(nodes)
            for other, theirs in kept
        ):
            kept.append((each, nodes))
    return [each for each, _ in kept]


@dataclass(frozen=True, slots=True)
class _Rarity:
    """In which families each normal node's neighbourhood is seen, of how many."""

    seen: dict[int, tuple[int, ...]]
    total: int

    def suggestion(
        self, graph: FoldedGraph, name: str, regions: list[list[int]], *, known: bool
    ) -> Suggestion:
        """Measures a region by its first occurrence."""
        leaves = {leaf for node in regions[0] for leaf in graph.leaves(node)}
        counts = sorted(len(self.seen.get(leaf, ())) for leaf in leaves if graph.is_compute(leaf))
        bits = sum(surprise(count, self.total) for count in counts) / max(len(counts), 1)
        stored = [sorted({i for node in region for i in graph.stored(node)}) for region in regions]
        middle = counts[(len(counts) - 1) // 2] if counts else 0
        rarest = counts[0] if counts else 0
        return Suggestion(name, len(counts), middle, rarest, bits, known, stored)


def _folds(scan: Scan, rarity: _Rarity) -> Iterator[Suggestion]:
    """What was folded because it recurs, and the library's blocks that do."""
    graph = scan.shown
    structures = Structures(graph)
    blocks: dict[str, list[int]] = {}
    for node, fold in graph.folds.items():
        if fold.signature in scan.program.blocks:
            blocks.setdefault(fold.signature, []).append(node)
    recurring = [(each.name, each.folds, False) for each in scan.recurring]
    for name, folds, known in [*recurring, *((n, f, True) for n, f in blocks.items())]:
        if len(folds) < 2:
            continue
        keys = Counter(structures.key(fold) for fold in folds)
        usual = keys.most_common(1)[0][0]
        ordered = sorted(folds, key=lambda f: (structures.key(f) != usual, graph.order[f], f))
        yield rarity.suggestion(graph, name, [[fold] for fold in ordered], known=known)


def _grown(scan: Scan, rarity: _Rarity) -> Iterator[Suggestion]:
    """What recurs where no cut would find it; the names come with the order."""
    if scan.model.basis == "parameters":
        return
    graph = scan.folding.graph
    for regions in find_repeats(graph):
        yield rarity.suggestion(graph, "", regions, known=False)


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
