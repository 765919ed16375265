"""Linux 5.13 and newer: a thread gives up files, through the calls of Landlock.

A rule set names kinds of access, and the places below which they stay allowed; everywhere else
they are refused from then on. Threads take it over from the thread that starts them
(https://docs.kernel.org/userspace-api/landlock.html).
"""

from __future__ import annotations

import contextlib
import ctypes
import os
from collections.abc import Iterable, Iterator

# The same on every machine (unistd.h).
_CREATE, _ADD, _RESTRICT = 444, 445, 446
_TELL_VERSION = 1
_PATH_BENEATH = 1

# LANDLOCK_ACCESS_FS_* (landlock.h) and the version that each came with.
_WRITE_FILE, _READ_FILE, _READ_FOLDER = 1 << 1, 1 << 2, 1 << 3
_CHANGE_FOLDER = sum(1 << bit for bit in range(4, 13))
_MOVE_AND_LINK, _TRUNCATE, _DEVICE = 1 << 13, 1 << 14, 1 << 15
_SINCE = {_MOVE_AND_LINK: 2, _TRUNCATE: 3, _DEVICE: 5}

READ = _READ_FILE | _READ_FOLDER
WRITE = _WRITE_FILE | _CHANGE_FOLDER | _MOVE_AND_LINK | _TRUNCATE | _DEVICE
_OF_FILES = _READ_FILE | _WRITE_FILE | _TRUNCATE | _DEVICE
"""What a rule about a single file may allow."""

_O_PATH = getattr(os, "O_PATH", 0)


class _RuleSet(ctypes.Structure):
    """``struct landlock_ruleset_attr`` as far as its first version goes."""

    _fields_ = (("handled", ctypes.c_uint64),)


class _Beneath(ctypes.Structure):
    """``struct landlock_path_beneath_attr``."""

    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def version() -> int:
    """Version of Landlock that the kernel has, 0 when it has none or is told not to use it."""
    return max(0, _call(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(_TELL_VERSION)))


def keep_only(access: int, places: Iterable[str]) -> bool:
    """Makes a kind of access fail with EACCES for this thread outside some places, for good.

    The thread must have given up new privileges before (``PR_SET_NO_NEW_PRIVS``).

    Args:
        access: ``READ`` or ``WRITE``.
        places: Files, and folders with all that is in them; what is not there is left out.

    Returns:
        Whether the kernel took the rules.
    """
    known = version()
    if not known:
        return False
    handled = access & ~sum(right for right, since in _SINCE.items() if since > known)
    rules = _RuleSet(handled)
    with _descriptor(
        _call(_CREATE, ctypes.byref(rules), ctypes.c_size_t(8), ctypes.c_uint32(0))
    ) as made:
        if made < 0:
            return False
        for place in dict.fromkeys(places):
            _allow(made, handled, place)
        return _call(_RESTRICT, ctypes.c_int(made), ctypes.c_uint32(0)) == 0


def _allow(rules: int, handled: int, place: str) -> None:
    """Adds a rule; access to what is below a place that cannot be named stays refused."""
    try:
        opened = os.open(place, _O_PATH | os.O_CLOEXEC)
    except (OSError, ValueError):
        return
    with _descriptor(opened):
        allowed = handled if os.path.isdir(place) else handled & _OF_FILES
        rule = _Beneath(allowed, opened)
        _call(
            _ADD,
            ctypes.c_int(rules),
            ctypes.c_int(_PATH_BENEATH),
            ctypes.byref(rule),
            ctypes.c_uint32(0),
        )


@contextlib.contextmanager
def _descriptor(number: int) -> Iterator[int]:
    try:
        yield number
    finally:
        if number >= 0:
            os.close(number)


def _call(number: int, *arguments: object) -> int:
    return int(ctypes.CDLL(None, use_errno=True).syscall(ctypes.c_long(number), *arguments))
