"""What is wrong with how a scene looks, found by geometry: boxes, edges, labels, badges, texts.

``python -m tests.ui.looks FILE...`` looks at models, folded and with everything open.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QGuiApplication, QImage, QPainter

from inspector.data import signatures_dir
from inspector.layout.sizes import MAX_WIDTH, label_of
from inspector.session.highlights import Group, groups_of
from inspector.session.scene_map import SceneMap
from inspector.ui.canvas import badges
from inspector.ui.canvas.camera import Camera
from inspector.ui.canvas.colours import Colours
from inspector.ui.canvas.edge_labels import crossed, paint_edge_labels
from inspector.ui.canvas.edges import stub_room
from inspector.ui.canvas.frame import Fonts, Frame
from inspector.ui.canvas.metrics import SWITCH, TITLE_HEIGHT
from inspector.ui.canvas.outlines import outline_lines
from inspector.ui.canvas.regions import Regions, regions_of
from inspector.ui.theme import LIGHT
from inspector.worker.document import Document
from inspector.worker.messages import Answer, Arrange, Open, Scanned, SceneReady
from tests.layout.geometry import meets

SLACK = 0.5
MARGIN = 8.0
"""On both sides of a text in a closed box."""


def scenes(path: Path) -> Iterator[tuple[str, SceneMap, tuple[Group, ...]]]:
    """A model folded as it opens, with everything open, and folded from left to right."""
    sent: list[Answer] = []
    document = Document(sent.append)
    document.answer(Open(1, 1, str(path), [str(signatures_dir())]))
    document.answer(Arrange(1, 2, [], everything=True))
    document.answer(Arrange(1, 3, None, "right"))
    evidence = next(answer.evidence for answer in sent if isinstance(answer, Scanned))
    first = next((item for item in evidence if item.kind == "family" and item.satisfied), None)
    groups = tuple(group for group in groups_of(first) if group.regions) if first else ()
    ready = [answer.scene for answer in sent if isinstance(answer, SceneReady)]
    for name, packed in zip(("folded", "open", "right"), ready, strict=True):
        yield name, SceneMap(packed), groups


def faults(scene: SceneMap, groups: tuple[Group, ...]) -> list[str]:
    """What lies on what, and which texts are cut, at the zoom of 100 % and from farther away."""
    found = [*_cut_texts(scene), *box_faults(scene)]
    regions = regions_of(scene, groups)
    frame = frame_of(scene, 1.0)
    labels = labels_of(frame, regions)
    found += label_faults(scene, labels)
    found += under_highlights(frame, regions, labels)
    for scale in (1.0, 0.5, 0.1, 0.03):
        frame = frame_of(scene, scale)
        shown = badges.placed(frame, regions, None)
        rooms = [badge.room for badge in shown]
        found += [f"badges {a} and {b} at {scale}" for a, b in _overlaps(rooms)]
        if scale == 1.0 and len(shown) < len(regions):
            found.append(f"{len(regions) - len(shown)} badges of {len(regions)} are left out")
    return found


def labels_of(frame: Frame, regions: Regions) -> list[tuple[str, QRectF]]:
    """The labels that the canvas paints, and where."""
    picture = QImage(1, 1, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    paint_edge_labels(painter, frame, regions)
    painter.end()
    rooms = frame.rooms.items()
    return [(frame.map.label(route), room) for route, room in rooms if room is not None]


def frame_of(scene: SceneMap, scale: float) -> Frame:
    camera = Camera(0.0, 0.0, scale)
    return Frame(scene, camera, (0.0, 0.0, *scene.size), Colours(LIGHT), Fonts())


def box_faults(scene: SceneMap) -> list[str]:
    """Closed boxes that lie on each other, and edges that run through a box that they pass."""
    x, y, width, height = scene.rects[scene.leaves].T
    rects = np.column_stack((x + SLACK, y + SLACK, x + width - SLACK, y + height - SLACK))
    rooms = [QRectF(*rect) for rect in scene.rects[scene.leaves].tolist()]
    names = [scene.boxes[at].label for at in scene.leaves.tolist()]
    found = [f"box {names[a]} on {names[b]}" for a, b in _overlaps(rooms)]
    for route in np.flatnonzero(~scene.stubs).tolist():
        hit = np.zeros(len(rects), dtype=bool)
        for piece in scene.way(route).tolist():
            hit |= meets(rects, *piece)
        hit &= ~np.isin(scene.leaves, scene.ends[scene.route_edges[route]])
        found += [f"an edge through {names[at]}" for at in np.flatnonzero(hit).tolist()]
    return found


def under_highlights(
    frame: Frame, regions: Regions, labels: Sequence[tuple[str, QRectF]]
) -> list[str]:
    """Labels that the outlines or badges of highlighted regions lie on."""
    lines = np.vstack([np.empty((0, 4)), *(outline_lines(frame.map, r) for r in regions)])
    found = [f"label {text} under an outline" for text, room in labels if crossed(lines, room)]
    rooms = [badge.room for badge in badges.placed(frame, regions, None)]
    for text, room in labels:
        found += [f"label {text} under a badge" for badge in rooms if badge.intersects(room)]
    return found


def label_faults(scene: SceneMap, placed: Sequence[tuple[str, QRectF]]) -> list[str]:
    """What lies under labels: other labels, boxes, names, edges, borders."""
    rooms = [room for _, room in placed]
    tags = list(_tags(scene))
    found = [f"labels {placed[a][0]} and {placed[b][0]}" for a, b in _overlaps(rooms)]
    rects = scene.rects.copy()
    rects[scene.open, 3] = TITLE_HEIGHT
    boxes = [QRectF(*rect) for rect in rects.tolist()]
    for text, room in placed:
        inner = room.adjusted(SLACK, SLACK, -SLACK, -SLACK)
        near = np.flatnonzero(scene.touching(room.left(), room.top(), room.right(), room.bottom()))
        found += [
            f"label {text} on {scene.boxes[at].label}"
            for at in near.tolist()
            if boxes[at].intersects(inner)
        ]
        found += [f"label {text} on a name" for tag in tags if tag.intersects(inner)]
        found += [f"label {text} on an edge" for _ in _edges_under(scene, inner)]
        found += [
            f"label {text} on the border of {scene.boxes[at].label}"
            for at in near[scene.open[near]].tolist()
            if not QRectF(*scene.rects[at].tolist()).contains(inner)
        ]
    return found


def _edges_under(scene: SceneMap, room: QRectF) -> Iterator[int]:
    """Segments of edges that have a point inside a rectangle, found by sampling them densely."""
    x0, y0, x1, y1 = scene.segments.T
    near = (np.minimum(x0, x1) < room.right()) & (np.maximum(x0, x1) > room.left())
    near &= (np.minimum(y0, y1) < room.bottom()) & (np.maximum(y0, y1) > room.top())
    for at in np.flatnonzero(near).tolist():
        steps = int(np.hypot(x1[at] - x0[at], y1[at] - y0[at]) * 2) + 2
        xs, ys = np.linspace(x0[at], x1[at], steps), np.linspace(y0[at], y1[at], steps)
        inside = (xs > room.left()) & (xs < room.right())
        if (inside & (ys > room.top()) & (ys < room.bottom())).any():
            yield at


def _tags(scene: SceneMap) -> Iterator[QRectF]:
    """The names at the loose ends of stubs."""
    frame = frame_of(scene, 1.0)
    for stub in np.flatnonzero(scene.stubs).tolist():
        room = stub_room(frame, stub)
        if room is not None:
            yield room


def _overlaps(rooms: Sequence[QRectF]) -> Iterator[tuple[int, int]]:
    order = sorted(range(len(rooms)), key=lambda at: rooms[at].top())
    for place, first in enumerate(order):
        for second in itertools.islice(order, place + 1, None):
            if rooms[second].top() >= rooms[first].bottom() - SLACK:
                break
            inner = rooms[first].adjusted(SLACK, SLACK, -SLACK, -SLACK)
            if inner.intersects(rooms[second]):
                yield first, second


def _cut_texts(scene: SceneMap) -> list[str]:
    """Labels that do not fit into their boxes, unless a box is as wide as one gets."""
    fonts = Fonts()
    found = []
    for at in scene.leaves.tolist():
        box, width = scene.boxes[at], float(scene.rects[at, 2])
        room = width - 2 * MARGIN - (SWITCH if box.kind in ("fold", "run") else 0)
        if width < MAX_WIDTH and fonts.fitting(label_of(box), room)[1] != label_of(box):
            found.append(f"label of {label_of(box)} is cut")
    return found


def _shown(scene: SceneMap) -> str:
    """How many of the labels have a place."""
    every = np.flatnonzero(~scene.stubs).tolist()
    total = sum(1 for route in every if scene.label(route))
    return f"{len(labels_of(frame_of(scene, 1.0), Regions()))} of {total} labels"


def main(paths: Sequence[str]) -> int:
    """Look at models; 1 when something is wrong with one."""
    app = QGuiApplication.instance() or QGuiApplication(["looks", "-platform", "offscreen"])
    assert app is not None
    wrong = 0
    for path in paths:
        for name, scene, groups in scenes(Path(path)):
            found = faults(scene, groups)
            wrong += len(found)
            size = QSize(*(round(side) for side in scene.size))
            said = f"{len(scene.boxes)} boxes, {size.width()}×{size.height()}, {_shown(scene)}"
            sys.stdout.write(f"{Path(path).name} {name}: {said}, {len(found)} faults\n")
            sys.stdout.writelines(f"    {fault}\n" for fault in found[:10])
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
