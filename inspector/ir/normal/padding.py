"""Padding by zeros before a convolution or pooling is that operator's own padding."""

from __future__ import annotations

from inspector.ir.normal.graph import NormalGraph

PADDED = frozenset({"Conv", "MaxPool", "AveragePool", "LpPool"})


def absorb_padding(graph: NormalGraph) -> None:
    """Takes a Pad of the spatial axes into the operators that alone read it."""
    for node in graph.nodes_of("Pad"):
        readers = graph.uses[graph.outputs[node][0]]
        if readers and all(graph.ops[reader] in PADDED for reader in readers):
            if _pads_zeros(graph, node) and graph.outputs[node][0] not in graph.graph_outputs:
                _absorb(graph, node, list(readers))


def _absorb(graph: NormalGraph, node: int, readers: list[int]) -> None:
    source = graph.inputs[node][0]
    added = _spatial_pads(graph, node)
    for reader in readers:
        graph.origins[reader] = graph.origins[reader] + graph.origins[node]
        own = graph.attributes[reader].get("pads", [0] * len(added or ()))
        if added is not None and isinstance(own, list) and len(own) == len(added):
            total = [a + b for a, b in zip(own, added, strict=True)]
            graph.attributes[reader] = {**graph.attributes[reader], "pads": total}
    shape = graph.shapes[source]
    graph.origins[node] = []
    graph.bypass(node)
    graph.shapes[source] = shape


def _pads_zeros(graph: NormalGraph, node: int) -> bool:
    """Whether zeros (or what no maximum ever takes) are added on spatial axes only."""
    if len(graph.inputs[node]) != 1:
        return False
    attributes = graph.attributes[node]
    mode = attributes.get("mode", b"constant")
    value = attributes.get("value", 0.0)
    if mode not in (b"constant", "constant") or not isinstance(value, int | float):
        return False
    if value != 0 and value > -1e4:
        return False
    axes, pads = attributes.get("axes"), attributes.get("pads")
    if isinstance(axes, list):
        return all(axis >= 2 or axis in (-1, -2) for axis in axes)
    if not isinstance(pads, list):
        return True
    half = len(pads) // 2
    return not any(pads[:2]) and not any(pads[half : half + 2])


def _spatial_pads(graph: NormalGraph, node: int) -> list[int] | None:
    """The pads per spatial axis, beginnings then ends; None when unknown."""
    attributes = graph.attributes[node]
    pads = attributes.get("pads")
    if not isinstance(pads, list) or "axes" in attributes:
        return None
    half = len(pads) // 2
    return [*pads[2:half], *pads[half + 2 :]]
