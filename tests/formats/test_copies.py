"""Matrices of equal bytes are known as copies; vectors and single numbers never are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from inspector.formats import read_model

RANDOM = np.random.default_rng(0)
WEIGHT = RANDOM.standard_normal((64, 96), np.float32)
LATE = WEIGHT.copy()
LATE[0, 0] += 1  # the first look, into the middle, does not see this
SMALL = RANDOM.standard_normal((8, 8), np.float32)
VECTOR = np.arange(6144, dtype=np.float32)
ARRAYS = {
    "weight": WEIGHT,
    "copy": WEIGHT,
    "late": LATE,
    "other": RANDOM.standard_normal((64, 96), np.float32),
    "turned": WEIGHT.reshape(96, 64),
    "zeros": np.zeros((64, 96), np.float32),
    "more_zeros": np.zeros((64, 96), np.float32),
    "scale": VECTOR,
    "same_scale": VECTOR,
    "column": VECTOR.reshape(6144, 1),
    "same_column": VECTOR.reshape(6144, 1),
    "small": SMALL,
    "same_small": SMALL,
    "ones": np.ones((8, 8), np.float32),
    "more_ones": np.ones((8, 8), np.float32),
}


def model() -> onnx.ModelProto:
    tensors = [numpy_helper.from_array(array, name) for name, array in ARRAYS.items()]
    nodes = [helper.make_node("Sum", list(ARRAYS), ["y"])]
    output = helper.make_tensor_value_info("y", TensorProto.FLOAT, None)
    return helper.make_model(helper.make_graph(nodes, "g", [], [output], tensors))


def contents(path: Path) -> dict[str, str]:
    graph = read_model(path).graphs["main"]
    found = {n: v.initializer.content for n, v in graph.initializers.items() if v.initializer}
    return {name: content for name, content in found.items() if content}


@pytest.mark.parametrize("external", [False, True])
def test_only_matrices_of_equal_bytes_are_copies(tmp_path: Path, external: bool) -> None:
    path = tmp_path / "copies.onnx"
    onnx.save(model(), path, save_as_external_data=external, location="data", size_threshold=0)
    found = contents(path)
    assert set(found) == {"weight", "copy", "late", "small", "same_small"}
    assert found["weight"] == found["copy"] != found["late"]
    assert found["small"] == found["same_small"]


def test_missing_bytes_are_equal_where_they_are_said_to_be_in_one_place(tmp_path: Path) -> None:
    path = tmp_path / "missing.onnx"
    onnx.save(model(), path, save_as_external_data=True, location="data", size_threshold=0)
    (tmp_path / "data").unlink()
    stored = onnx.load(path, load_external_data=False)
    tensors = {tensor.name: tensor for tensor in stored.graph.initializer}
    del tensors["copy"].external_data[:]
    tensors["copy"].external_data.extend(tensors["late"].external_data)
    onnx.save(stored, path)
    found = contents(path)
    assert set(found) == {"copy", "late"}
    assert found["copy"] == found["late"]
