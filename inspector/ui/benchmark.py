"""Drives the window by itself and prints how fast it is, for ``inspector open --benchmark``.

The lines, in this order, each at the moment it speaks of:

- ``GRAPH_READY``: the first complete frame with the verdict is on screen.
- ``FRAMES <median> <p95>``: milliseconds a frame while the graph is panned and zoomed.
- ``EXPANDED <seconds>``: from asking to open all folds to their first frame.
- ``EXPANDED_FRAMES <boxes> <median> <p95>``: the same for the open graph, all of it in view.
- ``BLOCKED <milliseconds>``: the longest time in which the window took no events.

A file that cannot be shown gives ``NOTE <why>`` and an exit status of 1.
"""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer

from inspector.ui.window import Window

_HEARTBEAT_MS = 5
_RADIUS = 240.0
"""Pixels that the graph is swung around."""


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
        self._pulse = _Pulse(self)
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
        if document.report.value is None or document.scene.value is None:
            return
        if self._window.canvas.scene is None:
            return
        self._watch.stop()
        self._window.repaint()
        self._window.canvas.repaint()
        _say("GRAPH_READY")
        QTimer.singleShot(0, self._swing_folded)

    def _swing_folded(self) -> None:
        median, slow = self._swing()
        _say("FRAMES", f"{median:.2f} {slow:.2f}")
        document = self._window.session.current.value
        assert document is not None
        document.scene.changed.connect(self._expanded)
        self._asked = time.perf_counter()
        self._pulse.start()
        self._window.tool_actions["open_all"].trigger()

    def _expanded(self, _: object) -> None:
        QTimer.singleShot(0, self._swing_expanded)

    def _swing_expanded(self) -> None:
        canvas = self._window.canvas
        canvas.fit()
        canvas.repaint()
        _say("EXPANDED", f"{time.perf_counter() - self._asked:.3f}")
        QTimer.singleShot(20, self._finish)

    def _finish(self) -> None:
        canvas = self._window.canvas
        blocked = self._pulse.stop()
        median, slow = self._swing()
        boxes = len(canvas.scene.boxes) if canvas.scene is not None else 0
        _say("EXPANDED_FRAMES", f"{boxes} {median:.2f} {slow:.2f}")
        _say("BLOCKED", f"{blocked:.0f}")
        self._finished(0)

    def _swing(self) -> tuple[float, float]:
        """Pans in circles and zooms in and out; median and 95th percentile of a frame in ms."""
        canvas = self._window.canvas
        frames: list[float] = []
        began = last = time.perf_counter()
        step = 0
        middle = canvas.width() / 2, canvas.height() / 2
        while last - began < self._seconds:
            turn = step * math.tau / 60
            canvas.gaze.pan(_RADIUS * math.cos(turn) / 8, _RADIUS * math.sin(turn) / 8)
            if step % 2:
                canvas.gaze.zoom_at(1.03 if step % 60 < 30 else 1 / 1.03, *middle)
            canvas.repaint()
            now = time.perf_counter()
            frames.append((now - last) * 1000)
            last = now
            step += 1
        return statistics.median(frames), statistics.quantiles(frames, n=20)[-1]


class _Pulse(QObject):
    """Beats in the event loop; the longest pause between two beats is time without events."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_HEARTBEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._last = 0.0
        self._longest = 0.0

    def start(self) -> None:
        self._last, self._longest = time.perf_counter(), 0.0
        self._timer.start()

    def stop(self) -> float:
        """Milliseconds beyond a beat's own interval."""
        self._beat()
        self._timer.stop()
        return max(0.0, self._longest * 1000 - _HEARTBEAT_MS)

    def _beat(self) -> None:
        now = time.perf_counter()
        self._longest = max(self._longest, now - self._last)
        self._last = now


def _say(word: str, rest: str = "") -> None:
    print(word, rest, sep=" " if rest else "", flush=True)  # noqa: T201 - this is the product
