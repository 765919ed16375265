"""Attributes of nodes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import onnx
from google.protobuf.message import DecodeError

from inspector.formats.onnx.state import State
from inspector.formats.onnx.tensors import KEPT_BYTES, LazyElements, Tensors, TypedDecoder
from inspector.formats.onnx.types import ELEMENT_TYPES, value_type
from inspector.formats.onnx.wire import LENGTH, Message, Piece
from inspector.ir import AttributeReference, Graph, Initializer

Kind = onnx.AttributeProto

_FLOATS, _INTS, _STRINGS, _STRING = 7, 8, 9, 4
_TENSOR, _TENSORS, _SPARSE, _SPARSES = 5, 10, 22, 23
_GRAPH, _GRAPHS = 6, 11
_APART = frozenset(
    {_FLOATS, _INTS, _STRINGS, _STRING, _TENSOR, _TENSORS, _SPARSE, _SPARSES, _GRAPH, _GRAPHS, 13}
)
_LISTS = {_FLOATS: "floats", _INTS: "ints", _STRINGS: "strings", _STRING: "s"}
_SPARSE_APART = frozenset({1, 2})

Pieces = list[tuple[int, int]]
BuildGraph = Callable[[Pieces], Graph]
"""Builds a nested graph from the ranges of its message."""


class Attributes:
    """Makes attribute values of stored attributes.

    Args:
        state: The file being read.
        tensors: Makes their tensors.
    """

    def __init__(self, state: State, tensors: Tensors) -> None:
        self._state = state
        self._tensors = tensors

    def small(self, proto: onnx.AttributeProto) -> object:
        """The value of an attribute that was parsed whole and holds no graph; None for nothing."""
        if proto.ref_attr_name:
            return AttributeReference(self._state.text(proto.ref_attr_name))
        return _convert(proto, self._state, self._tensors)

    def large(self, start: int, stop: int, graph: BuildGraph) -> tuple[str, object] | None:
        """Reads an attribute with tensors, graphs or long lists.

        Args:
            start: First byte of its message.
            stop: The byte after it.
            graph: Builds its graphs.

        Returns:
            Name and value, None when there is no telling.
        """
        state = self._state
        message = state.walk(start, stop, _APART)
        if message.rest_size() > state.limits.message_bytes:
            state.notes.skip("an attribute whose description is too long")
            return None
        state.spend_structure(message.rest_size())
        try:
            proto = onnx.AttributeProto.FromString(message.rest_bytes(state.data))
        except DecodeError:
            self._note_malformed(start)
            return None
        name = state.text(proto.name)
        if proto.ref_attr_name:
            return name, AttributeReference(state.text(proto.ref_attr_name))
        return name, self._large_value(proto, name, message, graph)

    def _note_malformed(self, start: int) -> None:
        self._state.notes.add(
            "malformed", "warning", "An attribute cannot be understood.", f"byte {start:,}"
        )

    def _large_value(
        self, proto: onnx.AttributeProto, name: str, message: Message, graph: BuildGraph
    ) -> object:
        if message.get(_GRAPH):
            return graph([(content, end) for _, content, end in message.get(_GRAPH)])
        if message.get(_GRAPHS):
            return [graph([(content, end)]) for _, content, end in message.get(_GRAPHS)]
        broken = message.broken
        if broken is not None and broken.number in (_GRAPH, _GRAPHS) and broken.piece[2]:
            inner = graph([broken.piece[1:]])
            return inner if broken.number == _GRAPH else [inner]
        for number in (_TENSOR, _SPARSE):
            for piece in message.get(number)[-1:]:
                return self._tensor(number, piece)
        for number in (_TENSORS, _SPARSES):
            if message.get(number):
                found = [self._tensor(number, piece) for piece in message.get(number)]
                return [tensor for tensor in found if tensor is not None]
        for number in _LISTS:
            if message.get(number):
                return self._long_list(proto, name, number, message)
        return _convert(proto, self._state, self._tensors)

    def _tensor(self, number: int, piece: Piece) -> Initializer | None:
        _, content, end = piece
        if number in (_SPARSE, _SPARSES):
            return self.sparse(content, end)[1]
        found = self._tensors.read(content, end)
        return found[1] if found else None

    def sparse(self, start: int, stop: int) -> tuple[str, Initializer]:
        """Reads a sparse tensor: its name, and a tensor of the dense shape without elements."""
        state = self._state
        message = state.walk(start, stop, _SPARSE_APART)
        sizes = message.rest_bytes(state.data) if message.rest_size() <= KEPT_BYTES else b""
        name, dtype = "", "unknown"
        for _, content, end in message.get(1)[-1:]:
            found = self._tensors.read(content, end)
            if found:
                name, dtype = found[0], found[1].dtype
        state.payloads += [piece[1:] for piece in message.get(2)]
        try:
            dims = list(onnx.SparseTensorProto.FromString(sizes).dims)
        except DecodeError:
            dims = []
        dense = onnx.TensorProto(name=name, dims=dims)
        shape = self._tensors.shape(dense, name)
        return name, Initializer(dtype, (0,) if shape is None else shape)

    def _long_list(
        self, proto: onnx.AttributeProto, name: str, number: int, message: Message
    ) -> object:
        state = self._state
        pieces = message.get(number)
        size = sum(end - first for first, _, end in pieces)
        if size <= state.limits.attribute_bytes:
            state.spend_structure(size)
            stored = b"".join([state.data[first:end] for first, _, end in pieces])
            try:
                proto.MergeFromString(stored)
            except DecodeError:
                self._note_malformed(pieces[0][0])
                return None
            return _convert(proto, state, self._tensors)
        state.payloads += [(first, end) for first, _, end in pieces]
        state.notes.skip(f"an attribute {name!r} of {size:,} bytes: longer than is looked at")
        return None


def _convert(proto: onnx.AttributeProto, state: State, tensors: Tensors) -> object:
    """The value of a parsed attribute without graphs."""
    kind = proto.type or _guess(proto)
    convert = _CONVERT.get(kind)
    return None if convert is None else convert(proto, state, tensors)


def _guess(proto: onnx.AttributeProto) -> int:
    """The type of an attribute that does not say it, as models before IR version 2 do not."""
    for kind, field in _FIELDS.items():
        value = getattr(proto, field)
        stored = len(value) if field.endswith("s") and field != "s" else proto.HasField(field)
        if stored:
            return kind
    return Kind.UNDEFINED


_FIELDS = {
    Kind.FLOAT: "f",
    Kind.INT: "i",
    Kind.STRING: "s",
    Kind.TENSOR: "t",
    Kind.FLOATS: "floats",
    Kind.INTS: "ints",
    Kind.STRINGS: "strings",
    Kind.TENSORS: "tensors",
}


def _text(stored: bytes) -> str | bytes:
    try:
        return stored.decode()
    except UnicodeDecodeError:
        return stored


def _type_text(proto: onnx.TypeProto, state: State) -> str:
    """A type as people write it: ``tensor(float32)``."""
    kind = (proto.WhichOneof("value") or "unknown").removesuffix("_type")
    return f"{kind}({value_type(proto, state)[0]})"


_CONVERT: dict[int, Callable[[onnx.AttributeProto, State, Tensors], object]] = {
    Kind.FLOAT: lambda a, s, t: a.f,
    Kind.INT: lambda a, s, t: a.i,
    Kind.STRING: lambda a, s, t: _text(a.s),
    Kind.TENSOR: lambda a, s, t: t.convert(a.t),
    Kind.FLOATS: lambda a, s, t: list(a.floats),
    Kind.INTS: lambda a, s, t: list(a.ints),
    Kind.STRINGS: lambda a, s, t: [_text(text) for text in a.strings],
    Kind.TENSORS: lambda a, s, t: [t.convert(tensor) for tensor in a.tensors],
    Kind.SPARSE_TENSOR: lambda a, s, t: t.convert(a.sparse_tensor.values),
    Kind.TYPE_PROTO: lambda a, s, t: _type_text(a.tp, s),
    Kind.TYPE_PROTOS: lambda a, s, t: [_type_text(entry, s) for entry in a.type_protos],
}
