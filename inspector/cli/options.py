"""Options of all commands that read models, and what they mean."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click

from inspector.data import signature_folders
from inspector.worker.limits import LEAST_MEMORY, MEBIBYTE, ProcessLimits
from inspector.worker.platform import physical_memory

_DEFAULTS = ProcessLimits()


@dataclass(frozen=True, slots=True)
class Reading:
    """How models are to be read.

    Attributes:
        timeout: Seconds for one file.
        memory: Megabytes for one process; None shares out most of the machine's.
        signatures: Folders of signatures; none: the program's and the user's.
    """

    timeout: float
    memory: int | None
    signatures: tuple[str, ...]

    def limits(self, jobs: int = 1) -> ProcessLimits:
        """The limits of each of so many processes that run at the same time."""
        share = max(LEAST_MEMORY, physical_memory() * 3 // 4 // jobs)
        own = min(_DEFAULTS.memory, share) if self.memory is None else self.memory * MEBIBYTE
        processor = max(1, int(self.timeout * 2))
        return ProcessLimits(memory=own, seconds=self.timeout, cpu_seconds=processor)

    def libraries(self) -> list[str]:
        """The signature folders to use, later ones override earlier ones."""
        return list(self.signatures) or [str(folder) for folder in signature_folders()]


def reading_options(command: Callable[..., None]) -> Callable[..., None]:
    """Adds the options; the command gets them as ``reading``."""

    @functools.wraps(command)
    def run(
        *arguments: Any,
        timeout: float,
        memory: int | None,
        signatures: tuple[str, ...],
        **rest: Any,
    ) -> None:
        command(*arguments, reading=Reading(timeout, memory, signatures), **rest)

    for option in _OPTIONS:
        option(run)
    return run


_OPTIONS = (
    click.option(
        "--memory",
        type=click.IntRange(min=128),
        default=None,
        metavar="MB",
        help="Most memory for reading one file.  [default: "
        f"{_DEFAULTS.memory // MEBIBYTE}, less on a small machine]",
    ),
    click.option(
        "--timeout",
        type=click.FloatRange(min=0, min_open=True),
        default=_DEFAULTS.seconds,
        show_default=True,
        metavar="SECONDS",
        help="Longest time for one file.",
    ),
    click.option(
        "--signatures",
        multiple=True,
        type=click.Path(exists=True, file_okay=False, resolve_path=True),
        metavar="FOLDER",
        help="Use these signatures instead of the program's and your own; may be repeated.",
    ),
)
