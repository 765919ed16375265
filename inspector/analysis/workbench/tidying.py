"""A merged pattern without what says nothing."""

from __future__ import annotations

from collections import Counter

from msgspec.structs import replace

from inspector.analysis.workbench.edits import rename
from inspector.patterns.places import put, walk
from inspector.patterns.syntax import (
    Anything,
    Call,
    Comparison,
    Expression,
    Pattern,
    Variable,
    Width,
)

_SHORT = 8
"""Inputs of a Concat up to which each is written, though it says nothing of the others."""


def shortened(pattern: Pattern) -> Pattern:
    """Takes those last inputs out of a long Concat that nothing else in the pattern speaks of."""
    uses = Counter(e.name for _, e in walk(pattern) if isinstance(e, Variable))
    defined = {name for definition in pattern.definitions for name in definition.names}
    for path, call in list(walk(pattern)):
        if not isinstance(call, Call) or call.operators != ("Concat",):
            continue
        kept = len(call.arguments)
        while kept > 2 and _says_nothing(call.arguments[kept - 1], uses, defined):
            kept -= 1
        if len(call.arguments) > _SHORT and kept < len(call.arguments):
            shorter = replace(call, arguments=call.arguments[:kept], open_end=True)
            pattern = put(pattern, path, shorter)
    return pattern


def _says_nothing(argument: Expression, uses: Counter[str], defined: set[str]) -> bool:
    if isinstance(argument, Variable):
        return argument.name not in defined and uses[argument.name] == 1
    return isinstance(argument, Anything)


def tidy(pattern: Pattern, taken: set[str]) -> Pattern:
    """Takes out widths that relate nothing, and numbers of names that stand alone."""
    uses = Counter(
        term.variable
        for _, expression in walk(pattern)
        if isinstance(expression, Call)
        for constraint in expression.constraints
        for term in constraint.terms
        if isinstance(term, Width) and term.variable
    )
    for path, expression in list(walk(pattern)):
        if isinstance(expression, Call) and expression.constraints:
            kept = tuple(c for c in expression.constraints if not _alone(c, uses))
            if len(kept) != len(expression.constraints):
                pattern = put(pattern, path, replace(expression, constraints=kept))
    return rename(pattern, _shorter(taken))


def _alone(constraint: Comparison, uses: Counter[str]) -> bool:
    return any(isinstance(t, Width) and uses[t.variable] == 1 for t in constraint.terms)


def _shorter(taken: set[str]) -> dict[str, str]:
    """Names whose number tells nothing: ``softmax1`` where there is no second one."""
    changed = {}
    for name in sorted(taken):
        base = name.rstrip("0123456789")
        alone = name == f"{base}1" and f"{base}2" not in taken and base not in taken
        if alone and len(base) > 1 and base not in _RESERVED:
            changed[name] = base
    return changed


_RESERVED = frozenset({"not", "in", "out"})
