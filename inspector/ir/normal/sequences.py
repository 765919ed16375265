"""Sequences of tensors give way to the tensors that they hold.

PyTorch's exporters part a value into a sequence and take its entries out by their places, or
gather values in one to join them. Where all places are known no sequence is needed.
"""

from __future__ import annotations

from inspector.ir.normal.graph import NormalGraph

Entries = dict[int, list[int]]
"""Place in a sequence → nodes that take it out."""


def unpack_sequences(graph: NormalGraph) -> None:
    """Parted values become a Split or Gathers, values that were gathered are read themselves."""
    for node in graph.nodes_of("SplitToSequence"):
        entries = _entries(graph, node)
        if entries:
            (_split if len(graph.inputs[node]) > 1 else _gather)(graph, node, entries)
    for node in graph.nodes_of("SequenceConstruct"):
        _unpack(graph, node)


def _entries(graph: NormalGraph, node: int) -> Entries:
    """Who takes out what; nothing where a place is unknown or the sequence itself is used."""
    sequence = graph.outputs[node][0]
    found: Entries = {}
    if sequence in graph.graph_outputs:
        return {}
    for reader in graph.uses[sequence]:
        inputs = graph.inputs[reader]
        place = graph.scalar(inputs[1]) if len(inputs) > 1 else None
        if graph.ops[reader] != "SequenceAt" or inputs[0] != sequence or place is None or place < 0:
            return {}
        found.setdefault(int(place), []).append(reader)
    return found


def _split(graph: NormalGraph, node: int, entries: Entries) -> None:
    """A Split, whose outputs are the values that were taken out."""
    axis = graph.attributes[node].get("axis", 0)
    sizes = _sizes(graph, node, axis)
    count = len(sizes) if sizes else max(entries) + 1
    if max(entries) >= count:
        return
    graph.ops[node] = "Split"
    graph.attributes[node] = {"axis": axis} | ({"split": sizes} if sizes else {})
    graph.set_inputs(node, graph.inputs[node][:1])
    graph.outputs[node] = [_taken(graph, node, port, entries) for port in range(count)]


def _taken(graph: NormalGraph, node: int, port: int, entries: Entries) -> int:
    readers = entries.get(port, [])
    value, *others = [graph.outputs[reader][0] for reader in readers] or [graph.add_value()]
    for other in others:
        graph.replace_value(other, value)
    for reader in readers:
        graph.origins[node] = graph.origins[node] + graph.origins[reader]
        graph.remove_node(reader)
    graph.producer[value], graph.port[value] = node, port
    return value


def _sizes(graph: NormalGraph, node: int, axis: object) -> list[int]:
    """Extents of the parts, empty where they are unknown."""
    value, given = graph.inputs[node][:2]
    data = graph.data[given] if given >= 0 else None
    if data is None or data.dtype.kind not in "iu":
        return []
    if data.ndim:
        return [int(size) for size in data]
    shape, size = graph.shapes[value], int(data)
    known = shape is not None and isinstance(axis, int) and -len(shape) <= axis < len(shape)
    extent = shape[axis] if known and shape is not None and isinstance(axis, int) else None
    if not isinstance(extent, int) or not 0 < size <= extent:
        return []
    return [min(size, extent - start) for start in range(0, extent, size)]


def _gather(graph: NormalGraph, node: int, entries: Entries) -> None:
    """Parts of one entry each are Gathers of it; they keep the axis where that is asked for."""
    if graph.attributes[node].get("keepdims", 1) != 0:
        return
    value, axis = graph.inputs[node][0], graph.attributes[node].get("axis", 0)
    for reader in [reader for readers in entries.values() for reader in readers]:
        graph.ops[reader] = "Gather"
        graph.attributes[reader] = {"axis": axis}
        graph.origins[reader] = graph.origins[reader] + graph.origins[node]
        graph.set_inputs(reader, [value, graph.inputs[reader][1]])
    graph.remove_node(node)


def _unpack(graph: NormalGraph, node: int) -> None:
    """Reads the values themselves that were gathered in a sequence."""
    values = list(graph.inputs[node])
    if any(value < 0 for value in values):
        return
    for reader in list(graph.uses[graph.outputs[node][0]]):
        op, inputs = graph.ops[reader], graph.inputs[reader]
        place = graph.scalar(inputs[1]) if op == "SequenceAt" and len(inputs) > 1 else None
        if place is not None and -len(values) <= place < len(values):
            graph.bypass(reader, values[int(place)])
        elif op == "ConcatFromSequence" and not graph.attributes[reader].get("new_axis"):
            graph.ops[reader] = "Concat"
            graph.attributes[reader] = {"axis": graph.attributes[reader].get("axis", 0)}
            graph.origins[reader] = graph.origins[reader] + graph.origins[node]
            graph.set_inputs(reader, list(values))
    sequence = graph.outputs[node][0]
    if not graph.uses[sequence] and sequence not in graph.graph_outputs:
        graph.remove_node(node)
