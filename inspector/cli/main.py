"""The group of all commands."""

from __future__ import annotations

import errno
import io
import sys
from typing import Any

import click

import inspector
from inspector.analysis.report import Problem
from inspector.cli.evaluate import evaluate_command
from inspector.cli.explain import explain
from inspector.cli.format import format_command
from inspector.cli.lint import lint_command
from inspector.cli.output import debugging, fail, print_problem
from inspector.cli.render import render
from inspector.cli.scan import scan
from inspector.cli.signatures import signatures
from inspector.errors import InspectorError

_CLICK = (click.ClickException, click.Abort, click.exceptions.Exit)


class Commands(click.Group):
    """Commands whose failures are one line each, not a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command that ``ctx`` holds."""
        try:
            return super().invoke(ctx)
        except _CLICK:
            raise
        except InspectorError as error:
            fail(error)
        except OSError as error:
            if debugging() or error.errno == errno.EPIPE:  # click ends silently when nobody reads
                raise
            self._give_up(
                Problem("system", f"{error.strerror or error}.", str(error.filename or ""))
            )
        except Exception as error:  # the last resort of a program for people
            if debugging():
                raise
            help = "Please report it. INSPECTOR_DEBUG=1 shows where it happened."
            mistake = f"Inspector made a mistake: {type(error).__name__}: {error}"
            self._give_up(Problem("internal-error", mistake, help=help))

    def _give_up(self, problem: Problem) -> None:
        print_problem(problem)
        raise click.exceptions.Exit(1)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(inspector.__version__, prog_name="inspector")
def cli() -> None:
    """Tell what model files really are from their computational graphs."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal may lack a character: show its code
            stream.reconfigure(errors="backslashreplace")


for command in (scan, explain, render, signatures, evaluate_command, lint_command, format_command):
    cli.add_command(command)
