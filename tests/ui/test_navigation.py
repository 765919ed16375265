"""Finding the way by keyboard and mouse: selection along edges, places, folds, the palette."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from inspector.ui.palette import Palette
from inspector.worker import messages as m
from tests.session.fake import EMBEDDING, FIRST_LAYER, POOLER, RUN
from tests.ui.conftest import Person

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
PATIENCE = 5_000


def press(person: Person, key: Qt.Key, held: Qt.KeyboardModifier) -> None:
    QTest.keyClick(person.canvas, key, held)


def test_growing_takes_the_neighbours_and_shrinking_gives_them_back(reader: Person) -> None:
    reader.click(3)
    reader.key("g")
    chosen = reader.document.selection.nodes
    assert set(POOLER) < chosen
    press(reader, Qt.Key.Key_G, SHIFT)
    assert set(POOLER) <= reader.document.selection.nodes < chosen
    press(reader, Qt.Key.Key_Z, CTRL)
    assert reader.document.selection.nodes == chosen


def test_upstream_downstream_and_inverse(reader: Person) -> None:
    reader.click(3)
    press(reader, Qt.Key.Key_D, SHIFT)
    assert reader.document.selection.nodes == {*POOLER, POOLER[-1] + 1}
    press(reader, Qt.Key.Key_I, CTRL)
    assert reader.document.selection.nodes == set(range(POOLER[0]))
    reader.click(2)
    press(reader, Qt.Key.Key_U, SHIFT)
    assert reader.document.selection.nodes == set(EMBEDDING)


def test_the_ways_between_two_boxes(reader: Person) -> None:
    reader.click(2)
    reader.click(3, CTRL)
    reader.key("p")
    assert reader.document.selection.nodes == set(range(POOLER[-1] + 1))


def test_equal_nodes_and_nodes_of_one_type(reader: Person) -> None:
    linear = next(b for b in reader.canvas.scene.boxes if b.label == "Linear")
    reader.click(linear.id)
    reader.key("e")
    assert reader.document.selection.nodes == set(linear.stored)
    press(reader, Qt.Key.Key_E, SHIFT)
    assert reader.document.selection.nodes > set(linear.stored)
    press(reader, Qt.Key.Key_Up, CTRL | SHIFT)
    fold = reader.canvas.scene.box(FIRST_LAYER)
    assert fold is not None
    assert reader.document.selection.nodes == set(fold.stored)


def test_the_breadcrumb_leads_back_up(reader: Person) -> None:
    inner = next(b for b in reader.canvas.scene.boxes if b.parent == FIRST_LAYER)
    reader.click(inner.id)
    bar = reader.window.page.breadcrumb
    texts = bar.texts()
    assert texts[0] == "bert.onnx"
    assert texts[1].startswith("EncoderLayer")
    assert texts[2].endswith(" 1")
    assert texts[-1].startswith(inner.label)
    QTest.mouseClick(bar.steps()[2], LEFT)
    assert reader.document.focus.value == FIRST_LAYER
    assert len(bar.texts()) == 3
    QTest.mouseClick(bar.steps()[0], LEFT)
    assert reader.canvas.rect_of(2).top() >= 0
    assert reader.canvas.rect_of(4).bottom() <= reader.canvas.height()


def test_back_and_forward_between_places(reader: Person) -> None:
    navigation = reader.window.navigation
    navigation.visit()
    first = reader.canvas.camera
    reader.canvas.gaze.pan(0, -900)
    navigation.visit()
    second = reader.canvas.camera
    press(reader, Qt.Key.Key_Left, ALT)
    assert reader.canvas.camera == first
    press(reader, Qt.Key.Key_Right, ALT)
    assert reader.canvas.camera == second


def test_a_small_movement_is_no_place_of_its_own(reader: Person) -> None:
    navigation = reader.window.navigation
    navigation.visit()
    first = reader.canvas.camera
    reader.canvas.gaze.pan(3, 2)
    navigation.visit()
    reader.canvas.gaze.pan(0, -900)
    navigation.visit()
    press(reader, Qt.Key.Key_Left, ALT)
    assert reader.canvas.camera == first


def requests(person: Person) -> list[m.Arrange]:
    return [r for r in person.clients[-1].sent if isinstance(r, m.Arrange)]


def test_plus_minus_and_star_open_and_close(reader: Person) -> None:
    layer = FIRST_LAYER + 1
    reader.click(layer)
    reader.key("+")
    assert layer in requests(reader)[-1].opened
    reader.click(layer)
    reader.key("-")
    assert layer not in requests(reader)[-1].opened
    reader.click(RUN + 92)
    reader.key("*")
    assert requests(reader)[-1].below == RUN + 92


def test_opening_to_what_is_selected(reader: Person) -> None:
    reader.click(3)
    press(reader, Qt.Key.Key_J, CTRL | SHIFT)
    assert requests(reader)[-1].visible == list(POOLER)


@pytest.fixture
def palette(reader: Person) -> Palette:
    press(reader, Qt.Key.Key_P, CTRL)
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, Palette) and w.isVisible()]
    assert len(found) == 1
    return found[0]


def test_the_palette_goes_to_a_fold(reader: Person, palette: Palette) -> None:
    QTest.keyClicks(palette.line, "pooler")
    assert "Pooler" in palette.list.item(0).text()
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    assert reader.document.focus.value == 3


def test_the_palette_does_actions_and_says_their_keys(reader: Person, palette: Palette) -> None:
    reader.click(2)
    QTest.keyClicks(palette.line, "nothing ctrl+shift+a")
    assert palette.list.count() == 1
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    assert not reader.document.selection.nodes


def test_the_palette_opens_recent_models(reader: Person, palette: Palette, tmp_path: Path) -> None:
    QTest.keyClicks(palette.line, "zzzz")
    assert palette.list.count() == 0
    palette.line.clear()
    QTest.keyClicks(palette.line, "bert open model")
    QTest.keyClick(palette.line, Qt.Key.Key_Down)
    QTest.keyClick(palette.line, Qt.Key.Key_Escape)
    assert not palette.isVisible()
