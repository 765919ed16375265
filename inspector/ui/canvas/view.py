"""The canvas widget: what it shows, what is selected on it, and its painting."""

from __future__ import annotations

from typing import Literal

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from inspector.analysis.discovery.records import Heat
from inspector.session.box_heat import BoxHeat
from inspector.session.columns import Indices
from inspector.session.document import Document
from inspector.session.highlights import Place
from inspector.session.scene_map import SceneMap
from inspector.ui.canvas.boxes import can_open, paint_boxes, paint_frames, paint_titles
from inspector.ui.canvas.camera import Camera
from inspector.ui.canvas.colours import Colours
from inspector.ui.canvas.edge_labels import paint_edge_labels
from inspector.ui.canvas.edges import paint_edges
from inspector.ui.canvas.frame import Fonts, Frame
from inspector.ui.canvas.gaze import Gaze, kept
from inspector.ui.canvas.outlines import paint_grounds, paint_outlines
from inspector.ui.canvas.pointer import How, Pointer
from inspector.ui.canvas.regions import Regions, bounds_of, gathered, regions_of
from inspector.ui.canvas.selection import paint_selection
from inspector.ui.canvas.stamps import Stamps
from inspector.ui.theme import LIGHT, Theme

Tool = Literal["pan", "select", "lasso"]

_NONE: Indices = np.empty(0, dtype=np.intp)


