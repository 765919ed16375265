"""Graphs of TensorFlow Lite files, and what they become in the normal form."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from inspector.formats import probe, read_model
from inspector.ir import Model
from inspector.ir.normal import NormalGraph, normalise
from tests.formats.tflite.building import CONVOLUTION, Lite, convolutions


def read(folder: Path, data: bytes) -> Model:
    path = folder / "any.bin"
    path.write_bytes(data)
    assert probe(path) == "tflite"
    return read_model(path)


def normal(model: Model) -> NormalGraph:
    return normalise(model, model.graphs["main"])


def operators(graph: NormalGraph) -> Counter[str]:
    live = graph.live_nodes()
    return Counter(graph.ops[n] for n in live if not graph.constant[graph.outputs[n][0]])


def test_stored_nodes_keep_their_own_names(tmp_path: Path) -> None:
    model = read(tmp_path, convolutions())
    nodes = model.graphs["main"].nodes
    assert [node.op_type for node in nodes] == ["CONV_2D", "CONV_2D", "ADD", "MEAN"]
    assert {node.domain for node in nodes} == {"tflite"}
    assert nodes[0].attributes["padding"] == "SAME"
    assert nodes[0].attributes["fused_activation_function"] == "RELU"
    assert nodes[0].scope == "layer"
    assert model.producer == "a test"
    assert not model.findings


def test_weights_are_known_and_read_on_demand(tmp_path: Path) -> None:
    node = read(tmp_path, convolutions()).graphs["main"].nodes[0]
    weight = node.inputs[1]
    assert weight is not None
    assert weight.initializer is not None
    assert weight.initializer.shape == (4, 3, 3, 4)
    assert weight.initializer.read is not None
    assert weight.initializer.read().sum() == 4 * 3 * 3 * 4


def test_channels_come_second_and_no_transpose_is_left_between(tmp_path: Path) -> None:
    graph = normal(read(tmp_path, convolutions(5)))
    found = operators(graph)
    assert found == {"Conv": 5, "Relu": 5, "Add": 1, "GlobalAveragePool": 1, "Transpose": 1}
    first = graph.nodes_of("Conv")[0]
    assert graph.shapes[graph.inputs[first][0]] == (1, 4, 8, 8)
    assert graph.shapes[graph.inputs[first][1]] == (4, 4, 3, 3)
    assert graph.attributes[first]["pads"] == [1, 1, 1, 1]


def test_a_quantized_graph_reads_like_the_plain_one(tmp_path: Path) -> None:
    lite = Lite()
    scale = (0.1, -128)
    x = lite.tensor((1, 4), dtype="int8", quantized=scale)
    half = lite.tensor((), np.asarray(5, np.int8), "int8", (0.1, 0))
    y = lite.tensor((1, 4), dtype="int8", quantized=scale)
    image, result = lite.tensor((1, 4)), lite.tensor((1, 4))
    lite.operator("QUANTIZE", [image], [x])
    lite.operator("MUL", [x, half], [y])
    lite.operator("DEQUANTIZE", [y], [result])
    lite.finish([image], [result])
    model = read(tmp_path, lite.bytes())
    assert model.graphs["main"].nodes[1].attributes["input_scales"] == pytest.approx([0.1, 0.1])
    graph = normal(model)
    (product,) = graph.nodes_of("Mul")
    assert operators(graph) == {"Mul": 1}
    assert graph.scalar(graph.inputs[product][1]) == pytest.approx(0.5)


def test_a_branch_is_taken_in_with_its_operands(tmp_path: Path) -> None:
    lite = Lite()
    test, x, y = lite.tensor((), dtype="bool"), lite.tensor((1, 4)), lite.tensor((1, 4))
    lite.operator("IF", [test, x], [y], (92, {0: ("i", 1), 1: ("i", 2)}))
    lite.finish([test, x], [y])
    for names in (["TANH", "RELU"], ["ABS"]):
        value = first = lite.tensor((1, 4))
        for name in names:
            made = lite.tensor((1, 4))
            lite.operator(name, [value], [made])
            value = made
        lite.finish([first], [value])
    model = read(tmp_path, lite.bytes())
    assert list(model.graphs) == ["main"]
    (node,) = model.graphs["main"].nodes
    assert [name for name, _ in node.subgraphs()] == ["then_branch", "else_branch"]
    graph = normal(model)
    assert operators(graph) == {"Tanh": 1, "Relu": 1}
    assert graph.inputs[graph.nodes_of("Tanh")[0]] == [graph.graph_inputs[1]]


def test_a_subgraph_that_calls_itself_is_a_finding(tmp_path: Path) -> None:
    lite = Lite()
    x, y = lite.tensor((1,)), lite.tensor((1,))
    lite.operator("WHILE", [x], [y], (93, {0: ("i", 0), 1: ("i", 0)}))
    lite.finish([x], [y])
    model = read(tmp_path, lite.bytes())
    assert {finding.code for finding in model.findings} == {"recursive-function"}
    normal(model)


def test_custom_operators_are_named(tmp_path: Path) -> None:
    lite = Lite()
    x, y = lite.tensor((1,)), lite.tensor((1,))
    lite.operator("FlexErf", [x], [y])
    lite.finish([x], [y])
    (finding,) = read(tmp_path, lite.bytes()).findings
    assert finding.code == "custom-operators"
    assert "FlexErf" in finding.message


def test_an_operator_without_its_inputs_is_set_aside(tmp_path: Path) -> None:
    lite = Lite()
    y = lite.tensor((1, 8, 8, 4))
    lite.operator("CONV_2D", [-1, -1], [y], (CONVOLUTION, {}))
    lite.operator("SPLIT", [], [y])
    lite.finish([], [y])
    normal(read(tmp_path, lite.bytes()))
