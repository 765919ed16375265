"""What the mouse does on the canvas: pan, rubber band, lasso, press, double press."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent, QPolygonF

from inspector.ui.canvas.boxes import can_open, switch_rect
from inspector.ui.canvas.metrics import SWITCH_FROM, TITLE_HEIGHT

if TYPE_CHECKING:
    from inspector.ui.canvas.view import GraphView

Mode = Literal["idle", "press", "pan", "band", "lasso"]
How = Literal["set", "add", "toggle"]


class Pointer:
    """Turns mouse events into movements of the camera, selections and opened folds.

    Args:
        view: The canvas.
    """

    def __init__(self, view: GraphView) -> None:
        self._view = view
        self._mode: Mode = "idle"
        self._start = QPointF()
        self._last = QPointF()
        self._lasso = QPolygonF()
        self.space_held = False

    @property
    def band(self) -> QRectF | None:
        """The rubber band in widget coordinates, None when there is none."""
        if self._mode != "band":
            return None
        return QRectF(self._start, self._last).normalized()

    @property
    def lasso(self) -> QPolygonF | None:
        """The line drawn around boxes in widget coordinates, None when there is none."""
        return self._lasso if self._mode == "lasso" else None

    @property
    def selecting(self) -> bool:
        """Whether a rubber band or a lasso is being drawn."""
        return self._mode in ("band", "lasso")

    @property
    def panning(self) -> bool:
        """Whether the content follows the pointer."""
        return self._mode == "pan"

    def press(self, event: QMouseEvent) -> None:
        """A button went down."""
        self._start = self._last = event.position()
        button = event.button()
        if button == Qt.MouseButton.MiddleButton or (
            button == Qt.MouseButton.LeftButton and self.space_held
        ):
            self._mode = "pan"
        elif button == Qt.MouseButton.LeftButton:
            self._mode = "press"
        self._view.show_cursor()

    def move(self, event: QMouseEvent) -> None:
        """The pointer moved, with or without a button."""
        position = event.position()
        if self._mode == "press" and self._far(position):
            self._mode = self._drag(event.modifiers())
            self._lasso = QPolygonF([self._start])
            self._view.show_cursor()
        if self._mode == "pan":
            step = position - self._last
            self._view.gaze.pan(step.x(), step.y())
        elif self.selecting:
            self._lasso.append(position)
            self._view.update()
        else:
            self._view.hover_at(position)
        self._last = position

    def release(self, event: QMouseEvent) -> None:
        """A button went up."""
        how = selecting(event.modifiers())
        if self._mode == "band":
            band = self.band
            if band is not None:
                self._view.select_within(band, how)
        elif self._mode == "lasso":
            self._view.select_inside(self._lasso, how)
        elif self._mode == "press":
            self._click(event.position(), how)
        self._mode = "idle"
        self._view.show_cursor()
        self._view.update()

    def double(self, event: QMouseEvent) -> None:
        """A double press: open or close what is under it."""
        self._mode = "idle"
        index = self._view.box_at(event.position())
        scene = self._view.scene
        if index is None or scene is None or not can_open(scene.boxes[index]):
            return
        if not scene.open[index] or self._in_title(index, event.position()):
            self._view.toggle(index)

    def cancel(self) -> None:
        """Give up a rubber band or a lasso."""
        self._mode = "idle"
        self._view.show_cursor()
        self._view.update()

    def _drag(self, modifiers: Qt.KeyboardModifier) -> Mode:
        """What a drag does: the tool's, or what the held keys ask for."""
        if self._view.tool == "lasso" or modifiers & Qt.KeyboardModifier.AltModifier:
            return "lasso"
        adding = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
        return "band" if self._view.tool == "select" or modifiers & adding else "pan"

    def _click(self, position: QPointF, how: How) -> None:
        view = self._view
        index = view.box_at(position)
        if index is None or view.scene is None:
            view.select_none(how)
        elif self._on_switch(index, position):
            view.toggle(index)
        elif view.scene.open[index] and not self._in_title(index, position):
            view.select_none(how)
        else:
            view.select_box(index, how)

    def _on_switch(self, index: int, position: QPointF) -> bool:
        view = self._view
        scene = view.scene
        if (
            scene is None
            or view.fixed
            or not can_open(scene.boxes[index])
            or view.camera.scale < SWITCH_FROM
        ):
            return False
        x, y, w, h = scene.rects[index].tolist()
        rect = switch_rect(QRectF(x, y, w, h), is_open=bool(scene.open[index]))
        return rect.contains(QPointF(*view.camera.to_scene(position.x(), position.y())))

    def _in_title(self, index: int, position: QPointF) -> bool:
        view = self._view
        if view.scene is None:
            return False
        _, y = view.camera.to_scene(position.x(), position.y())
        return y <= float(view.scene.rects[index, 1]) + TITLE_HEIGHT

    def _far(self, position: QPointF) -> bool:
        moved = (position - self._start).manhattanLength()
        return moved >= QGuiApplication.styleHints().startDragDistance()


def selecting(modifiers: Qt.KeyboardModifier) -> How:
    """What the held keys make of a selection: Shift adds, Ctrl toggles."""
    if modifiers & Qt.KeyboardModifier.ControlModifier:
        return "toggle"
    if modifiers & Qt.KeyboardModifier.ShiftModifier:
        return "add"
    return "set"
