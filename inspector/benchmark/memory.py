"""How much memory a program and all that it started take together."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path

import psutil

_EVERY = 0.1
"""Seconds between two looks."""


class MemoryWatch:
    """Looks at a process and its children until it is stopped.

    Pages that several of them share are counted once (PSS) where the system tells that, as Linux
    does; elsewhere only what each has for itself is counted (USS).

    Args:
        process_id: Of the program.

    Attributes:
        peak: Bytes.
    """

    def __init__(self, process_id: int) -> None:
        self.peak = 0
        self._root = psutil.Process(process_id)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Looks no more."""
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(_EVERY):
            self.peak = max(self.peak, together(self._root))


def together(root: psutil.Process) -> int:
    """Bytes of a process and all below it; those that end meanwhile count nothing."""
    total = 0
    with contextlib.suppress(psutil.Error):
        for process in (root, *root.children(recursive=True)):
            with contextlib.suppress(psutil.Error, OSError, ValueError):
                total += _proportional(process)
    return total


def _proportional(process: psutil.Process) -> int:
    summary = Path(f"/proc/{process.pid}/smaps_rollup")
    if not summary.exists():
        return int(process.memory_full_info().uss)
    _, _, after = summary.read_text().partition("\nPss:")
    return int(after.split(maxsplit=1)[0]) * 1024
