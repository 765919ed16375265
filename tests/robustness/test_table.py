"""Filling, choosing and counting."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from inspector.robustness.filling import drop_weights, fill_weights, weight_bytes
from inspector.robustness.measuring import Finding
from inspector.robustness.running import Outcome, choose
from inspector.robustness.table import differences, refusals, rows, table


def bare_model(width: int = 80) -> onnx.ModelProto:
    """A Gemm whose weight has no elements and whose bias was never trained."""
    weight = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=[width, width])
    weight.data_location = TensorProto.EXTERNAL
    weight.external_data.add(key="location", value="weights.bin")
    bias = numpy_helper.from_array(np.zeros(width, np.float32), "b")
    info = helper.make_tensor_value_info
    graph = helper.make_graph(
        [helper.make_node("Gemm", ["x", "w", "b"], ["y"])],
        "g",
        [info("x", TensorProto.FLOAT, [1, width])],
        [info("y", TensorProto.FLOAT, [1, width])],
        [weight, bias],
    )
    return helper.make_model(graph)


def test_filled_weights_are_all_there_and_differ() -> None:
    model = bare_model()
    size = weight_bytes(model)
    fill_weights(model)
    onnx.checker.check_model(model)
    weight, bias = (numpy_helper.to_array(tensor) for tensor in model.graph.initializer)
    assert (weight.nbytes + bias.nbytes, weight.shape) == (size, (80, 80))
    assert len(np.unique(bias)) > 70


def test_dropped_weights_keep_type_and_shape() -> None:
    model = bare_model()
    fill_weights(model)
    drop_weights(model)
    weight, bias = model.graph.initializer
    assert (weight.data_location, list(weight.dims)) == (TensorProto.EXTERNAL, [80, 80])
    assert not weight.raw_data
    assert bias.raw_data


def test_families_take_turns_smallest_files_first(tmp_path: Path) -> None:
    for name, width in (("a1", 9), ("a2", 5), ("b1", 7), ("b2", 60)):
        onnx.save(bare_model(width), str(tmp_path / f"{name}.onnx"))
    labelled = [(f"{name}.onnx", name[0]) for name in ("a1", "a2", "b1", "b2")]
    choice = choose(labelled, tmp_path, 3, largest=4000)
    assert choice.files == ["a2.onnx", "b1.onnx", "a1.onnx"]
    assert choice.too_large == 1


def test_counts_and_lines() -> None:
    before = Finding("bert", "bert", "text encoder", "transformer", "whole", {"layer": 3})
    fewer = Finding("bert", "bert", "text encoder", "transformer", "whole", {"layer": 2})
    outcomes = [
        Outcome("a", "rename", before, before),
        Outcome("b", "rename", before, fewer),
        Outcome("c", "rename", before, Finding()),
        Outcome("d", "rename", before, None, "no such operator"),
    ]
    counted = rows(outcomes)
    assert [(r.files, r.same_verdict, r.same_layers) for r in counted] == [(3, 2, 1)]
    assert "rename      3     2 ( 66.7%)            1        1" in table(counted)
    assert refusals(counted) == ["rename: 1 refused: no such operator"]
    assert differences(outcomes) == [
        "rename: b: bert: layer 3 to 2",
        "rename: c: bert became unknown",
    ]
