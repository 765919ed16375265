"""Writing signatures: from the selection, with live matches, saved and found again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QTextCursor, QTextDocument
from PySide6.QtTest import QTest

from inspector.session.highlights import DRAFT
from inspector.worker import messages as m
from tests.session.fake import TEXT, layer_nodes
from tests.ui.conftest import Person

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def writer(reader: Person) -> Person:
    """Somebody with a draft from two selected nodes, matched once."""
    reader.click(1003)
    reader.click(1004, SHIFT)
    QTest.keyClick(reader.canvas, Qt.Key.Key_N, CTRL | SHIFT)
    wait_drafted(reader)
    return reader


def wait_drafted(person: Person) -> None:
    draft = person.window.session.draft
    person.bot.waitUntil(lambda: draft.text == TEXT)
    wait_matched(person)


def wait_matched(person: Person) -> None:
    draft = person.window.session.draft
    person.bot.waitUntil(lambda: draft.result.value is not None and not draft.pending.value)


def retype(person: Person, old: str, new: str) -> None:
    """Replace a word of the text by typing."""
    editor = person.panels.signature.editor
    exact = QTextDocument.FindFlag.FindCaseSensitively
    cursor = editor.document().find(old, 0, exact)
    assert not cursor.isNull()
    editor.setTextCursor(cursor)
    QTest.keyClicks(editor, new)
    wait_matched(person)


def test_a_selection_becomes_a_signature_with_matches_painted(writer: Person) -> None:
    panel = writer.panels.signature
    assert panel.editor.toPlainText() == TEXT
    assert panel.editor.hasFocus()
    assert panel.state.text() == "Matches elsewhere too · 12 matches"
    groups = writer.document.highlights.groups
    assert [group.colour for group in groups] == [DRAFT]
    assert len(groups[0].regions) == 12
    request = next(r for r in writer.clients[-1].sent if isinstance(r, m.Draft))
    assert request.stored == list(layer_nodes(0))[16:23]


def test_nothing_selected_offers_no_signature(reader: Person) -> None:
    assert not reader.window.tool_actions["new_signature"].isEnabled()
    assert not reader.panels.signature.new.isEnabled()
    assert reader.panels.signature.state.text() == "No signature yet"
    reader.click(2)
    assert reader.panels.signature.new.isEnabled()
    QTest.mouseClick(reader.panels.signature.new, LEFT)
    wait_drafted(reader)


def test_what_does_not_parse_is_underlined_and_listed(writer: Person) -> None:
    retype(writer, "Linear(x", "Liner(x")
    panel = writer.panels.signature
    assert panel.state.text() == "Does not parse"
    assert panel.problems.isVisible()
    shown = panel.problems.item(0).text()
    assert "Line 6, column 7" in shown
    assert "Did you mean Linear?" in shown
    marks = [s.cursor.selectedText() for s in panel.editor.extraSelections()]
    assert "Liner" in marks
    assert not panel.save.isEnabled()
    assert not writer.window.tool_actions["save_signature"].isEnabled()
    assert writer.document.highlights.groups == ()
    rect = panel.problems.visualItemRect(panel.problems.item(0))
    none = Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(panel.problems.viewport(), LEFT, none, rect.center())
    assert panel.editor.textCursor().blockNumber() == 5
    assert panel.editor.textCursor().positionInBlock() == 6
    retype(writer, "Liner(x", "Linear(x")
    assert panel.state.text().startswith("Matches elsewhere")
    assert not panel.problems.isVisible()


def test_what_matches_nothing_says_why_and_where(writer: Person) -> None:
    retype(writer, "Gelu", "Relu")
    panel = writer.panels.signature
    assert panel.state.text() == "Matches nothing"
    assert panel.why.text() == "out = Relu(a): found Gelu"
    assert writer.document.highlights.groups[0].regions == (frozenset([25]),)


def test_the_matches_are_stepped_through(writer: Person) -> None:
    panel = writer.panels.signature
    QTest.mouseClick(panel.next, LEFT)
    assert panel.counter.text() == "1 of 12"
    QTest.mouseClick(panel.next, LEFT)
    assert panel.counter.text() == "2 of 12"
    QTest.mouseClick(panel.previous, LEFT)
    QTest.mouseClick(panel.previous, LEFT)
    assert panel.counter.text() == "12 of 12"
    writer.do("show_verdict")
    QTest.mouseClick(panel.next, LEFT)
    assert panel.counter.text() == "1 of 12"


def test_typing_is_undone_in_the_text_and_not_in_the_selection(writer: Person) -> None:
    editor = writer.panels.signature.editor
    retype(writer, "my_layer", "other")
    selected = writer.document.selection.nodes
    QTest.keyClick(editor, Qt.Key.Key_Z, CTRL)
    assert "my_layer" in editor.toPlainText() or "other" not in editor.toPlainText()
    while writer.window.session.draft.can_undo:
        QTest.keyClick(editor, Qt.Key.Key_Z, CTRL)
    assert editor.toPlainText() == ""
    while writer.window.session.draft.can_redo:
        QTest.keyClick(editor, Qt.Key.Key_Z, CTRL | SHIFT)
    assert "other" in editor.toPlainText()
    assert writer.document.selection.nodes == selected


def test_letters_go_into_the_text_and_not_to_the_window(writer: Person) -> None:
    camera = writer.canvas.camera
    editor = writer.panels.signature.editor
    editor.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClicks(editor, "nf1hvz+-")
    assert editor.toPlainText().endswith("nf1hvz+-")
    assert writer.canvas.camera == camera


def test_new_lines_keep_their_depth(writer: Person) -> None:
    editor = writer.panels.signature.editor
    editor.moveCursor(QTextCursor.MoveOperation.End)
    editor.insertPlainText("where:")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClicks(editor, "a: b")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    QTest.keyClicks(editor, "c")
    assert editor.toPlainText().endswith("where:\n  a: b\n    c")
    QTest.keyClick(editor, Qt.Key.Key_Backtab)
    assert editor.toPlainText().endswith("where:\n  a: b\n  c")


def test_saving_writes_to_the_own_folder_and_scans_again(writer: Person, tmp_path: Path) -> None:
    panel = writer.panels.signature
    assert panel.name.whole == "New signature, not saved yet"
    QTest.keyClick(panel.editor, Qt.Key.Key_S, CTRL)
    saved = tmp_path / "own" / "signature.yaml"
    writer.bot.waitUntil(saved.exists)
    assert saved.read_text() == TEXT
    assert panel.name.whole == "signature.yaml"
    assert not panel.save.isEnabled()
    assert any(isinstance(request, m.Rescan) for request in writer.clients[0].sent)
    writer.bot.waitUntil(lambda: writer.document.report.value.library == "b")
    retype(writer, "my_layer", "my_block")
    assert "changed" in panel.name.whole
    QTest.mouseClick(panel.save, LEFT)
    writer.bot.waitUntil(lambda: "my_block" in saved.read_text())


def test_saving_elsewhere_asks_where(writer: Person, tmp_path: Path) -> None:
    writer.answers.place = tmp_path / "project" / "a.yaml"
    writer.do("save_signature_as")
    writer.bot.waitUntil(writer.answers.place.exists)
    assert writer.answers.place.read_text() == TEXT
    writer.answers.place = None
    writer.do("save_signature_as")
    assert writer.window.session.draft.path.value == tmp_path / "project" / "a.yaml"


def test_a_folder_that_cannot_be_written_is_told(writer: Person, tmp_path: Path) -> None:
    (tmp_path / "own").write_text("a file in the way")
    writer.do("save_signature")
    bar = writer.panels.signature.checks
    writer.bot.waitUntil(lambda: bar.headline.text().startswith("Not saved"))
    assert "Save As" in bar.headline.text()
    assert not bar.anyway.isVisible()
    assert writer.window.session.draft.dirty


def test_an_existing_signature_is_opened_changed_and_saved(reader: Person, tmp_path: Path) -> None:
    shipped = tmp_path / "shipped" / "bert.yaml"
    shipped.write_text("format: 1  # Linear(x)\nfamily: bert\ntitle: BERT\n")
    reader.answers.choice = shipped
    QTest.mouseClick(reader.panels.signature.open, LEFT)
    assert [file.title for file in reader.answers.offered] == ["BERT"]
    assert "shipped" in reader.panels.signature.name.whole
    retype(reader, "BERT", "My BERT")
    reader.do("save_signature")
    own = tmp_path / "own" / "bert.yaml"
    reader.bot.waitUntil(own.exists)
    assert own.read_text().endswith("title: My BERT\n")
    assert shipped.read_text().endswith("title: BERT\n")


def test_a_signature_is_opened_from_the_evidence(reader: Person, tmp_path: Path) -> None:
    (tmp_path / "shipped" / "bert.yaml").write_text("family: bert\n")
    reader.panels.evidence.signature_wanted.emit("bert")
    assert reader.panels.signature.editor.toPlainText() == "family: bert\n"
    reader.panels.evidence.signature_wanted.emit("nothing")
    assert "nothing" in reader.answers.told[-1]


def test_a_draft_that_is_not_saved_is_not_lost(writer: Person, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text("family: other\n")
    writer.answers.choice = other
    writer.answers.on_unsaved = "cancel"
    writer.do("open_signature")
    assert writer.window.session.draft.text == TEXT
    writer.window.close()
    assert writer.window.isVisible()
    writer.answers.on_unsaved = "save"
    writer.do("open_signature")
    assert (tmp_path / "own" / "signature.yaml").read_text() == TEXT
    assert writer.window.session.draft.text == "family: other\n"


def test_the_draft_is_matched_on_the_model_that_is_shown(writer: Person) -> None:
    writer.drop("/models/other.onnx")
    writer.bot.waitUntil(lambda: writer.document.scene.value is not None)
    writer.bot.waitUntil(lambda: any(isinstance(r, m.MatchDraft) for r in writer.clients[-1].sent))
    request = next(r for r in writer.clients[-1].sent if isinstance(r, m.MatchDraft))
    assert request.stored == []


def test_states_differ_by_sign_and_words(make_person: Callable[..., Person]) -> None:
    from inspector.analysis.report import DraftMatches
    from inspector.ui.docks.states import describe_state

    shown = [describe_state("", None, has_document=True)] + [
        describe_state("x", DraftMatches(state, matches=[[1]]), has_document=True)
        for state in ("broken", "nowhere", "selection", "elsewhere")
    ]
    assert len({s.icon for s in shown}) == 5
    assert len({s.title for s in shown}) == 5


def test_undo_keys_are_the_editors_own(writer: Person) -> None:
    assert QKeySequence(QKeySequence.StandardKey.Undo) == QKeySequence("Ctrl+Z")
    assert writer.panels.signature.editor.isUndoRedoEnabled() is False
