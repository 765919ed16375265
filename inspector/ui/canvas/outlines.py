"""Paints highlighted regions: grounds and outlines with a letter, never colour alone."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from inspector.session.columns import Floats, Indices
from inspector.session.highlights import Place
from inspector.session.scene_map import SceneMap
from inspector.ui.canvas import badges, metrics
from inspector.ui.canvas.batch import draw_rects
from inspector.ui.canvas.frame import Frame
from inspector.ui.canvas.regions import GAP, Region, Regions

_MAX_UNITED = 40
_MANY = 24
"""Regions in view from which on they are drawn as plain rectangles, when they are small."""
_APART = 40.0
"""Pixels between two badges of a group that is seen from far away."""


def paint_grounds(
    painter: QPainter, frame: Frame, regions: Regions, shown: Indices, current: Place | None
) -> None:
    """A tint behind the boxes of each region."""
    painter.setPen(Qt.PenStyle.NoPen)
    single = shown
    if _is_bulk(frame, shown):
        single = _focused(regions, shown, current)
        _paint_bulk(painter, frame, regions, shown, grounds=True)
    for region in map(regions.__getitem__, single):
        if not region.hidden:
            painter.setBrush(_ground(frame, region, focused=current in region.places))
            painter.drawPath(_path(frame.map, region))


def paint_outlines(
    painter: QPainter, frame: Frame, regions: Regions, shown: Indices, current: Place | None
) -> None:
    """The outline of each region with its badge."""
    single = shown
    if _is_bulk(frame, shown):
        single = _focused(regions, shown, current)
        _paint_bulk(painter, frame, regions, shown, grounds=False)
    for region in map(regions.__getitem__, single):
        _paint_outline(painter, frame, region, focused=current in region.places)
    badged = map(regions.__getitem__, _badged(frame, regions, shown, current))
    for badge in reversed(badges.placed(frame, badged, current)):
        badges.paint_badge(painter, frame, badge)


def _is_bulk(frame: Frame, shown: Indices) -> bool:
    """Whether regions are too small and too many to be drawn one by one."""
    return frame.camera.scale < metrics.SOLID_BELOW and len(shown) > _MANY


def _paint_bulk(
    painter: QPainter, frame: Frame, regions: Regions, shown: Indices, *, grounds: bool
) -> None:
    """Rectangles around the boxes of many regions, those that look alike at once."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    chosen = np.zeros(len(regions), dtype=bool)
    chosen[shown] = True
    rows = np.flatnonzero(chosen[regions.owners])
    looks = regions.looks[regions.owners[rows]]
    for look in np.unique(looks).tolist():
        own = rows[looks == look]
        example = regions[int(regions.owners[own[0]])]
        if grounds and not example.hidden:
            painter.setBrush(_ground(frame, example, focused=False))
        elif not grounds:
            style = Qt.PenStyle.DashLine if example.hidden else Qt.PenStyle.SolidLine
            painter.setPen(QPen(frame.colours.highlight(example.colour), 0, style))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        else:
            continue
        rects = frame.map.rects[regions.members[own]] + (-GAP, -GAP, 2 * GAP, 2 * GAP)
        draw_rects(painter, rects)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)


def _badged(frame: Frame, regions: Regions, shown: Indices, current: Place | None) -> Indices:
    """Which regions bear their badge: from far away not more of a group than there is room for."""
    if frame.camera.scale >= metrics.SOLID_BELOW or len(shown) < 2:
        return shown
    cells = np.floor(regions.bounds[shown, :2] / (_APART * frame.pixel)).astype(np.intp)
    keys = np.column_stack((regions.groups[shown], cells))
    _, firsts = np.unique(keys, axis=0, return_index=True)
    return np.concatenate((shown[np.sort(firsts)], _focused(regions, shown, current)))


def _focused(regions: Regions, shown: Indices, current: Place | None) -> Indices:
    """The region in focus, if it is in view: then it is the last."""
    last = shown[-1:]
    in_focus = len(last) and current is not None and current in regions[int(last[0])].places
    return last if in_focus else last[:0]


def _ground(frame: Frame, region: Region, *, focused: bool) -> QColor:
    ground = QColor(frame.colours.highlight(region.colour))
    # Frames are grounds themselves, and those of several groups lie on one another.
    faint = bool(frame.map.open[region.boxes].any())
    ground.setAlphaF((0.05 if faint else 0.14) * (2.2 if focused else 1.0))
    return ground


def _paint_outline(painter: QPainter, frame: Frame, region: Region, *, focused: bool) -> None:
    colour = frame.colours.highlight(region.colour)
    width = 3.2 if focused else 2.0
    pen = QPen(colour, max(width, (1.8 if focused else 1.2) * frame.pixel))
    pen.setStyle(Qt.PenStyle.DashLine if region.hidden else Qt.PenStyle.SolidLine)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(_path(frame.map, region))


def outline_lines(scene: SceneMap, region: Region) -> Floats:
    """A region's outline as straight pieces: rows of both ends, in scene units."""
    pieces = [np.empty((0, 4))]
    for polygon in _path(scene, region).toSubpathPolygons():
        points = np.array([(point.x(), point.y()) for point in polygon.toList()])
        pieces.append(np.hstack((points[:-1], points[1:])))
    return np.vstack(pieces)


def _path(scene: SceneMap, region: Region) -> QPainterPath:
    if region.path is None:
        region.path = _outline_of(scene, region)
    return region.path


def _outline_of(scene: SceneMap, region: Region) -> QPainterPath:
    """One outline around the boxes, joined where an edge joins them."""
    gap = region.gap
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
