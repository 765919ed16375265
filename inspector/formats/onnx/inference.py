"""Shapes that a file leaves out, worked out by the ONNX package from those that it states."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog
from inspector.formats.onnx.checks import expanded_size
from inspector.formats.onnx.value_types import TypeTable, text
from inspector.ir.graph import Graph, Model, Node, Value
from inspector.ir.normal.order import topological

if TYPE_CHECKING:
    import onnx

_ENOUGH = 0.95
"""Share of values with a shape from which on a file is taken as it is."""

_UNSOUND = ("cycle", "expansion-too-large", "recursive-function", "duplicate-function")

_FRAGILE = frozenset({"DictVectorizer", "EyeLike", "LabelEncoder", "RegexFullMatch"})
"""Operators whose inference in the ONNX package ends the process where an input has no type."""


def complete_shapes(model: Model, proto: onnx.ModelProto, limits: Limits, log: FindingLog) -> None:
    """Fills in shapes and element types where more than a few values have none.

    Args:
        model: Freshly read and checked; its values are completed.
        proto: What it was read from, without payloads.
        limits: Up to which size this is done.
        log: What it holds decides whether the model is sound enough to try.
    """
    if not _wanted(model) or not _allowed(model, proto, limits, log):
        return
    ordered = _ordered(model.graphs["main"], proto)
    inferred = _infer(ordered)
    if inferred is None:
        return
    types = TypeTable()
    waiting: list[tuple[Graph, onnx.GraphProto]] = [(model.graphs["main"], inferred.graph)]
    while waiting:
        graph, found = waiting.pop()
        _complete(graph, found, types)
        waiting += _nested(graph, found)


def _wanted(model: Model) -> bool:
    total = known = 0
    for node in model.graphs["main"].walk():
        for value in node.outputs:
            total += 1
            known += value.shape is not None
    return known < total * _ENOUGH


def _allowed(model: Model, proto: onnx.ModelProto, limits: Limits, log: FindingLog) -> bool:
    if any(log.has(code) for code in _UNSOUND) or proto.ByteSize() > limits.inferred_bytes:
        return False
    bodies = [*model.graphs.values(), *model.functions.values()]
    if any(node.op_type in _FRAGILE for body in bodies for node in body.walk()):
        return False
    # A function's body is inferred anew at each call.
    return max(model.node_count(), expanded_size(model, limits)) <= limits.inferred_nodes


def _ordered(graph: Graph, proto: onnx.ModelProto) -> onnx.ModelProto:
    """The model with producers first, as inference needs it, in the order of ``topological``.

    A file may store its nodes in any order (ONNX forbids it, readers take it).
    """
    order = topological(graph)
    if order is graph.nodes or len(order) != len(proto.graph.node):
        return proto
    place = {node: number for number, node in enumerate(graph.nodes)}
    stored = list(proto.graph.node)
    sorted_proto = type(proto)()
    sorted_proto.CopyFrom(proto)
    del sorted_proto.graph.node[:]
    sorted_proto.graph.node.extend(stored[place[node]] for node in order)
    return sorted_proto


def _infer(proto: onnx.ModelProto) -> onnx.ModelProto | None:
    """The model with all shapes that follow from its inputs', None when it is not sound."""
    from google.protobuf.message import Error
    from onnx import shape_inference

    failures = (
        shape_inference.InferenceError,
        Error,
        ArithmeticError,
        LookupError,
        MemoryError,
        RuntimeError,
        TypeError,
        ValueError,
    )
    try:
        return shape_inference.infer_shapes(proto)
    except failures:
        return None


def _complete(graph: Graph, proto: onnx.GraphProto, types: TypeTable) -> None:
    """Gives a graph's values what was found out about them, keeping what they had."""
    values: dict[str, Value] = {}
    for node in graph.nodes:
        for value in node.outputs:
            values.setdefault(value.name, value)
    for value in graph.inputs:
        values.setdefault(value.name, value)
    for entry in (*proto.value_info, *proto.output, *proto.input):
        known = values.get(text(entry.name))
        if known is None or (known.shape is not None and known.dtype != "unknown"):
            continue
        dtype, shape = types.read(entry.type)
        if known.shape is None:
            known.shape = shape
        if known.dtype == "unknown":
            known.dtype = dtype


def _nested(graph: Graph, proto: onnx.GraphProto) -> Iterator[tuple[Graph, onnx.GraphProto]]:
    """Pairs the graphs nested in a graph's nodes with those of the inferred model."""
    nodes = topological(graph) if graph.parent is None else graph.nodes
    if len(nodes) != len(proto.node):
        return
    for node, stored in zip(nodes, proto.node, strict=True):
        yield from _pairs(node, stored)


def _pairs(node: Node, stored: onnx.NodeProto) -> Iterator[tuple[Graph, onnx.GraphProto]]:
    for attribute in stored.attribute:
        value = node.attributes.get(text(attribute.name))
        if isinstance(value, Graph) and attribute.HasField("g"):
            yield value, attribute.g
        elif isinstance(value, list) and len(value) == len(attribute.graphs):
            for graph, inner in zip(value, attribute.graphs, strict=True):
                if isinstance(graph, Graph):
                    yield graph, inner