class GraphView(QWidget):
    """Shows the scene of a document; what mouse and keyboard do to it is the canvas's.

    Attributes:
        fixed: Whether boxes stay open or closed as they are.

    Signals:
        fold_toggled: A fold is to be opened or closed: box id, whether to open.
        box_focused: A box came into focus: its id, -1 for none.
        menu_requested: The context menu is wanted at a global position.
        camera_changed: Another part of the scene is visible.
        scene_shown: A scene was painted for the first time.
        box_hovered: The pointer is over another box: its stored nodes, empty for none.
    """

    # Box ids need 64 bits, which a signal's int does not have.
    fold_toggled = Signal(object, bool)
    box_focused = Signal(object)
    menu_requested = Signal(QPoint)
    camera_changed = Signal()
    scene_shown = Signal()
    box_hovered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.tool: Tool = "pan"
        self.fixed = False
        self.scene: SceneMap | None = None
        self.regions = Regions()
        self.heat: BoxHeat | None = None
        self._node_heat: Heat | None = None
        self.gaze = Gaze(self)
        self.gaze.moved.connect(self._moved)
        self.colours = Colours(LIGHT)
        self.focused = -1
        self.hovered = -1
        self._document: Document | None = None
        self._cameras: dict[int, Camera] = {}
        self._fonts = Fonts()
        self._stamps = Stamps()
        self._rooms: dict[int, QRectF | None] = {}
        self._selected = _NONE
        self._partly = _NONE
        self._anchor: int | None = None
        self._unseen = False
        self.pointer = Pointer(self)

    def sizeHint(self) -> QSize:
        return QSize(800, 600)

    @property
    def camera(self) -> Camera:
        """Where it looks."""
        return self.gaze.camera

    def set_theme(self, theme: Theme) -> None:
        """Paint in another theme."""
        self.colours = Colours(theme)
        self.update()

    def set_tool(self, tool: Tool) -> None:
        """What a drag on the canvas does."""
        self.tool = tool
        self.show_cursor()

    def set_heat(self, heat: Heat | None) -> None:
        """Shade the boxes by how rare they are, or (None) colour them by their categories."""
        self._node_heat = heat
        self._take_heat()
        self.update()

    def _take_heat(self) -> None:
        scene, heat = self.scene, self._node_heat
        self.heat = BoxHeat(scene, heat) if scene is not None and heat is not None else None

    # -- the document --------------------------------------------------------------------------

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
        self.scene = document.scene.value if document is not None else None
        self._anchor = None
        if document is not None:
            document.scene.changed.connect(self._take_scene)
            document.selection.changed.connect(self._take_selection)
            document.highlights.changed.connect(self._take_highlights)
            document.highlights.current_changed.connect(self._take_current)
            document.focus.changed.connect(self._take_focus)
            if self.scene is not None:
                known = self._cameras.get(document.number)
                self.gaze.jump(known or self._first_look(self.scene))
        self._derive()

    def forget(self, document: Document) -> None:
        """A document was closed."""
        self._cameras.pop(document.number, None)

    def camera_of(self, document: Document) -> Camera | None:
        """Where a document is looked at, None when it was never shown."""
        if document is self._document:
            return self.camera
        return self._cameras.get(document.number)

    def return_to(self, document: Document, camera: Camera) -> None:
        """Look at a document from there, now or when it is shown."""
        self._cameras[document.number] = camera
        if document is self._document:
            self._unseen = False
            self.gaze.jump(camera)

    def look_first(self) -> None:
        """Take the first look at a scene that was not painted yet."""
        if self._unseen and self.scene is not None:
            self.gaze.jump(self._first_look(self.scene))

    def _first_look(self, scene: SceneMap) -> Camera:
        groups = self._document.highlights.groups if self._document else ()
        main = max(groups, key=lambda group: sum(map(len, group.regions)), default=None)
        if main is None or not main.regions:
            return self.gaze.opening(scene)
        hits = scene.hits(main.regions[0])
        return self.gaze.opening(scene, scene.bounds([*hits.inside, *hits.around]))

    def _take_scene(self, scene: SceneMap | None) -> None:
        before, self.scene = self.scene, scene
        if scene is not None and before is None:
            self._unseen = True
            self.gaze.jump(self._first_look(scene))
        elif scene is not None and before is not None:
            self.gaze.stop()
            middle = (self.width() / 2, self.height() / 2)
            self.gaze.jump(kept(before, scene, self.camera, self._anchor, middle))
        self._anchor = None
        self.hovered = -1
        self._derive()

    def _take_selection(self, _: object = None) -> None:
        self._selected = self._partly = _NONE
        if self.scene is not None and self._document is not None:
            hits = self.scene.hits(self._document.selection.nodes)
            self._selected, self._partly = gathered(self.scene, hits.inside), hits.around
        self.update()

    def _take_highlights(self) -> None:
        groups = self._document.highlights.groups if self._document else ()
        self.regions = regions_of(self.scene, groups) if self.scene is not None else Regions()
        self._rooms = {}  # labels make room for outlines
        self.update()

    def _take_current(self, place: Place | None) -> None:
        if place is not None and self._document is not None:
            self.reveal(self._document.highlights.current_nodes)
        self.update()

    def _take_focus(self, box_id: int) -> None:
        self.focused = self.scene.index_of.get(box_id, -1) if self.scene else -1
        self.update()

    def _derive(self) -> None:
        self._take_heat()
        self._take_selection()
        self._take_highlights()
        self._take_focus(self._document.focus.value if self._document else -1)
        self.camera_changed.emit()

    def _moved(self) -> None:
        self.camera_changed.emit()
        self.update()

    # -- looking -------------------------------------------------------------------------------

    def fit(self) -> None:
        """Show everything."""
        if self.scene is not None:
            self.gaze.glide(self.gaze.whole(self.scene))

    def actual_size(self) -> None:
        """One scene unit per pixel, around the middle."""
        self.gaze.zoom(1.0 / self.camera.scale)

    def zoom_to_selection(self) -> None:
        """Show the selected boxes large, or the one in focus."""
        if self.scene is None:
            return
        chosen = np.concatenate((self._selected, self._partly))
        if not len(chosen) and self.focused >= 0:
            chosen = np.array([self.focused], dtype=np.intp)
        bounds = self.scene.bounds(chosen)
        if bounds is not None:
            self.gaze.show(bounds)

    def reveal(self, stored: frozenset[int]) -> None:
        """Bring stored nodes into view."""
        bounds = bounds_of(self.scene, stored) if self.scene is not None else None
        if bounds is not None:
            self.gaze.reveal(bounds)

    def show_stored(self, stored: frozenset[int]) -> None:
        """Select stored nodes, bring them into view and the first box of them into focus."""
        self._select(stored, "set")
        if self.scene is None:
            return
        hits = self.scene.hits(stored)
        boxes = [*hits.inside.tolist(), *hits.around.tolist()]
        if boxes:
            self.box_focused.emit(self.scene.boxes[boxes[0]].id)
        self.reveal(stored)

    def keep_in_place(self, box_id: int) -> None:
        """Let a box stay where it is while the next scene takes the place of this one."""
        self._anchor = box_id

    def reveal_box(self, box_id: int) -> None:
        """Bring a box into view."""
        at = self.scene.index_of.get(box_id) if self.scene is not None else None
        bounds = self.scene.bounds([at]) if self.scene is not None and at is not None else None
        if bounds is not None:
            self.gaze.reveal(bounds)

    # -- boxes ---------------------------------------------------------------------------------

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
        if self.scene is None or self.fixed or not can_open(self.scene.boxes[index]):
            return
        box = self.scene.boxes[index]
        self._anchor = box.id
        self.fold_toggled.emit(box.id, not box.open)

    def toggle_focused(self) -> None:
        """Open or close the fold in focus."""
        if self.focused >= 0:
            self.toggle(self.focused)

    def open_focused(self) -> None:
        """Open the fold in focus, if it is closed."""
        if self.focused >= 0 and self.scene is not None and not self.scene.open[self.focused]:
            self.toggle(self.focused)

    def close_around(self) -> None:
        """Close the open fold around the box in focus, which then comes into focus."""
        if self.scene is None or self.focused < 0:
            return
        open_itself = bool(self.scene.open[self.focused])
        around = self.focused if open_itself else int(self.scene.parents[self.focused])
        if around >= 0:
            box_id = self.scene.boxes[around].id
            self.toggle(around)
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

    def select_inside(self, line: QPolygonF, how: How) -> None:
        """Select the closed boxes whose middle lies inside a line drawn on the widget."""
        if self.scene is None:
            return
        bounds = line.boundingRect()
        left, top = self.camera.to_scene(bounds.left(), bounds.top())
        right, bottom = self.camera.to_scene(bounds.right(), bounds.bottom())
        chosen = [
            at
            for at in self.scene.within(left, top, right, bottom).tolist()
            if line.containsPoint(self._middle(at), Qt.FillRule.OddEvenFill)
        ]
        self._select(self.scene.stored_of(chosen), how)

    def _middle(self, index: int) -> QPointF:
        """Where the middle of a box is on the widget."""
        assert self.scene is not None
        x, y, w, h = self.scene.rects[index].tolist()
        return QPointF(*self.camera.to_view(x + w / 2, y + h / 2))

    def select_all(self) -> None:
        """Select everything shown."""
        if self.scene is not None:
            self._select(self.scene.stored_of(self.scene.leaves.tolist()), "set")

    def is_selected(self, index: int) -> bool:
        """Whether all that a box stands for is selected."""
        stored = self.scene.stored_of([index]) if self.scene is not None else frozenset()
        chosen = self._document.selection.nodes if self._document else frozenset()
        return bool(stored) and stored <= chosen

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
        hovered = -1 if index is None else index
        if hovered != self.hovered:
            self.hovered = hovered
            self.box_hovered.emit(self._hovered_nodes())
            self.update()

    def _hovered_nodes(self) -> frozenset[int]:
        if self.scene is None or self.hovered < 0:
            return frozenset()
        return self.scene.stored_of([self.hovered])

    def show_cursor(self) -> None:
        """Let the pointer tell what a drag would do."""
        if self.pointer.panning:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self.pointer.space_held:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        elif self.tool != "pan" or self.pointer.selecting:
            self.setCursor(Qt.CursorShape.CrossCursor)
        else:
            self.unsetCursor()

    # -- painting ------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._stamps.begin(self.camera.scale, self.devicePixelRatioF(), self.colours)
        self.paint(painter, self.camera, self.width(), self.height(), self._stamps)
        self._paint_drag(painter)
        painter.end()
        if self._unseen and self.scene is not None:
            self._unseen = False
            self.scene_shown.emit()

    def _paint_drag(self, painter: QPainter) -> None:
        """The rubber band or the lasso."""
        band, lasso = self.pointer.band, self.pointer.lasso
        if band is None and lasso is None:
            return
        soft = QColor(self.colours.accent)
        soft.setAlphaF(0.12)
        painter.setBrush(soft)
        painter.setPen(QPen(self.colours.accent, 1, Qt.PenStyle.DashLine))
        if band is not None:
            painter.drawRect(band)
        if lasso is not None:
            painter.drawPolygon(lasso)

    def paint(
        self,
        painter: QPainter,
        camera: Camera,
        width: float,
        height: float,
        stamps: Stamps | None = None,
    ) -> None:
        """Paint the scene as a camera sees it, on the widget or on a picture."""
        painter.fillRect(QRectF(0, 0, width, height), self.colours.canvas)
        if self.scene is None:
            return
        bounds = camera.bounds(width, height)
        frame = Frame(
            self.scene,
            camera,
            bounds,
            self.colours,
            self._fonts,
            self.focused,
            self.hovered,
            stamps,
            self._rooms,
            self.heat,
            self.fixed,
        )
        visible = np.flatnonzero(self.scene.touching(*bounds))
        current = self._document.highlights.current if self._document else None
        shown = self.regions.visible(bounds, current)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.scale(camera.scale, camera.scale)
        painter.translate(-camera.x, -camera.y)
        paint_frames(painter, frame, visible)
        paint_grounds(painter, frame, self.regions, shown, current)
        paint_edges(painter, frame)
        paint_titles(painter, frame, visible)
        paint_edge_labels(painter, frame, self.regions)
        paint_boxes(painter, frame, visible)
        paint_selection(painter, frame, self._selected, self._partly)
        paint_outlines(painter, frame, self.regions, shown, current)
        painter.restore()
