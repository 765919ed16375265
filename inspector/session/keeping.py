"""Drafts on disk: what is written is never more than seconds behind, and survives a crash."""

from __future__ import annotations

import itertools
import logging
import math
import os
from collections.abc import Callable
from pathlib import Path

import msgspec

from inspector.session.draft import SignatureDraft
from inspector.session.loop import Loop
from inspector.session.settings import write_atomically

BEHIND_MS = 2000
"""Most time between an edit and its copy on disk."""

_NUMBERS = itertools.count(1)
"""A process may have several windows, each with a draft of its own."""

_log = logging.getLogger(__name__)


class KeptDraft(msgspec.Struct):
    """A draft as it stood.

    Attributes:
        text: The whole signature file.
        path: The file it came from, empty for a new one.
        process: Who writes it.
        started: When that process started, to know it from a later one of the same number.
    """

    text: str
    path: str = ""
    process: int = 0
    started: float = 0.0


class DraftKeeper:
    """Writes the draft to a file of its own a moment after each edit; a saved one needs none.

    Args:
        draft: The draft.
        folder: Where the files are.
        loop: The window's event loop.
    """

    def __init__(self, draft: SignatureDraft, folder: Path, loop: Loop) -> None:
        self._draft = draft
        self._folder = folder
        self._loop = loop
        self._process = os.getpid()
        self._file = folder / f"draft-{self._process}-{next(_NUMBERS)}.json"
        self._call_off: Callable[[], None] | None = None
        draft.text_changed.connect(self._later)
        draft.saved_changed.connect(self._later)

    def recover(self) -> KeptDraft | None:
        """The newest draft of a process that is no more; it is this process's from now on."""
        files = sorted(self._folder.glob("draft-*.json"), key=_age)
        for file in files:
            kept = _read(file)
            if kept is None or kept.process == self._process or _lives(kept):
                continue
            file.unlink(missing_ok=True)
            if kept.text.strip():
                return kept
        return None

    def write(self) -> None:
        """Bring the copy up to date now."""
        if self._call_off is not None:
            self._call_off()
            self._call_off = None
        draft = self._draft
        try:
            if not draft.dirty or not draft.text.strip():
                self._file.unlink(missing_ok=True)
                return
            path = str(draft.path.value or "")
            kept = KeptDraft(draft.text, path, self._process, _started(self._process))
            write_atomically(self._file, msgspec.json.encode(kept).decode())
        except OSError as error:
            _log.warning("the draft is not kept: %s", error)

    def forget(self) -> None:
        """The draft was given up."""
        if self._call_off is not None:
            self._call_off()
            self._call_off = None
        self._file.unlink(missing_ok=True)

    def _later(self, _: object = None) -> None:
        # The first edit sets the clock; later ones do not push it on.
        if self._call_off is None:
            self._call_off = self._loop.later(BEHIND_MS, self.write)


def _age(file: Path) -> float:
    try:
        return -file.stat().st_mtime
    except OSError:
        return 0.0


def _read(file: Path) -> KeptDraft | None:
    try:
        return msgspec.json.decode(file.read_bytes(), type=KeptDraft)
    except (OSError, msgspec.DecodeError):
        return None


def _lives(kept: KeptDraft) -> bool:
    """Whether the process that wrote a draft still runs."""
    return abs(_started(kept.process) - kept.started) < 2


def _started(process: int) -> float:
    """When a process started, in seconds since 1970; -infinity for one that does not run."""
    import psutil  # not for each start of the window

    try:
        return float(psutil.Process(process).create_time())
    except psutil.Error:
        return -math.inf
