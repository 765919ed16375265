"""Attributes of nodes in the program's terms."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from inspector.formats.onnx.tensors import TensorReader
from inspector.formats.onnx.value_types import TypeTable, dtype_of, text
from inspector.ir.graph import AttributeReference, Graph, Initializer

if TYPE_CHECKING:
    import onnx

# onnx.proto, AttributeProto.AttributeType
_FLOAT, _INT, _STRING, _TENSOR, _GRAPH = 1, 2, 3, 4, 5
_FLOATS, _INTS, _STRINGS, _TENSORS, _GRAPHS = 6, 7, 8, 9, 10
_SPARSE, _SPARSES, _TYPE, _TYPES = 11, 12, 13, 14

_BY_FIELD = (
    ("g", _GRAPH),
    ("t", _TENSOR),
    ("s", _STRING),
    ("i", _INT),
    ("f", _FLOAT),
    ("sparse_tensor", _SPARSE),
    ("tp", _TYPE),
)
_BY_LIST = (
    ("ints", _INTS),
    ("floats", _FLOATS),
    ("strings", _STRINGS),
    ("graphs", _GRAPHS),
    ("tensors", _TENSORS),
)

Nested = list[tuple["onnx.GraphProto", Graph]]


class AttributeReader:
    """Reads attributes; graphs in them are only begun, their content is for the caller."""

    def __init__(self, tensors: TensorReader, types: TypeTable) -> None:
        self._tensors = tensors
        self._types = types

    def read(
        self, proto: onnx.AttributeProto, owner: Callable[[], str], nested: Nested
    ) -> object | None:
        """The value of an attribute.

        Args:
            proto: The attribute.
            owner: Names the node, for findings about tensors.
            nested: Gets each graph in the attribute with the empty ``Graph`` made for it.

        Returns:
            An ``Attribute``, None when there is nothing in it that the program knows.
        """
        if proto.ref_attr_name:
            return AttributeReference(text(proto.ref_attr_name))
        kind = proto.type or _guess(proto)
        if kind == _INT:
            return proto.i
        if kind == _INTS:
            return list(proto.ints)
        if kind == _FLOAT:
            return proto.f
        if kind == _FLOATS:
            return list(proto.floats)
        if kind == _STRING:
            return _readable(proto.s)
        if kind == _STRINGS:
            return [_readable(entry) for entry in proto.strings]
        return self._structure(proto, kind, owner, nested)

    def _structure(
        self, proto: onnx.AttributeProto, kind: int, owner: Callable[[], str], nested: Nested
    ) -> object | None:
        if kind == _TENSOR:
            return self._tensors.read(proto.t, text(proto.t.name) or owner())
        if kind == _TENSORS:
            return [self._tensors.read(t, text(t.name) or owner()) for t in proto.tensors]
        if kind == _GRAPH:
            return _begin(proto.g, nested) if proto.HasField("g") else None
        if kind == _GRAPHS:
            return [_begin(graph, nested) for graph in proto.graphs]
        if kind == _SPARSE:
            return self.sparse(proto.sparse_tensor, owner())
        if kind == _SPARSES:
            return [self.sparse(entry, owner()) for entry in proto.sparse_tensors]
        if kind == _TYPE:
            return self._type_text(proto.tp)
        if kind == _TYPES:
            return [self._type_text(entry) for entry in proto.type_protos]
        return None

    def sparse(self, proto: onnx.SparseTensorProto, name: str) -> Initializer:
        """A sparse tensor as one of its full shape; its elements are not spread out."""
        values = self._tensors.read(proto.values, name)
        whole = self._tensors.shape(proto.dims, name)
        return Initializer(values.dtype, whole, values.location)

    def _type_text(self, proto: onnx.TypeProto) -> str:
        dtype, shape = self._types.read(proto)
        kind = proto.WhichOneof("value") or "unknown"
        if kind == "sequence_type":
            dtype = dtype_of(proto.sequence_type.elem_type.tensor_type.elem_type)
        extents = "" if shape is None else ",".join("?" if e is None else str(e) for e in shape)
        return f"{kind.removesuffix('_type')}({dtype}[{extents}])"


def _readable(value: bytes) -> str | bytes:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value


def _begin(proto: onnx.GraphProto, nested: Nested) -> Graph:
    graph = Graph(name=text(proto.name))
    nested.append((proto, graph))
    return graph


def _guess(proto: onnx.AttributeProto) -> int:
    """The kind of an attribute without one, as in files of IR version 1 and cut ones."""
    for name, kind in _BY_FIELD:
        if proto.HasField(name):
            return kind
    for name, kind in _BY_LIST:
        if len(getattr(proto, name)):
            return kind
    return 0
