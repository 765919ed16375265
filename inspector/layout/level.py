"""One level of the nesting: what stands beside each other in one frame.

Everything here is in *flow coordinates*: data flows towards larger y, and x goes across. A scene
that flows to the right is laid out the same way and turned at the end.
"""

from __future__ import annotations

from typing import NamedTuple

BOX = 0
ENTRY = 1
EXIT = 2


class Node(NamedTuple):
    """A box, a frame with all that is in it, or a port of the frame around.

    Attributes:
        left: Room kept from its axis to the left (what it draws, names of stubs, loops).
        right: Room kept from its axis to the right.
        height: Its length along the flow.
        half: Half of the width where edges may attach freely.
        role: ``BOX``, ``ENTRY`` (a port on the first border) or ``EXIT`` (on the last one).
    """

    left: int
    right: int
    height: int
    half: int
    role: int = BOX


class Link(NamedTuple):
    """An edge between two nodes of a level.

    Attributes:
        source: Index of a node.
        target: Index of a node.
        out_at: Where it leaves the source, from its axis; None leaves that to the layout.
        in_at: Where it enters the target, from its axis; None leaves that to the layout.
        room: Least length along the flow, for its label.
    """

    source: int
    target: int
    out_at: int | None = None
    in_at: int | None = None
    room: int = 0


class Style(NamedTuple):
    """Distances.

    Attributes:
        gap: Least distance between two ranks.
        widest_gap: Largest one, where edges go far across.
        near: Distance of neighbours in a rank.
        thread: Distance that a line keeps to either side.
    """

    gap: int = 30
    widest_gap: int = 84
    near: int = 24
    thread: int = 16


class Path(NamedTuple):
    """One way: a polyline, or cubic Bezier control points (3k+1 of them) when curved."""

    points: list[float]
    curved: bool


class Placement(NamedTuple):
    """Where the nodes and links of a level are.

    Attributes:
        x: Axis of each node.
        top: Upper end of each node.
        paths: The way of each link.
        left: Least x of all that is drawn.
        right: Greatest x.
        height: Of everything, from 0 on; entry ports stand at 0, exit ports at the height.
    """

    x: list[float]
    top: list[float]
    paths: list[Path]
    left: float
    right: float
    height: float
