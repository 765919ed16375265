"""From a display graph to a scene."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from inspector.layout import text
from inspector.layout.cache import LayoutCache
from inspector.layout.components import lay_level
from inspector.layout.curves import joined, moved, turned
from inspector.layout.display import Box, Direction, DisplayGraph, Edge, Placed, Route, Scene
from inspector.layout.hubs import find_hubs
from inspector.layout.level import ENTRY, EXIT, Link, Node, Path, Placement, Style
from inspector.layout.nesting import TOP, Forest, Joint, Level, forest_of, levels_of
from inspector.layout.sizes import DETAIL_ADVANCE, TITLE, text_width, title_width

Progress = Callable[[str, float], None]

PADDING = 18
"""Between a frame's border and what is in it."""
MARGIN = 24
"""Around the whole scene."""
STYLES: dict[Direction, Style] = {"down": Style(), "right": Style(gap=40, near=18, thread=14)}
LABEL_ROOM = 26
"""Length along the flow to the right that an edge needs besides its label."""
WIDEST_LABEL = 120


@dataclass(slots=True)
class _Frame:
    """An open box laid out, in its own flow coordinates.

    Attributes:
        node: How its parent sees it.
        placement: Of what is in it.
        entries: Where edges of an outer source enter, from its axis.
        exits: Where edges of an inner source leave, from its axis.
        axis: The x of its axis within its placement.
        inset: From its first border to where its content begins.
    """

    node: Node
    placement: Placement
    entries: dict[int, int]
    exits: dict[int, int]
    axis: float
    inset: float


def arrange(
    graph: DisplayGraph,
    direction: Direction = "down",
    cache: LayoutCache | None = None,
    progress: Progress | None = None,
) -> Scene:
    """Lays out a display graph.

    Args:
        graph: Boxes and the edges between closed ones; it is not changed.
        direction: Of the data flow.
        cache: Kept by the caller to lay out faster what is there again.
        progress: Told now and then what is done and how much of it (0 to 1).

    Returns:
        The scene. Its graph has the names of hubs at the edges that are drawn as stubs.

    Raises:
        LayoutError: The graph contradicts itself: unknown ids, edges at open boxes.
    """
    kept = cache if cache is not None else LayoutCache()  # an empty one is false
    return _Arranging(graph, direction, kept, progress).run()


