"""Hostile files dropped on the real window: it says what is wrong and opens the next one."""

from __future__ import annotations

import gzip
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.formats.attacks.hostile import ATTACKS
from tests.formats.attacks.test_pickles import CANARY, PAYLOADS
from tests.ui.conftest import Person

PATIENCE = 60_000
CHOSEN = [attack for attack in ATTACKS if attack.kind in ("depth", "bomb")]


@pytest.fixture
def analyst(make_person: Callable[..., Person]) -> Person:
    return make_person(real=True)


def drop(person: Person, path: Path) -> str:
    """Drops a file, waits for what the window makes of it, and returns what it says."""
    shown = [] if person.window.session.current.value is None else [person.document]
    person.drop(path)
    person.bot.waitUntil(
        lambda: person.document not in shown and person.document.activity.value is None,
        timeout=PATIENCE,
    )
    failure = person.window.page.failure
    if failure.isVisible():
        return str(failure.message)
    report = person.document.report.value
    assert report is not None
    return " ".join([*(f.message for f in report.findings), *report.skipped])


def open_bert(person: Person, folder: Path, checkout: Path) -> None:
    path = folder / "bert.onnx"
    packed = checkout / "tests" / "fixtures" / "models" / "bert-torchscript.onnx.gz"
    path.write_bytes(gzip.decompress(packed.read_bytes()))
    report = person.open(path).report.value
    assert report is not None
    assert report.verdict is not None
    assert report.verdict.family == "bert"


def test_files_that_exhaust_readers(analyst: Person, tmp_path: Path, checkout: Path) -> None:
    for number, attack in enumerate(CHOSEN):
        folder = tmp_path / str(number)
        folder.mkdir()
        said = drop(analyst, attack.write(folder))
        assert len(said) > 10, attack
        assert "Traceback" not in said
        assert "mistake" not in said
    open_bert(analyst, tmp_path, checkout)


def test_pickles_that_run_code(
    analyst: Person, tmp_path: Path, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("reduce", "inst eval", "stack_global eval"):
        path = tmp_path / f"{name}.pkl"
        data, _ = PAYLOADS[name]
        path.write_bytes(data if data[:1] == b"\x80" else b"\x80\x02" + data)
        assert "would call" in drop(analyst, path)
        assert analyst.window.page.header.findings.isVisible()
    open_bert(analyst, tmp_path, checkout)
    assert not os.path.exists(CANARY)
    assert not list(tmp_path.rglob(CANARY))


def test_of_several_models_one_is_chosen(analyst: Person, tmp_path: Path, checkout: Path) -> None:
    folder = checkout / "tests" / "fixtures" / "models"
    path = tmp_path / "models.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("bert-torchscript", "resnet-dynamo"):
            data = gzip.decompress((folder / f"{name}.onnx.gz").read_bytes())
            archive.writestr(f"inside/{name}.onnx", data)
    assert "2 models" in drop(analyst, path)
    page = analyst.window.page.failure
    shown = [page.choices.item(row).text() for row in range(page.choices.count())]
    assert shown == ["inside/bert-torchscript.onnx", "inside/resnet-dynamo.onnx"]
    at = page.choices.visualItemRect(page.choices.item(1)).center()
    QTest.mouseClick(
        page.choices.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at
    )
    analyst.bot.waitUntil(lambda: analyst.document.scene.value is not None, timeout=PATIENCE)
    report = analyst.document.report.value
    assert report is not None
    assert report.verdict is not None
    assert report.verdict.family == "resnet"


def test_a_pipe_that_nobody_writes_to(analyst: Person, tmp_path: Path, checkout: Path) -> None:
    path = tmp_path / "model.onnx"
    os.mkfifo(path)
    assert "not a regular file" in drop(analyst, path)
    open_bert(analyst, tmp_path, checkout)
