"""Each file is read in a room of its own: a thread that may read that folder and little else.

What a reader is talked into opening by a path inside a model fails there, whatever the reader
thinks of it. The rooms share the process: they keep a mistake in, not a program that has taken the
process over. What holds for all of it (no network, no programs, no writing elsewhere) was denied
before the first room was made.
"""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import inspector
from inspector.data import neighbourhood_tables, resources_dir, signatures_dir
from inspector.worker import platform
from inspector.worker.messages import AnyRequest
from inspector.worker.paths import from_wire

_MOST_LINKS = 1000
"""Entries of a folder looked at for links to where a download cache keeps the files."""

_SYSTEM = (
    "/usr",
    "/lib",
    "/lib64",
    "/etc/ld.so.cache",
    "/etc/fonts",
    "/etc/localtime",
    "/dev/null",
    "/dev/urandom",
    "/proc/self",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/sys/devices/system",
)
"""What libraries look at: code and fonts, the number of processors."""


class Rooms:
    """Answers requests, those about another file in another room.

    Args:
        answer: Answers one request.
        closed: Whether rooms are closed at all.
    """

    def __init__(self, answer: Callable[[AnyRequest], None], *, closed: bool = True) -> None:
        self._answer = answer
        self._closed = closed
        self._room: ThreadPoolExecutor | None = None
        self._path = ""
        self._libraries: set[str] = set()

    def answer(self, request: AnyRequest) -> None:
        """Answers one request and returns when that is done."""
        path = getattr(request, "path", "") if hasattr(request, "libraries") else ""
        libraries = set(getattr(request, "libraries", ()))
        needed = self._closed and bool(path or self._room)
        moved = path not in ("", self._path) or not libraries <= self._libraries
        if needed and (self._room is None or moved):
            self._move(path or self._path, libraries | (set() if path else self._libraries))
        self.run(lambda: self._answer(request))

    def run(self, call: Callable[[], None]) -> None:
        """Calls something in the room of the last file, and returns when that is done."""
        if self._room is None:
            call()
        else:
            self._room.submit(call).result()

    def _move(self, path: str, libraries: set[str]) -> None:
        """Makes a room for a file; the one before it is empty by now."""
        if self._room is not None:
            self._room.shutdown(wait=False)
        self._path, self._libraries = path, libraries
        linked = [place for library in libraries for place in _linked(library)]
        places = [*model_places(from_wire(path)), *libraries, *linked, *own_places()]
        self._room = ThreadPoolExecutor(1, "room", platform.read_only, (places,))


def own_places() -> Iterator[str]:
    """What the program itself reads: its code and Python's, caches, the scratch folder."""
    yield from _SYSTEM
    yield from {sys.prefix, sys.base_prefix, sys.exec_prefix, *sysconfig.get_paths().values()}
    yield from (os.path.abspath(entry) for entry in sys.path if entry)
    yield os.path.dirname(os.path.abspath(inspector.__file__))
    yield from map(str, (signatures_dir(), resources_dir(), *neighbourhood_tables()))
    yield from platform.writable_places()


def model_places(path: str) -> Iterator[str]:
    """The folder of a model, and those that the links in it lead to.

    Args:
        path: A file or folder, or a path into an archive.
    """
    while not os.path.lexists(path) and os.path.dirname(path) != path:
        path = os.path.dirname(path)
        if os.path.isdir(path):
            return  # there is no such file
    real = os.path.realpath(path)
    if not os.path.isdir(path):
        yield from (os.path.dirname(path), os.path.dirname(real))
        return
    yield from (path, real)
    yield from _linked(path)


def _linked(folder: str) -> Iterator[str]:
    try:
        with os.scandir(folder) as entries:
            for _, entry in zip(range(_MOST_LINKS), entries, strict=False):
                if entry.is_symlink():
                    yield os.path.dirname(os.path.realpath(entry.path))
    except OSError:
        return
