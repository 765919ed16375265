"""What the window must reach, and which figures do not."""

from __future__ import annotations

from typing import NamedTuple

from inspector.benchmark.driving import Figures

MEGABYTE = 1_000_000


class Bars(NamedTuple):
    """Limits for models of up to so many nodes; infinite where none is set."""

    nodes: int
    shown: float
    expanded: float
    memory: float


INFINITE = float("inf")
BY_SIZE = (
    Bars(1_500, 1.5, 5.0, 400.0),
    Bars(10_500, 3.0, 5.0, INFINITE),
    Bars(51_000, 6.0, 30.0, INFINITE),
)
"""Seconds to the graph with its verdict, seconds to open all of it, megabytes.

The memory of a small graph is limited however large its weights are: they are not read."""
FRAME, SLOW_FRAME, DRAWN = 16.0, 33.0, 10_500
"""Milliseconds of the median and the 95th percentile frame with up to so many boxes drawn."""
BLOCKED = 100.0
"""Milliseconds for which the window may take no events while a graph is opened up."""


def missed(figures: Figures) -> list[str]:
    """Which bars a run does not reach, each with what it should be."""
    if figures.note:
        return [figures.note]
    found = []
    limits = next((bars for bars in BY_SIZE if figures.nodes <= bars.nodes), None)
    if limits is not None:
        found += _over("to the graph", figures.shown, limits.shown, "s")
        found += _over("to expanded", figures.expanded, limits.expanded, "s")
        found += _over("memory", figures.memory / MEGABYTE, limits.memory, "MB")
    found += _over("blocked", figures.blocked_expanding, BLOCKED, "ms")
    if figures.boxes <= DRAWN:
        for name in ("frames", "expanded_frames", "travel_frames"):
            median, slow = getattr(figures, name)
            words = name.replace("_", " ")
            found += _over(f"median of {words}", median, FRAME, "ms")
            found += _over(f"p95 of {words}", slow, SLOW_FRAME, "ms")
    return found


def _over(what: str, value: float, limit: float, unit: str) -> list[str]:
    return [f"{what} {value:.4g} {unit}, at most {limit:g}"] if value > limit else []
