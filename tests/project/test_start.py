"""What is imported at start: neither PyTorch nor, on the command line, Qt."""

from __future__ import annotations

import subprocess
import sys

import pytest
from click.testing import CliRunner

from inspector.cli.main import cli

HEAVY = ("torch", "PySide6")


@pytest.mark.parametrize(
    "module", ["inspector.commands", "inspector.cli.main", "inspector.session"]
)
def test_start_imports_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems have a display")
def test_open_without_a_display_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    import inspector.commands  # adds the command

    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    done = CliRunner().invoke(cli, ["open"])
    assert done.exit_code == 1
    assert "There is no display" in done.output
    assert inspector.commands.cli is cli
