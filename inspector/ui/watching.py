"""Notices when an open file changes on disk, and offers to read it again."""

from __future__ import annotations

import os

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer

from inspector.session.document import Document, Notice
from inspector.session.session import Session

_REST_MS = 400
"""A file is written in many pieces; the notice comes once it rests."""

CHANGED = Notice(
    "The file has changed on disk.",
    help="What is shown is the file as it was. Read it again to see it as it is now.",
    retry=True,
    danger=False,
)
GONE = Notice(
    "The file is no longer there.", help="What is shown is the file as it was.", danger=False
)


class Watcher(QObject):
    """Watches the files of a session's documents.

    Args:
        session: Whose documents.
        parent: The window.
    """

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._files = QFileSystemWatcher(self)
        self._files.fileChanged.connect(self._touched)
        self._changed: set[str] = set()
        self._stamps: dict[str, tuple[int, int] | None] = {}
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._tell)
        for document in session.documents:
            self._watch(document)
        session.added.connect(self._watch)
        session.removed.connect(self._leave)

    def _watch(self, document: Document) -> None:
        if os.path.isfile(document.path):
            self._files.addPath(document.path)
            self._stamps[document.path] = _stamp(document.path)
            document.summary.changed.connect(self._renew)

    def _leave(self, document: Document) -> None:
        self._files.removePath(document.path)
        self._stamps.pop(document.path, None)
        self._changed.discard(document.path)

    def _renew(self, _: object) -> None:
        """A file was read: how it is now counts as known."""
        for path in self._stamps:
            if path not in self._changed:
                self._stamps[path] = _stamp(path)

    def _touched(self, path: str) -> None:
        self._changed.add(path)
        self._rest.start()

    def _tell(self) -> None:
        changed, self._changed = self._changed, set()
        for document in self._session.documents:
            path = document.path
            if path not in changed:
                continue
            stamp = _stamp(path)
            if stamp is None:
                document.notice.value = GONE
            elif stamp != self._stamps.get(path):
                document.notice.value = CHANGED
            self._stamps[path] = stamp
            if stamp is not None:  # a file that was replaced is watched no more
                self._files.addPath(path)


def _stamp(path: str) -> tuple[int, int] | None:
    """Time and size of a file, None when it is gone."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
