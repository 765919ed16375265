"""Finds matrices that are stored more than once.

Some tools write a weight that layers share (ALBERT's) once for each layer. A few bytes of each
matrix tell apart nearly all that have the same type and shape; where they do not, longer stretches
of both are compared. Vectors, and matrices of one number, are never looked at: before training
they are equal without being shared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from inspector.formats.errors import FormatError
from inspector.formats.limits import Limits
from inspector.formats.onnx.tensors import TensorReader
from inspector.formats.source import Source
from inspector.ir import Graph
from inspector.ir.graph import Initializer

LEAST_ELEMENTS = 64
"""Smaller matrices may be equal by chance."""

_FIRST_LOOK = 64
_STRETCH, _STRETCHES = 4096, 16
"""Bytes of a stretch that is compared, and how many there are, spread over the tensor."""


def mark_copies(graphs: Iterable[Graph], tensors: TensorReader, limits: Limits) -> None:
    """Gives matrices of equal bytes the same ``Initializer.content``.

    Args:
        graphs: Whose initializers are compared.
        tensors: What read them; knows the files.
        limits: For opening files.
    """
    alike: dict[tuple[object, ...], list[Initializer]] = {}
    for graph in graphs:
        for value in graph.initializers.values():
            tensor = value.initializer
            if tensor is not None and _is_matrix(tensor):
                alike.setdefault((tensor.dtype, tensor.shape), []).append(tensor)
    reader = _Stretches(tensors, limits)
    try:
        for group in alike.values():
            if len(group) > 1:
                _compare(group, reader)
    finally:
        reader.close()


def _is_matrix(tensor: Initializer) -> bool:
    wide = sum(extent > 1 for extent in tensor.shape)
    return wide > 1 and tensor.size >= LEAST_ELEMENTS


def _compare(group: list[Initializer], reader: _Stretches) -> None:
    looks: dict[bytes, list[Initializer]] = {}
    for tensor in group:
        look = reader.first_look(tensor)
        if look:
            looks.setdefault(look, []).append(tensor)
    for equal in looks.values():
        if len(equal) > 1:
            for tensor in equal:
                tensor.content = reader.digest(tensor)


class _Stretches:
    """Reads parts of tensors; files stay open until the end."""

    def __init__(self, tensors: TensorReader, limits: Limits) -> None:
        self._tensors = tensors
        self._limits = limits
        self._files: dict[str, Source | None] = {}

    def first_look(self, tensor: Initializer) -> bytes:
        """A few bytes out of the middle, or the place of bytes that are missing."""
        if tensor.data is not None:
            return tensor.data.tobytes()
        middle = tensor.length // 2
        found = self._read(tensor, middle, min(_FIRST_LOOK, tensor.length - middle))
        if not found and tensor.read is None and tensor.offset > 0 and tensor.location:
            return f"{tensor.location}:{tensor.offset}".encode()
        return found

    def digest(self, tensor: Initializer) -> str:
        """Digest of many bytes, empty where they are all the same element or not there."""
        width = max(1, tensor.length // tensor.size)
        if tensor.data is not None:
            stored, width = tensor.data.tobytes(), tensor.data.itemsize
        else:
            step = max(_STRETCH, tensor.length // _STRETCHES)
            starts = range(0, max(tensor.length, 0), step)
            stored = b"".join(self._read(tensor, at, _STRETCH) for at in starts)
        if not stored:
            return hashlib.blake2b(self.first_look(tensor), digest_size=16).hexdigest()
        if stored == stored[:width] * (len(stored) // width):
            return ""
        return hashlib.blake2b(stored, digest_size=16).hexdigest()

    def _read(self, tensor: Initializer, start: int, length: int) -> bytes:
        if tensor.read is None or tensor.offset < 0 or tensor.length <= 0:
            return b""
        file = self._file(tensor.location)
        length = min(length, tensor.length - start)
        try:
            return b"" if file is None else file.read(tensor.offset + start, length)
        except FormatError:
            return b""

    def _file(self, location: str) -> Source | None:
        if location not in self._files:
            try:
                path = self._tensors.path_of(location)
                self._files[location] = None if path is None else Source(path, self._limits)
            except FormatError:
                self._files[location] = None
        return self._files[location]

    def close(self) -> None:
        """Closes all files."""
        for file in self._files.values():
            if file is not None:
                file.close()
