"""FlatBuffers read in place: every offset is checked before it is followed.

A FlatBuffer is a web of offsets (https://flatbuffers.dev/internals/). Nothing stops a file from
making them cross, overlap or lead outside, so each table, vector and text is held against the
file's bounds when it is touched, and what is read in total is counted: shared vectors would let a
small file ask for very much.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from inspector.formats.errors import LimitExceededError
from inspector.formats.limits import Limits
from inspector.formats.pages import BrokenError, Pages
from inspector.formats.source import Source

_SIZES = {code: struct.calcsize("<" + code) for code in "?bBhHiIqQfd"}


class FlatBuffer:
    """The bytes of a FlatBuffer in a file, of which only the pages that are touched are read.

    Args:
        source: The file.
        limits: How much may be read of it.
    """

    def __init__(self, source: Source, limits: Limits) -> None:
        self._pages = Pages(source)
        self._size = source.size
        self._limits = limits
        self._elements = 0

    def root(self) -> Table:
        """The table that all others hang on."""
        return Table(self, self.number("I", 0))

    def stretch(self, at: int, length: int) -> bytes:
        """A range of the file (see ``Pages.stretch``)."""
        return self._pages.stretch(at, length)

    def number(self, code: str, at: int) -> int:
        """An integer, by its code in ``struct``."""
        return int(struct.unpack("<" + code, self._pages.stretch(at, _SIZES[code]))[0])

    def numbers(self, code: str, at: int, count: int) -> list[int | float]:
        """So many numbers in a row."""
        self.count(count)
        data = self._pages.stretch(at, count * _SIZES[code])
        return list(struct.unpack(f"<{count}{code}", data))

    def count(self, elements: int) -> None:
        """Counts what is read against the limit.

        Raises:
            LimitExceededError: The file asks for too much.
        """
        self._elements += elements
        if self._elements > self._limits.fields:
            raise LimitExceededError(f"The model has more than {self._limits.fields} fields.")

    def vector(self, at: int, size: int) -> tuple[int, int]:
        """Place and number of the elements of a vector.

        Args:
            at: Where the offset to the vector stands.
            size: Bytes of one element.

        Raises:
            BrokenError: It does not fit in the file.
        """
        start = at + self.number("I", at)
        count = self.number("I", start)
        if start + 4 + count * size > self._size:
            raise BrokenError(f"A vector of {count} elements at byte {start} does not fit.")
        return start + 4, count

    def text(self, at: int) -> str:
        """A text whose offset stands at a place; one that is too long is cut."""
        start, length = self.vector(at, 1)
        self.count(1)
        return self.stretch(start, min(length, self._limits.name_bytes)).decode("utf-8", "replace")


class Table:
    """One table: fields by their number in the schema, each with a default.

    Args:
        buffer: The file.
        at: Where the table begins.
    """

    __slots__ = ("_at", "_buffer", "_fields", "_vtable")

    def __init__(self, buffer: FlatBuffer, at: int) -> None:
        self._buffer = buffer
        self._at = at
        self._vtable = at - buffer.number("i", at)
        self._fields = (buffer.number("H", self._vtable) - 4) // 2
        buffer.count(1)

    def place(self, field: int) -> int:
        """Where a field's value stands, 0 when the table has none."""
        if field >= self._fields:
            return 0
        offset = self._buffer.number("H", self._vtable + 4 + 2 * field)
        return self._at + offset if offset else 0

    def integer(self, field: int, code: str, default: int = 0) -> int:
        """An integer field, by its code in ``struct``."""
        place = self.place(field)
        return self._buffer.number(code, place) if place else default

    def number(self, field: int, code: str, default: float = 0.0) -> int | float | bool:
        """A field that is a number or a truth value."""
        place = self.place(field)
        return self._buffer.numbers(code, place, 1)[0] if place else default

    def text(self, field: int) -> str:
        """A text field, empty when there is none."""
        place = self.place(field)
        return self._buffer.text(place) if place else ""

    def numbers(self, field: int, code: str) -> list[int | float] | None:
        """A vector of numbers, None when there is none."""
        place = self.place(field)
        if not place:
            return None
        start, count = self._buffer.vector(place, _SIZES[code])
        return self._buffer.numbers(code, start, count)

    def integers(self, field: int, code: str = "i") -> list[int]:
        """A vector of integers, empty when there is none."""
        return [int(number) for number in self.numbers(field, code) or ()]

    def texts(self, field: int) -> list[str]:
        """A vector of texts, empty when there is none."""
        place = self.place(field)
        start, count = self._buffer.vector(place, 4) if place else (0, 0)
        return [self._buffer.text(start + 4 * entry) for entry in range(count)]

    def first(self, field: int, code: str) -> tuple[int | float | None, int]:
        """The first element of a vector of numbers, and how many there are."""
        place = self.place(field)
        start, count = self._buffer.vector(place, _SIZES[code]) if place else (0, 0)
        return (self._buffer.numbers(code, start, 1)[0] if count else None), count

    def stretch(self, field: int) -> tuple[int, int]:
        """Place and length of a vector of bytes, which are not read."""
        place = self.place(field)
        return self._buffer.vector(place, 1) if place else (0, 0)

    def table(self, field: int) -> Table | None:
        """A nested table, None when there is none."""
        place = self.place(field)
        return Table(self._buffer, place + self._buffer.number("I", place)) if place else None

    def tables(self, field: int) -> Iterator[Table | None]:
        """The tables of a vector in order; None for one that cannot be read."""
        place = self.place(field)
        start, count = self._buffer.vector(place, 4) if place else (0, 0)
        for entry in range(start, start + 4 * count, 4):
            try:
                yield Table(self._buffer, entry + self._buffer.number("I", entry))
            except BrokenError:
                yield None
