"""Builds the graphs of one model under its limits, for readers of any format."""

from __future__ import annotations

import math
from collections.abc import Sequence

from inspector.formats.errors import LimitExceededError
from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog, shown
from inspector.formats.reader import Progress
from inspector.ir.graph import Graph, Initializer, Node, Value

_TOLD_EVERY = 2000


class GraphBuilder:
    """Numbers the nodes and counts the tensors of one model.

    Args:
        domain: Operator set that the nodes belong to: the name of the format's dialect.
        limits: What the graphs may ask for.
        log: Gets what is wrong with tensors.
        progress: Told how far the work is.
        expected: About how many nodes there will be.
    """

    def __init__(
        self,
        domain: str,
        limits: Limits,
        log: FindingLog,
        progress: Progress,
        expected: int = 1,
    ) -> None:
        self.domain = domain
        self.limits = limits
        self.log = log
        self._progress = progress
        self._expected = max(1, expected)
        self._nodes = 0
        self._tensors = 0

    def node(
        self,
        graph: Graph,
        op_type: str,
        inputs: Sequence[Value | None],
        outputs: Sequence[Value],
        attributes: dict[str, object] | None = None,
        *,
        name: str = "",
        scope: str = "",
        domain: str | None = None,
    ) -> Node:
        """Adds a node to a graph and makes the graphs in its attributes its own.

        Raises:
            LimitExceededError: There are more nodes than allowed.
        """
        index = self._nodes
        self._nodes += 1
        if index >= self.limits.nodes:
            raise LimitExceededError(f"There are more than {self.limits.nodes} nodes.")
        if index % _TOLD_EVERY == 0:
            self._progress("building", min(1.0, index / self._expected))
        node = graph.add_node(
            index,
            op_type,
            list(inputs),
            list(outputs),
            domain=self.domain if domain is None else domain,
            name=name,
            attributes=attributes,
            scope=scope,
        )
        for _, nested in node.subgraphs():
            nested.parent = node
        return node

    def constant(self, graph: Graph, name: str, initializer: Initializer) -> Value:
        """Adds a stored constant to a graph; names that are taken get a number.

        Raises:
            LimitExceededError: There are more tensors than allowed.
        """
        self._tensors += 1
        if self._tensors > self.limits.tensors:
            raise LimitExceededError(f"There are more than {self.limits.tensors} tensors.")
        key, number = name, 1
        while key in graph.initializers:
            number += 1
            key = f"{name}.{number}" if number < 100 else f"{name}.{self._tensors}"
        value = Value(key, initializer.dtype, initializer.shape, initializer=initializer)
        graph.initializers[key] = value
        return value

    def shape(self, extents: Sequence[int], name: str) -> tuple[int, ...]:
        """The shape of a tensor; one that cannot be is taken as empty, with a finding."""
        shape = tuple(extents[: self.limits.tensor_rank])
        negative = min(shape, default=0) < 0
        if len(extents) == len(shape) and not negative:
            if math.prod(shape) <= self.limits.tensor_elements:
                return shape
        claimed = "×".join(str(extent) for extent in shape[:8])
        self.log.add(
            "tensor-malformed" if negative else "tensor-too-large",
            "warning",
            f"A tensor claims the shape {claimed}; it is taken as empty.",
            shown(name),
        )
        return (0,) * len(shape)

    def text(self, text: str) -> str:
        """A name or another short text, cut to what is allowed."""
        return text if len(text) <= self.limits.name_bytes else text[: self.limits.name_bytes]
