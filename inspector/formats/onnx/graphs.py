"""Graphs of a model file, nested ones and function bodies included."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import onnx
from google.protobuf.message import DecodeError

from inspector.formats.onnx.attributes import Attributes, Pieces
from inspector.formats.onnx.people import module_path
from inspector.formats.onnx.scope import Scope
from inspector.formats.onnx.state import State, StopError
from inspector.formats.onnx.tensors import KEPT_BYTES, Tensors
from inspector.formats.onnx.types import value_type
from inspector.formats.onnx.wire import Message, Piece
from inspector.ir import Graph, Node, Value

_NODE, _INITIALIZER, _SPARSE, _INPUT, _OUTPUT, _VALUE_INFO = 1, 5, 15, 11, 12, 13
_GRAPH_APART = frozenset({_NODE, _INITIALIZER, _SPARSE, _INPUT, _OUTPUT, _VALUE_INFO, 10, 14, 16})
_FUNCTION_NODE, _FUNCTION_ATTRIBUTE, _FUNCTION_VALUE = 7, 11, 12
_FUNCTION_APART = frozenset({_FUNCTION_NODE, _FUNCTION_ATTRIBUTE, _FUNCTION_VALUE, 8, 14})
_ATTRIBUTE = 5
_NODE_APART = frozenset({_ATTRIBUTE, 6})
_HOLDS_GRAPH = (onnx.AttributeProto.GRAPH, onnx.AttributeProto.GRAPHS)


@dataclass(slots=True)
class _StoredNode:
    """One node's message.

    Attributes:
        start: Its first byte.
        stop: The byte after it.
        complete: Whether it ends inside the file.
        outputs: Its values, made before any node is connected.
    """

    start: int
    stop: int
    outputs: list[Value]
    complete: bool = True


class Graphs:
    """Builds graphs from the ranges of their messages.

    Args:
        state: The file being read.
        tensors: Makes initializers.
        progress: Told the share of the file's nodes that is done, by their bytes.
    """

    def __init__(self, state: State, tensors: Tensors, progress: Callable[[float], None]) -> None:
        self._state = state
        self._tensors = tensors
        self._attributes = Attributes(state, tensors)
        self._progress = progress

    def graph(
        self, pieces: Pieces, outer: Scope | None = None, parent: Node | None = None, depth: int = 0
    ) -> Graph:
        """Builds a graph; what is broken in it is left out and noted.

        Args:
            pieces: Ranges of its message (several are read as one, as protocol buffers say).
            outer: Names it may read from outside.
            parent: The node it is nested in.
            depth: How many graphs it is nested in.
        """
        graph = Graph(parent=parent)
        if depth > self._state.limits.subgraph_depth:
            self._note_depth()
            return graph
        scope = Scope(outer)
        messages = [self._state.walk(start, stop, _GRAPH_APART) for start, stop in pieces]
        self._name(graph, messages)
        inputs = outputs = []
        nodes: list[_StoredNode] = []
        try:
            self._describe(scope, _pieces(messages, _VALUE_INFO))
            outputs = self._describe(scope, _pieces(messages, _OUTPUT))
            inputs = self._describe(scope, _pieces(messages, _INPUT))
            self._initializers(graph, scope, messages)
        except StopError:
            pass
        graph.inputs = self._inputs(graph, scope, inputs)
        try:
            self._outline(scope, messages, _NODE, nodes)
        except StopError:
            pass
        self._fill(graph, scope, nodes, depth)
        graph.outputs = [scope.find(name) for name in outputs]
        self._settle(graph, scope, any(message.broken for message in messages))
        return graph

    def function(self, start: int, stop: int) -> tuple[onnx.FunctionProto, Graph] | None:
        """Builds the body of a model-local function.

        Args:
            start: First byte of its message.
            stop: The byte after it.

        Returns:
            What it says of itself, and its body; None when there is no telling.
        """
        state = self._state
        message = state.walk(start, stop, _FUNCTION_APART)
        if message.rest_size() > state.limits.message_bytes:
            state.notes.skip("a function whose description is too long")
            return None
        proto = onnx.FunctionProto()
        nodes: list[_StoredNode] = []
        scope = Scope()
        graph = Graph(is_function=True)
        try:
            proto.ParseFromString(state.take_rest(message))
            graph.name = state.text(proto.name)
            self._parameters(graph, proto, message)
            self._describe(scope, [p[1:] for p in message.get(_FUNCTION_VALUE)])
            inputs = [state.text(name) for name in proto.input]
            graph.inputs = self._inputs(graph, scope, inputs)
            self._outline(scope, [message], _FUNCTION_NODE, nodes)
        except DecodeError:
            self._note_malformed("A function", start)
            return None
        except StopError:
            pass
        self._fill(graph, scope, nodes, 0)
        graph.outputs = [scope.find(state.text(name)) for name in proto.output]
        self._settle(graph, scope, message.broken is not None)
        return proto, graph

    def _parameters(self, graph: Graph, proto: onnx.FunctionProto, message: Message) -> None:
        """A function's attributes, with their defaults where they have one."""
        for name in proto.attribute:
            graph.attribute_parameters[self._state.text(name)] = None
        for _, content, end in message.get(_FUNCTION_ATTRIBUTE):
            found = self._attributes.large(content, end, lambda pieces: self.graph(pieces, depth=1))
            if found:
                graph.attribute_parameters[found[0]] = found[1]

    def _name(self, graph: Graph, messages: list[Message]) -> None:
        state = self._state
        for message in messages:
            if message.rest_size() <= state.limits.message_bytes:
                try:
                    proto = onnx.GraphProto.FromString(message.rest_bytes(state.data))
                except DecodeError:
                    continue
                graph.name = state.text(proto.name) or graph.name

    def _describe(self, scope: Scope, pieces: Iterable[tuple[int, int]]) -> list[str]:
        """Takes in names with their types and shapes."""
        state = self._state
        names = []
        for start, stop in pieces:
            if stop - start > state.limits.message_bytes:
                state.notes.skip("a value whose description is too long")
                continue
            try:
                proto = onnx.ValueInfoProto.FromString(state.take(start, stop))
            except DecodeError:
                self._note_malformed("A value's description", start)
                continue
            state.spend_values(1)
            name = state.text(proto.name)
            names.append(name)
            known = value_type(proto.type, state)
            if known[1] is not None or name not in scope.described:
                scope.described[name] = known
        return names

    def _initializers(self, graph: Graph, scope: Scope, messages: list[Message]) -> None:
        for start, stop in _pieces(messages, _INITIALIZER):
            found = self._tensors.read(start, stop)
            if found:
                self._add_initializer(graph, scope, *found)
        for start, stop in _pieces(messages, _SPARSE):
            self._add_initializer(graph, scope, *self._attributes.sparse(start, stop))
        for message in messages:
            broken = message.broken
            if broken and broken.number == _INITIALIZER and broken.piece[2]:
                found = self._tensors.read(*broken.piece[1:])
                if found and found[0]:
                    self._add_initializer(graph, scope, *found)

    def _add_initializer(
        self, graph: Graph, scope: Scope, name: str, tensor: Initializer
    ) -> None:
        value = Value(name, tensor.dtype, tensor.shape, initializer=tensor)
        if scope.define(value):
            graph.initializers[name] = value
        else:
            self._note_duplicate(name, "an initializer")

    def _note_duplicate(self, name: str, what: str) -> None:
        self._state.notes.add(
            "duplicate-name",
            "warning",
            f"A name is given twice, the second time to {what}; the first one counts.",
            name,
        )

    def _inputs(self, graph: Graph, scope: Scope, names: list[str]) -> list[Value]:
        """Makes the inputs; before IR version 4 initializers were among them."""
        inputs = []
        for name in names:
            if name in graph.initializers:
                continue
            value = scope.make(name)
            if scope.define(value):
                inputs.append(value)
            else:
                self._note_duplicate(name, "an input")
        return inputs

    def _outline(
        self, scope: Scope, messages: list[Message], number: int, nodes: list[_StoredNode]
    ) -> None:
        """Makes the values of all nodes, so that nodes in any order can be connected."""
        for start, stop in _pieces(messages, number):
            self._outline_node(scope, _StoredNode(start, stop, []), nodes)
        for message in messages:
            broken = message.broken
            if broken is not None and broken.number == number and broken.piece[2]:
                start, stop = broken.piece[1:]
                self._outline_node(scope, _StoredNode(start, stop, [], complete=False), nodes)

    def _outline_node(self, scope: Scope, node: _StoredNode, nodes: list[_StoredNode]) -> None:
        proto, message = self._parse(node)
        if proto is None or not (node.complete or _has_graph(message)):
            return
        state = self._state
        state.spend_values(len(proto.input) + len(proto.output))
        state.spend_node()
        for name in proto.output:
            value = scope.make(state.text(name))
            if value.name and not scope.define(value):
                self._note_duplicate(value.name, "an output of a node")
            node.outputs.append(value)
        nodes.append(node)

    def _parse(self, node: _StoredNode) -> tuple[onnx.NodeProto | None, Message | None]:
        """Parses a node: whole when it is small, else without its attributes."""
        state, start, stop = self._state, node.start, node.stop
        try:
            if stop - start <= KEPT_BYTES and node.complete:
                proto = onnx.NodeProto.FromString(state.data[start:stop])
                if not any(a.type in _HOLDS_GRAPH or a.HasField("g") for a in proto.attribute):
                    return proto, None
        except DecodeError:
            pass
        try:
            message = state.walk(start, stop, _NODE_APART)
            if message.rest_size() > state.limits.message_bytes:
                state.notes.skip("a node whose description is too long")
                return None, message
            return onnx.NodeProto.FromString(message.rest_bytes(state.data)), message
        except DecodeError:
            self._note_malformed("A node", start)
            return None, None

    def _fill(self, graph: Graph, scope: Scope, nodes: list[_StoredNode], depth: int) -> None:
        """Adds the nodes, and the graphs nested in them, in stored order."""
        for done, stored in enumerate(nodes):
            try:
                self._node(graph, scope, stored, depth)
            except StopError:
                return
            if depth == 0 and done % 500 == 0:
                self._progress(done / len(nodes))

    def _node(self, graph: Graph, scope: Scope, stored: _StoredNode, depth: int) -> None:
        proto, message = self._parse(stored)
        assert proto is not None
        state = self._state
        state.spend_structure(stored.stop - stored.start if message is None else message.rest_size())
        text, values = state.text, scope.values
        inputs: list[Value | None] = []
        for name in proto.input:
            if not name:
                inputs.append(None)
            else:
                inputs.append(values.get(name) or scope.find(text(name)))
        node = graph.add_node(
            state.next_index(),
            text(proto.op_type),
            inputs,
            stored.outputs,
            domain=text(proto.domain),
            name=text(proto.name),
            scope=text(module_path(proto)),
        )
        attributes = node.attributes
        for attribute in proto.attribute:
            self._add_attribute(node, text(attribute.name), self._attributes.small(attribute))
        if message is not None:
            self._large_attributes(node, scope, message, depth)
