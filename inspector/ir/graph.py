"""The graph as stored: what a reader makes of a file, in ONNX's terms.

Nothing here knows a file format. A reader builds ``Graph`` objects through ``Graph.add_node`` and
its siblings, which keep the use-def links; the rest of the program only reads them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from inspector.diagnostics import Finding

Shape = tuple[int | str | None, ...]
"""One entry per axis: a size, the name of a symbolic size, or None when unknown."""

DTYPES = frozenset(
    "float32 float64 float16 bfloat16 float8 int8 int16 int32 int64 uint8 uint16 uint32 uint64 "
    "bool string complex64 complex128 int4 uint4 int2 uint2 uint1 uint3 uint6 float4 "
    "unknown".split()
)

Array = npt.NDArray[np.generic]


@dataclass(slots=True)
class Initializer:
    """A constant tensor known by type, shape and place; its bytes are read only on demand.

    Attributes:
        dtype: One of ``DTYPES``.
        shape: Sizes of all axes.
        location: File that holds the bytes relative to the model's folder, empty for the model
            file itself.
        offset: First byte in that file, -1 when the bytes are not one stretch of a file.
        length: Number of bytes, -1 when unknown.
        data: The elements when they are few (a reader keeps up to 4,096 of them), else None.
        read: Reads the elements on demand, None when there is no way to (bytes missing).
        content: The same text for matrices whose stored bytes are equal, empty where the bytes
            are the only ones of their kind or were not compared.
    """

    dtype: str
    shape: tuple[int, ...]
    location: str = ""
    offset: int = -1
    length: int = -1
    data: Array | None = None
    read: Callable[[], Array] | None = None
    content: str = ""

    @property
    def size(self) -> int:
        """Number of elements."""
        size = 1
        for extent in self.shape:
            size *= extent
        return size


@dataclass(slots=True, eq=False)
class Value:
    """An edge of the graph: one producer (or none), many uses.

    Attributes:
        name: As stored; never used to recognise anything.
        dtype: One of ``DTYPES``.
        shape: Extents as far as the file or inference tells, None when even the rank is unknown.
        producer: The node that makes it, None for inputs and initializers.
        port: Index among its producer's outputs.
        uses: Every (node, input position) that reads it, in stored order; a use by a nested graph
            counts, with the nested graph's node.
        initializer: Set when the value is a stored constant.
    """

    name: str
    dtype: str = "unknown"
    shape: Shape | None = None
    producer: Node | None = None
    port: int = 0
    uses: list[tuple[Node, int]] = field(default_factory=list)
    initializer: Initializer | None = None

    def __repr__(self) -> str:
        return f"Value({self.name!r})"


Attribute = object
"""int, float, str, bytes, a list of one of them, Initializer (a tensor), Graph, list of Graph
or AttributeReference."""


@dataclass(slots=True, frozen=True)
class AttributeReference:
    """Inside a function: the attribute's value is the one the caller gives under ``name``."""

    name: str


@dataclass(slots=True, eq=False)
class Node:
    """One stored operation.

    Attributes:
        index: Position in the model's depth-first stored order (a node before the nodes of its
            nested graphs): the stable reference to this node, independent of names.
        op_type: Operator, e.g. ``Conv``.
        domain: Operator set, empty for ONNX's own.
        name: As stored; never used to recognise anything.
        inputs: Values read, None for an omitted optional input.
        outputs: Values made (unnamed optional outputs are kept as Values with an empty name).
        attributes: By name.
        scope: Module path the exporter left (``encoder/layer.0``), for people only.
        graph: The graph that holds it.
        overload: Which of the functions of one name is called, mostly empty.
    """

    index: int
    op_type: str
    domain: str
    name: str
    inputs: list[Value | None]
    outputs: list[Value]
    attributes: dict[str, Attribute]
    graph: Graph
    scope: str = ""
    overload: str = ""

    def subgraphs(self) -> Iterator[tuple[str, Graph]]:
        """Yields the nested graphs with their attribute's name (``[i]`` added in lists)."""
        for key, attribute in self.attributes.items():
            if isinstance(attribute, Graph):
                yield key, attribute
            elif type(attribute) is list and attribute and type(attribute[0]) is not int:
                for position, entry in enumerate(attribute):
                    if isinstance(entry, Graph):
                        yield f"{key}[{position}]", entry

    def __repr__(self) -> str:
        return f"Node(#{self.index} {self.op_type})"


