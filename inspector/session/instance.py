"""Which window takes the files of a second ``inspector open``: the one that runs already.

It listens on a local socket in a folder that only its user may enter; nothing on a network.
Where the system has no such sockets every call opens a window of its own.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

import platformdirs

MOST_BYTES = 1 << 16
"""Of a message: longer ones are not listened to."""

_SOCKET = "window.socket"
_PATIENCE = 1.0
"""Seconds that a running window has to answer."""
_TAKEN = b"ok\n"


def meeting_place() -> Path:
    """Where the running window of this user listens: in a folder that only the user may enter.

    Not every system names a folder for what lives as long as a login; then the state's serves.
    """
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    folder = runtime and os.path.join(runtime, "inspector")
    return Path(folder or platformdirs.user_state_dir("inspector", appauthor=False), _SOCKET)


def hand_over(paths: Sequence[str | Path], place: Path | None = None) -> bool:
    """Give files to the window that runs already.

    Args:
        paths: Files or folders; none only brings that window to the front.
        place: Where it listens; the user's by default.

    Returns:
        Whether there is such a window and it took them.
    """
    place = place or meeting_place()
    if sys.platform == "win32" or not place.exists():
        return False
    message = json.dumps([os.path.abspath(path) for path in paths]).encode() + b"\n"
    if len(message) > MOST_BYTES:
        return False
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(_PATIENCE)
        try:
            client.connect(str(place))
            client.sendall(message)
            return client.recv(len(_TAKEN)) == _TAKEN
        except OSError:
            return False


def listen(place: Path | None = None) -> socket.socket | None:
    """Become the window that takes the files of later calls.

    Args:
        place: Where to listen; the user's by default.

    Returns:
        The socket that waits for them, None when another window does or the system cannot.
    """
    place = place or meeting_place()
    if sys.platform == "win32" or _is_answered(place):
        return None
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if place.parent.stat().st_uid != os.getuid():
            raise PermissionError(f"{place.parent} belongs to somebody else")
        place.parent.chmod(0o700)
        place.unlink(missing_ok=True)  # of a window that ended without a word
        server.bind(str(place))
        server.listen(8)
        server.setblocking(False)
    except OSError:
        server.close()
        return None
    return server


def take(message: bytes) -> list[str] | None:
    """The paths of a message, None for one that is none."""
    try:
        paths = json.loads(message)
    except ValueError:
        return None
    if not isinstance(paths, list) or not all(isinstance(path, str) for path in paths):
        return None
    return [path for path in paths if os.path.isabs(path)]


def confirm(connection: socket.socket) -> None:
    """Say that the files are taken."""
    with contextlib.suppress(OSError):
        connection.sendall(_TAKEN)


def _is_answered(place: Path) -> bool:
    """Whether a window listens there."""
    if sys.platform == "win32" or not place.exists():
        return False
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(_PATIENCE)
        try:
            client.connect(str(place))
        except OSError:
            return False
    return True
