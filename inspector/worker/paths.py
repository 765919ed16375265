"""File names as text that can travel: on POSIX a name is bytes, and not always UTF-8."""

from __future__ import annotations

import os

_MARK = "\0bytes:"  # no file name holds a NUL


def to_wire(path: str) -> str:
    """Makes a path safe to put into a frame.

    Args:
        path: As Python holds it, perhaps with surrogates for bytes that are no UTF-8.

    Returns:
        The path itself, or its bytes in hexadecimal behind a mark.
    """
    try:
        path.encode()
    except UnicodeEncodeError:
        return _MARK + os.fsencode(path).hex()
    return path


def from_wire(text: str) -> str:
    """The inverse of ``to_wire``."""
    if text.startswith(_MARK):
        return os.fsdecode(bytes.fromhex(text[len(_MARK) :]))
    return text


def printable(text: str) -> str:
    r"""Valid Unicode for output: a surrogate becomes its escape, e.g. ``\udcff``."""
    return text.encode("utf-8", "backslashreplace").decode()
