"""ONNX as text, in two notations, and in ONNX Runtime's format: the same graph as in binary."""

from __future__ import annotations

import contextlib
import random
from pathlib import Path

import pytest
from google.protobuf import text_format
from onnx import printer

from inspector.formats import FormatError, Limits, probe, read_model
from inspector.ir import Model
from inspector.ir.normal import normalise
from tests.formats.models import branches, chain, save

SYNTAX = """
<ir_version: 8, opset_import: ["" : 18]>
small (float[N, 4] x) => (float[N, 4] y)
<float[4, 4] w = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}>
{
    m = MatMul (x, w)
    y = Relu (m)
}
"""


def operators(model: Model) -> list[str]:
    return [node.op_type for node in model.graphs["main"].walk()]


def test_the_syntax_of_onnx(tmp_path: Path) -> None:
    path = save(tmp_path, SYNTAX.encode(), "m.txt")
    assert probe(path) == "onnx-text"
    model = read_model(path)
    assert operators(model) == ["MatMul", "Relu"]
    weight = model.graphs["main"].initializers["w"].initializer
    assert weight is not None
    assert weight.data is not None
    assert weight.data[1, 1] == 1
    assert model.opsets == {"": 18}


def test_what_onnx_prints_is_read_again(tmp_path: Path) -> None:
    written = printer.to_text(branches())
    model = read_model(save(tmp_path, written.encode(), "m.onnxtxt"))
    assert sorted(operators(model)) == ["Add", "Constant", "If", "MatMul", "Neg"]


@pytest.mark.parametrize("make", [chain, branches])
def test_the_notation_of_protobuf(tmp_path: Path, make) -> None:
    proto = make()
    path = save(tmp_path, text_format.MessageToString(proto).encode(), "m.textproto")
    assert probe(path) == "onnx-text"
    binary = read_model(save(tmp_path, proto))
    assert operators(read_model(path)) == operators(binary)


def test_other_texts_are_not_taken_for_onnx(tmp_path: Path) -> None:
    assert probe(save(tmp_path, b'node { name: "x" op: "Placeholder" }', "graph.pbtxt")) is None
    assert probe(save(tmp_path, b"<html><body>ir_version</body></html>", "page.html")) is None


@pytest.mark.parametrize(
    "text",
    [
        '<ir_version: 8, opset_import: ["" : 18]> g (float x',
        "ir_version: 8 graph { node { op_type: ",
        "ir_version: 8",
        "ir_version: 8 graph " + "{ node { attribute { g " * 100_000,
        "<ir_version: 8>" + "(" * 1_000_000,
        '<ir_version: 8> g () => () { a = F <s="' + "}" * 200_000 + '"> ()' + "{" * 200_000,
        'ir_version: 8 producer_name: "#' + "}" * 99 + '" graph ' + "{ node " * 200_000,
        "ir_version: 8 # don't }\n# it's }\ngraph " + "{ node " * 200_000,
        'ir_version: 8 producer_name: "' + '\\"' * 2_000_000,
    ],
)
def test_broken_texts(tmp_path: Path, text: str) -> None:
    with pytest.raises(FormatError) as caught:
        read_model(save(tmp_path, text.encode(), "m.txt"))
    assert caught.value.code in ("malformed", "limit-exceeded")


# ONNX Runtime


FIXTURE = Path(__file__).parents[1] / "fixtures" / "onnxruntime" / "small.ort"


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    return save(tmp_path, FIXTURE.read_bytes(), "m.ort")


def test_the_format_of_onnx_runtime(prepared: Path) -> None:
    assert probe(prepared) == "ort"
    model = read_model(prepared)
    graph = model.graphs["main"]
    assert [n.op_type for n in graph.nodes] == ["MatMul", "LeakyRelu", "If", "MatMul", "Transpose"]
    assert sorted(operators(model))[:3] == ["If", "LeakyRelu", "MatMul"]
    assert graph.nodes[1].attributes["alpha"] == 0.25
    assert graph.nodes[4].attributes["perm"] == [1, 0]
    assert [name for name, _ in graph.nodes[2].subgraphs()] == ["then_branch", "else_branch"]
    assert graph.inputs[0].shape == ("batch", 16)
    assert model.opsets[""] == 17
    assert not model.findings


def test_tensors_of_that_format_have_their_place_in_it(prepared: Path) -> None:
    model = read_model(prepared, Limits(data_bytes=64))
    weight = model.graphs["main"].nodes[3].inputs[1]
    assert weight is not None
    assert weight.initializer is not None
    tensor = weight.initializer
    assert (tensor.shape, tensor.location, tensor.data) == ((16, 16), "", None)
    assert prepared.read_bytes()[tensor.offset : tensor.offset + 4] == b"\0\0\x80?"
    assert tensor.read is not None
    assert float(tensor.read()[0, 0]) == 1.0


@pytest.mark.parametrize("part", range(1, 16))
def test_a_file_that_ends_early(prepared: Path, part: int) -> None:
    whole = prepared.read_bytes()
    prepared.write_bytes(whole[: len(whole) * part // 16])
    with contextlib.suppress(FormatError):
        read_model(prepared)


@pytest.mark.parametrize("seed", range(20))
def test_changed_bytes_never_break_the_reader(prepared: Path, seed: int) -> None:
    whole, chance = prepared.read_bytes(), random.Random(seed)
    for _ in range(20):
        changed = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            changed[chance.randrange(8, len(whole))] = chance.randrange(256)
        prepared.write_bytes(changed)
        with contextlib.suppress(FormatError):
            model = read_model(prepared)
            normalise(model, model.graphs["main"])
