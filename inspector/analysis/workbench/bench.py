"""What the open document answers about a draft; the last draft read stays matched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from inspector.analysis.drafting import counted, match_draft, new_text
from inspector.analysis.report import DraftMatches
from inspector.analysis.scanning import Scan
from inspector.analysis.workbench.aligning import UnlikeError
from inspector.analysis.workbench.changes import changed_matches
from inspector.analysis.workbench.clauses import clause_tree
from inspector.analysis.workbench.dials import refine
from inspector.analysis.workbench.draft_patterns import Draft, read_draft
from inspector.analysis.workbench.merging import Merged, merge
from inspector.analysis.workbench.missing import explain
from inspector.analysis.workbench.records import (
    Clause,
    Explanation,
    MergedRow,
    Merging,
    Place,
    Refinement,
    Region,
    Vocabulary,
)
from inspector.analysis.workbench.refusing import NothingSelectedError
from inspector.analysis.workbench.regions import cut
from inspector.analysis.workbench.splitting import split_off
from inspector.analysis.workbench.vocabulary import vocabulary
from inspector.patterns.write import write_pattern, write_statement
from inspector.signatures import Library, SignatureError
from inspector.signatures.replacing import replace_forms


class Bench:
    """Keeps the draft last asked about.

    Args:
        scan: The open model.
        interrupted: Whether something more urgent is waiting.

    Attributes:
        library: What the draft would join.
    """

    def __init__(self, scan: Scan, interrupted: Callable[[], bool]) -> None:
        self.scan = scan
        self._interrupted = interrupted
        self.library = Library()
        self._draft: Draft | None = None
        self._saved: tuple[str, list[list[int]]] = ("", [])

    def outline(self, text: str, stored: list[int]) -> list[Clause]:
        """The clause tree, empty for a text that is no signature."""
        try:
            return clause_tree(self._read(text, stored))
        except SignatureError:
            return []

    def vocabulary(self, library: Library) -> Vocabulary:
        """What a signature may say on this model."""
        return vocabulary(self.scan, library)

    def refine(self, text: str, stored: list[int], places: list[Place]) -> Refinement:
        """What can be done to a clause, or to several together; nothing where there is none."""
        first, *others = places
        try:
            draft = self._read(text, stored)
            found = Refinement(first) if others else refine(draft, first, self._interrupted)
            if found.complete and first.path and not first.key:
                part = split_off(draft, self.library, places)
                found.edits += [part] if part is not None else []
        except (SignatureError, LookupError):
            found = Refinement(first)
        found.others = others
        return found

    def explain(self, text: str, stored: list[int], nodes: list[int]) -> Explanation:
        """Why nodes are in no match."""
        try:
            return explain(self._read(text, stored), nodes)
        except SignatureError as error:
            return Explanation(sentence=error.message)

    def compare(self, result: DraftMatches, base: str) -> None:
        """Adds to a draft's matches what changed since its text was another.

        Args:
            result: The matches now.
            base: The text as it was saved.
        """
        if self._saved[0] != base:
            self._saved = base, match_draft(self.scan, Library(), base, []).matches
        result.gained, result.lost = changed_matches(self._saved[1], result.matches)

    def merge(self, selections: list[list[int]], others: list[list[Region]], text: str) -> Merging:
        """The least general signature of selections; what it says beside the patterns stays.

        Raises:
            NothingSelectedError: A selection holds nothing that takes part in the data flow.
        """
        cuts = [*(cut(self.scan, stored) for stored in selections), *others]
        if not all(cuts):
            raise NothingSelectedError("One of the selections holds nothing that computes.")
        found = merged_patterns(cuts)
        made = new_text(self.scan, found.patterns, found.inputs)
        if text.strip():
            made = replace_forms(text, found.patterns, found.inputs)
        home = selections[0] if selections else []
        count = len(match_draft(self.scan, Library(), made, home).matches)
        before = len(match_draft(self.scan, Library(), text, home).matches) if text.strip() else 0
        return Merging(counted(made, count), count, before, found.rows, len(cuts))

    def _read(self, text: str, stored: list[int]) -> Draft:
        known = self._draft
        if known is None or (known.text, known.origin) != (text, frozenset(stored)):
            known = self._draft = read_draft(self.scan, text, stored)
        return known


@dataclass(frozen=True, slots=True)
class MergedPatterns:
    """What several selections have in common.

    Attributes:
        patterns: One, or a form for each selection.
        inputs: Of the first.
        rows: Of the one pattern; none where there are several.
    """

    patterns: list[str]
    inputs: list[str]
    rows: list[MergedRow]


def merged_patterns(cuts: list[list[Region]]) -> MergedPatterns:
    """One pattern for all selections; where they have none in common one form for each.

    Args:
        cuts: Per selection its regions, the most folded first.
    """
    best: Merged | None = None
    levels = set.intersection(*({region.level for region in regions} for regions in cuts))
    for strata in sorted(levels, reverse=True):
        regions = [next(r for r in each if r.level == strata) for each in cuts]
        try:
            merged = merge(regions)
        except UnlikeError:
            continue
        if best is None or _price(merged) < _price(best):
            best = merged
    if best is not None:
        return MergedPatterns([write_pattern(best.pattern)], best.inputs, _rows(best))
    each = [merge(regions[:1]) for regions in cuts]
    texts = dict.fromkeys(write_pattern(merged.pattern) for merged in each)
    return MergedPatterns(list(texts), each[0].inputs, [])


def _rows(merged: Merged) -> list[MergedRow]:
    pairs = zip(merged.pattern.definitions, merged.had, strict=True)
    return [MergedRow(write_statement(d), had, len(set(had)) == 1) for d, had in pairs]


def _price(merged: Merged) -> float:
    """How loose a pattern is for its size: the share of its nodes that may be this or that."""
    return merged.loose / max(merged.nodes, 1)
