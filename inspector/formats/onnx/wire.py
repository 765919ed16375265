"""Walks the protobuf encoding of a model and leaves out the payloads of its tensors.

The result is a small ``ModelProto`` for the official parser. Short fields are copied unseen, long
messages are entered, payloads are skipped with their place noted. What is broken is left out field
by field, so that the rest stays readable: when the quick walk meets anything odd, or the official
parser refuses its result, a careful walk looks at every field.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from inspector.formats.errors import LimitExceededError
from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog
from inspector.formats.onnx.encoding import (
    DELIMITED,
    FIXED32,
    FIXED64,
    GROUP,
    GROUP_END,
    VARINT,
    BrokenError,
    past_run,
    sound,
    sound_run,
    varint_bytes,
    varint_length,
)
from inspector.formats.onnx.schema import Field, Message, model_schema
from inspector.formats.onnx.window import Window
from inspector.formats.reader import Progress
from inspector.formats.source import Source

RAW_DATA = 9
_SEGMENT = 3
_PAYLOADS = frozenset({4, 5, 6, 7, RAW_DATA, 10, 11})
_SEGMENT_TAG = bytes([_SEGMENT << 3 | DELIMITED])
_NO_STOPS: frozenset[int] = frozenset()
_TENSOR_STOPS = frozenset(
    number << 3 | wire for number in (*_PAYLOADS, _SEGMENT) for wire in range(8)
)
"""Tags of a tensor's fields that are not copied unseen."""
_GRAPH_HOLDERS = frozenset({"ModelProto", "GraphProto", "FunctionProto", "TensorProto"})
"""Messages that are of use although their end is missing."""
_IGNORED = frozenset({"training_info", "quantization_annotation", "device_configurations"})

_SLACK = 64
_LONG_RUN = 16
"""Numbers stored one by one from which on they are searched for together."""


@dataclass(slots=True)
class Payload:
    """Where the elements of a tensor lie in the file.

    Attributes:
        start: First byte of the tensor's message.
        end: Byte after it.
        fields: (field number, offset of its value, length of its value), adjacent fields of one
            number merged into one that starts at the first field's header and has length -1.
        kept: Whether the elements are in the stripped model too.
        complete: Whether all of the message is in the file.
    """

    start: int
    end: int
    fields: list[tuple[int, int, int]]
    kept: bool
    complete: bool


@dataclass(slots=True)
class Stripped:
    """A model without its payloads.

    Attributes:
        data: A serialized ``ModelProto``; each tensor that was entered has a ``segment`` with its
            place in ``payloads`` and its first byte in the file.
        payloads: What was noted of each tensor that was entered.
        truncated: Whether the file ends too early.
    """

    data: bytes
    payloads: list[Payload]
    truncated: bool


class OddError(Exception):
    """The quick walk met something that only the careful walk can handle."""


@dataclass(slots=True)
class _Frame:
    """A message being walked."""

    message: Message
    start: int
    end: int
    tag: bytes = b""
    kept: list[bytes] = field(default_factory=list)
    size: int = 0
    broken: bool = False
    carries: bool = False
    runs: list[tuple[int, int, int]] = field(default_factory=list)
    values: list[tuple[int, int, int]] = field(default_factory=list)

    def keep(self, data: bytes) -> None:
        self.kept.append(data)
        self.size += len(data)


def strip(
    source: Source, limits: Limits, log: FindingLog, progress: Progress, *, careful: bool = False
) -> Stripped:
    """Makes the small model of a file.

    Args:
        source: The file.
        limits: What it may ask for.
        log: Gets what is left out because it is broken or too large.
        progress: Told how far the walk is.
        careful: Whether to look at every field, however short.

    Returns:
        The model without payloads.

    Raises:
        OddError: Only the careful walk can read this.
        FormatError: A limit is exceeded.
    """
    return _Walk(source, limits, log, progress, careful).run()


