"""The program as the shell starts it: pipes, terminals, environments."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import inspector
from tests.ladders import BLOCK, FAMILY, write_ladder, write_library

Program = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def model(tmp_path: Path) -> str:
    return write_ladder(tmp_path / "ladder.onnx")


@pytest.fixture
def library(tmp_path: Path) -> tuple[str, str]:
    return "--signatures", write_library(tmp_path / "library", rung=BLOCK, ladder=FAMILY)


def test_version(program: Program) -> None:
    result = program("--version")
    assert result.returncode == 0
    assert inspector.__version__.encode() in result.stdout


def test_help_names_every_command(program: Program) -> None:
    text = program("--help").stdout.decode()
    for command in ("scan", "explain", "render", "signatures", "open"):
        assert f"\n  {command}" in text


def test_the_command_line_needs_neither_qt_nor_torch(program: Program) -> None:
    code = "import sys, inspector.commands; print({'PySide6', 'torch', 'onnx'} & set(sys.modules))"
    result = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(Path(inspector.__file__).parents[1])},
    )
    assert result.stdout.strip() == b"set()"


def test_scan_in_a_program_of_its_own(
    program: Program, model: str, library: tuple[str, str], tmp_path: Path
) -> None:
    result = program("scan", "--json", *library, "ladder.onnx", cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, b"")
    report = json.loads(result.stdout)
    assert (report["path"], report["verdict"]["family"]) == ("ladder.onnx", "ladder")


@pytest.mark.parametrize("arguments", [("scan",), ("scan", "--json"), ("explain",)])
def test_a_reader_that_goes_away(
    program: Program, model: str, library: tuple[str, str], arguments: tuple[str, ...]
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        result = program(*arguments, *library, model, stdout=writing, stderr=subprocess.PIPE)
    finally:
        os.close(writing)
    assert result.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a full device")
@pytest.mark.parametrize("arguments", [("scan",), ("scan", "--json"), ("explain", "--json")])
def test_a_full_disk(
    program: Program, model: str, library: tuple[str, str], arguments: tuple[str, ...]
) -> None:
    with open("/dev/full", "wb") as full:
        result = program(*arguments, *library, model, stdout=full, stderr=subprocess.PIPE)
    assert result.returncode == 1
    assert result.stderr.startswith(b"error[system]: No space left on device")
    assert b"Traceback" not in result.stderr


def test_a_terminal_without_the_characters(
    program: Program, model: str, library: tuple[str, str]
) -> None:
    environment = {"PYTHONIOENCODING": "ascii"}
    table = program("scan", *library, model, env=environment)
    assert table.returncode == 0
    assert b"Ladder" in table.stdout
    tree = program("explain", *library, model, env=environment)
    assert tree.returncode == 0
    assert b"#0" in tree.stdout


def test_a_narrow_terminal_loses_nothing(
    program: Program, model: str, library: tuple[str, str]
) -> None:
    result = program("scan", *library, model, env={"COLUMNS": "50"})
    lines = result.stdout.decode().splitlines()
    assert max(map(len, lines)) <= 50
    text = "".join(lines)
    assert model in text
    assert "Ladder · image classifier · cnn" in text
    assert "100% of 8 nodes explained" in text


def test_a_read_only_folder(program: Program, model: str, library: tuple[str, str]) -> None:
    folder = Path(model).parent
    folder.chmod(0o500)
    try:
        result = program("scan", "--json", *library, model)
    finally:
        folder.chmod(0o700)
    assert result.returncode == 0


def test_modules_beside_the_model_are_not_imported(
    program: Program, model: str, library: tuple[str, str]
) -> None:
    folder = Path(model).parent
    for name in ("onnx", "numpy", "msgspec", "signal"):
        (folder / f"{name}.py").write_text("raise SystemExit('executed')")
    result = program("scan", "--json", *library, "ladder.onnx", cwd=folder)
    assert json.loads(result.stdout)["status"] == "ok"


def test_debugging_shows_where(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "text.onnx"
    path.write_text("no model")
    quiet = program("explain", str(path))
    assert b"Traceback" not in quiet.stderr
    loud = program("explain", str(path), env={"INSPECTOR_DEBUG": "1"})
    assert b"Traceback" in loud.stderr
    assert loud.returncode == 1
