"""Every edit of a clause on the real window: done in the tree, undone in the text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from tests.ui.conftest import Person
from tests.ui.test_workbench import press_row
from tests.ui.test_workbench_tasks import layer_stored, strange_network

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
PATIENCE = 60_000

EDITS = [
    ("softplus = Softplus", "Make optional", "Softplus?(conv1)"),
    ("softplus = Softplus", "Seal: nothing else reads it", "Softplus(conv1)!"),
    ("softplus = Softplus", "Repeat: one or more in a row", "Softplus{1..}(conv1)"),
    ("softplus = Softplus", "any activation", "Softplus, "),
    ("softplus = Softplus", "any operator", "_(conv1)"),
    ("softplus = Softplus", "Drop", "sin = Sin(conv1)"),
    ("kernel=3", "any", "Conv[group=1, in=C, out=C](x)"),
    ("Pattern", "Grow behind the result: Conv", "out = Conv("),
    ("Pattern", "Grow before x: Add", "x = x1 + _"),
]


@pytest.fixture
def author(make_person: Callable[..., Person], tmp_path: Path) -> Person:
    """Somebody with a draft of the third layer of a network."""
    person = make_person(real=True)
    person.open(strange_network(tmp_path / "strange.onnx", ["Softplus"] * 6))
    person.document.selection.set(layer_stored(2))
    QTest.keyClick(person.canvas, Qt.Key.Key_N, CTRL | SHIFT)
    person.bot.waitUntil(lambda: bool(person.window.session.draft.text), timeout=PATIENCE)
    matched(person)
    return person


def matched(person: Person) -> None:
    session = person.window.session
    person.bot.waitUntil(lambda: session.settled(person.document), timeout=PATIENCE)


def offers(person: Person) -> list[QPushButton]:
    return person.panels.signature.clauses.offers.buttons


def offered(person: Person, title: str) -> QPushButton:
    def found() -> QPushButton | None:
        return next((b for b in offers(person) if b.text().split("  ·")[0] == title), None)

    person.bot.waitUntil(lambda: found() is not None, timeout=PATIENCE)
    button = found()
    assert button is not None
    return button


def test_each_edit_is_done_in_the_tree_and_undone_in_the_text(author: Person) -> None:
    panel, draft = author.panels.signature, author.window.session.draft
    before = draft.text
    for row, title, after in EDITS:
        press_row(author, row)
        matched(author)
        button = offered(author, title)
        promised = int(button.text().split("·")[1])
        QTest.mouseClick(button, LEFT)
        assert after in panel.editor.toPlainText(), title
        matched(author)
        assert len(draft.result.value.matches) == promised, title
        QTest.keyClick(panel.editor, Qt.Key.Key_Z, CTRL)
        assert panel.editor.toPlainText() == before, title
        QTest.keyClick(panel.editor, Qt.Key.Key_Z, CTRL | SHIFT)
        assert after in panel.editor.toPlainText(), title
        QTest.keyClick(panel.editor, Qt.Key.Key_Z, CTRL)
        matched(author)
