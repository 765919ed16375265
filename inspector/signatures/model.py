"""A signature: patterns, conditions and what they say of a model."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

from inspector.errors import InspectorError
from inspector.patterns import Pattern, Span


class SignatureError(InspectorError):
    """A signature file that cannot be used.

    Attributes:
        span: Where in the file, counted from line 1.
        path: The file.
    """

    def __init__(
        self, code: str, message: str, span: Span, *, path: str = "", help: str = ""
    ) -> None:
        place = f"{path}:" if path else ""
        super().__init__(message, where=f"{place}{span.line}:{span.column}", help=help)
        self.code = code
        self.span = span
        self.path = path


class Form(Struct, frozen=True):
    """One of the forms a block may have.

    Attributes:
        pattern: What it looks like.
        attributes: What the fold exports: attribute → width variable, ``@node`` for the operator
            of a named node, or a constant.
        text: The pattern's text.
        line: Line of the file at which the text starts.
    """

    pattern: Pattern
    attributes: dict[str, Any] = field(default_factory=dict)
    text: str = ""
    line: int = 1


class Clause(Struct, frozen=True):
    """One condition of a family: a pattern and how often it must match.

    Attributes:
        name: Its name in ``where``.
        pattern: What is looked for.
        minimum, maximum: Number of matches (maximum None: any number).
        chained: Whether the matches must follow one another (then the longest chain counts).
        share: Least share of the data-flow nodes that the matches must cover.
        text: The pattern's text.
        line: Line of the file.
        means: What the clause looks for, in words; empty where nobody said.
    """

    name: str
    pattern: Pattern
    minimum: int = 1
    maximum: int | None = None
    chained: bool = False
    share: float = 0.0
    text: str = ""
    line: int = 1
    means: str = ""


class Example(Struct, frozen=True):
    """A model a signature must (or must not) match: a fixture's file name and match counts."""

    file: str
    matches: dict[str, int] = field(default_factory=dict)
    digest: str = ""


class Signature(Struct, frozen=True):
    """A block (a reusable part that folds) or a family (a statement about the model).

    Attributes:
        name: Identifier: CamelCase for blocks, snake_case for families.
        kind: ``block`` or ``family``.
        family: Id the verdict reports, empty when only architecture and type are told.
        forms: Of a block.
        inputs: Of a block: names of its input values in order.
        where, never, order: Of a family: clauses, patterns that must be absent, and
            (earlier, later) pairs of clause names.
        over: Families this one wins against when both match.
        category: Colour class of a block's fold.
        folds: Whether a block's matches become nodes; else they are evidence only and hide
            nothing from other signatures.
        path: File it came from.
        text: The file's text.
    """

    name: str
    kind: str
    title: str
    description: str = ""
    hallmark: str = ""
    architecture: str = ""
    type: str = ""
    family: str = ""
    part: str = ""
    forms: tuple[Form, ...] = ()
    inputs: tuple[str, ...] = ()
    where: tuple[Clause, ...] = ()
    never: tuple[Clause, ...] = ()
    order: tuple[tuple[str, str], ...] = ()
    over: tuple[str, ...] = ()
    category: str = "block"
    folds: bool = True
    references: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    counterexamples: tuple[Example, ...] = ()
    path: str = ""
    text: str = ""

    def patterns(self) -> list[Pattern]:
        """All patterns, negative ones included."""
        return [
            *(form.pattern for form in self.forms),
            *(clause.pattern for clause in self.where),
            *(clause.pattern for clause in self.never),
        ]
