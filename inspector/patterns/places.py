"""Places in a pattern: how its parts are addressed, read and replaced."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from inspector.patterns.syntax import (
    Alternative,
    Call,
    Definition,
    Expression,
    Negative,
    Pattern,
)

Path = tuple[int, ...]
"""Number of the statement (definitions, then negatives), then of arguments or options below."""


def statements(pattern: Pattern) -> list[Definition | Negative]:
    """What a path's first number counts."""
    return [*pattern.definitions, *pattern.negatives]


def children(expression: Expression) -> tuple[Expression, ...]:
    """The expressions directly below one."""
    if isinstance(expression, Call):
        return expression.arguments
    return expression.options if isinstance(expression, Alternative) else ()


def walk(pattern: Pattern) -> Iterator[tuple[Path, Expression]]:
    """Every expression with its path, outer ones first."""
    stack: list[tuple[Path, Expression]] = [
        ((number,), statement.value) for number, statement in enumerate(statements(pattern))
    ]
    stack.reverse()
    while stack:
        path, expression = stack.pop()
        yield path, expression
        below = enumerate(children(expression))
        stack.extend(reversed([((*path, number), child) for number, child in below]))


def get(pattern: Pattern, path: Path) -> Expression:
    """The expression at a path.

    Raises:
        IndexError: There is none.
    """
    expression = statements(pattern)[path[0]].value
    for number in path[1:]:
        expression = children(expression)[number]
    return expression


def put(pattern: Pattern, path: Path, expression: Expression) -> Pattern:
    """The pattern with another expression at a path.

    Raises:
        IndexError: There is no such place.
    """
    number, count = path[0], len(pattern.definitions)
    if number < count:
        old = pattern.definitions[number]
        new = replace(old, value=_put(old.value, path[1:], expression))
        definitions = (*pattern.definitions[:number], new, *pattern.definitions[number + 1 :])
        return replace(pattern, definitions=definitions)
    place = number - count
    negative = pattern.negatives[place]
    changed = replace(negative, value=_put(negative.value, path[1:], expression))
    negatives = (*pattern.negatives[:place], changed, *pattern.negatives[place + 1 :])
    return replace(pattern, negatives=negatives)


def _put(at: Expression, path: Path, expression: Expression) -> Expression:
    if not path:
        return expression
    below = list(children(at))
    below[path[0]] = _put(below[path[0]], path[1:], expression)
    if isinstance(at, Call):
        return replace(at, arguments=tuple(below))
    assert isinstance(at, Alternative)
    return replace(at, options=tuple(below))
