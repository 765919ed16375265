"""Examples of signatures: the models that they must, and must not, match."""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from inspector.analysis.report import Report
from inspector.cli.options import Reading
from inspector.cli.output import Bar
from inspector.signatures import Signature
from inspector.signatures.lint import LintFinding
from inspector.signatures.model import Example
from inspector.worker.pool import Pool, default_jobs

LARGEST = 64 << 20
"""Bytes that a compressed example may unpack to."""

FOLDER = "examples"
"""Folder beside a library's signatures that holds its examples."""


def check_examples(
    signatures: Sequence[Signature], reading: Reading, folders: Sequence[Path]
) -> Iterator[LintFinding]:
    """Scans every example once and holds the signatures' claims against the reports.

    Args:
        signatures: Whose examples and counterexamples to scan.
        reading: Limits and libraries of the scans.
        folders: Signature folders that may hold examples, later ones first.
    """
    reports = _scan({e.file for s in signatures for e in _named(s)}, reading, folders)
    for signature in signatures:
        for message in _complaints(signature, reports):
            help = "Correct the pattern, or the example"
            yield LintFinding("example", signature.name, message, help, signature.path)


def unused_examples(signatures: Sequence[Signature], folder: Path) -> Iterator[LintFinding]:
    """Files among a library's examples that no signature names."""
    named = {e.file for s in signatures for e in _named(s)}
    for path in sorted((folder / FOLDER).glob("*.onnx*")):
        if path.name.removesuffix(".gz") not in named:
            help = "Name it as an example or a counterexample, or delete it"
            yield LintFinding("unused-example", "", "No signature names it", help, str(path))


def _named(signature: Signature) -> tuple[Example, ...]:
    return (*signature.examples, *signature.counterexamples)


def _scan(names: set[str], reading: Reading, folders: Sequence[Path]) -> dict[str, Report]:
    """Reports by name of those examples that are there."""
    found = {name: path for name in sorted(names) if (path := _find(name, folders)) is not None}
    if not found:
        return {}
    jobs = min(default_jobs(), len(found))
    with tempfile.TemporaryDirectory(prefix="inspector-") as scratch, Bar(len(found)) as bar:
        paths = [str(_unpack(path, Path(scratch))) for path in found.values()]
        pool = Pool(jobs, reading.limits(jobs), reading.libraries())
        try:
            reports = {}
            for name, report in zip(found, pool.scan(paths, bar.tell), strict=True):
                reports[name] = report
                bar.step()
            return reports
        finally:
            pool.close()


def _find(name: str, folders: Sequence[Path]) -> Path | None:
    """An example beside the signatures; names never lead out of the examples' folder."""
    if not name or Path(name).name != name:
        return None
    for folder in reversed(folders):
        for ending in ("", ".gz"):
            path = folder / FOLDER / f"{name}{ending}"
            if path.is_file():
                return path
    return None


def _unpack(path: Path, scratch: Path) -> Path:
    if path.suffix != ".gz":
        return path
    target = scratch / path.stem
    with gzip.open(path) as packed:
        target.write_bytes(packed.read(LARGEST))
    return target


def _complaints(signature: Signature, reports: dict[str, Report]) -> Iterator[str]:
    """What is wrong with a signature's claims."""
    for example in signature.examples:
        report = reports.get(example.file)
        if report is None:
            yield f"The example '{example.file}' is not there"
        elif not matches(signature, report):
            yield f"It does not match its example '{example.file}'"
        else:
            for name, count in example.matches.items():
                if (found := count_of(name, signature, report)) != count:
                    yield f"'{example.file}' holds {name} {found} times, not {count}"
    for example in signature.counterexamples:
        report = reports.get(example.file)
        if report is None:
            yield f"The counterexample '{example.file}' is not there"
        elif matches(signature, report):
            yield f"It matches its counterexample '{example.file}'"


def matches(signature: Signature, report: Report) -> bool:
    """Whether a block occurs, a family is reported, or a statement about unknown models holds."""
    if signature.kind == "family" and signature.family:
        decides = report.verdict is not None and report.verdict.signature == signature.name
        return decides or any(c.signature == signature.name for c in report.components)
    return any(m.signature == signature.name for m in report.matches)


def count_of(name: str, signature: Signature, report: Report) -> int:
    """How often a clause of the family that decided, or a block, matched."""
    decides = report.verdict is not None and report.verdict.signature == signature.name
    clauses = {c.clause: c.count for c in report.clauses} if decides else {}
    if name in clauses:
        return clauses[name]
    return next((m.count for m in report.matches if m.signature == name), 0)
