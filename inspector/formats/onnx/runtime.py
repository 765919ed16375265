"""ONNX Runtime's own format ``.ort``: a FlatBuffer with the same content as an ONNX model.

Its tables are turned into the messages of ONNX, long tensors into references to their place in the
file. https://github.com/microsoft/onnxruntime/blob/main/onnxruntime/core/flatbuffers/schema/ort.fbs
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from onnx import (
    AttributeProto,
    GraphProto,
    ModelProto,
    NodeProto,
    TensorProto,
    TensorShapeProto,
    ValueInfoProto,
)

from inspector.formats.errors import LimitExceededError, MalformedError
from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog
from inspector.formats.onnx.model import assemble, digest_of
from inspector.formats.onnx.tensors import TensorReader
from inspector.formats.pages import BrokenError
from inspector.formats.reader import Progress
from inspector.formats.source import Source
from inspector.formats.tflite.flatbuffer import FlatBuffer, Table
from inspector.ir import Model

_FLOAT, _INT, _STRING, _TENSOR, _GRAPH, _FLOATS, _INTS, _STRINGS = range(1, 9)
_TENSOR_TYPE, _VALUE, _PARAMETER = 1, 1, 2
_KINDS = sorted(AttributeProto.AttributeType.values())


def read_ort(path: Path, limits: Limits, progress: Progress) -> Model:
    """Reads a model of ONNX Runtime (see ``Reader.read``).

    Raises:
        FormatError: There is no graph in it, or it exceeds a limit.
    """
    log = FindingLog(limits.findings_per_code)
    with Source(path, limits) as source:
        stamp = source.stamp
        turner = _Turner(FlatBuffer(source, limits), path.name, limits, log)
        try:
            proto = turner.model()
        except BrokenError as error:
            raise MalformedError(error.message, where=str(path)) from None
    if not proto.HasField("graph"):
        raise MalformedError("The file has no graph.", where=str(path))
    tensors = TensorReader(path, stamp, [], limits, log)
    model = assemble(proto, "ort", tensors, limits, log, progress)
    for graph in [each for body in model.graphs.values() for each in body.graphs()]:
        for value in graph.initializers.values():
            if value.initializer is not None and value.initializer.location == path.name:
                value.initializer.location = ""
    model.digest = digest_of(proto.SerializeToString(deterministic=True), stamp[0])
    return model


class _Turner:
    """Turns tables into messages.

    Args:
        buffer: The file.
        name: The file's name, for references to places in it.
        limits: What it may ask for.
        log: Gets what is wrong with it.
    """

    def __init__(self, buffer: FlatBuffer, name: str, limits: Limits, log: FindingLog) -> None:
        self._buffer = buffer
        self._name = name
        self._limits = limits
        self._log = log
        self._nodes = 0
        self._tensors = 0

    def model(self) -> ModelProto:
        """The model of the session that the file holds."""
        session = self._buffer.root()
        stored = session.table(1)
        proto = ModelProto()
        if stored is None:
            return proto
        proto.ir_version = stored.integer(0, "q")
        self._each(stored, 1, lambda entry: self._opset(entry, proto))
        proto.producer_name, proto.producer_version = stored.text(2), stored.text(3)
        proto.domain, proto.model_version = stored.text(4), stored.integer(5, "q")
        graph = stored.table(7)
        if graph is not None:
            self._graph(graph, proto.graph, 1)
        self._each(stored, 9, lambda entry: self._remark(entry, proto))
        version = session.text(0)
        if version:
            proto.metadata_props.add(key="ort_format_version", value=version)
        return proto

    def _opset(self, stored: Table, proto: ModelProto) -> None:
        proto.opset_import.add(domain=stored.text(0), version=stored.integer(1, "q"))

    def _remark(self, stored: Table, proto: ModelProto) -> None:
        proto.metadata_props.add(key=stored.text(0), value=stored.text(1))

    def _each(self, holder: Table, field: int, work: Callable[[Table], None]) -> None:
        """Does something with each table of a vector; broken ones are left out."""
        for table in holder.tables(field):
            try:
                if table is None:
                    raise BrokenError("A table lies outside of the file.")
                work(table)
            except BrokenError as error:
                self._log.add("malformed", "warning", f"A part is left out: {error.message}")

    def _graph(self, stored: Table, proto: GraphProto, depth: int) -> None:
        if depth > self._limits.graph_depth:
            self._log.add("nesting-too-deep", "warning", "Graphs nested deeper are left empty.")
            return
        self._each(stored, 0, lambda tensor: self._tensor(tensor, proto.initializer.add()))
        types: dict[str, ValueInfoProto] = {}
        self._each(stored, 1, lambda entry: self._value(entry, types))
        self._each(stored, 2, lambda node: self._node(node, proto.node.add(), depth))
        named = stored.texts(5), stored.texts(6)
        for names, kept in zip(named, (proto.input, proto.output), strict=True):
            for name in names:
                kept.add().CopyFrom(types.get(name) or ValueInfoProto(name=name))
        outer = {*named[0], *named[1]}
        proto.value_info.extend(value for name, value in types.items() if name not in outer)

    def _value(self, stored: Table, types: dict[str, ValueInfoProto]) -> None:
        value = ValueInfoProto(name=stored.text(0))
        types[value.name] = value
        kind = stored.table(2)
        if kind is None or kind.integer(1, "B") != _TENSOR_TYPE:
            return
        tensor = kind.table(2)
        if tensor is None:
            return
        value.type.tensor_type.elem_type = tensor.integer(0, "i")
        shape = tensor.table(1)
        if shape is None:
            return
        value.type.tensor_type.shape.SetInParent()
        self._each(shape, 0, lambda axis: _axis(axis, value.type.tensor_type.shape.dim.add()))

    def _node(self, stored: Table, proto: NodeProto, depth: int) -> None:
        self._nodes += 1
        if self._nodes > self._limits.nodes:
            raise LimitExceededError(f"There are more than {self._limits.nodes} nodes.")
        proto.name, proto.domain, proto.op_type = stored.text(0), stored.text(2), stored.text(5)
        proto.input.extend(stored.texts(8))
        proto.output.extend(stored.texts(9))
        self._each(stored, 10, lambda each: self._attribute(each, proto.attribute.add(), depth))

    def _attribute(self, stored: Table, proto: AttributeProto, depth: int) -> None:
        kind = stored.integer(2, "i")
        proto.name = stored.text(0)
        known = _FLOAT <= kind <= _STRINGS
        proto.type = _KINDS[kind] if known else AttributeProto.UNDEFINED
        if kind == _FLOAT:
            proto.f = float(stored.number(3, "f"))
        elif kind == _INT:
            proto.i = stored.integer(4, "q")
        elif kind == _STRING:
            proto.s = stored.text(5).encode("utf-8", "replace")
        elif kind == _TENSOR:
            tensor = stored.table(6)
            if tensor is not None:
                self._tensor(tensor, proto.t)
        elif kind == _GRAPH:
            graph = stored.table(7)
            if graph is not None:
                self._graph(graph, proto.g, depth + 1)
        elif kind == _FLOATS:
            proto.floats.extend(float(number) for number in stored.numbers(8, "f") or ())
        elif kind == _INTS:
            proto.ints.extend(stored.integers(9, "q"))
        elif kind == _STRINGS:
            proto.strings.extend(text.encode("utf-8", "replace") for text in stored.texts(10))

    def _tensor(self, stored: Table, proto: TensorProto) -> None:
        """Elements of short tensors are taken over, those of long ones referred to."""
        self._tensors += 1
        if self._tensors > self._limits.tensors:
            raise LimitExceededError(f"There are more than {self._limits.tensors} tensors.")
        proto.name = stored.text(0)
        proto.dims.extend(stored.integers(2, "q"))
        code = stored.integer(3, "i")
        proto.data_type = code
        if code == TensorProto.STRING:
            texts = (text.encode("utf-8", "replace") for text in stored.texts(5))
            proto.string_data.extend(texts)
            return
        start, length = stored.stretch(4)
        if length <= self._limits.data_bytes:
            proto.raw_data = self._buffer.stretch(start, length) if length else b""
            return
        proto.data_location = TensorProto.EXTERNAL
        place = {"location": self._name, "offset": str(start), "length": str(length)}
        for key, value in place.items():
            proto.external_data.add(key=key, value=value)


def _axis(stored: Table, proto: TensorShapeProto.Dimension) -> None:
    extent = stored.table(0)
    if extent is None:
        return
    if extent.integer(0, "b") == _VALUE:
        proto.dim_value = extent.integer(1, "q")
    elif extent.integer(0, "b") == _PARAMETER:
        proto.dim_param = extent.text(2)
