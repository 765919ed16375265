"""The process that meets the damaged files: ``python -m tests.fuzz.child``.

It writes the number of each input before it reads it, so that its parent knows which one ended it.
Each file is read and brought into normal form; one of ``SCANNED`` goes the whole way, through the
signatures to what the window draws.
"""

from __future__ import annotations

import faulthandler
import functools
import os
import resource
import sys
import time
import traceback
from pathlib import Path

from inspector.analysis import engine
from inspector.data import signatures_dir
from inspector.errors import InspectorError
from inspector.formats import read_model
from inspector.ir import Model
from inspector.ir.normal import normalise
from inspector.signatures import Library, load_library
from inspector.worker import platform
from inspector.worker.limits import ProcessLimits
from tests.fuzz.mutations import mutate
from tests.fuzz.seeds import Seeds, seeds

LIMITS = ProcessLimits(memory=1 << 30, cpu_seconds=600, file_size=64 << 20)
SCANNED = 20
SLOW = 10.0
"""Processor seconds for one small input from which on it counts as a hang."""


def main(given: Seeds, first: int, count: int, start: int) -> None:
    """Reads damaged files and tells of everything but an answer or a clear error.

    Args:
        given: Sound files.
        first: Number of the first damaged one.
        count: How many.
        start: Which row of damaged ones.
    """
    told = sys.stdout
    damaged, opened = given.lay_out(Path())
    read = 0
    for number in range(first, first + count):
        print(f"at {number}", file=told, flush=True)
        damaged.write_bytes(mutate(given.sound, number, start))
        began = time.process_time()
        try:
            read += examine(opened, whole=number % SCANNED == 0)
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
    print(f"end {peak} {read}", file=told, flush=True)


def examine(path: Path, *, whole: bool) -> bool:
    """What happens to a file that is opened; clear errors are passed over.

    Args:
        path: The file.
        whole: Match the library too, and work out what is drawn.

    Returns:
        Whether a graph was left.
    """
    try:
        model = read_model(path)
    except InspectorError:
        return False
    if whole:
        engine.summarise(model)
        scan = engine.scan(model, library())
        engine.outline(scan, None)
    elif model.basis == "operators":
        for graph in model.graphs.values():
            normalise(model, graph)
    read_elements(model)
    return True


def read_elements(model: Model) -> None:
    """Reads a few tensors, as the window does when one is asked for."""
    for graph in model.graphs.values():
        for value in list(graph.initializers.values())[:4]:
            if value.initializer is not None and value.initializer.read is not None:
                try:
                    value.initializer.read()
                except InspectorError:
                    continue


@functools.cache
def library() -> Library:
    """The signatures that come with the program."""
    return load_library([signatures_dir()])


if __name__ == "__main__":
    format, first, count, start, scratch = sys.argv[1:6]
    faulthandler.enable()
    os.chdir(scratch)
    platform.confine(LIMITS, os.getppid())
    main(seeds(format), int(first), int(count), int(start))
