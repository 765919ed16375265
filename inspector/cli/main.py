"""The group of all commands."""

from __future__ import annotations

import errno
import importlib
import io
import sys
from typing import Any, NoReturn

import click

import inspector
from inspector.analysis.report import Problem
from inspector.errors import InspectorError

_CLICK = (click.ClickException, click.Abort, click.exceptions.Exit)


_COMMANDS = {
    "evaluate": ("inspector.cli.evaluate", "evaluate_command"),
    "explain": ("inspector.cli.explain", "explain"),
    "format": ("inspector.cli.format", "format_command"),
    "lint": ("inspector.cli.lint", "lint_command"),
    "render": ("inspector.cli.render", "render"),
    "scan": ("inspector.cli.scan", "scan"),
    "suggest": ("inspector.cli.suggest", "suggest"),
    "signatures": ("inspector.cli.signatures", "signatures"),
}
"""Modules and names of the commands, which are loaded when they are asked for: the window waits
for none of them."""


class Commands(click.Group):
    """Commands whose failures are one line each, not a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted({*super().list_commands(ctx), *_COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, None when there is none."""
        if cmd_name not in _COMMANDS:
            return super().get_command(ctx, cmd_name)
        module, name = _COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command that ``ctx`` holds."""
        try:
            return super().invoke(ctx)
        except _CLICK:
            raise
        except Exception as error:  # noqa: BLE001 - the last resort of a program for people
            return self._tell(error)

    def _tell(self, error: Exception) -> None:
        """Says what went wrong and ends, or raises it again where somebody else does."""
        from inspector.cli.output import debugging, fail

        if isinstance(error, InspectorError):
            fail(error)
        if isinstance(error, OSError):
            if debugging() or error.errno == errno.EPIPE:  # click ends silently when nobody reads
                raise error
            self._give_up(
                Problem("system", f"{error.strerror or error}.", str(error.filename or ""))
            )
        if debugging():
            raise error
        help = "Please report it. INSPECTOR_DEBUG=1 shows where it happened."
        mistake = f"Inspector made a mistake: {type(error).__name__}: {error}"
        self._give_up(Problem("internal-error", mistake, help=help))

    def _give_up(self, problem: Problem) -> NoReturn:
        from inspector.cli.output import print_problem

        print_problem(problem)
        raise click.exceptions.Exit(1)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(inspector.__version__, prog_name="inspector")
def cli() -> None:
    """Tell what model files really are from their computational graphs."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal may lack a character: show its code
            stream.reconfigure(errors="backslashreplace")
