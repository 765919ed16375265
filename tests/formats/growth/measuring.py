"""How the time to read a model grows with its nodes."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from inspector.formats import read_model
from inspector.ir.normal import normalise

Chain = Callable[[Path, int], Path]


@dataclass(slots=True, frozen=True)
class Growth:
    """Times of one format.

    Attributes:
        counts: Numbers of nodes.
        reading: Processor seconds to read a file of so many, in the same order.
        normalising: Processor seconds to bring its graph to normal form.
    """

    counts: tuple[int, ...]
    reading: tuple[float, ...]
    normalising: tuple[float, ...]

    def slopes(self) -> tuple[float, float]:
        """The exponents of both: 1 is linear, 2 quadratic."""
        return slope(self.counts, self.reading), slope(self.counts, self.normalising)


def measure(chain: Chain, counts: Sequence[int], folder: Path, repeats: int = 2) -> Growth:
    """Reads chains of several lengths, each some times, and keeps the shortest times.

    Args:
        chain: Writes one.
        counts: Their lengths.
        folder: Where to.
        repeats: How often each is read.
    """
    reading, normalising = [], []
    for count in counts:
        path = chain(folder, count)
        pairs = [_times(path, count) for _ in range(repeats)]
        reading.append(min(pair[0] for pair in pairs))
        normalising.append(min(pair[1] for pair in pairs))
    return Growth(tuple(counts), tuple(reading), tuple(normalising))


def _times(path: Path, count: int) -> tuple[float, float]:
    began = time.process_time()
    model = read_model(path)
    read = time.process_time()
    (graph,) = model.graphs.values()
    normal = normalise(model, graph)
    done = time.process_time()
    assert len(normal.live_nodes()) == count, "nodes are missing"
    assert not model.findings
    return read - began, done - read


def slope(counts: Sequence[int], seconds: Sequence[float]) -> float:
    """The slope of a straight line through the logarithms, by least squares."""
    xs, ys = [math.log(count) for count in counts], [math.log(max(s, 1e-6)) for s in seconds]
    x_mean, y_mean = sum(xs) / len(xs), sum(ys) / len(ys)
    across = sum((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys, strict=True))
    return across / sum((x - x_mean) ** 2 for x in xs)
