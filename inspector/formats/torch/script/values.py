"""What variables hold while code is followed.

Numbers, texts, None, lists, tuples and dictionaries stand for themselves, as far as they are
known; everything that depends on the network's input is a ``Tensor`` or a ``Number``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from inspector.formats.torch.script.ranks import Rank
from inspector.ir import Value


@dataclass(slots=True, eq=False)
class Tensor:
    """A tensor; an operator that works in place gives it another value.

    Attributes:
        value: What it is now.
        rank: Its number of axes, perhaps found out later.
        base: The tensor that it is a part of, so that a change shows there too.
        view: The operator that took it out of that one, with its arguments.
    """

    value: Value
    rank: Rank
    base: Tensor | None = None
    view: tuple[str, Mapping[str, object]] | None = None


@dataclass(slots=True, eq=False)
class Number:
    """A number (or truth value) that depends on the input.

    Attributes:
        kind: ``i``, ``f`` or ``b``.
        make: Gives its value, adding the nodes that it takes.
    """

    kind: str
    make: Callable[[], Value]


@dataclass(slots=True, eq=False)
class Parts:
    """A list whose length is told by what takes it apart: the sizes or the pieces of a tensor.

    Attributes:
        make: Gives so many entries.
        guess: The length where nothing tells it.
        at: Gives one entry by its place, where that does not take all of them.
        whole: Gives the list as one value.
        length: Gives its length when it is known by now.
        assumed: How often a loop over it is followed where nothing tells its length.
    """

    make: Callable[[int], list[object]]
    guess: int = 2
    at: Callable[[int], object] | None = None
    whole: Callable[[], Value] | None = None
    length: Callable[[], int | None] | None = None
    assumed: int | None = None
    made: list[object] = field(default_factory=list)

    def known_length(self) -> int | None:
        """How many entries there are, as far as is known."""
        if self.made:
            return len(self.made)
        return self.length() if self.length is not None else None

    def take(self, count: int | None = None) -> list[object]:
        """The entries, when there are so many."""
        wanted = count or self.known_length() or self.guess
        if len(self.made) != wanted:
            self.made = self.make(wanted)
        return self.made

    def last(self, bounds: Sequence[object]) -> list[object] | None:
        """The last entries of a list of unknown length, None where it takes the length."""
        start = bounds[0] if bounds else None
        if not isinstance(start, int) or not -16 < start < 0 or bounds[1:] not in ([], [None]):
            return None
        if self.at is None or self.known_length() is not None:
            return None
        return [self.at(place) for place in range(start, 0)]

    def item(self, place: int) -> object:
        """One entry."""
        if self.made and -len(self.made) <= place < len(self.made):
            return self.made[place]
        if self.at is not None:
            return self.at(place)
        least = place + 1 if place >= 0 else -place
        return self.take(max(least, self.known_length() or self.guess))[place]


@dataclass(slots=True, eq=False)
class Module:
    """An object with attributes: a module of the network, or another class's.

    Attributes:
        class_name: In full.
        attributes: By name.
        path: From the main module to it.
    """

    class_name: str
    attributes: dict[str, object]
    path: str = ""


@dataclass(slots=True, frozen=True)
class Symbol:
    """A dotted name that is no variable: a function, a class, a namespace."""

    name: str


@dataclass(slots=True, eq=False)
class Method:
    """A function of an object."""

    owner: object
    name: str


@dataclass(slots=True, frozen=True)
class Opaque:
    """Something that is neither tensor nor number, and of no interest (a device, a generator).

    Attributes:
        text: What it is.
        rank: The rank that it is, or that it is compared with a number.
        wanted: That number.
        assumed: How often a loop is followed that is repeated so often.
    """

    text: str = ""
    rank: Rank | None = None
    wanted: int | None = None
    assumed: int | None = None


UNSET = Opaque("unset")
"""What a variable holds that no branch has given a value."""

STATE = "__state__"
"""Attribute under which an object holds what it was stored as, when that is not its attributes."""
