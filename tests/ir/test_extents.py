"""Extents of constants that are made of shapes, where no shape is known."""

from __future__ import annotations

import pytest

from inspector.ir.normal import normalise
from tests.graphs import make_model

LAST = 9223372036854775807


def extents(text: str) -> tuple[int | str | None, ...] | None:
    """The shape of the constant ``c`` after normalisation."""
    model = make_model(f"s = Shape(x)\n{text}\ny = Mul(x, c)")
    graph = normalise(model, model.graphs["main"])
    return graph.shapes[graph.names.index("c")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"c = Slice(s, [-1], [{LAST}])", (1,)),
        (f"c = Slice(s, [-2], [{LAST}], [0], [1])", (2,)),
        ("c = Slice(s, [1], [3])", (2,)),
        ("c = Slice(s, [-3], [-1])", (2,)),
        ("c = Slice(s, [1], [-1])", None),
        (f"c = Slice(s, [0], [{LAST}])", None),
        (f"c = Slice(s, [0], [{LAST}], [0], [2])", None),
        (f"a = Slice(s, [-1], [{LAST}])\nc = Squeeze(a)", ()),
        (f"a = Slice(s, [-1], [{LAST}])\nb = Squeeze(a)\nc = Unsqueeze(b, [0])", (1,)),
        (f"a = Slice(s, [-1], [{LAST}])\nb = Sqrt(a)\nc = Div(1.0, b)", (1,)),
        ("c = Shape[start=-1](x)", (1,)),
        ("c = Shape[start=1, end=3](x)", (2,)),
        ("c = Shape[start=1](x)", None),
        ("c = Size(x)", ()),
    ],
)
def test_extents_are_followed(text: str, expected: tuple[int, ...] | None) -> None:
    assert extents(text) == expected
