"""The bytes of a model file, for walking now and for reading tensors later."""

from __future__ import annotations

import contextlib
import mmap
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from inspector.formats.errors import EmptyFile, FileUnreadable, LimitExceeded, NotAModel
from inspector.formats.limits import Limits
from inspector.formats.onnx.wire import Data

_READ_WHOLE_BYTES = 4 << 20


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A regular file as it was when it was looked at.

    Attributes:
        path: Where it is.
        size: Bytes.
        identity: Device, number and time of change: differs once the file was replaced.
    """

    path: Path
    size: int
    identity: tuple[int, int, int]

    def read(self, offset: int, length: int) -> bytes:
        """Reads a range.

        Args:
            offset: First byte.
            length: Number of bytes.

        Raises:
            FileUnreadable: The range is not there, or the file is not the same any more.
        """
        try:
            with open_regular(self.path) as (descriptor, now):
                if now != self:
                    raise FileUnreadable("The file has changed since it was opened.")
                with os.fdopen(os.dup(descriptor), "rb") as stream:
                    stream.seek(offset)
                    data = stream.read(length)
                if len(data) < length:
                    raise FileUnreadable("The file ends before the tensor does.")
                return data
        except OSError as error:
            raise FileUnreadable(f"The file cannot be read: {error.strerror}.") from error


@contextlib.contextmanager
def open_regular(path: Path) -> Iterator[tuple[int, StoredFile]]:
    """Opens a file if it is a regular one, without waiting for pipes and devices.

    Raises:
        NotAModel: It is a folder, a pipe or a device.
        OSError: The system does not open it.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    if path.is_dir():
        raise NotAModel("This is a folder, not a model file.")
    descriptor = os.open(path, flags | getattr(os, "O_CLOEXEC", 0))
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise NotAModel("This is not a regular file.")
        identity = (status.st_dev, status.st_ino, status.st_mtime_ns)
        yield descriptor, StoredFile(path, status.st_size, identity)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def open_bytes(path: Path, limits: Limits) -> Iterator[tuple[Data, StoredFile]]:
    """Makes a file's bytes available by index and slice.

    Large files are mapped, and only the pages that are looked at are read: the system is told not
    to read ahead, since what lies ahead is payload.

    Raises:
        EmptyFile: It has no byte.
        LimitExceeded: It is larger than ``file_bytes``.
        FileUnreadable: The system does not open it.
    """
    try:
        with open_regular(path) as (descriptor, file):
            if file.size == 0:
                raise EmptyFile("The file is empty.")
            if file.size > limits.file_bytes:
                raise LimitExceeded(
                    f"The file has {file.size:,} bytes; {limits.file_bytes:,} are the limit."
                )
            if file.size <= _READ_WHOLE_BYTES:
                with os.fdopen(os.dup(descriptor), "rb") as stream:
                    yield stream.read(_READ_WHOLE_BYTES), file
                return
            with mmap.mmap(descriptor, file.size, access=mmap.ACCESS_READ) as mapped:
                if hasattr(mmap, "MADV_RANDOM"):
                    mapped.madvise(mmap.MADV_RANDOM)
                yield mapped, file
    except OSError as error:
        raise FileUnreadable(f"The file cannot be read: {error.strerror}.") from error
