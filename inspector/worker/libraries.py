"""The signature library and the table of neighbourhoods of a child process."""

from __future__ import annotations

import contextlib
import gc
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.errors import InspectorError
from inspector.worker.paths import from_wire

if TYPE_CHECKING:
    from inspector.analysis.discovery.table import Table
    from inspector.signatures import Library


class NoDocumentError(InspectorError):
    """Something was asked of a document that this process does not hold (any more)."""

    code = "no-document"


class Tables:
    """The table of neighbourhoods last used, read again when another is to be used."""

    def __init__(self) -> None:
        self._key: object = None
        self._table: Table | None = None

    def load(self, files: Sequence[str]) -> Table:
        """Reads the first table that is there, unless that was done already."""
        from inspector.analysis.discovery.table import first_readable

        paths = [Path(from_wire(file)) for file in files]
        key = [_fingerprint(path) for path in paths]
        if self._table is None or key != self._key:
            self._table, self._key = first_readable(paths), key
        return self._table


class Libraries:
    """The signature library last used, loaded again when a file in its folders has changed."""

    def __init__(self) -> None:
        self._key: object = None
        self._library: Library | None = None

    def load(self, folders: Sequence[str]) -> Library:
        """Loads the signatures of some folders unless that was done already.

        Args:
            folders: Later ones override earlier ones; missing ones count as empty.

        Raises:
            InspectorError: A folder cannot be read.
        """
        from inspector.signatures import load_library

        paths = [Path(from_wire(folder)) for folder in folders]
        existing = [path for path in paths if path.is_dir()]
        key = [_fingerprint(path) for path in existing]
        if self._library is None or key != self._key:
            self._library = load_library(existing)
            self._key = key
            gc.freeze()  # code and signatures stay: the collector need not look at them
        return self._library

    def last(self) -> Library:
        """The library used last.

        Raises:
            NoDocumentError: None was loaded.
        """
        if self._library is None:
            raise NoDocumentError("No signatures are loaded.")
        return self._library


def _fingerprint(folder: Path) -> list[tuple[str, int, int]]:
    """Names, times and sizes of all files below a folder, or of a file."""
    found = [(str(folder), 0, 0)]
    if folder.is_file():
        status = folder.stat()
        return [(str(folder), status.st_mtime_ns, status.st_size)]
    for root, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            path = os.path.join(root, name)
            with contextlib.suppress(OSError):  # gone by now, or a link to nothing
                status = os.stat(path)
                found.append((path, status.st_mtime_ns, status.st_size))
    return found
