"""Calls of operators become nodes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from inspector.formats.limits import Limits
from inspector.formats.torch.dtypes import SCALAR_TYPES
from inspector.formats.torch.nodes import NodeMaker
from inspector.formats.torch.schemas import Schema, choose
from inspector.formats.torch.script.budget import Budget
from inspector.formats.torch.script.deductions import deduce
from inspector.formats.torch.script.ranks import Rank
from inspector.formats.torch.script.values import STATE, Module, Number, Opaque, Parts, Tensor
from inspector.ir import Graph, Initializer, Value

_DTYPES = {"i": "int64", "f": "float32", "b": "bool", "n": "float32"}
_COMPARISONS = frozenset(
    "eq ne lt le gt ge __not__ __and__ __or__ __contains__ Bool is_nonzero".split()
)
_FRACTIONS = frozenset("div true_divide Float sqrt exp log sin cos log2 pow FloatImplicit".split())
_VIEWS = frozenset({"select", "slice", "narrow"})
_SIZES = ("shape", "size", "sizes", "repeats")
_PACKED = "__torch__.torch.classes."
_MOST_PACKED = 16


@dataclass(slots=True)
class Journal:
    """What was changed, so that a branch can be undone."""

    tensors: list[tuple[Tensor, Value]] = field(default_factory=list)
    attributes: list[tuple[Module, str, object]] = field(default_factory=list)


class Operators:
    """Adds nodes for calls to the graph that is being filled.

    Args:
        main: The main graph, which holds all initializers.
        nodes: Numbers the nodes.
        limits: How long texts may be.
    """

    def __init__(self, main: Graph, nodes: NodeMaker, limits: Limits) -> None:
        self.main = main
        self.graph = main
        self.nodes = nodes
        self.journal = Journal()
        self.budget = Budget()
        self.scope = ""
        self.ranked: list[tuple[Value, Rank]] = []
        """Every tensor that was made, and its rank, which may be found out later."""
        self._limits = limits
        self._constants = 0

    def call(
        self, name: str, given: Sequence[object], named: Mapping[str, object], count: int = 0
    ) -> object:
        """Adds a node for an operator that depends on the input.

        Args:
            name: The operator, its domain before it unless it is ``aten``.
            given: Arguments by place.
            named: Arguments by name.
            count: Results, when their number is told by what takes them.
        """
        domain, _, op = name.rpartition(".")
        domain = domain or "aten"
        in_place = op.endswith("_") and not op.endswith("__")
        plain = op.rstrip("_") if in_place else op
        schema = choose(f"{domain}.{plain}" if domain != "aten" else plain, given, [*named], _fits)
        arguments = _named(schema, given, named)
        for each in [*arguments.values()]:
            if isinstance(each, Module) and each.class_name.startswith(_PACKED):
                arguments |= {k: v for k, v in each.attributes.items() if k != STATE}
        if plain == "size" and domain == "aten" and "dim" not in arguments:
            return self._sizes(given[0])
        results = schema.results if schema is not None else "t"
        if schema is None and all(not isinstance(each, Tensor | Parts | list) for each in given):
            return self._number(domain, plain, arguments)
        if results == "T":
            return self._parts(domain, plain, arguments)
        if results and results[0] in "ifbn" and len(results) == 1:
            return self._number(domain, plain, arguments, results)
        made = [self._result(letter, plain, arguments) for letter in results or "t"]
        values = [each.value if isinstance(each, Tensor) else Value("") for each in made]
        self._add(domain, op, arguments, values)
        source = next((each for each in given[:1] if isinstance(each, Tensor)), None)
        if in_place and source is not None:
            self.assign(source, values[0])
            return source
        if plain in _VIEWS and source is not None and isinstance(made[0], Tensor):
            made[0].base, made[0].view = source, (plain, arguments)
        return made[0] if len(made) == 1 else tuple(made)

    def packed(self, name: str, given: Sequence[object], named: Mapping[str, object]) -> Module:
        """A weight packed for an operator: its tensors, and the other arguments of the packing."""
        schema = choose(name, given, [*named], _fits)
        arguments = _named(schema, given, named)
        tensors = [each for each in arguments.values() if isinstance(each, Tensor)]
        plain = {k: v for k, v in arguments.items() if isinstance(v, int | list)}
        return Module(f"{_PACKED}prepacked", {**plain, STATE: tensors})

    def _result(self, letter: str, op: str, arguments: Mapping[str, object]) -> object:
        if letter not in "t" and letter not in "ifbn":
            return Opaque(op)
        tensor = Tensor(Value("", "unknown"), Rank())
        if letter in "ifbn":
            value = tensor.value
            return Number(letter, lambda: value)
        deduce(op, arguments, tensor)
        self.ranked.append((tensor.value, tensor.rank))
        return tensor

    def _add(
        self, domain: str, op: str, arguments: Mapping[str, object], values: list[Value]
    ) -> None:
        index = self.nodes.reserve()
        listed = [(name, self.argument(given, name)) for name, given in arguments.items()]
        self.nodes.add(self.graph, (domain, op), listed, values, scope=self.scope, index=index)

    def _number(
        self, domain: str, op: str, arguments: Mapping[str, object], kind: str = ""
    ) -> Number:
        """A number; its node is added when something needs the number, and once."""
        kinds = {each.kind for each in arguments.values() if isinstance(each, Number)}
        kinds |= {"f" for each in arguments.values() if isinstance(each, float)}
        if op in _COMPARISONS:
            kind = "b"
        elif op in _CASTS:
            kind = _CASTS[op]
        elif not kind:
            kind = "f" if op in _FRACTIONS or "f" in kinds else "i"
        made: list[Value] = []

        def make() -> Value:
            if not made:
                value = Value("", _DTYPES.get(kind, "unknown"), ())
                self._add(domain, op, arguments, [value])
                made.append(value)
            return made[0]

        return Number(kind, make)

    def _sizes(self, source: object) -> object:
        """The sizes of a tensor: as many as it has axes."""
        if not isinstance(source, Tensor):
            return Opaque("size")

        def at(place: int) -> object:
            number = source.rank.number()
            place = place + number if place < 0 and number is not None else place
            return self._number("aten", "size", {"self": source, "dim": place}, "i")

        def make(count: int) -> list[object]:
            source.rank.settle(count)
            return [at(place) for place in range(count)]

        def whole() -> Value:
            value = Value("", "int64", None)
            self._add("aten", "size", {"self": source}, [value])
            return value

        return Parts(make, 4, at, whole, source.rank.number)

    def _parts(self, domain: str, op: str, arguments: Mapping[str, object]) -> Parts:
        """A list of tensors; the node is added when the number of them is known."""
        known: int | None = None
        sizes = arguments.get("split_sizes", arguments.get("split_size"))
        if isinstance(arguments.get("chunks"), int):
            known = int(str(arguments["chunks"]))
        elif isinstance(sizes, list):
            known = len(sizes)

        def make(count: int) -> list[object]:
            made = [self._result("t", op, arguments) for _ in range(count)]
            values = [each.value for each in made if isinstance(each, Tensor)]
            self._add(domain, op, arguments, values)
            return made

        return Parts(make, known or 2, length=lambda: known)

    def argument(self, given: object, name: str = "") -> object:
        """What a node is called with for something that a variable holds."""
        self.budget.step()
        if isinstance(given, Tensor):
            return self.value(given)
        if isinstance(given, Number):
            return given.make()
        if isinstance(given, Parts):
            if given.whole is not None and not given.made:
                return given.whole()
            return [self.argument(each) for each in given.take()]
        if isinstance(given, list | tuple):
            return [self.argument(each) for each in given]
        if isinstance(given, Module) and given.class_name.startswith(_PACKED):
            return [self.value(tensor) for tensor in _tensors(given)]
        if name == "dtype" and isinstance(given, int):
            return SCALAR_TYPES.get(given, "unknown")
        if isinstance(given, bool | int | float | str):
            return given[: self._limits.name_bytes] if isinstance(given, str) else given
        return None

    def value(self, tensor: Tensor) -> Value:
        """The value of a tensor; a constant becomes one of the main graph's initializers."""
        value = tensor.value
        if value.initializer is not None and self.main.initializers.get(value.name) is not value:
            while value.name in self.main.initializers:
                self._constants += 1
                value.name = f"{value.name.partition('#')[0]}#{self._constants}"
            self.main.initializers[value.name] = value
        return value

    def constant(self, number: float) -> Value:
        """A known number as a value."""
        data = np.asarray(number)
        value = Value(
            "number", str(data.dtype), (), initializer=Initializer(str(data.dtype), (), data=data)
        )
        return self.value(Tensor(value, Rank(0)))

    def assign(self, tensor: Tensor, value: Value) -> None:
        """Gives a tensor another value, and what it is a part of."""
        self.journal.tensors.append((tensor, tensor.value))
        tensor.value = value
        base = tensor.base
        if base is None or tensor.view is None:
            return
        op, arguments = tensor.view
        changed = Value("", "unknown")
        listed = {**arguments, "self": base, "src": tensor}
        self._add("aten", f"{op}_scatter", listed, [changed])
        self.assign(base, changed)


