"""What patterns say, apart from how they are written: for the linter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from inspector.patterns import Alternative, Anything, Call, Constant, Expression, Pattern
from inspector.signatures.model import Signature


def patterns_with_lines(signature: Signature) -> list[tuple[Pattern, int]]:
    """All patterns with the lines they start at."""
    forms = [(form.pattern, form.line) for form in signature.forms]
    clauses = [(c.pattern, c.line) for c in (*signature.where, *signature.never)]
    return forms + clauses


def walk(pattern: Pattern) -> Iterator[Expression]:
    """Every expression of a pattern."""
    stack: list[Expression] = [d.value for d in pattern.definitions]
    stack += [n.value for n in pattern.negatives]
    while stack:
        expression = stack.pop()
        yield expression
        if isinstance(expression, Call):
            stack.extend(expression.arguments)
        elif isinstance(expression, Alternative):
            stack.extend(expression.options)


def names_of(pattern: Pattern) -> set[str]:
    """Names of values and nodes."""
    found = {name for d in pattern.definitions for name in d.names}
    for expression in walk(pattern):
        name = getattr(expression, "name", "")
        if name:
            found.add(f"${name}" if isinstance(expression, Constant) else name)
    return found


def covered(options: Sequence[Expression]) -> Iterator[int]:
    """Places of alternatives that one before matches whatever they do (as far as it is easy)."""
    known: set[str] = set()
    open_to_any = False
    for place, option in enumerate(options):
        text = repr(without_spans(option))
        if open_to_any or text in known:
            yield place
        known.add(text)
        open_to_any = open_to_any or isinstance(option, Anything)


def without_spans(expression: Expression) -> object:
    """An expression as plain data, places left out."""
    return _strip(msgspec.to_builtins(expression))


def _strip(data: object) -> object:
    if isinstance(data, dict):
        return {key: _strip(value) for key, value in data.items() if key != "span"}
    if isinstance(data, list | tuple):
        return [_strip(entry) for entry in data]
    return data


def normal_form(pattern: Pattern) -> str:
    """A pattern's meaning as text: places left out, values numbered in order of appearance."""
    numbers: dict[str, str] = {}
    defined = {name for d in pattern.definitions for name in d.names}

    def rename(data: object) -> object:
        if isinstance(data, dict):
            changed = {key: rename(value) for key, value in data.items()}
            name = data.get("name")
            if data.get("type") in ("Variable", "Constant") and isinstance(name, str):
                if name and name not in defined:
                    changed["name"] = numbers.setdefault(name, f"v{len(numbers)}")
            return changed
        if isinstance(data, list):
            return [rename(entry) for entry in data]
        return data

    return repr(rename(_strip(msgspec.to_builtins(pattern))))


def meaning(signature: Signature) -> tuple[object, ...]:
    """What a signature says and looks for, without its name."""
    forms = tuple(
        (normal_form(f.pattern), repr(sorted(f.attributes.items()))) for f in signature.forms
    )
    clauses = tuple(
        sorted(
            (normal_form(c.pattern), c.minimum, c.maximum or -1, c.chained, c.share)
            for c in signature.where
        )
    )
    never = tuple(sorted(normal_form(c.pattern) for c in signature.never))
    reported = signature.family if signature.kind == "family" else ""
    return (signature.kind, reported and "family", forms, clauses, never)
