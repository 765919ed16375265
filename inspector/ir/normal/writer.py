"""Writes out a stored node as the plain ONNX operators it stands for."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

import numpy as np

from inspector.ir.graph import Shape
from inspector.ir.normal.constants import propagate_node
from inspector.ir.normal.graph import ABSENT, Data, NormalGraph
from inspector.ir.normal.inference import infer_outputs

Attributes = dict[str, object]


class Writer:
    """One stored node being written out as plain nodes, each of which keeps its origins.

    Args:
        graph: Where nodes are added.
        inputs: Values the stored node reads, ABSENT for one left out.
        outputs: Values it makes; the plain nodes make them instead.
        attributes: Its attributes.
        origins: Stored nodes behind it.
        infers: Whether shapes are worked out as nodes are added. Readers of formats that state
            no shapes need it, because axes count from the front in ONNX.
    """

    def __init__(
        self,
        graph: NormalGraph,
        inputs: list[int],
        outputs: list[int],
        attributes: Attributes,
        origins: list[int],
        *,
        infers: bool = False,
    ) -> None:
        self.graph = graph
        self.inputs = inputs
        self.outputs = outputs
        self.attributes = attributes
        self.origins = origins
        self._infers = infers

    def input(self, position: int) -> int:
        """An input, ABSENT when it is left out."""
        return self.inputs[position] if position < len(self.inputs) else ABSENT

    def output(self, position: int = 0) -> int:
        """A value the stored node makes, ABSENT when nothing reads it."""
        return self.outputs[position] if position < len(self.outputs) else ABSENT

    def number(self, name: str, default: float = 0.0) -> float:
        """A finite number among the attributes."""
        found = self.attributes.get(name, default)
        return float(found) if isinstance(found, int | float) and isfinite(found) else default

    def text(self, name: str, default: str = "") -> str:
        """A text among the attributes."""
        found = self.attributes.get(name, default)
        if isinstance(found, bytes):
            return found.decode("utf-8", "replace")
        return found if isinstance(found, str) else default

    def numbers(self, name: str, default: Sequence[int] = ()) -> list[int]:
        """A list of integers among the attributes."""
        found = self.attributes.get(name)
        if isinstance(found, list) and all(isinstance(entry, int) for entry in found):
            return list(found)
        return list(default)

    def add_node(
        self, op: str, inputs: Sequence[int], outputs: list[int], attributes: Attributes | None
    ) -> None:
        """Adds a plain node that makes given values."""
        node = self.graph.add_node(op, list(inputs), outputs, attributes, list(self.origins))
        if self._infers:
            propagate_node(self.graph, node)
            infer_outputs(self.graph, op, list(inputs), outputs, attributes or {})

    def make(
        self,
        op: str,
        inputs: Sequence[int],
        attributes: Attributes | None = None,
        output: int = ABSENT,
    ) -> int:
        """Adds a plain node with one output (a new value unless one is given)."""
        value = self.graph.add_value() if output < 0 else output
        self.add_node(op, inputs, [value], attributes)
        return value

    def split(self, value: int, parts: int, axis: int = -1) -> list[int]:
        """Cuts a value into equal parts."""
        made = [self.graph.add_value() for _ in range(parts)]
        self.add_node("Split", [value], made, {"axis": axis, "num_outputs": parts})
        return made

    def constant(self, shape: Shape | None) -> int:
        """A constant whose elements are not known."""
        value = self.graph.add_value("", "float32", shape)
        self.graph.constant[value] = True
        return value

    def number_value(self, number: float) -> int:
        """A constant scalar."""
        return self.graph.add_constant(np.asarray(number, dtype=np.float32))

    def integers(self, numbers: Sequence[int]) -> int:
        """A constant vector of int64, as for shapes and axes."""
        return self.graph.add_constant(np.asarray(list(numbers), dtype=np.int64))

    def add(self, value: int, *others: int) -> int:
        """Adds what is there of the others."""
        for other in others:
            if other >= 0:
                value = self.make("Add", [value, other])
        return value

    def rename(self, value: int, position: int = 0) -> None:
        """Makes an output of the stored node equal to a value."""
        if self.output(position) >= 0:
            self.make("Identity", [value], None, self.output(position))

    def shape(self, value: int) -> Shape | None:
        """The shape of a value as far as it is known."""
        return self.graph.shapes[value] if value >= 0 else None

    def rank(self, value: int) -> int | None:
        """Number of axes, None when unknown."""
        shape = self.shape(value)
        return None if shape is None else len(shape)

    def data(self, value: int) -> Data | None:
        """The elements of a small constant, None when they are not known."""
        return self.graph.data[value] if value >= 0 else None

    def transpose(self, value: int, order: Sequence[int]) -> int:
        """Puts axes in another order; a weight is stored so at once, an inverse is undone."""
        shape = self.shape(value)
        if self.graph.constant[value] and (shape is None or len(shape) == len(order)):
            key = (value, tuple(order))
            if key not in self.graph.turned:
                self.graph.turned[key] = self._transposed_constant(value, order)
            return self.graph.turned[key]
        maker = self.graph.producer[value]
        if maker >= 0 and self.graph.ops[maker] == "Transpose":
            earlier = self.graph.attributes[maker].get("perm")
            if isinstance(earlier, list) and len(earlier) == len(order):
                if [earlier[axis] for axis in order] == list(range(len(order))):
                    return self.graph.inputs[maker][0]
        return self.make("Transpose", [value], {"perm": list(order)})

    def _transposed_constant(self, value: int, order: Sequence[int]) -> int:
        shape, data = self.shape(value), self.data(value)
        if data is not None and data.ndim == len(order):
            return self.graph.add_constant(np.transpose(data, order))
        made = self.constant(None if shape is None else tuple(shape[axis] for axis in order))
        self.graph.dtypes[made] = self.graph.dtypes[value]
        return made
