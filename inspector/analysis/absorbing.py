"""Layout nodes that lead into one fold only are drawn in it: a group norm begins with its Reshape.

Patterns look through layout nodes, so a match takes in those between its nodes and not the ones
before the first. This changes what is drawn and nothing of what is matched.
"""

from __future__ import annotations

from dataclasses import replace

from inspector.ir.normal import LAYOUT
from inspector.matching import FoldedGraph


def absorb_layout(graph: FoldedGraph) -> int:
    """Moves layout nodes that are read in one fold only into it, and there into the inner one.

    Args:
        graph: With all folds; a graph that is drawn and not matched on any more.

    Returns:
        How many moves were made.
    """
    moves = 0
    outputs = set(graph.normal.graph_outputs)
    levels = [[node for node in range(len(graph.ops)) if graph.alive[node]]]
    while levels:
        level = levels.pop()
        gone = _absorb(graph, level, outputs)
        moves += len(gone)
        for node in level:
            fold = graph.folds.get(node)
            if fold is not None:
                levels.append(fold.members)
    return moves


def _absorb(graph: FoldedGraph, level: list[int], outputs: set[int]) -> set[int]:
    """Moves layout nodes of one level into the folds beside them; the last ones first."""
    here = set(level)
    layout = [n for n in level if graph.ops[n] in LAYOUT and not graph.node_constant(n)]
    for node in sorted(layout, key=lambda n: (graph.order[n], n), reverse=True):
        if not outputs.isdisjoint(graph.normal.outputs[node]):
            continue
        readers = {_place(graph, reader, here) for reader in _readers(graph, node)}
        fold = readers.pop() if len(readers) == 1 else None
        if fold is not None and fold in graph.folds:
            here.discard(node)
            _move(graph, node, graph.parent.get(node), fold)
    return set(level) - here


def _move(graph: FoldedGraph, node: int, old: int | None, new: int) -> None:
    """Takes a node out of the fold or the top level where it is, into another fold."""
    if old is not None:
        fold = graph.folds[old]
        graph.folds[old] = replace(fold, members=[n for n in fold.members if n != node])
    fold = graph.folds[new]
    graph.folds[new] = replace(fold, members=sorted([*fold.members, node]))
    graph.parent[node] = new
    graph.alive[node] = False


def _readers(graph: FoldedGraph, node: int) -> list[int]:
    normal = graph.normal
    return [reader for value in normal.outputs[node] if value >= 0 for reader in normal.uses[value]]


def _place(graph: FoldedGraph, node: int, level: set[int]) -> int | None:
    """The node of a level that a normal node is or lies in."""
    at: int | None = node
    while at is not None and at not in level:
        at = graph.parent.get(at)
    return at
