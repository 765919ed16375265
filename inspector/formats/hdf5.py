"""HDF5 files: names, types and places of their datasets; elements are read only on demand.

Only hard links are followed, so that nothing outside the file is opened.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from inspector.formats.elements import PLAIN
from inspector.formats.errors import FormatError, LimitExceededError, MalformedError
from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog, shown
from inspector.ir.graph import Array

if TYPE_CHECKING:
    import h5py

MAGIC = b"\x89HDF\r\n\x1a\n"

ReadRange = Callable[[int, int], bytes]
"""Reads so many bytes from a place of the HDF5 file."""

_DTYPES = {str(np.dtype(code)): name for name, code in PLAIN.items()}
_FAILURES = (OSError, RuntimeError, ValueError, KeyError, TypeError, AttributeError, MemoryError)
"""What h5py raises for files that contradict themselves."""


@dataclass(slots=True)
class Dataset:
    """One array of the file.

    Attributes:
        offset: First byte of the elements when they are one stretch, else -1.
        length: Number of bytes of that stretch, else -1.
    """

    path: str
    dtype: str
    shape: tuple[int, ...]
    offset: int
    length: int


class Ranges(io.RawIOBase):
    """A file that h5py reads through a function.

    Args:
        read: Reads a range.
        size: Number of bytes.
    """

    def __init__(self, read: ReadRange, size: int) -> None:
        self._read = read
        self._size = size
        self._place = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """The place of the next read."""
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Sets the place of the next read."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        self._place = max(0, base + offset)
        return self._place

    def readinto(self, buffer: object) -> int:
        """Fills a buffer as far as the file goes."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        data = self._read(self._place, len(view))
        view[: len(data)] = data
        self._place += len(data)
        return len(data)


