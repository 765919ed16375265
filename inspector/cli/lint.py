"""``inspector lint``: what is doubtful about signature files."""

from __future__ import annotations

from pathlib import Path

import click

from inspector.cli.examples import check_examples, unused_examples
from inspector.cli.options import Reading, reading_options
from inspector.cli.output import one_line, show_logs
from inspector.ir.normal.vocabulary import known_operators
from inspector.signatures import Library, load_library
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
    own = [path for path in paths if path.is_dir()]
    library = load_library([*folders, *own])
    files = {str(path) for path in paths if path.is_file()}
    wanted = _wanted(library, paths, files)
    findings = lint(library, known_operators(), wanted)
    if examples:
        checked = [s for s in library.signatures.values() if wanted is None or s.name in wanted]
        findings += check_examples(checked, reading, [*folders, *own])
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


def _wanted(library: Library, paths: tuple[Path, ...], files: set[str]) -> set[str] | None:
    if not paths:
        return None
    below = [path.resolve() for path in paths]
    return {
        s.name
        for s in library.signatures.values()
        if s.path in files or any(Path(s.path).resolve().is_relative_to(p) for p in below)
    }
