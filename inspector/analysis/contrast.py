"""What a model has instead of what a clause asks for: the nearest match of the same block."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from inspector.analysis.folding import Occurrence
from inspector.analysis.program import plain_calls
from inspector.analysis.wording import condition, in_sentence, key_words, title_of
from inspector.matching.constraints import predicate
from inspector.patterns import Comparison
from inspector.signatures import Clause, Signature

_TOLD = 2
"""Differences that are told; of more the number is."""


def contrast(
    clause: Clause,
    occurrences: Mapping[str, Sequence[Occurrence]],
    blocks: Mapping[str, Signature],
) -> str:
    """How the model's own blocks differ from what a clause asks for, in words.

    Args:
        clause: One that nothing satisfies.
        occurrences: Of the model, by block.
        blocks: By name; their titles stand for their names.

    Returns:
        Such as ``pre-norm layer has attention bias``; empty where the clause has words of its own,
        or speaks of nothing that the model has.
    """
    calls = plain_calls(clause.pattern)
    if clause.means or not all(call.constraints for call in calls):
        return ""
    nearest: tuple[str, list[str]] | None = None
    for asked, operator in ((call, operator) for call in calls for operator in call.operators):
        for occurrence in occurrences.get(operator, ()):
            found = differences(asked.constraints, occurrence.attributes, blocks)
            if found and (nearest is None or len(found) < len(nearest[1])):
                nearest = operator, found
    if nearest is None:
        return ""
    operator, found = nearest
    more = len(found) - _TOLD
    told = [*found[:_TOLD], *([f"{more} more differences"] if more > 1 else found[_TOLD:])]
    joined = " and ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told)
    return f"{in_sentence(title_of(operator, blocks))} {joined}"


def differences(
    constraints: Sequence[Comparison],
    attributes: Mapping[str, object],
    blocks: Mapping[str, Signature],
) -> list[str]:
    """What stands against each constraint that does not hold: ``has bias``, ``lacks gate``."""
    told = []
    for constraint in constraints:
        holds = predicate(constraint)
        actual = attributes.get(constraint.key)
        if holds is None or holds(actual):
            continue
        told.append(_difference(constraint, actual, blocks))
    return told


def _difference(constraint: Comparison, actual: object, blocks: Mapping[str, Signature]) -> str:
    key = key_words(constraint.key)
    if constraint.operator == "unset":
        return f"has {key}"
    if constraint.operator == "set":
        return f"lacks {key}"
    wanted = condition(constraint, blocks)
    if not actual:
        return f"lacks {wanted}"
    words = all(isinstance(term, str) for term in constraint.terms)
    if words and isinstance(actual, str) and constraint.operator in ("=", "in"):
        return f"has {in_sentence(title_of(actual, blocks))}, not {wanted}"
    entries = actual if isinstance(actual, list | tuple) else [actual]
    return f"has {key} {'×'.join(map(str, entries))}, not {wanted.removeprefix(key).strip()}"
