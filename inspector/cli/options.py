"""Options that several commands have, and what they mean."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from inspector.data import signature_folders
from inspector.worker.limits import LEAST_MEMORY, MEBIBYTE, ProcessLimits
from inspector.worker.platform import physical_memory

_Command = TypeVar("_Command", bound=Callable[..., Any])
_DEFAULTS = ProcessLimits()


def limit_options(command: _Command) -> _Command:
    """Adds ``--timeout`` and ``--memory``."""
    timeout = click.option(
        "--timeout",
        type=click.FloatRange(min=0, min_open=True),
        default=_DEFAULTS.seconds,
        show_default=True,
        metavar="SECONDS",
        help="Longest time for one file.",
    )
    memory = click.option(
        "--memory",
        type=click.IntRange(min=128),
        default=None,
        metavar="MB",
        help="Most memory for reading one file.  [default: "
        f"{_DEFAULTS.memory // MEBIBYTE}, less on a small machine]",
    )
    return timeout(memory(command))


def limits_of(timeout: float, memory: int | None, jobs: int = 1) -> ProcessLimits:
    """The limits that the options ask for.

    Args:
        timeout: Seconds for one file.
        memory: Megabytes for one process; None shares out most of the machine's.
        jobs: Processes that run at the same time.
    """
    share = max(LEAST_MEMORY, physical_memory() * 3 // 4 // jobs)
    return ProcessLimits(
        memory=memory * MEBIBYTE if memory is not None else min(_DEFAULTS.memory, share),
        seconds=timeout,
        cpu_seconds=max(1, int(timeout * 2)),
    )


def libraries() -> list[str]:
    """The signature folders in use."""
    return [str(folder) for folder in signature_folders()]
