"""Norms of one value that share their arithmetic are parted into whole ones.

Two norms that read the same value, written out, differ in scale and shift only. An optimiser that
joins equal nodes leaves one normalised value with a scale for each norm.
"""

from __future__ import annotations

from inspector.ir.normal.graph import NormalGraph


def part_norms(graph: NormalGraph) -> None:
    """Gives each scale behind a normalised value arithmetic of its own."""
    for node in graph.nodes_of("Div"):
        value = graph.outputs[node][0]
        readers = list(dict.fromkeys(graph.uses[value]))
        if len(readers) < 2 or value in graph.graph_outputs:
            continue
        if all(_is_scale(graph, reader, value) for reader in readers):
            chain = _chain(graph, node)
            for reader in readers[1:] if chain else []:
                _copy(graph, chain, reader, value)


def _is_scale(graph: NormalGraph, reader: int, value: int) -> bool:
    others = [other for other in graph.inputs[reader] if other != value]
    return graph.ops[reader] == "Mul" and len(others) == 1 and graph.constant[others[0]]


def _chain(graph: NormalGraph, node: int) -> list[int]:
    """The nodes that normalise a value, first ones first; none where they do something else."""
    centred, root = graph.inputs[node]
    chain = [node]
    for op in ("Sqrt", "Add", "ReduceMean", "Pow"):
        maker = graph.producer[root]
        if maker < 0 or graph.ops[maker] != op or len(graph.uses[root]) != 1:
            return []
        chain.append(maker)
        root = graph.inputs[maker][0]
    if root != centred:
        return []
    return [*_centring(graph, centred), *reversed(chain)]


def _centring(graph: NormalGraph, centred: int) -> list[int]:
    """The mean and its subtraction, where there are these."""
    node = graph.producer[centred]
    if node < 0 or graph.ops[node] != "Sub":
        return []
    source, mean = graph.inputs[node]
    maker = graph.producer[mean]
    is_mean = maker >= 0 and graph.ops[maker] == "ReduceMean"
    return [maker, node] if is_mean and graph.inputs[maker][0] == source else []


def _copy(graph: NormalGraph, chain: list[int], reader: int, value: int) -> None:
    """Makes one reader read a copy of the chain."""
    copies: dict[int, int] = {}
    for node in chain:
        old = graph.outputs[node][0]
        copies[old] = graph.add_value("", graph.dtypes[old], graph.shapes[old])
        inputs = [copies.get(given, given) for given in graph.inputs[node]]
        attributes, origins = dict(graph.attributes[node]), list(graph.origins[node])
        graph.add_node(graph.ops[node], inputs, [copies[old]], attributes, origins)
    graph.set_inputs(reader, [copies.get(given, given) for given in graph.inputs[reader]])
