"""A scene as columns of numbers: small on the way between processes, read without an object each.

The window's thread must get its turn while a large scene arrives. So nothing here takes long in one
call: numbers are copied as they are, and boxes come in pieces of some hundred.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice

import msgspec
import numpy as np
import numpy.typing as npt

from inspector.layout.display import Box, Direction, DisplayGraph, Edge, Placed, Route, Scene

PIECE = 400
"""Boxes that are encoded together."""
CURVED = 1
STUB = 2

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(list[Box])


class PackedScene(msgspec.Struct, gc=False):
    """A scene with boxes in pieces and all else in arrays, as bytes in the machine's own order.

    Attributes:
        boxes: Lists of boxes, as MessagePack.
        rects: float64 ``[boxes, 4]``: left, top, width, height; zeros where a box has no place.
        ends: int32 ``[edges, 2]``: source and target by their index in the drawing order, both -1
            where one is not shown.
        words: The different labels of edges and names of hubs.
        labels: int32 ``[edges]``: index of each edge's label among the words.
        hubs: int32 ``[edges]``: the same of the name of its hub.
        route_edges: int32 ``[routes]``: the edge that each route draws.
        kinds: uint8 ``[routes]``: ``CURVED``, ``STUB``, both or none.
        sizes: int32 ``[routes]``: number of points of each route.
        points: float64 ``[points, 2]`` of one route after the other.
        width: Of everything.
        height: Of everything.
        direction: Of the data flow.
        by_names: Whether its folds are scopes of names.
    """

    boxes: list[bytes]
    rects: bytes
    ends: bytes
    words: list[str]
    labels: bytes
    hubs: bytes
    route_edges: bytes
    kinds: bytes
    sizes: bytes
    points: bytes
    width: float
    height: float
    direction: Direction = "down"
    by_names: bool = False


def pack(scene: Scene) -> PackedScene:
    """Makes columns of a scene."""
    boxes, edges, routes = scene.graph.boxes, scene.graph.edges, scene.routes
    index = {box.id: at for at, box in enumerate(boxes)}
    rects = np.zeros((len(boxes), 4))
    for placed in scene.placed:
        at = index.get(placed.id)
        if at is not None:
            rects[at] = (placed.x, placed.y, placed.width, placed.height)
    words: dict[str, int] = {}
    labels = [words.setdefault(edge.label, len(words)) for edge in edges]
    hubs = [words.setdefault(edge.hub, len(words)) for edge in edges]
    points = chain.from_iterable(route.points for route in routes)
    sizes = [len(route.points) // 2 for route in routes]
    return PackedScene(
        [_ENCODER.encode(piece) for piece in _pieces(boxes)],
        rects.tobytes(),
        _integers(chain.from_iterable(_ends(edge, index) for edge in edges)),
        list(words),
        _integers(labels),
        _integers(hubs),
        _integers(route.edge for route in routes),
        bytes(CURVED * route.curved | STUB * route.stub for route in routes),
        _integers(sizes),
        np.fromiter(points, dtype=np.float64, count=2 * sum(sizes)).tobytes(),
        scene.width,
        scene.height,
        scene.direction,
    )


def unpack(packed: PackedScene) -> Scene:
    """The scene that was packed; an edge with an end that is not shown has the ids -1."""
    boxes = boxes_of(packed)
    placed = [
        Placed(box.id, *rect)
        for box, rect in zip(boxes, numbers(packed.rects, 4).tolist(), strict=True)
    ]
    ids = [*(box.id for box in boxes), -1]
    names = zip(integers(packed.labels).tolist(), integers(packed.hubs).tolist(), strict=True)
    ends = integers(packed.ends).reshape(-1, 2).tolist()
    edges = [
        Edge(ids[source], ids[target], packed.words[label], packed.words[hub])
        for (source, target), (label, hub) in zip(ends, names, strict=True)
    ]
    points = numbers(packed.points, 2)
    sizes = integers(packed.sizes)
    pieces = np.split(points, np.cumsum(sizes)[:-1]) if len(sizes) else []
    routes = [
        Route(edge, piece.ravel().tolist(), bool(kind & CURVED), bool(kind & STUB))
        for edge, kind, piece in zip(
            integers(packed.route_edges).tolist(), packed.kinds, pieces, strict=True
        )
    ]
    graph = DisplayGraph(boxes, edges)
    return Scene(graph, placed, routes, packed.width, packed.height, packed.direction)


def boxes_of(packed: PackedScene) -> list[Box]:
    """The boxes in drawing order."""
    boxes: list[Box] = []
    for piece in packed.boxes:
        boxes += _DECODER.decode(piece)
    return boxes


def integers(column: bytes) -> npt.NDArray[np.intp]:
    """A column of integers."""
    return np.frombuffer(column, dtype=np.int32).astype(np.intp)


def numbers(column: bytes, width: int) -> npt.NDArray[np.float64]:
    """A column of rows of so many numbers."""
    return np.frombuffer(column, dtype=np.float64).reshape(-1, width)


def _ends(edge: Edge, index: dict[int, int]) -> tuple[int, int]:
    source, target = index.get(edge.source), index.get(edge.target)
    return (-1, -1) if source is None or target is None else (source, target)


def _integers(values: Iterator[int] | Sequence[int]) -> bytes:
    return np.fromiter(values, dtype=np.int32).tobytes()


def _pieces(boxes: Sequence[Box]) -> Iterator[list[Box]]:
    rest = iter(boxes)
    while piece := list(islice(rest, PIECE)):
        yield piece
