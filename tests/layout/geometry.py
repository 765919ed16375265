"""What is wrong with a scene, found by geometry alone."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from inspector.layout.display import Placed, Route, Scene

SLACK = 0.6
"""Pixels that may be off by rounding."""
Rects = npt.NDArray[np.float64]
Leaves = tuple[npt.NDArray[np.int_], Rects]
STEPS = 12
"""Points looked at on each curve."""


@dataclass(slots=True)
class Faults:
    """Readable findings, empty lists for a sound scene."""

    overlaps: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)
    crossings: list[str] = field(default_factory=list)
    breaks: list[str] = field(default_factory=list)


def faults(scene: Scene) -> Faults:
    """Looks at every box and every route."""
    found = Faults()
    boxes = {box.id: box for box in scene.graph.boxes}
    placed = {at.id: at for at in scene.placed}
    assert placed.keys() == boxes.keys()
    _boxes(scene, placed, found)
    ids = np.array([box.id for box in scene.graph.boxes if not box.open])
    corners = [_rectangle(placed[i]) for i in ids.tolist()]
    leaves = ids, np.array(corners).reshape(-1, 4)
    drawn = sorted(route.edge for route in scene.routes)
    if drawn != list(range(len(scene.graph.edges))):
        found.breaks.append("not every edge has one route")
    for route in scene.routes:
        _route(scene, route, placed, leaves, found)
    return found


def _boxes(scene: Scene, placed: dict[int, Placed], found: Faults) -> None:
    siblings: dict[int, list[Placed]] = {}
    for box in scene.graph.boxes:
        at = placed[box.id]
        siblings.setdefault(box.parent, []).append(at)
        if box.parent >= 0 and not _contains(placed[box.parent], at):
            found.outside.append(f"{box.id} leaves {box.parent}")
        if at.x < 0 or at.y < 0 or at.x + at.width > scene.width or at.y + at.height > scene.height:
            found.outside.append(f"{box.id} leaves the scene")
    for group in siblings.values():
        group.sort(key=lambda at: at.y)
        for number, a in enumerate(group):
            for b in group[number + 1 :]:
                if b.y >= a.y + a.height - SLACK:
                    break
                if b.x < a.x + a.width - SLACK and a.x < b.x + b.width - SLACK:
                    found.overlaps.append(f"{a.id} and {b.id}")


def _rectangle(at: Placed) -> tuple[float, float, float, float]:
    """Left, top, right, bottom, a little smaller."""
    right, bottom = at.x + at.width - SLACK, at.y + at.height - SLACK
    return at.x + SLACK, at.y + SLACK, right, bottom


def _contains(outer: Placed, inner: Placed) -> bool:
    return (
        inner.x >= outer.x - SLACK
        and inner.y >= outer.y - SLACK
        and inner.x + inner.width <= outer.x + outer.width + SLACK
        and inner.y + inner.height <= outer.y + outer.height + SLACK
    )


def _route(
    scene: Scene, route: Route, placed: dict[int, Placed], leaves: Leaves, found: Faults
) -> None:
    edge = scene.graph.edges[route.edge]
    name = f"{edge.source} → {edge.target}"
    points = sampled(route)
    if len(points) < 2 or (route.curved and len(route.points) % 6 != 2):
        found.breaks.append(name)
        return
    if not _on_border(placed[edge.target], points[-1]):
        found.ends.append(f"{name} ends at {points[-1]}")
    if route.stub:
        return
    if not _on_border(placed[edge.source], points[0]):
        found.ends.append(f"{name} begins at {points[0]}")
    for x, y in points:
        if not (-SLACK <= x <= scene.width + SLACK and -SLACK <= y <= scene.height + SLACK):
            found.outside.append(f"{name} leaves the scene")
            break
    ids, rects = leaves
    hit = np.zeros(len(ids), dtype=bool)
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        hit |= meets(rects, x0, y0, x1, y1)
    ends = np.isin(ids, [edge.source, edge.target])
    found.crossings += [f"{name} crosses {at}" for at in ids[hit & ~ends]]
    own = [placed[edge.source], placed[edge.target]]
    if edge.source != edge.target and any(_inside(box, p, 2.0) for box in own for p in points):
        found.crossings.append(f"{name} runs through its own box")


def meets(rects: Rects, x0: float, y0: float, x1: float, y1: float) -> npt.NDArray[np.bool_]:
    """Which rectangles a straight piece runs through (by clipping it to each of them)."""
    enter, leave = np.zeros(len(rects)), np.ones(len(rects))
    for start, step, low, high in (
        (x0, x1 - x0, rects[:, 0], rects[:, 2]),
        (y0, y1 - y0, rects[:, 1], rects[:, 3]),
    ):
        if abs(step) < 1e-9:
            leave = np.where((start > low) & (start < high), leave, -1.0)
            continue
        a, b = (low - start) / step, (high - start) / step
        enter, leave = np.maximum(enter, np.minimum(a, b)), np.minimum(leave, np.maximum(a, b))
    return enter < leave


def sampled(route: Route) -> list[tuple[float, float]]:
    """Corners of a route, its curves as short straight pieces."""
    flat = route.points
    pairs = list(zip(flat[::2], flat[1::2], strict=True))
    if route.curved:
        corners = [pairs[0]]
        for at in range(1, len(pairs) - 2, 3):
            corners += _bezier(pairs[at - 1 : at + 3])
    else:
        corners = pairs
    return corners


def _bezier(control: list[tuple[float, float]]) -> list[tuple[float, float]]:
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = control
    result = []
    for step in range(1, STEPS + 1):
        t = step / STEPS
        u = 1 - t
        a, b, c, d = u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t
        result.append((a * ax + b * bx + c * cx + d * dx, a * ay + b * by + c * cy + d * dy))
    return result


def _inside(box: Placed, point: tuple[float, float], slack: float = SLACK) -> bool:
    x, y = point
    return (
        box.x + slack < x < box.x + box.width - slack
        and box.y + slack < y < box.y + box.height - slack
    )


def _on_border(box: Placed, point: tuple[float, float]) -> bool:
    x, y = point
    within = (
        box.x - SLACK <= x <= box.x + box.width + SLACK
        and box.y - SLACK <= y <= box.y + box.height + SLACK
    )
    return within and not _inside(box, point)
