"""The protobuf encoding, as far as walking it needs.

https://protobuf.dev/programming-guides/encoding/
"""

from __future__ import annotations

import functools
import re

VARINT, FIXED64, DELIMITED, GROUP, GROUP_END, FIXED32 = range(6)
"""Wire types."""

MAX_VARINT = 10
"""Bytes of the longest number."""

_ONE = {VARINT: rb"[\x80-\xff]{0,9}+[\x00-\x7f]", FIXED32: rb".{4}", FIXED64: rb".{8}"}

_OVERLONG = re.compile(rb"[\x80-\xff]{10}")


class BrokenError(Exception):
    """The rest of the current message cannot be read."""


def past_run(data: bytes, tag: bytes, place: int, end: int) -> int:
    """The place after all numbers of one tag that follow each other, found without a step for each.

    Args:
        data: Where to look.
        tag: The encoded tag that each number has, as unpacked lists are stored.
        place: Where the first of them may start.
        end: Where to stop; a number that goes on after it is not counted.
    """
    pattern = _repeated(tag)
    found = None if pattern is None else pattern.match(data, place, end)
    return place if found is None else found.end()


@functools.lru_cache(maxsize=256)
def _repeated(tag: bytes) -> re.Pattern[bytes] | None:
    one = _ONE.get(tag[0] & 7)
    return None if one is None else re.compile(b"(?:" + re.escape(tag) + one + b")*+", re.DOTALL)


def sound(wire: int, data: bytes) -> bool:
    """Tells whether packed numbers end where their field ends."""
    if wire == FIXED32:
        return len(data) % 4 == 0
    if wire == FIXED64:
        return len(data) % 8 == 0
    return not data or (data[-1] < 0x80 and _OVERLONG.search(data) is None)


def varint_length(data: bytes) -> int:
    """Bytes of the number that data starts with."""
    for place in range(min(len(data), MAX_VARINT)):
        if data[place] < 0x80:
            return place + 1
    return min(len(data), MAX_VARINT)


def decode(data: bytes) -> int:
    """The value of a number of which all bytes are given."""
    return sum((byte & 0x7F) << 7 * place for place, byte in enumerate(data))


def varint_bytes(value: int) -> bytes:
    """The encoding of a number that is not negative."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def sound_run(wire: int, packable: bool, data: bytes) -> bool:
    """Tells whether a run of fields of one number holds what it should.

    Args:
        wire: Wire type of one element.
        packable: Whether several elements may stand in one delimited field.
        data: The fields, headers included.
    """
    place = 0
    while place < len(data):
        found = data[place] & 7
        header = varint_length(data[place:])
        place += header
        if found == DELIMITED:
            width = varint_length(data[place : place + MAX_VARINT])
            length = decode(data[place : place + width])
            place += width
            if packable and not sound(wire, data[place : place + length]):
                return False
            place += length
        elif found != wire:
            return False
        elif found == VARINT:
            place += varint_length(data[place : place + MAX_VARINT])
        else:
            place += 4 if found == FIXED32 else 8
    return True
