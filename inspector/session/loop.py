"""What the session needs of an event loop, without naming one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol


class Loop(Protocol):
    """Runs things in the session's thread; the window brings Qt's, tests bring their own."""

    def post(self, action: Callable[[], object]) -> None:
        """Run ``action`` in the session's thread, soon; may be called from any thread."""

    def later(self, milliseconds: int, action: Callable[[], object]) -> Callable[[], None]:
        """Run ``action`` after a time, in the session's thread.

        Returns:
            A function that calls it off.
        """
