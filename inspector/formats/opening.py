"""Opens files: which reader takes one, and which files of a folder are models."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from inspector.formats.errors import FormatError, NotAModelError, UnsupportedFormat, unreadable
from inspector.formats.limits import Limits
from inspector.formats.reader import HEAD_BYTES, NUMBERED, SHARDED, Progress
from inspector.formats.recognise import recognise
from inspector.formats.registry import READERS, reader_for
from inspector.formats.source import Source
from inspector.formats.unpacking import is_archive, read_packed
from inspector.ir import Model


def read_model(path: Path, limits: Limits | None = None, progress: Progress | None = None) -> Model:
    """Reads a model file, whatever it is called, or a folder that is one model.

    Args:
        path: The file or folder; ``archive.zip/model.onnx`` for one of several in an archive.
        limits: What it may ask for; the defaults suit a person's machine.
        progress: Called with a stage and the share of it that is done.

    Returns:
        The model, or the readable part of it: ``findings`` and ``skipped`` tell what is missing.

    Raises:
        FormatError: There is no usable graph in the file; nothing else, whatever its bytes are.
    """
    path, limits, progress = Path(path), limits or Limits(), progress or _no_progress
    if os.path.isdir(path):
        from inspector.formats.folders import read_folder

        return read_folder(path, limits, progress, read_model, probe)
    archive = _archive_around(path)
    if archive is not None:
        inner = str(path.relative_to(archive))
        return read_packed(archive, inner, limits, progress, read_model, find_models)
    with Source(path, limits) as source:
        head = source.read(0, HEAD_BYTES)
    reader = reader_for(head, path)
    if reader is not None:
        return reader.read(path, limits, progress)
    if is_archive(head):
        return read_packed(path, "", limits, progress, read_model, find_models)
    recognised = recognise(head, path)
    if recognised is not None:
        raise UnsupportedFormat(
            f"This is {recognised.title}, which cannot be read.",
            where=str(path),
            help=recognised.help,
        )
    titles = ", ".join(each.title for each in READERS)
    raise NotAModelError(
        "The content is of no known model format.",
        where=str(path),
        help=f"Files that can be read: {titles}.",
    )


def _archive_around(path: Path) -> Path | None:
    """The file that a path leads into as if it were a folder."""
    if os.path.lexists(path):
        return None
    return next((parent for parent in path.parents if os.path.isfile(parent)), None)


def probe(path: Path) -> str | None:
    """Tells the format of a file by its first bytes.

    Args:
        path: A file of any kind.

    Returns:
        An identifier such as ``onnx`` or ``safetensors``, also of formats that are recognised and
        not read; None when it is no model.
    """
    path = Path(path)
    try:
        with Source(path, Limits()) as source:
            head = source.read(0, HEAD_BYTES)
    except FormatError:
        return None
    reader = reader_for(head, path)
    if reader is not None:
        return reader.format
    recognised = recognise(head, path)
    return recognised.format if recognised is not None and recognised.model else None


def find_models(path: Path) -> list[Path]:
    """Finds the models in a folder and the folders below it; links to folders are not followed.

    Args:
        path: A folder, or a file, which is taken whatever it holds.

    Returns:
        Files whose content is of a model format, readable or not, sorted; of weights in several
        files the index only.

    Raises:
        FileUnreadableError: The folder itself cannot be read.
    """
    path = Path(path)
    if not os.path.isdir(path):
        return [path]
    found = {entry: format for entry in _files_below(path) if (format := probe(entry)) is not None}
    indexed = {entry.parent for entry, format in found.items() if format == SHARDED}
    return sorted(e for e in found if e.parent not in indexed or not NUMBERED.fullmatch(e.name))


def _files_below(folder: Path) -> Iterator[Path]:
    """Regular files, as many as ``Limits.folder_files``; a pipe would hang its reader."""
    left = Limits().folder_files
    waiting = [folder]
    while waiting:
        current = waiting.pop()
        try:
            entries = sorted(os.scandir(current), key=lambda entry: entry.name)
        except OSError as error:
            if current == folder:
                raise unreadable(error, folder) from None
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                waiting.append(Path(entry.path))
            elif left > 0 and _is_regular(entry):
                left -= 1
                yield Path(entry.path)


def _is_regular(entry: os.DirEntry[str]) -> bool:
    try:
        return stat.S_ISREG(entry.stat().st_mode)
    except OSError:
        return False


def _no_progress(stage: str, share: float) -> None:
    """Tells nobody."""
