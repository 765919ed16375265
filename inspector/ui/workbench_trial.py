"""``python -m inspector.ui.workbench_trial MODEL``: the window times its own workbench."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from inspector.analysis.report import Evidence
from inspector.session.library import Library
from inspector.session.settings import Settings
from inspector.ui.main import application, make_window
from inspector.ui.window import Window
from inspector.worker.client import WorkerClient

_EDITS = 12
_SELECTING = 3.0
"""Seconds that a person takes at least from the first sight of a graph to a selection."""
_PATIENCE = 120.0
_BEAT_MS = 2


class Trial:
    """Drafts, edits and asks in a window, and notes how long each took.

    Args:
        window: With nothing open.
    """

    def __init__(self, window: Window) -> None:
        self._window = window
        self._session = window.session
        self.gap = 0.0
        self._beat = time.perf_counter()
        self._pulse = QTimer(window, interval=_BEAT_MS)
        self._pulse.timeout.connect(self._tick)

    def run(self, path: str) -> dict[str, float]:
        """Figures in milliseconds; ``nodes`` is the size of the model."""
        session = self._session
        document = session.open(path)
        self._until(lambda: document.scene.value is not None)
        chosen = _layer(document.evidence.value)
        document.selection.set(chosen)
        self._wait(_SELECTING)
        first = self._timed(session.draft_from_selection, lambda: bool(session.draft.text))
        self._until(self._settled)
        again = sorted(self._edit(number) for number in range(_EDITS))
        blocked = self._type()
        asked = sorted(
            self._timed(lambda n=n: session.workbench.ask_why({n}), self._told)  # type: ignore[misc]
            for n in _elsewhere(document.evidence.value, chosen)
        )
        assert document.report.value is not None
        return {
            "nodes": document.report.value.nodes,
            "draft": first,
            "match": again[len(again) // 2],
            "match_most": again[-1],
            "why_not": asked[-1] if asked else 0.0,
            "blocked": blocked,
        }

    def _edit(self, number: int) -> float:
        session = self._session
        session.draft.text = f"{session.draft.text}# {number}\n"
        self._until(self._settled)
        return self._timed(self._match, self._settled)

    def _match(self) -> None:
        self._session.draft.pending.value = True
        self._session.match_now()

    def _type(self) -> float:
        """Types a line into the editor; the longest time that the window gave no turn."""
        editor = self._window.panels.signature.editor
        editor.moveCursor(editor.textCursor().MoveOperation.End)
        self._beat, self.gap = time.perf_counter(), 0.0
        self._pulse.start()
        for letter in "# a person types a comment here and thinks of nothing else":
            QTest.keyClicks(editor, letter)
            self._wait(0.03)
        self._wait(0.3)
        self._pulse.stop()
        return self.gap * 1e3

    def _tick(self) -> None:
        now = time.perf_counter()
        self.gap = max(self.gap, now - self._beat - _BEAT_MS / 1e3)
        self._beat = now

    def _settled(self) -> bool:
        draft = self._session.draft
        return draft.result.value is not None and not draft.pending.value

    def _told(self) -> bool:
        return self._session.workbench.explanation.value is not None

    def _timed(self, action: Callable[[], object], done: Callable[[], bool]) -> float:
        start = time.perf_counter()
        action()
        self._until(done)
        return (time.perf_counter() - start) * 1e3

    def _until(self, done: Callable[[], bool]) -> None:
        end = time.perf_counter() + _PATIENCE
        while not done():
            if time.perf_counter() > end:
                raise TimeoutError("The window gave no answer")
            self._wait(0.001)

    def _wait(self, seconds: float) -> None:
        end = time.perf_counter() + seconds
        QApplication.processEvents()
        while time.perf_counter() < end:
            time.sleep(0.0005)
            QApplication.processEvents()


def _layer(evidence: list[Evidence]) -> list[int]:
    """The stored nodes of the largest block that recurs: what a person would select."""
    blocks = [e for e in evidence if e.kind == "fold" and len(e.children) > 1]
    best = max(blocks, key=lambda e: len(e.children[0].stored))
    return best.children[0].stored


def _elsewhere(evidence: list[Evidence], chosen: list[int]) -> list[int]:
    """Some nodes in no match: the first of other blocks' matches."""
    found = {e.children[-1].stored[0] for e in evidence if e.kind == "fold" and e.children}
    return sorted(found - set(chosen))[:6]


def main() -> None:
    """Prints the figures as a line of JSON."""
    application()
    with tempfile.TemporaryDirectory(prefix="inspector-") as folder:
        library = Library(None, Path(folder) / "own")
        window = make_window(WorkerClient, Settings(Path(folder) / "settings"), library)
        window.resize(1440, 900)
        window.show()
        try:
            sys.stdout.write(f"{json.dumps(Trial(window).run(sys.argv[1]))}\n")
        finally:
            window.session.close_all()


if __name__ == "__main__":
    main()
