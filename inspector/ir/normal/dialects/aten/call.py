"""One call of an ATen operator: its arguments by name, and the writer of plain nodes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from math import isfinite

import numpy as np

from inspector.ir.normal.graph import ABSENT
from inspector.ir.normal.writer import Writer

Size = int | None
"""A number, or None when a value of the graph gives it."""


class Call:
    """Arguments are named as in PyTorch's operator schemas.

    Args:
        writer: Holds the stored node; its attribute ``arguments`` names what each input stands
            for, ``tensors[1]`` an entry of a list.
    """

    def __init__(self, writer: Writer) -> None:
        self.w = writer
        self.make = writer.make
        names = writer.attributes.get("arguments")
        names = names if isinstance(names, list) else []
        self._values: dict[str, int] = {}
        self._lists: dict[str, dict[int, int]] = {}
        for name, value in zip(names, writer.inputs, strict=False):
            self._place(str(name), value)

    def _place(self, name: str, value: int) -> None:
        base, bracket, rest = name.partition("[")
        if not bracket:
            self._values.setdefault(name, value)
        elif rest[:-1].isdigit():
            self._lists.setdefault(base, {})[int(rest[:-1])] = value

    @property
    def x(self) -> int:
        """The first value that is given."""
        return self.w.input(0)

    @property
    def out(self) -> int:
        """The first value the operator makes."""
        return self.w.output()

    def value(self, name: str) -> int:
        """The value of an argument, ABSENT when there is none."""
        return self._values.get(name, ABSENT)

    def values(self, name: str) -> list[int]:
        """The values in a list, ABSENT where an entry is none."""
        found = self._lists.get(name, {})
        length = min(max(found, default=-1) + 1, len(self.w.inputs) + 64)
        return [found.get(place, ABSENT) for place in range(length)]

    def given(self, name: str) -> bool:
        """Whether an argument is there at all."""
        return name in self._values or name in self._lists or name in self.w.attributes

    def number(self, name: str, default: float = 0.0) -> float:
        """A number; a constant value of one element counts."""
        found = self.w.attributes.get(name)
        if found is None and name in self._values:
            known = self.w.graph.scalar(self._values[name])
            return default if known is None or not isfinite(known) else known
        return float(found) if isinstance(found, int | float) else default

    def integer(self, name: str, default: int = 0) -> int:
        """A finite number without its fraction."""
        stated = self.w.attributes.get(name)
        if isinstance(stated, int):
            return stated
        found = self.number(name, default)
        return int(found) if isfinite(found) else default

    def flag(self, name: str, default: bool = False) -> bool:
        """A truth value."""
        return bool(self.number(name, float(default)))

    def text(self, name: str, default: str = "") -> str:
        """A text."""
        return self.w.text(name, default)

    def sizes(self, name: str) -> list[Size]:
        """A list of integers, None where a value gives one; a single number is a list of one."""
        found = self.w.attributes.get(name)
        entries: list[Size] = []
        if isinstance(found, list):
            entries = [entry if isinstance(entry, int) else None for entry in found]
        elif isinstance(found, int):
            entries = [found]
        given = self._lists.get(name, {})
        for place, value in sorted(given.items()):
            entries += [None] * (place + 1 - len(entries)) if place < len(given) + 64 else []
            if place < len(entries):
                known = self.w.graph.scalar(value)
                entries[place] = None if known is None else int(known)
        return entries

    def integers(self, name: str, default: Sequence[int] = ()) -> list[int]:
        """A list of known integers, the default when one is not known or none is given."""
        entries = self.sizes(name)
        known = [entry for entry in entries if entry is not None]
        return known if entries and len(known) == len(entries) else list(default)

    def vector(self, name: str) -> int:
        """A list of integers as one value of int64."""
        entries, given = self.sizes(name), self._lists.get(name, {})
        if all(entry is not None for entry in entries):
            return self.w.integers([entry or 0 for entry in entries])
        parts = [
            self.w.integers([entry])
            if entry is not None
            else self.make("Reshape", [given.get(place, ABSENT), self.w.integers([1])])
            for place, entry in enumerate(entries)
        ]
        return self.make("Concat", parts, {"axis": 0})

    def operand(self, name: str, like: int = ABSENT) -> int:
        """A value, or a constant for a number, of the element type of another value."""
        value = self.value(name)
        if value >= 0:
            return value
        number = self.w.attributes.get(name)
        if not isinstance(number, int | float):
            return ABSENT
        return self.scalar(number, like)

    def scalar(self, number: float, like: int = ABSENT) -> int:
        """A constant scalar of the element type of another value."""
        dtype = self.w.graph.dtypes[like] if like >= 0 else "float32"
        whole = isinstance(number, int) and dtype in ("int64", "int32", "bool", "uint8", "int8")
        return self.w.graph.add_constant(np.asarray(number, np.int64 if whole else np.float32))

    def scalar_index(self, number: int) -> int:
        """A constant scalar of int64."""
        return self.w.graph.add_constant(np.asarray(number, np.int64))

    def rank(self, value: int) -> int | None:
        """Number of axes; a value that is only renamed from another has that one's."""
        return self.w.rank(value)

    def axis(self, name: str, default: int = 0, value: int | None = None, more: int = 0) -> int:
        """An axis counted from the front where the rank of the value is known.

        Args:
            name: The argument.
            default: When it is left out.
            value: The value whose axis it is, the first one by default.
            more: Axes that the result has more than the value.
        """
        axis = self.integer(name, default)
        rank = self.rank(self.x if value is None else value)
        return axis + rank + more if axis < 0 and rank is not None else axis

    def extent(self, value: int, axis: int) -> int | None:
        """The known extent of an axis."""
        shape = self.w.shape(value)
        if shape is None or not -len(shape) <= axis < len(shape):
            return None
        extent = shape[axis]
        return extent if isinstance(extent, int) else None

    def like(self, value: int, source: int) -> int:
        """Gives a value the shape of another where its own is not known."""
        graph = self.w.graph
        if value >= 0 and source >= 0 and graph.shapes[value] is None:
            graph.shapes[value] = graph.shapes[source]
        return value

    def copy(self, value: int) -> None:
        """Makes the operator's first result equal to a value."""
        self.w.rename(value)


Entry = Callable[[Call], None]


def entered(function: Entry) -> Callable[[Writer], None]:
    """The function of a ``Writer`` that a dialect's table holds."""
    return partial(_enter, function)


def _enter(function: Entry, writer: Writer) -> None:
    function(Call(writer))
