"""Texts that parse, and what is said of texts that do not."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.patterns import (
    Alternative,
    Call,
    Literal,
    PatternError,
    Variable,
    parse_expression,
    parse_pattern,
)
from inspector.patterns.syntax import Width

BROKEN = [
    "Relu(x",
    "out = Relu(x))",
    "foo bar",
    "Relu(x, ..., y)",
    "a = Relu(x)\na = Tanh(y)",
    "",
    "x &",
    "Relu[kernel=](x)",
    "Relu[kernel<(1, 2)](x)",
    "out = ",
    "3!",
    "Relu[a>1..3](x)",
    "Conv[\n  kernel 3\n](x)",
]


def test_statements_end_with_the_line_unless_a_bracket_is_open() -> None:
    pattern = parse_pattern("a = Relu(\n  x\n)  # a comment\n\nout = a + 1\n")
    assert [d.names for d in pattern.definitions] == [("a",), ("out",)]
    assert pattern.result == "out"


def test_precedence() -> None:
    expression = parse_expression("a + b * c | d")
    assert isinstance(expression, Alternative)
    first = expression.options[0]
    assert isinstance(first, Call)
    assert first.operators == ("Add",)
    assert isinstance(first.arguments[1], Call)
    assert first.arguments[1].operators == ("Mul",)


def test_three_summands_are_one_call() -> None:
    expression = parse_expression("a + b + c")
    assert isinstance(expression, Call)
    assert (expression.nary, len(expression.arguments)) == (True, 3)


def test_subtraction_is_not_flattened() -> None:
    expression = parse_expression("a - b - c")
    assert isinstance(expression, Call)
    assert expression.operators == ("Sub",)
    assert isinstance(expression.arguments[0], Call)


def test_all_of_a_call() -> None:
    text = "act: {Relu, Gelu}?(Conv[kernel=3, out=4*C, !bias](x, $w[shape=(_, C)])!)"
    call = parse_expression(text)
    assert isinstance(call, Call)
    assert (call.name, call.operators, call.optional) == ("act", ("Relu", "Gelu"), True)
    inner = call.arguments[0]
    assert isinstance(inner, Call)
    assert inner.sealed
    assert inner.constraints[1].terms == (Width("C", factor=4),)
    assert [c.operator for c in inner.constraints] == ["=", "=", "unset"]


def test_chains_ports_and_numbers() -> None:
    call = parse_expression("Block{2..}(x).1")
    assert isinstance(call, Call)
    assert (call.minimum, call.maximum, call.port) == (2, None, 1)
    number = parse_expression("-1.5e-3")
    assert isinstance(number, Literal)
    assert number.value == -1.5e-3


def test_spans_are_places_in_the_text() -> None:
    pattern = parse_pattern("a = Relu(x)\nout = Tanh(a)")
    call = pattern.definitions[1].value
    assert isinstance(call, Call)
    assert (call.span.line, call.span.column, call.span.end_column) == (2, 7, 14)
    variable = call.arguments[0]
    assert isinstance(variable, Variable)
    assert (variable.span.column, variable.span.end_column) == (12, 13)


def test_messages_of_broken_texts(checkout: Path) -> None:
    lines = []
    for text in BROKEN:
        with pytest.raises(PatternError) as caught:
            parse_pattern(text)
        error = caught.value
        assert error.help, "every error names a way out"
        lines += [repr(text), f"  {error.code}: {error}", f"  help: {error.help}"]
    golden = checkout / "tests/patterns/messages.txt"
    assert "\n".join(lines) + "\n" == golden.read_text(encoding="utf-8")


@given(st.text(alphabet="abCR(){}[]$_.,=+*|!?:<>0123 \n#-", max_size=60))
def test_any_text_parses_or_is_refused_with_a_place(text: str) -> None:
    try:
        parse_pattern(text)
        return
    except PatternError as caught:
        error = caught
    assert error.span.line >= 1
    assert error.span.column >= 1
    assert error.message
    assert error.help
