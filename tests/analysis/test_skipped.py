"""What was not looked at is told, and a long list of the same is told short."""

from __future__ import annotations

from inspector.analysis.scanning import _few


def branch(number: int) -> str:
    return f"If #{number}: else_branch (1 node) stands for the same result and is not counted"


def test_branches_are_told_one_by_one_while_they_are_few() -> None:
    assert _few([branch(1), branch(2), branch(3)]) == [branch(1), branch(2), branch(3)]


def test_many_branches_are_counted_and_nothing_else_is_hidden() -> None:
    other = "What these nodes do, because they lack inputs or have too many: #3 Conv."
    told = _few([*map(branch, range(9)), other])
    assert told == [
        other,
        branch(0),
        branch(1),
        "7 more such branches, which are not counted either",
    ]
