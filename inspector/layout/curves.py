"""Ways of edges: straight where they can be, smooth where they bend."""

from __future__ import annotations

from collections.abc import Sequence

from inspector.layout.level import Path

SNAP = 0.5
"""Pixels across that a line may be off before it bends."""
RADIUS = 10.0


def through(knots: Sequence[tuple[float, float, float]]) -> Path:
    """A way that runs along the flow through each knot and bends between knots.

    Args:
        knots: For each x of the way, where along the flow it is reached and left.
    """
    x, y = knots[0][0], knots[0][1]
    points = [x, y]
    curved = False
    until = knots[0][2]
    for next_x, begin, end in knots[1:]:
        if abs(next_x - x) > SNAP:
            if until > y:
                _line(points, x, until)
            middle = (begin - until) * 0.55
            points += [x, until + middle, next_x, begin - middle, next_x, begin]
            curved = True
            x, y = next_x, begin
        until = end
    if until > y or len(points) == 2:
        _line(points, x, until)
    return Path(points, True) if curved else Path([*points[:2], *points[-2:]], False)


def _line(points: list[float], x: float, y: float) -> None:
    """Appends a straight piece as a curve."""
    x0, y0 = points[-2:]
    points += [
        x0 + (x - x0) / 3, y0 + (y - y0) / 3, x0 + (x - x0) * 2 / 3, y0 + (y - y0) * 2 / 3, x, y
    ]  # fmt: skip


def rounded(corners: Sequence[tuple[float, float]], radius: float = RADIUS) -> Path:
    """A way of straight pieces with round corners.

    Args:
        corners: At least two points.
        radius: Of the corners, less where pieces are short.
    """
    kept = [corners[0]]
    kept += [c for c, before in zip(corners[1:], corners, strict=False) if c != before]
    if len(kept) < 2:
        kept = [corners[0], corners[-1]]
    points = [*kept[0]]
    for before, corner, after in zip(kept, kept[1:], kept[2:], strict=False):
        enter = _towards(corner, before, radius)
        leave = _towards(corner, after, radius)
        _line(points, *enter)
        points += [
            *_towards(corner, enter, _distance(corner, enter) * 0.45),
            *_towards(corner, leave, _distance(corner, leave) * 0.45),
            *leave,
        ]
    _line(points, *kept[-1])
    return Path(points, True) if len(kept) > 2 else Path([*kept[0], *kept[1]], False)


def _distance(a: tuple[float, float], b: tuple[float, float]) -> float:
    return float(((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5)


def _towards(a: tuple[float, float], b: tuple[float, float], step: float) -> tuple[float, float]:
    """A point on the way from a to b, half of it at most."""
    length = _distance(a, b)
    if length == 0:
        return a
    share = min(step / length, 0.5)
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share


def moved(path: Path, dx: float, dy: float) -> Path:
    """The way elsewhere."""
    points = path.points.copy()
    points[::2] = [x + dx for x in points[::2]]
    points[1::2] = [y + dy for y in points[1::2]]
    return Path(points, path.curved)


def joined(paths: Sequence[Path]) -> Path:
    """One way of several, each of which begins where the one before ends.

    Ends that are off by less than a pixel are taken for one.
    """
    if len(paths) == 1:
        return paths[0]
    points = list(paths[0].points[:2])
    straight = not any(path.curved for path in paths)
    if straight and len({round(x) for path in paths for x in path.points[::2]}) == 1:
        return Path([*points, *paths[-1].points[-2:]], False)
    for path in paths:
        if path.curved:
            points += path.points[2:]
        else:
            for at in range(2, len(path.points), 2):
                _line(points, path.points[at], path.points[at + 1])
    return Path(points, True)


def turned(path: Path) -> Path:
    """The way with x and y exchanged."""
    points = path.points.copy()
    points[::2], points[1::2] = path.points[1::2], path.points[::2]
    return Path(points, path.curved)
