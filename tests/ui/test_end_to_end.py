"""The whole way with real files, real children and the shipped signatures."""

from __future__ import annotations

import gzip
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from inspector.ui.main import sample
from tests.ui.conftest import Person
from tests.ui.test_panels import press

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
PATIENCE = 60_000


@pytest.fixture
def model(tmp_path: Path, checkout: Path) -> Callable[[str], Path]:
    """Unpacks one of the small graphs that the tests bring along."""

    def unpack(name: str) -> Path:
        packed = checkout / "tests" / "fixtures" / "models" / f"{name}.onnx.gz"
        path = tmp_path / f"{name}.onnx"
        path.write_bytes(gzip.decompress(packed.read_bytes()))
        return path

    return unpack


@pytest.fixture
def analyst(make_person: Callable[..., Person]) -> Person:
    """Somebody before a window with real children and the shipped signatures."""
    return make_person(real=True)


def wait(person: Person, condition: Callable[[], object]) -> None:
    person.bot.waitUntil(lambda: bool(condition()), timeout=PATIENCE)


def family(person: Person) -> str | None:
    report = person.document.report.value
    return report.verdict.family if report and report.verdict else None


@pytest.mark.parametrize(
    ("name", "expected", "title"),
    [("bert-torchscript", "bert", "BERT"), ("resnet-dynamo", "resnet", "ResNet")],
)
def test_a_dropped_model_is_recognised(
    analyst: Person, model: Callable[[str], Path], name: str, expected: str, title: str
) -> None:
    analyst.open(model(name))
    assert family(analyst) == expected
    assert analyst.window.page.header.name.whole == title
    assert analyst.document.highlights.groups
    assert analyst.canvas.regions
    assert analyst.document.activity.value is None


def test_from_verdict_to_evidence_to_details(analyst: Person, model: Callable[[str], Path]) -> None:
    analyst.open(model("bert-torchscript"))
    tree = analyst.panels.evidence.model
    clause = next(
        row for row in range(tree.rowCount(tree.index(0, 0)))
        if tree.rowCount(tree.index(row, 0, tree.index(0, 0))) > 1
    )  # fmt: skip
    press(analyst, 0, clause)
    total = analyst.panels.evidence.counter.text().split(" of ")[1]
    QTest.keyClick(analyst.panels.evidence.tree, Qt.Key.Key_N)
    assert analyst.panels.evidence.counter.text() == f"2 of {total}"
    scene = analyst.document.scene.value
    box = next(box for box in scene.boxes if box.kind == "operator")
    analyst.click(box.id)
    browser = analyst.panels.details.browser
    wait(analyst, lambda: "#" in browser.toPlainText())
    assert box.label in browser.toPlainText()


def test_folds_open_down_to_the_operators(analyst: Person, model: Callable[[str], Path]) -> None:
    analyst.open(model("resnet-dynamo"))
    before = len(analyst.document.scene.value.boxes)
    fold = next(b for b in analyst.document.scene.value.boxes if b.kind in ("run", "fold"))
    analyst.double_click(fold.id)
    wait(analyst, lambda: len(analyst.document.scene.value.boxes) > before)
    assert fold.id in analyst.document.scene.value.opened()
    analyst.do("open_all")
    wait(
        analyst,
        lambda: all(b.open or b.kind not in ("run", "fold") for b in analyst.canvas.scene.boxes),
    )
    analyst.do("sideways")
    wait(analyst, lambda: analyst.canvas.scene.direction == "right")
    analyst.do("close_all")
    wait(analyst, lambda: analyst.canvas.scene.opened() == [])


