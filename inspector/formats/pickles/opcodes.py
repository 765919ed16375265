"""The opcodes of pickle protocols 0 to 5, decoded under limits.

What each does is described in CPython's ``Lib/pickletools.py``. That module's own decoder is not
used: it refuses texts that the unpickler takes, and so would not see what follows them.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from inspector.formats.pickles.values import Blob, PickleValue

HIGHEST_PROTOCOL = 5
_WINDOW = 1 << 18
_LONGEST_LINE = 1 << 16
_LONGEST_NUMBER = 4096
"""Digits of a decimal number: turning more into a number takes quadratic time."""


class Data(Protocol):
    """Bytes that are read in ranges: a file, an entry of an archive, or bytes at hand."""

    @property
    def size(self) -> int:
        """Number of bytes."""
        ...

    def read(self, offset: int, length: int) -> bytes:
        """Reads a range; what lies past the end is left out."""
        ...


@dataclass(slots=True)
class HeldData:
    """Bytes at hand as ``Data``."""

    data: bytes

    @property
    def size(self) -> int:
        """Number of bytes."""
        return len(self.data)

    def read(self, offset: int, length: int) -> bytes:
        """Reads a range."""
        return self.data[offset : offset + max(0, length)]


class BrokenPickle(Exception):  # noqa: N818 - never leaves this package
    """The pickle cannot be followed further; the message says why."""


class Cursor:
    """Reads forward through a pickle.

    Args:
        data: Where it is.
        position: Its first byte.
        longest: Bytes of a text that is kept; of longer ones only the place is.
    """

    def __init__(self, data: Data, position: int, longest: int) -> None:
        self.position = position
        self._data = data
        self._longest = longest
        self._window = b""
        self._start = position

    def take(self, length: int) -> bytes:
        """The next bytes.

        Raises:
            BrokenPickle: There are not that many.
        """
        first = self.position - self._start
        if first + length > len(self._window):
            self._start, first = self.position, 0
            self._window = self._data.read(self.position, max(length, _WINDOW))
        taken = self._window[first : first + length]
        if len(taken) < length:
            raise BrokenPickle("it ends too early")
        self.position += length
        return taken

    def line(self) -> bytes:
        """The bytes up to the next line feed, which is passed.

        Raises:
            BrokenPickle: There is none near.
        """
        parts = bytearray()
        while len(parts) < _LONGEST_LINE:
            byte = self.take(1)
            if byte == b"\n":
                return bytes(parts)
            parts += byte
        raise BrokenPickle("a line is too long")

    def string(self, length: int) -> bytes | Blob:
        """The next bytes, or their place when they are many.

        Raises:
            BrokenPickle: There are not that many.
        """
        if length <= self._longest:
            return self.take(length)
        if length > self._data.size - self.position:
            raise BrokenPickle(f"a string claims {length} bytes")
        blob = Blob(self.position, length)
        self.skip(length)
        return blob

    def skip(self, length: int) -> None:
        """Goes forward; the position may come to lie behind the end."""
        self.position += length
        self._start, self._window = self.position, b""


@dataclass(slots=True, frozen=True)
class Opcode:
    """An opcode.

    Attributes:
        name: As in ``pickletools``.
        action: What the machine does; opcodes that differ only in their argument share it.
        argument: Reads the argument that follows, None when there is none.
    """

    name: str
    action: str
    argument: Callable[[Cursor], object] | None = None


def decode(cursor: Cursor) -> Iterator[tuple[int, Opcode, object]]:
    """Yields position, opcode and argument up to and with ``STOP``.

    Raises:
        BrokenPickle: A byte is no opcode, or the data ends.
    """
    while True:
        position = cursor.position
        byte = cursor.take(1)[0]
        opcode = OPCODES.get(byte)
        if opcode is None:
            raise BrokenPickle(f"0x{byte:02x} at byte {position} is no opcode")
        yield position, opcode, opcode.argument(cursor) if opcode.argument else None
        if byte == _STOP:
            return


def _number(format: str) -> Callable[[Cursor], int | float]:
    code = struct.Struct(format)

    def read(cursor: Cursor) -> int | float:
        number: int | float = code.unpack(cursor.take(code.size))[0]
        return number

    return read


def _constant(value: PickleValue) -> Callable[[Cursor], PickleValue]:
    return lambda cursor: value


def _decimal(cursor: Cursor) -> int:
    return _integer(cursor.line())


def _integer(line: bytes) -> int:
    if len(line) > _LONGEST_NUMBER:
        raise BrokenPickle("a number is too long")
    try:
        return int(line, 0) if line.lower().startswith((b"0x", b"-0x")) else int(line)
    except ValueError:
        raise BrokenPickle("a number is none") from None


def _integer_or_truth(cursor: Cursor) -> int | bool:
    line = cursor.line()
    return line == b"01" if line in (b"00", b"01") else _integer(line)


def _long_decimal(cursor: Cursor) -> int:
    return _integer(cursor.line().removesuffix(b"L"))


def _float_text(cursor: Cursor) -> float:
    try:
        return float(cursor.line())
    except ValueError:
        raise BrokenPickle("a number is none") from None


def _long(length_format: str) -> Callable[[Cursor], int]:
    length = _number(length_format)

    def read(cursor: Cursor) -> int:
        count = int(length(cursor))
        data = cursor.string(count) if count >= 0 else b""
        if isinstance(data, Blob):
            raise BrokenPickle("a number is too long")
        return int.from_bytes(data, "little", signed=True)

    return read


def _quoted(cursor: Cursor) -> str:
    line = cursor.line().strip()
    if len(line) < 2 or line[:1] != line[-1:] or line[:1] not in (b"'", b'"'):
        raise BrokenPickle("a text has no quotes")
    return _ESCAPE.sub(_unescape, line[1:-1]).decode("latin-1")


def _unescape(match: re.Match[bytes]) -> bytes:
    """What an escape in a quoted text of Python 2 stands for; unknown ones stand for themselves."""
    body = match[1]
    if body[:1] == b"x" and len(body) == 3:
        return bytes([int(body[1:], 16)])
    if body.isdigit():
        return bytes([int(body, 8) & 0xFF])
    return _ESCAPES.get(body, match[0])


def _raw_unicode(cursor: Cursor) -> str:
    return cursor.line().decode("raw-unicode-escape", "replace")


def _text_line(cursor: Cursor) -> str:
    return cursor.line().decode("utf-8", "replace")


def _two_lines(cursor: Cursor) -> tuple[str, str]:
    return _text_line(cursor), _text_line(cursor)


def _bytes(length_format: str) -> Callable[[Cursor], bytes | Blob]:
    length = _number(length_format)

    def read(cursor: Cursor) -> bytes | Blob:
        count = int(length(cursor))
        if count < 0:
            raise BrokenPickle("a string has a negative length")
        return cursor.string(count)

    return read


def _text(length_format: str, encoding: str) -> Callable[[Cursor], str | Blob]:
    data_of = _bytes(length_format)

    def read(cursor: Cursor) -> str | Blob:
        data = data_of(cursor)
        if isinstance(data, Blob):
            data.is_text = True
            return data
        return data.decode(encoding, "replace")

    return read


_ESCAPE = re.compile(rb"\\(x[0-9a-fA-F]{2}|[0-7]{1,3}|.)", re.DOTALL)
_ESCAPES = {
    b"a": b"\a",
    b"b": b"\b",
    b"f": b"\f",
    b"n": b"\n",
    b"r": b"\r",
    b"t": b"\t",
    b"v": b"\v",
    b"\\": b"\\",
    b"'": b"'",
    b'"': b'"',
}

_BYTE, _SHORT, _INT, _UNSIGNED = _number("<B"), _number("<H"), _number("<i"), _number("<I")
_STOP = ord(".")

OPCODES: dict[int, Opcode] = {
    ord("("): Opcode("MARK", "mark"),
    _STOP: Opcode("STOP", "stop"),
    ord("0"): Opcode("POP", "pop"),
    ord("1"): Opcode("POP_MARK", "pop_mark"),
    ord("2"): Opcode("DUP", "dup"),
    ord("F"): Opcode("FLOAT", "push", _float_text),
    ord("I"): Opcode("INT", "push", _integer_or_truth),
    ord("J"): Opcode("BININT", "push", _INT),
    ord("K"): Opcode("BININT1", "push", _BYTE),
    ord("L"): Opcode("LONG", "push", _long_decimal),
    ord("M"): Opcode("BININT2", "push", _SHORT),
    ord("N"): Opcode("NONE", "push", _constant(None)),
    ord("P"): Opcode("PERSID", "persistent_text", _text_line),
    ord("Q"): Opcode("BINPERSID", "persistent"),
    ord("R"): Opcode("REDUCE", "reduce"),
    ord("S"): Opcode("STRING", "push", _quoted),
    ord("T"): Opcode("BINSTRING", "push", _text("<i", "latin-1")),
    ord("U"): Opcode("SHORT_BINSTRING", "push", _text("<B", "latin-1")),
    ord("V"): Opcode("UNICODE", "push", _raw_unicode),
    ord("X"): Opcode("BINUNICODE", "push", _text("<I", "utf-8")),
    ord("a"): Opcode("APPEND", "append"),
    ord("b"): Opcode("BUILD", "build"),
    ord("c"): Opcode("GLOBAL", "global", _two_lines),
    ord("d"): Opcode("DICT", "dict"),
    ord("}"): Opcode("EMPTY_DICT", "empty_dict"),
    ord("e"): Opcode("APPENDS", "appends"),
    ord("g"): Opcode("GET", "get", _decimal),
    ord("h"): Opcode("BINGET", "get", _BYTE),
    ord("i"): Opcode("INST", "inst", _two_lines),
    ord("j"): Opcode("LONG_BINGET", "get", _UNSIGNED),
    ord("l"): Opcode("LIST", "list"),
    ord("]"): Opcode("EMPTY_LIST", "empty_list"),
    ord("o"): Opcode("OBJ", "obj"),
    ord("p"): Opcode("PUT", "put", _decimal),
    ord("q"): Opcode("BINPUT", "put", _BYTE),
    ord("r"): Opcode("LONG_BINPUT", "put", _UNSIGNED),
    ord("s"): Opcode("SETITEM", "setitem"),
    ord("t"): Opcode("TUPLE", "tuple"),
    ord(")"): Opcode("EMPTY_TUPLE", "short_tuple", _constant(0)),
    ord("u"): Opcode("SETITEMS", "setitems"),
    ord("G"): Opcode("BINFLOAT", "push", _number(">d")),
    0x80: Opcode("PROTO", "protocol", _BYTE),
    0x81: Opcode("NEWOBJ", "newobj"),
    0x82: Opcode("EXT1", "extension", _BYTE),
    0x83: Opcode("EXT2", "extension", _SHORT),
    0x84: Opcode("EXT4", "extension", _INT),
    0x85: Opcode("TUPLE1", "short_tuple", _constant(1)),
    0x86: Opcode("TUPLE2", "short_tuple", _constant(2)),
    0x87: Opcode("TUPLE3", "short_tuple", _constant(3)),
    0x88: Opcode("NEWTRUE", "push", _constant(True)),
    0x89: Opcode("NEWFALSE", "push", _constant(False)),
    0x8A: Opcode("LONG1", "push", _long("<B")),
    0x8B: Opcode("LONG4", "push", _long("<i")),
    ord("B"): Opcode("BINBYTES", "push", _bytes("<I")),
    ord("C"): Opcode("SHORT_BINBYTES", "push", _bytes("<B")),
    0x8C: Opcode("SHORT_BINUNICODE", "push", _text("<B", "utf-8")),
    0x8D: Opcode("BINUNICODE8", "push", _text("<Q", "utf-8")),
    0x8E: Opcode("BINBYTES8", "push", _bytes("<Q")),
    0x8F: Opcode("EMPTY_SET", "empty_set"),
    0x90: Opcode("ADDITEMS", "additems"),
    0x91: Opcode("FROZENSET", "frozenset"),
    0x92: Opcode("NEWOBJ_EX", "newobj_ex"),
    0x93: Opcode("STACK_GLOBAL", "stack_global"),
    0x94: Opcode("MEMOIZE", "memoize"),
    0x95: Opcode("FRAME", "nothing", _number("<Q")),
    0x96: Opcode("BYTEARRAY8", "push", _bytes("<Q")),
    0x97: Opcode("NEXT_BUFFER", "buffer"),
    0x98: Opcode("READONLY_BUFFER", "nothing"),
}
