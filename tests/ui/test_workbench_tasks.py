"""Tasks of an author on the real window, with real children, counted in actions."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from inspector.signatures import read_signature
from tests.networks import strange_network
from tests.ui.conftest import Person
from tests.ui.test_panels import press
from tests.ui.test_workbench import button

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
PATIENCE = 60_000


class Counted:
    """Counts what a person does."""

    def __init__(self, person: Person, shots: Path) -> None:
        self.person = person
        self.actions: list[str] = []
        self.shots = shots

    def did(self, what: str) -> None:
        """One action more; what the window looks like then is kept."""
        self.actions.append(what)
        self.person.window.grab().save(str(self.shots / f"{len(self.actions)}.png"))

    def wait(self, condition: Callable[[], object]) -> None:
        self.person.bot.waitUntil(lambda: bool(condition()), timeout=PATIENCE)

    def matched(self) -> None:
        draft = self.person.window.session.draft
        self.wait(lambda: draft.result.value is not None and not draft.pending.value)


@pytest.fixture
def counted(make_person: Callable[..., Person], tmp_path: Path) -> Counted:
    shots = tmp_path / "shots"
    shots.mkdir()
    return Counted(make_person(real=True), shots)


def layer_stored(number: int) -> set[int]:
    return set(range(5 * number, 5 * number + 5))


def test_an_unknown_model_becomes_a_signature_of_its_layers(
    counted: Counted, tmp_path: Path
) -> None:
    person, window = counted.person, counted.person.window
    person.open(strange_network(tmp_path / "strange.onnx", ["Softplus"] * 6))
    counted.did("drop the file")
    assert person.document.report.value.verdict is None or (
        person.document.report.value.verdict.family is None
    )
    run = next(b for b in person.canvas.scene.boxes if b.kind in ("run", "fold"))
    if not any(set(b.stored) == layer_stored(2) for b in person.canvas.scene.boxes):
        person.double_click(run.id)
        counted.wait(lambda: any(b.parent == run.id for b in person.canvas.scene.boxes))
        counted.did("open the run")
    layer = next(b for b in person.canvas.scene.boxes if set(b.stored) == layer_stored(2))
    person.click(layer.id)
    counted.did("press a layer")
    QTest.keyClick(person.canvas, Qt.Key.Key_N, CTRL | SHIFT)
    counted.wait(lambda: window.session.draft.text)
    counted.matched()
    counted.did("press the key for a signature")
    result = window.session.draft.result.value
    assert [set(match) for match in result.matches] == [layer_stored(n) for n in range(6)]
    QTest.keyClick(person.panels.signature.editor, Qt.Key.Key_S, CTRL)
    counted.wait(lambda: list((tmp_path / "own").glob("*.yaml")))
    counted.did("save")
    saved = read_signature(next((tmp_path / "own").glob("*.yaml")).read_text())
    counted.wait(
        lambda: any(
            match.signature == saved.name and match.count == 6
            for match in person.document.report.value.matches
        )
    )
    assert saved.examples[0].file == "strange.onnx"
    assert len(counted.actions) <= 8, counted.actions


def test_a_missed_variant_is_taken_in_by_this_or_that(counted: Counted, tmp_path: Path) -> None:
    person, window = counted.person, counted.person.window
    text = (
        "format: 1\nblock: Strange\ntitle: Strange layer\nfolds: false\ninputs: [x]\npattern: |\n"
        "  a = Softplus(Conv[kernel=3](x))\n  out = x + Conv[kernel=1](Sin(a))\n"
    )
    own = tmp_path / "own"
    own.mkdir()
    (own / "Strange.yaml").write_text(text)
    kinds = ["Softplus", "Softplus", "Softsign", "Softplus"]
    person.open(strange_network(tmp_path / "variant.onnx", kinds))
    person.do("open_all")
    counted.wait(lambda: len(person.canvas.scene.boxes) > 15)
    person.answers.choice = own / "Strange.yaml"
    QTest.keyClick(person.canvas, Qt.Key.Key_O, CTRL | SHIFT)
    counted.matched()
    counted.did("open the signature")
    counted.wait(lambda: len(window.session.draft.result.value.matches) == 3)
    missed = next(b for b in person.canvas.scene.boxes if b.label == "Softsign")
    person.click(missed.id)
    counted.did("press what is missed")
    QTest.keyClick(person.canvas, Qt.Key.Key_W, CTRL | SHIFT)
    section = person.panels.signature.why_not
    counted.wait(section.sentence.isVisible)
    counted.did("ask why not")
    assert (section.expected.text(), section.found.text()) == ("Softplus", "Softsign")
    QTest.mouseClick(button(section.offers.buttons, "This or that: {Softplus, Softsign}"), LEFT)
    counted.matched()
    counted.wait(lambda: len(window.session.draft.result.value.matches) == 4)
    counted.did("take this or that")
    QTest.keyClick(person.panels.signature.editor, Qt.Key.Key_S, CTRL)
    counted.wait(lambda: window.session.saver.state.value.phase == "saved")
    counted.did("save")
    assert "{Softplus, Softsign}" in (own / "Strange.yaml").read_text()
    assert len(counted.actions) <= 5, counted.actions


def test_a_dropped_familys_clauses_are_confirmed_one_by_one(
    counted: Counted, tmp_path: Path, checkout: Path
) -> None:
    person = counted.person
    packed = checkout / "tests" / "fixtures" / "models" / "bert-torchscript.onnx.gz"
    path = tmp_path / "bert.onnx"
    path.write_bytes(gzip.decompress(packed.read_bytes()))
    person.open(path)
    counted.did("drop the file")
    clauses = [c for c in person.document.evidence.value[0].children if c.stored]
    groups = person.document.highlights.groups
    assert [group.title for group in groups] == [clause.title for clause in clauses]
    model, panel = person.panels.evidence.model, person.panels.evidence
    press(person, 0, 0)
    counted.did("press the first clause")
    assert "Required: at least 1" in panel.detail.text()
    assert "Found: 1" in panel.detail.text()
    assert panel.text.isVisible()
    assert "family: bert" in panel.text.toPlainText()
    rows = [model.index(row, 0).data() for row in range(model.rowCount())]
    rival = "not RoBERTa: lacks position ids counted from the mask"
    press(person, rows.index(rival))
    counted.did("press the rival")
    assert panel.detail.text() == rival
    assert "family: roberta" in panel.text.toPlainText()
    assert len(counted.actions) <= 3
