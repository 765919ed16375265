"""Tensor data in files beside the model; no path leads out of the model's folder."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from inspector.diagnostics import Severity
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

    Files may be in the folder that the model was named in, and in the one that it is really in
    when that name is a link: a download cache links model and data to one folder of files.

    Args:
        path: The model's file.
        limits: What is read of a tensor.
        log: Gets what is wrong with the references.
    """

    def __init__(self, path: Path, limits: Limits, log: FindingLog) -> None:
        named, real = os.path.realpath(path.parent), os.path.dirname(os.path.realpath(path))
        self._folders = list(dict.fromkeys([named, real]))
        self._limits = limits
        self._log = log
        self._files: dict[str, int] = {}
        self._missing: dict[str, int] = {}
        self._refused: set[str] = set()
        self._open: tuple[str, Source] | None = None
        self._left = limits.external_bytes

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
            if place.location in self._refused:
                return False
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

    def path_of(self, location: str) -> Path | None:
        """The file at a location, None when it is missing or must not be opened."""
        return self._resolve(location) if self._files.get(location, -1) >= 0 else None

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

    def read_now(self, place: Place, length: int) -> bytes | None:
        """Reads a small tensor's bytes with the graph, None when there were too many already.

        The file last read from stays open until ``summarise``.

        Raises:
            FormatError: The file is gone or cannot be read.
        """
        if length > self._left:
            return None
        self._left -= length
        if self._open is None or self._open[0] != place.location:
            self._close()
            path = self._resolve(place.location)
            if path is None:
                return None
            self._open = place.location, Source(path, self._limits)
        return self._open[1].read(place.offset, length)

    def _close(self) -> None:
        if self._open is not None:
            self._open[1].close()
            self._open = None

    def summarise(self, loss: str = "The graph does not depend on it.") -> None:
        """Closes what is open and records the missing files, all in one finding.

        Args:
            loss: What is lost with the data.
        """
        self._close()
        if self._missing:
            count = sum(self._missing.values())
            files = sorted(self._missing)
            self._log.add(
                "external-data-missing",
                "info",
                f"The data of {count} tensors is not there; it should be in {some(files, 3)}. "
                f"{loss}",
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
            self._refuse(
                location,
                "external-data-outside-folder",
                "danger",
                "The model refers to a file outside its folder; it was not opened.",
            )
            return None
        left = False
        for folder in self._folders:
            try:
                path = os.path.realpath(os.path.join(folder, location))
            except (OSError, ValueError):
                continue
            inside = any(os.path.commonpath([each, path]) == each for each in self._folders)
            left = left or not inside
            if inside and os.path.exists(path):
                return Path(path)
        if left:
            self._refuse(
                location,
                "external-data-link",
                "warning",
                "A link in the model's folder leads out of it; it was not followed.",
            )
        return None

    def _refuse(self, location: str, code: str, severity: Severity, message: str) -> None:
        self._refused.add(location)
        self._log.add(code, severity, message, shown(location))


def leaves_folder(location: str) -> bool:
    """Tells whether a stored path is not one below the model's folder, on any system."""
    if not location or "\0" in location:
        return True
    windows = PureWindowsPath(location)
    if windows.drive or windows.root or PurePosixPath(location).is_absolute():
        return True
    return ".." in windows.parts or location.startswith("~") or ":" in location
