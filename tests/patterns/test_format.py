"""Patterns have one canonical text, which says what the author's did."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.patterns import PatternError, parse_pattern
from inspector.patterns.format import format_pattern


def meaning(text: str) -> object:
    """The syntax tree without places."""
    return _without_spans(msgspec.to_builtins(parse_pattern(text)))


def _without_spans(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _without_spans(value) for key, value in data.items() if key != "span"}
    if isinstance(data, list | tuple):
        return [_without_spans(entry) for entry in data]
    return data


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a=Relu( x )# why\n\n\n# then\nout = a+1", "a = Relu(x)  # why\n\n# then\nout = a + 1"),
        ("\n\nRelu(x)\n\n", "Relu(x)"),
        ("Conv [kernel = 3,!bias , k in{1,3}, in=4 * C] (x,$w)!", None),
        ("x -1 + y* -2.5e-3", "x - 1 + y * -2.5e-3"),
        ("x / y - -1", "x / y - -1"),
        ("Conv[a = 1 .. 4, b=-1..2.5](x)", "Conv[a=1..4, b=-1..2.5](x)"),
        ("out=Split( x ).1\nnot  Relu(out)\nout!=x", "out = Split(x).1\nnot Relu(out)\nout != x"),
        ("Layer {2 .. } ( x )", "Layer{2..}(x)"),
        ("Concat( ...,x , ... )", "Concat(..., x, ...)"),
        ("act :{Relu,Gelu} ?( x )|( a|b ) !", "act: {Relu, Gelu}?(x) | (a | b)!"),
        ("q,k=Split(x)\nq*k", "q, k = Split(x)\nq * k"),
        ("Relu[shape=( 2, ), w=( ...,N )](x)", "Relu[shape=(2,), w=(..., N)](x)"),
        ("com.microsoft.Gelu( $ )", "com.microsoft.Gelu($)"),
        ("not {A,B}(x)\nout=A(\n  x\n)", "not {A, B}(x)\nout = A(x)"),
    ],
)
def test_spacing(text: str, expected: str | None) -> None:
    wanted = expected or "Conv[kernel=3, !bias, k in {1, 3}, in=4*C](x, $w)!"
    assert format_pattern(text) == wanted
    assert format_pattern(wanted) == wanted
    assert meaning(wanted) == meaning(text)


def test_long_calls_have_an_input_a_line() -> None:
    text = "out = {Aa, Bb}(Conv[kernel=3](x), Concat(Relu(first), Tanh(second))) | x"
    assert format_pattern(text, 34).splitlines() == [
        "out = {Aa, Bb}(",
        "  Conv[kernel=3](x),",
        "  Concat(",
        "    Relu(first),",
        "    Tanh(second)",
        "  )",
        ") | x",
    ]


def test_long_sets_fill_lines() -> None:
    lines = format_pattern("{Aaaa, Bbbb, Cccc, Dddd}(x)", 20).splitlines()
    assert lines == ["{", "  Aaaa, Bbbb, Cccc,", "  Dddd", "}(x)"]


def test_comments_inside_brackets_keep_their_lines() -> None:
    text = "out = Add(x,   # the skip\n      Conv( y )\n)"
    expected = "out = Add(x,  # the skip\n  Conv(y)\n)"
    assert format_pattern(text) == expected
    assert format_pattern(expected) == expected


def test_what_is_no_pattern_is_refused() -> None:
    with pytest.raises(PatternError):
        format_pattern("Relu(x")


@given(st.text(alphabet="abCR(){}[]$_.,=+*|-!?:<>0123 \n#", max_size=60), st.integers(1, 40))
def test_any_pattern_keeps_its_meaning_and_is_done_at_once(text: str, width: int) -> None:
    try:
        before = meaning(text)
    except PatternError:
        return
    written = format_pattern(text, width)
    assert meaning(written) == before
    assert format_pattern(written, width) == written
