"""What a decomposition into core operators spells out becomes the common form again.

PyTorch's core ATen writes ``relu6`` as two clamps and ``roll`` as a selection by computed indices.
"""

from __future__ import annotations

import numpy as np

from inspector.ir.normal.graph import NormalGraph


def join_bounds(graph: NormalGraph) -> None:
    """``Clip(Relu(x), max)`` becomes ``Clip(x, 0, max)`` where nothing else reads the Relu."""
    for node in graph.nodes_of("Clip"):
        inputs, attributes = graph.inputs[node], graph.attributes[node]
        maker = graph.producer[inputs[0]]
        if maker < 0 or graph.ops[maker] != "Relu" or len(inputs) > 1:
            continue
        if attributes.get("min") in (None, 0) and len(graph.uses[inputs[0]]) == 1:
            graph.attributes[node] = {**attributes, "min": 0.0}
            graph.bypass(maker)


def join_slices(graph: NormalGraph) -> None:
    """A Slice of a Slice along other axes is one, where nothing else reads the first."""
    for node in graph.nodes_of("Slice"):
        value = graph.inputs[node][0]
        maker = graph.producer[value]
        if maker < 0 or graph.ops[maker] != "Slice" or graph.constant[graph.outputs[node][0]]:
            continue
        if len(graph.uses[value]) != 1 or value in graph.graph_outputs:
            continue
        rank = graph.rank(graph.inputs[maker][0]) or graph.rank(value)
        first, second = _cuts(graph, maker, rank), _cuts(graph, node, rank)
        if first and second and not set(first) & set(second):
            _set_cuts(graph, node, first | second)
            graph.bypass(maker)


Cuts = dict[int, tuple[int, int, int]]


def _cuts(graph: NormalGraph, node: int, rank: int | None) -> Cuts:
    """Start, end and step for each axis of a Slice, empty where they are not all known."""
    attributes = graph.attributes[node]
    axes = attributes.get("axes")
    if not isinstance(axes, list) or len(graph.inputs[node]) != 1 or rank is None:
        return {}
    steps = attributes.get("steps", [1] * len(axes))
    columns = [attributes.get("starts"), attributes.get("ends"), steps]
    if not all(isinstance(column, list) and len(column) == len(axes) for column in columns):
        return {}
    places = [axis + rank if axis < 0 else axis for axis in axes]
    return dict(zip(places, zip(*columns, strict=True), strict=True))


def _set_cuts(graph: NormalGraph, node: int, cuts: Cuts) -> None:
    axes = sorted(cuts)
    starts, ends, steps = (list(column) for column in zip(*(cuts[a] for a in axes), strict=True))
    made: dict[str, object] = {"starts": starts, "ends": ends, "axes": axes}
    if steps != [1] * len(axes):
        made["steps"] = steps
    kept = {k: v for k, v in graph.attributes[node].items() if k not in (*made, "steps")}
    graph.attributes[node] = kept | made


def join_rolls(graph: NormalGraph) -> None:
    """A Gather of all entries in a turned order becomes ``Roll``."""
    for node in graph.nodes_of("Gather"):
        inputs, axis = graph.inputs[node], graph.attributes[node].get("axis")
        if len(inputs) != 2 or not isinstance(axis, int) or graph.constant[inputs[0]]:
            continue
        start = _turned(graph, inputs[0], inputs[1], axis)
        if start:
            graph.ops[node] = "Roll"
            graph.attributes[node] = {"axis": axis, "shift": -start}
            graph.set_inputs(node, inputs[:1])


def _turned(graph: NormalGraph, value: int, index: int, axis: int) -> int:
    """The entry that comes first in a turned order, 0 when the order is another."""
    data, shape = graph.data[index], graph.shapes[value]
    if data is None or data.ndim != 1 or data.dtype.kind not in "iu" or data.size < 2:
        return 0
    if shape is None or not -len(shape) <= axis < len(shape) or shape[axis] != data.size:
        return 0
    first = int(data[0]) % data.size
    turned = (np.arange(data.size) + first) % data.size
    return first if bool((data % data.size == turned).all()) else 0
