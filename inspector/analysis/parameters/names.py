"""Parameters by the ends of their names, numbers that count layers left open."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_SEPARATORS = re.compile(r"[./]")
_VARIABLE = re.compile(r":\d+$")
_COUNTED = re.compile(r"_\d+$")
_MOST_PARTS = 24

Shape = tuple[int, ...]


@dataclass(slots=True)
class Group:
    """Parameters that differ in nothing but the number of their layer.

    Attributes:
        template: Their name with ``*`` for numbers.
        shapes: How many parameters there are of each shape.
        nodes: Modules that own them.
    """

    template: str
    shapes: dict[Shape, list[int]] = field(default_factory=dict)

    def nodes(self) -> list[int]:
        """Stored indices of the modules that own them."""
        return [node for owners in self.shapes.values() for node in owners]

    def size(self) -> int:
        """Number of elements of them all."""
        return sum(math.prod(shape) * len(owners) for shape, owners in self.shapes.items())


class Names:
    """All parameters of a model.

    Args:
        parameters: Name, shape and the index of the module that owns it.
    """

    def __init__(self, parameters: Iterable[tuple[str, Shape, int]]) -> None:
        self.groups: dict[str, Group] = {}
        self.count = 0
        for name, shape, node in parameters:
            template = template_of(name)
            group = self.groups.setdefault(template, Group(template))
            group.shapes.setdefault(shape, []).append(node)
            self.count += 1
        self._ends: dict[str, list[Group]] = {}
        for group in self.groups.values():
            for end in _ends(group.template):
                self._ends.setdefault(end, []).append(group)

    def ending(self, names: Iterable[str]) -> list[Group]:
        """Groups whose name ends with one of these, at a boundary of its parts."""
        return [group for name in names for group in self._ends.get(name, ())]


def template_of(name: str) -> str:
    """A name with ``*`` for numbers: ``encoder.layer.*.output.dense.weight``."""
    parts = _SEPARATORS.split(_VARIABLE.sub("", name), _MOST_PARTS)
    return ".".join("*" if part.isdecimal() else _COUNTED.sub("_*", part) for part in parts)


def _ends(template: str) -> Iterator[str]:
    yield template
    at = template.find(".")
    while at >= 0:
        yield template[at + 1 :]
        at = template.find(".", at + 1)
