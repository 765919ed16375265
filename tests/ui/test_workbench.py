"""The clause tree, its dials, and why not, as a person uses them, with fake children."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QTreeWidgetItem

from inspector.session.highlights import DRAFT
from inspector.worker import messages as m
from tests.session.fake import TEXT, layer_nodes
from tests.ui.conftest import Person
from tests.ui.test_authoring import wait_matched, writer

__all__ = ["writer"]
LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def row(person: Person, start: str) -> QTreeWidgetItem:
    section = person.panels.signature.clauses
    return next(item for item in section.items() if item.text(0).startswith(start))


def spot(person: Person, item: QTreeWidgetItem) -> QPoint:
    tree = person.panels.signature.clauses.tree
    tree.scrollToItem(item)
    return tree.visualItemRect(item).center()


def press_row(person: Person, start: str) -> None:
    tree = person.panels.signature.clauses.tree
    QTest.mouseClick(tree.viewport(), LEFT, NONE, spot(person, row(person, start)))


def button(buttons: list[QPushButton], start: str) -> QPushButton:
    return next(b for b in buttons if b.text().startswith(start))


def test_the_draft_stands_as_a_tree_beside_its_text(writer: Person) -> None:
    items = writer.panels.signature.clauses.items()
    assert [item.text(0) for item in items] == ["Pattern", "a = Linear(x)", "out = Gelu(a)"]
    assert items[0].text(1) == "12 matches"


def test_a_clause_is_loosened_by_its_dial_and_both_views_follow(writer: Person) -> None:
    panel = writer.panels.signature
    press_row(writer, "out = Gelu")
    offers = panel.clauses.offers
    writer.bot.waitUntil(lambda: bool(offers.buttons))
    active = button(offers.buttons, "Gelu")
    assert active.isChecked()
    loose = button(offers.buttons, "any activation")
    assert "24" in loose.text()
    QTest.mouseClick(loose, LEFT)
    assert "{Gelu, Relu}(a)" in panel.editor.toPlainText()
    wait_matched(writer)
    QTest.keyClick(panel.editor, Qt.Key.Key_Z, CTRL)
    assert panel.editor.toPlainText() == TEXT


def test_a_clause_under_the_pointer_lights_its_nodes(writer: Person) -> None:
    tree = writer.panels.signature.clauses.tree
    QTest.mouseMove(tree.viewport(), spot(writer, row(writer, "out = Gelu")))
    writer.bot.waitUntil(lambda: len(writer.document.highlights.groups) == 2)
    groups = writer.document.highlights.groups
    assert groups[0].colour == DRAFT
    assert groups[1].title == "This clause"
    assert groups[1].regions[0] == frozenset(layer_nodes(0)[21:24])


def test_a_node_under_the_pointer_marks_its_clauses(writer: Person) -> None:
    at = writer.middle(1004)
    QTest.mouseMove(writer.canvas, at + QPoint(2, 2))
    QTest.mouseMove(writer.canvas, at)
    marked = [
        item.text(0)
        for item in writer.panels.signature.clauses.items()
        if item.background(0).color().alpha() < 255 and item.background(0).style().value
    ]
    assert marked
    assert "Pattern" not in marked
    marks = [s.cursor.selectedText() for s in writer.panels.signature.editor.extraSelections()]
    assert set(marks[1:]) <= {"Linear(x)", "Gelu(a)"}
    assert len(marks) == 1 + len(marked)
    QTest.mouseMove(writer.canvas, QPoint(3, 3))
    writer.bot.waitUntil(lambda: len(writer.panels.signature.editor.extraSelections()) == 1)


def test_the_cursor_in_the_text_chooses_the_clause(writer: Person) -> None:
    panel = writer.panels.signature
    panel.editor.go_to(7, 12)
    current = panel.clauses.tree.currentItem
    writer.bot.waitUntil(lambda: current() is not None and current().text(0).startswith("out"))


def test_why_not_says_what_failed_and_repairs_it(writer: Person) -> None:
    panel = writer.panels.signature
    writer.click(3)
    QTest.keyClick(writer.canvas, Qt.Key.Key_W, CTRL | SHIFT)
    section = panel.why_not
    writer.bot.waitUntil(section.sentence.isVisible)
    assert section.expected.text() == "Gelu"
    assert section.found.text() == "Relu"
    assert section.sentence.text().startswith("1 node fits")
    titles = [group.title for group in writer.document.highlights.groups]
    assert titles == ["This signature", "Fits", "Fails here"]
    repair = button(section.offers.buttons, "This or that")
    assert "13" in repair.text()
    QTest.mouseClick(section.clause, LEFT)
    assert panel.clauses.tree.currentItem().text(0) == "out = Gelu(a)"
    panel.sections.bring_up("Why not")
    QTest.mouseClick(button(section.offers.buttons, "This or that"), LEFT)
    assert "{Gelu, Relu}" in panel.editor.toPlainText()


def test_another_selection_asks_why_not_anew(writer: Person) -> None:
    writer.click(3)
    QTest.keyClick(writer.canvas, Qt.Key.Key_W, CTRL | SHIFT)
    before = len([r for r in writer.clients[-1].sent if isinstance(r, m.Explain)])
    writer.click(2)
    asked = [r for r in writer.clients[-1].sent if isinstance(r, m.Explain)]
    assert len(asked) == before + 1
    assert asked[-1].nodes == sorted(writer.document.selection.nodes)


def test_a_second_selection_is_merged_into_the_draft(writer: Person) -> None:
    first = writer.window.session.draft.origin
    writer.click(3)
    second = writer.document.selection.nodes
    writer.do("merge_signature")
    request = next(r for r in writer.clients[-1].sent if isinstance(r, m.Merge))
    assert [set(s) for s in request.selections] == [first, second]
    bar, editor = writer.panels.signature.merging, writer.panels.signature.editor
    writer.bot.waitUntil(bar.isVisible)
    assert bar.headline.text() == "1 of 2 statements differs · 13 matches, were 12"
    rows = [bar.table.topLevelItem(row) for row in range(2)]
    assert [[row.text(column) for column in range(3)] for row in rows] == [
        ["a = Linear(x)", "Linear", "Linear"],
        ["out = {Gelu, Relu}(a)", "Gelu", "Relu"],
    ]
    assert editor.toPlainText() == TEXT
    QTest.mouseClick(bar.take, LEFT)
    assert not bar.isVisible()
    assert "{Gelu, Relu}" in editor.toPlainText()
    assert writer.window.session.draft.origin == first
    QTest.keyClick(editor, Qt.Key.Key_Z, CTRL)
    assert editor.toPlainText() == TEXT


def test_a_merge_that_is_left_changes_nothing(writer: Person) -> None:
    writer.click(3)
    writer.do("merge_signature")
    bar, draft = writer.panels.signature.merging, writer.window.session.draft
    writer.bot.waitUntil(bar.isVisible)
    assert len(draft.examples) == 2
    QTest.mouseClick(bar.leave, LEFT)
    assert not bar.isVisible()
    assert draft.text == TEXT
    assert len(draft.examples) == 1


def test_a_match_in_the_list_is_looked_at(writer: Person) -> None:
    panel = writer.panels.signature
    panel.sections.bring_up("Matches")
    assert panel.matches.list.count() == 12
    rect = panel.matches.list.visualItemRect(panel.matches.list.item(3))
    QTest.mouseClick(panel.matches.list.viewport(), LEFT, NONE, rect.center())
    assert panel.counter.text() == "4 of 12"


def test_two_clauses_are_split_off_as_a_block_of_their_own(writer: Person, tmp_path: Path) -> None:
    panel = writer.panels.signature
    press_row(writer, "a = Linear")
    tree = panel.clauses.tree
    at = spot(writer, row(writer, "out = Gelu"))
    QTest.mouseClick(tree.viewport(), LEFT, CTRL, at)
    offers = panel.clauses.offers
    writer.bot.waitUntil(lambda: any("Split off" in b.text() for b in offers.buttons))
    assert [b.text() for b in offers.buttons] == ["Split off as the block LinearGelu  · 12"]
    QTest.mouseClick(button(offers.buttons, "Split off"), LEFT)
    assert "out = LinearGelu(" in panel.editor.toPlainText()
    kept = tmp_path / "own" / "LinearGelu.yaml"
    assert kept.read_text().startswith("format: 1\nblock: LinearGelu")
    assert any(isinstance(request, m.Rescan) for request in writer.clients[0].sent)
    assert "LinearGelu.yaml" in writer.window.statusBar().currentMessage()
    wait_matched(writer)
    QTest.keyClick(panel.editor, Qt.Key.Key_Z, CTRL)
    assert panel.editor.toPlainText() == TEXT


def test_a_clause_of_the_text_under_the_pointer_lights_its_nodes(writer: Person) -> None:
    editor = writer.panels.signature.editor
    cursor = editor.document().find("Gelu")
    at = editor.cursorRect(cursor).center()
    QTest.mouseMove(editor.viewport(), at)
    writer.bot.waitUntil(lambda: len(writer.document.highlights.groups) == 2)
    assert writer.document.highlights.groups[1].regions[0] == frozenset(layer_nodes(0)[21:24])
    QApplication.sendEvent(editor, QEvent(QEvent.Type.Leave))
    assert len(writer.document.highlights.groups) == 1