@dataclass(slots=True, eq=False)
class Graph:
    """A graph of nodes over values, as stored.

    Attributes:
        name: As stored.
        inputs: Graph inputs without initializers.
        outputs: Graph outputs.
        nodes: In stored order, which need not be topological.
        initializers: Values with an ``Initializer``, by name.
        parent: The node whose attribute holds this graph, None for a main graph or function body.
        is_function: Whether it is the body of a model-local function.
        attribute_parameters: For a function: its attributes with defaults (None without one).
    """

    name: str = ""
    inputs: list[Value] = field(default_factory=list)
    outputs: list[Value] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    initializers: dict[str, Value] = field(default_factory=dict)
    parent: Node | None = None
    is_function: bool = False
    attribute_parameters: dict[str, object] = field(default_factory=dict)

    def add_node(
        self,
        index: int,
        op_type: str,
        inputs: list[Value | None],
        outputs: list[Value],
        *,
        domain: str = "",
        name: str = "",
        attributes: dict[str, object] | None = None,
        scope: str = "",
        overload: str = "",
    ) -> Node:
        """Appends a node and links its inputs' uses and its outputs' producer."""
        node = Node(
            index, op_type, domain, name, inputs, outputs, attributes or {}, self, scope, overload
        )
        for position, value in enumerate(inputs):
            if value is not None:
                value.uses.append((node, position))
        for port, value in enumerate(outputs):
            value.producer = node
            value.port = port
        self.nodes.append(node)
        return node

    def walk(self) -> Iterator[Node]:
        """Yields all nodes, nested ones included, each before the nodes of its nested graphs."""
        stack = [iter(self.nodes)]
        while stack:
            node = next(stack[-1], None)
            if node is None:
                stack.pop()
                continue
            yield node
            if node.attributes:
                inner = [n for _, graph in node.subgraphs() for n in graph.nodes]
                if inner:
                    stack.append(iter(inner))

    def graphs(self) -> Iterator[Graph]:
        """Yields this graph and all nested ones."""
        yield self
        for node in self.walk():
            for _, graph in node.subgraphs():
                yield graph


@dataclass(slots=True, eq=False)
class Model:
    """A file (or folder), its format and its graphs.

    Attributes:
        path: Where it was read from.
        format: ``onnx``, ``torchscript``, ...
        graphs: Main graphs by name: one for a file, several for a folder of parts.
        functions: Model-local functions by (domain, name, overload).
        opsets: Operator set versions by domain.
        producer: Program that wrote it.
        metadata: What the file says of itself, for people only.
        findings: What the reader noticed.
        digest: BLAKE2b-128 of the structure the reader saw plus size of the file, for examples.
        skipped: What was not looked at, and why.
        basis: ``operators``, or ``parameters`` for a file of weights only: then the nodes of its
            graphs are the modules that own parameters, and nothing is known of how they connect.
        kept: What must live as long as the model, such as a folder of unpacked files.
    """

    path: str
    format: str
    graphs: dict[str, Graph] = field(default_factory=dict)
    functions: dict[tuple[str, str, str], Graph] = field(default_factory=dict)
    opsets: dict[str, int] = field(default_factory=dict)
    producer: str = ""
    metadata: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    digest: str = ""
    skipped: list[str] = field(default_factory=list)
    basis: Literal["operators", "parameters"] = "operators"
    kept: object = None

    def node_count(self) -> int:
        """Number of stored operators, nested ones and function bodies included."""
        bodies = [*self.graphs.values(), *self.functions.values()]
        return sum(1 for graph in bodies for _ in graph.walk())

    def parameter_count(self) -> int:
        """Total elements of weights (initializers and tensors of Constant nodes)."""
        total = 0
        for body in [*self.graphs.values(), *self.functions.values()]:
            for graph in body.graphs():
                for value in graph.initializers.values():
                    if value.initializer is not None:
                        total += value.initializer.size
            for node in body.walk():
                if node.op_type == "Constant":
                    for attribute in node.attributes.values():
                        if isinstance(attribute, Initializer):
                            total += attribute.size
        return total
