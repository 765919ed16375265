"""The time a draft takes on many models, as a command."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from inspector.benchmark import corpus as corpus_module
from inspector.benchmark.__main__ import main


def test_each_signature_is_matched_at_first_and_after_an_edit(
    tmp_path: Path, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(corpus_module, "DRAFTS", ("bert", "LayerNorm"))
    for name in ("bert", "vgg"):
        shutil.copy(checkout / f"tests/fixtures/models/{name}-dynamo.onnx.gz", tmp_path)
    table = tmp_path / "labels.tsv"
    table.write_text("file\tfamily\nbert-dynamo.onnx\tbert\nvgg-dynamo.onnx\tvgg\n")
    result = CliRunner().invoke(main, ["corpus", "--labels", str(table)])
    assert result.exit_code == 0, result.output
    rows = [line.split() for line in result.stdout.splitlines()[1:]]
    assert [(row[0], row[-2], row[-1]) for row in rows] == [
        ("bert", "1", "2"),
        ("LayerNorm", "1", "2"),
    ]
