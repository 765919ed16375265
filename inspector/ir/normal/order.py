"""The nodes of a stored graph, producers first."""

from __future__ import annotations

from collections import deque

from inspector.ir.graph import Graph, Node


def topological(graph: Graph) -> list[Node]:
    """The graph's nodes, producers first; a cycle is broken at its first stored node.

    Stored order is kept where it is already topological, which is nearly always.
    """
    position = {node: place for place, node in enumerate(graph.nodes)}
    needs = [_producers(node, position) for node in graph.nodes]
    if all(all(p < place for p in before) for place, before in enumerate(needs)):
        return graph.nodes
    readers: list[list[int]] = [[] for _ in needs]
    missing = [0] * len(needs)
    for place, before in enumerate(needs):
        missing[place] = len(before)
        for p in before:
            readers[p].append(place)
    order: list[int] = []
    done = [False] * len(needs)
    ready = deque(place for place, count in enumerate(missing) if count == 0)
    next_stuck = 0
    while len(order) < len(needs):
        if not ready:
            while done[next_stuck]:
                next_stuck += 1
            ready.append(next_stuck)
        place = ready.popleft()
        if done[place]:
            continue
        done[place] = True
        order.append(place)
        for reader in readers[place]:
            missing[reader] -= 1
            if missing[reader] == 0 and not done[reader]:
                ready.append(reader)
    return [graph.nodes[place] for place in order]


def _producers(node: Node, position: dict[Node, int]) -> set[int]:
    """Places of the nodes of the same graph that a node, or a graph nested in it, reads from."""
    found = set()
    for value in node.inputs:
        if value is not None and value.producer is not None:
            place = position.get(value.producer)
            if place is not None:
                found.add(place)
    for _, nested in node.subgraphs():
        for inner in nested.walk():
            for value in inner.inputs:
                if value is not None and value.producer in position:
                    found.add(position[value.producer])
        for value in nested.outputs:
            if value.producer in position:
                found.add(position[value.producer])
    found.discard(position[node])
    return found
