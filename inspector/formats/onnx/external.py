"""Tensor data in files beside the model; no path leads out of the model's folder."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog, shown, some
from inspector.formats.source import Source


@dataclass(slots=True, frozen=True)
class Place:
    """Where a tensor says that its bytes are.

    Attributes:
        location: Path relative to the model's folder, as stored.
        offset: First byte.
        length: Number of bytes, -1 for all up to the end of the file.
    """

    location: str
    offset: int
    length: int


class ExternalData:
    """The files that the tensors of one model refer to.

    Args:
        folder: The model's folder.
        limits: What is read of a tensor.
        log: Gets what is wrong with the references.
    """

    def __init__(self, folder: Path, limits: Limits, log: FindingLog) -> None:
        self._folder = folder
        self._limits = limits
        self._log = log
        self._files: dict[str, int] = {}
        self._missing: dict[str, int] = {}

    def has(self, place: Place, name: str) -> bool:
        """Tells whether a tensor's bytes can be read.

        Args:
            place: Where they should be.
            name: The tensor's name, for findings.
        """
        size = self._files.get(place.location)
        if size is None:
            size = self._files[place.location] = self._look(place.location)
        if size < 0:
            self._missing[place.location] = self._missing.get(place.location, 0) + 1
            return False
        if place.offset < 0 or place.offset + max(place.length, 0) > size:
            self._log.add(
                "external-data-outside-file",
                "warning",
                f"The data of a tensor lies past the end of {shown(place.location)}.",
                shown(name),
            )
            return False
        return True

    def read(self, place: Place, length: int) -> bytes:
        """Reads a tensor's bytes; the path is checked again.

        Raises:
            FormatError: The file is gone or cannot be read.
        """
        path = self._resolve(place.location)
        if path is None:
            return b""
        with Source(path, self._limits) as source:
            return source.read(place.offset, length)

    def summarise(self) -> None:
        """Records the missing files, all in one finding."""
        if self._missing:
            count = sum(self._missing.values())
            files = sorted(self._missing)
            self._log.add(
                "external-data-missing",
                "info",
                f"The data of {count} tensors is not there; it should be in {some(files, 3)}. "
                "The graph does not depend on it.",
            )

    def _look(self, location: str) -> int:
        """Size of a file, -1 when it is not to be read."""
        path = self._resolve(location)
        if path is None:
            return -1
        try:
            status = path.stat()
        except (OSError, ValueError):
            return -1
        return status.st_size if stat.S_ISREG(status.st_mode) else -1

    def _resolve(self, location: str) -> Path | None:
        """The path in the model's folder, None when it would leave it."""
        if leaves_folder(location):
            self._log.add(
                "external-data-outside-folder",
                "danger",
                "The model refers to a file outside its folder; it was not opened.",
                shown(location),
            )
            return None
        try:
            root = os.path.realpath(self._folder)
            path = os.path.realpath(os.path.join(root, location))
        except (OSError, ValueError):
            return None
        if os.path.commonpath([root, path]) != root:
            self._log.add(
                "external-data-link",
                "warning",
                "A link in the model's folder leads out of it; it was not followed.",
                shown(location),
            )
            return None
        return Path(path)


def leaves_folder(location: str) -> bool:
    """Tells whether a stored path is not one below the model's folder, on any system."""
    if not location or "\0" in location:
        return True
    windows = PureWindowsPath(location)
    if windows.drive or windows.root or PurePosixPath(location).is_absolute():
        return True
    return ".." in windows.parts or location.startswith("~") or ":" in location
