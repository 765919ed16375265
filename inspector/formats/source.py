"""A file that is read in ranges, and only inside its bounds."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from types import TracebackType

from inspector.formats.errors import (
    EmptyFileError,
    FileMissingError,
    LimitExceededError,
    NotAModelError,
    unreadable,
)
from inspector.formats.limits import Limits


class Source:
    """A regular file opened for reading ranges.

    Ranges are read instead of mapped: a file that shrinks while it is mapped ends the process.

    Args:
        path: The file; links are followed.
        limits: Whose ``file_bytes`` holds.

    Raises:
        FormatError: It is missing, unreadable, no regular file, empty or too large.
    """

    def __init__(self, path: Path, limits: Limits) -> None:
        self.path = path
        try:
            status = path.stat()
            if not stat.S_ISREG(status.st_mode):
                raise NotAModelError(
                    "This is a folder." if path.is_dir() else "This is not a regular file.",
                    where=str(path),
                    help="Open a model file.",
                )
            self._file = path.open("rb", buffering=0)
        except FileNotFoundError:
            raise FileMissingError("There is no such file.", where=str(path)) from None
        except (OSError, ValueError) as error:
            raise unreadable(error, path) from None
        self.size = os.fstat(self._file.fileno()).st_size
        self.stamp = (self.size, status.st_mtime_ns)
        try:
            self._check_size(limits)
        except (EmptyFileError, LimitExceededError):
            self.close()
            raise

    def _check_size(self, limits: Limits) -> None:
        if self.size == 0:
            raise EmptyFileError("The file is empty.", where=str(self.path), help="Fetch it again.")
        if self.size > limits.file_bytes:
            raise LimitExceededError(
                f"The file has {self.size} bytes, more than the {limits.file_bytes} allowed.",
                where=str(self.path),
            )

    def read(self, offset: int, length: int) -> bytes:
        """Reads a range; what lies past the end of the file is left out.

        Raises:
            FormatError: The system refuses.
        """
        length = max(0, min(length, self.size - offset))
        if not length:
            return b""  # the system takes no offset past 2**63
        try:
            self._file.seek(offset)
            data = self._file.read(length)
            while 0 < len(data) < length:
                more = self._file.read(length - len(data))
                if not more:
                    break
                data += more
        except OSError as error:
            raise unreadable(error, self.path) from None
        return data

    def close(self) -> None:
        """Closes the file; it may be called twice."""
        self._file.close()

    def __enter__(self) -> Source:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
