"""The messages of TensorFlow's graphs as records (tensorflow/core/framework/*.proto)."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from inspector.formats.building import GraphBuilder
from inspector.formats.log import shown
from inspector.formats.pages import BrokenError
from inspector.formats.protobuf import Field, Wire
from inspector.formats.tensorflow.tensors import DTYPES, TensorReader

# NodeDef
_NAME, _OP, _INPUT, _ATTR = 1, 2, 3, 5
# AttrValue
_LIST, _S, _I, _F, _B, _TYPE, _SHAPE, _TENSOR, _FUNC = 1, 2, 3, 4, 5, 6, 7, 8, 10
_LIST_FUNC = 9
# FunctionDef, OpDef
_SIGNATURE, _NODE_DEF, _RET = 1, 3, 4
_INPUT_ARG, _OUTPUT_ARG = 2, 3


@dataclass(slots=True, frozen=True)
class Called:
    """An attribute that names a function."""

    name: str


@dataclass(slots=True)
class NodeRecord:
    """One ``NodeDef``.

    Attributes:
        name: Unique in its graph.
        op: The operator.
        inputs: References to outputs of other nodes; those of control edges are left out.
        attributes: By name, tensors as ``Initializer``.
    """

    name: str = ""
    op: str = ""
    inputs: list[str] = field(default_factory=list)
    attributes: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class FunctionRecord:
    """One ``FunctionDef``.

    Attributes:
        name: Unique in the library.
        arguments: Names of what it reads, in order, with their element types.
        results: Names of what it makes, in order.
        nodes: Its body.
        returned: What each result is, by name.
    """

    name: str = ""
    arguments: list[tuple[str, str]] = field(default_factory=list)
    results: list[str] = field(default_factory=list)
    nodes: list[NodeRecord] = field(default_factory=list)
    returned: dict[str, str] = field(default_factory=dict)


class RecordReader:
    """Reads records of one file.

    Args:
        wire: The file.
        builder: Whose limits and log hold.
        tensors: Reads the tensors.
    """

    def __init__(self, wire: Wire, builder: GraphBuilder, tensors: TensorReader) -> None:
        self._wire = wire
        self._builder = builder
        self._tensors = tensors

    def node(self, entry: Field) -> NodeRecord:
        """Reads a ``NodeDef``; what is broken of it is left out, with a finding."""
        wire, record = self._wire, NodeRecord()
        try:
            for each in wire.within(entry):
                if each.number == _NAME:
                    record.name = wire.text(each)
                elif each.number == _OP:
                    record.op = wire.text(each)
                elif each.number == _INPUT:
                    reference = wire.text(each)
                    if not reference.startswith("^"):
                        record.inputs.append(reference)
                elif each.number == _ATTR:
                    self._attribute(each, record)
        except BrokenError as error:
            self._broken("node", record.name, error)
        return record

    def _broken(self, what: str, name: str, error: BrokenError) -> None:
        self._builder.log.add(
            "malformed",
            "warning",
            f"The rest of a {what} is left out: {error.message}",
            shown(name),
        )

    def _attribute(self, entry: Field, record: NodeRecord) -> None:
        name, value = "", None
        for each in self._wire.within(entry):
            if each.number == 1:
                name = self._wire.text(each)
            elif each.number == 2:
                value = self._value(each, record)
        if name and value is not None:
            record.attributes[name] = value

    def _value(self, entry: Field, record: NodeRecord) -> object | None:
        """The value of an attribute, None when there is nothing in it that the program knows."""
        value: object | None = None
        for each in self._wire.within(entry):
            if each.number == _LIST:
                value = self._list(each)
            elif each.number == _TENSOR:
                value = self._tensors.read(each, record.name)
            elif each.number == _FUNC:
                value = Called(self._named(each))
            else:
                value = self._single(each.number, each)
        return value

    def _single(self, number: int, entry: Field) -> object | None:
        if number == _S:
            return _readable(self._wire.bytes(entry, self._builder.limits.name_bytes))
        if number == _I:
            return entry.signed
        if number == _F:
            return entry.real if math.isfinite(entry.real) else 0.0
        if number == _B:
            return bool(entry.value)
        if number == _TYPE:
            return DTYPES.get(entry.value % 100, "unknown")
        if number == _SHAPE:
            return self._tensors.shape(entry)
        return None

    def _list(self, entry: Field) -> list[object]:
        found: list[object] = []
        for each in self._wire.within(entry):
            if each.number == _LIST_FUNC:
                found.append(Called(self._named(each)))
            elif each.number in (_S, _SHAPE):
                found.append(self._single(each.number, each))
            elif each.number == _F:
                bits = self._wire.numbers(each, 4)
                found += [Field(_F, value, -1, 4).real for value in bits]
            elif each.number in (_I, _B, _TYPE):
                numbers = self._wire.numbers(each)
                found += [self._single(each.number, Field(each.number, n, -1)) for n in numbers]
        return found

    def _named(self, entry: Field) -> str:
        names = [self._wire.text(each) for each in self._wire.within(entry) if each.number == 1]
        return names[0] if names else ""

    # Functions

    def function(self, entry: Field) -> FunctionRecord:
        """Reads a ``FunctionDef``."""
        wire, record = self._wire, FunctionRecord()
        try:
            for each in wire.within(entry):
                if each.number == _SIGNATURE:
                    self._signature(each, record)
                elif each.number == _NODE_DEF:
                    record.nodes.append(self.node(each))
                elif each.number == _RET:
                    key, value = self.pair(each)
                    record.returned[key] = value
        except BrokenError as error:
            self._broken("function", record.name, error)
        return record

    def _signature(self, entry: Field, record: FunctionRecord) -> None:
        wire = self._wire
        for each in wire.within(entry):
            if each.number == 1:
                record.name = wire.text(each)
            elif each.number in (_INPUT_ARG, _OUTPUT_ARG):
                name, dtype = "", "unknown"
                for part in wire.within(each):
                    if part.number == 1:
                        name = wire.text(part)
                    elif part.number == 3:
                        dtype = (
                            "resource" if part.value == 20 else DTYPES.get(part.value, "unknown")
                        )
                if each.number == _INPUT_ARG:
                    record.arguments.append((name, dtype))
                else:
                    record.results.append(name)

    def pair(self, entry: Field) -> tuple[str, str]:
        """An entry of a map from texts to texts."""
        parts = {each.number: self._wire.text(each) for each in self._wire.within(entry)}
        return parts.get(1, ""), parts.get(2, "")


def _readable(value: bytes) -> str | bytes:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value