class _Arranging:
    def __init__(
        self,
        graph: DisplayGraph,
        direction: Direction,
        cache: LayoutCache,
        progress: Progress | None,
    ) -> None:
        self.graph, self.direction, self.cache = graph, direction, cache
        self.progress = progress
        self.style = STYLES[direction]
        self.forest: Forest = forest_of(graph)
        self.levels, self.pieces = levels_of(graph, self.forest, ())
        self.hubs = find_hubs(graph, self.forest, self.levels, self.pieces)
        if self.hubs:
            self.levels, self.pieces = levels_of(graph, self.forest, self.hubs)
        self.stubs = self._stubs()
        self.frames: dict[int, _Frame] = {}
        self.moved: dict[int, list[Path]] = {}
        self.nodes: dict[int, Node] = {}

    @property
    def down(self) -> bool:
        return self.direction == "down"

    def run(self) -> Scene:
        for number, frame in enumerate(self.forest.frames):
            self._tell(number)
            self.frames[frame] = self._frame(frame)
        top = self._placement(TOP)
        corners = self._corners(top)
        placed = [self._place(at, box, *corners[at]) for at, box in enumerate(self.graph.boxes)]
        routes = self._routes(placed)
        edges = [
            Edge(e.source, e.target, e.label, self.hubs.get(i, ""))
            for i, e in enumerate(self.graph.edges)
        ]
        across, along = top.right - top.left + 2 * MARGIN, top.height + 2 * MARGIN
        width, height = (across, along) if self.down else (along, across)
        shown = DisplayGraph(self.graph.boxes, edges)
        return Scene(shown, placed, routes, width, height, self.direction)

    def _tell(self, number: int) -> None:
        if self.progress is not None and number % 64 == 0:
            self.progress("Arranging", number / (len(self.forest.frames) + 1))

    def _stubs(self) -> dict[int, list[int]]:
        """Edges drawn as stubs, by the box they end at; one stub for each value."""
        stubs: dict[int, list[int]] = {}
        for i in self.hubs:
            stubs.setdefault(self.forest.index[self.graph.edges[i].target], []).append(i)
        return stubs

    def _placement(self, frame: int) -> Placement:
        level = self.levels[frame]
        port = Node(4, 4, 0, 0)
        nodes = [port._replace(role=ENTRY)] * len(level.entries)
        for box in level.boxes:
            self.nodes[box] = self._node(box)
            nodes.append(self.nodes[box])
        nodes += [port._replace(role=EXIT)] * len(level.exits)
        links = [self._link(level, joint) for joint in level.joints]
        key = ("level", tuple(nodes), tuple(links), self.style)
        if frame == TOP:
            return lay_level(nodes, links, self.style, self.cache)
        return self.cache.get(
            key, len(nodes), lambda: lay_level(nodes, links, self.style, self.cache)
        )

    def _node(self, at: int) -> Node:
        if at in self.frames:
            return self.frames[at].node
        box = self.graph.boxes[at]
        width, height = text.box_size(box)
        names = [text.stub_width(self.hubs[i]) for i in self.stubs.get(at, ())]
        extra = text.STACK_ROOM if box.kind == "run" else 0
        loose = max(names, default=-text.STUB_LENGTH) + text.STUB_LENGTH
        if self.down:
            height = max(height, text.STUB_ROW * (len(names) - 2))
            return Node(width // 2 + loose, width // 2 + extra, height, width // 2)
        rows = text.STUB_ROW * len(names) + (8 if names else 0)
        return Node(height // 2 + rows, height // 2 + extra, width, height // 2)

    def _link(self, level: Level, joint: Joint) -> Link:
        out_at = in_at = None
        shift = len(level.entries)
        if joint.out_of >= 0:
            out_at = self.frames[level.boxes[joint.source - shift]].exits[joint.out_of]
        if joint.into >= 0:
            in_at = self.frames[level.boxes[joint.target - shift]].entries[joint.into]
        room = 0
        if not self.down and joint.label:
            wanted = text_width(joint.label, DETAIL_ADVANCE)
            room = int(min(wanted, WIDEST_LABEL) + LABEL_ROOM)
        return Link(joint.source, joint.target, out_at, in_at, room)

    def _frame(self, at: int) -> _Frame:
        """Lays out what is in an open box and finds its size and ports."""
        box, level = self.graph.boxes[at], self.levels[at]
        inner = self._placement(at)
        axis = self._axis(level, inner)
        left = axis - inner.left + PADDING
        right = inner.right - axis + PADDING
        inset = 0.0 if level.entries else float(PADDING)
        height = inset + inner.height + (0 if level.exits else PADDING)
        title = text.even(title_width(box))
        if self.down:
            inset += TITLE
            height += TITLE
            missing = max(title - left - right, 0.0) / 2
            left, right = left + missing, right + missing
        else:
            left += TITLE
            height = max(height, float(title))
        node = Node(text.even(left), text.even(right), text.even(height), 0)
        entries = {leaf: round(inner.x[p] - axis) for leaf, p in level.entries.items()}
        exits = {leaf: round(inner.x[p] - axis) for leaf, p in level.exits.items()}
        return _Frame(node, inner, entries, exits, axis, inset)

    def _axis(self, level: Level, inner: Placement) -> float:
        """The x that the parent lines up with others: the first port's, else the middle."""
        ports = [*level.entries.values(), *level.exits.values()]
        return inner.x[ports[0]] if ports else (inner.left + inner.right) / 2

    def _corners(self, top: Placement) -> dict[int, tuple[float, float]]:
        """Axis and upper end of every box in the scene's flow coordinates."""
        boxes: dict[int, tuple[float, float]] = {}
        self._spread(TOP, top, MARGIN - top.left, float(MARGIN), boxes)
        for at in reversed(self.forest.frames):
            frame = self.frames[at]
            x, y = boxes[at]
            self._spread(at, frame.placement, x - frame.axis, y + frame.inset, boxes)
        return boxes

    def _spread(
        self,
        at: int,
        placement: Placement,
        dx: float,
        dy: float,
        boxes: dict[int, tuple[float, float]],
    ) -> None:
        """Moves what is in a level to where the level is."""
        level = self.levels[at]
        shift = len(level.entries)
        for place, box in enumerate(level.boxes):
            boxes[box] = placement.x[place + shift] + dx, placement.top[place + shift] + dy
        self.moved[at] = [moved(path, dx, dy) for path in placement.paths]

    def _place(self, at: int, box: Box, x: float, y: float) -> Placed:
        node = self.nodes[at]
        left = node.left if at in self.frames else node.half
        right = node.right if at in self.frames else node.half
        if self.down:
            return Placed(box.id, x - left, y, left + right, node.height)
        return Placed(box.id, y, x - left, node.height, left + right)

    def _routes(self, placed: list[Placed]) -> list[Route]:
        routes = []
        stub_rows: dict[int, int] = {}
        for i, way in enumerate(self.pieces):
            if i in self.hubs:
                routes.append(self._stub(i, placed, stub_rows))
                continue
            path = self._whole(way)
            path = path if self.down else turned(path)
            routes.append(Route(i, path.points, path.curved))
        return routes

    def _whole(self, way: list[tuple[int, int]]) -> Path:
        """The pieces of an edge, with the steps over the borders of frames between them."""
        paths = [self.moved[frame][number] for frame, number in way]
        if len(paths) == 1:
            return paths[0]
        whole = [paths[0]]
        for path in paths[1:]:
            x0, y0 = whole[-1].points[-2:]
            x1, y1 = path.points[:2]
            if abs(y1 - y0) > 0.01 or abs(x1 - x0) > 0.01:
                whole.append(Path([x0, y0, x1, y1], False))
            whole.append(path)
        return joined(whole)

    def _stub(self, i: int, placed: list[Placed], rows: dict[int, int]) -> Route:
        target = self.forest.index[self.graph.edges[i].target]
        box = placed[target]
        row = rows.get(target, 0)
        rows[target] = row + 1
        if self.down:
            middle = box.y + box.height / 2
            y = middle + (row - (len(self.stubs[target]) - 1) / 2) * text.STUB_ROW
            inside = min(max(y, box.y + 8), box.y + box.height - 8)
            return Route(i, [box.x - text.STUB_LENGTH, y, box.x, inside], stub=True)
        step = min(10.0, (box.width / 2 - 8) / len(self.stubs[target]))
        x = box.x + box.width / 2 + step * row
        y = box.y - 14 - text.STUB_ROW * row
        return Route(i, [x, y, x, box.y], stub=True)
