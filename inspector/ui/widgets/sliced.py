"""Long work in the window's thread, in slices so short that nobody notices."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer

SLICE = 0.012
"""Seconds of work at a time, before events are taken."""


class Sliced(QObject):
    """Does one piece of work at a time; a new one takes the place of an unfinished one.

    Args:
        parent: Lives as long.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._steps: Iterator[object] = iter(())
        self._done: Callable[[], object] = _nothing
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._go_on)

    def run(self, steps: Iterator[object], done: Callable[[], object]) -> None:
        """Begin; what is finished within a slice is done at the return.

        Args:
            steps: Works between two of its results.
            done: Called when it has come to its end.
        """
        self._steps, self._done = steps, done
        self._go_on()

    @property
    def busy(self) -> bool:
        """Whether there is more to do."""
        return self._timer.isActive()

    def _go_on(self) -> None:
        end = time.perf_counter() + SLICE
        for _ in self._steps:
            if time.perf_counter() > end:
                self._timer.start()
                return
        self._timer.stop()
        done, self._done = self._done, _nothing
        done()


def _nothing() -> None:
    """There is nothing to do."""
