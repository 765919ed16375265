"""Names and what they mean in a graph and the graphs nested in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from inspector.ir import Value


@dataclass(slots=True)
class Scope:
    """The values of one graph by name.

    Attributes:
        outer: Scope of the graph that holds this one.
        values: Inputs, initializers and what the nodes make.
        undefined: Names that nothing defines, in the order they were met.
        described: Element type and shape that the file gives for a name.
    """

    outer: Scope | None = None
    values: dict[str, Value] = field(default_factory=dict)
    undefined: dict[str, Value] = field(default_factory=dict)
    described: dict[str, tuple[str, tuple[int | str | None, ...] | None]] = field(
        default_factory=dict
    )

    def make(self, name: str) -> Value:
        """A new value with what the file says of its name."""
        known = self.described.get(name)
        return Value(name, known[0], known[1]) if known else Value(name)

    def define(self, value: Value) -> bool:
        """Gives a value its name; tells whether the name was free."""
        return self.values.setdefault(value.name, value) is value

    def find(self, name: str) -> Value:
        """The value a name means here, a new one without producer when nothing defines it."""
        scope: Scope | None = self
        while scope is not None:
            found = scope.values.get(name)
            if found is not None:
                return found
            scope = scope.outer
        if name not in self.undefined:
            self.undefined[name] = self.make(name)
        return self.undefined[name]
