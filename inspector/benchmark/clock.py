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


LEAST = 0.1
"""Seconds that short calls are repeated for: the system's clock of processor time is coarse."""


def timed(call: Callable[[], Result], limit: float = 0.0) -> tuple[float, Result]:
    """Seconds of processor time that a call takes, and what it returns.

    As in ``timeit`` no garbage is collected meanwhile, and a short call is made again and again.

    Raises:
        StoppedError: The call took more than ``limit`` seconds by the clock on the wall (0: any
            time; there is no limit where the system has no timer).
    """
    gc.collect()
    gc.disable()
    try:
        calls, start = 0, time.process_time()
        while True:
            with _limited(limit):
                result = call()
            calls += 1
            spent = time.process_time() - start
            if spent >= LEAST:
                return spent / calls, result
    finally:
        gc.enable()


@contextmanager
def _limited(limit: float) -> Iterator[None]:
    if limit <= 0 or not hasattr(signal, "setitimer"):
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise StoppedError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, limit)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
