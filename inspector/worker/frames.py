"""Frames over pipes: a length of four bytes, little-endian, and that many bytes of MessagePack."""

from __future__ import annotations

import struct
from typing import Protocol

from inspector.errors import InspectorError

LARGEST = 512 << 20
"""Most bytes of a frame; a scene of 50,000 boxes takes about 20 MB."""

_LENGTH = struct.Struct("<I")
_READ_AT_ONCE = 1 << 20


class FrameError(InspectorError):
    """What came through the pipe is no frame."""

    code = "frame"


class Readable(Protocol):
    """A binary stream that may return fewer bytes than asked for, none at its end."""

    def read(self, size: int, /) -> bytes | None:
        """Reads up to ``size`` bytes."""


class Writable(Protocol):
    """A binary stream that may take fewer bytes than offered."""

    def write(self, data: memoryview, /) -> int | None:
        """Writes the beginning of ``data`` and returns how many bytes."""


def read_frame(stream: Readable, largest: int = LARGEST) -> bytes | None:
    """Reads the next frame.

    Args:
        stream: Where from.
        largest: Most bytes to accept.

    Returns:
        The payload, or None at the end of the stream.

    Raises:
        FrameError: The frame is larger than that, or the stream ends inside it.
    """
    head = _read_exactly(stream, _LENGTH.size)
    if not head:
        return None
    if len(head) < _LENGTH.size:
        raise FrameError("The pipe ended inside a frame's length.")
    (length,) = _LENGTH.unpack(head)
    if length > largest:
        raise FrameError(f"A frame of {length:,} bytes is over the limit of {largest:,}.")
    payload = _read_exactly(stream, length)
    if len(payload) < length:
        raise FrameError(f"The pipe ended after {len(payload):,} of a frame's {length:,} bytes.")
    return payload


def write_frame(stream: Writable, payload: bytes, largest: int = LARGEST) -> None:
    """Writes one frame.

    Args:
        stream: Where to.
        payload: What the other side's ``read_frame`` returns.
        largest: Most bytes that the other side accepts.

    Raises:
        FrameError: The payload is larger than that.
        OSError: The other side is gone.
    """
    if len(payload) > largest:
        raise FrameError(f"A frame of {len(payload):,} bytes is over the limit of {largest:,}.")
    rest = memoryview(_LENGTH.pack(len(payload)) + payload)
    while rest:
        rest = rest[stream.write(rest) or 0 :]


def _read_exactly(stream: Readable, size: int) -> bytes:
    """Returns ``size`` bytes, fewer only at the end; memory grows with what really arrives."""
    parts: list[bytes] = []
    missing = size
    while missing:
        part = stream.read(min(missing, _READ_AT_ONCE))
        if not part:
            break
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)
