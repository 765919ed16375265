"""The process that meets the damaged files: ``python -m tests.fuzz.child``.

It writes the number of each input before it reads it, so that its parent knows which one ended it.
"""

from __future__ import annotations

import faulthandler
import os
import resource
import sys
import time
import traceback
from pathlib import Path

from inspector.errors import InspectorError
from inspector.formats import read_model
from inspector.ir.normal import normalise
from inspector.worker import platform
from inspector.worker.limits import ProcessLimits
from tests.fuzz.mutations import mutate

LIMITS = ProcessLimits(memory=1 << 30, cpu_seconds=600, file_size=64 << 20)
SLOW = 10.0
"""Processor seconds for one small input from which on it counts as a hang."""


def main(seeds: list[bytes], first: int, count: int, start: int, name: str) -> None:
    """Reads damaged files and tells of everything but an answer or a clear error.

    Args:
        seeds: Sound files.
        first: Number of the first damaged one.
        count: How many.
        start: Which row of damaged ones.
        name: File name to give them.
    """
    told = sys.stdout
    path = Path(name)
    for number in range(first, first + count):
        print(f"at {number}", file=told, flush=True)
        path.write_bytes(mutate(seeds, number, start))
        began = time.process_time()
        try:
            examine(path)
        except BaseException as error:  # noqa: BLE001 - that there is none is what is tested
            place = traceback.extract_tb(error.__traceback__)[-1]
            text = f"{type(error).__name__}: {error}"[:200].replace("\n", " ")
            where = f"{Path(place.filename).name}:{place.lineno}"
            print(f"failed {number} {where} {text}", file=told, flush=True)
        if time.process_time() - began > SLOW:
            print(
                f"failed {number} slow {time.process_time() - began:.0f} s", file=told, flush=True
            )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(f"peak {peak}", file=told, flush=True)


def examine(path: Path) -> None:
    """All that happens to a file before its graph is matched; clear errors are passed over."""
    try:
        model = read_model(path)
    except InspectorError:
        return
    if model.basis == "operators":
        for graph in model.graphs.values():
            normalise(model, graph)
    for graph in model.graphs.values():
        for value in list(graph.initializers.values())[:4]:
            if value.initializer is not None and value.initializer.read is not None:
                try:
                    value.initializer.read()
                except InspectorError:
                    continue


if __name__ == "__main__":
    folder, first, count, start, name = sys.argv[1:6]
    sound = [path.read_bytes() for path in sorted(Path(folder).iterdir()) if path.is_file()]
    faulthandler.enable()
    os.chdir(sys.argv[6])
    platform.confine(LIMITS, os.getppid())
    main(sound, int(first), int(count), int(start), name)
