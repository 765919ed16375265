"""A component of a graph while it is put together, one node or region below the other."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.layout.level import Node


@dataclass(slots=True)
class Stack:
    """A component while it is put together; lists are by node of the component.

    Attributes:
        nodes: Of the component, in stacking order.
        x: Axes.
        top: Upper ends.
        above: Middle of the free band above.
        below: Middle of the free band below.
        alone: Whether nothing stands beside the node.
        bands: ``(begin, end, left, right)`` along the flow: how far things reach across there.
        height: So far.
    """

    nodes: list[Node]
    x: list[float]
    top: list[float]
    above: list[float]
    below: list[float]
    alone: list[bool]
    bands: list[tuple[float, float, float, float]]
    height: float = 0.0