def test_a_signature_is_made_edited_saved_and_found_again(
    analyst: Person, model: Callable[[str], Path], tmp_path: Path
) -> None:
    analyst.open(model("resnet-dynamo"))
    operators = [b for b in analyst.canvas.scene.boxes if b.kind == "operator" and b.stored]
    analyst.click(operators[0].id)
    analyst.click(operators[1].id, SHIFT)
    QTest.keyClick(analyst.canvas, Qt.Key.Key_N, CTRL | SHIFT)
    session, panel = analyst.window.session, analyst.panels.signature
    wait(analyst, lambda: session.draft.text)
    wait(analyst, lambda: not session.draft.pending.value and session.draft.result.value)
    assert session.draft.state in ("selection", "elsewhere"), panel.why.text()
    assert session.draft.result.value.matches
    text = panel.editor.toPlainText()
    panel.editor.selectAll()
    QTest.keyClick(panel.editor, Qt.Key.Key_Delete)
    QTest.keyClicks(panel.editor, "format: [")
    wait(analyst, lambda: session.draft.state == "broken")
    assert panel.problems.count()
    panel.editor.setPlainText(text)
    wait(analyst, lambda: session.draft.state in ("selection", "elsewhere"))
    old = analyst.document.report.value
    QTest.keyClick(panel.editor, Qt.Key.Key_S, CTRL)
    wait(analyst, lambda: list((tmp_path / "own").glob("*.yaml")))
    assert not analyst.answers.told
    saved = list((tmp_path / "own").glob("*.yaml"))
    assert len(saved) == 1
    wait(analyst, lambda: analyst.document.report.value is not old)
    name = session.library.files()
    own = next(file for file in name if file.own)
    report = analyst.document.report.value
    assert report.library != old.library
    assert own.id in {match.signature for match in report.matches}


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "empty.onnx"),
        (b"Dear diary,\nthis is no model.\n", "notes.txt"),
        (b"\x08" * 99, "x.onnx"),
    ],
)
def test_what_is_no_model_gets_a_page_and_leaves_the_window_usable(
    analyst: Person, model: Callable[[str], Path], tmp_path: Path, content: bytes, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    analyst.drop(path)
    page = analyst.window.page.failure
    wait(analyst, page.isVisible)
    assert page.message
    assert "Traceback" not in page.message
    path.write_bytes(model("resnet-dynamo").read_bytes())
    QTest.mouseClick(page.retry, LEFT)
    wait(analyst, lambda: family(analyst) == "resnet" or page.isVisible())
    analyst.open(model("bert-torchscript"))
    assert family(analyst) == "bert"


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a way to kill")
def test_a_killed_child_leaves_a_message_and_a_way_on(
    analyst: Person, model: Callable[[str], Path]
) -> None:
    analyst.open(model("resnet-dynamo"))
    boxes = len(analyst.canvas.scene.boxes)
    client = analyst.window.session._links[analyst.document.number]._client
    os.kill(client.process_id, signal.SIGKILL)  # type: ignore[attr-defined]
    notice = analyst.window.page.notice
    wait(analyst, notice.isVisible)
    assert len(analyst.canvas.scene.boxes) == boxes
    QTest.mouseClick(notice.retry, LEFT)
    wait(analyst, lambda: analyst.document.activity.value is None)
    assert not notice.isVisible()
    fold = next(b for b in analyst.canvas.scene.boxes if b.kind in ("run", "fold"))
    analyst.double_click(fold.id)
    wait(analyst, lambda: fold.id in analyst.canvas.scene.opened())


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a way to kill")
def test_a_child_killed_while_it_reads_leaves_a_way_on(
    analyst: Person, model: Callable[[str], Path]
) -> None:
    analyst.drop(model("swin-torchscript"))
    client = analyst.window.session._links[analyst.document.number]._client
    wait(analyst, lambda: client.process_id)  # type: ignore[attr-defined]
    os.kill(client.process_id, signal.SIGKILL)  # type: ignore[attr-defined]
    page = analyst.window.page
    wait(analyst, lambda: page.failure.isVisible() or page.notice.isVisible())
    assert analyst.document.activity.value is None
    again = page.failure.retry if page.failure.isVisible() else page.notice.retry
    QTest.mouseClick(again, LEFT)
    wait(analyst, lambda: analyst.document.scene.value is not None)


def test_a_cancel_in_the_middle_keeps_the_window_usable(
    analyst: Person, model: Callable[[str], Path]
) -> None:
    analyst.drop(model("resnet-dynamo"))
    QTest.mouseClick(analyst.window.page.progress.cancel, LEFT)
    notice = analyst.window.page.notice
    assert notice.isVisible()
    QTest.mouseClick(notice.retry, LEFT)
    wait(analyst, lambda: analyst.document.scene.value is not None)
    assert family(analyst) == "resnet"


@pytest.mark.skipif(sample() is None, reason="the sample is not there")
def test_the_bundled_sample_opens(analyst: Person) -> None:
    QTest.mouseClick(analyst.window.start.sample, LEFT)
    wait(analyst, lambda: analyst.document.scene.value is not None)
    assert family(analyst) == "bert"
