"""The minimap: the whole scene small, with the visible part framed."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from inspector.session.scene_map import SceneMap
from inspector.ui.canvas.batch import draw_rects
from inspector.ui.canvas.camera import Bounds
from inspector.ui.canvas.colours import Colours
from inspector.ui.canvas.regions import Regions

_LONG = 190
_SHORT = 64
_PAD = 7
_MANY = 100
"""Regions of one colour from which on their outlines are thin."""


class Minimap(QWidget):
    """Shows where the canvas looks; dragging moves it.

    Signals:
        moved: The point of the scene that is to be in the middle.
    """

    moved = Signal(float, float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Overview of the graph")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._scene: SceneMap | None = None
        self._colours: Colours | None = None
        self._regions = Regions()
        self._visible: Bounds = (0.0, 0.0, 1.0, 1.0)
        self._picture: QPixmap | None = None
        self.hide()

    def show_scene(self, scene: SceneMap | None, regions: Regions, colours: Colours) -> None:
        """Show another scene, other regions or another theme."""
        self._scene, self._regions, self._colours = scene, regions, colours
        self._picture = None
        self.resize(self.sizeHint())
        self.update()

    def show_visible(self, bounds: Bounds) -> None:
        """Frame the part that the canvas shows; all visible needs no minimap."""
        self._visible = bounds
        scene = self._scene
        if scene is None:
            self.hide()
            return
        width, height = scene.size
        left, top, right, bottom = bounds
        share = ((right - left) / max(width, 1)) * ((bottom - top) / max(height, 1))
        whole = left <= 0 and top <= 0 and right >= width and bottom >= height
        self.setVisible(not whole and share < 4)
        self.update()

    def sizeHint(self) -> QSize:
        if self._scene is None:
            return QSize(_SHORT, _SHORT)
        width, height = (max(side, 1.0) for side in self._scene.size)
        scale = _LONG / max(width, height)
        return QSize(
            round(max(width * scale, _SHORT)) + 2 * _PAD,
            round(max(height * scale, _SHORT)) + 2 * _PAD,
        )

    @property
    def _scale(self) -> float:
        width, height = self._scene.size if self._scene else (1.0, 1.0)
        return min(
            (self.width() - 2 * _PAD) / max(width, 1.0),
            (self.height() - 2 * _PAD) / max(height, 1.0),
        )

    def _origin(self) -> QPointF:
        width, height = self._scene.size if self._scene else (1.0, 1.0)
        return QPointF(
            (self.width() - width * self._scale) / 2, (self.height() - height * self._scale) / 2
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._scene is None or self._colours is None:
            return
        if self._picture is None:
            self._picture = self._paint_scene(self._scene, self._colours)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawPixmap(0, 0, self._picture)
        origin, scale = self._origin(), self._scale
        left, top, right, bottom = self._visible
        view = QRectF(
            origin.x() + left * scale,
            origin.y() + top * scale,
            (right - left) * scale,
            (bottom - top) * scale,
        ).intersected(QRectF(self.rect()).adjusted(2, 2, -2, -2))
        soft = QColor(self._colours.accent)
        soft.setAlphaF(0.14)
        painter.setBrush(soft)
        painter.setPen(QPen(self._colours.accent, 1.5))
        painter.drawRoundedRect(view, 2, 2)
        painter.end()

    def _paint_scene(self, scene: SceneMap, colours: Colours) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QColor(colours.raised)
        ground.setAlphaF(0.94)
        painter.setBrush(ground)
        painter.setPen(QPen(colours.border, 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.translate(self._origin())
        painter.scale(self._scale, self._scale)
        painter.setPen(Qt.PenStyle.NoPen)
        _paint_boxes(painter, scene, colours, 1.0 / self._scale)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for look in np.unique(self._regions.looks).tolist():
            own = np.flatnonzero(self._regions.looks == look)
            colour = colours.highlight(self._regions[int(own[0])].colour)
            painter.setPen(QPen(colour, 1.2 / self._scale if len(own) < _MANY else 0))
            bounds = self._regions.bounds[own]
            draw_rects(painter, np.hstack((bounds[:, :2], bounds[:, 2:] - bounds[:, :2])))
        painter.end()
        return picture

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._move_to(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._move_to(event.position())

    def _move_to(self, position: QPointF) -> None:
        at = position - self._origin()
        self.moved.emit(at.x() / self._scale, at.y() / self._scale)


def _paint_boxes(painter: QPainter, scene: SceneMap, colours: Colours, pixel: float) -> None:
    """Frames faintly, closed boxes in the colours of their categories."""
    for at in np.flatnonzero(scene.open):
        painter.setBrush(colours.frame(int(scene.depth[at]) + 1))
        draw_rects(painter, scene.rects[at : at + 1])
    codes = scene.category_of[scene.leaves]
    for code in np.unique(codes):
        painter.setBrush(colours.category(scene.categories[code]))
        rects = scene.rects[scene.leaves[codes == code]].copy()
        rects[:, 2:] = np.maximum(rects[:, 2:], pixel)
        draw_rects(painter, rects)
