"""From labelled files to outcomes, each file in child processes with a time limit."""

from __future__ import annotations

import math
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import msgspec
import onnx

from inspector.robustness.child import STORED, Answer
from inspector.robustness.filling import weight_bytes
from inspector.robustness.measuring import Finding


class Outcome(msgspec.Struct):
    """One change of one file.

    Attributes:
        file: As the labels name it.
        change: Name of the change.
        before: What the scan of the stored file says.
        after: What the scan of the changed file says, None where it was refused.
        refused: Why the change could not be made.
    """

    file: str
    change: str
    before: Finding
    after: Finding | None = None
    refused: str = ""

    @property
    def same_verdict(self) -> bool:
        """Whether the verdict stayed."""
        return self.after is not None and self.after.verdict == self.before.verdict

    @property
    def same_layers(self) -> bool:
        """Whether as many matches of each clause decided on the same verdict."""
        after = self.after
        return self.same_verdict and after is not None and after.layers == self.before.layers


@dataclass(frozen=True, slots=True)
class Choice:
    """Files to run over, and how many were too large for it."""

    files: list[str]
    too_large: int


def choose(labelled: Sequence[tuple[str, str]], root: Path, count: int, largest: int) -> Choice:
    """Takes files in turn from each family, the smallest of each first.

    Args:
        labelled: (file, family) pairs.
        root: Folder the files are named from.
        count: How many at most.
        largest: Most bytes of weights.
    """
    families: dict[str, list[tuple[int, str]]] = {}
    too_large = 0
    for file, family in labelled:
        size = weight_bytes(onnx.load(str(root / file), load_external_data=False))
        too_large += size > largest
        if size <= largest:
            families.setdefault(family, []).append((size, file))
    ranked = sorted(
        (turn, size, file)
        for files in families.values()
        for turn, (size, file) in enumerate(sorted(files))
    )
    return Choice([file for _, _, file in ranked[:count]], too_large)


def run(
    files: Sequence[str],
    root: Path,
    changes: Sequence[str],
    *,
    seconds: float,
    jobs: int,
    keep: Path | None = None,
) -> Iterator[list[Outcome]]:
    """Yields the outcomes of one file after the other.

    Args:
        files: Named from ``root``.
        root: Their folder.
        changes: Names of changes.
        seconds: Longest time for one change.
        jobs: Files at a time.
        keep: Folder for the changed files, which are not made again; None forgets them.
    """
    with tempfile.TemporaryDirectory(prefix="inspector-") as scratch:
        below = keep or Path(scratch)
        with ThreadPoolExecutor(jobs) as pool:
            yield from pool.map(lambda file: run_file(file, root, changes, seconds, below), files)


def run_file(
    file: str, root: Path, changes: Sequence[str], seconds: float, below: Path
) -> list[Outcome]:
    """The outcomes of one file, what changes make kept in a folder of its own."""
    answers: list[Answer] = []
    left = [STORED, *changes]
    folder = below / Path(file).with_suffix("")
    folder.mkdir(parents=True, exist_ok=True)
    while left:
        found, reason = _ask(root / file, folder, left, seconds)
        answers += found
        left = left[len(found) :]
        if left:
            change = left.pop(0)
            (folder / f"{change}.refused").write_text(reason, encoding="utf-8")
            answers.append(Answer(change, refused=reason))
    before = answers[0].finding or Finding(signature=answers[0].refused)
    return [Outcome(file, a.change, before, a.finding, a.refused) for a in answers[1:]]


def _ask(path: Path, folder: Path, changes: list[str], seconds: float) -> tuple[list[Answer], str]:
    """The answers of one child process, and why it gave no more."""
    child = "inspector.robustness.child"
    command = [sys.executable, "-m", child, str(path), str(folder), *changes]
    limit = math.ceil(seconds * len(changes))
    try:
        ended = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=limit, check=False
        )
        output, reason = ended.stdout, f"the process ended with status {ended.returncode}"
    except subprocess.TimeoutExpired as error:
        output, reason = error.stdout or b"", f"took more than {limit} s"
    lines = output.decode().splitlines(keepends=True)
    complete = [line for line in lines if line.endswith("\n")]
    return [msgspec.json.decode(line, type=Answer) for line in complete], reason
