"""Which fields the messages of ONNX have, taken from the official schema."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from inspector.formats.onnx.encoding import DELIMITED, FIXED32, FIXED64, VARINT

if TYPE_CHECKING:
    from google.protobuf.descriptor import Descriptor, FieldDescriptor

_FIXED64_TYPES = frozenset({1, 6, 16})
_FIXED32_TYPES = frozenset({2, 7, 15})
_STRING, _MESSAGE, _BYTES = 9, 11, 12


@dataclass(slots=True, frozen=True)
class Field:
    """One field of a message.

    Attributes:
        name: As in the schema.
        wire: Wire type of one element.
        message: Schema of the message it holds, None for plain values.
        packable: Whether several elements may stand in one delimited field.
        text: Whether it is a string.
    """

    name: str
    wire: int
    message: Message | None = None
    packable: bool = False
    text: bool = False


@dataclass(slots=True, eq=False)
class Message:
    """One message type: its fields by number."""

    name: str
    fields: dict[int, Field] = field(default_factory=dict)


@cache
def model_schema() -> Message:
    """The schema of ``ModelProto`` and, through its fields, of all messages in it."""
    import onnx

    return _message(onnx.ModelProto.DESCRIPTOR, {})


def _message(descriptor: Descriptor, known: dict[str, Message]) -> Message:
    if descriptor.full_name in known:
        return known[descriptor.full_name]
    message = known[descriptor.full_name] = Message(descriptor.name)
    for entry in descriptor.fields:
        message.fields[entry.number] = _field(entry, known)
    return message


def _field(entry: FieldDescriptor, known: dict[str, Message]) -> Field:
    if entry.type == _MESSAGE:
        return Field(entry.name, DELIMITED, _message(entry.message_type, known))
    if entry.type in (_STRING, _BYTES):
        return Field(entry.name, DELIMITED, text=entry.type == _STRING)
    wire = VARINT
    if entry.type in _FIXED64_TYPES:
        wire = FIXED64
    elif entry.type in _FIXED32_TYPES:
        wire = FIXED32
    return Field(entry.name, wire, packable=True)
