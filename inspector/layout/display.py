"""What a layout gets and what it gives: the display graph and the scene.

A display graph is a forest of boxes. A box may be *open*: then it is drawn as a frame around its
children. Edges connect boxes that are not open (leaves of what is shown).
All lengths are device-independent pixels, y grows downwards.

Thousands of these live long and none is part of a cycle: the garbage collector leaves them out,
and tuples of numbers too (lists it would visit each time).
"""

from __future__ import annotations

from typing import Literal

import msgspec

BoxKind = Literal["operator", "fold", "run", "input", "output"]
Direction = Literal["down", "right"]


class Box(msgspec.Struct, gc=False):
    """One thing drawn.

    Attributes:
        id: Unique in the display graph and stable while folds open and close.
        kind: ``operator``, ``fold`` (one matched region), ``run`` (equal folds in a chain, shown
            as one with a count), ``input`` or ``output`` (of the graph).
        label: First line, e.g. ``Conv`` or ``EncoderLayer``.
        detail: Second line, e.g. ``3×3, 64`` (may be empty).
        category: Colour class: ``convolution``, ``linear``, ``normalization``, ``activation``,
            ``attention``, ``pooling``, ``elementwise``, ``layout``, ``shape``, ``recurrent``,
            ``embedding``, ``control``, ``constant``, ``block``, ``input``, ``output``, ``other``.
        parent: Id of the open box around it, -1 at the top.
        open: Whether it is drawn as a frame around its children.
        count: How many folds a ``run`` stands for, else 1.
        signature: Id of the signature that made the fold, empty for operators.
        stored: Indices of the stored nodes behind it (all of them, for a fold too).
        note: What is odd about it among its equals ("one Linear more"), else empty.
    """

    id: int
    kind: BoxKind
    label: str
    detail: str = ""
    category: str = "other"
    parent: int = -1
    open: bool = False
    count: int = 1
    signature: str = ""
    stored: tuple[int, ...] = ()
    note: str = ""


class Edge(msgspec.Struct, gc=False):
    """Data flow between two shown boxes.

    Attributes:
        source: Id of the producing box (not open).
        target: Id of the consuming box (not open).
        label: Shape and type, e.g. ``1×64×56×56``, may be empty.
        hub: Name of the value where it is drawn as a stub at the consumer instead of a line
            (a mask read by every block), else empty. Set by the layout.
    """

    source: int
    target: int
    label: str = ""
    hub: str = ""


class DisplayGraph(msgspec.Struct):
    """Boxes in drawing order (a frame before its children) and the edges between leaves."""

    boxes: list[Box]
    edges: list[Edge]


class Placed(msgspec.Struct, gc=False):
    """Where a box stands: ``x``, ``y`` are its top left corner."""

    id: int
    x: float
    y: float
    width: float
    height: float


class Route(msgspec.Struct, gc=False):
    """The way of one edge.

    Attributes:
        edge: Index into ``DisplayGraph.edges``.
        points: ``[x0, y0, x1, y1, ...]``, the first at the source's border, the last at the
            target's; a polyline (``curved`` false) or cubic Bezier control points (3k+1 of them).
        curved: See ``points``.
        stub: True when only a short stub at the consumer is drawn, labelled with the edge's hub.
    """

    edge: int
    points: list[float]
    curved: bool = False
    stub: bool = False


class Scene(msgspec.Struct):
    """A display graph with geometry; ``width`` and ``height`` bound everything from (0, 0)."""

    graph: DisplayGraph
    placed: list[Placed]
    routes: list[Route]
    width: float
    height: float
    direction: Direction = "down"
