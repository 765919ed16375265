"""Processor time of a call, and an end to it after so much of it."""

from __future__ import annotations

import gc
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

Result = TypeVar("Result")


class StoppedError(Exception):
    """A call took longer than it may."""


def timed(call: Callable[[], Result], limit: float = 0.0) -> tuple[float, Result]:
    """Seconds of processor time that a call takes, and what it returns.

    As in ``timeit`` no garbage is collected meanwhile.

    Raises:
        StoppedError: The call took more than ``limit`` seconds (0: any time; there is no limit
            where the system has no timer of processor time).
    """
    gc.collect()
    gc.disable()
    try:
        with _limited(limit):
            start = time.process_time()
            result = call()
            return time.process_time() - start, result
    finally:
        gc.enable()


@contextmanager
def _limited(limit: float) -> Iterator[None]:
    if limit <= 0 or not hasattr(signal, "setitimer"):
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise StoppedError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, limit)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
