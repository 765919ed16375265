"""Recognises ONNX, which has no magic number, by the fields that a model starts with."""

from __future__ import annotations

import re

from inspector.formats.protobuf import number_at

_REMARKS = rb"\s*(?:(?://|#)[^\n]*\n\s*)*"
_SYNTAX = re.compile(_REMARKS + rb"<[^>]*\bir_version\s*:", re.DOTALL)
_PROTOBUF = re.compile(_REMARKS + rb"(?:ir_version|producer_name|opset_import|graph)\s*[:{]")

_VARINT, _DELIMITED = 0, 2
# onnx.proto, ModelProto: field number to wire type
_FIELDS = {
    1: _VARINT,
    2: _DELIMITED,
    3: _DELIMITED,
    4: _DELIMITED,
    5: _VARINT,
    6: _DELIMITED,
    7: _DELIMITED,
    8: _DELIMITED,
    14: _DELIMITED,
    20: _DELIMITED,
    25: _DELIMITED,
    26: _DELIMITED,
}
_IR_VERSION, _GRAPH, _OPSET = 1, 7, 8
_LONG_FIELDS = frozenset({6, 14, 20, 25})
_MAX_IR_VERSION = 1000


def looks_like_onnx(head: bytes, *, named_so: bool) -> bool:
    """Tells whether bytes are the beginning of a ``ModelProto`` with a graph.

    Args:
        head: The beginning of a file.
        named_so: Whether the name says ONNX. It decides only where the file ends before its
            content can.
    """
    place, seen = 0, set()
    while place < len(head):
        tag, place = number_at(head, place)
        number, wire = tag >> 3, tag & 7
        if _FIELDS.get(number) != wire:
            return False
        value, place = number_at(head, place)
        if number == _IR_VERSION and not 0 <= value <= _MAX_IR_VERSION:
            return False
        seen.add(number)
        if wire == _DELIMITED:
            if number == _GRAPH:
                return _IR_VERSION in seen or not _is_text(head)
            place += value
    if number in _LONG_FIELDS and place > len(head):
        return _IR_VERSION in seen
    return _IR_VERSION in seen and (named_so or _OPSET in seen)


def _is_text(head: bytes) -> bool:
    """Whether bytes are plain words; a line of them can begin like a field."""
    return head.isascii() and re.search(rb"[^\t\n\r -~]", head) is None


def is_text(head: bytes) -> bool:
    """Whether a file that begins so is ONNX as text, in either notation."""
    head = head.removeprefix(b"\xef\xbb\xbf")
    if _SYNTAX.match(head):
        return True
    return _PROTOBUF.match(head) is not None and re.search(rb"\bir_version\s*:", head) is not None
