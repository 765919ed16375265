"""The window driving itself, as the benchmark command has it do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inspector.ui.benchmark import Trial
from inspector.ui.main import sample
from tests.ui.conftest import Person


def run(person: Person, path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    statuses: list[int] = []
    person.window.open_path(str(path))
    Trial(person.window, statuses.append, seconds=0.1)
    person.bot.waitUntil(lambda: bool(statuses), timeout=60_000)
    return statuses[0], capsys.readouterr().out.splitlines()


def test_the_figures_come_in_their_order(
    make_person: Callable[..., Person], capsys: pytest.CaptureFixture[str]
) -> None:
    path = sample()
    assert path is not None
    status, lines = run(make_person(real=True), path, capsys)
    words = [line.split()[0] for line in lines]
    assert status == 0
    assert words == ["GRAPH_READY", "FRAMES", "EXPANDED", "EXPANDED_FRAMES", "BLOCKED"]
    median, slow = (float(part) for part in lines[1].split()[1:])
    assert 0 < median <= slow
    boxes, median, slow = (float(part) for part in lines[3].split()[1:])
    assert boxes > 100
    assert 0 < median <= slow


def test_a_file_that_is_no_model_says_why(
    make_person: Callable[..., Person], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("nothing of a model")
    status, lines = run(make_person(real=True), path, capsys)
    assert status == 1
    assert lines[0].startswith("NOTE ")
    assert "GRAPH_READY" not in lines
