"""Searches for the best text hold their encoder and decoder as graphs among their attributes."""

from __future__ import annotations

from pathlib import Path

import onnx
import pytest
from onnx import TensorProto, helper

from inspector.formats import read_model
from inspector.ir.normal import NormalGraph, normalise


def info(name: str) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 4])


def body(name: str, op: str) -> onnx.GraphProto:
    """Two inputs, the second of which is a state that comes back."""
    words, state = f"{name}_words", f"{name}_state"
    nodes = [
        helper.make_node(op, [words], [f"{name}_hidden"]),
        helper.make_node("Add", [f"{name}_hidden", state], [f"{name}_logits"]),
    ]
    return helper.make_graph(nodes, name, [info(words), info(state)], [info(f"{name}_logits")])


def search(path: Path, op: str, **graphs: str) -> NormalGraph:
    attributes = {name: body(name, kind) for name, kind in graphs.items()}
    node = helper.make_node(op, ["ids"], ["sequences"], domain="com.microsoft", **attributes)
    graph = helper.make_graph([node], "g", [info("ids")], [info("sequences")])
    onnx.save(helper.make_model(graph), path)
    model = read_model(path)
    return normalise(model, model.graphs["main"])


def operators(graph: NormalGraph) -> list[str]:
    return sorted(graph.ops[node] for node in graph.live_nodes())


@pytest.mark.parametrize("op", ["BeamSearch", "GreedySearch", "Sampling"])
def test_a_decoder_is_taken_in_and_read_by_its_search(tmp_path: Path, op: str) -> None:
    graph = search(tmp_path / "search.onnx", op, decoder="Tanh", init_decoder="Tanh")
    assert operators(graph) == ["Add", "Tanh", f"com.microsoft.{op}"]
    first, last = (graph.nodes_of(name)[0] for name in ("Tanh", f"com.microsoft.{op}"))
    assert graph.inputs[first] == graph.graph_inputs
    assert graph.outputs[graph.nodes_of("Add")[0]][0] in graph.inputs[last]
    assert graph.outputs[last] == graph.graph_outputs
    assert graph.unread == [
        f"{op} #0: init_decoder is the decoder for the first word and is not counted"
    ]


def test_an_encoder_stands_beside_its_decoder(tmp_path: Path) -> None:
    graph = search(tmp_path / "search.onnx", "WhisperBeamSearch", encoder="Relu", decoder="Tanh")
    assert operators(graph) == ["Add", "Add", "Relu", "Tanh", "com.microsoft.WhisperBeamSearch"]
    encoder, decoder = graph.nodes_of("Relu")[0], graph.nodes_of("Tanh")[0]
    assert graph.inputs[encoder] == graph.graph_inputs
    assert graph.producer[graph.inputs[decoder][0]] < 0
    assert all(graph.origins[node] for node in graph.live_nodes())


def test_a_search_without_a_network_stays_as_it_is(tmp_path: Path) -> None:
    assert operators(search(tmp_path / "search.onnx", "BeamSearch")) == ["com.microsoft.BeamSearch"]
