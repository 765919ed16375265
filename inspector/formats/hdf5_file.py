"""HDF5 files opened with pyfive, which is written in Python: damaged bytes cannot harm memory.

HDF5's own library, in C, runs into endless loops and worse in files that contradict themselves.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pyfive
from pyfive.core import InvalidHDF5File
from pyfive.dataobjects import DataObjects

from inspector.formats.errors import FormatError, LimitExceededError, MalformedError

ReadRange = Callable[[int, int], bytes]
"""Reads so many bytes from a place of the HDF5 file."""

FAILURES = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
    InvalidHDF5File,
)
"""What pyfive raises for files that contradict themselves."""

_EXTERNAL_FILES = 7
"""Type of the message of an array whose elements are in other files (specification, IV.A.2.h)."""

_BLOCK = 1 << 16
_MOST_READS = 400_000
_MOST_BYTES = 256 << 20
_EXTERNAL = 64


class ExternalLink(str):
    """Stands where pyfive keeps the place that a link leads to."""

    __slots__ = ()


class Ranges:
    """A file that pyfive reads through a function, a limited number of times.

    Args:
        read: Reads a range.
        size: Number of bytes.
    """

    def __init__(self, read: ReadRange, size: int) -> None:
        self._read = read
        self._size = size
        self._place = 0
        self._start, self._block = 0, b""
        self._reads = self._bytes = 0

    def tell(self) -> int:
        """The place of the next read."""
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Sets the place of the next read."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        self._place = max(0, base + int(offset))
        return self._place

    def read(self, length: int = -1) -> bytes:
        """Reads as far as the file goes.

        Raises:
            LimitExceededError: A structure that leads in circles is read over and over.
        """
        there = max(0, self._size - self._place)
        length = there if length < 0 else min(int(length), there)
        self._reads += 1
        self._bytes += length
        if self._reads > _MOST_READS or self._bytes > _MOST_BYTES:
            raise LimitExceededError(
                "The HDF5 file is read over and over.", help="It may lead in circles."
            )
        data = self._fetch(length)
        self._place += len(data)
        return data

    def _fetch(self, length: int) -> bytes:
        """Structures are small and lie together: what is read is a block at a time."""
        if length > _BLOCK:
            return self._read(self._place, length)
        at = self._place - self._start
        if at < 0 or at + length > len(self._block):
            self._start, at = self._place, 0
            self._block = self._read(self._start, _BLOCK)
        return self._block[at : at + length]


class _Objects(DataObjects):  # type: ignore[misc]
    """Keeps links to other files, at which pyfive gives up."""

    @staticmethod
    def _decode_link_msg(data: bytes, offset: int) -> tuple[object, tuple[str, object]]:
        flags = data[offset + 1]
        if not flags & 8 or data[offset + 2] != _EXTERNAL:
            found: tuple[object, tuple[str, object]] = DataObjects._decode_link_msg(data, offset)
            return found
        place = offset + 3 + (8 if flags & 4 else 0) + (1 if flags & 16 else 0)
        width = 1 << (flags & 3)
        length = int.from_bytes(data[place : place + width], "little")
        name = data[place + width : place + width + length]
        return None, (name.decode("utf-8", "replace"), ExternalLink())


class _File(pyfive.File):  # type: ignore[misc]
    def _get_dataobjects(self, obj_addr: int) -> DataObjects:
        known = self._dataobjects_cache.get(obj_addr)
        if known is None:
            known = _Objects(self._fh, obj_addr, global_heaps=self._global_heaps)
            self._dataobjects_cache[obj_addr] = known
        return known


@contextmanager
def opened(read: ReadRange, size: int) -> Iterator[pyfive.File]:
    """Opens a file for reading its structure.

    Args:
        read: Reads a range of it.
        size: Its number of bytes.

    Raises:
        FormatError: It cannot be read, here or while it is open.
    """
    try:
        yield _File(Ranges(read, size))
    except FormatError:
        raise
    except FAILURES:
        raise MalformedError("The HDF5 file, or a part of it, cannot be read.") from None


def links(group: pyfive.Group) -> dict[str, int | str]:
    """Where the members of a group are: a number is a place in the file, a text a soft link."""
    found: dict[str, int | str] = group._links
    return found


def has_external_files(group: pyfive.Group, name: str) -> bool:
    """Whether the elements of an array, a member of a group, are in other files."""
    messages = group.file._get_dataobjects(links(group)[name])
    return bool(messages.find_msg_type(_EXTERNAL_FILES))
