"""``inspector lint``: what is doubtful about signature files."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from inspector.cli.examples import check_examples, unused_examples
from inspector.cli.options import Reading, reading_options
from inspector.cli.output import one_line, show_logs
from inspector.ir.normal.vocabulary import known_operators
from inspector.signatures import Library, SignatureError, load_library
from inspector.signatures.library import SUFFIX, read_text
from inspector.signatures.lint import lint


@click.command("lint")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--examples/--no-examples", default=True, help="Scan the examples too.")
@reading_options
def lint_command(paths: tuple[Path, ...], examples: bool, reading: Reading) -> None:
    """Check the signature files at PATHS (default: the whole library).

    Exit status: 0 when there is nothing to say, 1 when there is.
    """
    show_logs()
    folders = [Path(folder) for folder in reading.libraries()]
    searched = [*folders, *(path for path in paths if path.is_dir())]
    alone = [path for path in paths if path.is_file() and not _is_below(path, searched)]
    library = load_library(searched, alone)
    wanted = _wanted(library, paths)
    findings = lint(library, known_operators(), wanted)
    if examples:
        checked = [s for s in library.signatures.values() if wanted is None or s.name in wanted]
        with tempfile.TemporaryDirectory(prefix="inspector-") as scratch:
            used = [*searched, _beside_each_other(alone, Path(scratch))]
            reading = replace(reading, signatures=tuple(str(folder) for folder in used))
            places = [*searched, *(path.parent for path in alone)]
            findings += check_examples(checked, reading, places)
    if wanted is None:
        for folder in folders:
            findings += unused_examples(list(library.signatures.values()), folder)
    for finding in findings:
        place = f"{one_line(finding.path)}:{finding.line}" if finding.path else "(library)"
        click.echo(f"{place}: {finding.code}: {finding.message}")
        if finding.recommendation:
            click.echo(f"    {finding.recommendation}")
    count = len(wanted) if wanted is not None else len(library.signatures)
    click.echo(f"{count} signatures, {len(findings)} findings", err=True)
    raise click.exceptions.Exit(1 if findings else 0)


def _is_below(path: Path, folders: Sequence[Path]) -> bool:
    return any(path.resolve().is_relative_to(folder.resolve()) for folder in folders)


def _beside_each_other(files: Sequence[Path], folder: Path) -> Path:
    """A folder of signatures with some files in it, as far as they can be read."""
    for number, path in enumerate(files):
        with contextlib.suppress(SignatureError):
            (folder / f"{number}{SUFFIX}").write_text(read_text(path), encoding="utf-8")
    return folder


def _wanted(library: Library, paths: Sequence[Path]) -> set[str] | None:
    """Names of the signatures at some paths; None for all."""
    if not paths:
        return None
    return {s.name for s in library.signatures.values() if _is_below(Path(s.path), paths)}
