"""A signature as a display graph: the picture of what it looks for.

Operators are boxes, names that no statement defines are inputs. A form, a clause of a family and
each option of "this or that" is a frame; weights are not drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from inspector.analysis.categories import category_of
from inspector.analysis.shelf.pages import wanted_of
from inspector.layout.display import Box, BoxKind, DisplayGraph, Edge
from inspector.patterns.syntax import (
    Alternative,
    Anything,
    Call,
    Comparison,
    Constant,
    Expression,
    Literal,
    Pattern,
    Variable,
)
from inspector.patterns.write import write_comparison
from inspector.signatures import Library, Signature

MOST = 600
"""Boxes in one picture at most."""
_LONGEST = 40
_SIGNS = {"Add": "+", "Sub": "−", "Mul": "×", "Div": "÷"}

Ends = list[tuple[int, str]]
"""Boxes that may make a value, each with what the edge from it is labelled with."""


def draw(signature: Signature, library: Library) -> DisplayGraph:
    """Draws a signature.

    Args:
        signature: A block or a family.
        library: For the categories of the blocks it names.
    """
    drawing = _Drawing(lambda name: _category(library, name))
    if signature.kind == "block":
        several = len(signature.forms) > 1
        for number, form in enumerate(signature.forms, start=1):
            frame = drawing.frame(f"Form {number}", "", "block") if several else -1
            drawing.pattern(form.pattern, frame)
        return drawing.graph
    ends: dict[str, tuple[list[int], list[int]]] = {}
    for clause in signature.where:
        frame = drawing.frame(clause.name, wanted_of(clause), "block")
        ends[clause.name] = drawing.pattern(clause.pattern, frame)
    for clause in signature.never:
        frame = drawing.frame(_cut(clause.means) or clause.name, "must be absent", "control")
        drawing.pattern(clause.pattern, frame)
    for earlier, later in signature.order:
        if earlier in ends and later in ends:
            for source in ends[earlier][1][:1]:
                for target in ends[later][0][:1]:
                    drawing.graph.edges.append(Edge(source, target, "then"))
    return drawing.graph


def _category(library: Library, name: str) -> str:
    block = library.signatures.get(name)
    return category_of(name) if block is None or block.kind != "block" else block.category


@dataclass(slots=True)
class _Drawing:
    """The boxes made so far.

    Attributes:
        category: Of an operator or a block.
        graph: What is drawn.
        first: Boxes that read what the pattern does not make, of the pattern being drawn.
        known: What makes each name, of the pattern being drawn.
    """

    category: Callable[[str], str]
    graph: DisplayGraph = field(default_factory=lambda: DisplayGraph([], []))
    first: list[int] = field(default_factory=list)
    known: dict[str, Ends] = field(default_factory=dict)

    def frame(self, title: str, detail: str, category: str, parent: int = -1) -> int:
        """An open box."""
        return self.box("fold", title, detail, category, parent, is_open=True)

    def pattern(self, pattern: Pattern, parent: int) -> tuple[list[int], list[int]]:
        """Draws a pattern; returns the boxes at its begin and those of its result."""
        self.first, self.known = [], {}
        for definition in pattern.definitions:
            if isinstance(definition.value, Variable) and definition.value.name not in self.known:
                self.known[definition.value.name] = self._input(definition.value, parent)
            ends = self._expression(definition.value, parent)
            for port, name in enumerate(definition.names):
                several = len(definition.names) > 1
                self.known[name] = [(b, f"output {port + 1}" if several else "") for b, _ in ends]
        result = [box for box, _ in self.known.get(pattern.result, [])]
        return self.first or result, result

    def box(
        self,
        kind: BoxKind,
        label: str,
        detail: str,
        category: str,
        parent: int,
        *,
        is_open: bool = False,
        signature: str = "",
    ) -> int:
        """One box more; its id."""
        number = len(self.graph.boxes)
        self.graph.boxes.append(
            Box(number, kind, label, detail, category, parent, is_open, 1, signature)
        )
        return number

    def _expression(self, expression: Expression, parent: int) -> Ends:
        """What makes the value of an expression; nothing for what is not drawn."""
        if len(self.graph.boxes) >= MOST or isinstance(expression, Anything | Constant | Literal):
            return []
        if isinstance(expression, Variable):
            if expression.name not in self.known:
                self.known[expression.name] = self._input(expression, parent)
            return self.known[expression.name]
        if isinstance(expression, Alternative):
            return self._alternative(expression, parent)
        return self._call(expression, parent)

    def _input(self, variable: Variable, parent: int) -> Ends:
        detail = _cut(", ".join(_constraint(c) for c in variable.constraints))
        return [(self.box("input", variable.name, detail, "input", parent), "")]

    def _alternative(self, alternative: Alternative, parent: int) -> Ends:
        drawn = [o for o in alternative.options if isinstance(o, Call | Alternative)]
        if not drawn:
            return [end for o in alternative.options for end in self._expression(o, parent)]
        frame = self.frame("This or that", "", "other", parent)
        ends: Ends = []
        for number, option in enumerate(alternative.options, start=1):
            if isinstance(option, Constant | Literal | Anything):
                told = "any constant" if isinstance(option, Constant) else _told(option)
                ends.append((self.box("operator", told, "", "constant", frame), f"or {number}"))
                continue
            ends += [(box, f"or {number}") for box, _ in self._expression(option, frame)]
        return ends

    def _call(self, call: Call, parent: int) -> Ends:
        names = call.operators
        label = _cut(" or ".join(names)) if names else "any operator"
        category = self.category(names[0]) if names else "other"
        block = names[0] if len(names) == 1 else ""
        made = [self._expression(argument, parent) for argument in call.arguments]
        box = self.box("operator", label, _detail(call), category, parent, signature=block)
        several = sum(bool(ends) for ends in made) > 1 and not set(names) <= {"Add", "Mul"}
        for port, ends in enumerate(made, start=1):
            for source, note in ends:
                told = note or (f"input {port}" if several else "")
                self.graph.edges.append(Edge(source, box, told))
        if not any(made) or all(self.graph.boxes[s].kind == "input" for e in made for s, _ in e):
            self.first.append(box)
        return [(box, f"output {call.port + 1}" if call.port is not None else "")]


def _detail(call: Call) -> str:
    """Constraints, numbers and how often, in one line."""
    parts = [_constraint(constraint) for constraint in call.constraints]
    if len(call.operators) == 1 and call.operators[0] in _SIGNS:
        sign = _SIGNS[call.operators[0]]
        parts += [f"{sign} {_told(a)}" for a in call.arguments if isinstance(a, Literal)]
    if call.optional:
        parts.append("or nothing")
    elif (call.minimum, call.maximum) != (1, 1):
        most = call.maximum
        parts.append(f"{call.minimum} to {most} in a row" if most else f"{call.minimum}+ in a row")
    if call.sealed:
        parts.append("read by nothing else")
    return _cut(", ".join(parts))


def _constraint(constraint: Comparison) -> str:
    """A constraint, its signs as words where they are not arithmetic."""
    if constraint.operator == "unset":
        return f"no {constraint.key}"
    return write_comparison(constraint).replace("!=", " ≠ ")


def _told(expression: Literal | Anything) -> str:
    return f"{expression.value:g}" if isinstance(expression, Literal) else "anything"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
