"""From syntax tree to text, and a changed tree back into the text that it came from."""

from __future__ import annotations

from inspector.patterns.format import arrange_pattern
from inspector.patterns.places import statements
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
    Term,
    Variable,
)

_INFIX: dict[tuple[str, ...], str] = {
    ("Add",): " + ",
    ("Mul",): " * ",
    ("Sub",): " - ",
    ("Div",): " / ",
}
_FACTORS = frozenset({("Mul",), ("Div",)})

Statement = Definition | Negative | Distinct


def write_pattern(pattern: Pattern) -> str:
    """A pattern in canonical form."""
    lines = [write_statement(statement) for statement in _all(pattern)]
    return arrange_pattern("\n".join(lines))


def write_statement(statement: Statement) -> str:
    """One statement on one line."""
    if isinstance(statement, Definition):
        return f"{', '.join(statement.names)} = {write_expression(statement.value)}"
    if isinstance(statement, Negative):
        return f"not {write_expression(statement.value)}"
    return f"{statement.first} != {statement.second}"


def rewrite_pattern(text: str, old: Pattern, new: Pattern) -> str:
    """Writes a changed pattern; statements that stayed keep their text, and all their comments.

    Args:
        text: What ``old`` was read from.
        old: The pattern before the change.
        new: The pattern after it, made of the same statements where they stayed.
    """
    pieces = _pieces(text, old)
    named = {piece.names: piece for piece in pieces}
    lines = []
    for statement in _all(new):
        piece = next((p for p in pieces if p.statement is statement), None)
        piece = piece or named.get(_names(statement))
        if piece is None:
            lines.append(write_statement(statement))
        elif piece.statement is statement:
            lines.append(f"{piece.before}{piece.source}{piece.behind}")
        else:
            lines.append(f"{piece.before}{write_statement(statement)}{piece.behind}")
    return arrange_pattern("\n".join(lines))


class _Piece:
    """A statement with its text and the comments around it."""

    def __init__(self, statement: Statement, source: str) -> None:
        self.statement = statement
        self.source = source
        self.before = self.behind = ""

    @property
    def names(self) -> tuple[str, ...]:
        return _names(self.statement)


def _pieces(text: str, pattern: Pattern) -> list[_Piece]:
    ordered = sorted(_all(pattern), key=lambda s: (s.span.line, s.span.column))
    found: list[_Piece] = []
    end = 0
    for statement in ordered:
        start, stop = _range(text, statement.span)
        between = text[end:start]
        same_line, newline, rest = between.partition("\n")
        if found:
            found[-1].behind = f"  {same_line.strip()}" if "#" in same_line else ""
        elif "#" in same_line:
            rest = f"{same_line}{newline}{rest}"
        piece = _Piece(statement, text[start:stop])
        piece.before = f"{rest.strip()}\n" if "#" in rest else ""
        found.append(piece)
        end = stop
    tail = text[end:].partition("\n")[0]
    if found and "#" in tail:
        found[-1].behind = f"  {tail.strip()}"
    return found


def _range(text: str, span: Span) -> tuple[int, int]:
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return starts[span.line - 1] + span.column - 1, starts[span.end_line - 1] + span.end_column - 1


def _names(statement: Statement) -> tuple[str, ...]:
    return statement.names if isinstance(statement, Definition) else (write_statement(statement),)


def _all(pattern: Pattern) -> list[Statement]:
    return [*statements(pattern), *pattern.distinct]


def write_expression(expression: Expression) -> str:
    """An expression on one line."""
    match expression:
        case Anything():
            return "_"
        case Literal(value=value):
            return _number(value)
        case Constant(name=name, constraints=constraints):
            return f"${name}{_brackets(constraints)}"
        case Variable(name=name, constraints=constraints, sealed=sealed):
            return f"{name}{_brackets(constraints)}{'!' if sealed else ''}"
        case Alternative(options=options, sealed=sealed):
            words = [
                f"({write_expression(o)})" if isinstance(o, Alternative) else write_expression(o)
                for o in options
            ]
            text = " | ".join(words)
            return f"({text})!" if sealed else text
        case Call():
            return _call(expression)


def _call(call: Call) -> str:
    if is_infix(call):
        text = _INFIX[call.operators].join(_operand(a, call) for a in call.arguments)
        return f"({text})!" if call.sealed else text
    name = f"{call.name}: " if call.name else ""
    arguments = [write_expression(argument) for argument in call.arguments]
    if call.open_start and arguments:
        arguments.insert(0, "...")
    if call.open_end or (call.open_start and not arguments):
        arguments.append("...")
    head = f"{name}{write_operators(call.operators)}{_brackets(call.constraints)}{_count(call)}"
    port = "" if call.port is None else f".{call.port}"
    return f"{head}({', '.join(arguments)}){port}{'!' if call.sealed else ''}"


def is_infix(call: Call) -> bool:
    """Whether a call is written with its sign between the operands."""
    plain = not (call.constraints or call.name or call.optional or call.port is not None)
    plain = plain and not (call.open_start or call.open_end)
    plain = plain and (call.minimum, call.maximum) == (1, 1)
    count = len(call.arguments)
    commutes = call.operators in (("Add",), ("Mul",))
    return plain and call.operators in _INFIX and (count == 2 or (count > 2 and commutes))


def _operand(expression: Expression, outer: Call) -> str:
    text = write_expression(expression)
    bare = not getattr(expression, "sealed", False)
    if isinstance(expression, Alternative) and bare:
        return f"({text})"
    if isinstance(expression, Call) and bare and is_infix(expression):
        binds = expression.operators in _FACTORS and outer.operators not in _FACTORS
        return text if binds else f"({text})"
    return text


def write_operators(operators: tuple[str, ...]) -> str:
    """``Relu``, ``{Relu, Gelu}`` or ``_``."""
    if not operators:
        return "_"
    return operators[0] if len(operators) == 1 else f"{{{', '.join(operators)}}}"


def _count(call: Call) -> str:
    if call.optional:
        return "?"
    if (call.minimum, call.maximum) == (1, 1):
        return ""
    if call.maximum == call.minimum:
        return f"{{{call.minimum}}}"
    return f"{{{call.minimum}..{'' if call.maximum is None else call.maximum}}}"


def _brackets(constraints: tuple[Comparison, ...]) -> str:
    return f"[{', '.join(map(write_comparison, constraints))}]" if constraints else ""


def write_comparison(comparison: Comparison) -> str:
    """A constraint as it is written."""
    key, kind = comparison.key, comparison.operator
    if kind == "set":
        return key
    if kind == "unset":
        return f"!{key}"
    terms = [write_term(term) for term in comparison.terms]
    if comparison.is_tuple:
        return f"{key}{kind}({', '.join(terms)})"
    if kind == "in":
        return f"{key} in {{{', '.join(terms)}}}"
    if kind == "range":
        return f"{key}={terms[0]}..{terms[1]}"
    return f"{key}{kind}{terms[0]}"


def write_term(term: Term) -> str:
    """One side of a constraint."""
    if term is None:
        return "_"
    if isinstance(term, str):
        return term
    if not term.variable:
        return _number(term.offset)
    text = term.variable if term.factor == 1 else f"{term.factor}*{term.variable}"
    text += "" if term.divisor == 1 else f"/{term.divisor}"
    return text if not term.offset else f"{text}+{_number(term.offset)}"


def _number(value: float) -> str:
    if float(value).is_integer() and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.9g}"
