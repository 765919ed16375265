"""Elements of constants that are one stretch of a file: small ones at once, others on demand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from inspector.formats.elements import decode, stored_length
from inspector.formats.errors import FileUnreadableError, LimitExceededError, MalformedError
from inspector.formats.limits import Limits
from inspector.formats.source import Source
from inspector.ir.graph import Array, Initializer


class RangeReader:
    """Gives constants of one file their elements.

    Args:
        path: The file.
        stamp: Its size and time when it was opened.
        fetch: Reads a range of it: where it begins, and how long it is.
        limits: How many elements are kept.
    """

    def __init__(
        self,
        path: Path,
        stamp: tuple[int, int],
        fetch: Callable[[int, int], bytes],
        limits: Limits,
    ) -> None:
        self._path = path
        self._stamp = stamp
        self._fetch = fetch
        self._limits = limits
        self._kept = 0

    def attach(self, tensor: Initializer) -> bool:
        """Reads a constant now if it is small, and sees to it that it can be read later.

        Args:
            tensor: A constant with its place in the file.

        Returns:
            False when its bytes are not as many as its type and shape ask for.
        """
        expected = stored_length(tensor.dtype, tensor.size)
        if expected < 0:
            return True
        if expected != tensor.length:
            return False
        tensor.read = read_later(self._path, self._stamp, tensor, self._limits)
        limits = self._limits
        self._kept += tensor.length
        small = tensor.size <= limits.data_elements and tensor.length <= limits.data_bytes
        if small and self._kept <= limits.structure_bytes:
            try:
                data = self._fetch(tensor.offset, tensor.length)
                tensor.data = decode(tensor.dtype, tensor.shape, data)
            except MalformedError:  # of a type that numpy does not have
                tensor.data = None
        return True


def read_later(
    path: Path, stamp: tuple[int, int], tensor: Initializer, limits: Limits
) -> Callable[[], Array]:
    """Reads a constant's elements when it is called.

    Args:
        path: The file that holds them.
        stamp: Its size and time when it was opened.
        tensor: A constant with its place in the file.
        limits: How much is read at once.
    """
    dtype, shape, offset, length = tensor.dtype, tensor.shape, tensor.offset, tensor.length

    def read() -> Array:
        if length > limits.tensor_bytes:
            raise LimitExceededError(
                f"The tensor has {length} bytes, more than the {limits.tensor_bytes} read at once."
            )
        with Source(path, limits) as source:
            if source.stamp != stamp:
                raise FileUnreadableError("The file has changed since it was opened.")
            data = source.read(offset, length)
        return decode(dtype, shape, data)

    return read
