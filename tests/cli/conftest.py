"""The command line, in this process and as a program of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from inspector.cli.main import cli
from inspector.worker import launch

FAKE_CHILD = [
    sys.executable,
    "-P",
    str(Path(__file__).resolve().parents[1] / "worker" / "fake_child.py"),
]


@pytest.fixture
def fake_child(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read by a child that does what their names say."""
    monkeypatch.setattr(launch, "child_command", lambda: FAKE_CHILD)


@pytest.fixture
def call() -> Callable[..., Result]:
    """Runs a command in this process."""

    def run(*arguments: str) -> Result:
        wide = CliRunner(env={"COLUMNS": "400"})
        return wide.invoke(cli, list(arguments), catch_exceptions=False)

    return run


@pytest.fixture
def program(checkout: Path) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Runs the program as a person does."""

    def run(*arguments: str | bytes, **options: Any) -> subprocess.CompletedProcess[bytes]:
        environment = {**os.environ, "PYTHONPATH": str(checkout), **options.pop("env", {})}
        return subprocess.run(
            [sys.executable, "-P", "-m", "inspector", *arguments],
            capture_output="stdout" not in options,
            env=environment,
            timeout=60,
            check=False,
            **options,
        )

    return run
