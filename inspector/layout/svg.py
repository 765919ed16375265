"""A scene as a standalone SVG: what ``inspector render`` writes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from xml.sax.saxutils import escape

from inspector.layout.display import Box, Placed, Route, Scene
from inspector.layout.palette import CATEGORIES, HIGHLIGHTS, LETTERS, mix
from inspector.layout.sizes import (
    DETAIL_ADVANCE,
    LABEL_ADVANCE,
    TITLE,
    detail_of,
    elide,
    label_of,
    text_width,
)

FONT = "Inter, 'Segoe UI', 'DejaVu Sans', Helvetica, Arial, sans-serif"
LEGEND_ROW = 22.0
HEADER = 58.0
MAX_GROUPS = 8


@dataclass(frozen=True, slots=True)
class Group:
    """A highlighted group of boxes.

    Attributes:
        title: For the legend.
        boxes: Ids of the boxes.
    """

    title: str
    boxes: frozenset[int]


@dataclass(frozen=True, slots=True)
class Ink:
    """Colours of a theme."""

    dark: bool
    ground: str
    base: str
    text: str
    muted: str
    edge: str

    def pick(self, pair: tuple[str, str]) -> str:
        """The light or dark one of a pair."""
        return pair[1] if self.dark else pair[0]


LIGHT = Ink(False, "#fafbfd", "#ffffff", "#1a1f27", "#566070", "#8a94a3")
DARK = Ink(True, "#121417", "#14171b", "#e8ebf0", "#9aa5b4", "#6c7787")


def groups_of(scene: Scene) -> list[Group]:
    """One group per signature of the shown folds, the most covering first."""
    weight: Counter[str] = Counter()
    boxes: dict[str, set[int]] = {}
    for box in scene.graph.boxes:
        if box.signature:
            weight[box.signature] += len(box.stored)
            boxes.setdefault(box.signature, set()).add(box.id)
    ranked = sorted(weight, key=lambda name: (-weight[name], name))[:MAX_GROUPS]
    open_runs = {box.id for box in scene.graph.boxes if box.kind == "run" and box.open}
    count = {
        name: sum(
            b.count for b in scene.graph.boxes if b.signature == name and b.parent not in open_runs
        )
        for name in ranked
    }
    return [Group(f"{name} ×{count[name]}", frozenset(boxes[name])) for name in ranked]


def to_svg(
    scene: Scene,
    groups: list[Group] | None = None,
    *,
    title: str = "",
    subtitle: str = "",
    dark: bool = False,
) -> str:
    """Draws a scene.

    Args:
        scene: With geometry.
        groups: Highlighted groups with their legend; default one per signature.
        title: First line of the header, e.g. the verdict.
        subtitle: Second line.
        dark: Light ink on a dark ground.
    """
    ink = DARK if dark else LIGHT
    shown = groups_of(scene) if groups is None else groups
    legend_width = max((text_width(g.title, DETAIL_ADVANCE) for g in shown), default=0.0) + 60
    top = HEADER if title else 0.0
    side = legend_width if shown else 0.0
    width = max(scene.width + side, text_width(title, 10.5) + 48)
    height = top + max(scene.height, len(shown) * LEGEND_ROW + 48)
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
            f'viewBox="0 0 {width:.0f} {height:.0f}" font-family="{FONT}">'
        ),
        f'<rect width="100%" height="100%" fill="{ink.ground}"/>',
        _arrow(ink),
    ]
    if title:
        parts.append(_text(24, 28, title, 18, ink.text, weight=600))
        parts.append(_text(24, 48, subtitle, 12, ink.muted))
    parts.append(f'<g transform="translate(0 {top:.0f})">')
    parts += _scene(scene, shown, ink)
    parts += _legend(shown, scene.width, ink)
    parts.append("</g></svg>")
    return "\n".join(parts) + "\n"


def _arrow(ink: Ink) -> str:
    return (
        '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
        'markerHeight="7" orient="auto-start-reverse">'
        f'<path d="M0 0.8 L7.5 4 L0 7.2 z" fill="{ink.edge}"/></marker></defs>'
    )


def _scene(scene: Scene, groups: list[Group], ink: Ink) -> list[str]:
    badge = {box: number for number, group in enumerate(groups) for box in group.boxes}
    placed = {p.id: p for p in scene.placed}
    parts: list[str] = []
    depth: dict[int, int] = {-1: -1}
    for box in scene.graph.boxes:
        depth[box.id] = depth.get(box.parent, -1) + 1
        if box.open:
            parts.append(_frame(box, placed[box.id], depth[box.id], badge.get(box.id), ink))
    parts += [_route(route, scene, ink) for route in scene.routes]
    parts += [
        _title(box, placed[box.id], depth[box.id], badge.get(box.id), ink)
        for box in scene.graph.boxes
        if box.open
    ]
    for box in scene.graph.boxes:
        if not box.open:
            parts.append(_leaf(box, placed[box.id], badge.get(box.id), ink))
    return parts


def _ground(depth: int, ink: Ink) -> str:
    ink_of = "#8fb4e8" if ink.dark else "#30507c"
    return mix(ink.ground, ink_of, min(0.05 + 0.04 * depth, 0.25))


def _frame(box: Box, at: Placed, depth: int, number: int | None, ink: Ink) -> str:
    plain = ink.pick(CATEGORIES.get(box.category, CATEGORIES["other"]))
    stroke, width = _outline(number, ink, plain)
    return (
        f'<rect x="{at.x}" y="{at.y}" width="{at.width}" height="{at.height}" rx="8" '
        f'fill="{_ground(depth, ink)}" stroke="{stroke}" stroke-width="{width}"/>'
    )


def _title(box: Box, at: Placed, depth: int, number: int | None, ink: Ink) -> str:
    """A frame's title, above the edges that enter the frame."""
    text = " · ".join(part for part in (label_of(box), detail_of(box)) if part)
    shown = elide(text, at.width - 40, LABEL_ADVANCE * 0.95)
    width = min(at.width - 28, text_width(shown, LABEL_ADVANCE * 0.95) + 8)
    return (
        f'<rect x="{at.x + 8}" y="{at.y + 5}" width="{width:.1f}" height="{TITLE - 8}" '
        f'fill="{_ground(depth, ink)}"/>'
        + _text(at.x + 12, at.y + TITLE * 0.68, shown, 12, ink.text, weight=600)
        + _badge(number, at, ink)
    )


