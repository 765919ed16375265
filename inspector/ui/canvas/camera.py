"""Where the canvas looks: the map between scene and widget."""

from __future__ import annotations

from dataclasses import dataclass, replace

MIN_SCALE = 0.00005
MAX_SCALE = 6.0

Bounds = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True, slots=True)
class Camera:
    """A point of the scene at the widget's top left corner, and pixels per scene unit."""

    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0

    def to_view(self, x: float, y: float) -> tuple[float, float]:
        """From the scene to the widget."""
        return (x - self.x) * self.scale, (y - self.y) * self.scale

    def to_scene(self, x: float, y: float) -> tuple[float, float]:
        """From the widget to the scene."""
        return self.x + x / self.scale, self.y + y / self.scale

    def bounds(self, width: float, height: float) -> Bounds:
        """The part of the scene that a widget of this size shows."""
        return self.x, self.y, self.x + width / self.scale, self.y + height / self.scale

    def panned(self, dx: float, dy: float) -> Camera:
        """After the content moved by pixels."""
        return replace(self, x=self.x - dx / self.scale, y=self.y - dy / self.scale)

    def zoomed(self, factor: float, at_x: float, at_y: float) -> Camera:
        """After zooming, with the point of the widget staying where it is."""
        scale = min(max(self.scale * factor, MIN_SCALE), MAX_SCALE)
        x, y = self.to_scene(at_x, at_y)
        return Camera(x - at_x / scale, y - at_y / scale, scale)

    def anchored(self, scene: tuple[float, float], view: tuple[float, float]) -> Camera:
        """With a point of the scene at a point of the widget."""
        return replace(self, x=scene[0] - view[0] / self.scale, y=scene[1] - view[1] / self.scale)

    def centred(self, bounds: Bounds, width: float, height: float) -> Camera:
        """With the middle of a region in the middle of the widget."""
        middle = ((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2)
        return self.anchored(middle, (width / 2, height / 2))

    def shows(self, bounds: Bounds, width: float, height: float, margin: float) -> bool:
        """Whether a region is wholly visible, ``margin`` pixels from the border."""
        left, top = self.to_view(bounds[0], bounds[1])
        right, bottom = self.to_view(bounds[2], bounds[3])
        return (
            left >= margin
            and top >= margin
            and right <= width - margin
            and bottom <= height - margin
        )


def fitted(
    bounds: Bounds, width: float, height: float, margin: float = 40, largest: float = 1.0
) -> Camera:
    """A camera that shows a region as large as it goes.

    Args:
        bounds: The region.
        width: Of the widget in pixels.
        height: Of the widget in pixels.
        margin: Pixels left free on each side.
        largest: The scale that is not passed for small regions.
    """
    wide = max(bounds[2] - bounds[0], 1.0)
    high = max(bounds[3] - bounds[1], 1.0)
    room_x, room_y = max(width - 2 * margin, 40.0), max(height - 2 * margin, 40.0)
    scale = min(max(min(room_x / wide, room_y / high), MIN_SCALE), largest)
    return Camera(scale=scale).centred(bounds, width, height)


def opening(
    bounds: Bounds,
    width: float,
    height: float,
    readable: float = 0.62,
    focus: Bounds | None = None,
) -> Camera:
    """The first look at a graph.

    Args:
        bounds: Of the whole graph.
        width: Of the view, in pixels.
        height: Of the view, in pixels.
        readable: Least scale at which names can be read.
        focus: What matters most in the graph.

    Returns:
        All of the graph when that can be read, else what matters most in the middle, else its
        readable beginning.
    """
    camera = fitted(bounds, width, height)
    if camera.scale >= readable:
        return camera
    wide = max(bounds[2] - bounds[0], 1.0)
    scale = min(max((width - 80) / wide, readable), 1.0)
    if focus is not None and not _begins(focus, bounds, height / scale):
        near = Camera(0, 0, scale).centred(focus, width, height)
        left, right = bounds[0] - 40 / scale, bounds[2] + (40 - width) / scale
        x = min(max(near.x, left), max(right, left)) if wide * scale > width else near.x
        return Camera(x, min(near.y, focus[1] - 60 / scale), scale)
    left = (bounds[0] + bounds[2]) / 2 - width / 2 / scale
    if wide * scale > width:
        left = bounds[0] - 40 / scale
    return Camera(left, bounds[1] - 28 / scale, scale)


def _begins(focus: Bounds, bounds: Bounds, height: float) -> bool:
    """Whether a part is seen whole from the graph's beginning."""
    return focus[3] - bounds[1] < height * 0.9
