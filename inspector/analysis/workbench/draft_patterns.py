"""The patterns of a draft on an open model: all forms of a block, all clauses of a family."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from inspector.analysis.program import plain_call
from inspector.analysis.scanning import Scan
from inspector.analysis.workbench.matched import (
    Part,
    match_block,
    match_parts,
    prepare,
    stratum_of,
)
from inspector.analysis.workbench.records import Offer, Place, Section
from inspector.matching import FoldedGraph
from inspector.patterns import Pattern, Span, Variable
from inspector.patterns.places import walk
from inspector.patterns.write import rewrite_pattern
from inspector.signatures import Signature, SignatureError, read_signature
from inspector.signatures.replacing import replace_pattern


@dataclass(slots=True)
class Written:
    """One pattern as it stands in the file.

    Attributes:
        span: Where its text starts in the file, counted from 1; the column is added to each line.
        plain: Whether it only names operators (a clause such as ``Linear[bias]``).
    """

    section: Section
    number: int
    name: str
    text: str
    span: Span
    part: Part
    plain: bool = False


@dataclass(slots=True)
class Draft:
    """A signature text and its patterns, matched.

    Attributes:
        origin: Stored nodes it was drafted from, may be empty.
        matches: Stored nodes per match of a block; of a family, per match of any clause.
    """

    scan: Scan
    text: str
    signature: Signature
    graph: FoldedGraph
    patterns: list[Written]
    origin: frozenset[int]
    matches: list[list[int]]

    def at(self, place: Place) -> Written:
        """The pattern of a place.

        Raises:
            LookupError: There is none.
        """
        for written in self.patterns:
            if (written.section, written.number) == (place.section, place.number):
                return written
        raise LookupError(f"{place.section} {place.number}")


def read_draft(scan: Scan, text: str, origin: Collection[int] = ()) -> Draft:
    """Reads and matches a draft.

    Raises:
        SignatureError: The text is no signature.
    """
    signature = read_signature(text)
    lines = text.splitlines()
    home = frozenset(origin)
    if signature.kind == "block":
        found = match_block(scan, signature, home)
        patterns = [
            Written("form", n, "", form.text, _start(lines, form.line, form.text), part)
            for n, (form, part) in enumerate(zip(signature.forms, found.parts, strict=True))
        ]
        return Draft(scan, text, signature, found.graph, patterns, home, found.matches)
    graph = scan.folding.graph
    patterns, matches = [], []
    for section, clauses in (("where", signature.where), ("never", signature.never)):
        for number, clause in enumerate(clauses):
            part = prepare(clause.pattern)
            plain = plain_call(clause.pattern) is not None
            if not plain:
                matches += match_parts(graph, [part]).matches
            span = _start(lines, clause.line, clause.text)
            kind: Section = "where" if section == "where" else "never"
            patterns.append(Written(kind, number, clause.name, clause.text, span, part, plain))
    return Draft(scan, text, signature, graph, patterns, home, matches)


def _start(lines: list[str], line: int, text: str) -> Span:
    """Where a pattern's first word stands in the file."""
    first = text.strip().splitlines()[0].strip() if text.strip() else ""
    for number in range(max(line - 1, 0), min(line + 2, len(lines))):
        column = lines[number].find(first)
        if column >= 0:
            return Span(number + 1, column + 1, number + 1, column + 1)
    return Span(line, 1, line, 1)


def changed_text(draft: Draft, written: Written, new: Pattern) -> str:
    """The whole file with one pattern changed.

    Raises:
        SignatureError: The edit gives no signature that can be read.
    """
    pattern = rewrite_pattern(written.text, written.part.pattern, new)
    text = replace_pattern(draft.text, written.section, written.number, pattern)
    if draft.signature.inputs and written.section == "form":
        return _with_inputs(text, draft.signature, new)
    return text


def _with_inputs(text: str, signature: Signature, new: Pattern) -> str:
    """Declared inputs that the pattern has no more go; ones that it gained come."""
    defined = {name for d in new.definitions for name in d.names}
    read = [e.name for _, e in walk(new) if isinstance(e, Variable) and e.name not in defined]
    kept = [name for name in signature.inputs if name in read]
    wanted = [*kept, *dict.fromkeys(name for name in read if name not in kept)]
    if wanted == list(signature.inputs) or len(signature.forms) > 1:
        return text
    lines = text.splitlines(keepends=True)
    for number, line in enumerate(lines):
        if line.startswith("inputs:"):
            lines[number] = f"inputs: [{', '.join(wanted)}]\n"
    return "".join(lines)


def weigh(draft: Draft, written: Written, new: Pattern, *, whole: bool = False) -> tuple[int, bool]:
    """How often a changed pattern matches, and whether the match of the selection stays.

    Args:
        draft: The draft as matched.
        written: The pattern that changes.
        new: What it becomes.
        whole: Every node of the selection's match must be in a match afterwards.
    """
    matches = matches_with(draft, written, new)
    return len(matches), kept(draft, matches, whole=whole)


def matches_with(draft: Draft, written: Written, new: Pattern) -> list[list[int]]:
    """Stored nodes per match of the draft with a changed pattern."""
    number = written.number if written.section == "form" else 0
    part = prepare(new, number)
    parts = [part]
    if written.section == "form":
        parts = [w.part if w is not written else part for w in draft.patterns]
        parts = [prepare(p.pattern, p.number) if p is not part else p for p in parts]
    graph = draft.graph
    if written.section == "form":
        names = {op for p in parts for op in operators_in(p.pattern)}
        graph = draft.scan.level(stratum_of(draft.scan.program, names, draft.signature.name)).graph
    return match_parts(graph, parts, draft.origin).matches


def kept(draft: Draft, matches: list[list[int]], *, whole: bool = False) -> bool:
    """Whether some match shares at least half (or all) of what the selection's match held."""
    before = home_match(draft)
    if not before:
        return True
    if whole:
        return any(before.issubset(match) for match in matches)
    return any(2 * len(before.intersection(match)) >= len(before) for match in matches)


def home_match(draft: Draft) -> frozenset[int]:
    """The match that the draft comes from, empty without one."""
    if not draft.origin:
        return frozenset()
    near = max(draft.matches, key=lambda m: len(draft.origin.intersection(m)), default=[])
    return frozenset(near) if draft.origin.intersection(near) else frozenset()


def operators_in(pattern: Pattern) -> set[str]:
    """Operators and blocks that a pattern names."""
    return {op for _, e in walk(pattern) for op in getattr(e, "operators", ())}


def offer(draft: Draft, written: Written, title: str, new: Pattern | None) -> Offer | None:
    """An edit with its text, None where it gives no signature."""
    if new is None:
        return None
    try:
        return Offer(title, changed_text(draft, written, new))
    except SignatureError:
        return None


def span_in_file(written: Written, span: Span) -> Span:
    """A place in a pattern as a place in the file."""
    shift = written.span.column - 1
    lead = len(written.text) - len(written.text.lstrip())
    lines = written.text[:lead].count("\n")
    return Span(
        span.line - lines + written.span.line - 1,
        span.column + shift,
        span.end_line - lines + written.span.line - 1,
        span.end_column + shift,
    )
