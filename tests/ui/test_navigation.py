"""Finding the way by keyboard and mouse: selection along edges, places, folds, the palette."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
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


def test_all_of_a_type_are_highlighted(reader: Person) -> None:
    scene = reader.canvas.scene
    linear = next(b for b in scene.boxes if b.label == "Linear")
    reader.click(linear.id)
    reader.click(3, CTRL)
    reader.key("t")
    groups = {group.title: group for group in reader.document.highlights.groups}
    assert set(groups) == {"Linear", "Pooler"}
    count = sum(1 for at in scene.leaves if scene.boxes[at].label == "Linear")
    assert len(groups["Linear"].regions) == count > 1
    assert {group.letter for group in groups.values()} == {"A", "B"}


def drag(person: Person, points: list[QPoint], held: Qt.KeyboardModifier) -> None:
    QTest.mousePress(person.canvas, LEFT, held, points[0])
    for point in points[1:]:
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(point),
            QPointF(person.canvas.mapToGlobal(point)),
            Qt.MouseButton.NoButton,
            LEFT,
            held,
        )
        QApplication.sendEvent(person.canvas, event)
    QTest.mouseRelease(person.canvas, LEFT, held, points[-1])


def corner_of(person: Person, box_id: int) -> list[QPoint]:
    """A triangle around the middle of a box that leaves its corners out."""
    person.canvas.reveal_box(box_id)
    rect = person.canvas.rect_of(box_id)
    middle, reach = rect.center(), rect.height()
    ways = (QPointF(-reach, -reach), QPointF(reach, -reach), QPointF(0, reach))
    return [(middle + way).toPoint() for way in ways]


def test_a_lasso_selects_what_it_goes_around(reader: Person) -> None:
    reader.canvas.actual_size()
    drag(reader, corner_of(reader, 3), ALT)
    assert reader.document.selection.nodes == set(POOLER)
    press(reader, Qt.Key.Key_Z, CTRL)
    assert not reader.document.selection.nodes
    reader.key("l")
    assert reader.canvas.tool == "lasso"
    drag(reader, corner_of(reader, 3), Qt.KeyboardModifier.NoModifier)
    drag(reader, corner_of(reader, 2), SHIFT)
    assert reader.document.selection.nodes == {*POOLER, *EMBEDDING}


def test_a_lasso_is_more_than_its_bounds(reader: Person) -> None:
    reader.canvas.actual_size()
    reader.canvas.reveal_box(3)
    rect = reader.canvas.rect_of(3).toRect()
    far = rect.adjusted(-60, -60, 60, 60)
    # A narrow line up the left side and along the bottom: the box lies in its bounds only.
    around = [far.topLeft(), far.bottomLeft(), far.bottomRight(), far.bottomLeft() + QPoint(9, -9)]
    drag(reader, around, ALT)
    assert not set(POOLER) & reader.document.selection.nodes


def test_escape_gives_a_lasso_up(reader: Person) -> None:
    reader.canvas.actual_size()
    reader.click(2)
    before = reader.document.selection.nodes
    points = corner_of(reader, 3)
    QTest.mousePress(reader.canvas, LEFT, ALT, points[0])
    event = QMouseEvent(QEvent.Type.MouseMove, QPointF(points[1]),
                        QPointF(points[1]), Qt.MouseButton.NoButton, LEFT, ALT)  # fmt: skip
    QApplication.sendEvent(reader.canvas, event)
    assert reader.canvas.pointer.lasso is not None
    reader.key(Qt.Key.Key_Escape)
    assert reader.canvas.pointer.lasso is None
    QTest.mouseRelease(reader.canvas, LEFT, ALT, points[1])
    assert reader.document.selection.nodes == before


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
