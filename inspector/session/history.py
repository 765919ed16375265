"""Undo and redo of a value."""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")


class History(Generic[T]):
    """Past and future values around the present one.

    Args:
        present: The first value.
        limit: How many past values are kept.
    """

    def __init__(self, present: T, limit: int = 500) -> None:
        self.present = present
        self._limit = limit
        self._past: list[T] = []
        self._future: list[T] = []

    @property
    def can_undo(self) -> bool:
        """Whether there is a past value."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether something undone can come back."""
        return bool(self._future)

    def push(self, value: T, *, merge: bool = False) -> None:
        """Make ``value`` the present one.

        Args:
            value: The new present.
            merge: Forget the present value instead of keeping it as a step of its own.
        """
        if not merge or not self._past:
            self._past.append(self.present)
            del self._past[: -self._limit]
        self._future.clear()
        self.present = value

    def reset(self, value: T) -> None:
        """Start over with ``value``, without past or future."""
        self._past.clear()
        self._future.clear()
        self.present = value

    def undo(self) -> bool:
        """Go one step back; False when there is none."""
        if not self._past:
            return False
        self._future.append(self.present)
        self.present = self._past.pop()
        return True

    def redo(self) -> bool:
        """Go one step forward; False when there is none."""
        if not self._future:
            return False
        self._past.append(self.present)
        self.present = self._future.pop()
        return True
