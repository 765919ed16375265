"""From the stored graph to a first normal graph: one flat graph in topological order.

Functions are inlined. Of the branches of an If the larger one is taken in (the others repeat its
layers, or do little), the bodies of Loop and Scan are taken in once. A search for the best text
takes in the encoder and decoder that it runs. Constant nodes become constant values.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from inspector.ir.graph import AttributeReference, Graph, Initializer, Model, Node, Value
from inspector.ir.normal.circles import open_circles
from inspector.ir.normal.dialects import calls, early, translate
from inspector.ir.normal.fused import write_out
from inspector.ir.normal.graph import ABSENT, NormalGraph
from inspector.ir.normal.identities import remove_unread
from inspector.ir.normal.order import topological
from inspector.ir.normal.soundness import UNSOUND, is_sound, sound_attributes, tell_unsound

MAX_INLINE_DEPTH = 64


def build(model: Model, graph: Graph) -> NormalGraph:
    """Makes the flat graph of one main graph of a model."""
    return _Builder(model).run(graph)


@dataclass(slots=True)
class _Frame:
    """One graph being walked: its remaining nodes and what to do at its end."""

    nodes: list[Node]
    values: dict[Value, int]
    attributes: dict[str, object] | None = None
    origin: list[int] = field(default_factory=list)
    results: list[Value] = field(default_factory=list)
    targets: list[int] = field(default_factory=list)
    depth: int = 0
    position: int = 0
    following: _Frame | None = None


class _Builder:
    def __init__(self, model: Model) -> None:
        self._functions = model.functions
        self._opset = model.opsets.get("", model.opsets.get("ai.onnx", 0))
        self._normal = NormalGraph()
        self._sizes: dict[Graph, int] = {}
        self._translated = False

    def run(self, graph: Graph) -> NormalGraph:
        normal = self._normal
        values: dict[Value, int] = {}
        for value in graph.inputs:
            values[value] = normal.add_value(value.name, value.dtype, value.shape)
            normal.graph_inputs.append(values[value])
        stack = [_Frame(topological(graph), values)]
        while stack:
            frame = stack[-1]
            if frame.position == len(frame.nodes):
                self._finish(frame)
                stack.pop()
                if frame.following is not None:
                    stack.append(frame.following)
                continue
            node = frame.nodes[frame.position]
            frame.position += 1
            inner = self._enter(frame, node) if frame.depth < MAX_INLINE_DEPTH else None
            if inner is not None:
                normal.containers.add(node.index)
                stack.append(inner)
        normal.graph_outputs = [self._value(values, v) for v in graph.outputs]
        open_circles(normal)
        if self._translated:
            remove_unread(normal)
        tell_unsound(normal)
        return normal

    def _value(self, values: dict[Value, int], value: Value | None) -> int:
        """The normal value of a stored one, made on first sight."""
        if value is None:
            return ABSENT
        known = values.get(value)
        if known is None:
            known = self._normal.add_value(
                value.name, value.dtype, value.shape, tensor=value.initializer
            )
            values[value] = known
        return known

    def _dialect(self, node: Node, inputs: list[int], attributes: dict[str, object]) -> str:
        """The dialect that a node is written in: its domain, or early ONNX."""
        if node.domain not in _PLAIN:
            return node.domain
        shape = self._normal.shapes[inputs[0]] if inputs and inputs[0] != ABSENT else None
        is_early = early.is_early(node.op_type, inputs, attributes, self._opset, shape)
        return early.DOMAIN if is_early else node.domain

    def _finish(self, frame: _Frame) -> None:
        """Connects the results of an inlined graph to the outputs of the node it replaced."""
        for result, target in zip(frame.results, frame.targets, strict=False):
            if target != ABSENT:
                source = self._value(frame.values, result)
                origin = frame.origin
                self._normal.add_node("Identity", [source], [target], {}, list(origin))

    def _enter(self, frame: _Frame, node: Node) -> _Frame | None:
        """Adds a node, or returns the frame of the graph to take in for it."""
        values = frame.values
        if node.op_type == "Constant" and node.outputs:
            tensor = constant_tensor(node)
            if tensor is not None:
                value = node.outputs[0]
                values[value] = self._normal.add_value(value.name, tensor=tensor)
                return None
        inputs = [self._value(values, value) for value in node.inputs]
        outputs = [self._value(values, value) for value in node.outputs]
        body = self._function(node)
        if body is not None:
            return self._call(frame, node, body, inputs, outputs)
        inner = self._nested(frame, node, inputs, outputs)
        if inner is not None:
            return inner
        attributes = sound_attributes(resolve_references(node.attributes, frame.attributes))
        op = node.op_type if node.domain in _PLAIN else f"{node.domain}.{node.op_type}"
        domain = self._dialect(node, inputs, attributes)
        origins = [node.index, *frame.origin]
        outputs = outputs or [self._normal.add_value()]  # passes count on a first output
        written = (domain, node.op_type, inputs, outputs, attributes, origins)
        if translate(self._normal, *written):
            self._translated = True
            return None
        if not is_sound(op, inputs):
            self._normal.add_node(f"{UNSOUND}{op}", inputs, outputs, attributes, origins)
        elif not write_out(self._normal, op, inputs, outputs, attributes, origins):
            self._normal.add_node(op, inputs, outputs, attributes, origins)
        return None

    def _nested(
        self, frame: _Frame, node: Node, inputs: list[int], outputs: list[int]
    ) -> _Frame | None:
        """The graph among a node's attributes that stands for it; None when there is none."""
        if node.op_type in ("If", "Loop", "Scan"):
            return self._control(frame, node, inputs, outputs)
        if node.op_type in SEARCHES and node.domain == "com.microsoft":
            return self._search(frame, node, inputs, outputs)
        if node.attributes and calls(node.domain, node.op_type):
            return self._execute(frame, node, inputs, outputs)
        return None

    def _function(self, node: Node) -> Graph | None:
        return self._functions.get((node.domain, node.op_type, node.overload))

    def _call(
        self, frame: _Frame, node: Node, body: Graph, inputs: list[int], outputs: list[int]
    ) -> _Frame:
        values = dict(zip(body.inputs, inputs, strict=False))
        values = {value: known for value, known in values.items() if known != ABSENT}
        given = resolve_references(node.attributes, frame.attributes)
        return _Frame(
            topological(body),
            values,
            {**body.attribute_parameters, **given},
            [node.index, *frame.origin],
            body.outputs,
            outputs,
            frame.depth + 1,
        )

    def _execute(
        self, frame: _Frame, node: Node, inputs: list[int], outputs: list[int]
    ) -> _Frame | None:
        """The graph that a dialect's node executes on its last operands; None without one.

        A loop's condition and what runs once before do not count.
        """
        graphs = [graph for name, graph in node.subgraphs() if name not in _ASIDE]
        if not graphs:
            return None
        body = max(graphs, key=self._size)
        given = inputs[max(0, len(inputs) - len(body.inputs)) :]
        values = {
            value: known
            for value, known in zip(body.inputs, given, strict=False)
            if known != ABSENT
        }
        return _Frame(
            topological(body),
            values,
            frame.attributes,
            [node.index, *frame.origin],
            body.outputs,
            outputs,
            frame.depth + 1,
        )

    def _control(
        self, frame: _Frame, node: Node, inputs: list[int], outputs: list[int]
    ) -> _Frame | None:
        """The body to take in for If, Loop or Scan; None when there is none."""
        bodies = list(node.subgraphs())
        if not bodies:
            return None
        if node.op_type == "If" and self._is_number(bodies, outputs):
            return None
        name, body = max(bodies, key=lambda pair: (self._size(pair[1]), pair[0] == "then_branch"))
        for other, graph in bodies:
            if graph is not body and graph.nodes:
                count = self._size(graph)
                self._normal.unread.append(
                    f"{node.op_type} #{node.index}: {other} ({count} node{'s' * (count != 1)}) "
                    f"stands for the same result as {name} and is not counted"
                )
        values = frame.values
        results, targets = body.outputs, outputs
        if node.op_type == "Loop":
            self._bind(values, body.inputs[2:], inputs[2:])
            self._free(values, body.inputs[:2])
            results = body.outputs[1:]
        elif node.op_type == "Scan":
            self._bind(values, body.inputs, inputs)
        return _Frame(
            topological(body),
            values,
            frame.attributes,
            [node.index, *frame.origin],
            results,
            targets,
            frame.depth + 1,
        )

    def _search(
        self, frame: _Frame, node: Node, inputs: list[int], outputs: list[int]
    ) -> _Frame | None:
        """The networks that a search for the best text runs; None when it has none.

        The search stays a node, behind what it runs. What it runs for the first word only is the
        decoder again.
        """
        graphs = dict(node.subgraphs())
        bodies = [graphs[name] for name in ("encoder", "decoder") if name in graphs]
        read: list[int] = []
        first: _Frame | None = None
        for body in reversed(bodies):
            given = body.inputs[:1] if body is bodies[0] else []
            self._free(frame.values, body.inputs)
            self._bind(frame.values, given, inputs[:1])
            targets = [self._normal.add_value() for _ in body.outputs]
            origin = [node.index, *frame.origin]
            nested = _Frame(topological(body), frame.values, frame.attributes, origin)
            nested.results, nested.targets = body.outputs, targets
            nested.depth, nested.following = frame.depth + 1, first
            first, read = nested, [*targets, *read]
        if first is not None:
            op, origins = f"{node.domain}.{node.op_type}", [node.index, *frame.origin]
            self._normal.add_node(op, [*inputs, *read], outputs, {}, origins)
        if "init_decoder" in graphs:
            self._normal.unread.append(
                f"{node.op_type} #{node.index}: init_decoder is the decoder for the first word and "
                "is not counted"
            )
        return first

    def _is_number(self, bodies: list[tuple[str, Graph]], outputs: list[int]) -> bool:
        """Whether an If only chooses between constants: what it makes is one, of unknown value."""
        if any(body.nodes or len(body.outputs) < len(outputs) for _, body in bodies):
            return False
        results = [value for _, body in bodies for value in body.outputs]
        if not all(value.initializer is not None for value in results):
            return False
        for port, output in enumerate(outputs):
            if output >= 0:
                initializer = bodies[0][1].outputs[port].initializer
                assert initializer is not None
                self._normal.constant[output] = True
                self._normal.dtypes[output] = initializer.dtype
                self._normal.shapes[output] = initializer.shape
        return True

    def _bind(self, values: dict[Value, int], formal: list[Value], actual: list[int]) -> None:
        for value, known in zip(formal, actual, strict=False):
            if known != ABSENT:
                copy = self._normal.add_value(value.name, value.dtype, value.shape)
                self._normal.add_node("Identity", [known], [copy])
                values[value] = copy

    def _free(self, values: dict[Value, int], formal: list[Value]) -> None:
        for value in formal:
            values[value] = self._normal.add_value(value.name, value.dtype, value.shape)

    def _size(self, graph: Graph) -> int:
        size = self._sizes.get(graph)
        if size is None:
            size = self._sizes[graph] = sum(1 for _ in graph.walk())
        return size


