"""Other names, another stored order and a second network change neither verdict nor layers."""

from __future__ import annotations

import gzip
from pathlib import Path

import onnx
import pytest

from inspector.data import signatures_dir
from inspector.robustness.measuring import Finding, measure_file
from inspector.robustness.rewriting import REWRITES
from inspector.signatures import Library, load_library

MODELS = (
    "bert-torchscript", "whisper-torchscript", "resnet-dynamo", "unet-torchscript", "swin-dynamo",
    "lstm-torchscript", "llama-torchscript", "efficientnet-dynamo",
)  # fmt: skip


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library([signatures_dir()])


def stored(checkout: Path, name: str) -> onnx.ModelProto:
    packed = (checkout / f"tests/fixtures/models/{name}.onnx.gz").read_bytes()
    return onnx.load_from_string(gzip.decompress(packed))


def found(model: onnx.ModelProto, path: Path, library: Library) -> Finding:
    path.write_bytes(model.SerializeToString())
    return measure_file(path, library)


@pytest.mark.parametrize("name", MODELS)
def test_rewriting_changes_nothing(
    name: str, checkout: Path, tmp_path: Path, library: Library
) -> None:
    before = found(stored(checkout, name), tmp_path / "before.onnx", library)
    assert before.signature
    for change, rewrite in REWRITES.items():
        after = found(rewrite(stored(checkout, name)), tmp_path / f"{change}.onnx", library)
        assert (change, after) == (change, before)


def test_renaming_leaves_no_name() -> None:
    info = onnx.helper.make_tensor_value_info
    graph = onnx.helper.make_graph(
        [onnx.helper.make_node("Relu", ["secret"], ["result"], name="layer")],
        "net",
        [info("secret", 1, ["batch"])],
        [info("result", 1, ["batch"])],
    )
    model = REWRITES["rename"](onnx.helper.make_model(graph, producer_name="maker"))
    text = model.SerializeToString()
    assert not [
        n for n in (b"secret", b"result", b"layer", b"net", b"batch", b"maker") if n in text
    ]
    onnx.checker.check_model(model)


def test_shuffling_keeps_producers_first_and_scattering_does_not(checkout: Path) -> None:
    def is_sorted(model: onnx.ModelProto) -> bool:
        made: set[str] = set()
        makers = {name for node in model.graph.node for name in node.output}
        for node in model.graph.node:
            if any(name in makers and name not in made for name in node.input):
                return False
            made.update(node.output)
        return True

    before = [list(node.output) for node in stored(checkout, "bert-torchscript").graph.node]
    shuffled = REWRITES["shuffle"](stored(checkout, "bert-torchscript"))
    assert is_sorted(shuffled)
    assert [list(node.output) for node in shuffled.graph.node] != before
    assert not is_sorted(REWRITES["scatter"](stored(checkout, "bert-torchscript")))
