"""Splitting a pattern: some of its statements become a block of their own, which the rest names."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from dataclasses import replace as replace_fields

from msgspec.structs import replace

from inspector.analysis.drafting import DESCRIPTION, TITLE, counted, new_text
from inspector.analysis.folding import fold_graph
from inspector.analysis.program import Program, compile_block
from inspector.analysis.scanning import Scan
from inspector.analysis.workbench.draft_patterns import Draft, changed_text
from inspector.analysis.workbench.edits import rename
from inspector.analysis.workbench.matched import match_block
from inspector.analysis.workbench.records import Offer, Place
from inspector.patterns import Pattern
from inspector.patterns.places import Path, children, get, put, walk
from inspector.patterns.syntax import (
    Call,
    Comparison,
    Constant,
    Definition,
    Expression,
    Variable,
    Width,
)
from inspector.patterns.write import write_pattern
from inspector.signatures import Library, Signature, SignatureError, read_signature
from inspector.signatures.library import joined

_NAMED = 3
"""Operators that make the name of the new block."""


@dataclass(frozen=True, slots=True)
class Halves:
    """A pattern in two.

    Attributes:
        block: The pattern of the new block; its result is ``out``.
        inputs: Of the block, in order.
        rest: What is left, with the block in the place of what went.
    """

    block: Pattern
    inputs: tuple[str, ...]
    rest: Pattern


def split_off(draft: Draft, library: Library, places: Sequence[Place]) -> Offer | None:
    """Clauses as a block of their own, None where they cannot be told apart from the rest.

    Args:
        draft: The draft as matched.
        library: What both would join.
        places: Statements of one pattern, or one expression in a statement.
    """
    written = draft.at(places[0])
    same = [p for p in places if (p.section, p.number) == (written.section, written.number)]
    name = _free_name(written.part.pattern, [p.path for p in same], library)
    halves = split(written.part.pattern, [p.path for p in same], name)
    if halves is None or len(same) < len(places) or written.plain:
        return None
    body = new_text(draft.scan, [write_pattern(halves.block)], list(halves.inputs), name)
    try:
        rest = changed_text(draft, written, halves.rest)
        block = read_signature(body)
        count, own = _counts(draft, library, block, read_signature(rest))
    except SignatureError:
        return None
    body = counted(body, own)
    body = body.replace("folds: false\n", "").replace(f"title: {TITLE}", f"title: {name}")
    body = body.replace(DESCRIPTION, _purpose(draft.signature))
    return Offer(f"Split off as the block {name}", rest, count, keeps=count > 0, block=body)


def _purpose(signature: Signature) -> str:
    return f"A part of {signature.title or signature.name}."


def split(pattern: Pattern, paths: Sequence[Path], name: str) -> Halves | None:
    """Parts a pattern in two.

    Args:
        pattern: What to split.
        paths: Statements, or one expression below a statement.
        name: What the new block is called.

    Returns:
        None where what goes has no single result, or is all there is.
    """
    if len(paths) == 1 and len(paths[0]) > 1:
        return _split_expression(pattern, paths[0], name)
    numbers = {path[0] for path in paths if len(path) == 1}
    count = len(pattern.definitions)
    if not numbers or len(numbers) == count or max(numbers) >= count or len(numbers) < len(paths):
        return None
    inside = [d for n, d in enumerate(pattern.definitions) if n in numbers]
    outside = [d for n, d in enumerate(pattern.definitions) if n not in numbers]
    result = _single_result(pattern, inside, outside)
    if result is None:
        return None
    block = rename(Pattern(tuple(inside)), {result: "out"}) if result != "out" else None
    block = _result_last(block or Pattern(tuple(inside)))
    inputs = _inputs(block)
    shared = _widths(inside) & _widths(outside)
    if _constants(inside) & _constants(outside):
        return None
    call = Definition((result,), _call(name, inputs, shared))
    last = max(numbers)
    kept: list[Definition] = []
    for number, definition in enumerate(pattern.definitions):
        if number not in numbers:
            kept.append(definition)
        elif number == last:
            kept.append(call)
    return Halves(block, inputs, replace(pattern, definitions=tuple(kept)))


def _split_expression(pattern: Pattern, path: Path, name: str) -> Halves | None:
    inner = get(pattern, path)
    if not isinstance(inner, Call) or not inner.operators or inner.optional or inner.maximum != 1:
        return None
    block = Pattern((Definition(("out",), inner),))
    rest = put(pattern, path, Variable("_gone"))
    inputs = _inputs(block)
    shared = _widths(block.definitions) & _widths(rest.definitions)
    if _constants(block.definitions) & _constants(rest.definitions):
        return None
    return Halves(block, inputs, put(pattern, path, _call(name, inputs, shared)))


def _single_result(
    pattern: Pattern, inside: Sequence[Definition], outside: Sequence[Definition]
) -> str | None:
    """The one value of the statements that others read, None for none or several."""
    defined = {name for definition in inside for name in definition.names}
    read = _read([definition.value for definition in outside])
    read |= _read([negative.value for negative in pattern.negatives]) | {pattern.result}
    read |= {name for pair in pattern.distinct for name in (pair.first, pair.second)}
    leaving = defined & read
    if len(leaving) != 1:
        return None
    result = leaving.pop()
    alone = next(d for d in inside if result in d.names)
    return result if len(alone.names) == 1 else None


def _result_last(block: Pattern) -> Pattern:
    last = [d for d in block.definitions if "out" in d.names]
    return replace(block, definitions=(*(d for d in block.definitions if d not in last), *last))


def _read(expressions: Sequence[Expression]) -> set[str]:
    """Names that expressions read."""
    found: set[str] = set()
    stack = list(expressions)
    while stack:
        expression = stack.pop()
        if isinstance(expression, Variable):
            found.add(expression.name)
        stack.extend(children(expression))
    return found


def _inputs(block: Pattern) -> tuple[str, ...]:
    defined = {name for definition in block.definitions for name in definition.names}
    names = (e.name for _, e in walk(block) if isinstance(e, Variable))
    return tuple(dict.fromkeys(name for name in names if name not in defined))


def _widths(definitions: Collection[Definition]) -> set[str]:
    return {
        term.variable
        for _, expression in walk(Pattern(tuple(definitions)))
        if isinstance(expression, Call | Variable | Constant)
        for constraint in expression.constraints
        for term in constraint.terms
        if isinstance(term, Width) and term.variable
    }


def _constants(definitions: Collection[Definition]) -> set[str]:
    """Named constants: a block cannot say which of its constants another part means."""
    found = (e for _, e in walk(Pattern(tuple(definitions))) if isinstance(e, Constant))
    return {constant.name for constant in found if constant.name}


def _call(name: str, inputs: Sequence[str], shared: Collection[str]) -> Call:
    """The new block in its place; widths that the rest speaks of too are asked of it."""
    asked = tuple(Comparison(w.lower(), "=", (Width(w),)) for w in sorted(shared))
    return Call((name,), tuple(Variable(each) for each in inputs), asked)


def _free_name(pattern: Pattern, paths: Sequence[Path], library: Library) -> str:
    """A name made of the operators that go."""
    operators: list[str] = []
    for path, expression in walk(pattern):
        inside = any(path[: len(start)] == start for start in paths)
        if inside and isinstance(expression, Call) and expression.operators:
            operators.append(expression.operators[0].rpartition(".")[2])
    base = "".join(list(dict.fromkeys(operators))[:_NAMED]) or "Part"
    base = base if base not in operators else f"{base}Part"
    number = 1
    while (name := f"{base}{number if number > 1 else ''}") in library.signatures:
        number += 1
    return name


def _counts(draft: Draft, library: Library, block: Signature, rest: Signature) -> tuple[int, int]:
    """How often the rest and the block match once the block is in the library."""
    block = replace(block, folds=True)
    grown = _with_block(draft.scan, joined(library, block), block)
    own = len(grown.folding.occurrences.get(block.name, ()))
    if rest.kind == "block":
        return len(match_block(grown, rest, draft.origin).matches), own
    return own, own


def _with_block(scan: Scan, library: Library, block: Signature) -> Scan:
    """The scan as it would be with a block more; what the others compiled to is used again."""
    known = {b.signature.name: b for stratum in scan.program.strata for b in stratum}
    known[block.name] = compile_block(block)
    strata = [[known[s.name] for s in stratum if s.name in known] for stratum in library.strata]
    old = scan.program
    program = Program(
        library.digest, strata, old.families, {**old.blocks, block.name: block}, old.signatures
    )
    folding = fold_graph(scan.normal, program)
    return replace_fields(scan, program=program, folding=folding, levels={}, _shown=None)
