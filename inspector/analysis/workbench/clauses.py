"""The clause tree of a draft: every part of its patterns, where it stands and what it bound."""

from __future__ import annotations

from inspector.analysis.evidence import attributes_text
from inspector.analysis.workbench.draft_patterns import Draft, Written, home_match, span_in_file
from inspector.analysis.workbench.matched import stored_of
from inspector.analysis.workbench.records import Clause, Place
from inspector.matching.state import Binding
from inspector.patterns.places import Path, children, statements
from inspector.patterns.syntax import (
    Alternative,
    Anything,
    Call,
    Definition,
    Expression,
    Span,
    Variable,
)
from inspector.patterns.write import write_comparison, write_expression, write_operators

_MOST = 400
"""Matches per pattern whose nodes are told."""


def clause_tree(draft: Draft) -> list[Clause]:
    """One tree per pattern."""
    return [_pattern(draft, written) for written in draft.patterns]


class _Nodes:
    """What the parts of one pattern bound, match by match, the selection's match first."""

    def __init__(self, draft: Draft, written: Written) -> None:
        self.graph = draft.graph
        home = home_match(draft)
        bindings = written.part.bindings[:_MOST]
        self.bindings = sorted(
            bindings, key=lambda b: home.isdisjoint(stored_of(draft.graph, b)) if home else False
        )
        self.maps = [written.part.nodes(binding) for binding in self.bindings]
        self.registers = written.part.plan.registers

    def at(self, path: Path) -> list[list[int]]:
        """Stored nodes per match."""
        return [self.graph.stored(m[path]) for m in self.maps if path in m]

    def whole(self) -> list[list[int]]:
        """Stored nodes of each match."""
        return [stored_of(self.graph, binding) for binding in self.bindings]

    def first(self, path: Path) -> int:
        """The node of the first match, -1 for none."""
        return next((m[path] for m in self.maps if path in m), -1)

    def value(self, name: str) -> int:
        """The value of a name in the first match, -1 for none."""
        binding = next(iter(self.bindings), None)
        return value_of(binding, self.registers, name)


def value_of(binding: Binding | None, registers: list[str], name: str) -> int:
    """The value that a name is bound to, -1 for none."""
    if binding is None or name not in registers:
        return -1
    return binding.values[registers.index(name)]


def _pattern(draft: Draft, written: Written) -> Clause:
    nodes = _Nodes(draft, written)
    whole = nodes.whole()
    count = len(written.part.bindings)
    names = {"form": f"Form {written.number + 1}", "never": "never"}
    title = names.get(written.section) or written.name
    if written.section == "form" and len(draft.patterns) == 1:
        title = "Pattern"
    bound = "names operators only" if written.plain else f"{count} matches"
    lines = written.text.strip().count("\n")
    root = Clause(
        Place(written.section, written.number), title, "1 match" if count == 1 else bound,
        written.span.line, written.span.column, written.span.line + lines, 10_000, whole,
    )  # fmt: skip
    for number, statement in enumerate(statements(written.part.pattern)):
        root.children.append(_statement(nodes, written, number, statement))
    return root


def _statement(nodes: _Nodes, written: Written, number: int, statement: object) -> Clause:
    if isinstance(statement, Definition):
        head = f"{', '.join(statement.names)} = "
        return _expression(nodes, written, (number,), statement.value, head)
    return _expression(nodes, written, (number,), statement.value, "not ")  # type: ignore[attr-defined]


def _expression(
    nodes: _Nodes, written: Written, path: Path, expression: Expression, head: str = ""
) -> Clause:
    place = Place(written.section, written.number, path)
    title, bound = head + _title(expression), ""
    if isinstance(expression, Call):
        node = nodes.first(path)
        if node >= 0:
            graph = nodes.graph
            bound = ", ".join(
                w for w in (graph.ops[node], attributes_text(graph.attributes[node])) if w
            )
    clause = _clause(written, place, title, bound, expression.span)
    clause.nodes = nodes.at(path)
    if isinstance(expression, Call):
        _constraints(nodes, written, path, expression, clause)
    for number, child in enumerate(children(expression)):
        if not _told(child):
            continue
        clause.children.append(_expression(nodes, written, (*path, number), child))
    return clause


def _told(expression: Expression) -> bool:
    """Whether a part has a line of its own: plain names are told by their statement."""
    if isinstance(expression, Variable):
        return bool(expression.constraints)
    return not isinstance(expression, Anything)


def _constraints(nodes: _Nodes, written: Written, path: Path, call: Call, clause: Clause) -> None:
    node = nodes.first(path)
    for constraint in call.constraints:
        place = Place(written.section, written.number, path, constraint.key)
        actual = nodes.graph.attributes[node].get(constraint.key) if node >= 0 else None
        bound = "" if actual is None else f"is {actual}"
        line = _clause(written, place, write_comparison(constraint), bound, constraint.span)
        line.nodes = clause.nodes
        clause.children.append(line)


def _clause(written: Written, place: Place, title: str, bound: str, span: Span) -> Clause:
    at = span_in_file(written, span)
    return Clause(place, title, bound, at.line, at.column, at.end_line, at.end_column)


def _title(expression: Expression) -> str:
    """An expression on one line, inner calls as dots."""
    if isinstance(expression, Call):
        inner = ", ".join(
            "…" if isinstance(a, Call | Alternative) else write_expression(a)
            for a in expression.arguments
        )
        mark = "?" if expression.optional else ""
        if (expression.minimum, expression.maximum) != (1, 1):
            mark = f"{{{expression.minimum}..{expression.maximum or ''}}}"
        seal = "!" if expression.sealed else ""
        return f"{write_operators(expression.operators)}{mark}({inner}){seal}"
    text = write_expression(expression)
    return text if len(text) <= 60 else f"{text[:57]}…"
