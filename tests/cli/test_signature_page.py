"""``inspector signatures show`` and ``figures``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

from inspector.analysis.shelf.figures import read_figures


def test_a_page_is_text_for_a_person(call: Callable[..., Result]) -> None:
    result = call("signatures", "show", "bert")
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[:2] == ["BERT  (bert)", "Family · text encoder · transformer"]
    for heading in ("What it looks for", "Examples", "Corpus", "References", "Uses"):
        assert heading in lines
    assert "  bert-dynamo.onnx: layer ×3" in lines
    assert all(len(line) <= 96 for line in lines if "signatures/" not in line)


def test_a_page_is_data_for_a_program(call: Callable[..., Result]) -> None:
    page = json.loads(call("signatures", "show", "LayerNorm", "--json").stdout)
    assert page["entry"]["kind"] == "block"
    assert len(page["used_by"]) > 50
    assert page["conditions"][0]["text"] == "LayerNormalization(x, _, _)"


def test_a_page_has_a_picture(call: Callable[..., Result], tmp_path: Path) -> None:
    picture = tmp_path / "gelu.svg"
    result = call("signatures", "show", "Gelu", "--picture", str(picture))
    assert result.exit_code == 0, result.output
    assert ">Erf<" in picture.read_text()


def test_an_unknown_signature_is_one_clear_error(call: Callable[..., Result]) -> None:
    result = call("signatures", "show", "nothing")
    assert result.exit_code == 1
    assert "error[unknown-signature]: There is no signature 'nothing'." in result.stderr


def test_figures_of_an_evaluation_are_kept(
    call: Callable[..., Result], tmp_path: Path, checkout: Path
) -> None:
    (tmp_path / "labels.tsv").write_text("file\tfamily\nmissing.onnx\tbert\n")
    printed = call("evaluate", str(tmp_path / "labels.tsv"), str(tmp_path), "--json").stdout
    (tmp_path / "evaluation.json").write_text(printed)
    table = tmp_path / "figures.json"
    result = call("signatures", "figures", str(tmp_path / "evaluation.json"), "-o", str(table))
    assert result.exit_code == 0, result.output
    assert read_figures(table).families == {"bert": (1, 0, 1, 0)}
    wrong = call("signatures", "figures", str(tmp_path / "labels.tsv"), "-o", str(table))
    assert wrong.exit_code == 1
    assert "error[figures]" in wrong.stderr
