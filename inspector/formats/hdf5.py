"""HDF5 files: names, types and places of their datasets; elements are read only on demand.

Only hard links are followed, so that nothing outside the file is opened.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from inspector.formats.elements import PLAIN
from inspector.formats.errors import LimitExceededError, MalformedError
from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog, shown
from inspector.ir.graph import Array

if TYPE_CHECKING:
    import pyfive

    from inspector.formats.hdf5_file import ReadRange

MAGIC = b"\x89HDF\r\n\x1a\n"

_DTYPES = {str(np.dtype(code)): name for name, code in PLAIN.items()}
_CONTIGUOUS = 1


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
    def _open(self) -> Iterator[pyfive.File]:
        from inspector.formats.hdf5_file import opened

        with opened(self._read, self._size) as file:
            yield file

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
                value = holder.attrs.get(name) if holder is not None else None
                if isinstance(value, bytes | str) and self._is_short([value]):
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
                    stored = np.ravel(child.attrs[key]).tolist()
                    if self._is_short(stored):
                        entries += [_text(entry) for entry in stored]
                found[member] = entries
        return found

    def _is_short(self, texts: list[object]) -> bool:
        size = sum(len(text) for text in texts if isinstance(text, bytes | str))
        return size <= self._limits.attribute_bytes * 8

    def datasets(self) -> dict[str, Dataset]:
        """All arrays by path, in the file's order.

        Raises:
            LimitExceededError: There are too many.
        """
        found: dict[str, Dataset] = {}
        with self._open() as file:
            seen: set[object] = set()
            stack: list[tuple[str, pyfive.Group]] = [("", file)]
            while stack:
                prefix, group = stack.pop()
                inner = []
                for name in _members(group):
                    path = f"{prefix}{name}"
                    child = self._child(group, name, path)
                    if child is None or len(prefix) > self._limits.name_bytes:
                        continue
                    place = _address(group, name)
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
                        found[path] = self._dataset(group, child, path)
                stack += reversed(inner)
        return found

    def _child(self, group: pyfive.Group, name: str, path: str) -> pyfive.Group | None:
        from inspector.formats.hdf5_file import FAILURES, ExternalLink, links

        target = links(group)[name]
        if isinstance(target, str):
            self._log.add(
                "hdf5-link",
                "danger" if isinstance(target, ExternalLink) else "warning",
                "A link to another place or file stands in the HDF5 file; it was not followed.",
                shown(path),
            )
            return None
        try:
            return group.get_lazy_view(name)
        except FAILURES:
            self._log.add("malformed", "warning", "An HDF5 object cannot be read.", shown(path))
            return None

    def _dataset(self, group: pyfive.Group, stored: pyfive.Dataset, path: str) -> Dataset:
        shape = tuple(int(extent) for extent in stored.shape or ())
        dtype = _DTYPES.get(str(stored.dtype), "unknown")
        if _is_external(group, path):
            self._log.add(
                "hdf5-external",
                "danger",
                "An HDF5 array refers to another file; it was not opened.",
                shown(path),
            )
            return Dataset(path, dtype, shape, -1, -1)
        offset = stored.id.data_offset if stored.id.layout_class == _CONTIGUOUS else -1
        length = int(np.prod(shape, dtype=np.float64)) * stored.dtype.itemsize
        if not 0 <= offset <= self._size - length:
            return Dataset(path, dtype, shape, -1, -1)
        return Dataset(path, dtype, shape, int(offset), length)

    def read(self, path: str, limit: int) -> Array:
        """The elements of an array.

        Raises:
            FormatError: They cannot be read, or are more than ``limit`` bytes.
        """
        with self._open() as file:
            stored = _hard(file, path)
            holder = _hard(file, path.rpartition("/")[0])
            if stored is None or holder is None or not hasattr(stored, "shape"):
                raise MalformedError("There is no such array in the HDF5 file.")
            if _is_external(holder, path):
                raise MalformedError("The array's elements are in another file.")
            size = int(np.prod(stored.shape, dtype=np.float64)) * stored.dtype.itemsize
            if size > limit:
                raise LimitExceededError(
                    f"The tensor has {size} bytes, more than the {limit} read at once."
                )
            if stored.id.layout_class != _CONTIGUOUS:
                return np.asarray(stored[()])
            data = self._read(stored.id.data_offset, size)
            return np.frombuffer(data, stored.dtype).reshape(stored.shape)


def _members(group: pyfive.Group | None) -> list[str]:
    return [] if group is None else [name for name in group if isinstance(name, str)]


def _hard(group: pyfive.Group, path: str) -> pyfive.Group | None:
    """What a path of hard links leads to, None when there is none."""
    from inspector.formats.hdf5_file import links

    current = group
    for name in [part for part in path.split("/") if part]:
        if not hasattr(current, "keys") or not isinstance(links(current).get(name), int):
            return None
        current = current.get_lazy_view(name)
    return current


def _is_external(group: pyfive.Group, path: str) -> bool:
    from inspector.formats.hdf5_file import has_external_files

    return has_external_files(group, path.rpartition("/")[2])


def _parts(holder: pyfive.Group, name: str) -> list[str]:
    if name in holder.attrs:
        return [name]
    numbered: list[str] = []
    while f"{name}{len(numbered)}" in holder.attrs:
        numbered.append(f"{name}{len(numbered)}")
    return numbered


def _address(group: pyfive.Group, name: str) -> object:
    from inspector.formats.hdf5_file import links

    return links(group)[name]


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
