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

from tests.fuzz.mutations import mutate
from tests.fuzz.seeds import HERE, REGRESSIONS, formats, seeds

BATCH = 1000
HANG = 120.0
"""Seconds without a sign of life after which a child hangs, on a machine that does more."""
MEMORY = 1024
"""MiB that a child may take."""


@dataclass(slots=True)
class Outcome:
    """What came of one format.

    Attributes:
        done: Inputs tried.
        read: Inputs of which a graph was left; each other one was a clear error.
        peak: Most memory of a child, in MiB.
        failures: What is not as it should be, by the input's number.
    """

    done: int = 0
    read: int = 0
    peak: int = 0
    failures: dict[int, str] = field(default_factory=dict)


def run(format: str, count: int, start: int, budget: float) -> Outcome:
    """Reads damaged files of one format, a batch in each child process."""
    outcome = Outcome()
    until = time.monotonic() + budget
    number = 0
    while number < count and time.monotonic() < until:
        number = _batch(format, number, min(BATCH, count - number), start, outcome)
        if sys.stderr.isatty():
            print(f"\r{format}: {number}\r", end="", file=sys.stderr, flush=True)
    outcome.done = number
    return outcome


def _batch(format: str, first: int, count: int, start: int, outcome: Outcome) -> int:
    """Runs one child; returns the number to go on with."""
    with tempfile.TemporaryDirectory() as scratch:
        command = [sys.executable, "-m", "tests.fuzz.child", format]
        command += [str(first), str(count), str(start), scratch]
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
            elif word == "end":
                ended = True
                peak, read = map(int, rest.split())
                outcome.peak = max(outcome.peak, peak)
                outcome.read += read
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


def keep(format: str, failures: dict[int, str], start: int, most: int = 5) -> None:
    """Writes the inputs that failed, a few of each kind, where the tests find them."""
    folder = REGRESSIONS / format
    given = seeds(format)
    kept: Counter[str] = Counter()
    for number, reason in failures.items():
        kind = reason[:40]
        kept[kind] += 1
        if kept[kind] <= most:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"{start}-{number}{given.ending}"
            path.write_bytes(mutate(given.sound, number, start))


def main() -> int:
    """Fuzzes the formats asked for; the status tells whether anything failed."""
    known = formats()
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--format", action="append", choices=known, help="all when not given")
    parser.add_argument("--count", type=int, default=20_000, help="inputs per format")
    parser.add_argument("--seed", type=int, default=1, help="begins another row of inputs")
    parser.add_argument("--seconds", type=float, default=3600.0, help="longest time per format")
    parser.add_argument("--keep", action="store_true", help="write what failed to regressions/")
    arguments = parser.parse_args()
    failed = 0
    print(
        f"{'format':<23} {'inputs':>7} {'graphs':>7} {'failed':>7} {'peak MiB':>9} {'seconds':>8}"
    )
    for format in arguments.format or known:
        began = time.monotonic()
        outcome = run(format, arguments.count, arguments.seed, arguments.seconds)
        if outcome.peak > MEMORY:
            outcome.failures[-1] = f"took {outcome.peak} MiB"
        seconds = time.monotonic() - began
        print(
            f"{format:<23} {outcome.done:>7} {outcome.read:>7} {len(outcome.failures):>7} "
            f"{outcome.peak:>9} {seconds:>8.0f}",
            flush=True,
        )
        for number, reason in list(outcome.failures.items())[:20]:
            print(f"    {number}: {reason}")
        if arguments.keep:
            keep(format, {n: r for n, r in outcome.failures.items() if n >= 0}, arguments.seed)
        failed += len(outcome.failures)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
