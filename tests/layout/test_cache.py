"""The cache keeps what is used, within its bound, and never mixes two structures up."""

from __future__ import annotations

from inspector.layout.cache import LayoutCache


class SameHash:
    """All are one to a hash, each is itself to a comparison."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __hash__(self) -> int:
        return 1

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SameHash) and other.name == self.name


def test_equal_hashes_are_not_taken_for_equal_structures() -> None:
    cache = LayoutCache()
    assert cache.get(SameHash("a"), 1, lambda: "A") == "A"
    assert cache.get(SameHash("b"), 1, lambda: "B") == "B"
    assert cache.get(SameHash("a"), 1, lambda: "other") == "A"


def test_the_least_recently_used_goes_first() -> None:
    cache = LayoutCache(capacity=3)
    for key in "abc":
        cache.get(key, 1, lambda: 1)
    cache.get("a", 1, lambda: 2)
    cache.get("d", 1, lambda: 1)
    assert len(cache) == 3
    assert cache.get("a", 1, lambda: 2) == 1
    assert cache.get("b", 1, lambda: 2) == 2


def test_a_result_larger_than_the_bound_is_given_but_drives_out_the_rest() -> None:
    cache = LayoutCache(capacity=3)
    cache.get("a", 1, lambda: 1)
    assert cache.get("b", 100, lambda: 7) == 7
    assert len(cache) == 1