class _Walk:
    def __init__(
        self, source: Source, limits: Limits, log: FindingLog, progress: Progress, careful: bool
    ) -> None:
        self._source = source
        self._size = source.size
        self._limits = limits
        self._log = log
        self._progress = progress
        self._careful = careful
        self._short = 0 if careful else limits.copied_field_bytes
        self._window = Window(source, limits.copied_field_bytes)
        self._position = 0
        self._told = 0.0
        self._kept = 0
        self._fields = 0
        self._payloads: list[Payload] = []
        self._truncated = False
        self._frames = [_Frame(model_schema(), 0, self._size)]

    def run(self) -> Stripped:
        frames = self._frames
        while True:
            frame = frames[-1]
            if self._position >= frame.end:
                if len(frames) == 1:
                    break
                self._close()
                continue
            try:
                self._move()
                if not self._careful and self._skim(frame):
                    continue
                self._field(frame)
            except BrokenError as error:
                self._break(frame, str(error))
        return Stripped(b"".join(frames[0].kept), self._payloads, self._truncated)

    def _move(self) -> None:
        if self._window.move(self._position):
            share = self._position / self._size
            if share >= self._told:
                self._told = share + 0.02
                self._progress("reading", share)

    def _keep(self, frame: _Frame, data: bytes) -> None:
        frame.keep(data)
        self._kept += len(data)
        if self._kept > self._limits.structure_bytes:
            raise LimitExceededError(
                "The structure of the model, its weights left out, exceeds "
                f"{self._limits.structure_bytes} bytes.",
                where=f"byte {self._position}",
            )

    def _count(self, fields: int) -> None:
        self._fields += fields
        if self._fields > self._limits.fields:
            raise LimitExceededError(
                f"The model has more than {self._limits.fields} fields.",
                where=f"byte {self._position}",
            )

    def _skim(self, frame: _Frame) -> bool:
        """Copies short fields unseen, as many as the buffer holds; tells whether there were any."""
        buffer, base, short = self._window.buffer, self._window.base, self._short
        start = place = self._position - base
        stops = _TENSOR_STOPS if frame.message.name == "TensorProto" else _NO_STOPS
        count = 0
        end = min(frame.end - base, len(buffer))
        # Reading a header may look three bytes ahead.
        last = end - 4
        previous = same = 0
        while place < last:
            tag = buffer[place]
            if tag >= 0x80 or tag in stops:
                break
            wire = tag & 7
            if wire == DELIMITED:
                length = buffer[place + 1]
                after = place + 2 + length
                if length >= 0x80:
                    high = buffer[place + 2]
                    length = (length & 0x7F) | high << 7
                    if high >= 0x80 or length > short:
                        break
                    after = place + 3 + length
            elif wire == VARINT:
                after = place + 2
                while after < end and buffer[after - 1] >= 0x80:
                    after += 1
                # A number that the buffer cuts leads past its end.
                after += buffer[after - 1] >> 7
            elif wire == FIXED32:
                after = place + 5
            else:
                break
            if after > end:
                break
            place = after
            count += 1
            same = (same + 1) * (tag == previous)
            previous = tag
            if same == _LONG_RUN:
                place = past_run(buffer, bytes([tag]), place, end)
        if place == start:
            return False
        self._count(count)
        self._keep(frame, buffer[start:place])
        self._position = base + place
        return True

    def _field(self, frame: _Frame) -> None:
        """Handles one field."""
        self._count(1)
        start = self._position
        tag, place = self._window.varint(start, frame.end)
        number, wire = tag >> 3, tag & 7
        entry = frame.message.fields.get(number)
        length = -1
        if number == 0 or number >= 1 << 29:
            raise BrokenError(f"field number {number} does not exist")
        if wire == VARINT:
            _, end = self._window.varint(place, frame.end)
        elif wire == DELIMITED:
            length, place = self._window.varint(place, frame.end)
            end = place + length
        elif wire == FIXED32:
            end = place + 4
        elif wire == FIXED64:
            end = place + 8
        elif wire == GROUP:
            end = self._skip_group(place, frame.end)
        else:
            raise BrokenError(f"wire type {wire} stands where a field should start")
        if end > frame.end:
            self._overrun(frame, entry, wire, start, place, end)
            return
        if frame.message.name == "TensorProto" and number in _PAYLOADS:
            if wire != DELIMITED:
                end = self._window.run(start, end, frame.end)
            self._position = end
            self._note_payload(frame, number, wire, start, place, end)
        else:
            self._position = end
            self._place(frame, entry, wire, start, place, end)

    def _place(
        self, frame: _Frame, entry: Field | None, wire: int, start: int, place: int, end: int
    ) -> None:
        """Copies, enters or leaves out a field that is whole."""
        if entry is None or entry.name in _IGNORED:
            if not self._careful and end - start <= self._short and wire not in (GROUP, GROUP_END):
                self._keep(frame, self._window.bytes(start, end))
            return
        if frame.message.name == "TensorProto" and entry.name == "segment":
            return
        length = end - place
        if length > self._limits.copied_field_bytes and self._is_remark(frame, entry):
            return
        packed = entry.packable and wire == DELIMITED
        if wire != entry.wire and not packed:
            self._log.add(
                "malformed",
                "warning",
                f"The field {entry.name} is of a wrong kind.",
                f"byte {start}",
            )
        elif entry.message is not None and length > self._short:
            self._enter(frame, entry.message, start, place, end)
        elif entry.message is not None and self._careful:
            self._keep(frame, self._window.bytes(start, end))
        elif wire == DELIMITED:
            self._copy_long(frame, entry, packed, start, place, end)
        else:
            self._keep(frame, self._window.bytes(start, end))

    def _is_remark(self, frame: _Frame, entry: Field) -> bool:
        """Tells whether a field only holds remarks, as an exporter's stack traces."""
        if entry.name == "metadata_props":
            return frame.message.name != "ModelProto"
        return entry.name == "doc_string"

    def _copy_long(
        self, frame: _Frame, entry: Field, packed: bool, start: int, place: int, end: int
    ) -> None:
        """Copies a text, bytes or packed numbers, unless they are too long."""
        limits, length = self._limits, end - place
        if entry.text and length > limits.name_bytes:
            if frame.message.name != "StringStringEntryProto":
                self._log.add(
                    "name-too-long",
                    "warning",
                    f"A {entry.name} of {length} bytes is cut to {limits.name_bytes}.",
                    f"byte {start}",
                )
            header = self._window.bytes(start, place)
            tag = header[: varint_length(header)]
            self._keep(frame, tag + varint_bytes(limits.name_bytes))
            self._keep(frame, self._source.read(place, limits.name_bytes))
            return
        if length > limits.attribute_bytes:
            self._too_large(entry.name, length, start)
            return
        data = self._window.bytes(start, end)
        if packed and not sound(entry.wire, data[place - start :]):
            self._log.add(
                "malformed", "warning", f"The numbers of {entry.name} are broken.", f"byte {start}"
            )
            return
        self._keep(frame, data)

    def _too_large(self, name: str, length: int, start: int) -> None:
        self._log.add(
            "attribute-too-large",
            "warning",
            f"A field {name} of {length} bytes is left out "
            f"(the limit is {self._limits.attribute_bytes}).",
            f"byte {start}",
        )

    def _skip_group(self, position: int, end: int) -> int:
        """The position after a group, which ONNX never uses; nested ones are counted."""
        if not self._careful:
            raise OddError
        depth = 1
        while depth:
            self._position = position
            self._move()
            tag, position = self._window.varint(position, end)
            wire = tag & 7
            if wire == GROUP:
                depth += 1
            elif wire == GROUP_END:
                depth -= 1
            elif wire == VARINT:
                _, position = self._window.varint(position, end)
            elif wire == DELIMITED:
                length, position = self._window.varint(position, end)
                position += length
            elif wire in (FIXED32, FIXED64):
                position += 4 if wire == FIXED32 else 8
            else:
                raise BrokenError("a group is broken")
            if position > end:
                raise BrokenError("a group does not end")
        return position

    # Messages

    def _enter(self, frame: _Frame, message: Message, start: int, place: int, end: int) -> None:
        if len(self._frames) >= self._limits.message_depth:
            self._log.add(
                "nesting-too-deep",
                "warning",
                f"Messages nested more than {self._limits.message_depth} deep are left out.",
                f"byte {start}",
            )
            self._position = min(end, frame.end)
            return
        header = self._window.bytes(start, place)
        tag = header[: varint_length(header)]
        self._frames.append(_Frame(message, place, min(end, frame.end), tag))
        self._position = place

    def _close(self) -> None:
        """Ends the current message and hands what is kept of it to the one around it."""
        frame = self._frames.pop()
        parent = self._frames[-1]
        name = frame.message.name
        if name == "TensorProto":
            self._finish_tensor(frame)
        elif name == "AttributeProto" and not frame.carries:
            if frame.size > self._limits.attribute_bytes:
                self._too_large("attribute", frame.size, frame.start)
                return
        if frame.broken and name not in _GRAPH_HOLDERS and not frame.carries:
            return
        parent.carries = parent.carries or frame.carries or name == "GraphProto"
        parent.keep(frame.tag + varint_bytes(frame.size))
        parent.kept += frame.kept
        parent.size += frame.size

    def _break(self, frame: _Frame, reason: str) -> None:
        """Gives up the rest of the current message."""
        if frame.end == self._size:
            self._truncated = True
        elif not self._careful:
            raise OddError
        else:
            self._log.add(
                "malformed",
                "warning",
                f"The rest of a {frame.message.name} is left out: {reason}.",
                f"byte {self._position}",
            )
        frame.broken = True
        self._position = frame.end

    def _overrun(
        self, frame: _Frame, entry: Field | None, wire: int, start: int, place: int, end: int
    ) -> None:
        """Handles a field that claims to go on past the end of its message."""
        if frame.message.name == "TensorProto" and entry is not None:
            number = next(n for n, known in frame.message.fields.items() if known is entry)
            if number in _PAYLOADS:
                frame.values.append((number, place, end - place))
        depth = len(self._frames)
        if entry is not None and entry.message is not None and wire == DELIMITED:
            if frame.end == self._size or self._careful:
                self._enter(frame, entry.message, start, place, end)
        if len(self._frames) == depth:
            raise BrokenError(f"a field of {end - place} bytes does not fit")
        self._frames[-1].broken = frame.broken = True
        if frame.end == self._size:
            self._truncated = True
        else:
            self._log.add(
                "malformed",
                "warning",
                f"A message in a {frame.message.name} is longer than what holds it.",
                f"byte {start}",
            )

    # Tensors

    def _note_payload(
        self, frame: _Frame, number: int, wire: int, start: int, place: int, end: int
    ) -> None:
        """Notes where elements lie; fields of one number that follow each other are one run."""
        if frame.runs and frame.runs[-1][0] == number and frame.runs[-1][2] == start:
            _, first, _ = frame.runs[-1]
            frame.runs[-1] = (number, first, end)
            frame.values[-1] = (number, first, -1)
            return
        frame.runs.append((number, start, end))
        whole = wire == DELIMITED
        frame.values.append((number, place if whole else start, end - place if whole else -1))

    def _finish_tensor(self, frame: _Frame) -> None:
        """Adds the elements if they are short, and the reference to their place."""
        limits = self._limits
        if len(self._payloads) >= limits.tensors:
            raise LimitExceededError(f"There are more than {limits.tensors} tensors.")
        total = sum(end - start for _, start, end in frame.runs)
        kept = (
            total <= limits.data_bytes + _SLACK and not frame.broken and self._keep_payload(frame)
        )
        index = len(self._payloads)
        self._payloads.append(
            Payload(frame.start, frame.end, frame.values, kept, complete=not frame.broken)
        )
        mark = b"\x08" + varint_bytes(index) + b"\x10" + varint_bytes(frame.start)
        frame.keep(_SEGMENT_TAG + varint_bytes(len(mark)) + mark)

    def _keep_payload(self, frame: _Frame) -> bool:
        parts = []
        for number, start, end in frame.runs:
            data, entry = self._window.bytes(start, end), frame.message.fields[number]
            if self._careful and not sound_run(entry.wire, entry.packable, data):
                return False
            parts.append(data)
        for part in parts:
            self._keep(frame, part)
        return True
