"""Statistics of constants: what is counted, what cannot be, and that only their bytes are read."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from inspector.analysis.tensors import BINS, TensorSummary, measure, summarise_tensor
from inspector.formats import Limits, read_model
from inspector.formats.errors import FileUnreadableError
from inspector.ir import Initializer, Model


def held(elements: np.ndarray, dtype: str = "float32") -> TensorSummary:
    return summarise_tensor(Initializer(dtype, elements.shape, data=elements))


def test_numbers_are_those_of_numpy() -> None:
    elements = np.random.default_rng(3).normal(2.0, 0.5, (300, 7)).astype(np.float32)
    summary = held(elements)
    assert summary.elements == summary.finite == 2100
    assert summary.minimum == elements.min()
    assert summary.maximum == elements.max()
    assert summary.mean == pytest.approx(elements.mean(dtype=float))
    assert summary.deviation == pytest.approx(elements.std(dtype=float))
    counts, _ = np.histogram(elements.astype(float), BINS, (summary.minimum, summary.maximum))
    assert sum(summary.histogram) == 2100
    assert np.abs(counts - summary.histogram).sum() <= 4  # elements on the border of two steps
    assert len(summary.first) == 8


def test_more_than_a_chunk_is_counted_as_one() -> None:
    elements = np.arange(2_500_000, dtype=np.float32)
    summary = held(elements)
    assert summary.finite == sum(summary.histogram) == 2_500_000
    assert summary.deviation == pytest.approx(elements.std(dtype=float))


def test_what_is_no_number_is_counted_apart() -> None:
    summary = held(np.array([0.0, 1.0, np.nan, np.inf, -np.inf, np.nan, -0.0, 3.0]))
    assert (summary.nan, summary.positive_infinite, summary.negative_infinite) == (2, 1, 1)
    assert (summary.finite, summary.zeros) == (4, 2)
    assert (summary.minimum, summary.maximum, summary.mean) == (0.0, 3.0, 1.0)
    assert sum(summary.histogram) == 4


def test_nothing_but_no_numbers() -> None:
    summary = held(np.array([np.nan, np.inf]))
    assert summary.finite == 0
    assert summary.histogram == []
    assert held(np.empty((0, 3))).elements == 0


def test_equal_elements_have_no_histogram() -> None:
    summary = held(np.full(9, 0.1))
    assert summary.histogram == []
    assert summary.deviation == pytest.approx(0)


def test_huge_numbers_stay_numbers() -> None:
    summary = held(np.array([-1.7e308, 1.7e308, 1.7e308]))
    told = (summary.minimum, summary.maximum, summary.mean, summary.deviation)
    assert all(math.isfinite(number) for number in told)


@pytest.mark.parametrize(
    ("elements", "least", "most"),
    [
        (np.array([True, False]), 0, 1),
        (np.array([-128, 127], dtype=np.int8), -128, 127),
        (np.array([3 + 4j, 0j]), 0, 5),
    ],
)
def test_other_kinds_of_numbers(elements: np.ndarray, least: float, most: float) -> None:
    summary = held(elements)
    assert (summary.minimum, summary.maximum) == (least, most)


def test_texts_are_shown_and_not_counted() -> None:
    summary = held(np.array([b"a", b"\xff", "c" * 99], dtype=object), "string")
    assert summary.first[0] == "a"
    assert len(summary.first[2]) == 40
    assert summary.finite == 0
    assert summary.problem is None


def test_a_constant_without_bytes_says_so() -> None:
    summary = summarise_tensor(Initializer("float32", (3,)))
    assert summary.problem is not None
    assert summary.problem.code == "no-elements"


def test_a_failed_reading_is_told() -> None:
    def read() -> np.ndarray:
        raise FileUnreadableError("The file has changed since it was opened.")

    summary = summarise_tensor(Initializer("float32", (3,), read=read))
    assert summary.problem is not None
    assert "changed" in summary.problem.message


def small_model(tmp_path: Path, *, external: bool) -> tuple[Model, np.ndarray]:
    weight = np.random.default_rng(0).normal(size=(64, 128)).astype(np.float32)
    nodes = [
        helper.make_node("MatMul", ["x", "W"], ["h"]),
        helper.make_node("Constant", [], ["c"], value=numpy_helper.from_array(np.float32(2.5))),
        helper.make_node("Clip", ["h", "", "c"], ["y"]),
    ]
    graph = helper.make_graph(
        nodes,
        "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 64])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 128])],
        [numpy_helper.from_array(weight, "W")],
    )
    path = tmp_path / "model.onnx"
    onnx.save(helper.make_model(graph), path, save_as_external_data=external, size_threshold=64)
    return read_model(path, Limits(), lambda stage, fraction: None), weight


@pytest.mark.parametrize("external", [False, True])
def test_inputs_and_attributes_are_found_by_place(tmp_path: Path, external: bool) -> None:
    model, weight = small_model(tmp_path, external=external)
    nodes = {node.index: node for graph in model.graphs.values() for node in graph.walk()}
    summary = measure(nodes, 0, "1")
    assert summary.shape == [64, 128]
    assert summary.mean == pytest.approx(weight.mean(dtype=float))
    assert measure(nodes, 1, "value").first == ["2.5"]
    assert measure(nodes, 2, "1").first == ["2.5"]  # the second that is there; from a Constant
    for node, place in ((0, "0"), (0, "7"), (0, "nothing"), (99, "0"), (0, "²")):
        problem = measure(nodes, node, place).problem
        assert problem is not None
        assert problem.code == "no-tensor"


def test_a_file_that_changed_is_not_read(tmp_path: Path) -> None:
    model, _ = small_model(tmp_path, external=True)
    data = next(path for path in tmp_path.iterdir() if path.name != "model.onnx")
    data.write_bytes(data.read_bytes()[:100])
    nodes = {node.index: node for graph in model.graphs.values() for node in graph.walk()}
    assert measure(nodes, 0, "1").problem is not None
