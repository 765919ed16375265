"""Titles of clauses say the result of their pattern, however its text is broken into lines."""

from __future__ import annotations

import pytest

from inspector.analysis.evidence import _short


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Layer(Gather($[rank=2], _))", "Layer(Gather($, _))"),
        ("a = Relu(x)\nout = Add(a, x)", "Add(a, x)"),
        ("Layer[\n  norm=RMSNorm, rotary,\n  !partial\n] {>=1}", "Layer"),
        ("a = Relu(x)\nout = Stage[\n  kernel=[3, 3]\n](\n  a\n) {>=2, chained}", "Stage(a)"),
        ("Conv[kernel=[3, 3]](...)", "Conv"),
        ("x" * 80, "x" * 57 + "…"),
    ],
)
def test_titles(text: str, title: str) -> None:
    assert _short(text) == title
