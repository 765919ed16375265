"""Recognises TensorFlow's files, which have no magic number, by the fields they start with."""

from __future__ import annotations

import re

from inspector.formats.protobuf import number_at

_NODE, _VERSION, _LIBRARY, _VERSIONS = 0x0A, 0x18, 0x12, 0x22
_OPERATOR = re.compile(rb"[A-Z_][A-Za-z0-9_]*(>[A-Za-z0-9_>]+)?")


def looks_like_saved_model(head: bytes) -> bool:
    """Tells whether bytes begin a ``SavedModel``: a version of 1, then a ``MetaGraphDef``.

    Args:
        head: The beginning of a file.
    """
    if not head.startswith(b"\x08\x01\x12"):
        return False
    _, place = number_at(head, 3)
    if head[place : place + 1] != b"\x0a":
        return False
    length, place = number_at(head, place + 1)
    return place < len(head) and _holds_graph_info(head[place : place + length])


def _holds_graph_info(info: bytes) -> bool:
    """Whether a ``MetaInfoDef`` has a list of operators, tags, or TensorFlow's version."""
    return info[:1] in (b"\x0a", b"\x12", b"\x1a", b"\x22", b"\x2a") or not info


def looks_like_graph(head: bytes) -> bool:
    """Tells whether bytes begin a ``GraphDef``: a node with a name and an operator.

    Args:
        head: The beginning of a file.
    """
    place = 0
    while head[place : place + 1] in (bytes([_VERSION]), bytes([_VERSIONS]), bytes([_LIBRARY])):
        tag = head[place]
        length, place = number_at(head, place + 1)
        place += 0 if tag == _VERSION else length
    if head[place : place + 1] != bytes([_NODE]):
        return False
    length, place = number_at(head, place + 1)
    return _is_node(head[place : place + length])


def _is_node(node: bytes) -> bool:
    """Whether bytes begin a ``NodeDef``: field 1 a name, field 2 an operator."""
    if node[:1] != b"\x0a":
        return False
    length, place = number_at(node, 1)
    name = node[place : place + length]
    place += length
    if node[place : place + 1] != b"\x12" or not name.isascii() or not 0 < length < 1024:
        return False
    length, place = number_at(node, place + 1)
    operator = node[place : place + length]
    return 0 < length < 128 and _OPERATOR.fullmatch(operator) is not None
