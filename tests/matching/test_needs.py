"""What a pattern needs, told without compiling it, is what its plan requires."""

import pytest

from inspector.data import signatures_dir
from inspector.ir.normal import normalise
from inspector.matching import FoldedGraph, compile_pattern, needed_operators
from inspector.patterns import parse_pattern
from inspector.signatures import load_library
from tests.graphs import make_model


def sets(text: str) -> list[set[str]]:
    return [set(operators) for operators in needed_operators(parse_pattern(text))]


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ("out = Relu(Conv(x))", [{"Relu"}, {"Conv"}]),
        ("a = Conv(x)\nout = Add(a, a)", [{"Add"}, {"Conv"}]),
        ("out = Relu?(Conv(x))", [{"Conv"}]),
        ("out = {Relu, Elu}(x)", [{"Relu", "Elu"}]),
        ("out = Relu(x) | Elu(x)", [{"Relu", "Elu"}]),
        ("out = Relu(x) | x", []),
        ("out = Conv{0..2}(Relu(x))", [{"Relu"}]),
        ("out = x / 2.0", [{"Mul"}]),
    ],
)
def test_of_a_pattern(text: str, needed: list[set[str]]) -> None:
    assert sorted(map(sorted, sets(text))) == sorted(map(sorted, needed))


def test_it_is_what_the_plans_of_the_library_require() -> None:
    """Less only what other definitions than the result's require."""
    patterns = [
        p for s in load_library([signatures_dir()]).signatures.values() for p in s.patterns()
    ]
    assert len(patterns) > 500
    for pattern in patterns:
        plan = compile_pattern(pattern)
        required = {operators for operators, _ in plan.required}
        needed = set(needed_operators(pattern))
        assert needed <= required
        assert plan.sinks or needed == required


def test_a_graph_holds_it_or_not() -> None:
    model = make_model("x: float32 4\na = Relu(x)\nreturn a")
    graph = FoldedGraph(normalise(model, model.graphs["main"]))
    assert graph.holds(needed_operators(parse_pattern("out = {Relu, Elu}(x)")))
    assert not graph.holds(needed_operators(parse_pattern("out = Relu(Conv(x))")))
