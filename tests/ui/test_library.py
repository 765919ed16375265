"""The library's window, as a person uses it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QPushButton

from inspector.analysis.workbench.records import Finding
from inspector.ui.library.entry_model import EntryModel
from inspector.ui.library.window import LibraryWindow
from tests.session.fake import TEXT, FakeClient, build_entries
from tests.ui.conftest import Person

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
LEFT = Qt.MouseButton.LeftButton


def press(button: QPushButton) -> None:
    """A press with the mouse."""
    assert button.isEnabled()
    QTest.mouseClick(button, LEFT)


def open_library(person: Person) -> LibraryWindow:
    """The key for the library."""
    person.bot.waitUntil(person.window.isActiveWindow)
    QTest.keyClick(person.window, Qt.Key.Key_B, CTRL)
    return library(person)


def library(person: Person) -> LibraryWindow:
    window = person.window.librarian.window
    assert window is not None
    return window


@pytest.fixture
def browsing(person: Person) -> Person:
    """Somebody who pressed the key for the library, without a model open."""
    window = open_library(person)
    person.bot.waitUntil(lambda: window.listing.model.rowCount() == 3)
    return person


def titles(person: Person) -> list[str]:
    model = library(person).listing.model
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def test_the_model_keeps_qts_rules() -> None:
    model = EntryModel()
    tester = QAbstractItemModelTester(model)
    model.show_entries(tuple(build_entries()))
    assert tester.model().rowCount() == 3
    assert [model.index(2, column).data() for column in range(5)] == [
        "My network", "Family", "image classifier", "cnn", "Own",
    ]  # fmt: skip


def test_typing_narrows_the_list_and_arrows_turn_the_pages(browsing: Person) -> None:
    window = library(browsing)
    assert window.listing.words.hasFocus()
    QTest.keyClicks(window.listing.words, "gelu")
    assert titles(browsing) == ["BERT", "GELU", "My network"]
    window.listing.kind.setFocus()
    QTest.keyClick(window.listing.kind, Qt.Key.Key_Down)
    assert titles(browsing) == ["BERT", "My network"]
    assert "2 of 3 signatures" in window.listing.counter.text()
    assert "could not be used" in window.listing.counter.text()
    window.listing.table.setFocus()
    QTest.keyClick(window.listing.table, Qt.Key.Key_Down)
    QTest.keyClick(window.listing.table, Qt.Key.Key_Down)
    browsing.bot.waitUntil(lambda: window.page.title.whole == "My network")
    assert "Your own" in window.page.origin.whole
    assert window.page.canvas.scene is not None
    assert window.page.text.toPlainText() == "# mine\n"


def test_a_link_leads_to_another_page_and_back(browsing: Person) -> None:
    window = library(browsing)
    window.look_at("bert")
    browsing.bot.waitUntil(lambda: window.page.title.whole == "BERT")
    assert "a <b>" in window.page.about.toPlainText()
    about = window.page.about
    cursor = about.document().find("Gelu")
    at = about.cursorRect(cursor).center() - QPoint(8, 0)
    QTest.mouseClick(about.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, at)
    browsing.bot.waitUntil(lambda: window.page.title.whole == "GELU")
    QTest.keyClick(window, Qt.Key.Key_Left, ALT)
    browsing.bot.waitUntil(lambda: window.page.title.whole == "BERT")
    assert not window.page.back.isEnabled()


def test_the_page_of_the_verdict_is_a_key_or_a_press_away(reader: Person) -> None:
    QTest.keyClick(reader.canvas, Qt.Key.Key_B, CTRL | SHIFT)
    reader.bot.waitUntil(lambda: library(reader).page.title.whole == "BERT")
    library(reader).close()
    about = reader.window.page.header.about
    assert about.isVisible()
    press(about)
    assert library(reader).isVisible()


def test_the_page_of_what_is_in_focus(reader: Person) -> None:
    scene = reader.canvas.scene
    assert scene is not None
    gelu = next(box for box in scene.boxes if box.signature == "Gelu")
    reader.click(gelu.id)
    QTest.keyClick(reader.canvas, Qt.Key.Key_B, CTRL | SHIFT)
    reader.bot.waitUntil(lambda: library(reader).page.title.whole == "GELU")
    library(reader).close()
    tree = reader.panels.evidence.tree
    reader.panels.bring_up("evidence")
    reader.window.activateWindow()
    reader.bot.waitUntil(reader.window.isActiveWindow)
    tree.setFocus()
    tree.setCurrentIndex(reader.panels.evidence.model.index(0, 0))
    QTest.keyClick(tree, Qt.Key.Key_B, CTRL | SHIFT)
    reader.bot.waitUntil(lambda: library(reader).page.title.whole == "BERT")


def test_a_file_is_imported_after_its_check_was_heard(browsing: Person, tmp_path: Path) -> None:
    window = library(browsing)
    path = tmp_path / "mail.yaml"
    path.write_text(TEXT)
    browsing.answers.choice = path
    FakeClient.findings = [Finding("hint", "no-reference", "There is no reference", "Name one")]
    try:
        press(window.import_button)
        browsing.bot.waitUntil(window.checks.isVisible)
        browsing.bot.waitUntil(lambda: window.checks.headline.text().endswith("1 finding"))
    finally:
        FakeClient.findings = []
    assert "There is no reference" in window.checks.list.item(0).text()
    assert not list((tmp_path / "own").glob("*.yaml"))
    press(window.checks.anyway)
    browsing.bot.waitUntil(lambda: bool(list((tmp_path / "own").glob("*.yaml"))))
    assert not window.checks.isVisible()
    assert "is in your library" in window.said.text()


def test_a_signature_file_that_is_dropped_is_imported(person: Person, tmp_path: Path) -> None:
    path = tmp_path / "mail.yaml"
    path.write_text("format: 1\nblock: Mail\ntitle: Mail\ninputs: [x]\npattern: Sin(x)\n")
    person.drop(path)
    person.bot.waitUntil(lambda: (tmp_path / "own" / "Mail.yaml").exists())
    assert person.window.session.documents == []
    assert "is in your library" in library(person).said.text()


def test_a_file_that_is_not_there_is_told(browsing: Person, tmp_path: Path) -> None:
    browsing.answers.choice = tmp_path / "missing.yaml"
    press(library(browsing).import_button)
    assert "cannot be imported" in browsing.answers.told[0]


def test_a_page_leads_to_its_example_a_file_and_the_workbench(
    make_person: Callable[..., Person], tmp_path: Path
) -> None:
    person = make_person(real=True)
    window = open_library(person)
    person.bot.waitUntil(lambda: window.listing.model.rowCount() > 400, timeout=60_000)
    QTest.keyClicks(window.listing.words, "roberta")
    window.look_at("roberta")
    person.bot.waitUntil(lambda: window.page.title.whole == "RoBERTa", timeout=60_000)
    assert window.page.canvas.scene is not None
    assert "models told right" in window.page.about.toPlainText()
    about = window.page.about
    cursor = about.document().find("roberta-dynamo.onnx")
    about.setTextCursor(cursor)
    about.ensureCursorVisible()
    at = about.cursorRect(cursor).center() - QPoint(20, 0)
    QTest.mouseClick(about.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, at)
    person.bot.waitUntil(lambda: person.document.report.value is not None, timeout=60_000)
    report = person.document.report.value
    assert report is not None
    assert report.verdict is not None
    assert report.verdict.family == "roberta"
    text = window.page.text.toPlainText()
    press(window.page.copy)
    assert QGuiApplication.clipboard().text() == text
    person.answers.place = tmp_path / "share.yaml"
    press(window.page.export)
    assert (tmp_path / "share.yaml").read_text().strip() == text.strip()
    press(window.page.edit)
    draft = person.window.session.draft
    assert draft.text.strip() == text.strip()
    assert person.panels.docks["signature"].isVisible()
    assert person.window.session.save_path().parent == tmp_path / "own"
    assert person.window.authoring.may_leave()


def test_closing_ends_the_process(browsing: Person) -> None:
    clients = [client for client in FakeClient.made if not client.closed]
    assert len(clients) == 1
    QTest.keyClick(library(browsing), Qt.Key.Key_Escape)
    assert not library(browsing).isVisible()
    assert clients[0].closed
