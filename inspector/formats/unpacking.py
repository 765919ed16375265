"""Models inside archives: ZIP, tar, and gzip around a tar archive or a single file.

An archive is checked first (see ``archive``), and unpacked only if all of it together is small:
into a folder of temporary files that goes away with the model. Larger ones are for the user to
unpack.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from inspector.diagnostics import Finding
from inspector.formats.archive import Archive, is_zip, leads_out
from inspector.formats.errors import (
    FileMissingError,
    FormatError,
    LimitExceededError,
    MalformedError,
    NotAModelError,
    SeveralModelsError,
)
from inspector.formats.limits import MEBIBYTE, Limits
from inspector.formats.log import FindingLog, shown, some
from inspector.formats.reader import HEAD_BYTES, Progress
from inspector.formats.source import Source
from inspector.formats.tarball import is_tar, list_entries
from inspector.ir import Model

_GZIP = b"\x1f\x8b"
_ANY_GZIP = 31  # zlib's number for a window of any size behind a header of gzip
_LISTED = 12
_CHOOSING = ("config.json", "saved_model.pb")
"""Files that tell which of the models around them is that of their folder."""

ReadModel = Callable[[Path, Limits, Progress], Model]
FindModels = Callable[[Path], list[Path]]


class Unpacked:
    """A folder of temporary files, removed when nothing refers to this object any more."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="unpacked-"))

    def remove(self) -> None:
        """Removes the files now."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def __del__(self) -> None:
        self.remove()

    def add(self, name: str, chunks: Iterable[bytes], log: FindingLog) -> None:
        """Writes a file; one that cannot be is left out, with a finding."""
        target = self.folder / name
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as file:
                file.writelines(chunks)
        except (OSError, ValueError, FormatError) as error:
            log.add(
                "archive-entry-skipped",
                "warning",
                f"An entry was not unpacked: {getattr(error, 'message', type(error).__name__)}.",
                shown(name),
            )


def is_archive(head: bytes) -> bool:
    """Whether a file that begins so may hold models that can be unpacked."""
    return is_zip(head) or is_tar(head) or head.startswith(_GZIP)


def read_packed(
    path: Path,
    inner: str,
    limits: Limits,
    progress: Progress,
    read: ReadModel,
    find: FindModels,
) -> Model:
    """Reads a model out of an archive.

    Args:
        path: The archive.
        inner: Which one, by its path inside; empty for the only one.
        limits: What the archive and the model may ask for.
        progress: Told how far the work is.
        read: Reads a file or a folder.
        find: Finds the models in a folder.

    Raises:
        SeveralModelsError: There are several, and none was named; the error names them.
        FormatError: There is none, or it cannot be read.
    """
    log = FindingLog(limits.findings_per_code)
    unpacked = Unpacked()
    folder = unpacked.folder
    try:
        _unpack(path, unpacked, limits, log)
        target = _named(path, folder, inner) if inner else _only(path, folder, find(folder))
        model = read(target, limits, progress)
    except FormatError as error:
        error.where = error.where.replace(str(folder), str(path))
        unpacked.remove()
        raise
    name = str(target.relative_to(folder))
    model.path = str(path / inner) if inner else str(path)
    model.kept = unpacked
    model.findings += log.findings()
    message = "The model was unpacked from an archive."
    model.findings.append(Finding("archive-unpacked", "info", message, shown(name)))
    return model


def _named(path: Path, folder: Path, inner: str) -> Path:
    target = folder / inner
    if leads_out(inner) or not os.path.exists(target):
        raise FileMissingError("The archive holds no such file.", where=str(path / inner))
    return target


def _only(path: Path, folder: Path, found: list[Path]) -> Path:
    """The one model of an archive: a file, or a folder that is one."""
    if not found:
        raise NotAModelError(
            "The archive holds no model that can be read.",
            where=str(path),
            help="Unpack it and open a model file in it.",
        )
    if len(found) == 1:
        return found[0]
    folder_of_all = found[0].parent
    within = all(file.parent == folder_of_all for file in found)
    if within and any((folder_of_all / name).exists() for name in _CHOOSING):
        return folder_of_all
    inside = [str(file.relative_to(folder)) for file in found]
    raise SeveralModelsError(
        f"The archive holds {len(found)} models.",
        where=str(path),
        help=f"Open one of them: {some([f'{path.name}/{name}' for name in inside], _LISTED)}.",
        choices=[str(path / name) for name in inside],
    )


def _unpack(path: Path, unpacked: Unpacked, limits: Limits, log: FindingLog) -> None:
    with Source(path, limits) as source:
        head = source.read(0, HEAD_BYTES)
        if is_zip(head):
            _unpack_zip(path, unpacked, limits, log)
        elif is_tar(head):
            _unpack_tar(source, unpacked, limits, log)
        else:
            _unpack_gzip(source, unpacked, limits, log)


def _unpack_zip(path: Path, unpacked: Unpacked, limits: Limits, log: FindingLog) -> None:
    with Archive(path, limits, log) as archive:
        entries = [entry for name in archive.names() if (entry := archive.entry(name))]
        _check_total(path, sum(entry.size for entry in entries), limits)
        for entry in entries:
            unpacked.add(entry.name, _whole(archive, entry.name, limits), log)


def _whole(archive: Archive, name: str, limits: Limits) -> Iterator[bytes]:
    yield archive.read(name, limits.archive_unpacked_bytes)


def _unpack_tar(source: Source, unpacked: Unpacked, limits: Limits, log: FindingLog) -> None:
    entries = list_entries(source, limits, log)
    _check_total(source.path, sum(entry.size for entry in entries.values()), limits)
    for name, entry in entries.items():
        ends = range(entry.offset, entry.offset + entry.size, MEBIBYTE)
        stop = entry.offset + entry.size
        unpacked.add(name, (source.read(at, min(MEBIBYTE, stop - at)) for at in ends), log)


def _check_total(path: Path, size: int, limits: Limits) -> None:
    if size > limits.archive_unpacked_bytes:
        raise LimitExceededError(
            f"The archive unpacks to {size} bytes, more than the "
            f"{limits.archive_unpacked_bytes} that are unpacked here.",
            where=str(path),
            help="Unpack it and open a model file in it.",
        )


def _unpack_gzip(source: Source, unpacked: Unpacked, limits: Limits, log: FindingLog) -> None:
    aside = Unpacked()
    try:
        content = aside.folder / "content"
        with content.open("xb") as file:
            file.writelines(_inflated(source, limits))
        if content.stat().st_size == 0:
            raise MalformedError("The archive is empty.", where=str(source.path))
        with Source(content, limits) as inner:
            if is_tar(inner.read(0, HEAD_BYTES)):
                _unpack_tar(inner, unpacked, limits, log)
                return
        name = source.path.name.removesuffix(".gz")
        shutil.move(content, unpacked.folder / (name if name != source.path.name else "content"))
    finally:
        aside.remove()


def _inflated(source: Source, limits: Limits) -> Iterator[bytes]:
    """The content of a gzip file, piece by piece."""
    unpacker = zlib.decompressobj(_ANY_GZIP)
    total = 0
    try:
        for at in range(0, source.size, MEBIBYTE):
            piece = source.read(at, min(MEBIBYTE, source.size - at))
            while piece and not unpacker.eof:
                data = unpacker.decompress(piece, MEBIBYTE)
                total += len(data)
                _check_total(source.path, total, limits)
                yield data
                piece = unpacker.unconsumed_tail
    except zlib.error:
        raise MalformedError("The archive is broken.", where=str(source.path)) from None
