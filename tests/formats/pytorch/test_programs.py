"""Exported programs: graphs, weights, layouts of the archive."""

from __future__ import annotations

import contextlib
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from inspector.formats import FormatError, UnsupportedFormat, read_model
from inspector.formats.errors import LimitExceededError, MalformedError
from inspector.ir import Graph, Model
from tests.formats.pytorch.archives import FIXTURES, archive, entries, program


def operators(graph: Graph) -> list[str]:
    return [node.op_type for node in graph.nodes]


def read(name: str) -> Model:
    return read_model(FIXTURES / name)


def test_nodes_keep_operator_arguments_and_scope() -> None:
    graph = read("bert.pt2").graphs["main"]
    linear = next(node for node in graph.nodes if node.op_type == "linear")
    assert linear.domain == "aten"
    assert linear.attributes["arguments"] == ["input", "weight", "bias"]
    assert linear.scope == "model/encoder/layer.0/attention/self/query"
    norm = next(node for node in graph.nodes if node.op_type == "layer_norm")
    assert norm.attributes["normalized_shape"] == [16]
    assert norm.attributes["eps"] == pytest.approx(1e-12)


def test_weights_are_found_in_the_archive() -> None:
    graph = read("lstm.pt2").graphs["main"]
    weight = graph.initializers["head.weight"].initializer
    assert weight is not None
    assert (weight.dtype, weight.shape) == ("float32", (5, 48))
    assert weight.read is not None
    assert np.array_equal(weight.read(), np.zeros((5, 48), np.float32))
    assert [value.name for value in graph.inputs] == ["tokens"]


def test_a_stored_weight_is_known_by_its_place(tmp_path: Path) -> None:
    path = tmp_path / "m.pt2"
    stored = entries(FIXTURES / "lstm.pt2")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as file:
        for name, data in stored.items():
            file.writestr(f"m/{name}", b"\x01" * len(data) if "/weight_" in name else data)
    weight = read_model(path).graphs["main"].initializers["head.weight"].initializer
    assert weight is not None
    assert weight.length == 5 * 48 * 4
    data = path.read_bytes()[weight.offset : weight.offset + weight.length]
    assert data == b"\x01" * weight.length
    assert weight.read is not None
    assert (weight.read() == np.frombuffer(b"\x01" * 4, np.float32)[0]).all()


def test_symbolic_sizes_keep_their_name() -> None:
    graph = read("unet.batched.pt2").graphs["main"]
    shape = graph.inputs[0].shape
    assert shape is not None
    assert isinstance(shape[0], str)
    assert shape[1:] == (3, 32, 32)
    assert graph.nodes[0].outputs[0].shape == (shape[0], 4, 32, 32)


def test_branches_are_nested_graphs() -> None:
    model = read("chosen.pt2")
    node = next(n for n in model.graphs["main"].nodes if n.op_type == "cond")
    assert node.domain == "higher_order"
    graphs = dict(node.subgraphs())
    assert [operators(graph) for graph in graphs.values()] == [["linear", "relu"], ["add"]]
    assert all(graph.parent is node for graph in graphs.values())
    indices = [each.index for each in model.graphs["main"].walk()]
    assert indices == sorted(indices)


def test_a_change_to_a_part_shows_in_the_whole() -> None:
    graph = read("written.pt2").graphs["main"]
    assert operators(graph)[-2:] == ["select_scatter", "mul"]
    scatter, product = graph.nodes[-2:]
    assert product.inputs[0] is scatter.outputs[0]
    fill = next(node for node in graph.nodes if node.op_type == "fill_")
    assert scatter.inputs[1] is fill.outputs[0]


def test_the_layout_before_there_was_a_weights_folder(tmp_path: Path) -> None:
    stored = json.dumps(program("lstm.pt2"))
    path = tmp_path / "old.pt2"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("serialized_exported_program.json", stored)
        file.writestr("serialized_state_dict.json", b"")
        file.writestr("version", "8")
    graph = read_model(path).graphs["main"]
    assert operators(graph) == operators(read("lstm.pt2").graphs["main"])
    weight = graph.initializers["head.weight"].initializer
    assert weight is not None
    assert weight.shape == (5, 48)
    assert weight.read is None


