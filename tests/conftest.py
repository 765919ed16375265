"""What every test stands on: no display, no user's folders, no warning unnoticed."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# Before anything imports Qt.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# The same examples in every run; INSPECTOR_HYPOTHESIS=explore looks for new ones.
settings.register_profile("repeatable", deadline=None, derandomize=True, database=None)
settings.register_profile("explore", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("INSPECTOR_HYPOTHESIS", "repeatable"))

CHECKOUT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The folder that holds pyproject.toml."""
    return CHECKOUT


@pytest.fixture(autouse=True)
def _user_folders(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keep the user's settings and signatures out of the tests, and the tests out of them."""
    folder = tmp_path_factory.mktemp("user")
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(folder / name.lower()))


@pytest.fixture(autouse=True)
def _no_logged_warnings(
    request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    """Fail a test that logs a warning, unless it is marked ``logs_warnings``."""
    yield
    if request.node.get_closest_marker("logs_warnings") is None:
        logged = [*caplog.get_records("setup"), *caplog.get_records("call")]
        warnings = [record.getMessage() for record in logged if record.levelno >= logging.WARNING]
        assert not warnings, f"logged warnings: {warnings}"
