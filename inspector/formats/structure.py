"""The digest of what a reader saw of a file, for formats read piece by piece."""

from __future__ import annotations

import hashlib

from inspector.ir.graph import Graph, Initializer, Model, Value


def structure_digest(model: Model, size: int) -> str:
    """Digest of a model's operators, how they connect, its constants' types and the file's size.

    Args:
        model: Freshly read.
        size: Bytes of the file.

    Returns:
        BLAKE2b-128 as hexadecimal text.
    """
    digest = hashlib.blake2b(size.to_bytes(8, "little"), digest_size=16)
    numbers: dict[Value, int] = {}

    def number(value: Value | None) -> int:
        return -1 if value is None else numbers.setdefault(value, len(numbers))

    for body in [*model.graphs.values(), *model.functions.values()]:
        for graph in body.graphs():
            digest.update(_constants(graph).encode())
        for node in body.walk():
            attributes = [(key, _plain(value)) for key, value in sorted(node.attributes.items())]
            read = [number(value) for value in node.inputs]
            made = [number(value) for value in node.outputs]
            digest.update(repr((node.op_type, read, made, attributes)).encode("utf-8", "replace"))
    return digest.hexdigest()


def _constants(graph: Graph) -> str:
    found = (value.initializer for value in graph.initializers.values())
    return repr([(each.dtype, each.shape) for each in found if each is not None])


def _plain(attribute: object) -> object:
    """What of an attribute reads the same in every run."""
    if isinstance(attribute, Graph):
        return "graph"
    if isinstance(attribute, Initializer):
        return (attribute.dtype, attribute.shape)
    if isinstance(attribute, list):
        return [_plain(entry) for entry in attribute]
    return attribute if isinstance(attribute, int | float | str | bytes) else ""
