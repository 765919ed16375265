"""What was laid out before and may be needed again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar, cast

Result = TypeVar("Result")


class LayoutCache:
    """Keeps results by their whole structure, the least recently used go first.

    Keys are compared for equality, so that two structures with one hash are never taken for each
    other. Results are shared: nobody may change them.

    Args:
        capacity: How many boxes the kept results may describe together.
    """

    def __init__(self, capacity: int = 400_000) -> None:
        self.capacity = capacity
        self.hits = 0
        self.misses = 0
        self._held = 0
        self._entries: OrderedDict[Hashable, tuple[object, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: Hashable, size: int, make: Callable[[], Result]) -> Result:
        """Looks a result up, or makes and keeps it.

        Args:
            key: The structure laid out, complete: equal keys have equal results.
            size: How many boxes it has.
            make: Makes the result; always the same type for one kind of key.
        """
        found = self._entries.get(key)
        if found is not None:
            self.hits += 1
            self._entries.move_to_end(key)
            return cast(Result, found[0])
        self.misses += 1
        result = make()
        self._entries[key] = (result, size)
        self._held += size
        while self._held > self.capacity and len(self._entries) > 1:
            _, (_, freed) = self._entries.popitem(last=False)
            self._held -= freed
        return result
