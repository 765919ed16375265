"""``inspector format``: signature files written the one way there is."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from inspector.analysis.report import Problem
from inspector.cli.output import one_line, print_problem
from inspector.signatures import SignatureError
from inspector.signatures.format import format_signature
from inspector.signatures.library import SUFFIX, read_text


@click.command("format")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--check", is_flag=True, help="Change nothing; only tell what would change.")
@click.option("--diff", is_flag=True, help="Change nothing; show what would change.")
def format_command(paths: tuple[Path, ...], check: bool, diff: bool) -> None:
    """Write the signature files at PATHS (files or folders) in their canonical form.

    Exit status: 1 when a file cannot be read, or when --check or --diff find one to change.
    """
    changed = failed = total = 0
    for path in _files(paths):
        total += 1
        try:
            before = read_text(path)
            after = format_signature(before)
        except SignatureError as error:
            failed += 1
            print_problem(Problem(error.code, error.message, error.where, error.help), str(path))
            continue
        if after == before:
            continue
        changed += 1
        if diff:
            click.echo("".join(_difference(before, after, str(path))), nl=False)
        elif check:
            click.echo(f"{one_line(str(path))}: would be changed")
        else:
            path.write_text(after, encoding="utf-8", newline="")
            click.echo(f"{one_line(str(path))}: changed")
    click.echo(f"{total} files, {changed} changed, {failed} unreadable", err=True)
    raise click.exceptions.Exit(1 if failed or (changed and (check or diff)) else 0)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(path.rglob(f"*{SUFFIX}"))
        else:
            yield path


def _difference(before: str, after: str, name: str) -> Iterator[str]:
    lines = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for line in difflib.unified_diff(*lines, name, name):
        yield one_line(line.rstrip("\n")) + "\n"
