"""``inspector signatures commonness``: tables of a user's own models."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from inspector.analysis.discovery.table import read_table
from inspector.data import USER_SIGNATURES, neighbourhood_tables


@pytest.fixture
def models(tmp_path: Path, checkout: Path) -> Path:
    folder = tmp_path / "my models"
    folder.mkdir()
    for name in ("bert-dynamo", "vgg-dynamo"):
        packed = checkout / "tests/fixtures/models" / f"{name}.onnx.gz"
        (folder / f"{name}.onnx").write_bytes(gzip.decompress(packed.read_bytes()))
    (folder / "notes.txt").write_text("no model")
    return folder


def test_families_are_told_by_the_verdict(
    call: Callable[..., Result], models: Path, tmp_path: Path
) -> None:
    table = tmp_path / "table"
    result = call("signatures", "commonness", str(models), "-o", str(table), "--jobs", "1")
    assert result.exit_code == 0, result.output
    assert "2 models of 2 families" in result.stdout
    assert "notes.txt" in result.stderr
    corpus = read_table(table).corpus
    assert (corpus.name, corpus.families) == ("my models", ["bert", "vgg"])


def test_families_are_told_by_labels(
    call: Callable[..., Result], models: Path, tmp_path: Path
) -> None:
    labels, table = tmp_path / "labels.tsv", tmp_path / "table"
    labels.write_text("file\tfamily\nbert-dynamo.onnx\tours\nvgg-dynamo.onnx\t\n")
    result = call(
        "signatures", "commonness", str(models), "--labels", str(labels), "-o", str(table),
        "--jobs", "1",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert read_table(table).corpus.families == ["ours", "vgg-dynamo.onnx"]


def test_the_own_table_comes_before_the_one_that_ships(
    call: Callable[..., Result], models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(USER_SIGNATURES, str(tmp_path / "user" / "signatures"))
    result = call("signatures", "commonness", str(models / "vgg-dynamo.onnx"), "--jobs", "1")
    assert result.exit_code == 0, result.output
    assert read_table(neighbourhood_tables()[0]).corpus.families == ["vgg"]
    assert neighbourhood_tables()[0].is_relative_to(tmp_path)


def test_nothing_to_count_is_an_error(call: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    result = call(
        "signatures", "commonness", str(tmp_path / "folder"), "-o", str(tmp_path / "table")
    )
    assert result.exit_code == 1
    assert "nothing-counted" in result.stderr
    assert not (tmp_path / "table").exists()
