"""From records of TensorFlow's graphs to graphs.

Calls of functions are taken in where they stand: TensorFlow cuts a model into functions by how it
was run, not by what it is. Branches and bodies of loops become graphs nested in their node.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from inspector.formats.building import GraphBuilder
from inspector.formats.errors import LimitExceededError
from inspector.formats.log import shown
from inspector.formats.tensorflow.outputs import port_of
from inspector.formats.tensorflow.records import Called, FunctionRecord, NodeRecord
from inspector.ir.graph import Graph, Initializer, Shape, Value

_CALLS = frozenset({"PartitionedCall", "StatefulPartitionedCall"})
_CONTROL = frozenset({"If", "StatelessIf", "While", "StatelessWhile", "Case", "StatelessCase"})
_VARIABLES = frozenset({"VarHandleOp", "VariableV2", "Variable"})
_INPUTS = frozenset({"Placeholder", "PlaceholderV2", "PlaceholderWithDefault"})
_BACK = "NextIteration"
_ASIDE = frozenset(
    "NoOp Assert Assign AssignVariableOp SaveV2 RestoreV2 MergeV2Checkpoints Save Restore "
    "Const VarHandleOp VariableV2 Variable Placeholder".split()
)
"""Operators whose results are no results of a graph that states none."""


@dataclass(slots=True)
class _Body:
    """One list of nodes being built: the main graph's or a function's.

    Attributes:
        graph: Gets the nodes.
        nodes: By name.
        values: What each node makes; arguments too.
        around: Functions it stands in, the innermost last.
        prefix: Stands before the names of its nodes.
    """

    graph: Graph
    nodes: dict[str, NodeRecord]
    values: dict[str, list[Value]] = field(default_factory=dict)
    around: tuple[str, ...] = ()
    prefix: str = ""


class GraphMaker:
    """Builds the graphs of one model.

    Args:
        builder: Adds nodes.
        functions: The library, by name.
        place: Finds where a variable's elements are: given its names, type and shape.
    """

    def __init__(
        self,
        builder: GraphBuilder,
        functions: dict[str, FunctionRecord],
        place: Callable[[Sequence[str], Initializer], None] | None = None,
    ) -> None:
        self._builder = builder
        self._functions = functions
        self._place = place
        self._expanded = 0

    def main(self, nodes: list[NodeRecord], outputs: list[str]) -> Graph:
        """Builds the graph of a list of nodes.

        Args:
            nodes: In any order.
            outputs: References to the results; when there are none, what nothing reads.
        """
        body = _Body(Graph(), {node.name: node for node in nodes})
        if len(body.nodes) < len(nodes):
            self._builder.log.add("duplicate-node", "warning", "Two nodes have the same name.")
        results = outputs or _unread(nodes)
        self._fill(body, results)
        body.graph.outputs = [self._value(body, reference) for reference in results]
        return body.graph

    def function(self, name: str, arguments: dict[int, Initializer]) -> Graph:
        """Builds the graph of a function of the library.

        Args:
            name: The function's.
            arguments: What is known of its resources, by position.
        """
        graph = Graph(name=name)
        record = self._functions[name]
        given: list[Value] = []
        for position, (argument, dtype) in enumerate(record.arguments):
            known = arguments.get(position)
            if known is not None:
                given.append(self._builder.constant(graph, argument, known))
            elif dtype == "resource":
                given.append(self._builder.constant(graph, argument, Initializer("unknown", ())))
            else:
                given.append(Value(argument, dtype))
                graph.inputs.append(given[-1])
        graph.outputs = self._take_in(graph, record, given, (name,), "")
        return graph

    # Bodies

    def _take_in(
        self,
        graph: Graph,
        record: FunctionRecord,
        given: Sequence[Value | None],
        around: tuple[str, ...],
        prefix: str,
    ) -> list[Value]:
        """Adds a function's nodes to a graph; returns what the function makes."""
        self._expand(1 + len(record.nodes))
        body = _Body(graph, {node.name: node for node in record.nodes}, {}, around, prefix)
        for position, (name, dtype) in enumerate(record.arguments):
            value = given[position] if position < len(given) else None
            body.values[name] = [value if value is not None else Value(name, dtype)]
        results = [record.returned.get(name, name) for name in record.results]
        self._fill(body, results)
        return [self._value(body, reference) for reference in results]

    def _expand(self, nodes: int) -> None:
        """Counts nodes and values that cost the file little."""
        self._expanded += nodes
        if self._expanded > self._builder.limits.expanded_nodes:
            raise LimitExceededError(
                f"Calls of functions expand to more than {self._builder.limits.expanded_nodes} "
                "nodes."
            )

    def _fill(self, body: _Body, results: list[str]) -> None:
        """Adds the nodes that some results need."""
        wanted, ports = self._needed(body, results)
        for name in wanted:
            self._declare(body, body.nodes[name], ports.get(name, 1))
        for name in self._ordered(body, wanted):
            self._node(body, body.nodes[name])

    def _needed(self, body: _Body, results: list[str]) -> tuple[list[str], dict[str, int]]:
        """Names of the nodes that results depend on, in stored order, and their outputs' number."""
        found: set[str] = set()
        ports: dict[str, int] = {}
        waiting = list(results)
        while waiting:
            name, port = self._reference(body, waiting.pop())
            node = body.nodes.get(name)
            if node is None or name in body.values:
                continue
            self._expand(port)
            ports[name] = max(ports.get(name, 1), port + 1)
            if name not in found:
                found.add(name)
                waiting += node.inputs
        return [name for name in body.nodes if name in found], ports

    def _reference(self, body: _Body, reference: str) -> tuple[str, int]:
        """Name and output of what a reference means."""
        name, _, rest = reference.partition(":")
        node = body.nodes.get(name)
        return name, port_of("" if node is None else node.op, rest)

    def _ordered(self, body: _Body, names: list[str]) -> list[str]:
        """Nodes after those they read; edges that close a loop do not count."""
        missing: dict[str, int] = {}
        readers: dict[str, list[str]] = {}
        inside = set(names)
        for name in names:
            sources = {self._reference(body, reference)[0] for reference in body.nodes[name].inputs}
            sources = {
                each
                for each in sources
                if each in inside and each != name and body.nodes[each].op != _BACK
            }
            missing[name] = len(sources)
            for source in sources:
                readers.setdefault(source, []).append(name)
        ready = deque(name for name in names if not missing[name])
        order: dict[str, None] = {}
        for start in names:
            while ready:
                name = ready.popleft()
                if name in order:
                    continue
                order[name] = None
                for reader in readers.get(name, ()):
                    missing[reader] -= 1
                    if not missing[reader]:
                        ready.append(reader)
            if start not in order:
                self._cyclic()
                ready.append(start)
        order.update(dict.fromkeys(names))
        return list(order)

    def _cyclic(self) -> None:
        self._builder.log.add(
            "cycle", "warning", "Nodes form a cycle that is no loop. The graph cannot be executed."
        )

    # Values

    def _value(self, body: _Body, reference: str) -> Value:
        name, port = self._reference(body, reference)
        known = body.values.get(name)
        if known is None:
            self._builder.log.add(
                "undefined-input",
                "warning",
                "A node reads a value that nothing defines.",
                shown(name),
            )
            known = body.values[name] = [Value(name)]
        return known[port] if port < len(known) else known[0]

    def _declare(self, body: _Body, node: NodeRecord, ports: int) -> None:
        """Makes the values of a node; a call's are those of its function."""
        if node.op in _CALLS and self._called(node) is not None:
            return
        name = body.prefix + node.name
        if node.op == "Const" and isinstance(node.attributes.get("value"), Initializer):
            tensor = node.attributes["value"]
            assert isinstance(tensor, Initializer)
            body.values[node.name] = [self._builder.constant(body.graph, name, tensor)]
        elif node.op in _VARIABLES:
            body.values[node.name] = [self._variable(body.graph, name, node)]
        else:
            dtype = _dtype(node)
            body.values[node.name] = [
                Value(name if port == 0 else f"{name}:{port}", dtype, _shape(node, port))
                for port in range(ports)
            ]

    def _variable(self, graph: Graph, name: str, node: NodeRecord) -> Value:
        shape = _extents(node.attributes.get("shape")) or ()
        sizes = [extent if isinstance(extent, int) else 0 for extent in shape]
        dtype = node.attributes.get("dtype")
        tensor = Initializer(
            dtype if isinstance(dtype, str) else "unknown", self._builder.shape(sizes, name)
        )
        if self._place is not None:
            shared = node.attributes.get("shared_name")
            self._place([node.name, shared if isinstance(shared, str) else ""], tensor)
        return self._builder.constant(graph, name, tensor)

    # Nodes

    def _called(self, node: NodeRecord) -> FunctionRecord | None:
        called = node.attributes.get("f")
        return self._functions.get(called.name) if isinstance(called, Called) else None

    def _node(self, body: _Body, node: NodeRecord) -> None:
        if node.op in _VARIABLES or (node.op == "Const" and "value" in node.attributes):
            return
        if node.op in _INPUTS and not body.around:
            body.graph.inputs += body.values[node.name]
            return
        inputs = [self._value(body, reference) for reference in node.inputs]
        called = self._called(node) if node.op in _CALLS else None
        if called is not None:
            self._call(body, node, called, inputs)
            return
        nested: list[tuple[Graph, str]] = []
        attributes = {
            key: self._attribute(node, value, nested, body.around)
            for key, value in node.attributes.items()
            if not key.startswith("_")
        }
        self._builder.node(
            body.graph,
            node.op,
            inputs,
            body.values[node.name],
            attributes,
            name=body.prefix + node.name,
            scope=(body.prefix + node.name).rpartition("/")[0],
        )
        for graph, name in nested:
            record = self._functions[name]
            graph.inputs = [Value(argument, dtype) for argument, dtype in record.arguments]
            graph.outputs = self._take_in(graph, record, graph.inputs, (*body.around, name), "")

    def _call(
        self, body: _Body, node: NodeRecord, called: FunctionRecord, inputs: list[Value]
    ) -> None:
        if self._endless(called.name, body.around):
            made = [
                Value(f"{body.prefix}{node.name}:{port}") for port in range(len(called.results))
            ]
            self._builder.node(body.graph, node.op, inputs, made, {"f": called.name})
        else:
            around, prefix = (*body.around, called.name), f"{body.prefix}{node.name}/"
            made = self._take_in(body.graph, called, inputs, around, prefix)
        body.values[node.name] = made or [Value(node.name)]

    def _endless(self, name: str, around: tuple[str, ...]) -> bool:
        if name not in around and len(around) < self._builder.limits.graph_depth:
            return False
        self._builder.log.add(
            "recursive-function",
            "warning",
            "A function calls itself, or calls are nested too deep; the call is not followed.",
            shown(name),
        )
        return True

    def _attribute(
        self,
        node: NodeRecord,
        value: object,
        nested: list[tuple[Graph, str]],
        around: tuple[str, ...],
    ) -> object:
        """An attribute as it is kept: functions of control flow become graphs, others names."""
        if isinstance(value, list):
            return [self._attribute(node, entry, nested, around) for entry in value]
        if not isinstance(value, Called):
            return value
        if node.op not in _CONTROL or value.name not in self._functions:
            return value.name
        if self._endless(value.name, around):
            return value.name
        nested.append((Graph(name=value.name), value.name))
        return nested[-1][0]


def _unread(nodes: list[NodeRecord]) -> list[str]:
    """The nodes whose outputs no other reads."""
    read = {reference.partition(":")[0] for node in nodes for reference in node.inputs}
    return [node.name for node in nodes if node.name not in read and node.op not in _ASIDE]


def _dtype(node: NodeRecord) -> str:
    found = node.attributes.get("dtype") if node.op in _INPUTS else None
    return found if isinstance(found, str) else "unknown"


def _shape(node: NodeRecord, port: int) -> Shape | None:
    """The shape of an output as far as the file states it."""
    stated = node.attributes.get("_output_shapes")
    if isinstance(stated, list) and port < len(stated):
        return _extents(stated[port])
    return _extents(node.attributes.get("shape")) if node.op in _INPUTS else None


def _extents(shape: object) -> Shape | None:
    if not isinstance(shape, list):
        return None
    return tuple(e if isinstance(e, int) and e >= 0 else None for e in shape)
