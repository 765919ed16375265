r"""Finding stored nodes: words, regular expressions and fields, wherever the nodes stand.

A query is words separated by spaces; a node must fit all of them.

    attention            the text stands somewhere in the node: operator, name, attribute, shape
    op:Conv group>1      fields: op, name, domain, scope, in, out, shape, dtype, fold,
                         or any attribute, with : (contains) = != > >= < <=
    /layer\.[0-3]\./     a regular expression, in a field too (name:/\.0$/)
    "two words" -Relu    quoted text, and a word that must not fit
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from inspector.analysis.describe import value_text
from inspector.analysis.outline import shape_text
from inspector.analysis.report import Finds
from inspector.ir import Node, Value

MOST = 10_000
"""Finds that are told; more are only counted."""


class QueryError(Exception):
    """A query that cannot be understood; its text says why."""


def search(nodes: Mapping[int, Node], folds: Mapping[int, list[str]], query: str) -> Finds:
    """Finds stored nodes.

    Args:
        nodes: Stored nodes by index.
        folds: Titles of the folds around a stored node, by its index.
        query: See the module.

    Returns:
        The finds, or the problem of the query.
    """
    try:
        terms = [_term(match) for match in _tokens(query)]
    except QueryError as error:
        return Finds(query, problem=str(error))
    if not terms:
        return Finds(query)
    found = [
        index
        for index in sorted(nodes)
        if all(term.fits(_Texts(nodes[index], folds.get(index, []))) for term in terms)
    ]
    unknown = [t.field for t in terms if t.field and not t.known(nodes.values())]
    problem = f"No node has an attribute “{unknown[0]}”." if unknown and not found else ""
    return Finds(query, found[:MOST], len(found), problem)


_TOKEN = re.compile(
    r"\s*(?P<minus>-)?"
    r"(?:(?P<field>[A-Za-z_]\w*)(?P<relation>>=|<=|!=|[:=<>]))?"
    r'(?P<value>"[^"]*"|/(?:\\.|[^/\\])+/|[^\s]+)'
)

_RELATIONS: dict[str, Callable[[float, float], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    "!=": operator.ne,
}


def _tokens(query: str) -> Iterator[re.Match[str]]:
    place = 0
    while query[place:].strip():
        match = _TOKEN.match(query, place)
        if match is None:
            raise QueryError(f"There is nothing behind “{query[place:].strip()}”.")
        place = match.end()
        yield match


@dataclass(slots=True)
class _Term:
    """One word of a query."""

    field: str
    wanted: bool
    fits_text: Callable[[str], bool]
    relation: str
    number: float | None

    def fits(self, texts: _Texts) -> bool:
        values = texts.of(self.field) if self.field else texts.everything()
        return any(map(self._fits_one, values)) == self.wanted

    def _fits_one(self, value: str) -> bool:
        if self.relation in _RELATIONS and self.number is not None:
            try:
                return _RELATIONS[self.relation](float(value), self.number)
            except ValueError:
                return self.relation == "!="
        return self.fits_text(value)

    def known(self, nodes: Iterable[Node]) -> bool:
        """Whether any node has the field."""
        field = self.field.casefold()
        return field in _FIELDS or any(
            key.casefold() == field for node in nodes for key in node.attributes
        )


def _term(match: re.Match[str]) -> _Term:
    value, relation = match["value"], match["relation"] or ":"
    number: float | None = None
    if len(value) > 2 and value[0] == value[-1] == "/":
        try:
            pattern = re.compile(value[1:-1], re.IGNORECASE)
        except re.error as error:
            raise QueryError(f"{value} is no regular expression: {error}.") from None
        return _Term(match["field"] or "", not match["minus"], _seeker(pattern), ":", None)
    text = value.strip('"').casefold() if value.startswith('"') else value.casefold()
    try:
        number = float(text)
    except ValueError:
        if relation in (">", ">=", "<", "<="):
            raise QueryError(
                f"“{match['field']}{relation}{value}” needs a number behind {relation}."
            ) from None
    equal = relation in ("=", "!=")
    return _Term(
        match["field"] or "",
        not match["minus"] and not (relation == "!=" and number is None),
        (lambda found: found.casefold() == text) if equal else (lambda f: text in f.casefold()),
        relation,
        number if relation != ":" else None,
    )


def _seeker(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda found: pattern.search(found) is not None


@dataclass(slots=True)
class _Texts:
    """What can be searched of a node."""

    node: Node
    folds: list[str]

    def of(self, field: str) -> list[str]:
        """Texts of one field; an attribute when it is none of the fields."""
        reader = _FIELDS.get(field.casefold())
        if reader is not None:
            return reader(self)
        wanted = field.casefold()
        return [value_text(v) for k, v in self.node.attributes.items() if k.casefold() == wanted]

    def everything(self) -> list[str]:
        """All texts."""
        node = self.node
        values = [*node.inputs, *node.outputs]
        return [
            node.op_type,
            node.name,
            node.scope,
            *(f"{key}={value_text(value)}" for key, value in node.attributes.items()),
            *(v.name for v in values if v is not None),
            *_shapes(values),
        ]


def _shapes(values: Iterable[Value | None]) -> list[str]:
    """Shapes as ``1×3×224×224`` and as they are typed."""
    texts = [shape_text(v.shape) for v in values if v is not None and v.shape is not None]
    return [*texts, *(text.replace("×", "x") for text in texts)]


def _names(values: Iterable[Value | None]) -> list[str]:
    return [value.name for value in values if value is not None]


_FIELDS: dict[str, Callable[[_Texts], list[str]]] = {
    "op": lambda t: [t.node.op_type],
    "name": lambda t: [t.node.name],
    "domain": lambda t: [t.node.domain],
    "scope": lambda t: [t.node.scope],
    "in": lambda t: _names(t.node.inputs),
    "out": lambda t: _names(t.node.outputs),
    "shape": lambda t: _shapes([*t.node.inputs, *t.node.outputs]),
    "dtype": lambda t: [v.dtype for v in [*t.node.inputs, *t.node.outputs] if v is not None],
    "fold": lambda t: t.folds,
}
