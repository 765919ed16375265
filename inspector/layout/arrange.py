"""The whole drawing: frames inside out, each level laid out by itself, routes joined."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from inspector.layout.display import Box, Direction, DisplayGraph, Edge, Placed, Route, Scene
from inspector.layout.stacking import Drawn, LayoutCache, Level, Points, draw_level, straight
from inspector.layout.sizes import PADDING, TITLE, leaf_size, title_width

MARGIN = 24.0
HUB_READERS = 4
HUB_SPAN = 12
"""A box with more readers than this, one of them further away than this, is a hub."""

PORT = (2.0, 2.0)
STUB = 18.0

Tell = Callable[[str, float], None]


def arrange(
    graph: DisplayGraph,
    direction: Direction = "down",
    cache: LayoutCache | None = None,
    progress: Tell | None = None,
) -> Scene:
    """Places every box and routes every edge.

    Args:
        graph: What is shown.
        direction: Where the data flows.
        cache: Layouts of regions seen before; kept between calls it makes re-layout cheap.
        progress: Told the stage and the share done.
    """
    return _Arranger(graph, direction, cache or LayoutCache(), progress).run()


@dataclass(slots=True)
class _Frame:
    """One level: the children of an open box (or the top), with ports to the outside.

    ``nodes`` are box indices; the entry and exit ports follow them where they are needed.
    """

    box: int
    nodes: list[int] = field(default_factory=list)
    edges: list[tuple[int, int]] = field(default_factory=list)
    entry: bool = False
    exit: bool = False
    drawn: Drawn | None = None
    origin: tuple[float, float] = (0.0, 0.0)
    index: dict[int, int] = field(default_factory=dict)


ENTRY, EXIT = -1, -2


class _Arranger:
    def __init__(
        self, graph: DisplayGraph, direction: Direction, cache: LayoutCache, tell: Tell | None
    ) -> None:
        self._graph = graph
        self._right = direction == "right"
        self._direction: Direction = direction
        self._cache = cache
        self._tell = tell
        self._number = {box.id: place for place, box in enumerate(graph.boxes)}
        self._parent = [self._number.get(box.parent, -1) for box in graph.boxes]
        self._frames: dict[int, _Frame] = {-1: _Frame(-1)}
        self._sizes: list[tuple[float, float]] = [(0.0, 0.0)] * len(graph.boxes)
        self._hubs: set[int] = set()

    def run(self) -> Scene:
        boxes = self._graph.boxes
        for place, box in enumerate(boxes):
            if box.open:
                self._frames[place] = _Frame(place)
        for place in range(len(boxes)):
            self._frames[self._parent[place]].nodes.append(place)
        self._find_hubs()
        for edge in self._graph.edges:
            if edge.source not in self._hubs:
                self._lift(edge)
        for place in self._inside_out():
            self._draw(self._frames[place])
        centres = self._positions()
        routes = self._routes(centres)
        return self._scene(centres, routes)

    def _depth(self, place: int) -> int:
        depth = 0
        while place != -1:
            place = self._parent[place]
            depth += 1
        return depth

    def _inside_out(self) -> list[int]:
        return sorted(self._frames, key=lambda place: (-self._depth(place), place))

    def _find_hubs(self) -> None:
        """Boxes read by many, far away: their edges are drawn as stubs at the readers."""
        order = {box.id: place for place, box in enumerate(self._graph.boxes)}
        readers = Counter(edge.source for edge in self._graph.edges)
        span: dict[int, int] = {}
        for edge in self._graph.edges:
            if edge.source in order and edge.target in order:
                distance = order[edge.target] - order[edge.source]
                span[edge.source] = max(span.get(edge.source, 0), distance)
        self._hubs = {
            source
            for source, count in readers.items()
            if count > HUB_READERS and span.get(source, 0) > HUB_SPAN
        }

    def _chain(self, place: int) -> list[int]:
        """The frames around a box, innermost first, the top (-1) last."""
        frames = [self._parent[place]]
        while frames[-1] != -1:
            frames.append(self._parent[frames[-1]])
        return frames

    def _ends(self, edge: Edge) -> tuple[int, int] | None:
        source, target = self._number.get(edge.source), self._number.get(edge.target)
        return None if source is None or target is None else (source, target)

    def _common(self, source: int, target: int) -> tuple[list[int], list[int]]:
        """Boxes from each end up to the child of the frame that holds both."""
        up, down = [source, *self._chain(source)[:-1]], [target, *self._chain(target)[:-1]]
        while len(up) > 1 and len(down) > 1 and up[-1] == down[-1]:
            up.pop()
            down.pop()
        return up, down

    def _lift(self, edge: Edge) -> None:
        """Adds an edge to the level at which its ends part, ports to the levels below."""
        ends = self._ends(edge)
        if ends is None:
            return
        up, down = self._common(*ends)
        if up[-1] != down[-1]:
            self._frames[self._parent[up[-1]]].edges.append((up[-1], down[-1]))
        for inner, frame in itertools.pairwise(up):
            self._frames[frame].edges.append((inner, EXIT))
            self._frames[frame].exit = True
        for inner, frame in itertools.pairwise(down):
            self._frames[frame].edges.append((ENTRY, inner))
            self._frames[frame].entry = True

    def _draw(self, frame: _Frame) -> None:
        boxes = self._graph.boxes
        sizes: list[tuple[float, float]] = []
        members = ([ENTRY] if frame.entry else []) + frame.nodes + ([EXIT] if frame.exit else [])
        frame.index = {member: place for place, member in enumerate(members)}
        for member in members:
            if member < 0:
                sizes.append(PORT)
                continue
            if not boxes[member].open:
                self._sizes[member] = leaf_size(boxes[member])
            width, height = self._sizes[member]
            sizes.append((height, width) if self._right else (width, height))
        index = frame.index
        edges = list(dict.fromkeys((index[a], index[b]) for a, b in frame.edges if a != b))
        frame.drawn = draw_level(Level(sizes, edges), self._cache)
        frame.edges = [(a, b) for a, b in dict.fromkeys(frame.edges) if a != b]
        if frame.box >= 0:
            self._sizes[frame.box] = self._frame_size(frame, boxes[frame.box])

    def _frame_size(self, frame: _Frame, box: Box) -> tuple[float, float]:
        drawn = frame.drawn
        assert drawn is not None
        width, height = (drawn.along, drawn.across) if self._right else (drawn.across, drawn.along)
        width = max(width + 2 * PADDING, title_width(box))
        return (width, height + TITLE + 2 * PADDING)

    def _inner_origin(self, frame: _Frame, corner: tuple[float, float]) -> tuple[float, float]:
        """Where the drawing of a frame begins, given the frame's top left corner."""
        drawn = frame.drawn
        assert drawn is not None
        if frame.box < 0:
            return corner
        width, height = self._sizes[frame.box]
        inner_width = drawn.along if self._right else drawn.across
        inner_height = drawn.across if self._right else drawn.along
        free = height - TITLE - inner_height
        return (corner[0] + (width - inner_width) / 2, corner[1] + TITLE + free / 2)

    def _to_screen(self, frame: _Frame, point: tuple[float, float]) -> tuple[float, float]:
        u, v = point
        x, y = (v, u) if self._right else (u, v)
        return (x + frame.origin[0], y + frame.origin[1])

    def _positions(self) -> list[tuple[float, float]]:
        """Top left corners of all boxes, outside in."""
        corners = [(0.0, 0.0)] * len(self._graph.boxes)
        for place in reversed(self._inside_out()):
            frame = self._frames[place]
            corner = (MARGIN, MARGIN) if place < 0 else corners[place]
            frame.origin = self._inner_origin(frame, corner)
            drawn = frame.drawn
            assert drawn is not None
            for member in frame.nodes:
                x, y = self._to_screen(frame, drawn.centres[frame.index[member]])
                width, height = self._sizes[member]
                corners[member] = (x - width / 2, y - height / 2)
        return corners

    def _port(
        self, corners: list[tuple[float, float]], box: int, *, out: bool
    ) -> tuple[float, float]:
        """Where the edges enter or leave a box."""
        (x, y), (width, height) = corners[box], self._sizes[box]
        if self._right:
            return (x + width if out else x, y + height / 2)
        return (x + width / 2, y + height if out else y)

    def _routes(self, corners: list[tuple[float, float]]) -> list[Route]:
        ways: dict[int, dict[tuple[int, int], Points]] = {}
        for place, frame in self._frames.items():
            drawn = frame.drawn
            assert drawn is not None
            index = frame.index
            pairs = dict.fromkeys((index[a], index[b]) for a, b in frame.edges)
            known = dict(zip(pairs, drawn.routes, strict=False))
            ways[place] = {
                (a, b): [self._to_screen(frame, p) for p in known.get((index[a], index[b]), [])]
                for a, b in frame.edges
            }
        routes = []
        for number, edge in enumerate(self._graph.edges):
            ends = self._ends(edge)
            if ends is None:
                continue
            if edge.source in self._hubs:
                routes.append(self._stub(number, edge, corners, ends))
                continue
            points = self._way(ways, corners, *ends)
            if points:
                flat = [round(c, 1) for point in points for c in point]
                routes.append(Route(number, flat, curved=True))
        return routes

    def _stub(
        self, number: int, edge: Edge, corners: list[tuple[float, float]], ends: tuple[int, int]
    ) -> Route:
        edge.hub = self._graph.boxes[ends[0]].label
        x, y = self._port(corners, ends[1], out=False)
        start = (x - STUB, y - STUB * 0.4) if self._right else (x + STUB, y - STUB * 0.8)
        return Route(number, [*start, x, y], stub=True)

    def _way(
        self,
        ways: dict[int, dict[tuple[int, int], Points]],
        corners: list[tuple[float, float]],
        source: int,
        target: int,
    ) -> Points:
        """The whole way of an edge through the frames it crosses."""
        up, down = self._common(source, target)
        pieces: list[Points] = []
        for inner, frame in itertools.pairwise(up):
            pieces.append(ways[frame].get((inner, EXIT), []))
            pieces.append([self._port(corners, frame, out=True)])
        if up[-1] != down[-1]:
            pieces.append(ways[self._parent[up[-1]]].get((up[-1], down[-1]), []))
        for inner, frame in reversed(list(itertools.pairwise(down))):
            pieces.append([self._port(corners, frame, out=False)])
            pieces.append(ways[frame].get((ENTRY, inner), []))
        joined: Points = []
        for piece in pieces:
            if not piece:
                continue
            if not joined:
                joined = list(piece)
            else:
                joined += straight(joined[-1], piece[0])[1:] + piece[1:]
        return joined if len(joined) >= 4 else []

    def _scene(self, corners: list[tuple[float, float]], routes: list[Route]) -> Scene:
        placed = []
        for box, (x, y), (width, height) in zip(
            self._graph.boxes, corners, self._sizes, strict=True
        ):
            placed.append(
                Placed(box.id, round(x, 1), round(y, 1), round(width, 1), round(height, 1))
            )
        xs = [p.x + p.width for p in placed] + [x for r in routes for x in r.points[0::2]]
        ys = [p.y + p.height for p in placed] + [y for r in routes for y in r.points[1::2]]
        return Scene(
            self._graph,
            placed,
            routes,
            max(xs, default=0.0) + MARGIN,
            max(ys, default=0.0) + MARGIN,
            self._direction,
        )
