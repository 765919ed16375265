"""Parsed signatures kept between runs, by the content of their files.

Reading a text costs a millisecond or more, decoding what was read before a few microseconds. A
file whose text has changed is simply not found; nothing has to be invalidated.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

import msgspec
import platformdirs

from inspector.signatures.model import Signature

VERSION = "2"
"""Raised when the syntax tree or the meaning of a file changes."""

MAX_ENTRIES = 4096


def key_of(text: str) -> str:
    """What a text is found under."""
    return hashlib.blake2b((VERSION + text).encode(), digest_size=16).hexdigest()


def cache_file() -> Path:
    """Where the cache is kept: the user's cache folder."""
    return Path(platformdirs.user_cache_dir("inspector")) / f"signatures-{VERSION}.msgpack"


def read_cache(path: Path) -> dict[str, Signature]:
    """What is known by key; nothing when there is no cache or it cannot be read."""
    try:
        return msgspec.msgpack.decode(path.read_bytes(), type=dict[str, Signature])
    except (OSError, msgspec.DecodeError, RecursionError):
        return {}


def write_cache(path: Path, entries: dict[str, Signature]) -> None:
    """Replaces the cache in one step; a folder that cannot be written to is no error."""
    kept = dict(list(entries.items())[-MAX_ENTRIES:])
    try:
        data = msgspec.msgpack.encode(kept)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".signatures-")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(name, path)
    except (OSError, OverflowError, RecursionError):  # e.g. a number that the format cannot hold
        return
