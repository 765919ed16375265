"""Operators of a TensorFlow Lite file as they are stored, each read once."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from inspector.formats.log import FindingLog
from inspector.formats.pages import BrokenError
from inspector.formats.tflite.flatbuffer import Table
from inspector.formats.tflite.schema import CUSTOM, ENUMS, OPERATORS, OptionField, options

# schema.fbs, OperatorCode
_OLD_CODE, _CUSTOM_CODE, _CODE = 0, 1, 3
# Operator
_OPCODE, _INPUTS, _OUTPUTS, _OPTIONS_TYPE, _OPTIONS = 0, 1, 2, 3, 4
_OPTIONS_2_TYPE, _OPTIONS_2 = 11, 12

CALLS = {
    "then_subgraph_index": "then_branch",
    "else_subgraph_index": "else_branch",
    "cond_subgraph_index": "cond",
    "body_subgraph_index": "body",
    "init_subgraph_index": "init",
    "decomposition_subgraph_index": "decomposition",
    "comparator_subgraph_index": "comparator",
    "update_computation_subgraph_index": "update",
    "branch_subgraph_indices": "branches",
    "subgraph": "body",
}
"""Options that name a subgraph → the attribute that holds it."""


@dataclass(slots=True)
class Operation:
    """One operator of a subgraph.

    Attributes:
        name: The operator, e.g. ``CONV_2D``, or a custom one's name.
        inputs: Tensors read by number, -1 for one left out.
        outputs: Tensors made.
        attributes: Its options; subgraphs are in ``calls`` instead.
        calls: Subgraphs by the attribute that shall hold them.
    """

    name: str
    inputs: list[int] = field(default_factory=list)
    outputs: list[int] = field(default_factory=list)
    attributes: dict[str, object] = field(default_factory=dict)
    calls: dict[str, list[int]] = field(default_factory=dict)


class OperatorReader:
    """Reads the operators of one file.

    Args:
        codes: Tables of the operator codes, None for one that is broken.
        log: Gets what is wrong with them.

    Attributes:
        custom: Names of the operators that are not builtin, as far as they were met.
    """

    def __init__(self, codes: list[Table | None], log: FindingLog) -> None:
        self._log = log
        self._codes = codes
        self._names: dict[int, str] = {}
        self.custom: dict[str, None] = {}

    def read(self, table: Table | None) -> Operation | None:
        """Reads one operator; None for a broken one, which is a finding."""
        if table is not None:
            try:
                return self._read(table)
            except BrokenError as error:
                self._log.add("malformed", "warning", f"An operator is left out: {error.message}")
                return None
        self._log.add("malformed", "warning", "An operator is left out: it cannot be read.")
        return None

    def _read(self, table: Table) -> Operation:
        operation = Operation(
            self._name(table.integer(_OPCODE, "I")),
            table.integers(_INPUTS),
            table.integers(_OUTPUTS),
        )
        for second, (kind, place) in enumerate(
            ((_OPTIONS_TYPE, _OPTIONS), (_OPTIONS_2_TYPE, _OPTIONS_2))
        ):
            fields = options(bool(second)).get(table.integer(kind, "B"))
            stored = table.table(place) if fields else None
            if fields and stored is not None:
                for each in fields:
                    _take(operation, each, stored)
        return operation

    def _name(self, index: int) -> str:
        found = self._names.get(index)
        if found is None:
            code = self._codes[index] if index < len(self._codes) else None
            if code is None:
                raise BrokenError(f"There is no operator code {index}.")
            found = self._names[index] = self._code(code)
        return found

    def _code(self, code: Table) -> str:
        number = max(code.integer(_OLD_CODE, "b"), code.integer(_CODE, "i"))
        if number == CUSTOM:
            name = code.text(_CUSTOM_CODE) or "CUSTOM"
            self.custom[name] = None
            return name
        return OPERATORS[number] if 0 <= number < len(OPERATORS) else f"BUILTIN_{number}"


def _take(operation: Operation, entry: OptionField, stored: Table) -> None:
    """Takes one option over."""
    if entry.code == "s":
        operation.attributes[entry.name] = stored.text(entry.number)
        return
    if entry.vector:
        numbers = stored.numbers(entry.number, entry.code) or []
        if entry.name in CALLS:
            operation.calls[CALLS[entry.name]] = [int(number) for number in numbers]
        else:
            operation.attributes[entry.name] = numbers
        return
    number = stored.number(entry.number, entry.code, entry.default)
    if entry.name in CALLS:
        operation.calls[CALLS[entry.name]] = [int(number)]
        return
    words = ENUMS.get(entry.name, ())
    if isinstance(number, float) and not math.isfinite(number):
        number = 0.0
    known = isinstance(number, int) and 0 <= number < len(words)
    operation.attributes[entry.name] = words[int(number)] if known else number
