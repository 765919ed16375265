"""Neighbourhoods of operators as numbers: equal for equal surroundings, in every process.

This is colour refinement (Weisfeiler and Leman, 1968): an operator's class of radius r + 1 is made
of its class of radius r, those of its sources in order and those of its readers as a set. Layout
operators are looked through, constants count as constants whatever they hold, and that many
readers are alike does not matter: so a model with more layers has no other classes.
"""

from __future__ import annotations

import struct
from hashlib import blake2b

from inspector.matching import FoldedGraph

RADIUS = 2
"""Edges from an operator to the rim of its neighbourhood."""

_CONSTANT, _INPUT, _ABSENT = 1, 2, 3
_UNORDERED = frozenset({"Add", "And", "Equal", "Max", "Mean", "Min", "Mul", "Or", "Sum", "Xor"})


def neighbourhoods(graph: FoldedGraph, radius: int = RADIUS) -> dict[int, int]:
    """The class of every operator that takes part in the data flow.

    Args:
        graph: Without folds.
        radius: Edges from an operator to the rim of its neighbourhood.

    Returns:
        A number of 64 bits per normal node.
    """
    nodes = graph.compute
    classes = {node: _number(graph.ops[node].encode()) for node in nodes}
    sources = {node: _sources(graph, node, classes) for node in nodes}
    readers: dict[int, list[int]] = {node: [] for node in nodes}
    for node in nodes:
        for source in sources[node]:
            if source >= 0:
                readers[source].append(node)
    for _ in range(radius):
        classes = {node: _refined(graph, node, classes, sources, readers) for node in nodes}
    return classes


def _sources(graph: FoldedGraph, node: int, known: dict[int, int]) -> list[int]:
    """Makers of the inputs; what no operator makes is a negative number."""
    found = []
    for value in graph.inputs[node]:
        root = graph.roots[value] if value >= 0 else -1
        if root < 0:
            found.append(-_ABSENT)
        elif graph.constant[root]:
            found.append(-_CONSTANT)
        else:
            maker = graph.producer[root]
            found.append(maker if maker in known else -_INPUT)
    return found


def _refined(
    graph: FoldedGraph,
    node: int,
    classes: dict[int, int],
    sources: dict[int, list[int]],
    readers: dict[int, list[int]],
) -> int:
    before = [classes[s] if s >= 0 else -s for s in sources[node]]
    if graph.ops[node] in _UNORDERED:
        before.sort()
    after = sorted({classes[reader] for reader in readers[node]})
    parts = (classes[node], len(before), *before, *after)
    return _number(struct.pack(f"<{len(parts)}Q", *parts))


def _number(content: bytes) -> int:
    return int.from_bytes(blake2b(content, digest_size=8).digest(), "little")