class Hdf5:
    """An HDF5 file.

    Args:
        read: Reads a range of it.
        size: Its number of bytes.
        limits: What it may ask for.
        log: Gets what is wrong with it.
    """

    def __init__(self, read: ReadRange, size: int, limits: Limits, log: FindingLog) -> None:
        self._read = read
        self._size = size
        self._limits = limits
        self._log = log

    @contextmanager
    def _open(self) -> Iterator[h5py.File]:
        # No code from a folder of the system is loaded for filters that HDF5 does not know.
        os.environ["HDF5_PLUGIN_PRELOAD"] = "::"
        import h5py

        try:
            with h5py.File(Ranges(self._read, self._size), "r") as file:
                yield file
        except FormatError:
            raise
        except _FAILURES:
            raise MalformedError("The HDF5 file, or a part of it, cannot be read.") from None

    def texts(self, group: str, names: tuple[str, ...]) -> dict[str, str]:
        """Attributes of a group that are texts.

        Args:
            group: Path of the group; without it nothing is found.
            names: The attributes wanted.
        """
        found = {}
        with self._open() as file:
            holder = _hard(file, group)
            for name in names:
                if holder is not None and name in holder.attrs and self._is_short(holder, name):
                    value = holder.attrs[name]
                    if isinstance(value, bytes | str):
                        found[name] = _text(value)
        return found

    def lists(self, group: str, name: str) -> dict[str, list[str]]:
        """For each member group its attribute that is a list of texts.

        Long lists are stored in parts, with a number behind their name.
        """
        found: dict[str, list[str]] = {}
        with self._open() as file:
            holder = _hard(file, group)
            for member in _members(holder):
                child = _hard(holder, member)
                if child is None or len(found) >= self._limits.tensors:
                    continue
                entries: list[str] = []
                for key in _parts(child, name):
                    if self._is_short(child, key):
                        entries += [_text(entry) for entry in np.ravel(child.attrs[key])]
                found[member] = entries
        return found

    def _is_short(self, holder: h5py.Group, name: str) -> bool:
        kind = holder.attrs.get_id(name)
        size = int(np.prod(kind.shape or (), dtype=np.float64)) * max(1, kind.dtype.itemsize)
        return bool(size <= self._limits.attribute_bytes * 8)

    def datasets(self) -> dict[str, Dataset]:
        """All arrays by path, in the file's order.

        Raises:
            LimitExceededError: There are too many.
        """
        found: dict[str, Dataset] = {}
        with self._open() as file:
            seen: set[object] = set()
            stack: list[tuple[str, h5py.Group]] = [("", file)]
            while stack:
                prefix, group = stack.pop()
                inner = []
                for name in _members(group):
                    path = f"{prefix}{name}"
                    child = self._child(group, name, path)
                    if child is None or len(prefix) > self._limits.name_bytes:
                        continue
                    place = _address(child)
                    if place in seen:
                        continue
                    seen.add(place)
                    if len(seen) > self._limits.tensors:
                        raise LimitExceededError(
                            f"There are more than {self._limits.tensors} HDF5 objects."
                        )
                    if hasattr(child, "keys"):
                        inner.append((f"{path}/", child))
                    elif hasattr(child, "shape"):
                        found[path] = self._dataset(child, path)
                stack += reversed(inner)
        return found

    def _child(self, group: h5py.Group, name: str, path: str) -> h5py.Group | None:
        import h5py

        try:
            link = group.get(name, getlink=True)
            if not isinstance(link, h5py.HardLink):
                self._log.add(
                    "hdf5-link",
                    "danger" if isinstance(link, h5py.ExternalLink) else "warning",
                    "A link to another place or file stands in the HDF5 file; it was not followed.",
                    shown(path),
                )
                return None
            return group[name]
        except _FAILURES:
            self._log.add("malformed", "warning", "An HDF5 object cannot be read.", shown(path))
            return None

    def _dataset(self, stored: h5py.Dataset, path: str) -> Dataset:
        shape = tuple(int(extent) for extent in stored.shape or ())
        dtype = _DTYPES.get(str(stored.dtype), "unknown")
        if stored.external:
            self._log.add(
                "hdf5-external",
                "danger",
                "An HDF5 array refers to another file; it was not opened.",
                shown(path),
            )
            return Dataset(path, dtype, shape, -1, -1)
        offset = stored.id.get_offset()
        if offset is None:
            return Dataset(path, dtype, shape, -1, -1)
        return Dataset(path, dtype, shape, int(offset), int(stored.id.get_storage_size()))

    def read(self, path: str, limit: int) -> Array:
        """The elements of an array.

        Raises:
            FormatError: They cannot be read, or are more than ``limit`` bytes.
        """
        with self._open() as file:
            stored = _hard(file, path)
            if stored is None or not hasattr(stored, "shape") or stored.external:
                raise MalformedError("There is no such array in the HDF5 file.")
            size = int(np.prod(stored.shape, dtype=np.float64)) * stored.dtype.itemsize
            if size > limit:
                raise LimitExceededError(
                    f"The tensor has {size} bytes, more than the {limit} read at once."
                )
            return np.asarray(stored[()])


def _members(group: h5py.Group | None) -> list[str]:
    return [] if group is None else [name for name in group if isinstance(name, str)]


def _hard(group: h5py.Group, path: str) -> h5py.Group | None:
    """What a path of hard links leads to, None when there is none."""
    import h5py

    current = group
    for name in [part for part in path.split("/") if part]:
        if not isinstance(current, h5py.Group):
            return None
        if not isinstance(current.get(name, getlink=True), h5py.HardLink):
            return None
        current = current[name]
    return current


def _parts(holder: h5py.Group, name: str) -> list[str]:
    if name in holder.attrs:
        return [name]
    numbered: list[str] = []
    while f"{name}{len(numbered)}" in holder.attrs:
        numbered.append(f"{name}{len(numbered)}")
    return numbered


def _address(child: h5py.Group) -> object:
    import h5py

    return h5py.h5o.get_info(child.id).addr


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
