"""Runs of the real program with one model, and what it says of itself."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from inspector.benchmark.memory import MemoryWatch


class Figures(msgspec.Struct, kw_only=True):
    """One run.

    Attributes:
        model: Name of the file.
        megabytes: Of the file.
        display: Qt's platform, ``offscreen`` where there is no screen at all.
        nodes: Stored ones.
        verdict: As the window showed it.
        shown: Seconds from the start of the process to the first complete frame with the verdict.
        frames: Median and 95th percentile of a frame, in milliseconds, as it is opened.
        expanded: Seconds from asking for all folds open to the frame that shows them.
        boxes: Closed boxes in that frame, at least.
        expanded_frames: As ``frames``, all of the open graph in view.
        travel_frames: As ``frames``, from all of the open graph to a readable part and back.
        blocked_opening: Longest time without events until the first frame, in milliseconds.
        blocked_expanding: The same from asking for all folds open to their frame.
        memory: Most bytes of all its processes together.
        note: Why there are no (more) figures.
    """

    model: str
    megabytes: float
    display: str
    nodes: int = 0
    verdict: str = ""
    shown: float = 0.0
    frames: tuple[float, float] = (0.0, 0.0)
    expanded: float = 0.0
    boxes: int = 0
    expanded_frames: tuple[float, float] = (0.0, 0.0)
    travel_frames: tuple[float, float] = (0.0, 0.0)
    blocked_opening: float = 0.0
    blocked_expanding: float = 0.0
    memory: int = 0
    note: str = ""


def drive(path: Path, display: str, limit: float) -> Figures:
    """Starts the program with a model and lets it drive itself.

    Args:
        path: The model.
        display: Qt's platform.
        limit: Seconds after which it is ended.
    """
    figures = Figures(model=path.name, megabytes=path.stat().st_size / 1e6, display=display)
    command = [sys.executable, "-m", "inspector", "open", "--benchmark", str(path)]
    environment = {**os.environ, "QT_QPA_PLATFORM": display}
    began = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as process:
        watch = MemoryWatch(process.pid)
        complete = False
        for line in _lines(process, began + limit):
            word, _, rest = line.partition(" ")
            take(figures, word, rest, time.perf_counter() - began)
            complete = complete or word in ("NOTE", "BLOCKED")
        watch.stop()
        process.kill()
    figures.memory = watch.peak
    if not complete:
        figures.note = f"not complete after {time.perf_counter() - began:.0f} s"
    return figures


def take(figures: Figures, word: str, rest: str, seconds: float) -> None:
    """Files one line that the program printed (see ``inspector.ui.benchmark``)."""
    match word:
        case "GRAPH_READY":
            figures.shown = seconds
        case "MODEL":
            nodes, _, figures.verdict = rest.partition(" ")
            figures.nodes = int(nodes)
        case "FRAMES":
            figures.frames = _pair(rest)
        case "EXPANDED":
            figures.expanded = float(rest)
        case "EXPANDED_FRAMES":
            boxes, _, times = rest.partition(" ")
            figures.boxes, figures.expanded_frames = int(boxes), _pair(times)
        case "TRAVEL_FRAMES":
            figures.travel_frames = _pair(rest)
        case "BLOCKED":
            figures.blocked_opening, figures.blocked_expanding = _pair(rest)
        case "NOTE":
            figures.note = rest


def _pair(text: str) -> tuple[float, float]:
    first, second = text.split()
    return float(first), float(second)


def _lines(process: subprocess.Popen[str], until: float) -> Iterator[str]:
    """What a process prints, to its end or until the time is over."""
    stream = process.stdout
    assert stream is not None
    said: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def read() -> None:
        for line in stream:
            said.put(line.rstrip("\n"))
        said.put(None)

    threading.Thread(target=read, daemon=True).start()
    while True:
        try:
            line = said.get(timeout=max(0.0, until - time.perf_counter()))
        except queue.Empty:
            return
        if line is None:
            return
        yield line
