"""The examples in the repository: made of what they say, and nothing in them tells a name."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import onnx
import onnx.shape_inference
import pytest

from inspector.data import signatures_dir
from inspector.formats.onnx.graph_only import graph_only
from tests.examples.classifiers import classifiers
from tests.examples.detectors import detectors
from tests.examples.parts import parts
from tests.examples.tables import tables

EXAMPLES = signatures_dir() / "examples"
DRAWINGS = {**classifiers(), **detectors(), **parts(), **tables()}


def packed(name: str) -> bytes:
    return gzip.decompress((EXAMPLES / f"{name}.gz").read_bytes())


def rows() -> list[dict[str, str]]:
    with (EXAMPLES / "sources.tsv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table, delimiter="\t"))


def test_every_file_has_a_source_and_every_source_its_file() -> None:
    files = sorted(path.name.removesuffix(".gz") for path in EXAMPLES.glob("*.onnx.gz"))
    assert [row["file"] for row in rows()] == files
    assert {row["source"] for row in rows()} == {
        "carvekit", "diffusers", "drawn", "facenet-pytorch", "onnxruntime-genai", "pytorchcv",
        "recurrent", "smp", "super-gradients", "timm", "torchvision", "transformers",
    }  # fmt: skip


def test_they_are_small() -> None:
    sizes = [path.stat().st_size for path in EXAMPLES.glob("*.onnx.gz")]
    assert max(sizes) < 64 << 10
    assert sum(sizes) < 4 << 20


@pytest.mark.parametrize("name", sorted(DRAWINGS))
def test_a_drawing_is_what_is_packed(name: str) -> None:
    model = DRAWINGS[name]()
    onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True)
    assert graph_only(model).SerializeToString(deterministic=True) == packed(f"{name}-drawn.onnx")


@pytest.mark.parametrize("name", ["bert-dynamo", "crnn-torchscript", "mamba-torchscript"])
def test_nothing_but_the_graph_is_left(name: str) -> None:
    data = packed(f"{name}.onnx")
    model = onnx.load_from_string(data)
    assert graph_only(model).SerializeToString(deterministic=True) == data
    assert not model.producer_name
    names = {value for node in model.graph.node for value in (*node.input, *node.output) if value}
    assert all(value[0] == "v" and value[1:].isdigit() for value in names)
    assert max(len(tensor.raw_data) for tensor in model.graph.initializer) <= 64 * 8


def test_a_root_that_lacks_a_file_is_no_harm(tmp_path: Path) -> None:
    from tests.examples.make import read

    row = {"file": "a.onnx", "source": "timm", "path": "dynamo/a.onnx"}
    assert read(row, [tmp_path]) is None
