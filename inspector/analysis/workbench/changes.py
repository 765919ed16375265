"""What changed in the matches of a draft since it was saved."""

from __future__ import annotations

from collections.abc import Sequence


def changed_matches(
    before: Sequence[Sequence[int]], after: Sequence[Sequence[int]]
) -> tuple[list[int], list[list[int]]]:
    """Places that match now and did not, and places that did and do not now.

    A match that only grew or shrank stands at the same place.

    Args:
        before: Stored nodes per match.
        after: Stored nodes per match.

    Returns:
        Numbers of the new matches among ``after``, and the lost ones of ``before``.
    """
    old = {node for match in before for node in match}
    new = {node for match in after for node in match}
    gained = [number for number, match in enumerate(after) if old.isdisjoint(match)]
    return gained, [list(match) for match in before if new.isdisjoint(match)]
