"""Edits after which a draft is not found any more where it should not be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from inspector.analysis.corpus.drafts import CorpusDraft
from inspector.analysis.corpus.imprint import Imprint
from inspector.analysis.corpus.records import Repair
from inspector.analysis.corpus.restored import Restored
from inspector.analysis.program import Program
from inspector.analysis.report import Report
from inspector.analysis.scanning import Scan
from inspector.analysis.verdict import Decision
from inspector.analysis.workbench.clauses import clause_tree
from inspector.analysis.workbench.dials import refine
from inspector.analysis.workbench.draft_patterns import Draft, read_draft
from inspector.analysis.workbench.records import Clause, Place
from inspector.ir import Graph, Model
from inspector.signatures import SignatureError
from inspector.signatures.replacing import add_entry

Known = tuple[Imprint, Restored]
"""A model that drafts are matched on."""

MOST = 8
"""Repairs that are offered."""

_OFTEN = 12
"""Further clauses that must be absent which are tried."""


def repairs(
    text: str,
    program: Program,
    wrong: Sequence[Known],
    right: Sequence[Known],
    interrupted: Callable[[], bool] = lambda: False,
) -> list[Repair]:
    """Edits after which a draft is found in none of some models, those that cost least first.

    The edits are those of the clauses' dials on the first right model that the draft is found in,
    and, for a family, blocks that must be absent.

    Args:
        text: The whole signature file.
        program: The library it would join.
        wrong: Models that it is found in and should not be.
        right: Models that it should be found in.
        interrupted: Asked between two edits; what was found by then is told.

    Raises:
        SignatureError: The text is no signature.
    """
    draft = CorpusDraft(text, program)
    hits = [known for known in right if _fires(draft, known)]
    wrong = [known for known in wrong if _fires(draft, known)]
    if not hits or not wrong:
        return []
    found: list[Repair] = []
    for title, edited in _edits(text, program, draft, wrong, hits, interrupted):
        if interrupted():
            break
        try:
            changed = CorpusDraft(edited, program)
        except SignatureError:
            continue
        if any(_fires(changed, known) for known in wrong):
            continue
        kept = sum(_fires(changed, known) for known in hits)
        if kept:
            found.append(Repair(title, edited, kept, len(hits)))
    found.sort(key=lambda repair: (-repair.kept, abs(len(repair.text) - len(text))))
    return found[:MOST]


def _fires(draft: CorpusDraft, known: Known) -> bool:
    imprint, model = known
    return draft.possible(imprint.vocabulary) and draft.match(model).fires


def _edits(
    text: str,
    program: Program,
    draft: CorpusDraft,
    wrong: Sequence[Known],
    hits: Sequence[Known],
    interrupted: Callable[[], bool],
) -> Iterator[tuple[str, str]]:
    """Edits with a title each, none twice."""
    known = {text}
    scan = scan_of(hits[0][0], hits[0][1], program)
    for title, edited in _refined(read_draft(scan, text), interrupted):
        if edited not in known:
            known.add(edited)
            yield title, edited
    if draft.signature.kind == "family":
        for block in _only_in(wrong, hits)[:_OFTEN]:
            yield f"Never {block}", add_entry(text, "never", block)


def _refined(draft: Draft, interrupted: Callable[[], bool]) -> Iterator[tuple[str, str]]:
    for place, words in _places(clause_tree(draft)):
        if interrupted():
            return
        refinement = refine(draft, place, interrupted)
        for dial in refinement.dials:
            for notch in dial.notches:
                if not notch.active:
                    yield _titled(words, dial.title, notch.title), notch.text
        for offer in refinement.edits:
            if offer.count <= len(draft.matches):
                yield _titled(words, "", offer.title), offer.text


def _titled(clause: str, dial: str, notch: str) -> str:
    """What an edit does, and to what."""
    done = notch if not dial or notch.startswith(dial) else f"{dial} {notch}"
    return f"{clause}: {done}" if clause else done


def _places(clauses: list[Clause]) -> Iterator[tuple[Place, str]]:
    """All clauses with a short name of each, whole patterns without one."""
    for clause in clauses:
        if not clause.place.key:
            yield clause.place, clause.title.split("(")[0] if clause.place.path else ""
        yield from _places(clause.children)


def _only_in(wrong: Sequence[Known], hits: Sequence[Known]) -> list[str]:
    """Blocks of all wrong models that no right one has, the most frequent first."""
    shared = set.intersection(*(set(imprint.occurrences) for imprint, _ in wrong))
    for imprint, _ in hits:
        shared -= set(imprint.occurrences)
    counts = {name: sum(len(i.occurrences[name]) for i, _ in wrong) for name in shared}
    return sorted(shared, key=lambda name: (-counts[name], name))


def scan_of(imprint: Imprint, model: Restored, program: Program) -> Scan:
    """A restored model as the workbench wants it: without stored nodes and verdict."""
    return Scan(
        Model("", imprint.format),
        Graph(),
        model.normal,
        model.folding,
        model.judge,
        Decision(None),
        program,
        Report("", imprint.format, "ok"),
        [],
    )
