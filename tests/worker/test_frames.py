"""Frames survive every way in which a pipe can cut them up."""

from __future__ import annotations

import contextlib
import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.worker.frames import FrameError, read_frame, write_frame


class Dribble(io.BytesIO):
    """A stream that gives and takes a few bytes at a time."""

    def __init__(self, data: bytes, at_once: int) -> None:
        super().__init__(data)
        self._at_once = at_once

    def read(self, size: int | None = -1, /) -> bytes:
        assert size is not None
        return super().read(min(size, self._at_once))

    def write(self, data: object, /) -> int:
        assert isinstance(data, memoryview)
        return super().write(data[: self._at_once])


@given(st.lists(st.binary(max_size=200)), st.integers(1, 50), st.integers(1, 50))
def test_what_is_written_is_read(payloads: list[bytes], write: int, read: int) -> None:
    out = Dribble(b"", write)
    for payload in payloads:
        write_frame(out, payload)
    back = Dribble(out.getvalue(), read)
    assert [read_frame(back) for _ in payloads] == payloads
    assert read_frame(back) is None


@given(st.binary(min_size=1, max_size=50), st.data())
def test_a_cut_frame_is_an_error(payload: bytes, data: st.DataObject) -> None:
    out = io.BytesIO()
    write_frame(out, payload)
    cut = data.draw(st.integers(1, len(out.getvalue()) - 1))
    with pytest.raises(FrameError, match="ended"):
        read_frame(io.BytesIO(out.getvalue()[:cut]))


@given(st.binary(max_size=300))
def test_any_bytes_are_frames_or_an_error(noise: bytes) -> None:
    stream = io.BytesIO(noise)
    with contextlib.suppress(FrameError):
        while read_frame(stream, largest=1 << 20) is not None:
            assert stream.tell() > 0


def test_too_large_a_frame_is_refused_before_it_is_read() -> None:
    stream = io.BytesIO(struct.pack("<I", 1001) + b"x" * 1001)
    with pytest.raises(FrameError, match="1,001"):
        read_frame(stream, largest=1000)
    assert stream.tell() == 4
    with pytest.raises(FrameError, match="1,001"):
        write_frame(io.BytesIO(), b"x" * 1001, largest=1000)


def test_a_claimed_length_takes_no_memory_in_advance() -> None:
    with pytest.raises(FrameError, match="ended after 3 of"):
        read_frame(io.BytesIO(struct.pack("<I", 500 << 20) + b"abc"))
