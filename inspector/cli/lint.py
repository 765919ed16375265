"""``inspector lint``: what is doubtful about signature files."""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from inspector.analysis.report import Report
from inspector.cli.options import Reading, reading_options
from inspector.cli.output import Bar, one_line, show_logs
from inspector.signatures import Library, Signature, load_library
from inspector.signatures.lint import LintFinding, lint
from inspector.worker.pool import Pool, default_jobs

LARGEST_EXAMPLE = 64 << 20
"""Bytes that a compressed example may unpack to."""

EXAMPLES = "examples"
"""Folder beside a library's signatures that holds its examples."""


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
        findings += list(check_examples(library, wanted, reading, [*folders, *own]))
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


def known_operators() -> set[str]:
    """Names that a pattern may use without a block: ONNX's and those of the normal form."""
    import onnx.defs

    from inspector.ir.normal.vocabulary import RENAMED

    own = {"FusedRotaryEmbedding", "Roll", "FusedConv", *RENAMED.values()}
    return {schema.name for schema in onnx.defs.get_all_schemas()} | own


def check_examples(
    library: Library, wanted: set[str] | None, reading: Reading, folders: list[Path]
) -> Iterator[LintFinding]:
    """Scans every example once and holds the signatures' claims against the reports."""
    signatures = [s for s in library.signatures.values() if wanted is None or s.name in wanted]
    names = sorted(
        {e.file for s in signatures for e in (*s.examples, *s.counterexamples) if e.file}
    )
    places = {name: _find(name, folders) for name in names}
    jobs = default_jobs()
    with tempfile.TemporaryDirectory(prefix="inspector-") as scratch:
        paths = {n: _unpack(p, Path(scratch)) for n, p in places.items() if p is not None}
        pool = Pool(min(jobs, max(1, len(paths))), reading.limits(jobs), reading.libraries())
        try:
            with Bar(len(paths)) as bar:
                reports = {}
                for name, report in zip(
                    paths, pool.scan([str(p) for p in paths.values()], bar.tell), strict=True
                ):
                    reports[name] = report
                    bar.step()
        finally:
            pool.close()
    for signature in signatures:
        yield from _held_against(signature, reports)


def _find(name: str, folders: list[Path]) -> Path | None:
    """An example beside the signatures; names never lead out of the examples' folder."""
    if Path(name).name != name:
        return None
    for folder in reversed(folders):
        for ending in ("", ".gz"):
            path = folder / EXAMPLES / f"{name}{ending}"
            if path.is_file():
                return path
    return None


def _unpack(path: Path, scratch: Path) -> Path:
    if path.suffix != ".gz":
        return path
    target = scratch / path.stem
    with gzip.open(path) as packed:
        target.write_bytes(packed.read(LARGEST_EXAMPLE))
    return target


def _held_against(signature: Signature, reports: dict[str, Report]) -> Iterator[LintFinding]:
    for example in signature.examples:
        report = reports.get(example.file)
        if report is None:
            yield _finding(signature, f"The example '{example.file}' is not there")
        elif not _matches(signature, report):
            yield _finding(signature, f"It does not match its example '{example.file}'")
        else:
            for name, count in example.matches.items():
                found = _count(name, report)
                if found != count:
                    yield _finding(
                        signature, f"'{example.file}' holds {name} {found} times, not {count}"
                    )
    for example in signature.counterexamples:
        report = reports.get(example.file)
        if report is None:
            yield _finding(signature, f"The counterexample '{example.file}' is not there")
        elif _matches(signature, report):
            yield _finding(signature, f"It matches its counterexample '{example.file}'")


def _finding(signature: Signature, message: str) -> LintFinding:
    help = "Correct the pattern, or the example"
    return LintFinding("example", signature.name, message, help, signature.path)


def _count(name: str, report: Report) -> int:
    return next((m.count for m in report.matches if m.signature == name), 0)


def _matches(signature: Signature, report: Report) -> bool:
    """Whether a block occurs, or a family decides the verdict."""
    if signature.kind == "block":
        return _count(signature.name, report) > 0
    verdict = report.verdict
    return verdict is not None and verdict.signature == signature.name
