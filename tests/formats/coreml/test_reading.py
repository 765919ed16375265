"""Core ML's models, as its converter writes them; ``make_models.py`` made the fixtures."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from inspector.analysis.engine import scan
from inspector.data import signatures_dir
from inspector.formats import FormatError, probe, read_model
from inspector.formats.errors import MalformedError, UnsupportedFormat
from inspector.ir import Graph, Model, Node
from inspector.ir.normal import normalise
from inspector.signatures import load_library
from tests.fuzz.mutations import mutate

FIXTURES = Path(__file__).parents[2] / "fixtures" / "coreml"
NAMES = sorted(path.name.removesuffix(".mlmodel.gz") for path in FIXTURES.glob("*.gz"))
KINDS = ("network", "program")


def unpack(name: str, folder: Path) -> Path:
    path = folder / f"{name}.mlmodel"
    path.write_bytes(gzip.decompress((FIXTURES / f"{name}.mlmodel.gz").read_bytes()))
    return path


def package(name: str, folder: Path, root: str = "com.apple.CoreML/model.mlmodel") -> Path:
    """A package as the converter lays it out."""
    data = folder / "model.mlpackage" / "Data" / "com.apple.CoreML"
    data.mkdir(parents=True)
    shutil.move(unpack(name, data), data / "model.mlmodel")
    manifest = {
        "fileFormatVersion": "1.0.0",
        "itemInfoEntries": {"A": {"path": root, "name": "model.mlmodel"}},
        "rootModelIdentifier": "A",
    }
    (folder / "model.mlpackage" / "Manifest.json").write_text(json.dumps(manifest))
    return folder / "model.mlpackage"


def node(model: Model, *operators: str) -> Node:
    (graph,) = model.graphs.values()
    return next(node for node in graph.nodes if node.op_type in operators)


def test_every_kind_has_a_fixture() -> None:
    assert {name.rpartition("-")[2] for name in NAMES} == set(KINDS)


@pytest.mark.parametrize("name", NAMES)
def test_verdicts(tmp_path: Path, name: str) -> None:
    found = scan(read_model(unpack(name, tmp_path)), load_library([signatures_dir()]))
    assert found.report.verdict is not None
    assert found.report.verdict.family == name.rpartition("-")[0]
    assert found.report.coverage > 0.9


@pytest.mark.parametrize("name", NAMES)
def test_no_operator_keeps_its_own_name(tmp_path: Path, name: str) -> None:
    model = read_model(unpack(name, tmp_path))
    for graph in model.graphs.values():
        normal = normalise(model, graph)
        operators = {normal.ops[node] for node in normal.live_nodes()}
        assert not {op for op in operators if op.startswith(("mil.", "coreml."))}


@pytest.mark.parametrize("kind", KINDS)
def test_inputs_shapes_and_attributes(tmp_path: Path, kind: str) -> None:
    model = read_model(unpack(f"resnet-{kind}", tmp_path))
    (graph,) = model.graphs.values()
    assert model.format == "coreml"
    assert model.producer.startswith("coremltools")
    assert [value.shape for value in graph.inputs] == [(1, 3, 64, 64)]
    assert len(graph.outputs) == 1
    first = node(model, "conv", "convolution")
    shapes = [value.shape for value in first.inputs if value is not None and value.initializer]
    assert ((64, 3, 7, 7) if kind == "program" else (64 * 3 * 7 * 7,)) in shapes
    if kind == "network":
        assert first.attributes["kernelSize"] == [7, 7]
        assert first.attributes["stride"] == [2, 2]
        assert first.attributes["valid"] == [3, 3, 3, 3]
    else:
        assert first.attributes["pad_type"] == "custom"


def test_weights_are_read_on_demand(tmp_path: Path) -> None:
    model = read_model(unpack("resnet-network", tmp_path))
    weight = node(model, "convolution").inputs[1]
    assert weight is not None
    assert weight.initializer is not None
    assert weight.initializer.read is not None
    elements = weight.initializer.read()
    assert elements.shape == weight.initializer.shape
    assert np.isfinite(elements).all()
    assert elements.any()


def test_a_package_is_one_model(tmp_path: Path) -> None:
    folder = package("bert-program", tmp_path)
    model = read_model(folder)
    assert model.path == str(folder)
    assert len(model.graphs["main"].nodes) > 50


def test_a_missing_file_of_weights_is_told_once(tmp_path: Path) -> None:
    model = read_model(package("resnet-program", tmp_path))
    assert [f.code for f in model.findings] == ["external-data-missing"]


@pytest.mark.parametrize("root", ["../../outside.mlmodel", "/etc/passwd"])
def test_a_manifest_does_not_lead_out_of_the_package(tmp_path: Path, root: str) -> None:
    (tmp_path / "outside.mlmodel").write_bytes(unpack("lstm-program", tmp_path).read_bytes())
    with pytest.raises(MalformedError, match="outside the package"):
        read_model(package("lstm-program", tmp_path, root))


def test_other_messages_are_no_core_ml(tmp_path: Path) -> None:
    for name, head in (("onnx", b"\x08\x07\x12\x07pytorch"), ("empty", b"\x08\x04\x12\x00")):
        path = tmp_path / name
        path.write_bytes(head + bytes(100))
        assert probe(path) != "coreml"


def test_a_model_without_a_graph_says_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "tree.mlmodel"
    path.write_bytes(b"\x08\x01\x12\x05\x0a\x03\x0a\x01x" + b"\xf2\x12\x00")  # 302: tree ensemble
    with pytest.raises(UnsupportedFormat, match="tree ensemble"):
        read_model(path)


def attempt(path: Path, data: bytes) -> None:
    """Only a ``FormatError`` may come, whatever the bytes."""
    path.write_bytes(data)
    try:
        model = read_model(path)
    except FormatError:
        return
    for graph in model.graphs.values():
        assert isinstance(graph, Graph)
        normalise(model, graph)


@pytest.mark.parametrize("name", NAMES)
def test_damaged_files(tmp_path: Path, name: str) -> None:
    data = unpack(name, tmp_path).read_bytes()
    for seed in range(60):
        attempt(tmp_path / "damaged.mlmodel", mutate([data], seed, 1))
    for part in range(1, 12):
        attempt(tmp_path / "cut.mlmodel", data[: len(data) * part // 12])


def test_nested_messages_end(tmp_path: Path) -> None:
    """A pipeline of pipelines, far deeper than any reader goes."""
    message = b""
    for _ in range(3000):
        inner = b"\x0a" + _length(message) + message
        message = b"\xd2\x0c" + _length(inner) + inner
    path = tmp_path / "deep.mlmodel"
    path.write_bytes(b"\x08\x01\x12\x00" + message)
    with pytest.raises(FormatError):
        read_model(path)


def _length(data: bytes) -> bytes:
    number, found = len(data), bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    found.append(number)
    return bytes(found)
