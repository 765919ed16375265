"""``inspector scan``: what each of many files is."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
import msgspec

from inspector.analysis.report import Problem, Report
from inspector.cli.options import Reading, reading_options
from inspector.cli.output import Bar, one_line, output_console, print_problem, show_logs
from inspector.errors import InspectorError
from inspector.worker.paths import printable
from inspector.worker.pool import Pool, default_jobs, failed_report

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
@reading_options
@click.pass_context
def scan(
    context: click.Context,
    paths: tuple[str, ...],
    as_json: bool,
    jobs: int | None,
    reading: Reading,
) -> None:
    """Tell what the model files and folders at PATHS are.

    Exit status: 0 when every model was read, 1 when one was not, 2 for wrong usage.
    """
    show_logs()
    targets = list(_targets(paths))
    files = [target for target in targets if isinstance(target, str)]
    jobs = min(jobs or default_jobs(), max(1, len(files)))
    pool = Pool(jobs, reading.limits(jobs), reading.libraries())
    try:
        with Bar(len(targets)) as bar:
            reports = _in_order(targets, pool.scan(files, bar.tell), bar)
            failed = _print_json(reports) if as_json else _print_for_people(reports)
    finally:
        pool.close()
    context.exit(1 if failed else 0)


def _targets(paths: Iterable[str]) -> Iterator[str | Report]:
    """Yields the files to scan, and reports on folders that cannot be listed, in input order."""
    from inspector.formats import find_models

    for path in paths:
        if not os.path.isdir(path):
            yield path
            continue
        try:
            found = find_models(Path(path))
        except InspectorError as error:
            yield failed_report(path, Problem(error.code, error.message, error.where, error.help))
            continue
        if not found:
            click.echo(f"note: there are no model files in {one_line(path)}", err=True)
        yield from map(str, found)


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


def _print_for_people(reports: Iterable[Report]) -> bool:
    """Prints all reports when the last has come; tells whether a model was not read."""
    from inspector.cli.report_table import draw, draw_risks

    console = output_console()
    kept = list(reports)
    for drawn in draw(kept, console.width):
        console.print(drawn)
    for drawn in draw_risks(kept):
        console.print(drawn)
    for report in kept:
        if report.error is not None:
            print_problem(report.error, report.path)
    return any(report.status not in _READ for report in kept)
