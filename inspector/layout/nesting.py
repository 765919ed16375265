"""Boxes in boxes: which levels there are, and which links an edge becomes in each of them.

An edge between boxes of different frames leaves each frame around its source by a port and enters
each frame around its target by one. All edges of one source share the ports on their way.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from inspector.layout.display import DisplayGraph
from inspector.layout.errors import LayoutError

TOP = -1
"""The level outside of all frames."""


@dataclass(slots=True)
class Forest:
    """The nesting of a display graph, by index of the boxes.

    Attributes:
        index: Of each box, by its id.
        parent: Of each box, ``TOP`` outside of all frames.
        depth: How many frames are around each box.
        children: Of each frame and of ``TOP``, in drawing order.
        frames: Open boxes, inner ones before those around them.
    """

    index: dict[int, int]
    parent: list[int]
    depth: list[int]
    children: dict[int, list[int]]
    frames: list[int]


@dataclass(slots=True)
class Joint:
    """A link of a level, before anything has a size.

    Attributes:
        source: Place in the level.
        target: Place in the level.
        out_of: Box whose edges leave the source frame there, -1 when the source is no frame.
        into: Box whose edges enter the target frame there, -1 when the target is no frame.
        label: Longest label of the edges.
    """

    source: int
    target: int
    out_of: int
    into: int
    label: str = ""


@dataclass(slots=True)
class Level:
    """What one frame holds. Places count its entry ports, then its boxes, then its exit ports.

    Attributes:
        boxes: Indices of the boxes.
        entries: Place of the entry port of each source outside, by the source's index.
        exits: The same of each source inside that is read outside.
        joints: Links.
    """

    boxes: list[int]
    entries: dict[int, int] = field(default_factory=dict)
    exits: dict[int, int] = field(default_factory=dict)
    joints: list[Joint] = field(default_factory=list)


def forest_of(graph: DisplayGraph) -> Forest:
    """Reads the nesting.

    Raises:
        LayoutError: Ids are not unique, a parent is missing or closed, or boxes contain each other.
    """
    boxes = graph.boxes
    index = {box.id: at for at, box in enumerate(boxes)}
    if len(index) != len(boxes):
        raise LayoutError("Two boxes have the same id.")
    parent: list[int] = []
    children: dict[int, list[int]] = {TOP: []}
    for at, box in enumerate(boxes):
        above = TOP if box.parent == -1 else index.get(box.parent, -2)
        if above == -2 or (above >= 0 and not boxes[above].open):
            raise LayoutError("The box around a box is missing or closed.", where=f"box {box.id}")
        parent.append(above)
        children.setdefault(above, []).append(at)
        if box.open:
            children.setdefault(at, [])
    depth = [-1] * len(boxes)
    queue = list(children[TOP])
    for at in queue:
        depth[at] = 0 if parent[at] == TOP else depth[parent[at]] + 1
        queue.extend(children.get(at, ()))
    if len(queue) < len(boxes):
        raise LayoutError("Boxes contain each other.")
    frames = [at for at in reversed(queue) if boxes[at].open]
    return Forest(index, parent, depth, children, frames)


def levels_of(
    graph: DisplayGraph, forest: Forest, left_out: Collection[int]
) -> tuple[dict[int, Level], list[list[tuple[int, int]]]]:
    """Makes the levels.

    Args:
        graph: What is drawn.
        forest: Its nesting.
        left_out: Edges that are not drawn as lines.

    Returns:
        The level of each frame and of ``TOP``; and for each edge its pieces from source to target:
        level and number of the joint in it.

    Raises:
        LayoutError: An edge names a box that is missing or open.
    """
    builder = _Builder(graph, forest)
    pieces = [
        [] if i in left_out else list(builder.add(edge.source, edge.target, edge.label))
        for i, edge in enumerate(graph.edges)
    ]
    return builder.finish(), pieces


class _Builder:
    def __init__(self, graph: DisplayGraph, forest: Forest) -> None:
        self.graph, self.forest = graph, forest
        self.levels = {frame: Level(boxes) for frame, boxes in forest.children.items()}
        self.known: dict[tuple[int, int, int, int, int], int] = {}

    def add(self, source_id: int, target_id: int, label: str) -> Iterator[tuple[int, int]]:
        """Adds one edge; gives level and number of its joints.

        Places are ``("in", leaf)``, a box, or ``("out", leaf)`` until the level is complete: boxes
        are kept as they are, ports as negative numbers.
        """
        source, target = self._leaf(source_id), self._leaf(target_id)
        parent = self.forest.parent
        up, down = self._chains(source, target)
        for below, frame in itertools.pairwise(up):
            yield self._joint(frame, below, -2 - source, source, label)
        if up[-1] == down[-1] and len(up) == len(down) == 1:
            yield self._joint(parent[up[-1]], up[-1], up[-1], source, label)
        else:
            yield self._joint(parent[up[-1]], up[-1], down[-1], source, label)
        for at in range(len(down) - 1, 0, -1):
            yield self._joint(down[at], -2 - source, down[at - 1], source, label, entering=True)

    def _leaf(self, box_id: int) -> int:
        at = self.forest.index.get(box_id)
        if at is None or self.graph.boxes[at].open:
            raise LayoutError("An edge ends at a box that is missing or open.", where=str(box_id))
        return at

    def _chains(self, source: int, target: int) -> tuple[list[int], list[int]]:
        """From each end up to the box whose parent is the innermost frame around both."""
        parent, depth = self.forest.parent, self.forest.depth
        up, down = [source], [target]
        while depth[up[-1]] > depth[down[-1]]:
            up.append(parent[up[-1]])
        while depth[down[-1]] > depth[up[-1]]:
            down.append(parent[down[-1]])
        while parent[up[-1]] != parent[down[-1]]:
            up.append(parent[up[-1]])
            down.append(parent[down[-1]])
        return up, down

    def _joint(
        self, frame: int, begin: int, end: int, leaf: int, label: str, *, entering: bool = False
    ) -> tuple[int, int]:
        level = self.levels[frame]
        boxes = self.graph.boxes
        if entering:
            level.entries.setdefault(leaf, 0)
        elif end < TOP:
            level.exits.setdefault(leaf, 0)
        out_of = leaf if begin >= 0 and boxes[begin].open else -1
        into = leaf if end >= 0 and boxes[end].open else -1
        key = (frame, begin, end, out_of, into)
        number = self.known.get(key)
        if number is None:
            number = self.known[key] = len(level.joints)
            level.joints.append(Joint(begin, end, out_of, into, label))
        elif len(label) > len(level.joints[number].label):
            level.joints[number].label = label
        return frame, number

    def finish(self) -> dict[int, Level]:
        """Gives ports and boxes their places."""
        for level in self.levels.values():
            shift = len(level.entries)
            place = {box: at + shift for at, box in enumerate(level.boxes)}
            for at, leaf in enumerate(level.entries):
                level.entries[leaf] = at
            shift += len(level.boxes)
            for at, leaf in enumerate(level.exits):
                level.exits[leaf] = at + shift
            for joint in level.joints:
                if joint.source < TOP:
                    joint.source = level.entries[-2 - joint.source]
                else:
                    joint.source = place[joint.source]
                if joint.target < TOP:
                    joint.target = level.exits[-2 - joint.target]
                else:
                    joint.target = place[joint.target]
        return self.levels
