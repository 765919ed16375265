"""Shapes that a file leaves out."""

from __future__ import annotations

from pathlib import Path

import pytest
from onnx import helper

from inspector.formats import Limits, read_model
from inspector.ir import Graph
from tests.formats.models import model, save, tensor, value


def shapes(graph: Graph) -> dict[str, object]:
    return {v.name: v.shape for node in graph.nodes for v in node.outputs}


def flat(initializer) -> object:
    nodes = [
        helper.make_node("Concat", ["x", "x"], ["twice"], axis=1),
        helper.make_node("Reshape", ["twice", "to"], ["flat"]),
        helper.make_node("Relu", ["flat"], ["y"]),
    ]
    proto = model(nodes, initializers=[initializer])
    proto.graph.input[0].CopyFrom(value("x", ("N", 3)))
    proto.graph.output[0].CopyFrom(value("y", None))
    return proto


def test_missing_shapes_are_worked_out(tmp_path: Path) -> None:
    graph = read_model(save(tmp_path, flat(tensor("to", [-1])))).graphs["main"]
    found = shapes(graph)
    assert found["twice"] == ("N", 6)
    assert len(found["flat"]) == 1
    assert [v.dtype for node in graph.nodes for v in node.outputs] == ["float32"] * 3


def test_stated_shapes_are_kept(tmp_path: Path) -> None:
    proto = flat(tensor("to", [-1]))
    proto.graph.value_info.append(value("twice", ("batch", 6)))
    assert shapes(read_model(save(tmp_path, proto)).graphs["main"])["twice"] == ("batch", 6)


def test_shapes_in_nested_graphs(tmp_path: Path) -> None:
    inner = helper.make_graph(
        [
            helper.make_node("Relu", ["x"], ["q"]),
            helper.make_node("Concat", ["q", "q"], ["o"], axis=1),
        ],
        "inner",
        [],
        [value("o", None)],
    )
    node = helper.make_node("If", ["cond"], ["y"], then_branch=inner, else_branch=inner)
    proto = model([node], ("x", "cond"))
    proto.graph.input[1].type.tensor_type.elem_type = 9
    proto.graph.input[1].type.tensor_type.shape.Clear()
    proto.graph.output[0].CopyFrom(value("y", None))
    graph = read_model(save(tmp_path, proto)).graphs["main"]
    branches = [branch for _, branch in graph.nodes[0].subgraphs()]
    assert [shapes(branch) for branch in branches] == [{"q": (2, 2), "o": (2, 4)}] * 2
    assert graph.outputs[0].shape == (2, 4)


@pytest.mark.parametrize("limits", [Limits(inferred_nodes=2), Limits(inferred_bytes=10)])
def test_large_models_are_taken_as_they_are(tmp_path: Path, limits: Limits) -> None:
    path = save(tmp_path, flat(tensor("to", [-1])))
    assert shapes(read_model(path, limits).graphs["main"])["twice"] is None


def test_what_cannot_be_inferred_is_no_failure(tmp_path: Path) -> None:
    nodes = [
        helper.make_node("Transpose", ["x"], ["t"], perm=[5, 6, 7]),
        helper.make_node("NoSuchOperator", ["t"], ["y"]),
    ]
    proto = model(nodes)
    proto.graph.output[0].CopyFrom(value("y", None))
    read = read_model(save(tmp_path, proto))
    assert shapes(read.graphs["main"]) == {"t": None, "y": None}


@pytest.mark.parametrize(
    ("operator", "domain"),
    [("EyeLike", ""), ("RegexFullMatch", ""), ("LabelEncoder", "ai.onnx.ml")],
)
def test_operators_that_would_end_the_process_are_not_inferred(
    tmp_path: Path, operator: str, domain: str
) -> None:
    parameters = {"EyeLike": {"dtype": 1}, "RegexFullMatch": {"pattern": "a"}}.get(operator, {})
    node = helper.make_node(operator, ["nowhere"], ["y"], domain=domain, **parameters)
    opsets = [helper.make_opsetid("", 21), helper.make_opsetid("ai.onnx.ml", 1)]
    proto = model([node], opset_imports=opsets)
    assert read_model(save(tmp_path, proto)).node_count() == 1
