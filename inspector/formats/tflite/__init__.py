"""The reader of TensorFlow Lite files (LiteRT), which are FlatBuffers."""

from __future__ import annotations

from pathlib import Path

from inspector.formats.limits import Limits
from inspector.formats.reader import Progress
from inspector.ir import Model

_IDENTIFIER = b"TFL3"


class TfliteReader:
    """Reads graphs from TensorFlow Lite files; of the weights only type, shape and place."""

    format = "tflite"
    title = "TensorFlow Lite"

    def sniff(self, head: bytes, path: Path) -> bool:
        """Tells whether a file carries the identifier of the schema (see ``Reader``)."""
        return head.startswith(_IDENTIFIER, 4)

    def read(self, path: Path, limits: Limits, progress: Progress) -> Model:
        """Reads a file (see ``Reader``)."""
        from inspector.formats.tflite.model import read

        return read(path, limits, progress)
