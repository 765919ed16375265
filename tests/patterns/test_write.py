"""Writing patterns: what is written reads back as the same, comments stay where nothing changed."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from inspector.data import signatures_dir
from inspector.patterns import Pattern, parse_pattern
from inspector.patterns.format import format_pattern
from inspector.patterns.places import get, put, walk
from inspector.patterns.syntax import Call
from inspector.patterns.write import rewrite_pattern, write_pattern
from inspector.signatures import load_library


def bare(value: object) -> Any:
    """A syntax tree as plain data without places."""
    if isinstance(value, msgspec.Struct):
        value = msgspec.to_builtins(value)
    if isinstance(value, dict):
        return {key: bare(inner) for key, inner in value.items() if key != "span"}
    return [bare(inner) for inner in value] if isinstance(value, list | tuple) else value


def test_every_pattern_of_the_library_reads_back_as_the_same() -> None:
    patterns = [
        p for s in load_library([signatures_dir()]).signatures.values() for p in s.patterns()
    ]
    assert len(patterns) > 500
    for pattern in patterns:
        assert bare(parse_pattern(write_pattern(pattern))) == bare(pattern)


@pytest.mark.parametrize(
    "text",
    [
        "(a + b) + c",
        "a * (b + c)! - 2",
        "n: Op[x=1..3, !y, k in {1, C}, s=(1, ..., _)]{2..}(..., a | B(b), ...).1!",
        "a, b = Split(x)\nout = {Relu, Gelu}?(a!)\nnot Relu(out)\na != b",
        "Op(...)",
        "-0.25 * _(x)",
    ],
)
def test_forms_read_back_as_the_same(text: str) -> None:
    pattern = parse_pattern(text)
    assert bare(parse_pattern(write_pattern(pattern))) == bare(pattern)


def relu_for_gelu(pattern: Pattern) -> Pattern:
    for path, expression in walk(pattern):
        if isinstance(expression, Call) and expression.operators == ("Gelu",):
            assert get(pattern, path) is expression
            return put(pattern, path, replace(expression, operators=("Relu",)))
    raise AssertionError("no Gelu")


def test_comments_stay_where_they_are() -> None:
    text = (
        "# what it is\na = Linear(x)  # the first\n# then\nb = Gelu( a )  # why\nout = Linear(b)\n"
    )
    pattern = parse_pattern(text)
    assert rewrite_pattern(text, pattern, pattern) == format_pattern(text)
    assert rewrite_pattern(text, pattern, relu_for_gelu(pattern)) == (
        "# what it is\na = Linear(x)  # the first\n# then\nb = Relu(a)  # why\nout = Linear(b)"
    )
