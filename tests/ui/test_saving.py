"""The check before saving, as a person meets it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest

from inspector.analysis.workbench.records import Finding
from inspector.session.highlights import Place
from tests.session.fake import TEXT, FakeClient
from tests.ui.conftest import Person
from tests.ui.test_authoring import retype, wait_matched, writer

__all__ = ["writer"]
LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier

ERROR = Finding("error", "example", "It does not match its example 'a.onnx'", "Correct it", 5)
WARNING = Finding("warning", "single-node", "The block is a single node", "Constrain it")
HINT = Finding("hint", "no-reference", "There is no reference", "Name the paper")


@pytest.fixture(autouse=True)
def _no_findings_left() -> Iterator[None]:
    yield
    FakeClient.findings = []
    FakeClient.quiet_from_start = False


def save(person: Person, *findings: Finding) -> None:
    FakeClient.findings = list(findings)
    QTest.keyClick(person.panels.signature.editor, Qt.Key.Key_S, CTRL)
    state = person.window.session.saver.state
    person.bot.waitUntil(lambda: state.value is not None and state.value.phase != "checking")


def files(folder: Path) -> list[Path]:
    return sorted((folder / "own").glob("*.yaml"))


def test_what_fails_is_told_before_it_is_kept(writer: Person, tmp_path: Path) -> None:
    save(writer, ERROR, HINT)
    bar = writer.panels.signature.checks
    assert bar.isVisible()
    assert bar.headline.text() == "Not saved: 1 check fails"
    assert "does not match its example" in bar.list.item(0).text()
    assert not bar.anyway.isVisible()
    assert files(tmp_path) == []
    rect = bar.list.visualItemRect(bar.list.item(0))
    QTest.mouseClick(bar.list.viewport(), LEFT, NONE, rect.center())
    assert writer.panels.signature.editor.textCursor().blockNumber() == 4
    QTest.mouseClick(bar.close_button, LEFT)
    assert not bar.isVisible()
    assert writer.panels.signature.editor.toPlainText() == TEXT


def test_a_warning_is_saved_anyway_by_a_press(writer: Person, tmp_path: Path) -> None:
    save(writer, WARNING)
    bar = writer.panels.signature.checks
    assert bar.headline.text() == "Not saved yet: 1 warning"
    assert files(tmp_path) == []
    QTest.mouseClick(bar.anyway, LEFT)
    assert [path.read_text() for path in files(tmp_path)] == [TEXT]
    assert not bar.isVisible()


def test_what_is_still_missing_is_told_after_saving(writer: Person, tmp_path: Path) -> None:
    save(writer, HINT)
    bar = writer.panels.signature.checks
    assert bar.headline.text() == "Saved to signature.yaml. Still missing: a reference."
    assert len(files(tmp_path)) == 1
    QTest.mouseClick(bar.cross, LEFT)
    assert not bar.isVisible()


def test_nothing_to_say_leaves_no_bar(writer: Person, tmp_path: Path) -> None:
    save(writer)
    assert not writer.panels.signature.checks.isVisible()
    assert len(files(tmp_path)) == 1


def test_the_check_can_be_stopped_and_skipped(writer: Person, tmp_path: Path) -> None:
    FakeClient.quiet_from_start = True
    bar = writer.panels.signature.checks
    QTest.keyClick(writer.panels.signature.editor, Qt.Key.Key_S, CTRL)
    assert bar.headline.text() == "Checking before it is saved …"
    QTest.mouseClick(bar.close_button, LEFT)
    assert not bar.isVisible()
    assert files(tmp_path) == []
    QTest.keyClick(writer.panels.signature.editor, Qt.Key.Key_S, CTRL)
    QTest.mouseClick(bar.anyway, LEFT)
    assert len(files(tmp_path)) == 1


def test_a_window_with_a_failing_signature_stays_open(writer: Person, tmp_path: Path) -> None:
    FakeClient.findings = [ERROR]
    writer.answers.on_unsaved = "save"
    writer.window.close()
    assert writer.window.isVisible()
    assert writer.panels.signature.checks.isVisible()
    FakeClient.findings = []
    writer.window.close()
    assert not writer.window.isVisible()
    assert len(files(tmp_path)) == 1


def test_what_changed_since_the_last_save_is_counted_listed_and_painted(writer: Person) -> None:
    panel = writer.panels.signature
    save(writer)
    wait_matched(writer)
    assert panel.why.text() == ""
    retype(writer, "Gelu", "Softplus")
    assert panel.why.text() == "Since the last save: −3"
    panel.sections.bring_up("Matches")
    rows = [panel.matches.list.item(row).text() for row in range(12)]
    assert [row for row in rows if row.endswith("lost since the last save")] == rows[:3]
    groups = writer.document.highlights.groups
    assert [(group.letter, len(group.regions)) for group in groups] == [("✎", 9), ("−", 3)]
    rect = panel.matches.list.visualItemRect(panel.matches.list.item(1))
    QTest.mouseClick(panel.matches.list.viewport(), LEFT, NONE, rect.center())
    assert writer.document.highlights.current == Place(1, 1)
    save(writer)
    wait_matched(writer)
    retype(writer, "Softplus", "Gelu")
    assert panel.why.text() == "Since the last save: +3"
    assert panel.matches.list.item(0).text().endswith("new since the last save")
    groups = writer.document.highlights.groups
    assert [(group.letter, len(group.regions)) for group in groups] == [("✎", 12), ("+", 3)]


def test_two_windows_that_save_the_same_signature_lose_neither(
    make_person: Callable[..., Person], tmp_path: Path
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "mine.yaml").write_text(TEXT)
    first, second = make_person(), make_person()
    for person, word in ((first, "one window"), (second, "the other")):
        person.answers.choice = own / "mine.yaml"
        person.do("open_signature")
        editor = person.panels.signature.editor
        editor.moveCursor(QTextCursor.MoveOperation.End)
        QTest.keyClicks(editor, f"# of {word}")
    for person in (first, second):
        person.window.activateWindow()
        person.bot.waitUntil(person.window.isActiveWindow)
        save(person)
    assert (own / "mine.yaml").read_text() == f"{TEXT}# of the other\n"
    aside = own / "mine.yaml.other-1"
    assert aside.read_text() == f"{TEXT}# of one window\n"
    assert aside.name in second.answers.told[-1]
    assert first.answers.told == []
