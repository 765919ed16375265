"""Paints highlighted regions and the selection: outlines with a letter, never colour alone."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from inspector.session.highlights import Group, Place
from inspector.session.scene_map import Floats, Indices, SceneMap
from inspector.ui.canvas import metrics
from inspector.ui.canvas.camera import Bounds
from inspector.ui.canvas.frame import Frame

_GAP = 5.0
_MAX_UNITED = 40


@dataclass(slots=True)
class Region:
    """One region as it shows in the present scene.

    Attributes:
        places: Which regions of which group look like this.
        letter: Its group's.
        colour: Its group's, index into the highlight palette.
        boxes: Box indices that stand for it; a frame stands for all of its inside.
        bounds: Around them.
        hidden: Whether it lies inside closed boxes that hold more than it.
    """

    places: list[Place]
    letter: str
    colour: int
    boxes: Indices
    bounds: Bounds
    hidden: bool = False
    path: QPainterPath | None = field(default=None, repr=False)


def regions_of(scene: SceneMap, groups: tuple[Group, ...]) -> list[Region]:
    """How the painted groups show in a scene; equal outlines of a group become one."""
    found: dict[tuple[int, bytes], Region] = {}
    nodes: dict[tuple[int, bytes], int] = {}
    for number, group in enumerate(groups):
        for at, stored in enumerate(group.regions):
            hits = scene.hits(stored)
            hidden = not len(hits.inside)
            boxes = gathered(scene, hits.around if hidden else hits.inside)
            bounds = scene.bounds(boxes)
            if bounds is None:
                continue
            key, place = (number, boxes.tobytes()), Place(number, at)
            nodes[key] = nodes.get(key, 0) + len(stored)
            if key in found:
                found[key].places.append(place)
            else:
                found[key] = Region([place], group.letter, group.colour, boxes, bounds, hidden)
    for key, region in found.items():
        # The matches of a run's folds together are the run.
        region.hidden &= nodes[key] * 2 < len(scene.stored_of(region.boxes.tolist()))
    return list(found.values())


def bounds_of(scene: SceneMap, stored: frozenset[int]) -> Bounds | None:
    """Around the boxes that stand for stored nodes, or hide them."""
    hits = scene.hits(stored)
    return scene.bounds(hits.inside if len(hits.inside) else hits.around)


def visible_regions(frame: Frame, regions: list[Region], current: Place | None) -> list[Region]:
    """The regions that may be visible, the one in focus last."""
    left, top, right, bottom = frame.bounds
    shown = [
        region
        for region in regions
        if region.bounds[0] <= right + 20
        and region.bounds[2] >= left - 20
        and region.bounds[1] <= bottom + 20
        and region.bounds[3] >= top - 20
    ]
    return [r for r in shown if current not in r.places] + [r for r in shown if current in r.places]


def paint_grounds(
    painter: QPainter, frame: Frame, regions: list[Region], current: Place | None
) -> None:
    """A tint behind the boxes of each region."""
    painter.setPen(Qt.PenStyle.NoPen)
    for region in regions:
        if region.hidden:
            continue
        ground = QColor(frame.colours.highlight(region.colour))
        # Frames are grounds themselves, and those of several groups lie on one another.
        faint = bool(frame.map.open[region.boxes].any())
        alpha = 0.08 if faint else 0.14
        ground.setAlphaF(alpha * (2.2 if current in region.places else 1.0))
        painter.setBrush(ground)
        painter.drawPath(_path(frame.map, region))


def paint_outlines(
    painter: QPainter, frame: Frame, regions: list[Region], current: Place | None
) -> None:
    """The outline of each region with its badge."""
    for region in regions:
        _paint_outline(painter, frame, region, focused=current in region.places)


def gathered(scene: SceneMap, boxes: Indices) -> Indices:
    """Replace all the closed boxes of a frame by the frame, as far up as that goes."""
    chosen = set(boxes.tolist())
    while chosen:
        inside: dict[int, int] = {}
        for at in chosen:
            parent = int(scene.parents[at])
            if parent >= 0:
                inside[parent] = inside.get(parent, 0) + 1
        full = [parent for parent, count in inside.items() if count == scene.family_size(parent)]
        if not full:
            break
        chosen = {at for at in chosen if int(scene.parents[at]) not in full} | set(full)
    return np.array(sorted(chosen), dtype=np.intp)


def _paint_outline(painter: QPainter, frame: Frame, region: Region, *, focused: bool) -> None:
    colour = frame.colours.highlight(region.colour)
    width = 3.2 if focused else 2.0
    pen = QPen(colour, max(width, (1.8 if focused else 1.2) * frame.pixel))
    pen.setStyle(Qt.PenStyle.DashLine if region.hidden else Qt.PenStyle.SolidLine)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(_path(frame.map, region))
    if frame.camera.scale >= metrics.BADGES_FROM:
        _paint_badge(painter, frame, region, colour, focused=focused)


def _path(scene: SceneMap, region: Region) -> QPainterPath:
    if region.path is None:
        region.path = _outline_of(scene, region)
    return region.path


def _outline_of(scene: SceneMap, region: Region) -> QPainterPath:
    """One outline around the boxes, joined where an edge joins them."""
    gap = _GAP + 3.0 * min(region.places[0].group, 4)
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    rects: Floats = scene.rects[region.boxes]
    for at, (x, y, w, h) in zip(region.boxes, rects.tolist(), strict=True):
        if scene.boxes[at].kind == "run" and not scene.open[at]:
            w, h = w + metrics.STACK, h + metrics.STACK
        box = QRectF(x - gap, y - gap, w + 2 * gap, h + 2 * gap)
        path.addRoundedRect(box, metrics.RADIUS + gap, metrics.RADIUS + gap)
    if 1 < len(region.boxes) <= _MAX_UNITED:
        for bridge in _bridges(scene, region.boxes, gap):
            path.addRect(bridge)
        return path.simplified()
    return path


def _bridges(scene: SceneMap, boxes: Indices, gap: float) -> list[QRectF]:
    """Bands between boxes that follow each other, so that a region reads as one."""
    members = set(boxes.tolist())
    bands = []
    for source in members:
        for target in scene.targets(source):
            if target not in members:
                continue
            band = _band(scene.rects[source].tolist(), scene.rects[target].tolist(), gap)
            if band is not None and not _crosses(scene, band, members):
                bands.append(band)
    return bands


def _band(first: list[float], second: list[float], gap: float) -> QRectF | None:
    """The strip from the middle of a box to the middle of one below or beside it."""
    ax, ay, aw, ah = first
    bx, by, bw, bh = second
    left, right = max(ax, bx) - gap, min(ax + aw, bx + bw) + gap
    top, bottom = max(ay, by) - gap, min(ay + ah, by + bh) + gap
    if right - left > 4 * gap:
        upper, lower = sorted((ay + ah / 2, by + bh / 2))
        return QRectF(left, upper, right - left, lower - upper)
    if bottom - top > 3 * gap:
        near, far = sorted((ax + aw / 2, bx + bw / 2))
        return QRectF(near, top, far - near, bottom - top)
    return None


def _crosses(scene: SceneMap, band: QRectF, members: set[int]) -> bool:
    """Whether a strip would run over a box that does not belong to the region."""
    hit = np.flatnonzero(
        scene.touching(band.left(), band.top(), band.right(), band.bottom()) & ~scene.open
    )
    return any(int(at) not in members for at in hit)


def _paint_badge(
    painter: QPainter, frame: Frame, region: Region, colour: QColor, *, focused: bool
) -> None:
    """The letter of the group, with the number of the region, at the outline's corner.

    Its size is fixed on the screen, so that it can be read at any zoom.
    """
    text = region.letter
    if len(region.places) > 1:
        text += f" ×{len(region.places)}"
    elif focused or frame.camera.scale >= 0.35:
        text += f"{region.places[0].region + 1}"
    size = frame.pixel * (1.0 if frame.camera.scale >= 0.3 else 0.85)
    gap = _GAP + 3.0 * min(region.places[0].group, 4)
    measure = frame.fonts.badge_measure
    width = max(measure.horizontalAdvance(text) + 10, 18) * size
    height = 18 * size
    first = frame.map.rects[region.boxes[0]]
    # Regions of several groups may begin at one corner: their badges stand side by side.
    aside = 32 * size * min(region.places[0].group, 6)
    x = float(first[0]) - gap - 9 * size + aside
    y = float(first[1]) - gap - height * 0.5
    room = QRectF(x, y, width, height)
    painter.setPen(QPen(frame.colours.canvas, 1.5 * size))
    painter.setBrush(colour)
    painter.drawRoundedRect(room, 5 * size, 5 * size)
    painter.save()
    painter.translate(room.center())
    painter.scale(size, size)
    painter.setFont(frame.fonts.badge)
    painter.setPen(frame.colours.on_highlight())
    box = QRectF(-60, -12, 120, 24)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()
