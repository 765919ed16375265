"""What PyTorch calls the arguments of its operators, for formats that give them by place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(slots=True, frozen=True)
class Schema:
    """One overload of an operator.

    Attributes:
        arguments: Names in order.
        kinds: A letter for the type of each: t tensor, n number, i int, f float, b bool, s text,
            d anything else; a capital is a list.
        results: The same for what it returns.
    """

    arguments: tuple[str, ...]
    kinds: str
    results: str


@cache
def _table() -> dict[str, list[Schema]]:
    """Overloads by operator, the domain before it unless it is ``aten``."""
    text = files("inspector.formats.torch").joinpath("schemas.txt").read_text("ascii")
    table: dict[str, list[Schema]] = {}
    for line in text.splitlines():
        name, _, rest = line.partition("(")
        given, _, results = rest.partition(")")
        pairs = [each.partition(":") for each in given.split()]
        schema = Schema(
            tuple(pair[0] for pair in pairs), "".join(pair[2] for pair in pairs), results
        )
        table.setdefault(name, []).append(schema)
    return table


Fits = Callable[[str, object], bool]
"""Whether what is given may stand for an argument of a kind."""


def choose(name: str, given: Sequence[object], named: Sequence[str], fits: Fits) -> Schema | None:
    """The overload that a call means.

    Args:
        name: The operator without a mark of working in place.
        given: Arguments by place.
        named: Names of the others.
        fits: Tells whether an argument fits a kind.

    Returns:
        The shortest one that takes all arguments, None when the operator is not known or none does.
    """
    found = [
        schema
        for schema in _table().get(name, ())
        if len(given) <= len(schema.arguments)
        and all(each in schema.arguments for each in named)
        and all(map(fits, schema.kinds, given))
    ]
    return min(found, key=lambda schema: len(schema.arguments), default=None)


def is_known(name: str) -> bool:
    """Whether there is an operator of this name."""
    return name in _table()
