"""Models of tables: as converters write them, one operator for all, and with embeddings."""

from __future__ import annotations

from collections.abc import Callable

import onnx
from onnx import TensorProto, helper

from tests.examples.drawing import Drawing

LEARNED = "ai.onnx.ml"


def forest() -> onnx.ModelProto:
    """One tree of one decision and two leaves."""
    tree = {
        "nodes_treeids": [0, 0, 0],
        "nodes_nodeids": [0, 1, 2],
        "nodes_featureids": [1, 0, 0],
        "nodes_values": [0.5, 0.0, 0.0],
        "nodes_modes": ["BRANCH_LEQ", "LEAF", "LEAF"],
        "nodes_truenodeids": [1, 0, 0],
        "nodes_falsenodeids": [2, 0, 0],
        "target_treeids": [0, 0],
        "target_nodeids": [1, 2],
        "target_ids": [0, 0],
        "target_weights": [-1.0, 1.0],
        "n_targets": 1,
    }
    return _model(helper.make_node("TreeEnsembleRegressor", ["x"], ["y"], domain=LEARNED, **tree))


def regression() -> onnx.ModelProto:
    """A coefficient for each column."""
    learned = {"coefficients": [0.1, -0.3, 0.7, 0.2], "intercepts": [0.5], "targets": 1}
    return _model(helper.make_node("LinearRegressor", ["x"], ["y"], domain=LEARNED, **learned))


def support_vectors() -> onnx.ModelProto:
    """Two support vectors with a radial kernel."""
    learned = {
        "kernel_type": "RBF",
        "kernel_params": [0.25, 0.0, 3.0],
        "n_supports": 2,
        "support_vectors": [0.1, 0.2, 0.3, 0.4, -0.1, -0.2, -0.3, -0.4],
        "coefficients": [1.0, -1.0],
        "rho": [0.1],
    }
    return _model(helper.make_node("SVMRegressor", ["x"], ["y"], domain=LEARNED, **learned))


def columns() -> onnx.ModelProto:
    """Four columns looked up in embeddings, joined and led through two Linears."""
    d = Drawing((8, 4, 1))
    found = []
    for place in range(4):
        ends = (d.constant([place]), d.constant([place + 1]), d.constant([1]))
        index = d.node("Cast", d.node("Slice", d.image, *ends), to=TensorProto.INT64)
        found.append(d.node("Gather", d.weight(20, 16), index))
    joined = d.node("Reshape", d.node("Concat", *found, axis=-1), d.constant([8, 64]))
    hidden = d.node("Relu", d.node("Gemm", joined, d.weight(64, 32), d.weight(32)))
    answer = d.node("Gemm", hidden, d.weight(32, 1), d.weight(1))
    return d.model(d.node("Sigmoid", answer))


def labelled() -> onnx.ModelProto:
    """A perceptron for two classes that tells the likelier one's label, as converters write it."""
    d = Drawing((8, 6, 1))
    hidden = d.node("Reshape", d.image, d.constant([8, 6]))
    for narrow, wide in ((6, 16), (16, 12)):
        product = d.node("MatMul", hidden, d.weight(narrow, wide))
        hidden = d.node("Relu", d.node("Add", product, d.weight(1, wide)))
    product = d.node("MatMul", hidden, d.weight(12, 1))
    chance = d.node("Sigmoid", d.node("Add", product, d.weight(1, 1)))
    other = d.node("Sub", d.constant(1.0), chance)
    likeliest = d.node("ArgMax", d.node("Concat", other, chance, axis=1), axis=1, keepdims=1)
    labels = d.weight(2)
    model = d.model(d.node("ArrayFeatureExtractor", labels, likeliest, domain=LEARNED))
    model.opset_import.append(helper.make_opsetid(LEARNED, 3))
    return model


def _model(node: onnx.NodeProto) -> onnx.ModelProto:
    """One node from four columns to one."""
    ends = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [None, columns])
        for name, columns in (("x", 4), ("y", 1))
    ]
    graph = helper.make_graph([node], "graph", ends[:1], ends[1:])
    opsets = [helper.make_opsetid("", 15), helper.make_opsetid(LEARNED, 3)]
    return helper.make_model(graph, opset_imports=opsets)


def tables() -> dict[str, Callable[[], onnx.ModelProto]]:
    """What is drawn here, by name."""
    return {
        "forest": forest,
        "regression": regression,
        "support_vectors": support_vectors,
        "columns": columns,
        "labelled": labelled,
    }
