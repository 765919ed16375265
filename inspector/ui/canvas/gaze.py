"""Moves the camera of the canvas, at once or so that the eye can follow."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QObject, QSize, QVariantAnimation, Signal

from inspector.session.scene_map import SceneMap
from inspector.ui.canvas.camera import Bounds, Camera, fitted, opening

_GLIDE_MS = 170
_READABLE = 0.45


class Gaze(QObject):
    """The camera, the size of the widget it looks through, and what lies on that widget.

    Attributes:
        camera: Where it looks.
        animated: Whether it glides.
        size: Of the widget, in pixels.
        covered: Size of the legend in the top left corner, in pixels.

    Signals:
        moved: The camera is another.
    """

    moved = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.camera = Camera()
        self.animated = True
        self.size = QSize(1, 1)
        self.covered = QSize(0, 0)
        self._way = (Camera(), Camera())
        self._glide = QVariantAnimation(self, startValue=0.0, endValue=1.0, duration=_GLIDE_MS)
        self._glide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._glide.valueChanged.connect(self._on_way)

    def jump(self, camera: Camera) -> None:
        """Look from there at once."""
        self._glide.stop()
        self._set(camera)

    def glide(self, camera: Camera) -> None:
        """Move there in a moment."""
        self._glide.stop()
        if not self.animated:
            self._set(camera)
            return
        self._way = (self.camera, camera)
        self._glide.start()

    def stop(self) -> None:
        """Stay where the movement is now."""
        self._glide.stop()

    def opening(self, scene: SceneMap, focus: Bounds | None = None) -> Camera:
        """The first look at a scene, at this part of it when the whole cannot be read."""
        camera = opening((0, 0, *scene.size), self.size.width(), self.size.height(), focus=focus)
        return self._beside_legend(scene, camera)

    def whole(self, scene: SceneMap) -> Camera:
        """All of a scene."""
        camera = fitted((0, 0, *scene.size), self.size.width(), self.size.height())
        return self._beside_legend(scene, camera, whole=True)

    def zoom(self, factor: float) -> None:
        """Around the middle."""
        self.glide(self.camera.zoomed(factor, self.size.width() / 2, self.size.height() / 2))

    def zoom_at(self, factor: float, x: float, y: float) -> None:
        """Around a point of the widget, at once."""
        self.jump(self.camera.zoomed(factor, x, y))

    def pan(self, dx: float, dy: float) -> None:
        """Move the content by pixels."""
        self.jump(self.camera.panned(dx, dy))

    def look_at(self, x: float, y: float) -> None:
        """Bring a point of the scene to the middle."""
        self.jump(self.camera.anchored((x, y), (self.size.width() / 2, self.size.height() / 2)))

    def show(self, bounds: Bounds) -> None:
        """Show a part of the scene as large as is sensible."""
        self.glide(fitted(bounds, self.size.width(), self.size.height(), 80, 1.6))

    def reveal(self, bounds: Bounds) -> None:
        """Bring a part into view; the zoom changes only when it could not be read."""
        width, height = self.size.width(), self.size.height()
        close = fitted(bounds, width, height, 60, 1.0)
        if self.camera.scale > close.scale or self.camera.scale < _READABLE:
            self.glide(close)
        elif not self.camera.shows(bounds, width, height, 40):
            self.glide(self.camera.centred(bounds, width, height))

    def _beside_legend(self, scene: SceneMap, camera: Camera, *, whole: bool = False) -> Camera:
        """Move or shrink what would lie under the legend."""
        if self.covered.isEmpty():
            return camera
        right, bottom = self.covered.width() + 24, self.covered.height() + 24
        if not _covers(scene, camera, right, bottom):
            return camera
        width, height = self.size.width(), self.size.height()
        bounds = (0.0, 0.0, *scene.size)
        beside = fitted(bounds, max(width - right, 50), height, largest=camera.scale)
        below = fitted(bounds, width, max(height - bottom, 50), largest=camera.scale)
        if beside.scale >= below.scale and beside.scale >= camera.scale * 0.75:
            return beside.panned(right, 0)
        if below.scale >= camera.scale * 0.75:
            return below.panned(0, bottom)
        if whole:
            return camera
        # A long graph at its readable beginning: there is always room further down.
        return camera.panned(0, bottom - 28) if camera.y < 0 else camera

    def _on_way(self, share: float) -> None:
        start, end = self._way
        scale = start.scale * (end.scale / start.scale) ** share
        half = self.size.width() / 2, self.size.height() / 2
        sx, sy = start.to_scene(*half)
        ex, ey = end.to_scene(*half)
        # The middle moves in step with the visible width, else zooming would swing sideways.
        moved = share
        if abs(end.scale - start.scale) > 1e-9:
            moved = (1 / scale - 1 / start.scale) / (1 / end.scale - 1 / start.scale)
        middle = (sx + (ex - sx) * moved, sy + (ey - sy) * moved)
        self._set(Camera(0, 0, scale).anchored(middle, half))

    def _set(self, camera: Camera) -> None:
        self.camera = camera
        self.moved.emit()


def kept(
    before: SceneMap,
    after: SceneMap,
    camera: Camera,
    anchor: int | None,
    middle: tuple[float, float],
) -> Camera:
    """The camera under which a box stays in place while the scene changes around it.

    Args:
        before: The scene until now.
        after: The new scene.
        camera: Where it was looked at.
        anchor: Id of the box that was opened or closed, None for the one in the middle.
        middle: The middle of the widget in pixels.

    Returns:
        A camera; the old one when the box is gone.
    """
    if anchor is None:
        index = before.at(*camera.to_scene(*middle))
        if index is None:
            return camera
        anchor = before.boxes[index].id
    old, new = before.index_of.get(anchor), after.index_of.get(anchor)
    if old is None or new is None:
        return camera
    x, y, width, _ = before.rects[old].tolist()
    top_middle = camera.to_view(x + width / 2, y)
    x, y, width, _ = after.rects[new].tolist()
    return camera.anchored((x + width / 2, y), top_middle)


def _covers(scene: SceneMap, camera: Camera, right: float, bottom: float) -> bool:
    """Whether a closed box lies under the top left corner of the widget."""
    x1, y1 = camera.to_scene(right, bottom)
    hit = scene.touching(camera.x, camera.y, x1, y1) & ~scene.open
    return bool(hit.any())
