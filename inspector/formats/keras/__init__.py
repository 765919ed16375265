"""The reader of Keras models: ``.keras`` archives and HDF5 files (https://keras.io)."""

from __future__ import annotations

from pathlib import Path

from inspector.formats.archive import is_zip
from inspector.formats.hdf5 import MAGIC
from inspector.formats.limits import Limits
from inspector.formats.reader import Progress
from inspector.ir import Model


class KerasReader:
    """Reads layers and how they connect; of the weights only type, shape and place."""

    format = "keras"
    title = "Keras"

    def sniff(self, head: bytes, path: Path) -> bool:
        """Tells whether a file is HDF5 or an archive with a Keras configuration."""
        if head.startswith(MAGIC):
            return True
        if not is_zip(head):
            return False
        from inspector.formats.keras.storage import is_archive

        return is_archive(path)

    def read(self, path: Path, limits: Limits, progress: Progress) -> Model:
        """Reads a file (see ``Reader``)."""
        from inspector.formats.keras.model import read

        return read(path, limits, progress)
