"""The entries of a tar archive, listed and not unpacked (POSIX ``ustar`` headers).

Sparse files, and names longer than a header holds, are not read: no program that stores models in
tar archives writes them.
"""

from __future__ import annotations

from dataclasses import dataclass

from inspector.formats.archive import leads_out
from inspector.formats.errors import LimitExceededError, TruncatedError
from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog, shown
from inspector.formats.source import Source

_BLOCK = 512
_MAGIC_AT = 257
_REGULAR = (b"0", b"\0")
_LINKS = (b"1", b"2")


@dataclass(slots=True, frozen=True)
class TarEntry:
    """A regular file in the archive: its name, and where it lies."""

    name: str
    offset: int
    size: int


def is_tar(head: bytes) -> bool:
    """Whether a file that begins so is a tar archive."""
    return head.startswith(b"ustar", _MAGIC_AT)


def list_entries(source: Source, limits: Limits, log: FindingLog) -> dict[str, TarEntry]:
    """Lists the regular files of an archive.

    Args:
        source: The archive.
        limits: How many entries it may have.
        log: Told of entries that are left out.

    Raises:
        FormatError: It has too many entries, or none that can be read.
    """
    entries: dict[str, TarEntry] = {}
    position, count = 0, 0
    while position + _BLOCK <= source.size:
        header = source.read(position, _BLOCK)
        if not is_tar(header):
            break
        count += 1
        if count > limits.archive_entries:
            raise LimitExceededError(
                f"The archive has more than {limits.archive_entries} entries.",
                where=str(source.path),
            )
        entry = _entry(header, position + _BLOCK)
        if entry.offset + entry.size > source.size:
            log.add("truncated", "warning", "The archive ends in an entry.", shown(entry.name))
            break
        _keep(entries, entry, header[156:157], log)
        position = entry.offset + -(-entry.size // _BLOCK) * _BLOCK
    if not entries:
        raise TruncatedError("The archive has no entry that can be read.", where=str(source.path))
    return entries


def _entry(header: bytes, offset: int) -> TarEntry:
    name = header[:100].split(b"\0")[0]
    prefix = header[345:500].split(b"\0")[0]
    full = (prefix + b"/" + name if prefix else name).decode("utf-8", "replace")
    field = header[124:136].strip(b"\0 ")
    octal = field if field and all(digit in b"01234567" for digit in field) else b"0"
    return TarEntry(full.removeprefix("./"), offset, int(octal, 8))


def _keep(entries: dict[str, TarEntry], entry: TarEntry, kind: bytes, log: FindingLog) -> None:
    where = shown(entry.name)
    if kind in _LINKS:
        log.add("archive-link", "danger", "An entry is a link; it is not followed.", where)
    elif kind not in _REGULAR or entry.name.endswith("/"):
        return
    elif leads_out(entry.name):
        log.add(
            "archive-path-outside",
            "danger",
            "An entry would be unpacked outside the archive's folder; it is left out.",
            where,
        )
    else:
        if entry.name in entries:
            log.add(
                "archive-duplicate-name", "danger", "A name stands in the archive twice.", where
            )
        entries[entry.name] = entry
