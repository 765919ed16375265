"""What is imported at start: neither PyTorch nor, on the command line, Qt."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("torch", "PySide6")


@pytest.mark.parametrize("module", ["inspector.app", "inspector.cli.main", "inspector.session"])
def test_start_imports_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
