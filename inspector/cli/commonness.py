"""``inspector signatures commonness``: counts in which families neighbourhoods are seen."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from inspector.analysis.discovery.neighbourhoods import RADIUS
from inspector.analysis.discovery.table import Table, make_table
from inspector.analysis.report import Problem
from inspector.cli.options import Reading, reading_options
from inspector.cli.output import (
    Bar,
    ProblemError,
    one_line,
    output_console,
    print_problem,
    show_logs,
)
from inspector.data import user_neighbourhoods
from inspector.worker.messages import Failed, Survey, Surveyed
from inspector.worker.pool import Pool, default_jobs

_EXAMPLES = "the bundled examples"


@dataclass(frozen=True, slots=True)
class _Member:
    """A file to count, its families where they are known, and what it is called."""

    path: Path
    families: tuple[str, ...]
    name: str


@click.command("commonness")
@click.argument("root", required=False, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--labels",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help='A tab-separated table with columns "file" (below ROOT) and "family".',
)
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the table goes.  [default: your own, which the window then uses]",
)
@click.option("--jobs", type=click.IntRange(min=1), help="Files at the same time.")
@reading_options
def commonness(
    root: Path | None,
    labels: Path | None,
    output: Path | None,
    jobs: int | None,
    reading: Reading,
) -> None:
    """Count in how many families each neighbourhood of an operator is seen.

    The window shades nodes by it, and ranks what recurs in a model. Without ROOT the examples of
    the library are counted. Below ROOT a file's family is what LABELS says, or else the verdict;
    a file of no family counts as one of its own.
    """
    show_logs()
    if labels is not None and root is None:
        raise click.UsageError("--labels needs ROOT.")
    target = output or user_neighbourhoods()
    with tempfile.TemporaryDirectory(prefix="inspector-") as scratch:
        members = _members(root, labels, reading, Path(scratch))
        name = _EXAMPLES if root is None else root.resolve().name
        table = make_table(_surveyed(members, jobs, reading), name, RADIUS)
    if not table.corpus.families:
        raise ProblemError(Problem("nothing-counted", "No file could be counted.", str(root or "")))
    table.write(target)
    _tell(table, target)


def _tell(table: Table, target: Path) -> None:
    corpus = table.corpus
    output_console().print(
        f"{len(table):,} neighbourhoods of {corpus.radius} edges in {corpus.models:,} models "
        f"of {len(corpus.families):,} families, written to {one_line(str(target))}",
        markup=False,
    )


def _members(
    root: Path | None, labels: Path | None, reading: Reading, scratch: Path
) -> list[_Member]:
    from inspector.analysis.corpus.labels import read_labels

    if root is None:
        return _examples([Path(folder) for folder in reading.libraries()], scratch)
    if labels is not None:
        return [_labelled(root, row.file, row.family) for row in read_labels(labels)]
    files = sorted(p for p in root.rglob("*") if p.is_file()) if root.is_dir() else [root]
    return [_Member(path, (), path.name) for path in files]


def _labelled(root: Path, file: str, family: str) -> _Member:
    """A labelled file; of no family means one of its own."""
    return _Member(root / file, (family or file,), file)


def _examples(folders: Sequence[Path], scratch: Path) -> list[_Member]:
    """The examples of families; a file that several have as example stands for each of them."""
    from inspector.analysis.examples import find_example
    from inspector.cli.examples import unpack_example
    from inspector.signatures import load_library

    named: dict[str, set[str]] = {}
    for signature in load_library(folders).families():
        for example in signature.examples if signature.family else ():
            named.setdefault(example.file, set()).add(signature.family)
    members = []
    for file, families in sorted(named.items()):
        path = find_example(file, folders)
        if path is not None:
            members.append(_Member(unpack_example(path, scratch), tuple(sorted(families)), file))
    return members


def _surveyed(
    members: list[_Member], jobs: int | None, reading: Reading
) -> Iterator[tuple[tuple[str, ...], list[int]]]:
    """Families and neighbourhoods of each file that can be read; the others are told."""
    jobs = min(jobs or default_jobs(), max(1, len(members)))
    libraries = reading.libraries()
    requests = [Survey(0, 0, str(m.path), RADIUS, [] if m.families else libraries) for m in members]
    pool = Pool(jobs, reading.limits(jobs), libraries)
    try:
        with Bar(len(members)) as bar:
            for member, answer in zip(members, pool.ask(requests, bar.tell), strict=True):
                bar.step()
                if isinstance(answer, Surveyed):
                    yield member.families or (answer.family or member.name,), answer.classes
                elif isinstance(answer, Failed):
                    print_problem(answer.problem, member.name)
    finally:
        pool.close()
