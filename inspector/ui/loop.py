"""Qt's event loop as the session's."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal


class QtLoop(QObject):
    """Runs what other threads post in the thread that made it.

    Signals:
        posted: Something to run, from any thread.
    """

    posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.posted.connect(_run, Qt.ConnectionType.QueuedConnection)

    def post(self, action: Callable[[], object]) -> None:
        """Run ``action`` soon in the window's thread."""
        # The program may have ended while a reader thread was still delivering.
        with contextlib.suppress(RuntimeError):
            self.posted.emit(action)

    def later(self, milliseconds: int, action: Callable[[], object]) -> Callable[[], None]:
        """Run ``action`` after a time; the returned function calls it off."""
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(action)
        timer.timeout.connect(timer.deleteLater)
        timer.start()

        def call_off() -> None:
            with contextlib.suppress(RuntimeError):
                timer.stop()
                timer.deleteLater()

        return call_off


def _run(action: Callable[[], object]) -> None:
    action()
