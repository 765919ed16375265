"""The fuzzer itself, a few of its inputs, and all inputs that ever failed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from inspector.formats import read_model
from tests.fuzz import child
from tests.fuzz.mutations import mutate
from tests.fuzz.seeds import REGRESSIONS, formats, seeds

FORMATS = formats()
INPUTS = 40


@pytest.mark.parametrize("format", FORMATS)
def test_seeds_are_sound(tmp_path: Path, format: str) -> None:
    given = seeds(format)
    damaged, opened = given.lay_out(tmp_path)
    for sound in given.sound:
        damaged.write_bytes(sound)
        assert read_model(opened).node_count() > 0 or format in ("pickle", "npy")


@pytest.mark.parametrize("format", FORMATS)
def test_damaged_files_are_answers_or_clear_errors(tmp_path: Path, format: str) -> None:
    given = seeds(format)
    damaged, opened = given.lay_out(tmp_path)
    for number in range(INPUTS):
        damaged.write_bytes(mutate(given.sound, number, start=0))
        child.examine(opened, whole=number == 0)


@pytest.mark.parametrize(
    "path", sorted(REGRESSIONS.glob("*/*")), ids=lambda path: f"{path.parent.name}-{path.name}"
)
def test_inputs_that_failed_once(tmp_path: Path, path: Path) -> None:
    damaged, opened = seeds(path.parent.name).lay_out(tmp_path)
    damaged.write_bytes(path.read_bytes())
    child.examine(opened, whole=True)


def test_the_same_number_is_the_same_damage() -> None:
    given = seeds("onnx").sound
    rows = [[mutate(given, number, start) for number in range(20)] for start in (1, 1, 2)]
    assert rows[0] == rows[1] != rows[2]
    assert len(set(rows[0])) == 20
    assert not set(rows[0]) & set(given)


def test_what_a_reader_raises_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(path: Path) -> None:
        raise ValueError("a mistake")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(child, "read_model", broken)
    child.main(seeds("npy"), 3, 1, 1)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "at 3"
    assert lines[1].startswith("failed 3 test_fuzz.py:")
    assert lines[1].endswith("ValueError: a mistake")
    assert lines[2].startswith("end ")
    assert os.listdir(tmp_path) == ["input.npy"]
