"""What the reader of a format looks like."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from inspector.formats.limits import Limits
from inspector.ir import Model

Progress = Callable[[str, float], None]
"""Called with the stage and the share of it that is done, 0 to 1."""

HEAD_BYTES = 4096
"""How much of the beginning of a file a reader may look at to recognise it."""

NUMBERED = re.compile(r"(?P<stem>.+)-(?P<number>\d{5})-of-(?P<count>\d{5})(?P<ending>\.\w+)")
"""Names of the files of a model in several parts."""

SHARDED = "sharded-weights"
"""Format of the index of such a model."""


class Reader(Protocol):
    """Reads one format. An instance is made at import, so a reader imports its library late.

    Attributes:
        format: Identifier, e.g. ``onnx``; becomes ``Model.format``.
        title: The format's name for people.
    """

    format: str
    title: str

    def sniff(self, head: bytes, path: Path) -> bool:
        """Tells by its content whether a file is of this format.

        Args:
            head: The first ``HEAD_BYTES`` of the file.
            path: The file, for formats that are told by more than their beginning.
        """
        ...

    def read(self, path: Path, limits: Limits, progress: Progress) -> Model:
        """Reads a file that ``sniff`` accepted.

        Args:
            path: A file.
            limits: What the file may ask for.
            progress: Told how far the work is.

        Returns:
            The model, perhaps a part of it, with findings that say so.

        Raises:
            FormatError: There is no usable graph. Nothing else is raised, whatever the bytes.
        """
        ...
