"""Readers whose code is loaded when a file could be theirs: most calls meet one format."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path

from inspector.formats.limits import Limits
from inspector.formats.reader import Progress, Reader
from inspector.ir import Model


class DeferredReader:
    """Stands for a reader (see ``Reader``) until it is needed.

    Args:
        place: Module below ``inspector.formats`` and class, with a colon between.
        format: Of the reader.
        title: Of the reader.
        possible: Whether a file that begins so could be of this format; cheap, and never too
            strict.
    """

    def __init__(
        self, place: str, format: str, title: str, possible: Callable[[bytes], bool]
    ) -> None:
        self._place = place
        self.format = format
        self.title = title
        self._possible = possible
        self._loaded: Reader | None = None

    def sniff(self, head: bytes, path: Path) -> bool:
        """Tells by its content whether a file is of this format (see ``Reader``)."""
        return self._possible(head) and self.reader().sniff(head, path)

    def read(self, path: Path, limits: Limits, progress: Progress) -> Model:
        """Reads a file (see ``Reader``)."""
        return self.reader().read(path, limits, progress)

    def reader(self) -> Reader:
        """The reader itself."""
        if self._loaded is None:
            module, _, name = self._place.partition(":")
            reader: Reader = getattr(importlib.import_module(f"inspector.formats.{module}"), name)()
            self._loaded = reader
        return self._loaded
