"""What the main module is called with, and what it returns."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from inspector.formats.torch.script.operators import Operators
from inspector.formats.torch.script.ranks import Rank
from inspector.formats.torch.script.values import Number, Parts, Tensor
from inspector.ir import Graph, Value

_NUMBERS = {"int": "i", "float": "f", "bool": "b"}
_DTYPES = {"i": "int64", "f": "float32", "b": "bool"}
_DEFAULT_INDICES = 2
"""Axes of what a table is looked up with, when nothing else tells: batch and position."""


class Inputs:
    """Makes the graph's inputs of a function's arguments.

    Args:
        graph: The main graph.
        ranks: What was found out of their ranks before.
    """

    def __init__(self, graph: Graph, ranks: Sequence[int | None]) -> None:
        self._graph = graph
        self._ranks = ranks
        self._tensors: list[Tensor] = []

    def make(self, method: ast.FunctionDef) -> list[object]:
        """The arguments after ``self``; those that may be left out are."""
        arguments = method.args.args[1:]
        required = len(method.args.args) - len(method.args.defaults) - 1
        return [
            self._argument(
                each.arg, "" if each.annotation is None else ast.unparse(each.annotation)
            )
            for each in arguments[: max(required, 0)]
        ]

    def _argument(self, name: str, kind: str) -> object:
        if kind.startswith("Optional["):
            kind = kind[len("Optional[") : -1]
        if kind in ("Tensor", "", "Any"):
            return self._tensor(name)
        if kind in _NUMBERS:
            letter = _NUMBERS[kind]
            value = Value(name, _DTYPES[letter], ())
            self._graph.inputs.append(value)
            return Number(letter, lambda: value)
        inner = kind.partition("[")[2][:-1]
        if kind.startswith("Tuple["):
            parts = _split(inner)
            return tuple(self._argument(f"{name}.{n}", part) for n, part in enumerate(parts))
        if kind.startswith("List["):
            return Parts(lambda count: self._listed(name, inner, count), guess=1, assumed=1)
        if kind.startswith("Dict["):
            value_kind = _split(inner)[-1]
            return _Asked(lambda key: self._argument(f"{name}.{key}", value_kind))
        return self._tensor(name)

    def _listed(self, name: str, kind: str, count: int) -> list[object]:
        return [self._argument(f"{name}.{place}", kind) for place in range(min(count, 64))]

    def _tensor(self, name: str) -> Tensor:
        place = len(self._tensors)
        known = self._ranks[place] if place < len(self._ranks) else None
        tensor = Tensor(Value(name), Rank(known))
        if known is not None:
            tensor.value.shape = (None,) * known
        self._tensors.append(tensor)
        self._graph.inputs.append(tensor.value)
        return tensor

    def settle(self) -> list[int | None]:
        """The ranks as they are known now."""
        for tensor, value in zip(self._tensors, self._values(), strict=True):
            if tensor.rank.number() is None and value.dtype == "int64":
                tensor.rank.settle(_DEFAULT_INDICES)
            number = tensor.rank.number()
            if number is not None:
                value.shape = (None,) * number
        return [tensor.rank.number() for tensor in self._tensors]

    def _values(self) -> list[Value]:
        """The graph's inputs that are tensors; one may have been changed in place since."""
        return [value for value in self._graph.inputs if value.shape != ()]


class _Asked(dict[object, object]):
    """A dictionary of inputs that come to be when they are asked for."""

    def __init__(self, make: object) -> None:
        super().__init__()
        self._make = make

    def get(self, key: object, default: object = None) -> object:
        """The input of a name."""
        if key not in self and callable(self._make):
            self[key] = self._make(key)
        return self[key]


def _split(kinds: str) -> list[str]:
    """The kinds between commas, brackets respected."""
    parts, depth, start = [], 0, 0
    for place, letter in enumerate(kinds):
        depth += (letter == "[") - (letter == "]")
        if letter == "," and depth == 0:
            parts.append(kinds[start:place].strip())
            start = place + 1
    return [*parts, kinds[start:].strip()]


def outputs_of(result: object, operators: Operators) -> list[Value]:
    """The values in what the main module returns."""
    operators.budget.step()
    if isinstance(result, Tensor | Number):
        found = operators.argument(result)
        return [found] if isinstance(found, Value) else []
    if isinstance(result, Parts):
        return outputs_of(result.take(), operators)
    if isinstance(result, dict):
        return outputs_of(list(result.values()), operators)
    if isinstance(result, list | tuple):
        return [value for each in result[:1024] for value in outputs_of(each, operators)]
    return []
