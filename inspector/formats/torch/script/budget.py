"""How much following the code of one file may take."""

from __future__ import annotations

from inspector.formats.errors import LimitExceededError

MOST_STEPS = 1_000_000
"""Expressions, statements and entries of lists that are looked at, repetitions counted."""


class Budget:
    """Counts the steps of one pass over the code."""

    def __init__(self) -> None:
        self._left = MOST_STEPS

    def step(self, count: int = 1) -> None:
        """Takes some steps.

        Raises:
            LimitExceededError: There are none left.
        """
        self._left -= count
        if self._left < 0:
            raise LimitExceededError(f"The code takes more than {MOST_STEPS} steps.")
