"""``inspector scan``: what each of many files is."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from inspector.analysis.report import Problem, Report, Verdict
from inspector.cli.options import libraries, limit_options, limits_of
from inspector.cli.output import Bar, one_line, output_console, print_problem, show_logs
from inspector.worker.paths import printable
from inspector.worker.pool import Pool, default_jobs, failed_report

if TYPE_CHECKING:
    from rich.table import Table

_READ = ("ok", "partial")


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path())
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=None,
    help="Files scanned at the same time.  [default: number of processors]",
)
@limit_options
@click.pass_context
def scan(
    context: click.Context,
    paths: tuple[str, ...],
    as_json: bool,
    jobs: int | None,
    timeout: float,
    memory: int | None,
) -> None:
    """Tell what the model files and folders at PATHS are.

    Exit status: 0 when every model was read, 1 when one was not, 2 for wrong usage.
    """
    show_logs()
    targets = list(_targets(paths))
    files = [target for target in targets if isinstance(target, str)]
    jobs = min(jobs or default_jobs(), max(1, len(files)))
    pool = Pool(jobs, limits_of(timeout, memory, jobs), libraries())
    try:
        with Bar(len(targets)) as bar:
            reports = _in_order(targets, pool.scan(files, bar.tell), bar)
            failed = _print_json(reports) if as_json else _print_table(reports)
    finally:
        pool.close()
    context.exit(1 if failed else 0)


def _targets(paths: Iterable[str]) -> Iterator[str | Report]:
    """Yields the files to scan, and reports on what cannot be scanned, in input order."""
    for path in paths:
        place = Path(path)
        try:
            if place.is_dir():
                yield from _models_in(path)
            elif place.exists():
                yield path
            else:
                yield failed_report(path, Problem("file-missing", "There is no such file."))
        except OSError as error:
            reason = error.strerror or type(error).__name__
            yield failed_report(path, Problem("file-unreadable", f"It cannot be read: {reason}."))


def _models_in(folder: str) -> Iterator[str]:
    from inspector.formats import find_models

    found = find_models(Path(folder))
    if not found:
        click.echo(f"note: there are no model files in {one_line(folder)}", err=True)
    for model in found:
        yield str(model)


def _in_order(
    targets: Iterable[str | Report], scanned: Iterator[Report], bar: Bar
) -> Iterator[Report]:
    for target in targets:
        yield target if isinstance(target, Report) else next(scanned)
        bar.step()


def _print_json(reports: Iterable[Report]) -> bool:
    """Prints each report as it comes; tells whether a model was not read."""
    failed = False
    encoder = msgspec.json.Encoder()
    for report in reports:
        failed = failed or report.status not in _READ
        report.path = printable(report.path)
        sys.stdout.buffer.write(encoder.encode(report) + b"\n")
        sys.stdout.buffer.flush()
    return failed


def _print_table(reports: Iterable[Report]) -> bool:
    """Prints all reports when the last has come; tells whether a model was not read."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("File", overflow="fold")
    table.add_column("Verdict", overflow="fold")
    for name in ("Confidence", "Explained", "Nodes"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("Status", no_wrap=True)
    problems: list[tuple[Problem, str]] = []
    failed = False
    for report in reports:
        failed = failed or report.status not in _READ
        if report.error is not None:
            problems.append((report.error, report.path))
        _add_row(table, report)
    if table.row_count:
        output_console().print(table)
    for problem, path in problems:
        print_problem(problem, path)
    return failed


def _add_row(table: Table, report: Report) -> None:
    from rich.text import Text

    read = report.status in _READ
    status = Text(report.status, "" if report.status == "ok" else "yellow" if read else "red")
    verdict = report.verdict
    table.add_row(
        Text(one_line(report.path)),
        Text(describe(verdict) if read else ""),
        f"{verdict.confidence:.0%}" if verdict else "",
        f"{report.coverage:.0%}" if read else "",
        f"{report.nodes:,}" if read else "",
        status,
    )


def describe(verdict: Verdict | None) -> str:
    """A verdict on one line: name, part, type and architecture as far as they are known."""
    if verdict is None:
        return "unknown"
    name = verdict.name or verdict.family or "unknown family"
    if verdict.part != "whole":
        name += f" ({verdict.part.replace('_', ' ')})"
    known = [part for part in (verdict.type, verdict.architecture) if part]
    return " · ".join([name, *known])
