"""The window driving itself, as the benchmark command has it do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inspector.ui.benchmark import Movement, Trial, swaying, travelling
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
    assert words == [
        "GRAPH_READY", "MODEL", "FRAMES", "EXPANDED", "EXPANDED_FRAMES", "TRAVEL_FRAMES", "BLOCKED",
    ]  # fmt: skip
    assert lines[1].endswith("BERT")
    figures = {line.split()[0]: [float(p) for p in line.split()[1:]] for line in lines[2:]}
    assert 0 < figures["FRAMES"][0] <= figures["FRAMES"][1]
    boxes, median, slow = figures["EXPANDED_FRAMES"]
    assert boxes > 100
    assert 0 < median <= slow
    assert 0 < figures["TRAVEL_FRAMES"][0] <= figures["TRAVEL_FRAMES"][1]


@pytest.mark.parametrize("movement", [swaying, travelling])
def test_what_is_measured_is_in_view(reader: Person, movement: Movement) -> None:
    """A canvas that looks beside the graph paints nothing, and fast."""
    canvas = reader.canvas
    canvas.fit()
    start = canvas.camera
    assert canvas.scene is not None
    for step in range(50):
        camera = movement(canvas, start, step / 50)
        bounds = camera.bounds(canvas.width(), canvas.height())
        assert canvas.scene.touching(*bounds).any()
        if movement is swaying:
            assert canvas.scene.touching(*bounds).all()


def test_a_file_that_is_no_model_says_why(
    make_person: Callable[..., Person], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("nothing of a model")
    status, lines = run(make_person(real=True), path, capsys)
    assert status == 1
    assert lines[0].startswith("NOTE ")
    assert "GRAPH_READY" not in lines
