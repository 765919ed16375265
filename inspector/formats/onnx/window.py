"""The part of a file that is in memory while it is walked."""

from __future__ import annotations

from inspector.formats.onnx.encoding import MAX_VARINT, BrokenError, past_run, varint_length
from inspector.formats.source import Source

_FIRST_CHUNK, _LAST_CHUNK = 1 << 14, 1 << 20
_HEADER = 64
"""Bytes that a field's header (two numbers) may take, and some."""


class Window:
    """A stretch of a file, moved along with the reader's position.

    Chunks grow while the file is read in sequence and become small after a jump, as between
    weights.

    Args:
        source: The file.
        ahead: Longest field that must be in memory as a whole.

    Attributes:
        buffer: The bytes in memory.
        base: Place of the first of them in the file.
    """

    __slots__ = ("_ahead", "_chunk", "_size", "_source", "base", "buffer")

    def __init__(self, source: Source, ahead: int) -> None:
        self._source = source
        self._size = source.size
        self._ahead = ahead + _HEADER
        self._chunk = _FIRST_CHUNK
        self.buffer = b""
        self.base = 0

    def move(self, position: int) -> bool:
        """Sees to it that any short field at a position is in memory; tells whether it read.

        Raises:
            BrokenError: The file has become shorter.
        """
        end = self.base + len(self.buffer)
        if position >= self.base and (end == self._size or end - position >= self._ahead):
            return False
        sequential = self.base <= position <= end
        self._chunk = min(self._chunk * 2, _LAST_CHUNK) if sequential else _FIRST_CHUNK
        self.base = position
        self.buffer = self._source.read(position, max(self._chunk, self._ahead))
        if not self.buffer:
            raise BrokenError("the file became shorter while it was read")
        return True

    def bytes(self, start: int, end: int) -> bytes:
        """Bytes of the file, from memory where they are there."""
        first, last = start - self.base, end - self.base
        if first >= 0 and last <= len(self.buffer):
            return self.buffer[first:last]
        return self._source.read(start, end - start)

    def varint(self, position: int, end: int) -> tuple[int, int]:
        """Reads a number of up to 64 bits; returns it and the position after it.

        Raises:
            BrokenError: It does not end before ``end``.
        """
        buffer, place = self.buffer, position - self.base
        stop = min(end - self.base, len(buffer), place + MAX_VARINT)
        result = shift = 0
        while place < stop:
            byte = buffer[place]
            place += 1
            result |= (byte & 0x7F) << shift
            if byte < 0x80:
                return result & 0xFFFF_FFFF_FFFF_FFFF, place + self.base
            shift += 7
        raise BrokenError("a number does not end")

    def run(self, first: int, position: int, end: int) -> int:
        """The position after all numbers that are stored one by one with the same tag.

        Args:
            first: Where the first of them starts.
            position: After the first of them.
            end: Where their message ends.
        """
        tag = self.bytes(first, first + varint_length(self.bytes(first, first + MAX_VARINT)))
        while position < end:
            self.move(position)
            after = self.base + past_run(self.buffer, tag, position - self.base, end - self.base)
            if after == position:
                break
            position = after
        return position