_PLAIN = frozenset({"", "ai.onnx"})
SEARCHES = frozenset({"BeamSearch", "GreedySearch", "Sampling", "WhisperBeamSearch"})
"""Operators that run an encoder and a decoder again and again."""

_ASIDE = frozenset({"cond", "init"})
"""Attributes with graphs that do not make a node's results."""


def constant_tensor(node: Node) -> Initializer | None:
    """The tensor of a Constant node, whichever attribute holds it (ONNX ``Constant``-13)."""
    for key, attribute in node.attributes.items():
        if isinstance(attribute, Initializer):
            return attribute
        if key in ("value_int", "value_ints", "value_float", "value_floats"):
            dtype = np.int64 if "int" in key else np.float32
            try:
                data = np.asarray(attribute, dtype=dtype)
            except (ValueError, TypeError, OverflowError):
                continue
            return Initializer(str(data.dtype), tuple(data.shape), data=data)
    return None


def resolve_references(
    attributes: dict[str, object], parameters: dict[str, object] | None
) -> dict[str, object]:
    """Replaces references to a function's attributes (``AttributeReference``) by their values."""
    if parameters is None:
        return attributes
    resolved = {}
    for key, attribute in attributes.items():
        if not isinstance(attribute, AttributeReference):
            resolved[key] = attribute
        elif parameters.get(attribute.name) is not None:
            resolved[key] = parameters[attribute.name]
    return resolved
