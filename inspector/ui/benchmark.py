"""Drives the window by itself and prints how fast it is, for ``inspector open --benchmark``.

The lines, in this order, each at the moment it speaks of:

- ``GRAPH_READY``: the first complete frame with the verdict is on screen.
- ``MODEL <nodes> <verdict>``: what that verdict is.
- ``FRAMES <median> <p95>``: milliseconds a frame while the graph is panned and zoomed.
- ``EXPANDED <seconds>``: from asking to open all folds to the first frame that shows them all.
- ``EXPANDED_FRAMES <boxes> <median> <p95>``: frames of the open graph, at least so many boxes in
  view.
- ``TRAVEL_FRAMES <median> <p95>``: frames on the way from all of the open graph to a size that can
  be read, along the graph, and back.
- ``BLOCKED <opening> <expanding>``: the longest times in milliseconds in which the window took no
  events.

A file that cannot be shown gives ``NOTE <why>`` and an exit status of 1.
"""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer

from inspector.ui.canvas.camera import Camera
from inspector.ui.canvas.canvas import Canvas
from inspector.ui.window import Window

_HEARTBEAT_MS = 5
_TURN = 90
"""Frames after which a movement begins again."""
_SWAY = 30.0
"""Pixels that the graph is moved to all sides; a fitted graph has more than that around it."""
_READABLE = 0.8


class Trial(QObject):
    """One measured run of a window.

    Args:
        window: Just shown; one document is being opened.
        finished: Called with the exit status.
        seconds: How long frames are painted for one figure.
    """

    def __init__(
        self, window: Window, finished: Callable[[int], object], seconds: float = 3.0
    ) -> None:
        super().__init__(window)
        self._window = window
        self._finished = finished
        self._seconds = seconds
        self._pulse = Pulse(self)
        self._pulse.start()
        self._opening = 0.0
        self._asked = 0.0
        window.canvas.gaze.animated = False
        self._watch = QTimer(self)
        self._watch.setInterval(2)
        self._watch.timeout.connect(self._look)
        self._watch.start()

    def _look(self) -> None:
        """Wait for the verdict and the picture."""
        document = self._window.session.current.value
        if document is None:
            return
        failure = document.failure.value
        if failure is not None:
            self._watch.stop()
            _say("NOTE", failure.message)
            self._finished(1)
            return
        if document.report.value is None or self._window.canvas.scene is None:
            return
        self._watch.stop()
        self._window.repaint()
        self._window.canvas.repaint()
        _say("GRAPH_READY")
        report = document.report.value
        name = report.verdict.name if report.verdict is not None else None
        _say("MODEL", f"{report.nodes} {name or 'unknown'}")
        QTimer.singleShot(0, self._swing_folded)

    def _swing_folded(self) -> None:
        self._opening = self._pulse.stop()
        median, slow, _ = _frames(self._window.canvas, self._seconds, swaying)
        _say("FRAMES", f"{median:.2f} {slow:.2f}")
        document = self._window.session.current.value
        assert document is not None
        document.scene.changed.connect(self._expanded)
        self._asked = time.perf_counter()
        self._pulse.start()
        self._window.tool_actions["open_all"].trigger()

    def _expanded(self, _: object) -> None:
        QTimer.singleShot(0, self._show_expanded)

    def _show_expanded(self) -> None:
        self._window.canvas.fit()
        self._window.canvas.repaint()
        _say("EXPANDED", f"{time.perf_counter() - self._asked:.3f}")
        QTimer.singleShot(20, self._finish)

    def _finish(self) -> None:
        expanding = self._pulse.stop()
        canvas = self._window.canvas
        median, slow, boxes = _frames(canvas, self._seconds, swaying)
        _say("EXPANDED_FRAMES", f"{boxes} {median:.2f} {slow:.2f}")
        median, slow, _ = _frames(canvas, self._seconds, travelling)
        _say("TRAVEL_FRAMES", f"{median:.2f} {slow:.2f}")
        _say("BLOCKED", f"{self._opening:.0f} {expanding:.0f}")
        self._finished(0)


Movement = Callable[[Canvas, Camera, float], Camera]
"""From where a movement began and how much of it is over (0 to 1) to where the canvas looks."""


def swaying(canvas: Canvas, start: Camera, share: float) -> Camera:
    """Pans in circles and zooms out and in; what was in view stays so."""
    turn = share * math.tau
    moved = start.panned(_SWAY * math.sin(turn), _SWAY * math.sin(2 * turn))
    zoom = 0.9 + 0.1 * math.cos(turn)
    return moved.zoomed(zoom, canvas.width() / 2, canvas.height() / 2)


def travelling(canvas: Canvas, start: Camera, share: float) -> Camera:
    """Zooms in on a place until its boxes can be read, goes along the graph, and zooms out."""
    assert canvas.scene is not None
    width, height = canvas.scene.size
    middle = canvas.width() / 2, canvas.height() / 2
    near = min(1.0, 3 * (0.5 - abs(share - 0.5)))
    scale = start.scale * (max(_READABLE, start.scale) / start.scale) ** near
    place = width / 2, height * (0.3 + 0.4 * share)
    return Camera(0, 0, scale).anchored(place, middle)


def _frames(canvas: Canvas, seconds: float, movement: Movement) -> tuple[float, float, int]:
    """Paints one frame after the other; whole movements, until the time is over.

    Returns:
        Median and 95th percentile of a frame in milliseconds, and the fewest closed boxes that
        were in view.
    """
    assert canvas.scene is not None
    scene, start = canvas.scene, canvas.camera
    frames: list[float] = []
    fewest = len(scene.leaves)
    began = time.perf_counter()
    while not frames or time.perf_counter() - began < seconds:
        for step in range(_TURN):
            last = time.perf_counter()
            canvas.gaze.jump(movement(canvas, start, step / _TURN))
            canvas.repaint()
            frames.append((time.perf_counter() - last) * 1000)
            shown = scene.touching(*canvas.camera.bounds(canvas.width(), canvas.height()))
            fewest = min(fewest, int(np.count_nonzero(shown[scene.leaves])))
    canvas.gaze.jump(start)
    return statistics.median(frames), statistics.quantiles(frames, n=20)[-1], fewest


class Pulse(QObject):
    """Beats in the event loop; the longest pause between two beats is time without events."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_HEARTBEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._last = 0.0
        self._longest = 0.0

    def start(self) -> None:
        """Begins to watch."""
        self._last, self._longest = time.perf_counter(), 0.0
        self._timer.start()

    def stop(self) -> float:
        """Milliseconds of the longest pause, less a beat's own interval."""
        self._beat()
        self._timer.stop()
        return max(0.0, self._longest * 1000 - _HEARTBEAT_MS)

    def _beat(self) -> None:
        now = time.perf_counter()
        self._longest = max(self._longest, now - self._last)
        self._last = now


def _say(word: str, rest: str = "") -> None:
    print(word, rest, sep=" " if rest else "", flush=True)  # noqa: T201 - this is the product