def test_several_programs_are_several_graphs(tmp_path: Path) -> None:
    stored = entries(FIXTURES / "written.pt2")
    stored["models/other.json"] = stored["models/model.json"]
    model = read_model(archive(tmp_path / "m.pt2", dict(stored)))
    assert set(model.graphs) == {"model", "other"}


def test_a_compiled_package_is_no_graph(tmp_path: Path) -> None:
    path = archive(
        tmp_path / "m.pt2", {"archive_format": "pt2", "data/aotinductor/m/a.so": b"\x7fELF"}
    )
    with pytest.raises(UnsupportedFormat, match="no exported program"):
        read_model(path)


def test_foreign_operators_and_compiled_code_are_found(tmp_path: Path) -> None:
    stored = entries(FIXTURES / "written.pt2")
    text = stored["models/model.json"].decode()
    stored["models/model.json"] = text.replace(
        "torch.ops.aten.mul.Tensor", "torch.ops.mine.f.x"
    ).encode()
    stored["data/aotinductor/model/a.so"] = b"\x7fELF"
    model = read_model(archive(tmp_path / "m.pt2", dict(stored)))
    found = {finding.code: finding for finding in model.findings}
    assert "mine.f" in found["custom-operator"].message
    assert found["compiled-code"].where == "data/aotinductor/model/a.so"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"graph_module"', '"no_module"'),
        ('"nodes": [', '"nodes": [7, '),
        ('"as_int": 0', '"as_int": "a"'),
        ('"as_tensor": {"name": ', '"as_tensor": {"name": 3, "n": '),
        ('"sizes": [{"as_int": 3}', '"sizes": [{"as_int": -3}'),
        ('"sizes": [', '"sizes": [{"as_int": 4611686018427387904}, '),
        ('"dtype": 7', '"dtype": 99'),
    ],
)
def test_a_program_that_contradicts_its_schema(old: str, new: str, tmp_path: Path) -> None:
    stored = entries(FIXTURES / "written.pt2")
    text = stored["models/model.json"].decode()
    assert old in text
    stored["models/model.json"] = text.replace(old, new).encode()
    path = archive(tmp_path / "m.pt2", dict(stored))
    with contextlib.suppress(MalformedError, LimitExceededError):
        assert read_model(path).graphs["main"] is not None


def test_json_that_is_nested_without_end(tmp_path: Path) -> None:
    deep = '{"graph_module": {"graph": ' + "[" * 500_000
    path = archive(tmp_path / "m.pt2", {"archive_format": "pt2", "models/model.json": deep})
    with pytest.raises(FormatError):
        read_model(path)


def test_graphs_nested_without_end(tmp_path: Path) -> None:
    stored = program("chosen.pt2")
    cond = next(n for n in stored["graph_module"]["graph"]["nodes"] if "cond" in n["target"])
    graph = next(a for a in cond["inputs"] if "as_graph" in a["arg"])["arg"]["as_graph"]["graph"]
    inner = graph
    for _ in range(40):
        graph["nodes"] = [*graph["nodes"][:1], json.loads(json.dumps(cond | {"inputs": []}))]
        next_graph = json.loads(json.dumps({"inputs": [], "outputs": [], "nodes": []}))
        argument = {"name": "g", "arg": {"as_graph": {"name": "g", "graph": next_graph}}}
        graph["nodes"][-1]["inputs"] = [argument]
        graph = next_graph
    assert inner is not graph
    files = {"archive_format": "pt2", "models/model.json": json.dumps(stored)}
    model = read_model(archive(tmp_path / "m.pt2", files))
    assert "nesting-too-deep" in [finding.code for finding in model.findings]
