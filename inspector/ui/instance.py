"""Takes the files of later calls of the program into the window that runs."""

from __future__ import annotations

import socket
from pathlib import Path

from PySide6.QtCore import QObject, QSocketNotifier, Signal

from inspector.session import instance


class Doorman(QObject):
    """Listens for later calls while the program runs.

    Args:
        parent: Lives as long.
        place: Where to listen; the user's by default.

    Signals:
        called: Somebody called, with these paths.
    """

    called = Signal(list)

    def __init__(self, parent: QObject, place: Path | None = None) -> None:
        super().__init__(parent)
        self._place = place or instance.meeting_place()
        self._server = instance.listen(self._place)
        self._guests: dict[int, _Guest] = {}
        if self._server is not None:
            self._notifier = QSocketNotifier(self._server.fileno(), QSocketNotifier.Type.Read, self)
            self._notifier.activated.connect(self._let_in)

    @property
    def listens(self) -> bool:
        """Whether later calls come here; another window may have been first."""
        return self._server is not None

    def close(self) -> None:
        """Listen no more."""
        if self._server is None:
            return
        self._notifier.setEnabled(False)
        for guest in tuple(self._guests.values()):
            guest.leave()
        self._server.close()
        self._server = None
        self._place.unlink(missing_ok=True)

    def _let_in(self) -> None:
        if self._server is None:
            return
        try:
            connection, _ = self._server.accept()
        except OSError:
            return
        guest = _Guest(connection, self)
        self._guests[id(guest)] = guest
        guest.spoke.connect(self.called)
        guest.left.connect(lambda: self._guests.pop(id(guest), None))


class _Guest(QObject):
    """One call: a line of paths, answered when it is whole.

    Signals:
        spoke: The paths.
        left: It is over.
    """

    spoke = Signal(list)
    left = Signal()

    def __init__(self, connection: socket.socket, parent: QObject) -> None:
        super().__init__(parent)
        self._connection = connection
        connection.setblocking(False)
        self._heard = b""
        self._notifier = QSocketNotifier(connection.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._listen)

    def leave(self) -> None:
        """End the call."""
        self._notifier.setEnabled(False)
        self._connection.close()
        self.left.emit()
        self.deleteLater()

    def _listen(self) -> None:
        try:
            part = self._connection.recv(instance.MOST_BYTES)
        except BlockingIOError:
            return
        except OSError:
            part = b""
        self._heard += part
        whole = self._heard.endswith(b"\n")
        if whole:
            paths = instance.take(self._heard)
            if paths is not None:
                instance.confirm(self._connection)
                self.spoke.emit(paths)
        if whole or not part or len(self._heard) > instance.MOST_BYTES:
            self.leave()
