"""From the official parser's messages to graphs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from inspector.formats.errors import LimitExceededError
from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog, shown
from inspector.formats.onnx.attributes import AttributeReader, Nested
from inspector.formats.onnx.scopes import scope_of
from inspector.formats.onnx.tensors import TensorReader
from inspector.formats.onnx.value_types import TypeTable, text
from inspector.formats.reader import Progress
from inspector.ir.graph import Graph, Initializer, Node, Shape, Value

if TYPE_CHECKING:
    import onnx

Types = dict[str, tuple[str, Shape | None]]

_TOLD_EVERY = 2000


class Scope:
    """The values that a graph's nodes can name, those of the graphs around it included."""

    __slots__ = ("outer", "types", "values")

    def __init__(self, outer: Scope | None, types: Types) -> None:
        self.outer = outer
        self.types = types
        self.values: dict[str, Value] = {}

    def find(self, name: str) -> Value | None:
        """The innermost value of this name."""
        scope: Scope | None = self
        while scope is not None:
            value = scope.values.get(name)
            if value is not None:
                return value
            scope = scope.outer
        return None

    def make(self, name: str) -> Value:
        """A new value with the type that the graph states for its name."""
        known = self.types.get(name)
        return Value(name) if known is None else Value(name, known[0], known[1])


