"""``inspector evaluate`` on a few fixtures."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from inspector.analysis.corpus.labels import read_labels
from inspector.analysis.corpus.records import result_of, tally
from inspector.cli.main import cli
from inspector.data import signatures_dir
from inspector.signatures import load_library
from inspector.worker.corpus.sets import ModelSet
from tests.worker.corpus.conftest import Watched


@pytest.fixture
def corpus(tmp_path: Path, checkout: Path) -> Path:
    rows = ["file\tfamily"]
    for name, family in (("bert-dynamo", "bert"), ("vgg-dynamo", "vgg"), ("lstm-dynamo", "")):
        packed = checkout / "tests/fixtures/models" / f"{name}.onnx.gz"
        (tmp_path / f"{name}.onnx").write_bytes(gzip.decompress(packed.read_bytes()))
        rows.append(f"{name}.onnx\t{family}")
    rows.append("missing.onnx\tvgg")
    (tmp_path / "labels.tsv").write_text("\n".join(rows) + "\n")
    return tmp_path


def run(corpus: Path, *options: str) -> dict[str, object]:
    arguments = ["evaluate", str(corpus / "labels.tsv"), str(corpus), "--json", "--jobs", "1"]
    result = CliRunner().invoke(cli, [*arguments, *options])
    assert result.exit_code == 0, result.output
    found: dict[str, object] = json.loads(result.stdout)
    return found


def test_counts_and_errors(corpus: Path) -> None:
    found = run(corpus)
    families = {s["family"]: s for s in found["families"]}  # type: ignore[attr-defined]
    assert families["bert"]["true_positives"] == 1
    assert families["vgg"]["false_negatives"] == 1
    assert found["foreign"] == [1, 1]
    assert [e["file"] for e in found["errors"]] == ["missing.onnx"]  # type: ignore[attr-defined]


def test_names_do_not_matter(corpus: Path) -> None:
    plain, scrubbed = run(corpus), run(corpus, "--scrub")
    for key in ("families", "precision", "foreign", "confusions"):
        assert plain[key] == scrubbed[key]


def test_a_family_left_out_of_the_library_is_not_known(corpus: Path) -> None:
    found = run(corpus, "--leave-out")
    assert found["families"] == [] or found["foreign"][0] > 0  # type: ignore[index]
    assert found["foreign"][1] == 4  # type: ignore[index]
    everything = run(corpus)
    assert everything["foreign"][1] == 1  # type: ignore[index]


def test_an_evaluation_is_resumed(corpus: Path) -> None:
    kept = corpus / "kept.jsonl"
    first = run(corpus, "--resume", str(kept))
    lines = kept.read_bytes().splitlines()
    assert len(lines) == 4
    (corpus / "bert-dynamo.onnx").unlink()
    assert run(corpus, "--resume", str(kept)) == first
    assert kept.read_bytes().splitlines() == lines


def test_a_signature_under_development(corpus: Path) -> None:
    draft = corpus / "draft.yaml"
    draft.write_text("format: 1\nfamily: vgg\nwhere:\n  a: Conv {>=1}\nover: [bert]\n")
    found = run(corpus, "--signature", str(draft))
    assert [s["family"] for s in found["families"]] == ["vgg"]  # type: ignore[attr-defined]


def test_a_table_for_people(corpus: Path) -> None:
    arguments = ["evaluate", str(corpus / "labels.tsv"), str(corpus), "--jobs", "1"]
    result = CliRunner().invoke(cli, arguments)
    assert "Mean true positive rate" in result.stdout
    assert "not read" in result.stdout
    assert "Claims by confidence" in result.stdout


def test_architecture_and_type_of_the_labels(corpus: Path) -> None:
    (corpus / "labels.tsv").write_text(
        "file\tfamily\tarchitecture\ttype\n"
        "bert-dynamo.onnx\tbert\ttransformer\ttext encoder\n"
        "vgg-dynamo.onnx\tvgg\ttransformer\t\n"
    )
    found = run(corpus)
    assert found["architectures"] == {"right": 1, "unknown": 0, "wrong": 1}
    assert found["types"] == {"right": 1, "unknown": 0, "wrong": 0}


def test_a_table_without_the_columns(tmp_path: Path) -> None:
    labels = tmp_path / "labels.tsv"
    labels.write_text("model\tlabel\n")
    result = CliRunner().invoke(cli, ["evaluate", str(labels), str(tmp_path)])
    assert result.exit_code == 1
    assert "no column 'family'" in result.stderr


def test_near_relatives_are_printed_as_tables(corpus: Path) -> None:
    arguments = ["evaluate", str(corpus / "labels.tsv"), str(corpus), "--jobs", "1", "--relatives"]
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == 0, result.output
    heading = "Text encoders: 1 of 1 on the diagonal"
    lines = result.stdout.split(heading)[1].splitlines()
    assert lines[1].split() == ["A", "none"]
    assert lines[2].split() == ["A", "bert", "1", "·"]


LAYERS = "format: 1\nblock: Two\ntitle: Two\npattern: out = PostNormLayer(PostNormLayer(x))\n"


@pytest.mark.parametrize("folds", ["", "folds: true\n"])
def test_a_block_counts_where_it_occurs(corpus: Path, tmp_path: Path, folds: str) -> None:
    draft = tmp_path / "two.yaml"
    draft.write_text(LAYERS + folds)
    found = run(corpus, "--signature", str(draft), "--expect", "bert", "--expect", "vgg")
    (score,) = found["families"]  # type: ignore[misc]
    counted = {key: score[key] for key in ("family", "files", "true_positives")}  # type: ignore[index]
    assert counted == {"family": "Two", "files": 3, "true_positives": 1}


@pytest.mark.parametrize("name", ["bert", "PostNormLayer"])
def test_the_window_counts_as_the_command_does(corpus: Path, tmp_path: Path, name: str) -> None:
    """The command scans; the window matches on imprints."""
    text = load_library([signatures_dir()]).signatures[name].text
    draft = tmp_path / "draft.yaml"
    draft.write_text(text)
    (score,) = run(corpus, "--signature", str(draft), "--expect", "bert")["families"]  # type: ignore[misc]
    watched = Watched(tmp_path / "imprints", [str(signatures_dir())])
    try:
        watched.runner.use([ModelSet("labels", str(corpus / "labels.tsv"))])
        watched.runner.match(text, 1)
        watched.wait()
    finally:
        watched.runner.close()
    fires = {file for file, found in watched.found.items() if found.fires}
    counted = tally(
        result_of(expected=label.family == "bert", fires=label.file in fires)
        for label in read_labels(corpus / "labels.tsv")
    )
    assert counted.hits == 1
    assert (counted.hits, counted.misses, counted.false) == (
        score["true_positives"],  # type: ignore[index]
        score["false_negatives"],  # type: ignore[index]
        score["false_positives"],  # type: ignore[index]
    )
