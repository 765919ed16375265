"""A signature from selected nodes, and a signature text matched on an open model."""

from __future__ import annotations

import re
import time
from pathlib import PurePath

from inspector.analysis.families import Judge
from inspector.analysis.program import compile_clause, compile_family
from inspector.analysis.report import DraftMatches, TextProblem
from inspector.analysis.scanning import Scan
from inspector.analysis.whynot import explain_miss
from inspector.analysis.workbench.matched import MAX_MATCHES, match_block
from inspector.analysis.workbench.mending import as_problem, misspelt
from inspector.analysis.workbench.merging import merge
from inspector.analysis.workbench.refusing import hangs_together, no_pattern, nothing_in_it
from inspector.analysis.workbench.regions import cut
from inspector.ir.normal import LAYOUT
from inspector.ir.normal.vocabulary import known_operators
from inspector.matching import Matcher, Miss
from inspector.patterns.write import write_pattern
from inspector.signatures import Library, Signature, SignatureError, read_signature
from inspector.signatures.library import references

TITLE = "New block"
DESCRIPTION = "What these nodes do, in one sentence."
PLACEHOLDERS = frozenset({TITLE, DESCRIPTION})
"""What a new draft says of itself until somebody knows better."""


def match_draft(scan: Scan, library: Library, text: str, stored: list[int]) -> DraftMatches:
    """Matches a signature text on a scanned model.

    Args:
        scan: The open model.
        library: The library the text would join.
        text: The whole file.
        stored: Stored nodes it was drafted from, may be empty.
    """
    start = time.perf_counter()
    if not text.strip():
        return DraftMatches("empty")
    try:
        signature = read_signature(text)
    except SignatureError as error:
        return DraftMatches("broken", [as_problem(text, error, _words(scan))])
    if signature.kind == "block":
        result = _match_block(scan, signature, stored)
    else:
        result = _match_family(scan, signature)
    result.problems = _warnings(scan, signature)
    if result.matches:
        chosen = set(stored)
        inside = bool(chosen) and all(chosen & set(match) for match in result.matches)
        result.state = "selection" if inside and len(result.matches) == 1 else "elsewhere"
    result.seconds = time.perf_counter() - start
    return result


def _words(scan: Scan) -> list[str]:
    """Operators and blocks, those of the model first."""
    here = [*scan.program.blocks, *dict.fromkeys(scan.normal.ops), *sorted(LAYOUT)]
    return list(dict.fromkeys([*here, *sorted(known_operators())]))


def _warnings(scan: Scan, signature: Signature) -> list[TextProblem]:
    """Operators that neither the library nor the model knows."""
    known = set(scan.program.blocks) | set(scan.normal.ops) | {signature.name} | LAYOUT
    problems = []
    for name in sorted(references(signature) - known):
        place = re.search(rf"(?<![\w.]){re.escape(name)}(?![\w.])", signature.text)
        start = place.start() if place else 0
        line = signature.text.count("\n", 0, start) + 1
        column = start - signature.text.rfind("\n", 0, start)
        problems.append(
            TextProblem(
                "operator-not-here",
                f"'{name}' is no block of the library and does not occur in this model",
                line, column, line, column + len(name),
                "Check the spelling, or open a model that has it", "warning",
                misspelt(signature.text, name, _words(scan)),
            )
        )  # fmt: skip
    return problems


def _match_block(scan: Scan, signature: Signature, stored: list[int]) -> DraftMatches:
    found = match_block(scan, signature, stored)
    if found.matches:
        return DraftMatches("elsewhere", matches=found.matches)
    if found.exhausted:
        return DraftMatches(
            "nowhere", failure="The search was given up: there are too many ways to match this"
        )
    miss = Miss()
    for part in found.parts:
        Matcher(found.graph).matches(part.plan, miss)
    failure, blamed = explain_miss(found.graph, found.parts[0].plan, miss)
    return DraftMatches("nowhere", failure=failure, blamed=blamed)


def _match_family(scan: Scan, signature: Signature) -> DraftMatches:
    judge = Judge(scan.folding)
    family = compile_family(signature)
    result = judge.judge(family)
    graph = scan.folding.graph
    if result is None:
        for clause in signature.where:
            compiled = compile_clause(clause)
            if judge.occurrences(compiled):
                continue
            if compiled.plan is None:
                return DraftMatches("nowhere", failure=f"{clause.name}: no {clause.text} here")
            miss = Miss()
            Matcher(graph).matches(compiled.plan, miss)
            failure, blamed = explain_miss(graph, compiled.plan, miss)
            return DraftMatches("nowhere", failure=f"{clause.name}: {failure}", blamed=blamed)
        return DraftMatches("nowhere", failure="No connected region holds all clauses")
    found = [o for c in result.clauses if not c.negative for o in c.occurrences]
    matches = [sorted({i for n in o.leaves for i in graph.stored(n)}) for o in found]
    if result.satisfied:
        return DraftMatches("elsewhere", matches=matches[:MAX_MATCHES])
    failed = next((c for c in result.clauses if not c.satisfied), None)
    if failed is None:
        return DraftMatches("nowhere", failure="The clauses do not stand in the order asked for")
    word = "must be absent but occurs" if failed.negative else "is there"
    failure = f"{failed.clause.name}: {failed.clause.text} {word} {failed.found} times"
    blamed = sorted({i for o in failed.occurrences for n in o.leaves for i in graph.stored(n)})
    return DraftMatches("nowhere", failure=failure, blamed=blamed[:MAX_MATCHES])


def draft(scan: Scan, stored: list[int]) -> str:
    """A signature text that matches at least the selected stored nodes.

    The selection is written with the largest blocks that lie wholly inside it; a single fold is
    written as what it is made of.

    Raises:
        NothingSelectedError: No pattern stands for the selection; the error says what to select.
    """
    regions = cut(scan, stored)
    if not regions:
        raise nothing_in_it(scan, stored)
    for region in regions if hangs_together(regions[-1]) else ():
        merged = merge([region])
        text = new_text(scan, [write_pattern(merged.pattern)], merged.inputs)
        found = match_draft(scan, Library(), text, stored).matches
        whole = {index for node in region.nodes for index in node.stored}
        if any(whole.issubset(match) for match in found):
            return counted(text, len(found))
    raise no_pattern(scan, stored, regions)


def new_text(scan: Scan, patterns: list[str], inputs: list[str], name: str = "") -> str:
    """A new block's file with one or several forms; its example is the open model."""
    name = name or _free_name(scan)
    if len(patterns) == 1:
        body = ["pattern: |", *(f"  {line}" for line in patterns[0].splitlines())]
    else:
        body = ["forms:"]
        for pattern in patterns:
            body += ["  - |", *(f"    {line}" for line in pattern.splitlines())]
    lines = [
        "format: 1",
        f"block: {name}",
        f"title: {TITLE}",
        f"description: {DESCRIPTION}",
        "folds: false",
        f"inputs: [{', '.join(inputs)}]",
        *body,
        "examples:",
        f"  - {{file: {_quoted(PurePath(scan.model.path).name)}, matches: {{{name}: 1}}}}",
    ]
    return "\n".join(lines) + "\n"


def counted(text: str, count: int) -> str:
    """The text with the number of its matches in its first example."""
    return re.sub(r"(matches: \{\w+: )\d+(?=\}\})", rf"\g<1>{count}", text, count=1)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _free_name(scan: Scan) -> str:
    number = 1
    while f"NewBlock{number if number > 1 else ''}" in scan.program.signatures:
        number += 1
    return f"NewBlock{number if number > 1 else ''}"
