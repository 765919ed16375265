"""Walks go back to where a line left several ways open; what they cannot tell is searched."""

import pytest

from inspector.ir.normal import normalise
from inspector.matching import FoldedGraph, Matcher, Miss, compile_pattern
from inspector.matching.looks import FAILED, FOUND, UNSURE
from inspector.matching.walk import MOST, Walk
from inspector.patterns import parse_pattern
from tests.graphs import make_model

ARMS = "x: float32 1x8x8\na = MatMul(x, $v<8x8>)\nb = MatMul(a, $w<8x8>)\ng = MatMul(x, $u<8x8>)\n"

FORKS = {
    "of operands alike the second order holds": (
        "c = Relu(g)\nd = Relu(b)\ne = Tanh(c)\nf = Tanh(d)\nout = Add(e, f)",
        "out = Tanh(Relu(MatMul(MatMul(x, $), $))) + Tanh(Relu(MatMul(y, $)))",
        1,
    ),
    "of operands alike both orders hold": (
        "c = Relu(a)\nd = Relu(b)\nout = Add(c, d)",
        "out = Relu(u) + Relu(v)",
        2,
    ),
    "of two operands the other one is meant": (
        "c = Relu(x)\nd = Relu(b)\ne = Tanh(c)\nf = Tanh(d)\nout = Mul(e, f)",
        "out = Mul(Tanh(Relu(MatMul(u, $))), _)",
        1,
    ),
    "of layout nodes alike the second one is meant": (
        "c = Transpose[perm=[0, 2, 1]](a)\nd = Transpose[perm=[1, 0, 2]](c)\nout = Tanh(d)",
        "t = Transpose[perm=(0, 2, 1)](MatMul(u, $))\nout = Tanh(t)",
        1,
    ),
    "one node may not stand for two": (
        "c = Relu(a)\nd = Neg(c)\ne = Exp(c)\nf = Add(d, e)\nout = Tanh(f)",
        "out = Tanh(Add(Neg(Relu(u)), Exp(Relu(v))))",
        0,
    ),
}


def graph_of(text: str) -> FoldedGraph:
    model = make_model(f"{ARMS}{text}\nreturn out")
    return FoldedGraph(normalise(model, model.graphs["main"]))


@pytest.mark.parametrize(("text", "pattern", "matches"), FORKS.values(), ids=FORKS)
def test_a_walk_finds_what_a_search_finds(text: str, pattern: str, matches: int) -> None:
    graph = graph_of(text)
    plan = compile_pattern(parse_pattern(pattern))
    (result,) = graph.normal.graph_outputs
    walk = Walk(graph, plan)
    outcomes = [walk.run(result)]
    while outcomes[-1] == FOUND:
        outcomes.append(walk.again())
    assert outcomes == [FOUND] * matches + [FAILED]
    node = graph.producer[result]
    by_search = list(Matcher(graph).solutions(plan, node, Miss()))
    assert list(Matcher(graph).solutions(plan, node)) == by_search
    assert len(by_search) == matches


def tree(leaves: list[str]) -> tuple[list[str], str]:
    """Sums over leaves, two by two: as lines of a graph, and as an expression."""
    names, written, lines = list(leaves), list(leaves), []
    while len(names) > 1:
        pairs = range(0, len(names), 2)
        lines += [f"{names[at]}_ = Add({names[at]}, {names[at + 1]})" for at in pairs]
        written = [f"Add({written[at]}, {written[at + 1]})" for at in pairs]
        names = [f"{names[at]}_" for at in pairs]
    return [*lines, f"sum = Relu({names[0]})"], f"Relu({written[0]})"


@pytest.mark.parametrize("leaf", [0, 7])
def test_a_walk_with_many_dead_ends_is_left_to_a_search(leaf: int) -> None:
    """A tree of sums whose operands are all alike; no match is told twice."""
    leaves = [f"l{at}" for at in range(8)]
    made = [f"{name} = MatMul(x, $w{name}<8x8>)" for name in leaves]
    lines, written = tree(leaves)
    graph = graph_of("\n".join([*made, *lines, f"s = Tanh(l{leaf})", "out = Mul(sum, s)"]))
    named = [f"{name} = MatMul(x, $w{name})" for name in leaves]
    plan = compile_pattern(parse_pattern("\n".join([*named, f"out = Mul({written}, Tanh(l7))"])))
    (result,) = graph.normal.graph_outputs
    walk = Walk(graph, plan)
    outcomes = [walk.run(result)]
    while outcomes[-1] == FOUND:
        outcomes.append(walk.again())
    assert outcomes[-1] == UNSURE
    assert outcomes.count(FOUND) < MOST
    solutions = list(Matcher(graph).solutions(plan, graph.producer[result]))
    assert len(solutions) == len({tuple(binding.values) for binding in solutions}) == 2**4