def _leaf(box: Box, at: Placed, number: int | None, ink: Ink) -> str:
    colour = ink.pick(CATEGORIES.get(box.category, CATEGORIES["other"]))
    fill = mix(ink.base, colour, 0.22 if ink.dark else 0.12)
    stroke, width = _outline(number, ink, colour)
    radius = at.height / 2 if box.kind in ("input", "output") else 5
    parts = ["<g>"]
    if box.kind == "run":
        parts.append(
            f'<rect x="{at.x + 4}" y="{at.y + 4}" width="{at.width}" height="{at.height}" '
            f'rx="5" fill="{fill}" stroke="{stroke}" stroke-width="1"/>'
        )
    parts.append(
        f'<rect x="{at.x}" y="{at.y}" width="{at.width}" height="{at.height}" rx="{radius}" '
        f'fill="{fill}" stroke="{stroke}" stroke-width="{width}"/>'
    )
    middle = at.x + at.width / 2
    detail = detail_of(box)
    label = elide(label_of(box), at.width - 14, LABEL_ADVANCE)
    y = at.y + (18 if detail else at.height / 2 + 4.5)
    parts.append(_text(middle, y, label, 13, ink.text, weight=600, anchor="middle"))
    if detail:
        line = elide(detail, at.width - 12, DETAIL_ADVANCE)
        parts.append(_text(middle, at.y + 34, line, 11, ink.muted, anchor="middle"))
    parts.append(_badge(number, at, ink))
    parts.append("</g>")
    return "".join(parts)


def _outline(number: int | None, ink: Ink, plain: str) -> tuple[str, float]:
    if number is None:
        return plain, 1.0
    return ink.pick(HIGHLIGHTS[number % len(HIGHLIGHTS)]), 2.5


def _badge(number: int | None, at: Placed, ink: Ink) -> str:
    if number is None:
        return ""
    colour = ink.pick(HIGHLIGHTS[number % len(HIGHLIGHTS)])
    return _letter(at.x + at.width - 4, at.y + 4, number, colour, ink)


def _letter(x: float, y: float, number: int, colour: str, ink: Ink) -> str:
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="8.5" fill="{colour}" stroke="{ink.ground}" '
        f'stroke-width="1.5"/>'
        + _text(
            x, y + 4, LETTERS[number % 26], 11, "#10131a" if ink.dark else "#ffffff",
            weight=700, anchor="middle",
        )
    )  # fmt: skip


def _route(route: Route, scene: Scene, ink: Ink) -> str:
    p = route.points
    if route.stub:
        name = scene.graph.edges[route.edge].hub
        return (
            f'<path d="M{p[0]} {p[1]} L{p[2]} {p[3]}" fill="none" stroke="{ink.edge}" '
            f'stroke-width="1.2" stroke-dasharray="3 2" marker-end="url(#arrow)"/>'
            + _text(
                p[0] - 4, p[1] + 3.5, elide(name, 90, DETAIL_ADVANCE), 10, ink.muted, anchor="end"
            )
        )
    if route.curved:
        path = f"M{p[0]} {p[1]} C" + " ".join(str(c) for c in p[2:])
    else:
        path = f"M{p[0]} {p[1]} L" + " ".join(str(c) for c in p[2:])
    return (
        f'<path d="{path}" fill="none" stroke="{ink.edge}" stroke-width="1.4" '
        f'marker-end="url(#arrow)"/>'
    )


def _legend(groups: list[Group], x: float, ink: Ink) -> list[str]:
    parts = []
    for number, group in enumerate(groups):
        y = 40 + number * LEGEND_ROW
        colour = ink.pick(HIGHLIGHTS[number % len(HIGHLIGHTS)])
        parts.append(_letter(x + 8, y, number, colour, ink))
        parts.append(_text(x + 24, y + 4, group.title, 12, ink.text))
    return parts


def _text(
    x: float, y: float, text: str, size: float, colour: str, *, weight: int = 400,
    anchor: str = "start",
) -> str:  # fmt: skip
    clean = "".join(c if c.isprintable() else "�" for c in text)
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}" '
        f'font-weight="{weight}" text-anchor="{anchor}">{escape(clean)}</text>'
    )