class GraphReader:
    """Builds the graphs of one model; nodes are numbered through all of them.

    Args:
        tensors: Reads the tensors.
        limits: What the graphs may ask for.
        log: Gets what is wrong with them.
        progress: Told how far the work is.
        partial: Whether the file is cut, so that missing definitions go without saying.
    """

    def __init__(
        self,
        tensors: TensorReader,
        limits: Limits,
        log: FindingLog,
        progress: Progress,
        *,
        partial: bool,
    ) -> None:
        self._limits = limits
        self._log = log
        self._progress = progress
        self._partial = partial
        self._types = TypeTable()
        self._tensors = tensors
        self._attributes = AttributeReader(tensors, self._types)
        self._count = 0
        self._expected = 1

    def main(self, proto: onnx.GraphProto) -> Graph:
        """Builds the model's graph."""
        graph = Graph(name=text(proto.name))
        self._expected = max(1, len(proto.node))
        self._fill(proto, graph, None, 1)
        return graph

    def function(self, proto: onnx.FunctionProto) -> Graph:
        """Builds the body of a model-local function."""
        graph = Graph(name=text(proto.name), is_function=True)
        scope = Scope(None, self._value_types(proto.value_info))
        for name in proto.input:
            graph.inputs.append(self._declare(scope, text(name)))
        for parameter in proto.attribute:
            graph.attribute_parameters[text(parameter)] = None
        for attribute in proto.attribute_proto:
            unused: Nested = []
            value = self._attributes.read(attribute, lambda: graph.name, unused)
            graph.attribute_parameters[text(attribute.name)] = value
        self._nodes(proto.node, graph, scope, 1)
        graph.outputs = [self._result(scope, text(name)) for name in proto.output]
        return graph

    # Graphs

    def _fill(self, proto: onnx.GraphProto, graph: Graph, outer: Scope | None, depth: int) -> None:
        types = self._value_types(proto.value_info, proto.output, proto.input)
        scope = Scope(outer, types)
        self._initializers(proto, graph, scope)
        for entry in proto.input:
            name = text(entry.name)
            if name not in graph.initializers:
                graph.inputs.append(self._declare(scope, name))
        self._nodes(proto.node, graph, scope, depth)
        graph.outputs = [self._result(scope, text(entry.name)) for entry in proto.output]
        if not graph.outputs:
            self._assume_outputs(graph)

    def _value_types(self, *lists: Iterable[onnx.ValueInfoProto]) -> Types:
        read = self._types.read
        return {text(entry.name): read(entry.type) for entries in lists for entry in entries}

    def _initializers(self, proto: onnx.GraphProto, graph: Graph, scope: Scope) -> None:
        for tensor in proto.initializer:
            name = text(tensor.name)
            if name:
                self._initializer(graph, scope, name, self._tensors.read(tensor, name))
        for sparse in proto.sparse_initializer:
            name = text(sparse.values.name)
            if name:
                self._initializer(graph, scope, name, self._attributes.sparse(sparse, name))

    def _initializer(self, graph: Graph, scope: Scope, name: str, initializer: Initializer) -> None:
        if name in graph.initializers:
            self._duplicate(name)
            return
        value = Value(name, initializer.dtype, initializer.shape, initializer=initializer)
        scope.values[name] = graph.initializers[name] = value

    def _assume_outputs(self, graph: Graph) -> None:
        """Takes what nobody reads for the results of a graph that states none."""
        graph.outputs = [
            value for node in graph.nodes for value in node.outputs if value.name and not value.uses
        ]
        if graph.outputs and not self._partial:
            self._log.add(
                "no-outputs",
                "warning",
                "A graph states no outputs; the values that no node reads are taken for them.",
                shown(graph.name),
            )

    # Values

    def _declare(self, scope: Scope, name: str) -> Value:
        """Makes a value of this graph; a second one of the same name is not found by it."""
        value = scope.make(name)
        if name in scope.values:
            self._duplicate(name)
        else:
            scope.values[name] = value
        return value

    def _duplicate(self, name: str) -> None:
        self._log.add(
            "duplicate-value",
            "warning",
            "Two values of a graph have the same name; uses of it mean the first.",
            shown(name),
        )

    def _undefined(self, scope: Scope, name: str, reader: str) -> Value:
        value = scope.values[name] = scope.make(name)
        if not self._partial:
            self._log.add(
                "undefined-input",
                "warning",
                f"{reader} reads a value that nothing defines.",
                shown(name),
            )
        return value

    def _result(self, scope: Scope, name: str) -> Value:
        value = scope.find(name)
        return self._undefined(scope, name, "A graph's output") if value is None else value

    # Nodes

    def _nodes(
        self, protos: Sequence[onnx.NodeProto], graph: Graph, scope: Scope, depth: int
    ) -> None:
        declare, values = self._declare, scope.values
        # All names first: stored order need not be topological.
        made = [
            [declare(scope, name) if name else Value("") for name in _names(proto.output)]
            for proto in protos
        ]
        find = scope.find
        for proto, outputs in zip(protos, made, strict=True):
            inputs: list[Value | None] = []
            for name in _names(proto.input):
                value = (values.get(name) or find(name)) if name else None
                if value is None and name:
                    value = self._undefined(scope, name, f"A node {shown(text(proto.op_type))}")
                inputs.append(value)
            self._node(proto, graph, scope, inputs, outputs, depth)

    def _node(
        self,
        proto: onnx.NodeProto,
        graph: Graph,
        scope: Scope,
        inputs: list[Value | None],
        outputs: list[Value],
        depth: int,
    ) -> None:
        index = self._next_index()
        nested: Nested = []
        attributes: dict[str, object] = {}
        for attribute in proto.attribute:
            value = self._attributes.read(attribute, lambda: _label(proto, index), nested)
            if value is not None:
                attributes[text(attribute.name)] = value
        node = graph.add_node(
            index,
            text(proto.op_type),
            inputs,
            outputs,
            domain=text(proto.domain),
            name=text(proto.name),
            attributes=attributes,
            scope=scope_of(proto),
            overload=text(proto.overload),
        )
        for inner_proto, inner in nested:
            inner.parent = node
            self._nest(inner_proto, inner, node, scope, depth)

    def _nest(
        self, proto: onnx.GraphProto, graph: Graph, node: Node, scope: Scope, depth: int
    ) -> None:
        if depth >= self._limits.graph_depth:
            self._log.add(
                "nesting-too-deep",
                "warning",
                f"Graphs nested more than {self._limits.graph_depth} deep are left empty.",
                f"#{node.index} {shown(node.op_type)}",
            )
            return
        self._fill(proto, graph, scope, depth + 1)

    def _next_index(self) -> int:
        index = self._count
        self._count += 1
        if index >= self._limits.nodes:
            raise LimitExceededError(f"There are more than {self._limits.nodes} nodes.")
        if index % _TOLD_EVERY == 0:
            self._progress("building", min(1.0, index / self._expected))
        return index


def _names(raw: Iterable[str | bytes]) -> list[str]:
    return [name if type(name) is str else text(name) for name in raw]


def _label(proto: onnx.NodeProto, index: int) -> str:
    return f"#{index} {shown(text(proto.op_type))}"
