"""What a pickle describes, as plain records: nothing of it is ever made or called.

``None``, ``bool``, ``int``, ``float``, ``str`` and ``bytes`` stand for themselves. Records compare
by identity, because a pickle may hold itself, and refer to each other like the objects would: a
walk over them must be iterative and remember where it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(slots=True, eq=False)
class Global:
    """A class or function that the pickle imports by name.

    Attributes:
        module: As stored.
        name: As stored, with dots where it is an attribute of an attribute.
        position: Of the opcode in the pickle.
    """

    module: str
    name: str
    position: int = -1

    @property
    def path(self) -> str:
        """Module and name with a dot between."""
        return f"{self.module}.{self.name}"


@dataclass(slots=True, eq=False)
class Extension:
    """Whatever the loading program has registered under a number with ``copyreg``."""

    code: int
    position: int = -1

    @property
    def path(self) -> str:
        """What stands for its unknown name."""
        return f"copyreg extension {self.code}"


@dataclass(slots=True, eq=False)
class Blob:
    """A long text or byte string, known by its place only."""

    position: int
    length: int
    is_text: bool = False


@dataclass(slots=True, eq=False)
class Persistent:
    """An object that the loading program finds by itself, such as a tensor's storage."""

    identifier: PickleValue
    position: int = -1


@dataclass(slots=True, eq=False)
class Buffer:
    """Bytes handed over beside the pickle (protocol 5)."""

    position: int = -1


@dataclass(slots=True, eq=False)
class Sequence:
    """A list, tuple, set or frozen set.

    Attributes:
        kind: ``list``, ``tuple``, ``set`` or ``frozenset``.
        items: In stored order.
    """

    kind: str
    items: list[PickleValue] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Mapping:
    """A dictionary; keys may be anything, hence pairs."""

    pairs: list[tuple[PickleValue, PickleValue]] = field(default_factory=list)

    def get(self, key: str) -> PickleValue:
        """The value stored last under a text, None when there is none."""
        return next((value for each, value in reversed(self.pairs) if each == key), None)

    def texts(self) -> Iterator[tuple[str, PickleValue]]:
        """Yields the pairs whose key is a text."""
        return ((key, value) for key, value in self.pairs if isinstance(key, str))


@dataclass(slots=True, eq=False)
class Instance:
    """What a call would have returned.

    Attributes:
        function: What would have been called.
        arguments: Its arguments, a tuple when the pickle is sound.
        keywords: Its keyword arguments (``NEWOBJ_EX``), else None.
        opcode: ``REDUCE``, ``NEWOBJ``, ``NEWOBJ_EX``, ``OBJ`` or ``INST``.
        position: Of that opcode.
        states: What it would have been given by ``BUILD``.
        items: What would have been appended or added to it.
        pairs: What would have been set in it.
    """

    function: PickleValue
    arguments: PickleValue
    keywords: PickleValue = None
    opcode: str = "REDUCE"
    position: int = -1
    states: list[PickleValue] = field(default_factory=list)
    items: list[PickleValue] = field(default_factory=list)
    pairs: list[tuple[PickleValue, PickleValue]] = field(default_factory=list)

    @property
    def path(self) -> str:
        """Of the class or function that makes it, empty when that is itself computed."""
        return self.function.path if isinstance(self.function, Global | Extension) else ""

    def argument(self, position: int) -> PickleValue:
        """One of the arguments, None where there are fewer."""
        given = self.arguments
        if isinstance(given, Sequence) and -len(given.items) <= position < len(given.items):
            return given.items[position]
        return None

    def state(self) -> Mapping:
        """The attributes it would have been given, by name, from all of its states."""
        merged = Mapping()
        for state in self.states:
            parts = state.items if isinstance(state, Sequence) else [state]
            for part in parts:
                if isinstance(part, Mapping):
                    merged.pairs += part.pairs
        return merged


PickleValue = (
    None
    | bool
    | int
    | float
    | str
    | bytes
    | Global
    | Extension
    | Blob
    | Persistent
    | Buffer
    | Sequence
    | Mapping
    | Instance
)


@dataclass(slots=True)
class Call:
    """Something that a loading program would have executed.

    Attributes:
        position: Of the opcode in the pickle.
        opcode: ``REDUCE``, ``INST``, ``OBJ``, ``NEWOBJ``, ``NEWOBJ_EX``, ``BUILD``, or the opcode
            that fills a container when what it fills is not one.
        function: What would have been called; of ``BUILD`` the object that would have been changed.
        arguments: With what.
    """

    position: int
    opcode: str
    function: PickleValue
    arguments: PickleValue


@dataclass(slots=True)
class Pickle:
    """A pickle as far as it could be followed.

    Attributes:
        value: What it describes, None when it breaks off.
        calls: All that would have been executed, in order.
        globals: All that would have been imported, in order.
        persistent: All objects that the loading program would have found by itself, in order.
        strings: Byte strings and texts that may hold pickles themselves, with positions.
        operations: How many opcodes were followed.
        end: First byte behind it.
        protocol: The protocol that it states.
        problem: Why it could not be followed to its end, empty when it could.
    """

    value: PickleValue = None
    calls: list[Call] = field(default_factory=list)
    globals: list[Global | Extension] = field(default_factory=list)
    persistent: list[Persistent] = field(default_factory=list)
    strings: list[tuple[int, bytes | Blob]] = field(default_factory=list)
    operations: int = 0
    end: int = 0
    protocol: int = 0
    problem: str = ""
