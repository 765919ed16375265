"""Evidence lies in every layer: of those that names tell, and of what recurs by structure."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import helper, numpy_helper

from inspector.analysis.scanning import scan
from inspector.formats import read_model
from tests.evidence.layers import layers_of, library

MODELS = Path(__file__).parents[1] / "fixtures" / "models"


def perceptrons(names: list[str]) -> onnx.ModelProto:
    """Two weights and an activation per module, one module behind the other."""
    nodes, weights = [], []
    value = "x"
    for name in names:
        for part in ("up", "down"):
            weight = f"{name}.{part}.weight"
            weights.append(numpy_helper.from_array(np.zeros((4, 4), np.float32), weight))
            nodes.append(helper.make_node("MatMul", [value, weight], [f"{name}.{part}"]))
            nodes.append(helper.make_node("Relu", [f"{name}.{part}"], [f"{name}.{part}.act"]))
            value = f"{name}.{part}.act"
    ends = [helper.make_tensor_value_info(v, onnx.TensorProto.FLOAT, [1, 4]) for v in ("x", value)]
    graph = helper.make_graph(nodes, "g", ends[:1], ends[1:], weights)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])


def test_numbered_modules_that_recur_are_layers(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    onnx.save(perceptrons(["encoder.layer.0", "encoder.layer.1", "head.0", "head"]), path)
    model = read_model(path)
    layers = layers_of(node for graph in model.graphs.values() for node in graph.nodes)
    assert sorted(layers) == [("encoder", "layer", "0"), ("encoder", "layer", "1")]
    assert [len(nodes) for nodes in layers.values()] == [2, 2]


@pytest.mark.parametrize("name", sorted(path.name for path in MODELS.glob("*.onnx.gz")))
def test_nothing_that_recurs_is_left_unexplained(name: str, tmp_path: Path) -> None:
    """What recurs beyond the blocks of the library holds something that evidence highlights."""
    path = tmp_path / name.removesuffix(".gz")
    path.write_bytes(gzip.decompress((MODELS / name).read_bytes()))
    scanned = scan(read_model(path), library())
    winner = scanned.decision.winner
    assert winner is not None
    explained = set(winner.leaves)
    for occurrences in scanned.folding.occurrences.values():
        explained = explained.union(*(occurrence.leaves for occurrence in occurrences))
    shown = scanned.shown
    left = [
        recurrence.name
        for recurrence in scanned.recurring
        for fold in recurrence.folds
        if explained.isdisjoint(shown.leaves(fold))
    ]
    assert left == []
