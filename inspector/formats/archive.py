"""ZIP archives as containers of models: checked before anything is unpacked.

Nothing is ever unpacked to a disk. An entry that is stored without compression, as PyTorch and
NumPy store tensors, is read in place.
"""

from __future__ import annotations

import contextlib
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from inspector.formats.errors import LimitExceededError, MalformedError, UnsupportedFormat
from inspector.formats.limits import MEBIBYTE, Limits
from inspector.formats.log import FindingLog, shown, some
from inspector.formats.source import Source
from inspector.formats.zip_directory import (
    DEFLATED,
    STORED,
    Directory,
    Entry,
    data_offset,
    read_directory,
)

_CHUNK = MEBIBYTE
_LOCAL_HEADER = 30
"""Bytes of an entry's own header without its name."""


def is_zip(head: bytes) -> bool:
    """Whether a file that begins so is a ZIP archive."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


class Archive:
    """The entries of a ZIP archive; those that no reader should touch are left out.

    Used as a context manager it keeps the file open; afterwards entries can still be read, each
    time opening the file again.

    Args:
        path: The file.
        limits: What it may ask for.
        log: Told of what is wrong with the archive.

    Raises:
        FormatError: It is no readable archive.
    """

    def __init__(self, path: Path, limits: Limits, log: FindingLog) -> None:
        self.path = path
        self._limits = limits
        self._log = log
        self._open: Source | None = Source(path, limits)
        self._stamp = self._open.stamp
        self._begun: tuple[str, bytes] | None = None  # the entry that is read in parts
        try:
            directory = read_directory(self._open, limits)
        except BaseException:
            self.close()
            raise
        self._entries = _checked(directory, limits, log)

    def names(self) -> list[str]:
        """Names of the entries in the order the archive lists them, folders left out."""
        return list(self._entries)

    def entry(self, name: str) -> Entry | None:
        """What the archive says of an entry, None when it has none of this name."""
        return self._entries.get(name)

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def folder(self) -> str:
        """The folder that all entries lie in, with a slash at its end; empty when there is none."""
        folders = {name.partition("/")[0] if "/" in name else "" for name in self._entries}
        return folders.pop() + "/" if len(folders) == 1 and "" not in folders else ""

    def place(self, name: str) -> tuple[int, int]:
        """First byte and length of an entry in the file, (-1, -1) when it is compressed."""
        entry = self._entries.get(name)
        if entry is None or entry.method != STORED or entry.encrypted:
            return -1, -1
        try:
            with self._source() as source:
                start = data_offset(source, entry)
                inside = start + entry.size <= source.size
        except MalformedError as error:
            self._log.add("archive-malformed", "warning", error.message, shown(name))
            return -1, -1
        return (start, entry.size) if inside else (-1, -1)

    def read(self, name: str, most: int) -> bytes:
        """Unpacks an entry.

        Args:
            name: An entry.
            most: Bytes that it may unpack to.

        Raises:
            FormatError: There is none of this name, it is broken, or larger.
        """
        entry = self._require(name)
        if entry.size > most:
            raise LimitExceededError(
                f"An entry has {entry.size} bytes, more than the {most} allowed.",
                where=self._where(name),
            )
        data = self._unpacked(entry, entry.size + 1)
        if len(data) != entry.size:
            raise MalformedError(
                f"An entry claims {entry.size} bytes and has "
                f"{'more' if len(data) > entry.size else len(data)}.",
                where=self._where(name),
            )
        if zlib.crc32(data) != entry.checksum:
            self._log.add(
                "archive-checksum",
                "info",
                "The checksum of an entry is not that of its content.",
                shown(name),
            )
        return data

    def read_range(self, name: str, offset: int, length: int) -> bytes:
        """Reads a part of an entry; what lies past its end is left out.

        Args:
            name: An entry.
            offset: First byte, counted in the unpacked entry.
            length: Number of bytes.

        Raises:
            FormatError: There is none of this name, it is broken, or the part lies further inside
                a compressed entry than ``Limits.tensor_bytes``.
        """
        entry = self._require(name)
        length = max(0, min(length, entry.size - offset))
        if entry.method == STORED:
            with self._source() as source:
                return source.read(data_offset(source, entry) + offset, length)
        end = offset + length
        if end > self._limits.tensor_bytes:
            raise LimitExceededError(
                f"More than {self._limits.tensor_bytes} bytes of a compressed entry are asked for.",
                where=self._where(name),
            )
        if entry.size > self._limits.structure_bytes:
            return self._unpacked(entry, end)[offset:]
        known = self._begun[1] if self._begun is not None and self._begun[0] == name else b""
        if len(known) < end:  # twice as far each time: unpacking begins at the front
            known = self._unpacked(entry, max(end, 2 * len(known)))
            self._begun = name, known
        return known[offset:end]

    def close(self) -> None:
        """Closes the file; it may be called twice."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextlib.contextmanager
    def _source(self) -> Iterator[Source]:
        if self._open is not None:
            yield self._open
            return
        with Source(self.path, self._limits) as source:
            if source.stamp != self._stamp:
                raise MalformedError(
                    "The file has changed since it was opened.",
                    where=str(self.path),
                    help="Open it again.",
                )
            yield source

    def _where(self, name: str) -> str:
        return f"{self.path}: {shown(name)}"

    def _require(self, name: str) -> Entry:
        entry = self._entries.get(name)
        if entry is None:
            raise MalformedError("The archive lacks an entry.", where=self._where(name))
        if entry.encrypted:
            raise UnsupportedFormat(
                "An entry is encrypted.",
                where=self._where(name),
                help="Unpack the archive with its password.",
            )
        if entry.method not in (STORED, DEFLATED):
            raise UnsupportedFormat(
                f"An entry is compressed by method {entry.method}, which is not read.",
                where=self._where(name),
                help="Pack the archive again without compression.",
            )
        return entry

    def _unpacked(self, entry: Entry, most: int) -> bytes:
        """The first bytes of an entry, as many as asked for and there are."""
        with self._source() as source:
            start = data_offset(source, entry)
            if entry.method == STORED:
                return source.read(start, min(most, entry.packed))
            unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
            parts: list[bytes] = []
            done, missing = 0, most
            try:
                while done < entry.packed and missing > 0 and not unpacker.eof:
                    chunk = source.read(start + done, min(_CHUNK, entry.packed - done))
                    if not chunk:
                        break
                    done += len(chunk)
                    while chunk and missing > 0:
                        parts.append(unpacker.decompress(chunk, missing))
                        missing -= len(parts[-1])
                        chunk = unpacker.unconsumed_tail
            except zlib.error:
                raise MalformedError(
                    "An entry of the archive is broken.", where=self._where(entry.name)
                ) from None
        return b"".join(parts)


