"""A layer of a neural network: what it reads, its weights by role, its parameters."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from inspector.ir.graph import Shape
from inspector.ir.normal.graph import ABSENT
from inspector.ir.normal.writer import Writer

Write = Callable[["Layer"], None]


class Layer:
    """Parameters of a layer; a number that is zero is not stored.

    Args:
        w: The node.
    """

    def __init__(self, w: Writer) -> None:
        self.w = w
        stated = w.attributes.get("roles")
        roles = stated if isinstance(stated, list) else []
        count = len(w.inputs) - len(roles)
        self.inputs = w.inputs[:count]
        self._weights: dict[str, int] = dict(zip(roles, w.inputs[count:], strict=False))

    @property
    def x(self) -> int:
        """The first value read."""
        return self.inputs[0]

    @property
    def out(self) -> int:
        """The first value made."""
        return self.w.output()

    def number(self, name: str, default: float = 0.0) -> float:
        """A number."""
        return self.w.number(name, default)

    def integer(self, name: str, default: int = 0) -> int:
        """An integer."""
        return int(self.w.number(name, default))

    def numbers(self, name: str, default: Sequence[int] = ()) -> list[int]:
        """Integers; one alone is stored as a number."""
        found = self.w.attributes.get(name)
        if isinstance(found, int):
            return [found]
        return self.w.numbers(name, default)

    def has(self, name: str) -> bool:
        """Whether a parameter is stored."""
        return name in self.w.attributes

    def weight(self, role: str, shape: Shape | None = None) -> int:
        """A weight, ABSENT when there is none; weights are stored without their shape."""
        value: int = self._weights.get(role, ABSENT)
        if value < 0 or shape is None:
            return value
        data = self.w.data(value)
        if data is not None and all(isinstance(extent, int) for extent in shape):
            if data.size == np.prod([int(extent or 0) for extent in shape], dtype=np.int64):
                return self.w.graph.add_constant(data.reshape([int(e or 0) for e in shape]))
        return self.w.constant(shape)

    def scalar(self, number: float) -> int:
        """A constant number."""
        return self.w.number_value(number)

    def rank(self, default: int = 4) -> int:
        """Number of axes of the first value."""
        rank = self.w.rank(self.x)
        return default if rank is None else rank

    def extent(self, axis: int) -> int | None:
        """Size of an axis of the first value."""
        shape = self.w.shape(self.x)
        found = shape[axis] if shape is not None and -len(shape) <= axis < len(shape) else None
        return found if isinstance(found, int) else None


def entered(write: Write) -> Callable[[Writer], None]:
    """A writer of a dialect that sees the node as a layer."""

    def enter(w: Writer) -> None:
        write(Layer(w))

    return enter


def plain(op: str, **attributes: object) -> Write:
    """A layer that is an operator of ONNX on the same values."""

    def write(layer: Layer) -> None:
        layer.w.make(op, layer.inputs, dict(attributes), layer.out)

    return write
