"""Words that fit, and fixes at a key, in the text of a signature."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest

from inspector.analysis.report import DraftMatches, TextFix, TextProblem
from tests.session.fake import TEXT
from tests.ui.conftest import Person
from tests.ui.test_authoring import retype, wait_matched, writer

__all__ = ["writer"]
LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def begin_statement(person: Person, letters: str) -> None:
    """Type at the end of the text, on a line of the pattern."""
    editor = person.panels.signature.editor
    editor.moveCursor(QTextCursor.MoveOperation.End)
    editor.insertPlainText("  b = ")
    QTest.keyClicks(editor, letters)


def shown(person: Person) -> list[str]:
    choices = person.panels.signature.editor.choices
    if not choices.isVisible():
        return []
    items = [choices.topLevelItem(row) for row in range(choices.topLevelItemCount())]
    return [item.text(0) for item in items if item is not None]


def last_line(person: Person) -> str:
    return person.panels.signature.editor.toPlainText().splitlines()[-1]


def test_words_that_fit_are_shown_as_you_type_and_taken_by_enter(writer: Person) -> None:
    editor = writer.panels.signature.editor
    begin_statement(writer, "C")
    assert shown(writer) == []
    QTest.keyClicks(editor, "o")
    assert shown(writer) == ["Conv", "ConvTranspose"]
    QTest.keyClick(editor, Qt.Key.Key_Down)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert last_line(writer) == "  b = ConvTranspose"
    assert shown(writer) == []
    assert editor.hasFocus()


def test_the_first_of_the_words_is_taken_by_tab_or_a_press(writer: Person) -> None:
    editor = writer.panels.signature.editor
    begin_statement(writer, "co")
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    assert last_line(writer) == "  b = Conv"
    QTest.keyClicks(editor, "(Ge")
    item = editor.choices.topLevelItem(0)
    assert item is not None
    rect = editor.choices.visualItemRect(item)
    QTest.mouseClick(editor.choices.viewport(), LEFT, NONE, rect.center())
    assert last_line(writer) == "  b = Conv(Gelu"


def test_words_are_asked_for_and_left(writer: Person) -> None:
    editor = writer.panels.signature.editor
    begin_statement(writer, "Conv[")
    assert shown(writer) == []
    QTest.keyClick(editor, Qt.Key.Key_Space, CTRL)
    assert shown(writer) == ["group", "in", "kernel", "out"]
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert shown(writer) == []
    QTest.keyClick(editor, Qt.Key.Key_Space, CTRL)
    QTest.keyClick(editor, Qt.Key.Key_Left)
    assert shown(writer) == []
    assert last_line(writer) == "  b = Conv["


def test_a_whole_word_leaves_enter_to_the_text(writer: Person) -> None:
    editor = writer.panels.signature.editor
    begin_statement(writer, "Conv")
    assert shown(writer) == []
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert last_line(writer).strip() == ""


def test_fields_of_the_file_are_words_too(writer: Person) -> None:
    editor = writer.panels.signature.editor
    editor.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClicks(editor, "cou")
    assert shown(writer) == ["counterexamples:"]
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert last_line(writer) == "counterexamples:"


def test_what_is_taken_is_one_step_of_undo(writer: Person) -> None:
    editor = writer.panels.signature.editor
    begin_statement(writer, "ConvTr")
    before = editor.toPlainText()
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert last_line(writer) == "  b = ConvTranspose"
    QTest.keyClick(editor, Qt.Key.Key_Z, CTRL)
    assert editor.toPlainText() == before


def test_a_problem_is_put_right_at_a_key(writer: Person) -> None:
    editor = writer.panels.signature.editor
    retype(writer, "Linear(x", "Liner(x")
    QTest.keyClick(editor, Qt.Key.Key_Return, ALT)
    assert editor.toPlainText() == TEXT
    wait_matched(writer)
    assert not writer.panels.signature.problems.isVisible()
    QTest.keyClick(editor, Qt.Key.Key_Z, CTRL)
    assert "Liner(x" in editor.toPlainText()


def test_a_problem_is_put_right_at_a_press(writer: Person) -> None:
    panel = writer.panels.signature
    retype(writer, "Linear(x", "Liner(x")
    rows = [panel.problems.item(row).text() for row in range(panel.problems.count())]
    assert rows[1].startswith("Write Linear")
    rect = panel.problems.visualItemRect(panel.problems.item(1))
    QTest.mouseClick(panel.problems.viewport(), LEFT, NONE, rect.center())
    assert panel.editor.toPlainText() == TEXT


def test_of_several_fixes_one_is_chosen(writer: Person) -> None:
    editor = writer.panels.signature.editor
    fixes = [TextFix(f"Write {word}", TEXT.replace("Gelu", word)) for word in ("Relu", "SiLU")]
    problem = TextProblem("unknown", "Nobody knows it", 7, 9, 7, 13, fixes=fixes)
    writer.window.session.draft.result.value = DraftMatches("broken", [problem])
    QTest.keyClick(editor, Qt.Key.Key_Return, ALT)
    assert shown(writer) == ["Write Relu", "Write SiLU"]
    QTest.keyClick(editor, Qt.Key.Key_Down)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert "SiLU(a)" in editor.toPlainText()


def test_a_fix_of_a_text_that_went_on_is_not_done(writer: Person) -> None:
    editor = writer.panels.signature.editor
    retype(writer, "Linear(x", "Liner(x")
    QTest.keyClicks(editor, "#")
    before = editor.toPlainText()
    QTest.keyClick(editor, Qt.Key.Key_Return, ALT)
    assert editor.toPlainText() == before