def _tensors(packed: Module) -> list[Tensor]:
    """The tensors in a packed weight: of a convolution its parameters, then weight and bias."""
    found: list[Tensor] = []
    waiting: list[object] = [packed.attributes.get(STATE)]
    while waiting and len(found) < _MOST_PACKED:
        each = waiting.pop()
        if isinstance(each, Tensor):
            found.append(each)
        elif isinstance(each, list | tuple):
            waiting += each[:_MOST_PACKED][::-1]
    return found


def _named(
    schema: Schema | None, given: Sequence[object], named: Mapping[str, object]
) -> dict[str, object]:
    """Arguments by name; those of an unknown operator by place."""
    if schema is None:
        names: Sequence[str] = [f"argument{place}" for place in range(len(given))]
        if 1 <= len(given) <= 2:
            names = ("self", "other")
    else:
        names = schema.arguments
    return {**dict(zip(names, given, strict=False)), **named}


_CASTS = {"Int": "i", "Float": "f", "Bool": "b"}


def _fits(kind: str, given: object) -> bool:
    """Whether something may stand for an argument of a kind."""
    if given is None or kind == "d":
        return True
    if isinstance(given, Parts):
        return kind in "TI"
    if isinstance(given, list | tuple):
        return kind.isupper() and all(_fits(kind.lower(), each) for each in given)
    if isinstance(given, Tensor):
        return kind == "t"
    if isinstance(given, bool):
        return kind in "bni"
    if isinstance(given, Number):
        return kind in ("n", "f") or kind == given.kind or (kind in "ib" and given.kind in "ib")
    if isinstance(given, int):
        return kind in "nif"
    if isinstance(given, float):
        return kind in "nf"
    return kind == "s" if isinstance(given, str) else True
