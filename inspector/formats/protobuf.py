"""Protobuf messages walked in place: only headers and short fields of a file are read.

https://protobuf.dev/programming-guides/encoding/
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from inspector.formats.errors import LimitExceededError
from inspector.formats.limits import Limits
from inspector.formats.pages import BrokenError, Pages
from inspector.formats.source import Source

_VARINT, _FIXED64, _DELIMITED, _FIXED32 = 0, 1, 2, 5
_CHUNK = 1 << 12
_HEADER = 24
"""Bytes that a field's tag and length, or its number, may take."""


class Field(NamedTuple):
    """One field of a message.

    Attributes:
        number: Its number in the schema.
        value: The number it holds, or where its content begins.
        end: Where its content ends, -1 for a field that is a number.
        fixed: Bytes of a number of fixed width, 0 for others.
    """

    number: int
    value: int
    end: int
    fixed: int = 0

    @property
    def signed(self) -> int:
        """The number with its sign (64 bits)."""
        return self.value - (1 << 64) if self.value >> 63 else self.value

    @property
    def real(self) -> float:
        """The number of a float or double field; of a longer one stored there, the low bytes."""
        if self.fixed == 4:
            return float(struct.unpack("<f", (self.value & 0xFFFF_FFFF).to_bytes(4, "little"))[0])
        if self.fixed == 8:
            low = self.value & 0xFFFF_FFFF_FFFF_FFFF
            return float(struct.unpack("<d", low.to_bytes(8, "little"))[0])
        return float(self.value)


class Wire:
    """The messages of one file.

    Args:
        source: The file.
        limits: How much may be read of it.
    """

    def __init__(self, source: Source, limits: Limits) -> None:
        self.pages = Pages(source)
        self.size = source.size
        self._limits = limits
        self._fields = 0

    def fields(self, start: int, end: int) -> Iterator[Field]:
        """The fields of a message in order.

        Args:
            start: Where it begins.
            end: Where it ends.

        Raises:
            BrokenError: What stands there is no message, or it does not end.
            LimitExceededError: The file has too many fields.
        """
        base, buffer = start, b""
        position = start
        while position < end:
            place = position - base
            if place + _HEADER > len(buffer):
                wanted = min(end, position + _CHUNK)
                if base + len(buffer) < wanted or place > len(buffer):
                    base, buffer, place = (
                        position,
                        self.pages.stretch(position, wanted - position),
                        0,
                    )
            self._count()
            tag, place = _number(buffer, place)
            kind = tag & 7
            if kind == _DELIMITED:
                length, place = _number(buffer, place)
                position = base + place
                if position + length > end:
                    raise BrokenError(f"A field of {length} bytes at byte {position} does not fit.")
                yield Field(tag >> 3, position, position + length)
                position += length
            elif kind == _VARINT:
                value, place = _number(buffer, place)
                position = base + place
                yield Field(tag >> 3, value, -1)
            elif kind in (_FIXED32, _FIXED64):
                width = 4 if kind == _FIXED32 else 8
                raw = buffer[place : place + width]
                if len(raw) != width:
                    raise BrokenError("A number does not end.")
                position = base + place + width
                yield Field(tag >> 3, int.from_bytes(raw, "little"), -1, width)
            else:
                raise BrokenError(f"A field of kind {kind} at byte {position} is not known.")

    def _count(self) -> None:
        self._fields += 1
        if self._fields > self._limits.fields:
            raise LimitExceededError(f"The model has more than {self._limits.fields} fields.")

    def bytes(self, field: Field, longest: int | None = None) -> bytes:
        """The content of a field, cut to so many bytes."""
        if field.end < 0:
            return b""
        length = field.end - field.value
        return self.pages.stretch(field.value, length if longest is None else min(length, longest))

    def text(self, field: Field) -> str:
        """The content of a field as text, cut to the longest name allowed."""
        return self.bytes(field, self._limits.name_bytes).decode("utf-8", "replace")

    def within(self, field: Field) -> Iterator[Field]:
        """The fields of the message in a field; none when the field is a number."""
        return self.fields(field.value, max(field.value, field.end)) if field.end >= 0 else iter(())

    def numbers(self, field: Field, width: int = 0) -> list[int]:
        """Numbers of a repeated field, packed or one by one.

        Args:
            field: The field.
            width: Bytes of each when their width is fixed.
        """
        if field.end < 0:
            return [field.value]
        if field.end - field.value > self._limits.attribute_bytes:
            return []
        data, place = self.bytes(field), 0
        found = []
        if width:
            count = len(data) // width
            return [
                int.from_bytes(data[at * width : at * width + width], "little")
                for at in range(count)
            ]
        while place < len(data):
            self._count()
            value, place = _number(data, place)
            found.append(value)
        return found


def _number(data: bytes, place: int) -> tuple[int, int]:
    """A varint and the position after it."""
    result = shift = 0
    for byte in data[place : place + 10]:
        result |= (byte & 0x7F) << shift
        place += 1
        if byte < 0x80:
            return result & 0xFFFF_FFFF_FFFF_FFFF, place
        shift += 7
    raise BrokenError("A number does not end.")


def number_at(data: bytes, place: int) -> tuple[int, int]:
    """A varint and the position after it; it ends at the end of the data at the latest."""
    result = shift = 0
    for byte in data[place : place + 10]:
        result |= (byte & 0x7F) << shift
        place += 1
        if byte < 0x80:
            break
        shift += 7
    return result, place
