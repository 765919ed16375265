"""Sections of a large graph in which nothing recurs, so that it can be opened piece by piece.

A section is a stretch of the nodes in graph order: nothing leaves it and comes back. It begins
where few values flow, near where equal sections would begin. It says nothing of the model.
"""

from __future__ import annotations

import itertools

import numpy as np

from inspector.ir.normal import LAYOUT
from inspector.matching import FoldedGraph
from inspector.matching.index import OUTSIDE

MANY = 1500
"""Outermost nodes that are drawn without sections."""
SMALLEST = 250
"""Nodes that a section should have at least."""
MOST = 60
"""Sections that there should be at most."""
LEEWAY = 0.4
"""Of a section's size: how far its begin may be from where equal ones would begin."""


def fold_sections(graph: FoldedGraph) -> int:
    """Folds the outermost nodes of a graph into sections when there are too many to be seen.

    Args:
        graph: With all other folds; the sections are added to it.

    Returns:
        How many sections were made.
    """
    nodes = [
        node
        for node in range(len(graph.ops))
        if graph.alive[node] and graph.is_compute(node) and graph.ops[node] not in LAYOUT
    ]
    if len(nodes) <= MANY:
        return 0
    nodes.sort(key=lambda node: (graph.order[node], node))
    bounds = _bounds(graph, nodes)
    made = 0
    for number, (begin, end) in enumerate(itertools.pairwise(bounds), 1):
        members = nodes[begin:end]
        inputs, result = inputs_of(graph, members), result_of(graph, members)
        detail: dict[str, object] = {"module": f"{len(members):,} operators"}
        made += graph.fold(f"Section {number}", members, inputs, result, detail) is not None
    return made


def _bounds(graph: FoldedGraph, nodes: list[int]) -> list[int]:
    """Where sections begin, and the end."""
    size = max(SMALLEST, len(nodes) // MOST)
    count = len(nodes) // size
    flowing = _flowing(graph, nodes)
    bounds = [0]
    for number in range(1, count):
        middle = number * len(nodes) // count
        first = max(bounds[-1] + 1, middle - int(LEEWAY * size))
        window = flowing[first : middle + int(LEEWAY * size)]
        near = np.abs(np.arange(first, first + len(window)) - middle)
        bounds.append(first + int(np.lexsort((near, window))[0]))
    return [*bounds, len(nodes)]


def _flowing(graph: FoldedGraph, nodes: list[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """How many values flow on between each node and the one before it."""
    places = {node: place for place, node in enumerate(nodes)}
    change = np.zeros(len(nodes) + 1, dtype=np.int64)
    for place, node in enumerate(nodes):
        for value in graph.outputs[node]:
            if value < 0 or graph.roots[value] != value:
                continue
            last = max((places.get(r, place) for r in graph.readers[value]), default=place)
            if last > place:
                change[place + 1] += 1
                change[last + 1] -= 1
    return np.cumsum(change)[:-1]


def inputs_of(graph: FoldedGraph, members: list[int]) -> list[int]:
    """Values that flow into these nodes, each once."""
    made = {graph.roots[v] for node in members for v in graph.outputs[node] if v >= 0}
    read = [v for node in members for v in graph.inputs[node] if v >= 0 and not graph.constant[v]]
    flowing = {graph.roots[value]: value for value in read}
    return [value for root, value in flowing.items() if root not in made]


def result_of(graph: FoldedGraph, members: list[int]) -> int:
    """The last value that is read outside."""
    inside = set(members)
    for node in reversed(members):
        for value in graph.outputs[node]:
            if value >= 0 and any(
                reader == OUTSIDE or reader not in inside
                for reader in graph.readers[graph.roots[value]]
            ):
                return value
    return next(value for value in graph.outputs[members[-1]] if value >= 0)
