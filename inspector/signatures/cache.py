"""Parsed signatures kept between runs, by the content of their files.

Reading a text costs a millisecond or more, decoding what was read before a few microseconds. A
file whose text has changed is simply not found; nothing has to be invalidated.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Collection, Sequence
from pathlib import Path

import msgspec
import platformdirs

from inspector.signatures.model import Signature

VERSION = "2"
"""Raised when the syntax tree or the meaning of a file changes."""

MOST_STALE = 64
"""Entries kept that the library holds no more: a text that is changed is often changed back."""


def key_of(text: str) -> str:
    """What a text is found under."""
    return hashlib.blake2b((VERSION + text).encode(), digest_size=16).hexdigest()


def cache_file(folders: Sequence[Path]) -> Path:
    """Where the cache of a library is kept: the user's cache folder, a file for its folders."""
    names = "\0".join(os.path.abspath(folder) for folder in folders)
    mark = hashlib.blake2b(names.encode("utf-8", "surrogateescape"), digest_size=6).hexdigest()
    return Path(platformdirs.user_cache_dir("inspector")) / f"signatures-{VERSION}-{mark}.msgpack"


def read_cache(path: Path) -> dict[str, Signature]:
    """What is known by key; nothing when there is no cache or it cannot be read."""
    try:
        return msgspec.msgpack.decode(path.read_bytes(), type=dict[str, Signature])
    except (OSError, msgspec.DecodeError, RecursionError):
        return {}


def write_cache(path: Path, entries: dict[str, Signature], used: Collection[str]) -> None:
    """Replaces the cache in one step; a folder that cannot be written to is no error.

    Args:
        path: The file.
        entries: By key, the newest last.
        used: Keys of the library as it is; of the others the newest few are kept.
    """
    stale = [key for key in entries if key not in used][-MOST_STALE:]
    kept = {key: entries[key] for key in [*stale, *used] if key in entries}
    try:
        data = msgspec.msgpack.encode(kept)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".signatures-")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(name, path)
    except (OSError, OverflowError, RecursionError):  # e.g. a number that the format cannot hold
        return