def _checked(directory: Directory, limits: Limits, log: FindingLog) -> dict[str, Entry]:
    """The entries that may be used, by name."""
    if directory.before:
        log.add(
            "archive-prefix",
            "warning",
            f"{directory.before} bytes stand before the archive; it may be two things in one.",
        )
    _check_overlap(directory, log)
    _check_bomb(directory.entries, limits, log)
    usable: dict[str, Entry] = {}
    duplicates: list[str] = []
    for entry in directory.entries:
        if entry.is_folder or not _is_safe(entry, log):
            continue
        if entry.name in usable:
            duplicates.append(entry.name)
        usable[entry.name] = entry
    if duplicates:
        log.add(
            "archive-duplicate-name",
            "danger",
            "Names stand in the archive more than once, and programs differ in which one they "
            f"read; the last one is taken: {some(duplicates)}.",
            shown(duplicates[0]),
        )
    return usable


def _is_safe(entry: Entry, log: FindingLog) -> bool:
    where = shown(entry.name)
    if leads_out(entry.name):
        log.add(
            "archive-path-outside",
            "danger",
            "An entry would be unpacked outside the archive's folder; it is left out.",
            where,
        )
        return False
    if entry.link:
        log.add("archive-link", "danger", "An entry is a link; it is not followed.", where)
        return False
    if entry.encrypted:
        log.add("archive-encrypted", "warning", "An entry is encrypted; it is not read.", where)
    return True


def leads_out(name: str) -> bool:
    """Whether a path in an archive leads out of the folder it is unpacked to, on any system."""
    parts = re.split(r"[/\\]", name)
    return not name or "\0" in name or not parts[0] or parts[0][1:2] == ":" or ".." in parts


def _check_overlap(directory: Directory, log: FindingLog) -> None:
    """Entries that share bytes are how a small archive unpacks to endless ones."""
    last: Entry | None = None
    for entry in sorted(directory.entries, key=lambda entry: entry.header):
        if last is not None and _end(last) > entry.header:
            log.add(
                "archive-overlap",
                "danger",
                f"Two entries share bytes of the file: {shown(last.name)} and {shown(entry.name)}.",
                shown(entry.name),
            )
        if last is None or _end(entry) > _end(last):
            last = entry
    if last is not None and _end(last) > directory.start:
        log.add(
            "archive-overlap",
            "danger",
            "An entry reaches into the archive's list of entries.",
            shown(last.name),
        )


def _end(entry: Entry) -> int:
    return entry.header + _LOCAL_HEADER + len(entry.stored_name) + entry.packed


def _check_bomb(entries: list[Entry], limits: Limits, log: FindingLog) -> None:
    packed = sum(entry.packed for entry in entries)
    unpacked = sum(entry.size for entry in entries)
    if unpacked > limits.archive_unpacked_bytes and unpacked > limits.archive_ratio * packed:
        largest = max(entries, key=lambda entry: entry.size)
        log.add(
            "archive-bomb",
            "danger",
            f"{packed} bytes claim to unpack to {unpacked}; only what a reader needs is unpacked.",
            shown(largest.name),
        )
