"""The canvas: looking around, selecting, folding, walking with the keys."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QNativeGestureEvent,
    QPointingDevice,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolTip

from inspector.ui.canvas.edge_labels import crossed
from tests.session.fake import EMBEDDING, FIRST_LAYER, POOLER, layer_nodes
from tests.ui.conftest import Person

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
LINEAR, GELU = 1003, 1004
"""Boxes inside the first layer."""


def drag(
    person: Person, start: QPoint, end: QPoint, button: Qt.MouseButton = LEFT,
    modifiers: Qt.KeyboardModifier = NONE,
) -> None:  # fmt: skip
    QTest.mousePress(person.canvas, button, modifiers, start)
    for share in (0.3, 0.6, 1.0):
        point = start + (end - start) * share
        move = QPointF(point)
        event = _move(person, move, button, modifiers)
        QApplication.sendEvent(person.canvas, event)
    QTest.mouseRelease(person.canvas, button, modifiers, end)


def _move(person: Person, at: QPointF, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier):  # type: ignore[no-untyped-def]
    from PySide6.QtGui import QMouseEvent

    glob = person.canvas.mapToGlobal(at)
    return QMouseEvent(QEvent.Type.MouseMove, at, glob, Qt.MouseButton.NoButton, button, modifiers)


def wheel(person: Person, dy: int, modifiers: Qt.KeyboardModifier = NONE, dx: int = 0) -> None:
    at = QPointF(300, 300)
    event = QWheelEvent(
        at, person.canvas.mapToGlobal(at), QPoint(), QPoint(dx, dy), Qt.MouseButton.NoButton,
        modifiers, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(person.canvas, event)


def empty_spot(person: Person) -> QPoint:
    """A point beside all boxes."""
    canvas = person.canvas
    for x in range(canvas.width() - 40, 0, -20):
        point = QPointF(x, canvas.height() / 2)
        if canvas.box_at(point) is None and canvas.childAt(point.toPoint()) is None:
            return point.toPoint()
    raise AssertionError("no empty spot")


# -- selecting ---------------------------------------------------------------------------------


def test_a_press_selects_and_describes(reader: Person) -> None:
    reader.click(2)
    assert reader.document.selection.nodes == set(EMBEDDING)
    assert reader.document.focus.value == 2
    reader.bot.waitUntil(lambda: "Box 2" in reader.panels.details.browser.toPlainText())
    assert reader.window.selected.text() == "8 nodes selected"


def test_shift_adds_and_ctrl_toggles(reader: Person) -> None:
    reader.click(2)
    reader.click(3, SHIFT)
    assert reader.document.selection.nodes == set(EMBEDDING) | set(POOLER)
    reader.click(2, CTRL)
    assert reader.document.selection.nodes == set(POOLER)
    reader.click(2, CTRL)
    assert reader.document.selection.nodes == set(EMBEDDING) | set(POOLER)


def test_a_press_beside_the_boxes_clears(reader: Person) -> None:
    reader.click(2)
    QTest.mouseClick(reader.canvas, LEFT, SHIFT, empty_spot(reader))
    assert reader.document.selection.nodes
    QTest.mouseClick(reader.canvas, LEFT, NONE, empty_spot(reader))
    assert not reader.document.selection.nodes
    assert reader.document.focus.value == -1


def test_escape_clears(reader: Person) -> None:
    reader.click(2)
    reader.key(Qt.Key.Key_Escape)
    assert not reader.document.selection.nodes


def test_select_all_by_its_key(reader: Person) -> None:
    reader.canvas.setFocus()
    QTest.keyClick(reader.canvas, Qt.Key.Key_A, CTRL)
    assert set(layer_nodes(5)) < reader.document.selection.nodes
    assert set(EMBEDDING) < reader.document.selection.nodes


def test_the_title_of_a_frame_selects_all_of_it(reader: Person) -> None:
    reader.canvas.reveal_box(FIRST_LAYER)
    rect = reader.canvas.rect_of(FIRST_LAYER)
    title = QPointF(rect.left() + 30, rect.top() + 8).toPoint()
    QTest.mouseClick(reader.canvas, LEFT, NONE, title)
    assert reader.document.selection.nodes == set(layer_nodes(0))


@pytest.mark.parametrize("modifiers", [SHIFT, CTRL])
def test_a_rubber_band_selects_what_is_in_it(
    reader: Person, modifiers: Qt.KeyboardModifier
) -> None:
    reader.canvas.reveal_box(LINEAR)
    both = reader.canvas.rect_of(LINEAR).united(reader.canvas.rect_of(GELU))
    around = both.adjusted(-12, -3, 12, 3).toRect()
    drag(reader, around.topLeft(), around.bottomRight(), modifiers=modifiers)
    assert reader.document.selection.nodes == set(list(layer_nodes(0))[16:23])
    assert reader.canvas.pointer.band is None


def test_the_frame_tool_selects_without_a_key(reader: Person) -> None:
    reader.do("select_tool")
    reader.canvas.reveal_box(LINEAR)
    around = reader.canvas.rect_of(LINEAR).adjusted(-8, -3, 8, 3).toRect()
    camera = reader.canvas.camera
    drag(reader, around.topLeft(), around.bottomRight())
    assert reader.document.selection.nodes == set(list(layer_nodes(0))[16:18])
    assert reader.canvas.camera == camera
    reader.do("pan_tool")
    assert reader.canvas.tool == "pan"


def test_a_rubber_band_is_given_up_with_escape(reader: Person) -> None:
    spot = empty_spot(reader)
    QTest.mousePress(reader.canvas, LEFT, SHIFT, spot)
    QApplication.sendEvent(
        reader.canvas, _move(reader, QPointF(spot - QPoint(200, 200)), LEFT, SHIFT)
    )
    assert reader.canvas.pointer.band is not None
    reader.key(Qt.Key.Key_Escape)
    assert reader.canvas.pointer.band is None
    assert not reader.document.selection.nodes


def test_selections_are_undone_and_redone(reader: Person) -> None:
    reader.click(2)
    reader.click(3)
    reader.do("undo")
    assert reader.document.selection.nodes == set(EMBEDDING)
    reader.do("redo")
    assert reader.document.selection.nodes == set(POOLER)


def test_a_right_press_selects_and_offers(reader: Person) -> None:
    at = reader.middle(3)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, reader.canvas.mapToGlobal(at))
    QApplication.sendEvent(reader.canvas, event)
    assert reader.document.selection.nodes == set(POOLER)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    names = [action.objectName() for action in menu.actions()]
    assert names[0] == "new_signature"
    menu.close()


# -- looking -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("button", "held"),
    [(LEFT, False), (Qt.MouseButton.MiddleButton, False), (LEFT, True)],
)
def test_a_drag_moves_the_graph(reader: Person, button: Qt.MouseButton, held: bool) -> None:
    if held:
        reader.do("select_tool")
        QTest.keyPress(reader.canvas, Qt.Key.Key_Space)
    before = reader.canvas.camera
    spot = empty_spot(reader)
    drag(reader, spot, spot + QPoint(-60, 40), button)
    after = reader.canvas.camera
    assert after.x == pytest.approx(before.x + 60 / before.scale)
    assert after.y == pytest.approx(before.y - 40 / before.scale)
    assert not reader.document.selection.nodes
    if held:
        QTest.keyRelease(reader.canvas, Qt.Key.Key_Space)
        assert not reader.canvas.pointer.space_held


def test_the_wheel_scrolls_and_zooms(reader: Person) -> None:
    before = reader.canvas.camera
    wheel(reader, -120)
    assert reader.canvas.camera.y > before.y
    assert reader.canvas.camera.scale == before.scale
    wheel(reader, 120, SHIFT)
    assert reader.canvas.camera.x < before.x
    under = reader.canvas.camera.to_scene(300, 300)
    wheel(reader, 240, CTRL)
    assert reader.canvas.camera.scale > before.scale
    assert reader.canvas.camera.to_scene(300, 300) == pytest.approx(under)


def test_a_pinch_zooms(reader: Person) -> None:
    before = reader.canvas.camera.scale
    at = QPointF(200, 200)
    event = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture, QPointingDevice.primaryPointingDevice(), 2, at, at,
        reader.canvas.mapToGlobal(at), 0.25, QPointF(),
    )  # fmt: skip
    QApplication.sendEvent(reader.canvas, event)
    assert reader.canvas.camera.scale == pytest.approx(before * 1.25)


def test_keys_zoom_fit_and_reset(reader: Person) -> None:
    canvas = reader.canvas
    canvas.setFocus()
    before = canvas.camera.scale
    reader.key("=")
    assert canvas.camera.scale == pytest.approx(before * 1.25)
    QTest.keyClick(canvas, "-", CTRL)
    assert canvas.camera.scale == pytest.approx(before)
    reader.key("f")
    left, top, right, bottom = canvas.camera.bounds(canvas.width(), canvas.height())
    assert canvas.scene is not None
    assert left <= 0
    assert top <= 0
    assert right >= canvas.scene.size[0]
    assert bottom >= canvas.scene.size[1]
    reader.key("1")
    assert canvas.camera.scale == pytest.approx(1)
    reader.click(GELU)
    reader.key("z")
    rect = canvas.rect_of(GELU)
    assert canvas.camera.scale == pytest.approx(1.6)
    assert rect.center().x() == pytest.approx(canvas.width() / 2, abs=1)


def test_the_camera_glides_when_it_may(reader: Person) -> None:
    reader.canvas.gaze.animated = True
    reader.do("fit")
    start = reader.canvas.camera.scale
    reader.bot.waitUntil(lambda: reader.canvas.camera.scale != start, timeout=2000)
    target = reader.canvas.gaze.whole(reader.canvas.scene)
    reader.bot.waitUntil(lambda: reader.canvas.camera == target, timeout=2000)


def test_the_minimap_moves_the_view(reader: Person) -> None:
    minimap = reader.window.page.area.minimap
    reader.do("actual_size")
    assert minimap.isVisible()
    QTest.mouseClick(minimap, LEFT, NONE, QPoint(minimap.width() // 2, minimap.height() - 12))
    low = reader.canvas.camera.y
    QTest.mouseClick(minimap, LEFT, NONE, QPoint(minimap.width() // 2, 12))
    assert reader.canvas.camera.y < low
    reader.do("fit")
    assert not minimap.isVisible()


# -- folds -------------------------------------------------------------------------------------


def test_a_double_press_opens_a_fold_which_keeps_its_place(reader: Person) -> None:
    closed = FIRST_LAYER + 2
    reader.canvas.reveal_box(closed)
    before = reader.canvas.rect_of(closed)
    reader.double_click(closed)
    scene = reader.document.scene
    reader.bot.waitUntil(lambda: closed in scene.value.opened())
    after = reader.canvas.rect_of(closed)
    assert after.top() == pytest.approx(before.top(), abs=1)
    assert after.center().x() == pytest.approx(before.center().x(), abs=1)


def test_a_double_press_on_the_title_closes(reader: Person) -> None:
    reader.canvas.reveal_box(FIRST_LAYER)
    rect = reader.canvas.rect_of(FIRST_LAYER)
    inside = QPointF(rect.left() + 6, rect.center().y()).toPoint()
    QTest.mouseDClick(reader.canvas, LEFT, NONE, inside)
    assert FIRST_LAYER in reader.document.scene.value.opened()
    title = QPointF(rect.left() + 30, rect.top() + 8).toPoint()
    QTest.mouseDClick(reader.canvas, LEFT, NONE, title)
    reader.bot.waitUntil(lambda: FIRST_LAYER not in reader.document.scene.value.opened())


def test_the_switch_opens_with_one_press(reader: Person) -> None:
    closed = FIRST_LAYER + 1
    reader.do("actual_size")
    reader.canvas.reveal_box(closed)
    rect = reader.canvas.rect_of(closed)
    switch = QPointF(rect.right() - 15, rect.center().y()).toPoint()
    QTest.mouseClick(reader.canvas, LEFT, NONE, switch)
    reader.bot.waitUntil(lambda: closed in reader.document.scene.value.opened())


def test_enter_and_backspace_open_and_close(reader: Person) -> None:
    closed = FIRST_LAYER + 1
    reader.click(closed)
    reader.canvas.setFocus()
    reader.key(Qt.Key.Key_Return)
    reader.bot.waitUntil(lambda: closed in reader.document.scene.value.opened())
    reader.key(Qt.Key.Key_Backspace)
    reader.bot.waitUntil(lambda: closed not in reader.document.scene.value.opened())
    assert reader.document.focus.value == closed


def test_all_folds_close_and_open(reader: Person) -> None:
    reader.do("close_all")
    reader.bot.waitUntil(lambda: reader.document.scene.value.opened() == [])
    reader.do("open_default")
    assert reader.clients[-1].sent[-1].opened is None
    reader.do("open_all")
    assert reader.clients[-1].sent[-1].everything


def test_the_direction_is_asked_for(reader: Person) -> None:
    reader.do("sideways")
    assert reader.clients[-1].sent[-1].direction == "right"


# -- keys and hints ----------------------------------------------------------------------------


def test_arrow_keys_walk_along_the_edges(reader: Person) -> None:
    reader.canvas.setFocus()
    reader.key(Qt.Key.Key_Down)
    assert reader.document.focus.value == 1
    reader.key(Qt.Key.Key_Down)
    assert reader.document.focus.value == 2
    reader.key(Qt.Key.Key_Down)
    assert reader.document.focus.value == 1000
    reader.key(Qt.Key.Key_Up)
    assert reader.document.focus.value == 2
    QTest.keyClick(reader.canvas, Qt.Key.Key_Down, SHIFT)
    assert set(EMBEDDING) < reader.document.selection.nodes


def test_a_resting_pointer_tells_what_is_under_it(reader: Person) -> None:
    at = reader.middle(FIRST_LAYER + 6)
    event = QHelpEvent(QEvent.Type.ToolTip, at, reader.canvas.mapToGlobal(at))
    QApplication.sendEvent(reader.canvas, event)
    tip = QToolTip.text()
    assert "EncoderLayer" in tip
    assert "Differs: one Linear more" in tip
    assert "Double-click to open" in tip
    QToolTip.hideText()


def test_the_box_under_the_pointer_stands_out(reader: Person) -> None:
    at = reader.middle(2)
    QApplication.sendEvent(reader.canvas, _move(reader, QPointF(at), Qt.MouseButton.NoButton, NONE))
    assert reader.canvas.hovered == reader.canvas.scene.index_of[2]
    QApplication.sendEvent(reader.canvas, QEvent(QEvent.Type.Leave))
    assert reader.canvas.hovered == -1


def test_find_goes_from_box_to_box(reader: Person) -> None:
    QTest.keyClick(reader.canvas, Qt.Key.Key_F, CTRL)
    bar = reader.window.page.find_bar
    assert bar.isVisible()
    assert bar.line.hasFocus()
    QTest.keyClicks(bar.line, "linear")
    reader.bot.waitUntil(lambda: bar.counter.text() == "1 of 3")
    assert reader.document.focus.value == LINEAR
    QTest.keyClick(reader.window, Qt.Key.Key_F3)
    assert bar.counter.text() == "2 of 3"
    QTest.keyClick(reader.window, Qt.Key.Key_F3, SHIFT)
    assert bar.counter.text() == "1 of 3"
    bar.select_all()
    assert len(reader.document.selection.nodes) == 3
    QTest.keyClicks(bar.line, "zzz")
    reader.bot.waitUntil(lambda: bar.counter.text() == "nothing found")
    QTest.keyClick(bar.line, Qt.Key.Key_Escape)
    assert not bar.isVisible()


def test_legend_and_badges_name_the_groups_by_letter(reader: Person) -> None:
    legend = reader.window.page.area.legend
    assert legend.isVisible()
    assert legend.accessibleDescription().startswith("A: embedding")
    assert {region.letter for region in reader.canvas.regions} == {"A", "B"}
    QTest.mouseClick(legend, LEFT, NONE, QPoint(30, legend.height() - 12))
    current = reader.document.highlights.current
    assert current is not None
    assert reader.document.highlights.groups[current.group].letter == "B"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ((0, 5, 20, 5), True),
        ((0, 0, 30, 30), True),
        ((12, 4, 13, 5), True),
        ((0, 12, 12, 30), False),
        ((0, 20, 30, 20), False),
        ((9, 0, 0, 9), False),
    ],
)
def test_a_line_through_a_label_is_found(line: tuple[float, ...], expected: bool) -> None:
    room = QRectF(10, 0, 10, 10)
    assert crossed(np.array([line], dtype=float), room) is expected


def test_edge_labels_lie_on_nothing_and_stay(reader: Person) -> None:
    canvas = reader.canvas
    canvas.actual_size()
    canvas.grab()
    scene = canvas.scene
    assert scene is not None
    rooms = [room for room in canvas._rooms.values() if room is not None]
    assert rooms
    closed = [QRectF(*scene.rects[at].tolist()) for at in scene.leaves]
    for at, room in enumerate(rooms):
        assert not any(room.intersects(box) for box in closed)
        assert not any(room.intersects(other) for other in rooms[:at])
        assert not crossed(scene.segments, room)
    canvas.gaze.pan(-40, -60)
    canvas.grab()
    assert [room for room in canvas._rooms.values() if room is not None][: len(rooms)] == rooms
