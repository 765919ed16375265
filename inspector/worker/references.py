"""Node references: from stored indices to what a person finds in the file."""

from __future__ import annotations

from collections.abc import Iterable

from inspector.ir.graph import Graph, Model, Node
from inspector.worker.messages import NodeReference


def refer(model: Model, stored: Iterable[int]) -> list[NodeReference]:
    """Finds stored nodes by index.

    Args:
        model: The model as read.
        stored: Indices; unknown ones are left out.

    Returns:
        The nodes in stored order.
    """
    wanted = set(stored)
    found = [
        NodeReference(node.index, _operator(node), node.name, path_of(node))
        for body in (*model.graphs.values(), *model.functions.values())
        for node in body.walk()
        if node.index in wanted
    ]
    return sorted(found, key=lambda reference: reference.index)


def path_of(node: Node) -> str:
    """Where a node stands: the nodes and attributes around it, empty in a main graph."""
    parts: list[str] = []
    graph = node.graph
    while graph.parent is not None:
        parts.append(f"#{graph.parent.index}/{_attribute_of(graph)}")
        graph = graph.parent.graph
    if graph.is_function:
        parts.append(graph.name)
    return "/".join(reversed(parts))


def _attribute_of(graph: Graph) -> str:
    assert graph.parent is not None
    for key, nested in graph.parent.subgraphs():
        if nested is graph:
            return key
    return "?"


def _operator(node: Node) -> str:
    return f"{node.domain}::{node.op_type}" if node.domain else node.op_type
