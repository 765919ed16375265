"""The shell scripts: their syntax, their lints, and what they say to a wrong call."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
SCRIPTS = [*sorted(CHECKOUT.glob("packaging/*.sh")), CHECKOUT / ".ci" / "run"]
PROGRAMS = [script for script in SCRIPTS if script.name not in {"setup.sh", "system.sh"}]


def run(*command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, **environment}
    )


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_bash_parses_it(script: Path) -> None:
    assert run("bash", "-n", script).stderr == ""


def test_shellcheck_finds_nothing() -> None:
    shellcheck = Path(sys.executable).parent / "shellcheck"
    done = run(shellcheck, "--external-sources", "--source-path", CHECKOUT, *SCRIPTS)
    assert done.stdout + done.stderr == ""


@pytest.mark.parametrize("script", PROGRAMS, ids=lambda script: script.name)
def test_it_may_be_executed(script: Path) -> None:
    assert os.access(script, os.X_OK)
    assert script.read_text(encoding="utf-8").startswith("#!/usr/bin/env bash\n")


def test_run_explains_itself() -> None:
    done = run("bash", CHECKOUT / "packaging" / "run.sh", "--help")
    assert done.returncode == 0
    assert done.stdout.startswith("Usage: packaging/run.sh [MODEL]")


@pytest.mark.parametrize("arguments", [["--wrong"], ["a.onnx", "b.onnx"], ["no such file"]])
def test_run_refuses_a_wrong_call_before_any_set_up(arguments: list[str], tmp_path: Path) -> None:
    untouched = tmp_path / "venv"
    done = run("bash", CHECKOUT / "packaging" / "run.sh", *arguments, INSPECTOR_VENV=str(untouched))
    assert done.returncode == 2
    assert done.stderr
    assert not untouched.exists()


def test_a_folder_that_is_no_environment_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "precious").touch()
    done = run("bash", CHECKOUT / "packaging" / "test.sh", INSPECTOR_VENV=str(tmp_path))
    assert done.returncode == 1
    assert "is no virtual environment" in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["precious"]


def test_a_missing_python_is_named(tmp_path: Path) -> None:
    for tool in ("bash", "dirname", "basename", "uname", "cat", "flock", "grep"):
        found = run("bash", "-c", f"command -v {tool}").stdout.strip()
        (tmp_path / tool).symlink_to(found)
    done = run(
        "bash",
        CHECKOUT / "packaging" / "test.sh",
        PATH=str(tmp_path),
        INSPECTOR_VENV=str(tmp_path / "venv"),
    )
    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr
