"""Options that several commands have, and what they mean."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from inspector.data import signature_folders
from inspector.worker.limits import MEBIBYTE, ProcessLimits

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
        default=_DEFAULTS.memory // MEBIBYTE,
        show_default=True,
        metavar="MB",
        help="Most memory for reading one file.",
    )
    return timeout(memory(command))


def limits_of(timeout: float, memory: int) -> ProcessLimits:
    """The limits that the options ask for."""
    return ProcessLimits(
        memory=memory * MEBIBYTE, seconds=timeout, cpu_seconds=max(1, int(timeout * 2))
    )


def libraries() -> list[str]:
    """The signature folders in use."""
    return [str(folder) for folder in signature_folders()]
