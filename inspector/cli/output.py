"""What all commands print alike: errors, file names, a bar on long work."""

from __future__ import annotations

import logging
import os
import sys
import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn

import click

from inspector.analysis.report import Problem, Verdict
from inspector.errors import InspectorError
from inspector.worker.paths import printable

if TYPE_CHECKING:
    from rich.console import Console

DEBUG = "INSPECTOR_DEBUG"
"""Environment variable: tracebacks, and what the reading processes write."""


class ProblemError(InspectorError):
    """A child process could not do what was asked."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message, where=problem.where, help=problem.help)
        self.code = problem.code


def debugging() -> bool:
    """Whether the user asked for tracebacks."""
    return bool(os.environ.get(DEBUG))


def one_line(text: str) -> str:
    r"""Text on one line that no terminal obeys: control characters become escapes like ``\n``."""
    return "".join(
        character.encode("unicode_escape").decode()
        if unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp")
        else character
        for character in printable(text)
    )


def print_problem(problem: Problem, path: str = "") -> None:
    """Prints an error on one line of standard error, and on a second one a way out.

    Args:
        problem: What went wrong.
        path: The file it speaks of, as the user named it.
    """
    about = f"{one_line(path)}: " if path else ""
    where = f" ({one_line(problem.where)})" if problem.where else ""
    click.echo(f"error[{problem.code}]: {about}{one_line(problem.message)}{where}", err=True)
    if problem.help:
        click.echo(f"  help: {one_line(problem.help)}", err=True)


def fail(error: InspectorError, path: str = "") -> NoReturn:
    """Prints an error and ends the program with status 1.

    Raises:
        InspectorError: Instead, when debugging.
        click.exceptions.Exit: Otherwise.
    """
    if debugging():
        raise error
    print_problem(Problem(error.code, error.message, error.where, error.help), path)
    raise click.exceptions.Exit(1)


def show_logs() -> None:
    """When debugging, shows what the program logs on standard error."""
    if debugging():
        logging.basicConfig(level=logging.INFO, stream=sys.stderr)


def output_console() -> Console:
    """A console on standard output that cuts nothing off where no terminal limits the width."""
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = 1000
    return console


def describe(verdict: Verdict | None) -> str:
    """A verdict on one line: name, part, type and architecture as far as they are known."""
    if verdict is None:
        return "unknown"
    name = verdict.name or verdict.family or "unknown family"
    if verdict.part != "whole":
        name += f" ({verdict.part.replace('_', ' ')})"
    known = [part for part in (verdict.type, verdict.architecture) if part]
    return one_line(" · ".join([name, *known]))


class Bar:
    """A progress bar on standard error, shown only on a terminal; a context manager.

    Args:
        total: Number of steps, None for work whose stages tell their share.
    """

    def __init__(self, total: int | None) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
        from rich.progress import TimeElapsedColumn as Elapsed

        console = Console(stderr=True)
        count = (MofNCompleteColumn(),) if total is not None else ()
        self._progress = Progress(
            BarColumn(),
            *count,
            Elapsed(),
            TextColumn("{task.description}", markup=False),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._progress.add_task("", total=total if total is not None else 1.0)

    def __enter__(self) -> Bar:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def step(self) -> None:
        """One step is done."""
        self._progress.advance(self._task)

    def tell(self, stage: str, fraction: float | None = None) -> None:
        """Says what is being done, and how much of it is done (negative: unknown)."""
        self._progress.update(self._task, description=one_line(stage))
        if fraction is not None and fraction >= 0:
            self._progress.update(self._task, completed=fraction)


Tell = Callable[[str, float | None], None]
