"""Damages small sound files by chance and reads them: ``python -m tests.fuzz --help``.

Seeds are the files in ``tests/fuzz/seeds/FORMAT``; what ended or hung a reader is kept in
``tests/fuzz/regressions/FORMAT`` and read by the tests from then on.
"""

from __future__ import annotations

import argparse
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.fuzz.mutations import mutate

HERE = Path(__file__).parent
SEEDS, REGRESSIONS = HERE / "seeds", HERE / "regressions"
BATCH = 1000
HANG = 30.0
"""Seconds without a sign of life after which a child hangs."""
MEMORY = 1024
"""MiB that a child may take."""


@dataclass(slots=True)
class Outcome:
    """What came of one format."""

    done: int = 0
    peak: int = 0
    failures: dict[int, str] = field(default_factory=dict)


def run(format: str, count: int, start: int, budget: float) -> Outcome:
    """Reads damaged files of one format, a batch in each child process."""
    outcome = Outcome()
    until = time.monotonic() + budget
    number = 0
    while number < count and time.monotonic() < until:
        number = _batch(format, number, min(BATCH, count - number), start, outcome)
        print(f"\r{format}: {number}", end="", file=sys.stderr, flush=True)
    print("\r", end="", file=sys.stderr)
    outcome.done = number
    return outcome


def _batch(format: str, first: int, count: int, start: int, outcome: Outcome) -> int:
    """Runs one child; returns the number to go on with."""
    name = f"input{_ending(format)}"
    with tempfile.TemporaryDirectory() as scratch:
        command = [sys.executable, "-m", "tests.fuzz.child", str(SEEDS / format)]
        command += [str(first), str(count), str(start), name, scratch]
        child = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=HERE.parents[1]
        )
        lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        threading.Thread(target=_collect, args=(child.stdout, lines), daemon=True).start()
        at, ended = first, False
        while True:
            try:
                line = lines.get(timeout=HANG)
            except queue.Empty:
                outcome.failures[at] = "hangs"
                break
            if line is None:
                break
            word, _, rest = line.partition(" ")
            if word == "at":
                at = int(rest)
            elif word == "failed":
                number, _, reason = rest.partition(" ")
                outcome.failures[int(number)] = reason
            elif word == "peak":
                ended = True
                outcome.peak = max(outcome.peak, int(rest))
        child.kill()
        _, errors = child.communicate()
    if ended:
        return first + count
    outcome.failures.setdefault(at, f"ended the process: {_last_words(errors)}")
    return at + 1


def _collect(stream: object, lines: queue.SimpleQueue[str | None]) -> None:
    for line in stream:  # type: ignore[attr-defined]
        lines.put(line.strip())
    lines.put(None)


def _last_words(errors: str) -> str:
    useful = [line.strip() for line in errors.splitlines() if line.strip()]
    places = [line for line in useful if "File " in line and "inspector" in line]
    return " ".join([*useful[:1], *places[:1]])[:200]


def _ending(format: str) -> str:
    """Some formats are several files in a folder that are told by their names."""
    return next(iter((SEEDS / format).iterdir())).suffix


def keep(format: str, failures: dict[int, str], start: int, most: int = 5) -> None:
    """Writes the inputs that failed, a few of each kind, where the tests find them."""
    folder = REGRESSIONS / format
    seeds = [path.read_bytes() for path in sorted((SEEDS / format).iterdir()) if path.is_file()]
    kept: Counter[str] = Counter()
    for number, reason in failures.items():
        kind = reason[:40]
        kept[kind] += 1
        if kept[kind] <= most:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"{start}-{number}{_ending(format)}"
            path.write_bytes(mutate(seeds, number, start))


def main() -> int:
    """Fuzzes the formats asked for; the status tells whether anything failed."""
    formats = sorted(path.name for path in SEEDS.iterdir() if path.is_dir())
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--format", action="append", choices=formats, help="all when not given")
    parser.add_argument("--count", type=int, default=20_000, help="inputs per format")
    parser.add_argument("--seed", type=int, default=1, help="begins another row of inputs")
    parser.add_argument("--seconds", type=float, default=3600.0, help="longest time per format")
    parser.add_argument("--keep", action="store_true", help="write what failed to regressions/")
    arguments = parser.parse_args()
    failed = 0
    print(f"{'format':<16} {'inputs':>7} {'failed':>7} {'peak MiB':>9} {'seconds':>8}")
    for format in arguments.format or formats:
        began = time.monotonic()
        outcome = run(format, arguments.count, arguments.seed, arguments.seconds)
        if outcome.peak > MEMORY:
            outcome.failures[-1] = f"took {outcome.peak} MiB"
        seconds = time.monotonic() - began
        print(
            f"{format:<16} {outcome.done:>7} {len(outcome.failures):>7} "
            f"{outcome.peak:>9} {seconds:>8.0f}"
        )
        for number, reason in list(outcome.failures.items())[:20]:
            print(f"    {number}: {reason}")
        if arguments.keep:
            keep(format, {n: r for n, r in outcome.failures.items() if n >= 0}, arguments.seed)
        failed += len(outcome.failures)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
