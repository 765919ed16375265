"""``inspector format``: what it changes, what it only tells, and how it ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from inspector.cli.main import cli

UNTIDY = "block: Pair\nformat: 1\npattern: Relu( Tanh(x) )\n"
TIDY = "format: 1\nblock: Pair\npattern: Relu(Tanh(x))\n"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["format", *map(str, arguments)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner/untidy.yaml").write_text(UNTIDY)
    (tmp_path / "tidy.yaml").write_text(TIDY)
    (tmp_path / "notes.txt").write_text("block: none of ours")
    return tmp_path


def test_a_folder_is_written_anew_once(folder: Path) -> None:
    result = run(folder)
    assert result.exit_code == 0
    assert result.stdout == f"{folder}/inner/untidy.yaml: changed\n"
    assert (folder / "inner/untidy.yaml").read_text() == TIDY
    assert run(folder).stderr == "2 files, 0 changed, 0 unreadable\n"


def test_check_only_tells(folder: Path) -> None:
    result = run("--check", folder)
    assert result.exit_code == 1
    assert "untidy.yaml: would be changed" in result.stdout
    assert (folder / "inner/untidy.yaml").read_text() == UNTIDY
    assert run("--check", folder / "tidy.yaml").exit_code == 0


def test_diff_only_shows(folder: Path) -> None:
    result = run("--diff", folder)
    assert result.exit_code == 1
    assert "-pattern: Relu( Tanh(x) )\n+pattern: Relu(Tanh(x))\n" in result.stdout
    assert (folder / "inner/untidy.yaml").read_text() == UNTIDY


def test_one_bad_file_spares_the_others(folder: Path) -> None:
    (folder / "bad.yaml").write_text("format: 1\nblock: B\npattern: Relu(\n")
    result = run(folder)
    assert result.exit_code == 1
    assert "error[pattern-incomplete]" in result.stderr
    assert "help: " in result.stderr
    assert (folder / "inner/untidy.yaml").read_text() == TIDY
