"""Shades of rarity on the canvas, and signatures from what recurs, as a person makes them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from inspector.signatures import read_signature
from inspector.ui.canvas.heat import told_heat
from inspector.ui.docks.node_model import SEEN
from tests.networks import strange_network
from tests.session.fake import FIRST_LAYER, LAYERS
from tests.ui.conftest import Person
from tests.ui.test_workbench_tasks import CTRL, LEFT, NONE, SHIFT, Counted
from tests.ui.test_workbench_tasks import counted as counted

LAYER = FIRST_LAYER + 1


def colour(person: Person, box: int) -> tuple[int, int, int, int]:
    """What a box's ground looks like, beside its text."""
    rect = person.canvas.rect_of(box)
    at = QPoint(round(rect.left() + rect.width() * 0.12), round(rect.top() + rect.height() * 0.2))
    rgba = person.canvas.grab().toImage().pixelColor(at).getRgb()
    assert isinstance(rgba, tuple)
    return rgba


def test_a_key_shades_the_boxes_and_takes_it_away(reader: Person) -> None:
    canvas, legend = reader.canvas, reader.window.page.area.heat_legend
    reader.middle(LAYER)
    plain = colour(reader, LAYER)
    assert not legend.isVisible()
    QTest.keyClick(canvas, Qt.Key.Key_M)
    assert reader.window.tool_actions["heat"].isChecked()
    reader.bot.waitUntil(legend.isVisible)
    assert colour(reader, LAYER) != plain
    assert legend.isVisible()
    assert legend.words[0] == "Seen in how many of 5 families"
    assert "0 of 4 marks" in legend.accessibleDescription()
    table, model = reader.panels.nodes.table, reader.panels.nodes.model
    assert not table.isColumnHidden(SEEN)
    row = next(r for r in range(model.rowCount()) if model.box_at(model.index(r, 0)) == LAYER)
    assert model.index(row, SEEN).data() == "3 of 5"
    table.sortByColumn(SEEN, Qt.SortOrder.DescendingOrder)
    reader.bot.waitUntil(lambda: model.index(0, SEEN).data() == "5 of 5")
    table.sortByColumn(SEEN, Qt.SortOrder.AscendingOrder)
    reader.bot.waitUntil(lambda: model.index(0, SEEN).data() == "0 of 5")
    assert model.index(model.rowCount() - 1, SEEN).data() == ""
    QTest.keyClick(canvas, Qt.Key.Key_M)
    assert table.isColumnHidden(SEEN)
    assert colour(reader, LAYER) == plain
    assert not legend.isVisible()


def test_shades_are_told_in_words(reader: Person) -> None:
    reader.do("heat")
    reader.bot.waitUntil(lambda: reader.canvas.heat is not None)
    heat, scene = reader.canvas.heat, reader.canvas.scene
    assert heat is not None
    assert scene is not None
    told = {box.id: told_heat(heat, at) for at, box in enumerate(scene.boxes)}
    assert told[LAYER].startswith("Half of its 29 operators are seen in at most 3 of 5 families")
    assert told[2].endswith("the rarest in none")
    single = next(b.id for b in scene.boxes if b.kind == "operator" and len(b.stored) == 1)
    assert told[single] == "Its neighbourhood is seen in 3 of 5 families: A, B, C"
    assert told[1] == ""


def test_the_pointer_on_a_suggestion_lights_it_and_leaves_nothing(reader: Person) -> None:
    reader.do("suggest")
    panel, highlights = reader.panels.suggestions, reader.document.highlights
    reader.bot.waitUntil(lambda: panel.list.count() == 2)
    texts = [panel.list.item(row).text() for row in range(panel.list.count())]
    assert texts[0] == "Block A\n29 operators, 12 times, half of it in at most 3 of 5 families"
    assert texts[1].endswith("the library has a block for it")
    assert "12 models of 5 families" in panel.corpus.text()
    assert [len(group.regions) for group in highlights.groups] == [LAYERS]
    second = panel.list.visualItemRect(panel.list.item(1)).center()
    QTest.mouseMove(panel.list.viewport(), second)
    reader.bot.waitUntil(lambda: [len(g.regions) for g in highlights.groups] == [2])
    QTest.mouseMove(reader.canvas, QPoint(5, 5))
    reader.bot.waitUntil(lambda: [len(g.regions) for g in highlights.groups] == [LAYERS])
    QTest.mouseClick(panel.list.viewport(), LEFT, NONE, second)
    QTest.mouseMove(reader.canvas, QPoint(9, 9))
    assert [g.title for g in highlights.groups] == ["FeedForward"]


def test_an_unknown_model_becomes_a_signature_by_suggestion(
    counted: Counted, tmp_path: Path
) -> None:
    person, window = counted.person, counted.person.window
    person.open(
        strange_network(
            tmp_path / "strange.onnx", ["Softplus"] * 3 + ["Relu", "Softplus", "Softplus"]
        )
    )
    counted.did("drop the file")
    about = window.page.header.about
    assert about.text() == "What recurs in it ›"
    QTest.mouseClick(about, LEFT)
    counted.wait(lambda: person.document.suggestions.value is not None)
    counted.did("ask what recurs")
    QTest.keyClick(person.panels.suggestions.list, Qt.Key.Key_Return)
    counted.wait(lambda: window.session.draft.text)
    counted.matched()
    counted.did("make a signature of the first")
    result = window.session.draft.result.value
    assert result is not None
    assert sorted(result.matches) == [list(range(5 * n, 5 * n + 5)) for n in range(6)]
    QTest.keyClick(person.panels.signature.editor, Qt.Key.Key_S, CTRL)
    counted.wait(lambda: list((tmp_path / "own").glob("*.yaml")))
    counted.did("save")
    saved = read_signature(next((tmp_path / "own").glob("*.yaml")).read_text())
    report = person.document.report
    counted.wait(
        lambda: any(
            match.signature == saved.name and match.count == 6
            for match in (report.value.matches if report.value else [])
        )
    )
    assert len(counted.actions) == 4


def test_shades_follow_the_model_that_is_shown(make_person: Callable[..., Person]) -> None:
    person = make_person()
    person.open("/models/a.onnx")
    person.do("heat")
    person.bot.waitUntil(lambda: person.canvas.heat is not None)
    first = person.canvas.heat
    person.open("/models/b.onnx")
    person.bot.waitUntil(lambda: person.canvas.heat not in (None, first))
    person.window.close_document()
    person.window.close_document()
    assert person.canvas.heat is None
    assert not person.window.page.area.heat_legend.isVisible()


def test_a_panel_behind_another_asks_nothing_and_paints_nothing(reader: Person) -> None:
    """The first that is painted of a model is its verdict."""
    reader.bot.wait(50)
    assert reader.document.suggestions.value is None
    assert [group.title for group in reader.document.highlights.groups] != ["Block A"]
    reader.do("suggest")
    reader.bot.waitUntil(lambda: reader.document.suggestions.value is not None)


def test_the_key_for_suggestions_brings_them_up(reader: Person) -> None:
    QTest.keyClick(reader.canvas, Qt.Key.Key_G, CTRL | SHIFT)
    assert reader.panels.suggestions.isVisible()
    reader.bot.waitUntil(lambda: reader.panels.suggestions.list.count() == 2)
    assert reader.panels.suggestions.list.hasFocus()
