"""Taking all names away, to show that no verdict depends on them."""

from __future__ import annotations

from inspector.ir.graph import Graph, Model


def scrub_names(model: Model) -> None:
    """Replaces the names of all nodes and values and drops scopes and metadata.

    Operators, attributes and what is connected stay; so do the names of symbolic sizes, which say
    what is equal.
    """
    model.path = "model"
    model.producer = ""
    model.metadata = {}
    number = 0
    bodies = [*model.graphs.values(), *model.functions.values()]
    for graph in [inner for body in bodies for inner in body.graphs()]:
        graph.name = ""
        for node in graph.nodes:
            node.name = node.scope = ""
        number = _scrub_values(graph, number)


def _scrub_values(graph: Graph, number: int) -> int:
    values = [*graph.inputs, *graph.outputs, *graph.initializers.values()]
    values += [value for node in graph.nodes for value in node.outputs]
    for value in values:
        value.name = f"v{number}"
        number += 1
    graph.initializers = {value.name: value for value in graph.initializers.values()}
    return number
