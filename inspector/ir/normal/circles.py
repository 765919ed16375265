"""Circles, which no sound graph has, are opened: whatever walks the graph comes to an end."""

from __future__ import annotations

from collections import deque

from inspector.ir.normal.graph import NormalGraph

_MOST_TOLD = 8


def open_circles(graph: NormalGraph) -> None:
    """Makes inputs that depend on a node's own result ones of unknown origin."""
    nodes = graph.live_nodes()
    if all(_maker(graph, value) < node for node in nodes for value in graph.inputs[node]):
        return
    missing = {
        node: sum(_maker(graph, value) >= 0 for value in graph.inputs[node]) for node in nodes
    }
    ready = deque(node for node in nodes if not missing[node])
    done: set[int] = set()
    opened: list[str] = []
    for first in nodes:
        _finish(graph, ready, missing, done)
        if first not in done:
            opened.append(_open(graph, first, done))
            missing[first] = 0
            ready.append(first)
    if opened:
        more = len(opened) - _MOST_TOLD
        told = ", ".join(opened[:_MOST_TOLD]) + (f" and {more} more" if more > 0 else "")
        graph.unread.append(f"What these nodes read that depends on their own results: {told}.")


def _maker(graph: NormalGraph, value: int) -> int:
    return graph.producer[value] if value >= 0 else -1


def _finish(graph: NormalGraph, ready: deque[int], missing: dict[int, int], done: set[int]) -> None:
    """Goes on with all nodes whose inputs are all made."""
    while ready:
        node = ready.popleft()
        if node in done:
            continue
        done.add(node)
        for value in graph.outputs[node]:
            if _maker(graph, value) != node:
                continue
            for reader in graph.uses[value]:
                missing[reader] -= 1
                if missing[reader] == 0:
                    ready.append(reader)


def _open(graph: NormalGraph, node: int, done: set[int]) -> str:
    """Gives a node other values for those that are not made before it; tells which node."""
    for position, value in enumerate(graph.inputs[node]):
        maker = _maker(graph, value)
        if maker >= 0 and maker not in done:
            fresh = graph.add_value("", graph.dtypes[value], graph.shapes[value])
            graph.set_input(node, position, fresh)
    place = f"#{graph.origins[node][0]} " if graph.origins[node] else ""
    return f"{place}{graph.ops[node]}"
