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
