"""The normal graph: what patterns are matched on.

Nodes and values are small integers and their properties are columns, because every pass and the
matcher touch all of them. Stored nodes are remembered per normal node (``origins``).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from inspector.ir.graph import Initializer, Shape

Data = npt.NDArray[np.generic]

ABSENT = -1
"""An omitted input, or the producer of a value that nothing makes."""

LAYOUT = frozenset({"Reshape", "Transpose", "Squeeze", "Unsqueeze", "Expand", "Cast", "Flatten"})
"""Operators that move elements without mixing them: transparent between two pattern nodes."""

MAX_DATA = 4096
"""Constants of at most this many elements are known by value."""


class NormalGraph:
    """A mutable data-flow graph in columns.

    Node columns: ``ops`` (operator), ``inputs`` and ``outputs`` (value ids), ``attributes``,
    ``origins`` (indices of the stored nodes behind it), ``alive``.
    Value columns: ``producer`` (node id or ABSENT), ``port``, ``uses`` (node ids, one per use),
    ``dtypes``, ``shapes``, ``constant`` (depends on constants only), ``data`` (elements of small
    constants), ``tensors`` (the stored initializer behind a constant).
    """

    def __init__(self) -> None:
        self.ops: list[str] = []
        self.inputs: list[list[int]] = []
        self.outputs: list[list[int]] = []
        self.attributes: list[dict[str, object]] = []
        self.origins: list[list[int]] = []
        self.alive: list[bool] = []
        self.producer: list[int] = []
        self.port: list[int] = []
        self.uses: list[list[int]] = []
        self.dtypes: list[str] = []
        self.shapes: list[Shape | None] = []
        self.constant: list[bool] = []
        self.data: list[Data | None] = []
        self.tensors: list[Initializer | None] = []
        self.names: list[str] = []
        self.graph_inputs: list[int] = []
        self.graph_outputs: list[int] = []
        self.turned: dict[tuple[int, tuple[int, ...]], int] = {}
        """Constants in another order of axes, by the constant and the order: one for all uses."""
        self.containers: set[int] = set()
        """Stored nodes in whose place the nodes of a graph were taken in."""
        self.unread: list[str] = []
        """What was left out on the way (an unused branch), one sentence each."""

    def add_value(
        self,
        name: str = "",
        dtype: str = "unknown",
        shape: Shape | None = None,
        *,
        tensor: Initializer | None = None,
        data: Data | None = None,
    ) -> int:
        """Adds a value without producer; with a tensor or data it is a constant."""
        value = len(self.producer)
        if tensor is not None:
            dtype, shape = tensor.dtype, tensor.shape
            if data is None and tensor.data is not None and tensor.data.size <= MAX_DATA:
                data = tensor.data
        self.producer.append(ABSENT)
        self.port.append(0)
        self.uses.append([])
        self.names.append(name)
        self.dtypes.append(dtype)
        self.shapes.append(shape)
        self.constant.append(tensor is not None or data is not None)
        self.data.append(data)
        self.tensors.append(tensor)
        return value

    def add_constant(self, data: Data) -> int:
        """Adds a constant of known elements."""
        return self.add_value("", str(data.dtype), tuple(data.shape), data=data)

    def add_node(
        self,
        op: str,
        inputs: list[int],
        outputs: list[int],
        attributes: dict[str, object] | None = None,
        origins: list[int] | None = None,
    ) -> int:
        """Adds a node that makes the given values."""
        node = len(self.ops)
        self.ops.append(op)
        self.inputs.append(inputs)
        self.outputs.append(outputs)
        self.attributes.append(attributes or {})
        self.origins.append(origins or [])
        self.alive.append(True)
        uses = self.uses
        for value in inputs:
            if value >= 0:
                uses[value].append(node)
        for port, value in enumerate(outputs):
            if value >= 0:
                self.producer[value] = node
                self.port[value] = port
        return node

    def set_input(self, node: int, position: int, value: int) -> None:
        """Makes a node read another value at a position (ABSENT to read none)."""
        inputs = self.inputs[node]
        old = inputs[position]
        if old >= 0:
            self.uses[old].remove(node)
        inputs[position] = value
        if value >= 0:
            self.uses[value].append(node)

    def set_inputs(self, node: int, values: list[int]) -> None:
        """Replaces all inputs of a node."""
        for old in self.inputs[node]:
            if old >= 0:
                self.uses[old].remove(node)
        self.inputs[node] = values
        for value in values:
            if value >= 0:
                self.uses[value].append(node)

    def replace_value(self, old: int, new: int) -> None:
        """Makes every reader of one value read another, graph outputs included."""
        if old == new:
            return
        for node in self.uses[old]:
            inputs = self.inputs[node]
            for position, value in enumerate(inputs):
                if value == old:
                    inputs[position] = new
        self.uses[new].extend(self.uses[old])
        self.uses[old] = []
        if old in self.graph_outputs:
            self.graph_outputs = [new if value == old else value for value in self.graph_outputs]

    def remove_node(self, node: int) -> None:
        """Takes a node out; its outputs must have no readers left that matter."""
        if not self.alive[node]:
            return
        self.alive[node] = False
        for value in self.inputs[node]:
            if value >= 0:
                self.uses[value].remove(node)
        for value in self.outputs[node]:
            if value >= 0 and self.producer[value] == node:
                self.producer[value] = ABSENT

    def bypass(self, node: int, value: int | None = None) -> None:
        """Removes a node, its first output becoming ``value`` (default: its first input).

        The stored nodes behind it go to the node that makes the value, or else to its readers.
        """
        source = self.inputs[node][0] if value is None else value
        target = self.outputs[node][0]
        maker = self.producer[source]
        heirs = [maker] if maker >= 0 else self.uses[target][:1]
        for heir in heirs:
            self.origins[heir] = self.origins[heir] + self.origins[node]
        if self.shapes[source] is None:
            self.shapes[source] = self.shapes[target]
        self.replace_value(target, source)
        self.remove_node(node)

    def live_nodes(self) -> list[int]:
        """Ids of the nodes still there, in topological order (the order of adding)."""
        alive = self.alive
        return [node for node in range(len(alive)) if alive[node]]

    def nodes_of(self, *ops: str) -> list[int]:
        """Live nodes with one of these operators."""
        wanted = set(ops)
        alive = self.alive
        return [node for node, op in enumerate(self.ops) if op in wanted and alive[node]]

    def rank(self, value: int) -> int | None:
        """Number of axes of a value, None when unknown."""
        shape = self.shapes[value]
        return None if shape is None else len(shape)

    def scalar(self, value: int) -> float | None:
        """The number a constant holds when all its (known) elements are equal, else None."""
        if value < 0:
            return None
        data = self.data[value]
        if data is None or data.size == 0 or data.dtype.kind not in "fiub":
            return None
        first = data.flat[0]
        if data.size > 1 and not bool((data == first).all()):
            return None
        return float(first)
