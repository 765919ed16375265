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
        place: Which region of which group.
        letter: Its group's.
        colour: Its group's, index into the highlight palette.
        boxes: Box indices that stand for it; a frame stands for all of its inside.
        bounds: Around them.
        hidden: Whether it lies inside closed boxes that hold more than it.
        times: How many regions of the group look the same here.
    """

    place: Place
    letter: str
    colour: int
    boxes: Indices
    bounds: Bounds
    hidden: bool = False
    times: int = 1
    path: QPainterPath | None = field(default=None, repr=False)


def regions_of(scene: SceneMap, groups: tuple[Group, ...]) -> list[Region]:
    """How the painted groups show in a scene; equal outlines of a group become one."""
    found: dict[tuple[int, bytes], Region] = {}
    for number, group in enumerate(groups):
        for at, stored in enumerate(group.regions):
            hits = scene.hits(stored)
            hidden = not len(hits.inside)
            boxes = _gathered(scene, hits.around if hidden else hits.inside)
            bounds = scene.bounds(boxes)
            if bounds is None:
                continue
            key = (number, boxes.tobytes())
            if key in found:
                found[key].times += 1
            else:
                place = Place(number, at)
                found[key] = Region(place, group.letter, group.colour, boxes, bounds, hidden)
    return list(found.values())


def bounds_of(scene: SceneMap, stored: frozenset[int]) -> Bounds | None:
    """Around the boxes that stand for stored nodes, or hide them."""
    hits = scene.hits(stored)
    return scene.bounds(hits.inside if len(hits.inside) else hits.around)


def paint_regions(
    painter: QPainter, frame: Frame, regions: list[Region], current: Place | None
) -> None:
    """All regions that may be visible, the one in focus last."""
    left, top, right, bottom = frame.bounds
    shown = [
        region
        for region in regions
        if region.bounds[0] <= right + 20
        and region.bounds[2] >= left - 20
        and region.bounds[1] <= bottom + 20
        and region.bounds[3] >= top - 20
    ]
    ordered = [r for r in shown if r.place != current] + [r for r in shown if r.place == current]
    for region in ordered:
        _paint_region(painter, frame, region, focused=region.place == current)


def paint_selection(
    painter: QPainter, frame: Frame, selected: Indices, partly: Indices, focus: int
) -> None:
    """Selected boxes, boxes that hide selected nodes, and the box in focus."""
    accent = frame.colours.accent
    soft = QColor(accent)
    soft.setAlphaF(0.16)
    painter.setBrush(soft)
    painter.setPen(QPen(accent, max(2.6, 2.0 * frame.pixel)))
    for index in _visible(frame, selected):
        _outline(painter, frame.rect(index), 1.5)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(accent, max(2.0, 1.5 * frame.pixel), Qt.PenStyle.DashLine))
    for index in _visible(frame, partly):
        _outline(painter, frame.rect(index), 1.5)
    if focus >= 0:
        painter.setPen(QPen(accent, max(1.6, 1.4 * frame.pixel)))
        _outline(painter, frame.rect(focus), 4.5)


def _visible(frame: Frame, indices: Indices) -> list[int]:
    if not len(indices):
        return []
    touching = frame.map.touching(*frame.bounds)
    return [int(index) for index in indices if touching[index]]


def _outline(painter: QPainter, rect: QRectF, gap: float) -> None:
    radius = metrics.RADIUS + gap
    painter.drawRoundedRect(rect.adjusted(-gap, -gap, gap, gap), radius, radius)


def _gathered(scene: SceneMap, boxes: Indices) -> Indices:
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


def _paint_region(painter: QPainter, frame: Frame, region: Region, *, focused: bool) -> None:
    colour = frame.colours.highlight(region.colour)
    ground = QColor(colour)
    ground.setAlphaF(0.20 if focused else 0.09)
    painter.setBrush(Qt.BrushStyle.NoBrush if region.hidden else ground)
    width = 3.4 if focused else 2.0
    pen = QPen(colour, max(width, (1.8 if focused else 1.2) * frame.pixel))
    pen.setStyle(Qt.PenStyle.DashLine if region.hidden else Qt.PenStyle.SolidLine)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    if region.path is None:
        region.path = _outline_of(frame.map, region)
    painter.drawPath(region.path)
    if frame.camera.scale >= metrics.BADGES_FROM:
        _paint_badge(painter, frame, region, colour, focused=focused)


def _outline_of(scene: SceneMap, region: Region) -> QPainterPath:
    """One outline around the boxes, joined where an edge joins them."""
    gap = _GAP + 3.0 * min(region.place.group, 4)
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    rects: Floats = scene.rects[region.boxes]
    for x, y, w, h in rects.tolist():
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
    """The strip between two boxes of which one stands below or beside the other."""
    ax, ay, aw, ah = first
    bx, by, bw, bh = second
    left, right = max(ax, bx) - gap, min(ax + aw, bx + bw) + gap
    top, bottom = max(ay, by) - gap, min(ay + ah, by + bh) + gap
    if right - left > 4 * gap:
        upper, lower = min(ay + ah, by + bh), max(ay, by)
        return QRectF(left, upper, right - left, lower - upper) if lower > upper else None
    if bottom - top > 3 * gap:
        near, far = min(ax + aw, bx + bw), max(ax, bx)
        return QRectF(near, top, far - near, bottom - top) if far > near else None
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
    if region.times > 1:
        text += f" ×{region.times}"
    elif focused or frame.camera.scale >= 0.35:
        text += f"{region.place.region + 1}"
    size = frame.pixel * (1.0 if frame.camera.scale >= 0.3 else 0.85)
    gap = _GAP + 3.0 * min(region.place.group, 4)
    measure = frame.fonts.badge_measure
    width = max(measure.horizontalAdvance(text) + 10, 18) * size
    height = 18 * size
    first = frame.map.rects[region.boxes[0]]
    x = float(first[0]) - gap - width * 0.5
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
