"""Writing out foreign nodes: shapes follow at once, transposes cancel, weights turn."""

from __future__ import annotations

import numpy as np

from inspector.ir.graph import Initializer
from inspector.ir.normal.graph import NormalGraph
from inspector.ir.normal.writer import Writer


def writer(*values: int, graph: NormalGraph) -> Writer:
    output = graph.add_value()
    return Writer(graph, list(values), [output], {}, [7], infers=True)


def test_shapes_follow_as_nodes_are_added() -> None:
    graph = NormalGraph()
    image = graph.add_value("x", "float32", (None, 3, 224, 224))
    weight = graph.add_value("w", tensor=Initializer("float32", (64, 3, 7, 7)))
    w = writer(image, weight, graph=graph)
    made = w.make("Conv", w.inputs, {"strides": [2, 2], "pads": [3, 3, 3, 3]}, w.output())
    assert w.shape(made) == (None, 64, 112, 112)
    assert graph.dtypes[made] == "float32"
    assert graph.origins[graph.producer[made]] == [7]


def test_known_elements_of_a_shape_are_used() -> None:
    graph = NormalGraph()
    value = graph.add_value("x", "float32", (2, 12, 64))
    w = writer(value, graph=graph)
    assert w.shape(w.make("Reshape", [value, w.integers([2, 12, 4, 16])])) == (2, 12, 4, 16)


def test_what_cannot_be_inferred_stays_unknown() -> None:
    graph = NormalGraph()
    value = graph.add_value("x", "float32", (2, 3))
    w = writer(value, graph=graph)
    assert w.shape(w.make("Reshape", [value, w.integers([5, 5])])) in (None, (5, 5))
    assert w.shape(w.make("NoSuchOperator", [value])) is None


def test_an_inverse_transpose_cancels() -> None:
    graph = NormalGraph()
    value = graph.add_value("x", "float32", (1, 8, 9, 3))
    w = writer(value, graph=graph)
    first = w.transpose(value, [0, 3, 1, 2])
    assert w.shape(first) == (1, 3, 8, 9)
    assert w.transpose(first, [0, 2, 3, 1]) == value


def test_a_weight_is_turned_at_once() -> None:
    graph = NormalGraph()
    known = graph.add_constant(np.arange(6).reshape(2, 3))
    large = graph.add_value("w", tensor=Initializer("float16", (3, 3, 16, 32)))
    w = writer(known, graph=graph)
    turned = w.data(w.transpose(known, [1, 0]))
    assert turned is not None
    assert turned.tolist() == [[0, 3], [1, 4], [2, 5]]
    assert w.shape(w.transpose(large, [3, 2, 0, 1])) == (32, 16, 3, 3)
    assert not graph.ops
