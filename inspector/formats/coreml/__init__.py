"""The reader of Core ML's models: a ``.mlmodel`` file, or the one inside a ``.mlpackage`` folder.

https://apple.github.io/coremltools/mlmodel/index.html
"""

from __future__ import annotations

from pathlib import Path

from inspector.formats.limits import Limits
from inspector.formats.reader import Progress
from inspector.ir import Model


class CoreMlReader:
    """Reads neural networks and ML programs; of weights only type, shape and place."""

    format = "coreml"
    title = "Core ML"

    def sniff(self, head: bytes, path: Path) -> bool:
        """Tells whether a file is a ``Model`` message: version, description, one kind of model."""
        from inspector.formats.coreml.sniff import looks_like_model

        return looks_like_model(head, path)

    def read(self, path: Path, limits: Limits, progress: Progress) -> Model:
        """Reads a file (see ``Reader``)."""
        from inspector.formats.coreml.model import read

        return read(path, limits, progress)
