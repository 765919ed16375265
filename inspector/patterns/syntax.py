"""The syntax tree of a pattern. ``signatures/LANGUAGE.md`` says what each form means."""

from __future__ import annotations

from msgspec import Struct, field


class Span(Struct, frozen=True, tag=True):
    """Where something stands in a pattern's text; lines and columns count from 1.

    ``end_column`` is exclusive.
    """

    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1


class Width(Struct, frozen=True, tag=True):
    """An arithmetic term over width variables: ``factor · variable / divisor + offset``.

    Without a variable it is the number ``offset``.
    """

    variable: str = ""
    factor: int = 1
    divisor: int = 1
    offset: float = 0


Term = Width | str | None
"""A constraint's right side: a number or width, a word, or None for "anything"."""


class Comparison(Struct, frozen=True, tag=True):
    """One constraint of ``[...]``.

    Attributes:
        key: Attribute name, or ``shape``, ``rank``, ``dtype``, ``size`` of a value.
        operator: ``=``, ``!=``, ``<``, ``<=``, ``>``, ``>=``, ``in``, ``range``, ``set`` (a bare
            key: present and not zero) or ``unset`` (``!key``).
        terms: Right side: one term, the entries of a tuple or set, or both ends of a range.
        is_tuple: Whether the right side is a tuple (compared entry by entry).
    """

    key: str
    operator: str
    terms: tuple[Term, ...] = ()
    is_tuple: bool = False
    span: Span = field(default_factory=Span)


class Anything(Struct, frozen=True, tag=True):
    """``_``: any value, or an omitted input."""

    span: Span = field(default_factory=Span)


class Variable(Struct, frozen=True, tag=True):
    """``x``: the same name is the same value everywhere in the pattern."""

    name: str
    constraints: tuple[Comparison, ...] = ()
    sealed: bool = False
    span: Span = field(default_factory=Span)


class Constant(Struct, frozen=True, tag=True):
    """``$w``: a value that depends on constants only; a bare ``$`` is any of them."""

    name: str = ""
    constraints: tuple[Comparison, ...] = ()
    span: Span = field(default_factory=Span)


class Literal(Struct, frozen=True, tag=True):
    """A number: a constant all of whose elements are it (to 0.2 %)."""

    value: float
    span: Span = field(default_factory=Span)


class Call(Struct, frozen=True, tag=True):
    """A node: operator(s), attribute constraints, ordered inputs, and which output is meant.

    Attributes:
        operators: One of these; empty for any operator.
        arguments: In port order; for variadic ones see ``open_start`` and ``open_end``.
        name: Binds the node, so that its operator can be exported as an attribute.
        optional: ``Op?(x)``: the node or just its first argument.
        minimum, maximum: ``Op{2..4}(x)``: a chain of so many (maximum None: any number).
        port: The output read, None for any or the one a definition names.
        open_start, open_end: ``(..., x, ...)``: further inputs may stand before or after.
        sealed: The value has no other readers.
        nary: ``a + b + c``: a tree of binary nodes, flattened.
    """

    operators: tuple[str, ...]
    arguments: tuple[Expression, ...] = ()
    constraints: tuple[Comparison, ...] = ()
    name: str = ""
    optional: bool = False
    minimum: int = 1
    maximum: int | None = 1
    port: int | None = None
    open_start: bool = False
    open_end: bool = False
    sealed: bool = False
    nary: bool = False
    span: Span = field(default_factory=Span)


class Alternative(Struct, frozen=True, tag=True):
    """``a | b``: the first that matches."""

    options: tuple[Expression, ...]
    sealed: bool = False
    span: Span = field(default_factory=Span)


Expression = Anything | Variable | Constant | Literal | Call | Alternative


class Definition(Struct, frozen=True, tag=True):
    """``a, b = expression``: names for the outputs of a node, or one for a value."""

    names: tuple[str, ...]
    value: Expression
    span: Span = field(default_factory=Span)


class Negative(Struct, frozen=True, tag=True):
    """``not expression``: nothing of this kind stands around the bound values."""

    value: Expression
    span: Span = field(default_factory=Span)


class Distinct(Struct, frozen=True, tag=True):
    """``x != y``: the two names are different values."""

    first: str
    second: str
    span: Span = field(default_factory=Span)


class Pattern(Struct, frozen=True, tag=True):
    """Statements; the value of the last definition (or ``out``) is the pattern's result."""

    definitions: tuple[Definition, ...]
    negatives: tuple[Negative, ...] = ()
    distinct: tuple[Distinct, ...] = ()

    @property
    def result(self) -> str:
        """Name of the result."""
        for definition in self.definitions:
            if "out" in definition.names:
                return "out"
        return self.definitions[-1].names[0]
