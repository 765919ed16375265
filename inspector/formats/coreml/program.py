"""ML programs: functions of blocks of operations (MIL.proto)."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator
from dataclasses import dataclass, field

from inspector.formats.building import GraphBuilder
from inspector.formats.coreml.tensors import Values
from inspector.formats.errors import LimitExceededError
from inspector.formats.log import shown
from inspector.formats.protobuf import Field, Wire
from inspector.formats.source import Source
from inspector.ir.graph import Graph, Initializer, Value

# Program, Function, Block
_FUNCTIONS, _INPUTS, _SPECIALIZATIONS = 2, 1, 3
_BLOCK_INPUTS, _BLOCK_OUTPUTS, _OPERATIONS = 1, 2, 3
# Operation
_OP_TYPE, _OP_INPUTS, _OP_OUTPUTS, _OP_BLOCKS, _OP_ATTRIBUTES = 1, 2, 3, 4, 5
# Map entries; Argument; Binding; NamedValueType
_KEY, _ENTRY_VALUE = 1, 2
_BINDINGS, _BOUND_NAME, _BOUND_VALUE = 1, 1, 2

PARAMETERS = "parameters"
"""Attribute with the name of the parameter that each input is given for."""

_LEADING = ("x", "values", "query", "key", "value", "y", "weight", "bias", "cond", "pred")
_BLOCK_NAMES = {"cond": ("then_branch", "else_branch"), "while_loop": ("condition", "body")}
_OPERATORS = {"cond": "If"}
"""Operations that execute blocks as an operator of ONNX does."""

Scope = ChainMap[str, Value | str]
"""What names stand for: values, or texts that are parameters of operations."""


@dataclass(slots=True)
class _Operation:
    """An operation before its graph is built."""

    type: str = ""
    name: str = ""
    inputs: dict[str, list[Field]] = field(default_factory=dict)
    outputs: list[Field] = field(default_factory=list)
    blocks: list[Field] = field(default_factory=list)
    constant: Field | None = None


class ProgramReader:
    """Reads the functions of one program.

    Args:
        source: The file.
        wire: Its messages.
        builder: Adds nodes and constants.
    """

    def __init__(self, source: Source, wire: Wire, builder: GraphBuilder) -> None:
        self._wire = wire
        self._builder = builder
        self._values = Values(source, wire, builder)

    def close(self) -> None:
        """Closes the file of weights and tells what is missing of it."""
        self._values.external.summarise()

    def graphs(self, program: Field) -> Iterator[tuple[str, Graph]]:
        """The functions by name."""
        for entry in self._wire.within(program):
            if entry.number == _FUNCTIONS:
                name, function = self._entry(entry)
                if function is not None:
                    yield name, self._function(function, name)

    def _entry(self, entry: Field) -> tuple[str, Field | None]:
        """Key and value of an entry of a map."""
        key, value = "", None
        for each in self._wire.within(entry):
            if each.number == _KEY:
                key = self._wire.text(each)
            elif each.number == _ENTRY_VALUE:
                value = each
        return key, value

    def _function(self, function: Field, name: str) -> Graph:
        """The first specialization of a function; further ones are the same for other versions."""
        graph, scope = Graph(name=name), Scope()
        block = None
        for each in self._wire.within(function):
            if each.number == _INPUTS:
                value = self._named(each)
                graph.inputs.append(value)
                scope[value.name] = value
            elif each.number == _SPECIALIZATIONS and block is None:
                _, block = self._entry(each)
        if block is not None:
            self._block(graph, block, scope, 0)
        return graph

    def _named(self, message: Field) -> Value:
        """A ``NamedValueType``."""
        value = Value("")
        for each in self._wire.within(message):
            if each.number == _KEY:
                value.name = self._wire.text(each)
            elif each.number == _ENTRY_VALUE:
                value.dtype, value.shape = self._values.type(each)
        return value

    def _block(self, graph: Graph, block: Field, scope: Scope, depth: int) -> None:
        """Fills a graph with the operations of a block; names are those of the scope around it."""
        if depth > self._builder.limits.graph_depth:
            raise LimitExceededError(
                f"Blocks are nested more than {self._builder.limits.graph_depth} deep."
            )
        outputs = []
        for each in self._wire.within(block):
            if each.number == _BLOCK_INPUTS:
                value = self._named(each)
                graph.inputs.append(value)
                scope[value.name] = value
            elif each.number == _BLOCK_OUTPUTS:
                outputs.append(self._wire.text(each))
            elif each.number == _OPERATIONS:
                self._operation(graph, self._parse(each), scope, depth)
        graph.outputs = [v for name in outputs if isinstance(v := scope.get(name), Value)]

    def _parse(self, message: Field) -> _Operation:
        operation = _Operation()
        for each in self._wire.within(message):
            if each.number == _OP_TYPE:
                operation.type = self._wire.text(each)
            elif each.number == _OP_INPUTS:
                parameter, argument = self._entry(each)
                bound = self._wire.within(argument) if argument is not None else ()
                operation.inputs[parameter] = [b for b in bound if b.number == _BINDINGS]
            elif each.number == _OP_OUTPUTS:
                operation.outputs.append(each)
            elif each.number == _OP_BLOCKS:
                operation.blocks.append(each)
            elif each.number == _OP_ATTRIBUTES:
                key, value = self._entry(each)
                if key == "val":
                    operation.constant = value
                elif key == "name" and value is not None:
                    stated = self._values.value(value, key)
                    operation.name = stated if isinstance(stated, str) else ""
        return operation

    def _operation(self, graph: Graph, operation: _Operation, scope: Scope, depth: int) -> None:
        outputs = [self._named(each) for each in operation.outputs]
        if operation.type == "const":
            if outputs and operation.constant is not None:
                self._constant(graph, outputs[0].name, operation.constant, scope)
            return
        names, inputs, attributes = list[str](), list[Value | None](), dict[str, object]()
        for parameter in sorted(operation.inputs, key=_rank):
            for binding in operation.inputs[parameter]:
                bound = self._bound(graph, binding, f"{operation.name}.{parameter}", scope)
                if isinstance(bound, str):
                    attributes[parameter] = bound
                else:
                    names.append(parameter)
                    inputs.append(bound)
        attributes[PARAMETERS] = names
        bodies = [Graph(name=operation.name) for _ in operation.blocks]
        attributes.update(zip(_block_names(operation), bodies, strict=False))
        if operation.type.startswith("custom"):
            self._tell_custom(operation)
        self._builder.node(
            graph,
            self._builder.text(_OPERATORS.get(operation.type, operation.type)),
            inputs,
            outputs,
            attributes,
            name=self._builder.text(operation.name),
        )
        for body, block in zip(bodies, operation.blocks, strict=True):
            self._block(body, block, scope.new_child(), depth + 1)
        for value in outputs:
            scope[value.name] = value

    def _constant(self, graph: Graph, name: str, message: Field, scope: Scope) -> None:
        found = self._values.value(message, name)
        if isinstance(found, str):
            scope[name] = found
        elif found is not None:
            scope[name] = self._builder.constant(graph, name, found)

    def _bound(self, graph: Graph, binding: Field, name: str, scope: Scope) -> Value | str | None:
        """What a parameter is given: a name of the scope, or a constant in place."""
        for each in self._wire.within(binding):
            if each.number == _BOUND_NAME:
                given = self._wire.text(each)
                if given not in scope:
                    self._builder.log.add(
                        "undefined-input",
                        "warning",
                        "An operation reads a value that nothing defines.",
                        shown(given),
                    )
                return scope.get(given)
            if each.number == _BOUND_VALUE:
                found = self._values.value(each, name)
                if isinstance(found, Initializer):
                    return self._builder.constant(graph, name, found)
                return found
        return None

    def _tell_custom(self, operation: _Operation) -> None:
        self._builder.log.add(
            "custom-operator",
            "warning",
            f"The operation {shown(operation.type)} is a custom layer; to run it, code outside "
            "the file is loaded.",
            shown(operation.name),
        )


def _rank(parameter: str) -> tuple[int, str]:
    """The order in which parameters stand: data first, the rest by name (a map has no order)."""
    place = _LEADING.index(parameter) if parameter in _LEADING else len(_LEADING)
    return place, parameter


def _block_names(operation: _Operation) -> list[str]:
    known = _BLOCK_NAMES.get(operation.type, ())
    return [*known, *(f"block{at}" for at in range(len(known), len(operation.blocks)))]
