"""The canvas: the graph view with mouse, wheel, gestures, keyboard and tooltips."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from inspector.layout.sizes import label_of
from inspector.session.scene_map import SceneMap
from inspector.ui.canvas import walk
from inspector.ui.canvas.boxes import can_open
from inspector.ui.canvas.heat import told_heat
from inspector.ui.canvas.view import GraphView
from inspector.ui.widgets.plain import plain
from inspector.ui.words import plural

_SCROLL = 0.8
"""Pixels per unit of the wheel."""


class Canvas(GraphView):
    """The graph view as a person works with it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Graph")
        self.setAccessibleDescription(
            "The model's graph. Arrow keys follow the edges, Enter opens a fold; "
            "the panel Nodes lists the same boxes."
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.gaze.size = event.size()
        self.look_first()
        self.camera_changed.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.gaze.stop()
        self.pointer.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.pointer.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.pointer.double(event)

    def leaveEvent(self, event: QEvent) -> None:
        if self.hovered >= 0:
            self.hovered = -1
            self.box_hovered.emit(frozenset())
            self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        pixels, angle = event.pixelDelta(), event.angleDelta()
        position = event.position()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            turned = angle.y() or pixels.y() * 2
            self.gaze.zoom_at(1.0016**turned, position.x(), position.y())
        else:
            step = angle if pixels.isNull() else pixels
            dx, dy = step.x() * _SCROLL, step.y() * _SCROLL
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not dx:
                dx, dy = dy, 0.0
            self.gaze.pan(dx, dy)
        self.hover_at(position)
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            index = self.box_at(QPointF(event.pos()))
            if index is not None and not self.is_selected(index):
                self.select_box(index)
        self.menu_requested.emit(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._hold_space(True)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.toggle_focused()
        elif key == Qt.Key.Key_Escape:
            self._escape()
        elif (heading := self._heading(key)) is not None:
            self._walk(heading, event.modifiers())
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._hold_space(False)
        else:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._hold_space(False)
        super().focusOutEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._show_tip(event)
            return True
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                at = event.position()
                self.gaze.zoom_at(1 + event.value(), at.x(), at.y())
                return True
        return super().event(event)

    def _hold_space(self, held: bool) -> None:
        if held != self.pointer.space_held:
            self.pointer.space_held = held
            self.show_cursor()

    def _escape(self) -> None:
        if self.pointer.selecting:
            self.pointer.cancel()
        else:
            self.select_none()

    def _show_tip(self, event: QHelpEvent) -> None:
        index = self.box_at(QPointF(event.pos()))
        if index is None or self.scene is None:
            QToolTip.hideText()
        else:
            text = tip(self.scene, index)
            if self.heat is not None and (told := told_heat(self.heat, index)):
                text += f"\n{told}"
            QToolTip.showText(event.globalPos(), plain(text), self)

    def _heading(self, key: int) -> walk.Heading | None:
        down = self.scene is None or self.scene.direction == "down"
        headings: dict[int, walk.Heading] = {
            Qt.Key.Key_Down: "forward" if down else "right",
            Qt.Key.Key_Up: "back" if down else "left",
            Qt.Key.Key_Left: "left" if down else "back",
            Qt.Key.Key_Right: "right" if down else "forward",
        }
        return headings.get(key)

    def _walk(self, heading: walk.Heading, modifiers: Qt.KeyboardModifier) -> None:
        if self.scene is None:
            return
        start = self.focused
        index = walk.first(self.scene) if start < 0 else walk.step(self.scene, start, heading)
        if index is None:
            return
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        self.select_box(index, "add" if shift else "set")
        self.reveal_box(self.scene.boxes[index].id)


def tip(scene: SceneMap, index: int) -> str:
    """What a person reads when the pointer rests on a box."""
    box = scene.boxes[index]
    lines = [label_of(box), box.detail]
    if box.stored:
        lines.append(plural(len(box.stored), "stored node"))
    if box.note:
        lines.append(f"Differs: {box.note}")
    if can_open(box):
        lines.append("Double-click to close" if box.open else "Double-click to open")
    return "\n".join(line for line in lines if line)
