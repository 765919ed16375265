"""Imprints on disk by the content of their models, and which file has which content."""

from __future__ import annotations

import contextlib
import logging
import os
import re
import tempfile
from pathlib import Path

import msgspec
import platformdirs

_INDEX = "files.msgpack"
_SUFFIX = ".imprint"
_DIGEST = re.compile(r"[0-9a-f]{8,128}")
LARGEST = 1 << 30
"""Bytes of all imprints together; beyond it those used longest ago go."""

_log = logging.getLogger(__name__)


class Stamp(msgspec.Struct, array_like=True, frozen=True):
    """A file as it was when its imprint was taken: size, time of change, digest."""

    size: int
    changed: int
    digest: str


def default_folder() -> Path:
    """The user's cache folder."""
    return Path(platformdirs.user_cache_dir("inspector")) / "imprints"


class ImprintStore:
    """The imprints of one folder; where it cannot be written a temporary one takes its place.

    Args:
        folder: The folder; made when it is missing.
    """

    def __init__(self, folder: Path) -> None:
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._folder = self._given = folder
        self._stamps: dict[str, Stamp] = {}

    def load(self) -> None:
        """Reads which file has which content; called before anything else."""
        self._stamps = _read_index(self._given / _INDEX)
        self._folder = self._writable(self._given)

    @property
    def folder(self) -> Path:
        """Where new imprints go."""
        return self._folder

    def find(self, path: str) -> Path | None:
        """The imprint of a file that has not changed since it was taken.

        Raises:
            OSError: The file is not there any more.
        """
        size, changed = _state(path)
        stamp = self._stamps.get(path)
        if stamp is None or (stamp.size, stamp.changed) != (size, changed):
            return None
        for folder in (self._folder, self._given):
            if (place := folder / f"{stamp.digest}{_SUFFIX}").is_file():
                return place
        return None

    def keep(self, path: str, digest: str, data: bytes) -> Path:
        """Writes an imprint.

        Args:
            path: The file that it was taken of.
            digest: Of its content; where it is no plain digest, path and time take its place.
            data: The imprint.

        Raises:
            OSError: Neither folder can be written.
        """
        size, changed = _state(path)
        if not _DIGEST.fullmatch(digest):
            digest = _digest_of(f"{path}\0{size}\0{changed}")
        place = self._folder / f"{digest}{_SUFFIX}"
        try:
            _write(place, data)
        except OSError:
            self._folder = self._temporary_folder()
            place = self._folder / place.name
            _write(place, data)
        self._stamps[path] = Stamp(size, changed, digest)
        return place

    def save(self) -> None:
        """Writes down which file has which content, beside what other windows wrote there.

        Makes room where there is too much.
        """
        try:
            known = {**_read_index(self._folder / _INDEX), **self._stamps}
            _write(self._folder / _INDEX, msgspec.msgpack.encode(known))
        except (OSError, UnicodeEncodeError) as error:
            _log.info("the index of imprints is not kept: %s", error)
        with contextlib.suppress(OSError):
            _make_room(self._folder)

    def close(self) -> None:
        """Removes the temporary folder, if there is one."""
        if self._temporary is not None:
            self._temporary.cleanup()
            self._temporary = None

    def _writable(self, folder: Path) -> Path:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                return folder
        except OSError:
            return self._temporary_folder()

    def _temporary_folder(self) -> Path:
        if self._temporary is None:
            self._temporary = tempfile.TemporaryDirectory(prefix="inspector-imprints-")
        return Path(self._temporary.name)


def _state(path: str) -> tuple[int, int]:
    """Size and time of change of a file; of a folder those of all files in it together."""
    status = os.stat(path)
    if not os.path.isdir(path):
        return status.st_size, status.st_mtime_ns
    size, changed = 0, status.st_mtime_ns
    for root, _, names in os.walk(path):
        for name in names:
            with contextlib.suppress(OSError):
                inside = os.stat(os.path.join(root, name))
                size, changed = size + inside.st_size, max(changed, inside.st_mtime_ns)
    return size, changed


def _digest_of(text: str) -> str:
    import hashlib

    return hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


def _write(place: Path, data: bytes) -> None:
    """Writes a file whole or not at all."""
    handle, name = tempfile.mkstemp(prefix=".imprint-", dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(name, place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _read_index(path: Path) -> dict[str, Stamp]:
    try:
        return msgspec.msgpack.decode(path.read_bytes(), type=dict[str, Stamp])
    except (OSError, msgspec.DecodeError):
        return {}


def _make_room(folder: Path, largest: int = LARGEST) -> None:
    known = [(entry.stat(), entry) for entry in folder.glob(f"*{_SUFFIX}")]
    held = sum(status.st_size for status, _ in known)
    for status, entry in sorted(known, key=lambda pair: pair[0].st_mtime_ns):
        if held <= largest:
            return
        entry.unlink(missing_ok=True)
        held -= status.st_size
