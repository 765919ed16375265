"""Two exporters' graphs of one model get one verdict, whatever their names were."""

from collections.abc import Callable
from pathlib import Path

import pytest

from inspector.analysis.program import compile_library
from inspector.analysis.scanning import Scan, scan
from inspector.formats import read_model
from inspector.ir.graph import Model
from inspector.signatures import Library
from tests.graphs import make_model

FAMILIES = (
    "resnet vgg mobilenet_v2 efficientnet densenet convnext vit swin bert roberta distilbert gpt2 "
    "llama qwen2 t5 whisper clip unet lstm"
).split()


@pytest.mark.parametrize("exporter", ["dynamo", "torchscript"])
@pytest.mark.parametrize("family", FAMILIES)
def test_family(scanned: Callable[[str], Scan], family: str, exporter: str) -> None:
    report = scanned(f"{family}-{exporter}").report
    assert report.verdict is not None
    assert report.verdict.family == family
    assert report.verdict.confidence > 0.5
    assert report.coverage > 0.4


@pytest.mark.parametrize("family", ["bert", "llama", "gpt2", "vit", "resnet", "convnext"])
def test_exporters_agree_on_the_layers(scanned: Callable[[str], Scan], family: str) -> None:
    counts = []
    for exporter in ("dynamo", "torchscript"):
        matches = scanned(f"{family}-{exporter}").report.matches
        counts.append({m.signature: m.count for m in matches if m.signature.endswith("Layer")})
    assert counts[0] == counts[1]


def test_the_towers_of_clip_are_components(scanned: Callable[[str], Scan]) -> None:
    components = {c.family for c in scanned("clip-dynamo").report.components}
    assert components <= {"clip_vision", "clip_text", "vit", "bert"}
    assert components


def test_a_model_of_no_known_family_has_none(library: Library) -> None:
    model = make_model("a = Relu(x)\nb = Tanh(a)\nc = Softplus(b)")
    report = scan(model, library).report
    assert report.verdict is None or report.verdict.family is None
    assert report.nodes == 3


def test_an_empty_model(library: Library) -> None:
    report = scan(Model("empty.onnx", "onnx"), library).report
    assert report.verdict is None
    assert (report.nodes, report.coverage) == (0, 0.0)


def test_an_unrelated_component_changes_nothing(
    library: Library, scanned: Callable[[str], Scan], tmp_path: Path
) -> None:
    import onnx

    plain = scanned("bert-dynamo")
    proto = onnx.load(plain.model.path, load_external_data=False)
    proto.graph.input.append(onnx.helper.make_tensor_value_info("other", 1, [1, 3, 8, 8]))
    previous = "other"
    for number in range(5):
        proto.graph.node.append(
            onnx.helper.make_node("CumSum" if number == 2 else "Softplus",
                                  [previous] + (["axis"] if number == 2 else []), [f"o{number}"])
        )  # fmt: skip
        previous = f"o{number}"
    proto.graph.initializer.append(onnx.helper.make_tensor("axis", 7, [], [1]))
    proto.graph.output.append(onnx.helper.make_tensor_value_info(previous, 1, [1, 3, 8, 8]))
    path = tmp_path / "two.onnx"
    path.write_bytes(proto.SerializeToString())
    both = scan(read_model(path), library)
    assert both.report.verdict is not None
    assert both.report.verdict.family == "bert"
    before = {m.signature: m.count for m in plain.report.matches}
    assert {m.signature: m.count for m in both.report.matches} == before


def test_scanning_twice_says_the_same(library: Library, scanned: Callable[[str], Scan]) -> None:
    first = scanned("llama-dynamo")
    again = scan(first.model, library)
    assert again.report.matches == first.report.matches
    assert again.evidence == first.evidence


def test_every_built_in_signature_is_usable(library: Library) -> None:
    assert [str(problem) for problem in library.problems] == []
    assert compile_library(library).digest == library.digest
