"""The canvas widget: state, painting and what the keyboard does."""

from __future__ import annotations

from typing import Literal

import numpy as np
from PySide6.QtCore import (
    QEasingCurve,
    QEvent,
    QPoint,
    QPointF,
    QRectF,
    QSize,
    Qt,
    QVariantAnimation,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from inspector.session.document import Document
from inspector.session.highlights import Place
from inspector.session.scene_map import Indices, SceneMap
from inspector.ui.canvas import walk
from inspector.ui.canvas.boxes import can_open, paint_boxes, paint_frames
from inspector.ui.canvas.camera import Bounds, Camera, fitted, opening
from inspector.ui.canvas.colours import Colours
from inspector.ui.canvas.edges import paint_edge_labels, paint_edges
from inspector.ui.canvas.frame import Fonts, Frame
from inspector.ui.canvas.pointer import How, Pointer
from inspector.ui.canvas.regions import (
    Region,
    bounds_of,
    paint_regions,
    paint_selection,
    regions_of,
)
from inspector.ui.theme import LIGHT, Theme

Tool = Literal["pan", "select"]

_NONE: Indices = np.empty(0, dtype=np.intp)
_GLIDE_MS = 170


class CanvasView(QWidget):
    """Shows the scene of a document.

    Signals:
        fold_toggled: A fold is to be opened or closed: box id, whether to open.
        box_focused: A box came into focus: its id, -1 for none.
        menu_requested: The context menu is wanted at a global position.
        camera_changed: Another part of the scene is visible.
        scene_shown: A scene was painted for the first time.
    """

    fold_toggled = Signal(int, bool)
    box_focused = Signal(int)
    menu_requested = Signal(QPoint)
    camera_changed = Signal()
    scene_shown = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Graph")
        self.setAccessibleDescription(
            "The model's graph. Arrow keys follow the edges, Enter opens a fold; "
            "the panel Nodes lists the same boxes."
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.tool: Tool = "pan"
        self.animated = True
        self.scene: SceneMap | None = None
        self.camera = Camera()
        self.regions: list[Region] = []
        self._document: Document | None = None
        self._cameras: dict[int, Camera] = {}
        self._colours = Colours(LIGHT)
        self._fonts = Fonts()
        self._selected = _NONE
        self._partly = _NONE
        self._focus = -1
        self._hover = -1
        self._anchor: tuple[int, QPointF] | None = None
        self._unseen = False
        self._pointer = Pointer(self)
        self._glide = QVariantAnimation(self, startValue=0.0, endValue=1.0, duration=_GLIDE_MS)
        self._glide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._glide.valueChanged.connect(self._glide_to)
        self._way = (Camera(), Camera())

    def sizeHint(self) -> QSize:
        return QSize(800, 600)

    # -- what is shown -----------------------------------------------------------------------

    def set_theme(self, theme: Theme) -> None:
        """Paint in another theme."""
        self._colours = Colours(theme)
        self.update()

    def set_tool(self, tool: Tool) -> None:
        """What a drag on the canvas does."""
        self.tool = tool
        self.show_cursor()

    @property
    def colours(self) -> Colours:
        """What it paints with."""
        return self._colours

    def bind(self, document: Document | None) -> None:
        """Show a document, or nothing."""
        old = self._document
        if old is not None:
            self._cameras[old.number] = self.camera
            old.scene.changed.disconnect(self._take_scene)
            old.selection.changed.disconnect(self._take_selection)
            old.highlights.changed.disconnect(self._take_highlights)
            old.highlights.current_changed.disconnect(self._take_current)
            old.focus.changed.disconnect(self._take_focus)
        self._document = document
        self.scene = None
        self._anchor = None
        if document is not None:
            document.scene.changed.connect(self._take_scene)
            document.selection.changed.connect(self._take_selection)
            document.highlights.changed.connect(self._take_highlights)
            document.highlights.current_changed.connect(self._take_current)
            document.focus.changed.connect(self._take_focus)
            if document.scene.value is not None:
                self.scene = document.scene.value
                self.camera = self._cameras.get(document.number) or self._opening()
        self._derive()

    def forget(self, document: Document) -> None:
        """A document was closed."""
        self._cameras.pop(document.number, None)

    def _take_scene(self, scene: SceneMap | None) -> None:
        before, self.scene = self.scene, scene
        if scene is not None:
            if before is None:
                self._unseen = True
                self._set_camera(self._opening())
            else:
                self._keep_place(before, scene)
        self._anchor = None
        self._hover = -1
        self._derive()

    def _keep_place(self, before: SceneMap, after: SceneMap) -> None:
        """Hold the box that was opened or closed, or the one in the middle, where it is."""
        if self._anchor is not None:
            box_id, corner = self._anchor
        else:
            middle = self.camera.to_scene(self.width() / 2, self.height() / 2)
            index = before.at(*middle)
            if index is None:
                return
            box_id = before.boxes[index].id
            x, y = before.rects[index, :2].tolist()
            corner = QPointF(*self.camera.to_view(x, y))
        at = after.index_of.get(box_id)
        old = before.index_of.get(box_id)
        if at is None or old is None:
            return
        x, y, w, _ = after.rects[at].tolist()
        old_width = float(before.rects[old, 2])
        centre = corner.x() + old_width * self.camera.scale / 2
        self._set_camera(self.camera.anchored((x + w / 2, y), (centre, corner.y())))

    def _take_selection(self, _: object = None) -> None:
        if self.scene is None or self._document is None:
            self._selected = self._partly = _NONE
        else:
            hits = self.scene.hits(self._document.selection.nodes)
            self._selected, self._partly = hits.inside, hits.around
        self.update()

    def _take_highlights(self) -> None:
        groups = self._document.highlights.groups if self._document else ()
        self.regions = regions_of(self.scene, groups) if self.scene is not None else []
        self.update()

    def _take_current(self, place: Place | None) -> None:
        if place is not None and self._document is not None:
            self.reveal(self._document.highlights.current_nodes)
        self.update()

    def _take_focus(self, box_id: int) -> None:
        self._focus = self.scene.index_of.get(box_id, -1) if self.scene else -1
        self.update()

    def _derive(self) -> None:
        self._take_selection()
        self._take_highlights()
        self._take_focus(self._document.focus.value if self._document else -1)
        self.camera_changed.emit()

    # -- the camera --------------------------------------------------------------------------

    def fit(self) -> None:
        """Show everything."""
        if self.scene is not None:
            self.glide(fitted((0, 0, *self.scene.size), self.width(), self.height()))

    def actual_size(self) -> None:
        """One scene unit per pixel, around the middle."""
        self.zoom(1.0 / self.camera.scale)

    def zoom(self, factor: float) -> None:
        """Around the middle."""
        self.glide(self.camera.zoomed(factor, self.width() / 2, self.height() / 2))

    def zoom_to_selection(self) -> None:
        """Show the selected boxes large, or the one in focus."""
        if self.scene is None:
            return
        chosen = np.concatenate((self._selected, self._partly))
        if not len(chosen) and self._focus >= 0:
            chosen = np.array([self._focus], dtype=np.intp)
        bounds = self.scene.bounds(chosen)
        if bounds is not None:
            self.glide(fitted(bounds, self.width(), self.height(), 80, 1.6))

    def reveal(self, stored: frozenset[int]) -> None:
        """Bring stored nodes into view; the zoom changes only when they could not be read."""
        bounds = bounds_of(self.scene, stored) if self.scene is not None else None
        if bounds is not None:
            self.reveal_bounds(bounds)

    def reveal_box(self, box_id: int) -> None:
        """Bring a box into view."""
        if self.scene is not None and box_id in self.scene.index_of:
            bounds = self.scene.bounds([self.scene.index_of[box_id]])
            if bounds is not None:
                self.reveal_bounds(bounds)

    def reveal_bounds(self, bounds: Bounds) -> None:
        """Bring a part of the scene into view."""
        width, height = self.width(), self.height()
        camera = self.camera
        close = fitted(bounds, width, height, 60, 1.0)
        if camera.scale > close.scale or camera.scale < 0.45:
            self.glide(close)
        elif not camera.shows(bounds, width, height, 40):
            self.glide(camera.centred(bounds, width, height))

    def pan(self, dx: float, dy: float) -> None:
        """Move the content by pixels."""
        self._glide.stop()
        self._set_camera(self.camera.panned(dx, dy))

    def look_at(self, x: float, y: float) -> None:
        """Bring a point of the scene to the middle."""
        self._glide.stop()
        self._set_camera(self.camera.anchored((x, y), (self.width() / 2, self.height() / 2)))

    def glide(self, camera: Camera) -> None:
        """Move there, so that the eye can follow."""
        self._glide.stop()
        if not self.animated or not self.isVisible():
            self._set_camera(camera)
            return
        self._way = (self.camera, camera)
        self._glide.start()

    def _glide_to(self, share: float) -> None:
        start, end = self._way
        scale = start.scale * (end.scale / start.scale) ** share
        half_w, half_h = self.width() / 2, self.height() / 2
        sx, sy = start.to_scene(half_w, half_h)
        ex, ey = end.to_scene(half_w, half_h)
        # The middle moves in step with the visible width, else zooming would swing sideways.
        moved = share
        if abs(end.scale - start.scale) > 1e-9:
            moved = (1 / scale - 1 / start.scale) / (1 / end.scale - 1 / start.scale)
        middle = (sx + (ex - sx) * moved, sy + (ey - sy) * moved)
        self._set_camera(Camera(0, 0, scale).anchored(middle, (half_w, half_h)))

    def _set_camera(self, camera: Camera) -> None:
        self.camera = camera
        self.camera_changed.emit()
        self.update()

    def _opening(self) -> Camera:
        if self.scene is None:
            return Camera()
        return opening((0, 0, *self.scene.size), self.width(), self.height())

    # -- boxes -------------------------------------------------------------------------------

    def box_at(self, position: QPointF) -> int | None:
        """Index of the topmost box at a point of the widget."""
        if self.scene is None:
            return None
        return self.scene.at(*self.camera.to_scene(position.x(), position.y()))

    def rect_of(self, box_id: int) -> QRectF:
        """Where a box is on the widget."""
        if self.scene is None:
            return QRectF()
        x, y, w, h = self.scene.rects[self.scene.index_of[box_id]].tolist()
        scale = self.camera.scale
        return QRectF(*self.camera.to_view(x, y), w * scale, h * scale)

    def toggle(self, index: int) -> None:
        """Open or close a fold, which keeps its place."""
        if self.scene is None or not can_open(self.scene.boxes[index]):
            return
        box = self.scene.boxes[index]
        x, y = self.scene.rects[index, :2].tolist()
        self._anchor = (box.id, QPointF(*self.camera.to_view(x, y)))
        self.fold_toggled.emit(box.id, not box.open)

    def toggle_focused(self) -> None:
        """Open or close the fold in focus."""
        if self._focus >= 0:
            self.toggle(self._focus)

    def close_around(self) -> None:
        """Close the open fold around the box in focus, which then comes into focus."""
        if self.scene is None or self._focus < 0:
            return
        around = self._focus if self.scene.open[self._focus] else self.scene.parents[self._focus]
        if around >= 0:
            box_id = self.scene.boxes[around].id
            self.toggle(int(around))
            self.box_focused.emit(box_id)

    def select_box(self, index: int, how: How = "set") -> None:
        """Select what a box stands for and bring it into focus."""
        if self.scene is None:
            return
        self._select(self.scene.stored_of([index]), how)
        self.box_focused.emit(self.scene.boxes[index].id)

    def select_none(self, how: How = "set") -> None:
        """A press beside all boxes clears the selection, unless it was to add to it."""
        if how == "set":
            self._select(frozenset(), how)
            self.box_focused.emit(-1)

    def select_within(self, band: QRectF, how: How) -> None:
        """Select the boxes in a rectangle of the widget."""
        if self.scene is None:
            return
        left, top = self.camera.to_scene(band.left(), band.top())
        right, bottom = self.camera.to_scene(band.right(), band.bottom())
        inside = self.scene.within(left, top, right, bottom)
        self._select(self.scene.stored_of(inside.tolist()), how)

    def select_all(self) -> None:
        """Select everything shown."""
        if self.scene is not None:
            self._select(self.scene.stored_of(self.scene.leaves.tolist()), "set")

    def _select(self, stored: frozenset[int], how: How) -> None:
        if self._document is None:
            return
        selection = self._document.selection
        {"set": selection.set, "add": selection.add, "toggle": selection.toggle}[how](stored)

    def hover_at(self, position: QPointF) -> None:
        """The pointer rests here."""
        index = self.box_at(position)
        if self.scene is not None and index is not None and self.scene.open[index]:
            index = None
        hover = -1 if index is None else index
        if hover != self._hover:
            self._hover = hover
            self.update()

    def show_cursor(self) -> None:
        """Let the pointer tell what a drag would do."""
        if self._pointer.panning:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self._pointer.space_held:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        elif self.tool == "select" or self._pointer.band is not None:
            self.setCursor(Qt.CursorShape.CrossCursor)
        else:
            self.unsetCursor()

    # -- painting ----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint(painter, self.camera, self.width(), self.height())
        band = self._pointer.band
        if band is not None:
            soft = QColor(self._colours.accent)
            soft.setAlphaF(0.12)
            painter.setBrush(soft)
            painter.setPen(QPen(self._colours.accent, 1, Qt.PenStyle.DashLine))
            painter.drawRect(band)
        painter.end()
        if self._unseen and self.scene is not None:
            self._unseen = False
            self.scene_shown.emit()

    def paint(self, painter: QPainter, camera: Camera, width: float, height: float) -> None:
        """Paint the scene as a camera sees it, on the widget or on a picture."""
        painter.fillRect(QRectF(0, 0, width, height), self._colours.canvas)
        if self.scene is None:
            return
        bounds = camera.bounds(width, height)
        frame = Frame(
            self.scene, camera, bounds, self._colours, self._fonts, self._focus, self._hover
        )
        visible = np.flatnonzero(self.scene.touching(*bounds))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.scale(camera.scale, camera.scale)
        painter.translate(-camera.x, -camera.y)
        paint_frames(painter, frame, visible)
        paint_edges(painter, frame)
        paint_boxes(painter, frame, visible)
        paint_edge_labels(painter, frame)
        current = self._document.highlights.current if self._document else None
        paint_regions(painter, frame, self.regions, current)
        paint_selection(painter, frame, self._selected, self._partly, self._focus)
        painter.restore()

    # -- events ------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._unseen:
            self.camera = self._opening()
        self.camera_changed.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._glide.stop()
        self._pointer.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pointer.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._pointer.double(event)

    def leaveEvent(self, event: QEvent) -> None:
        if self._hover >= 0:
            self._hover = -1
            self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._glide.stop()
        pixels, angle = event.pixelDelta(), event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            turned = angle.y() or pixels.y() * 2
            position = event.position()
            self._set_camera(self.camera.zoomed(1.0016**turned, position.x(), position.y()))
        else:
            dx, dy = (pixels.x(), pixels.y()) if not pixels.isNull() else (angle.x(), angle.y())
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not dx:
                dx, dy = dy, 0
            self._set_camera(self.camera.panned(dx * 0.8, dy * 0.8))
        self.hover_at(event.position())
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Mouse and self.scene is not None:
            index = self.box_at(QPointF(event.pos()))
            if index is not None and not self._is_selected(index):
                self.select_box(index)
        self.menu_requested.emit(event.globalPos())

    def _is_selected(self, index: int) -> bool:
        stored = self.scene.stored_of([index]) if self.scene is not None else frozenset()
        chosen = self._document.selection.nodes if self._document else frozenset()
        return bool(stored) and stored <= chosen

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._pointer.space_held = True
            self.show_cursor()
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
            self._pointer.space_held = False
            self.show_cursor()
        else:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._pointer.space_held = False
        super().focusOutEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._show_tip(event)
            return True
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                at = event.position()
                self._set_camera(self.camera.zoomed(1 + event.value(), at.x(), at.y()))
                return True
        return super().event(event)

    def _show_tip(self, event: QHelpEvent) -> None:
        index = self.box_at(QPointF(event.pos()))
        if index is None or self.scene is None:
            QToolTip.hideText()
            return
        QToolTip.showText(event.globalPos(), tip(self.scene, index), self)

    def _escape(self) -> None:
        if self._pointer.band is not None:
            self._pointer.cancel()
        else:
            self.select_none()

    def _heading(self, key: int) -> walk.Heading | None:
        down = self.scene is None or self.scene.scene.direction == "down"
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
        start = self._focus
        index = walk.first(self.scene) if start < 0 else walk.step(self.scene, start, heading)
        if index is None:
            return
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        self.select_box(index, "add" if shift else "set")
        self.reveal_box(self.scene.boxes[index].id)


def tip(scene: SceneMap, index: int) -> str:
    """What a person reads when the pointer rests on a box."""
    box = scene.boxes[index]
    lines = [f"{box.label} ×{box.count}" if box.kind == "run" else box.label, box.detail]
    if box.stored:
        count = len(box.stored)
        lines.append("1 stored node" if count == 1 else f"{count} stored nodes")
    if box.note:
        lines.append(f"Differs: {box.note}")
    if can_open(box):
        lines.append("Double-click to close" if box.open else "Double-click to open")
    return "\n".join(line for line in lines if line)
