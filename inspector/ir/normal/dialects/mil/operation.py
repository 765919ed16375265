"""An operation of an ML program with its arguments by the names of parameters."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from inspector.ir.normal.dialects.recipes import number_of, numbers_of
from inspector.ir.normal.graph import ABSENT
from inspector.ir.normal.writer import Writer

Write = Callable[["Operation"], None]


class Operation:
    """Arguments of an operation; texts are attributes, everything else is an input.

    Args:
        w: The node.
    """

    def __init__(self, w: Writer) -> None:
        self.w = w
        self._given: dict[str, list[int]] = {}
        names = w.attributes.get("parameters")
        for name, value in zip(names if isinstance(names, list) else [], w.inputs, strict=False):
            self._given.setdefault(name, []).append(value)

    @property
    def x(self) -> int:
        """What most operations work on."""
        return self.value("x")

    @property
    def out(self) -> int:
        """The first value made."""
        return self.w.output()

    def value(self, name: str) -> int:
        """A value, ABSENT when it is not given."""
        return self._given.get(name, [ABSENT])[0]

    def values(self, name: str) -> list[int]:
        """The values of a variadic parameter."""
        return self._given.get(name, [])

    def number(self, name: str, default: float = 0.0) -> float:
        """A constant number."""
        return number_of(self.w, self.value(name), default)

    def integer(self, name: str, default: int = 0) -> int:
        """A constant integer."""
        return int(self.number(name, default))

    def numbers(self, name: str, default: Sequence[int] = ()) -> list[int]:
        """A constant list of integers."""
        found = numbers_of(self.w, self.value(name))
        return list(default) if found is None else found

    def flag(self, name: str, default: bool = False) -> bool:
        """A constant that is true or false."""
        return bool(self.number(name, float(default)))

    def flags(self, name: str, count: int) -> list[bool]:
        """A mask; nothing is masked when it is left out."""
        found = [bool(number) for number in self.numbers(name)]
        return found + [False] * (count - len(found))

    def text(self, name: str, default: str = "") -> str:
        """A text."""
        return self.w.text(name, default)

    def rank(self, value: int, default: int = 4) -> int:
        """Number of axes."""
        rank = self.w.rank(value)
        return default if rank is None else rank

    def axis(self, name: str, value: int, default: int = -1) -> int:
        """A constant axis, counted from the front."""
        axis, rank = self.integer(name, default), self.w.rank(value)
        return axis + rank if axis < 0 and rank is not None else axis

    def scalar(self, number: float, like: int) -> int:
        """A constant number of a value's element type."""
        made = self.w.graph.add_constant(np.asarray(number, dtype=np.float32))
        self.w.graph.dtypes[made] = self.w.graph.dtypes[like]
        return made


def entered(write: Write) -> Callable[[Writer], None]:
    """A writer of a dialect that sees the node as an operation."""

    def enter(w: Writer) -> None:
        write(Operation(w))

    return enter


def plain(op: str, *parameters: str, **attributes: object) -> Write:
    """An operator that ONNX has, with the values of these parameters as its inputs."""

    def write(o: Operation) -> None:
        inputs = [o.value(name) for name in parameters]
        while inputs and inputs[-1] < 0:
            inputs.pop()
        o.w.make(op, inputs, dict(attributes), o.out)

    return write
