"""The objects of a SavedModel: which variables a function of it captures.

(tensorflow/core/protobuf/saved_object_graph.proto)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from inspector.formats.building import GraphBuilder
from inspector.formats.log import FindingLog
from inspector.formats.pages import BrokenError
from inspector.formats.protobuf import Field, Wire
from inspector.formats.tensorflow.tensors import DTYPES
from inspector.ir.graph import Initializer

_NODES, _FUNCTIONS = 1, 2
_VARIABLE = 7
_BOUND_INPUTS = 2


@dataclass(slots=True)
class Objects:
    """What is known of the objects.

    Attributes:
        variables: By the object's number.
        captured: Numbers of the objects that a function reads behind its own arguments.
    """

    variables: dict[int, Initializer] = field(default_factory=dict)
    captured: dict[str, list[int]] = field(default_factory=dict)

    def arguments(self, function: str, count: int) -> dict[int, Initializer]:
        """The variables among a function's arguments, by position.

        Args:
            function: Its name.
            count: How many arguments it has.
        """
        numbers = self.captured.get(function, [])
        first = count - len(numbers)
        return {
            first + place: self.variables[number]
            for place, number in enumerate(numbers)
            if number in self.variables
        }


def read_objects(wire: Wire, entry: Field, builder: GraphBuilder, log: FindingLog) -> Objects:
    """Reads a ``SavedObjectGraph`` as far as variables and functions are told.

    Args:
        wire: The file.
        entry: Where it stands.
        builder: Checks shapes.
        log: Gets what is wrong.
    """
    found = Objects()
    try:
        for each in _numbered(wire, entry, found, builder):
            if each.number == _FUNCTIONS:
                _function(wire, each, found)
    except BrokenError as error:
        log.add("malformed", "warning", f"The list of objects is broken: {error.message}")
    return found


def _numbered(wire: Wire, entry: Field, found: Objects, builder: GraphBuilder) -> Iterator[Field]:
    number = 0
    for each in wire.within(entry):
        if each.number == _NODES:
            for part in wire.within(each):
                if part.number == _VARIABLE:
                    found.variables[number] = _variable(wire, part, builder)
            number += 1
        else:
            yield each


def _variable(wire: Wire, entry: Field, builder: GraphBuilder) -> Initializer:
    dtype, shape = "unknown", []
    for each in wire.within(entry):
        if each.number == 1:
            dtype = DTYPES.get(each.value, "unknown")
        elif each.number == 2:
            for axis in wire.within(each):
                sizes = [part.signed for part in wire.within(axis) if part.number == 1]
                shape.append(max(0, sizes[0]) if sizes else 0)
    return Initializer(dtype, builder.shape(shape, "variable"))


def _function(wire: Wire, entry: Field, found: Objects) -> None:
    name, numbers = "", []
    for each in wire.within(entry):
        if each.number == 1:
            name = wire.text(each)
        elif each.number == 2:
            for part in wire.within(each):
                if part.number == _BOUND_INPUTS:
                    numbers += wire.numbers(part)
    found.captured[name] = numbers
