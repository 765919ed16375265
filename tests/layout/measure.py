"""Prints how long layouts take: ``python -m tests.layout.measure``."""

from __future__ import annotations

import gc
import time

from inspector.layout import LayoutCache, arrange
from tests.layout import samples

GRAPHS = {
    "transformer, 344 layers": lambda: samples.transformer(344, masked=False),
    "the same with a mask": lambda: samples.transformer(344),
    "the same in open frames": lambda: samples.transformer(344, framed=True),
    "transformer, 1720 layers": lambda: samples.transformer(1720, masked=False),
    "chain": lambda: samples.chain(10_000),
    "frames in frames": lambda: samples.nested(1000),
    "one region": lambda: samples.tangle(10_000),
    "one wide region": lambda: samples.tangle(10_000, 9000),
}


def main() -> None:
    """Measures each graph alone, first without and then with what was laid out before.

    The collector is off, as it is in the process that lays out.
    """
    arrange(samples.transformer(2))
    gc.disable()
    print(f"{'graph':26}{'boxes':>7}{'edges':>7}{'first':>8}{'again':>8}  CPU seconds")
    for name, make in GRAPHS.items():
        graph, cache = make(), LayoutCache()
        seconds = []
        for _ in range(2):
            start = time.process_time()
            arrange(graph, cache=cache)
            seconds.append(time.process_time() - start)
        gc.collect()
        counts = f"{len(graph.boxes):7}{len(graph.edges):7}"
        print(f"{name:26}{counts}{seconds[0]:8.2f}{seconds[1]:8.2f}")


if __name__ == "__main__":
    main()
