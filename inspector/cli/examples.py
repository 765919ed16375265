"""Examples of signatures: the models that they must, and must not, match."""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from inspector.analysis.examples import FOLDER, complaints, find_example, named
from inspector.analysis.report import Report
from inspector.cli.options import Reading
from inspector.cli.output import Bar
from inspector.signatures import Signature
from inspector.signatures.lint import LintFinding
from inspector.worker.pool import Pool, default_jobs

LARGEST = 64 << 20
"""Bytes that a compressed example may unpack to."""


def check_examples(
    signatures: Sequence[Signature], reading: Reading, folders: Sequence[Path]
) -> Iterator[LintFinding]:
    """Scans every example once and holds the signatures' claims against the reports.

    Args:
        signatures: Whose examples and counterexamples to scan.
        reading: Limits and libraries of the scans.
        folders: Signature folders that may hold examples, later ones first.
    """
    reports = _scan({e.file for s in signatures for e in named(s)}, reading, folders)
    for signature in signatures:
        for complaint in complaints(signature, reports):
            help = "Correct the pattern, or the example"
            yield LintFinding("example", signature.name, complaint.message, help, signature.path)


def unused_examples(signatures: Sequence[Signature], folder: Path) -> Iterator[LintFinding]:
    """Files among a library's examples that no signature names."""
    known = {e.file for s in signatures for e in named(s)}
    for path in sorted((folder / FOLDER).glob("*.onnx*")):
        if path.name.removesuffix(".gz") not in known:
            help = "Name it as an example or a counterexample, or delete it"
            yield LintFinding("unused-example", "", "No signature names it", help, str(path))


def _scan(names: set[str], reading: Reading, folders: Sequence[Path]) -> dict[str, Report]:
    """Reports by name of those examples that are there."""
    found = {
        name: path for name in sorted(names) if (path := find_example(name, folders)) is not None
    }
    if not found:
        return {}
    jobs = min(default_jobs(), len(found))
    with tempfile.TemporaryDirectory(prefix="inspector-") as scratch, Bar(len(found)) as bar:
        paths = [str(unpack_example(path, Path(scratch))) for path in found.values()]
        pool = Pool(jobs, reading.limits(jobs), reading.libraries())
        try:
            reports = {}
            for name, report in zip(found, pool.scan(paths, bar.tell), strict=True):
                reports[name] = report
                bar.step()
            return reports
        finally:
            pool.close()


def unpack_example(path: Path, scratch: Path) -> Path:
    """The file of an example: itself, or what it unpacks to in a folder."""
    if path.suffix != ".gz":
        return path
    target = scratch / path.stem
    with gzip.open(path) as packed:
        target.write_bytes(packed.read(LARGEST))
    return target
