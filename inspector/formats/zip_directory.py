"""The directory of a ZIP archive, read under limits.

Layout: PKWARE's APPNOTE.TXT, sections 4.3 (headers), 4.4 (fields) and 4.5.3 (64-bit sizes). The
records are read here and not by a library, because only so a directory that contradicts itself is
noticed instead of repaired in silence.
"""

from __future__ import annotations

import stat
import struct
from dataclasses import dataclass

from inspector.formats.errors import LimitExceededError, MalformedError, TruncatedError
from inspector.formats.limits import Limits
from inspector.formats.source import Source

STORED = 0
DEFLATED = 8

_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64 = struct.Struct("<4sLQL")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")

_END_MAGIC, _END_64_MAGIC, _LOCATOR_64_MAGIC = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_CENTRAL_MAGIC, _LOCAL_MAGIC = b"PK\x01\x02", b"PK\x03\x04"

_LONGEST_COMMENT = 0xFFFF
_ENCRYPTED = 0x1
_UTF8 = 0x800
_EXTRA_64 = 1
_ELSEWHERE = 0xFFFFFFFF


@dataclass(slots=True, frozen=True)
class Entry:
    """One entry as the directory lists it.

    Attributes:
        name: Path inside the archive.
        method: How it is compressed: ``STORED``, ``DEFLATED`` or another number.
        packed: Bytes that it takes in the file.
        size: Bytes that it claims to unpack to.
        checksum: CRC-32 of the unpacked bytes.
        header: Where its local header stands in the file.
        encrypted: Whether a password is needed.
        link: Whether it is a symbolic link.
        stored_name: The name's bytes.
    """

    name: str
    method: int
    packed: int
    size: int
    checksum: int
    header: int
    encrypted: bool = False
    link: bool = False
    stored_name: bytes = b""

    @property
    def is_folder(self) -> bool:
        """Whether it only names a folder."""
        return self.name.endswith("/")


@dataclass(slots=True, frozen=True)
class Directory:
    """All entries, and where the directory lies.

    Attributes:
        entries: In the order of the directory.
        start: First byte of the directory: entries end before it.
        before: Bytes in front of the archive that do not belong to it.
    """

    entries: list[Entry]
    start: int
    before: int


def read_directory(source: Source, limits: Limits) -> Directory:
    """Reads the list of entries at the end of an archive.

    Raises:
        FormatError: There is none, it is broken, or it is larger than allowed.
    """
    where = str(source.path)
    end, count, length, stated = _find_end(source)
    if length > limits.archive_directory_bytes:
        raise LimitExceededError(
            f"The archive's list of entries has {length} bytes, "
            f"more than the {limits.archive_directory_bytes} allowed.",
            where=where,
        )
    if count > limits.archive_entries:
        raise LimitExceededError(
            f"The archive has {count} entries, more than the {limits.archive_entries} allowed.",
            where=where,
        )
    start = end - length
    before = start - stated
    if start < 0 or before < 0:
        raise MalformedError("The archive's list of entries lies outside the file.", where=where)
    data = source.read(start, length)
    return Directory(_entries(data, count, before, where), start, before)


def data_offset(source: Source, entry: Entry) -> int:
    """First byte of an entry's data, behind its local header.

    Raises:
        MalformedError: There is no header of this entry at that place.
    """
    data = source.read(entry.header, _LOCAL.size + len(entry.stored_name))
    if len(data) < _LOCAL.size or not data.startswith(_LOCAL_MAGIC):
        raise MalformedError("An entry of the archive has no header.", where=entry.name)
    *_, name_length, extra_length = _LOCAL.unpack_from(data)
    if data[_LOCAL.size :] != entry.stored_name or name_length != len(entry.stored_name):
        raise MalformedError(
            "An entry of the archive has another name in its own header than in the list.",
            where=entry.name,
        )
    return entry.header + _LOCAL.size + int(name_length) + int(extra_length)


def _find_end(source: Source) -> tuple[int, int, int, int]:
    """End of the directory, number of entries, its length and its stated offset."""
    tail_length = min(source.size, _END.size + _LONGEST_COMMENT)
    tail_start = source.size - tail_length
    tail = source.read(tail_start, tail_length)
    place = tail.rfind(_END_MAGIC)
    if place < 0 or len(tail) - place < _END.size:
        raise TruncatedError(
            "The archive has no list of entries at its end.",
            where=str(source.path),
            help="It was cut short, perhaps by an interrupted download; fetch it again.",
        )
    _, _, _, _, count, length, offset, _ = _END.unpack_from(tail, place)
    end = tail_start + place
    large = _find_end_64(source, end)
    if large is not None:  # PyTorch writes this record always, and it stands after the directory
        return large
    return end, count, length, offset


def _find_end_64(source: Source, end: int) -> tuple[int, int, int, int] | None:
    """The same from the record for large archives, None when there is none."""
    locator = source.read(end - _LOCATOR_64.size, _LOCATOR_64.size) if end >= 20 else b""
    if len(locator) < _LOCATOR_64.size or not locator.startswith(_LOCATOR_64_MAGIC):
        return None
    # The stated place is off when something stands before the archive; the record is at hand.
    for place in (_LOCATOR_64.unpack(locator)[2], end - _LOCATOR_64.size - _END_64.size):
        record = source.read(place, _END_64.size) if 0 <= place < source.size else b""
        if len(record) == _END_64.size and record.startswith(_END_64_MAGIC):
            *_, count, length, offset = _END_64.unpack(record)
            return place, count, length, offset
    return None


def _entries(data: bytes, count: int, before: int, where: str) -> list[Entry]:
    entries: list[Entry] = []
    place = 0
    while len(entries) < count:
        if len(data) - place < _CENTRAL.size or not data.startswith(_CENTRAL_MAGIC, place):
            raise MalformedError(
                f"The archive's list of entries breaks off after {len(entries)} of {count}.",
                where=where,
            )
        fields = _CENTRAL.unpack_from(data, place)
        name_length, extra_length, comment_length = fields[10:13]
        name_start = place + _CENTRAL.size
        extra_start = name_start + name_length
        place = extra_start + extra_length + comment_length
        if place > len(data):
            raise MalformedError("An entry's record is longer than the list.", where=where)
        name, extra = data[name_start:extra_start], data[extra_start : extra_start + extra_length]
        entries.append(_entry(fields, name, extra, before))
    return entries


def _entry(fields: tuple[int, ...], name: bytes, extra: bytes, before: int) -> Entry:
    flags, method = fields[3], fields[4]
    checksum, packed, size = fields[7:10]
    attributes, header = fields[15:17]
    size, packed, header = _large(extra, size, packed, header)
    return Entry(
        name.decode("utf-8" if flags & _UTF8 else "cp437", "replace"),
        method,
        packed,
        size,
        checksum,
        header + before,
        bool(flags & _ENCRYPTED),
        stat.S_ISLNK(attributes >> 16),
        name,
    )


def _large(extra: bytes, size: int, packed: int, header: int) -> tuple[int, int, int]:
    """Takes the numbers that do not fit 32 bits from the extra field."""
    numbers = [size, packed, header]
    place = 0
    while place + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, place)
        place += 4
        if kind == _EXTRA_64:
            record = extra[place : place + length]
            wide = [value for (value,) in struct.iter_unpack("<Q", record[: len(record) // 8 * 8])]
            for position, number in enumerate(numbers):
                if number == _ELSEWHERE and wide:
                    numbers[position] = wide.pop(0)
        place += length
    return numbers[0], numbers[1], numbers[2]
