"""From text to syntax tree, with the place of everything."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedInput, v_args
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, VisitError
from lark.lark import PostLex
from lark.tree import Meta
from msgspec.structs import replace

from inspector.errors import InspectorError
from inspector.patterns.syntax import (
    Alternative,
    Anything,
    Call,
    Comparison,
    Constant,
    Definition,
    Distinct,
    Expression,
    Literal,
    Negative,
    Pattern,
    Span,
    Variable,
    Width,
)


class PatternError(InspectorError):
    """A pattern that cannot be read.

    Attributes:
        code: ``pattern-syntax`` or ``pattern-meaning``.
        span: The text it speaks of.
    """

    def __init__(self, code: str, message: str, span: Span, help: str = "") -> None:
        super().__init__(message, where=f"line {span.line}, column {span.column}", help=help)
        self.code = code
        self.span = span


def parse_pattern(text: str) -> Pattern:
    """Reads a whole pattern.

    Raises:
        PatternError: With the place and what was expected there.
    """
    statements = _parse(text, "start")
    definitions = tuple(s for s in statements if isinstance(s, Definition))
    negatives = tuple(s for s in statements if isinstance(s, Negative))
    if not definitions:
        raise PatternError(
            "pattern-empty", "The pattern has no statement", Span(), "Write e.g.: out = Relu(x)"
        )
    _check_names(definitions)
    return Pattern(definitions, negatives, tuple(s for s in statements if isinstance(s, Distinct)))


def parse_expression(text: str) -> Expression:
    """Reads a single expression.

    Raises:
        PatternError: As ``parse_pattern``.
    """
    pattern = parse_pattern(text)
    if len(pattern.definitions) != 1 or pattern.negatives:
        span = pattern.definitions[-1].span
        help = "Write it as one call, without '=' and without further lines"
        raise PatternError("pattern-syntax", "One expression is expected here", span, help)
    return pattern.definitions[0].value


def _check_names(definitions: tuple[Definition, ...]) -> None:
    seen: set[str] = set()
    for definition in definitions:
        for name in definition.names:
            if name in seen:
                raise PatternError(
                    "name-defined-twice",
                    f"The name '{name}' is defined twice",
                    definition.span,
                    "Give one of the two values another name",
                )
            seen.add(name)


def _parse(text: str, start: str) -> list[Any]:
    try:
        return list(_Build().transform(_lark().parse(text, start=start)))
    except VisitError as error:
        if isinstance(error.orig_exc, PatternError):
            raise error.orig_exc from None
        raise
    except UnexpectedInput as error:
        raise _syntax_error(text, error) from None


def _syntax_error(text: str, error: UnexpectedInput) -> PatternError:
    lines = text.splitlines() or [""]
    if isinstance(error, UnexpectedEOF) or _at_end(error):
        line = len(lines)
        span = Span(line, len(lines[-1]) + 1, line, len(lines[-1]) + 2)
        return PatternError(
            "pattern-incomplete",
            "The pattern ends too early",
            span,
            "A closing ')' or an expression is missing",
        )
    width = 1
    found = text[error.pos_in_stream :][:1]
    token = getattr(error, "token", None)
    if token is not None:
        width, found = max(1, len(token)), str(token)
    span = Span(error.line, error.column, error.line, error.column + width)
    what = "line break" if found.strip() == "" else f"'{found}'"
    if isinstance(error, UnexpectedCharacters):
        message = f"{what} does not belong here"
    else:
        message = f"{what} is not expected here"
    expected = sorted(_EXPECTED[t] for t in _expected(error) if t in _EXPECTED)
    named = f"Expected {', '.join(dict.fromkeys(expected))}"
    help = named if expected else f"Take out the {what}, or begin a new line before it"
    return PatternError("pattern-syntax", message, span, help)


def _at_end(error: UnexpectedInput) -> bool:
    token = getattr(error, "token", None)
    return token is not None and token.type == "$END"


def _expected(error: UnexpectedInput) -> set[str]:
    return set(getattr(error, "accepts", None) or getattr(error, "allowed", None) or ())


_EXPECTED = {
    "NAME": "a name",
    "OPERATOR": "an operator",
    "CONSTANT": "a constant ($)",
    "SIGNED": "a number",
    "RPAR": "')'",
    "RSQB": "']'",
    "RBRACE": "'}'",
    "EQUAL": "'='",
    "KEY": "an attribute",
    "COMPARE": "a comparison",
    "COMMA": "','",
}


class _InsideBrackets(PostLex):
    """Keeps only the line breaks that part two statements."""

    always_accept = ("_NEWLINE",)

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        depth = 0
        fresh = True
        for token in stream:
            if token.type == "_NEWLINE":
                if depth <= 0 and not fresh:
                    yield token
                    fresh = True
                continue
            fresh = False
            if token.type in ("LPAR", "LSQB", "LBRACE"):
                depth += 1
            elif token.type in ("RPAR", "RSQB", "RBRACE"):
                depth -= 1
            yield token


def _span(meta: Meta) -> Span:
    if meta.empty:
        return Span()
    return Span(meta.line, meta.column, meta.end_line, meta.end_column)


class _More:
    """``...`` in an argument list or tuple."""


_MORE = _More()


@v_args(meta=True)
class _Build(Transformer[Token, Any]):
    """Builds syntax nodes bottom-up; method names are those of the grammar's rules."""

    def start(self, meta: Meta, children: list[Any]) -> list[Any]:
        return [child for child in children if child is not None]

    def negative(self, meta: Meta, children: list[Any]) -> Negative:
        return Negative(children[0], _span(meta))

    def distinct(self, meta: Meta, children: list[Any]) -> Distinct:
        return Distinct(str(children[0]), str(children[1]), _span(meta))

    def definition(self, meta: Meta, children: list[Any]) -> Definition:
        return Definition(tuple(children[0]), children[1], _span(meta))

    def result(self, meta: Meta, children: list[Any]) -> Definition:
        return Definition(("out",), children[0], _span(meta))

    def names(self, meta: Meta, children: list[Any]) -> list[str]:
        return [str(child) for child in children]

    def alternative(self, meta: Meta, children: list[Any]) -> Expression:
        if len(children) == 1:
            return children[0]  # type: ignore[no-any-return]
        return Alternative(tuple(children), span=_span(meta))

    def sum(self, meta: Meta, children: list[Any]) -> Expression:
        return _chain(meta, children, {"+": "Add", "-": "Sub"})

    def product(self, meta: Meta, children: list[Any]) -> Expression:
        return _chain(meta, children, {"*": "Mul", "/": "Div"})

    def postfix(self, meta: Meta, children: list[Any]) -> Expression:
        expression = children[0]
        if len(children) == 1 or children[1] is None:
            return expression  # type: ignore[no-any-return]
        if isinstance(expression, Call | Variable | Alternative):
            return _replace(expression, sealed=True)
        raise PatternError(
            "seal-without-value",
            "Only a value that a node makes can be sealed",
            _span(meta),
            "Put '!' behind a call, as in Relu(x)!",
        )

    def variable(self, meta: Meta, children: list[Any]) -> Variable:
        constraints = tuple(children[1]) if len(children) > 1 else ()
        return Variable(str(children[0]), constraints, span=_span(meta))

    def constant(self, meta: Meta, children: list[Any]) -> Constant:
        constraints = tuple(children[1]) if len(children) > 1 else ()
        return Constant(str(children[0])[1:], constraints, _span(meta))

    def literal(self, meta: Meta, children: list[Any]) -> Literal:
        return Literal(float(children[0]), _span(meta))

    def anything(self, meta: Meta, children: list[Any]) -> Anything:
        return Anything(_span(meta))

    def more(self, meta: Meta, children: list[Any]) -> _More:
        return _MORE

    def one(self, meta: Meta, children: list[Any]) -> tuple[str, ...]:
        return (str(children[0]),)

    def several(self, meta: Meta, children: list[Any]) -> tuple[str, ...]:
        return tuple(str(child) for child in children)

    def any(self, meta: Meta, children: list[Any]) -> tuple[str, ...]:
        return ()

    def optional(self, meta: Meta, children: list[Any]) -> dict[str, Any]:
        return {"optional": True}

    def exactly(self, meta: Meta, children: list[Any]) -> dict[str, Any]:
        return {"minimum": int(children[0]), "maximum": int(children[0])}

    def between(self, meta: Meta, children: list[Any]) -> dict[str, Any]:
        high = children[1] if len(children) > 1 else None
        return {"minimum": int(children[0]), "maximum": None if high is None else int(high)}

    def arguments(self, meta: Meta, children: list[Any]) -> tuple[list[Any]]:
        return (children,)

    def constraints(self, meta: Meta, children: list[Any]) -> list[Comparison]:
        return children

    def call(self, meta: Meta, children: list[Any]) -> Call:
        span = _span(meta)
        name = ""
        fields: dict[str, Any] = {}
        operators: tuple[str, ...] = ()
        arguments: list[Any] = []
        constraints: tuple[Comparison, ...] = ()
        for place, child in enumerate(children):
            if child is None:
                continue
            if isinstance(child, Token):
                if child.type == "NAME":
                    name = str(child)
                else:
                    fields["port"] = int(child[1:])
            elif isinstance(child, dict):
                fields.update(child)
            elif isinstance(child, list):
                constraints = tuple(child)
            elif place == 1:
                operators = child
            else:
                arguments = child[0]
        start = bool(arguments) and arguments[0] is _MORE
        end = len(arguments) > 1 and arguments[-1] is _MORE
        inner = arguments[1 if start else 0 : -1 if end else None]
        if any(argument is _MORE for argument in inner):
            raise PatternError(
                "dots-in-the-middle",
                "'...' may stand before or after the inputs, not between them",
                span,
                "Write (..., x, ...) for an x anywhere",
            )
        return Call(
            operators,
            tuple(inner),
            constraints,
            name=name,
            nary=len(inner) > 2 and set(operators) <= {"Add", "Mul"} and bool(operators),
            open_start=start,
            open_end=end or (start and len(arguments) == 1),
            span=span,
            **fields,
        )

    def present(self, meta: Meta, children: list[Any]) -> Comparison:
        return Comparison(str(children[0]), "set", span=_span(meta))

    def absent(self, meta: Meta, children: list[Any]) -> Comparison:
        return Comparison(str(children[0]), "unset", span=_span(meta))

    def compare(self, meta: Meta, children: list[Any]) -> Comparison:
        key, operator, term = children
        return Comparison(str(key), str(operator), (term,), span=_span(meta))

    def compare_tuple(self, meta: Meta, children: list[Any]) -> Comparison:
        key, operator, *terms = children
        if str(operator) not in ("=", "!="):
            raise PatternError(
                "tuple-order",
                "Tuples compare by = and != only",
                _span(meta),
                "Compare with a number: it holds for every entry of a list",
            )
        entries = tuple("..." if term is _MORE else term for term in terms)
        return Comparison(str(key), str(operator), entries, True, _span(meta))

    def member(self, meta: Meta, children: list[Any]) -> Comparison:
        return Comparison(str(children[0]), "in", tuple(children[1:]), span=_span(meta))

    def range(self, meta: Meta, children: list[Any]) -> Comparison:
        key, operator, low, high = children
        if str(operator) != "=":
            raise PatternError(
                "range-operator", "A range follows '='", _span(meta), "Write key=1..3, or key>1"
            )
        ends = (Width(offset=float(low)), Width(offset=float(high)))
        return Comparison(str(key), "range", ends, span=_span(meta))

    def number(self, meta: Meta, children: list[Any]) -> Width:
        return Width(offset=float(children[0]))

    def width(self, meta: Meta, children: list[Any]) -> Width:
        return Width(str(children[0]))

    def scaled(self, meta: Meta, children: list[Any]) -> Width:
        return Width(str(children[1]), factor=int(float(children[0])))

    def divided(self, meta: Meta, children: list[Any]) -> Width:
        return Width(str(children[0]), divisor=int(float(children[1])))

    def shifted(self, meta: Meta, children: list[Any]) -> Width:
        return Width(str(children[0]), offset=float(children[1]))

    def word(self, meta: Meta, children: list[Any]) -> str:
        return str(children[0])

    def free(self, meta: Meta, children: list[Any]) -> None:
        return None


def _chain(meta: Meta, children: list[Any], names: dict[str, str]) -> Expression:
    """A left-associative chain; three and more equal commutative operators become one n-ary."""
    if len(children) == 1:
        return children[0]  # type: ignore[no-any-return]
    span = _span(meta)
    symbols = {str(symbol) for symbol in children[1::2]}
    operands = tuple(children[0::2])
    if len(symbols) == 1 and symbols <= {"+", "*"}:
        operator = names[symbols.pop()]
        return Call((operator,), operands, nary=len(operands) > 2, span=span)
    result: Expression = operands[0]
    for symbol, operand in zip(children[1::2], operands[1:], strict=True):
        result = Call((names[str(symbol)],), (result, operand), span=span)
    return result


def _replace(expression: Expression, **fields: Any) -> Expression:
    return replace(expression, **fields)


@cache
def _lark() -> Lark:
    grammar = Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8")
    return Lark(
        grammar,
        parser="lalr",
        lexer="contextual",
        propagate_positions=True,
        maybe_placeholders=True,
        postlex=_InsideBrackets(),
    )
