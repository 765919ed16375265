"""Models of tables as converters write them: one operator holds all that was learned."""

from __future__ import annotations

from collections.abc import Callable

import onnx
from onnx import TensorProto, helper

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
    return {"forest": forest, "regression": regression, "support_vectors": support_vectors}
