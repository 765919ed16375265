"""What following code leaves behind that nothing needs; names and numbers for the rest."""

from __future__ import annotations

from inspector.ir import Graph, Node, Value


def tidy(graph: Graph) -> None:
    """Takes out what was only asked for, such as sizes for assertions; numbers the nodes anew.

    Outputs of branches that nothing reads go, and so do numbers and branches without readers.
    Tensors stay, read or not: they are what the code computes. Only what a change to a part means
    for the whole goes when nothing reads the whole again.
    """
    _prune(graph, set(graph.outputs))
    for index, node in enumerate(graph.walk()):
        node.index = index
        for place, value in enumerate(node.outputs):
            value.name = value.name or f"{node.op_type}_{index}" + (f"_{place}" if place else "")


def _prune(graph: Graph, read: set[Value]) -> None:
    kept: list[Node] = []
    for node in reversed(graph.nodes):
        nested = [inner for _, inner in node.subgraphs()]
        if nested:
            _drop_outputs(node, nested, read)
        if not _matters(node, nested, read):
            for place, value in enumerate(node.inputs):
                if value is not None:
                    value.uses.remove((node, place))
            continue
        for inner in nested:
            read.update(inner.outputs)
            _prune(inner, read)
        read.update(value for value in node.inputs if value is not None)
        kept.append(node)
    graph.nodes = kept[::-1]


def _drop_outputs(node: Node, nested: list[Graph], read: set[Value]) -> None:
    """Drops outputs of a node, and of its graphs, that nothing reads; carried ones stay."""
    first = len(nested[0].outputs) - len(node.outputs)
    carried = len(node.inputs) - 2 if node.op_type == "Loop" else 0
    keep = [n for n, value in enumerate(node.outputs) if n < carried or value in read]
    node.outputs = [node.outputs[n] for n in keep]
    for port, value in enumerate(node.outputs):
        value.port = port
    for inner in nested:
        inner.outputs = inner.outputs[:first] + [inner.outputs[first + n] for n in keep]


def _matters(node: Node, nested: list[Graph], read: set[Value]) -> bool:
    if any(value in read for value in node.outputs):
        return True
    if nested:
        return any(
            _matters(each, [g for _, g in each.subgraphs()], read)
            for inner in nested
            for each in inner.nodes
        )
    if node.op_type.endswith("_scatter"):
        return False
    return any(value.shape != () for value in node.outputs)
