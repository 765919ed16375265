"""What recurs is found without signatures and without names."""

from __future__ import annotations

import random

import pytest

from inspector.analysis.recurrence import Recurrence, fold_recurring
from inspector.ir.normal import normalise
from inspector.matching import FoldedGraph
from tests.graphs import make_model


def layer(number: int, read: str, extra: str = "") -> tuple[str, str]:
    """A residual layer of four operators, with one more where ``extra`` names it."""
    last = f"c{number}"
    lines = [
        f"a{number} = MatMul({read}, $wa{number}<8x8>)",
        f"b{number} = Relu(a{number})",
        f"{last} = MatMul(b{number}, $wb{number}<8x8>)",
    ]
    if extra:
        lines.append(f"e{number} = {extra}({last})")
        last = f"e{number}"
    lines.append(f"x{number} = Add({read}, {last})")
    return "\n".join(lines), f"x{number}"


def chain(layers: int, odd: int = -1) -> str:
    parts, value = ["x: float32 4x8", "begin = Tanh(x)"], "begin"
    for number in range(layers):
        text, value = layer(number, value, "Sin" if number == odd else "")
        parts.append(text)
    return "\n".join([*parts, f"end = Softmax({value})", "return end"])


def folded(text: str) -> tuple[FoldedGraph, list[Recurrence]]:
    model = make_model(text)
    graph = FoldedGraph(normalise(model, model.graphs["main"]))
    return graph, fold_recurring(graph)


def outermost(graph: FoldedGraph) -> list[str]:
    nodes = [n for n in range(len(graph.ops)) if graph.alive[n] and graph.is_compute(n)]
    return [graph.ops[n] for n in sorted(nodes, key=lambda n: (graph.order[n], n))]


def test_layers_in_a_row_are_one_block() -> None:
    graph, found = folded(chain(12))
    assert [(r.name, len(r.folds), r.size) for r in found] == [("Block A", 12, 4)]
    assert outermost(graph) == ["Tanh", *["Block A"] * 12, "Softmax"]
    for fold in found[0].folds:
        assert [graph.ops[n] for n in graph.folds[fold].members] == [
            "MatMul",
            "Relu",
            "MatMul",
            "Add",
        ]


def test_a_layer_that_differs_is_one_of_them() -> None:
    graph, found = folded(chain(12, odd=6))
    assert [(r.name, len(r.folds)) for r in found] == [("Block A", 12)]
    assert len(graph.folds[found[0].folds[6]].members) in (4, 5)
    sizes = sorted(len(graph.folds[fold].members) for fold in found[0].folds)
    assert sizes == [*[4] * 11, 5]


def test_a_long_skip_is_no_obstacle() -> None:
    text = chain(20).replace("end = Softmax(x19)", "s = Add(x19, begin)\nend = Softmax(s)")
    _, found = folded(text)
    assert [len(r.folds) for r in found] == [20]


def test_a_value_that_every_layer_reads_is_no_obstacle() -> None:
    text = (
        chain(12)
        .replace("Relu(", "Add(m, ")
        .replace("begin = Tanh(x)", "begin = Tanh(x)\nm = Sin(x)")
    )
    _, found = folded(text)
    assert [len(r.folds) for r in found] == [12]


def test_equal_stages_apart_have_one_name() -> None:
    first = chain(6).replace("\nend = Softmax(x5)\nreturn end", "")
    parts, value = [first, "m1 = Sin(x5)", "m2 = Cos(m1)", "m3 = Tanh(m2)", "m4 = Abs(m3)"], "m4"
    for number in range(6, 12):
        text, value = layer(number, value)
        parts.append(text)
    _, found = folded("\n".join([*parts, f"return {value}"]))
    assert [(r.name, len(r.folds)) for r in found] == [("Block A", 12)]


def test_nothing_recurs_in_a_small_or_irregular_graph() -> None:
    assert folded(chain(2))[1] == []
    rng = random.Random(7)
    operators = ["Sin", "Cos", "Tanh", "Abs", "Exp", "Neg", "Erf", "Sqrt", "Log", "Floor"]
    lines, value = ["x: float32 4x8"], "x"
    for number, operator in enumerate(rng.sample(operators, len(operators)) * 1):
        lines += [f"v{number} = {operator}({value})", f"w{number} = Add(v{number}, x)"]
        value = f"w{number}"
    assert folded("\n".join([*lines, f"return {value}"]))[1] == []


def test_equal_nodes_in_a_row_are_left_to_runs() -> None:
    lines = ["x: float32 4x8", "v0 = MatMul(x, $w<8x8>)"]
    lines += [f"v{n} = MatMul(v{n - 1}, $w{n}<8x8>)" for n in range(1, 30)]
    assert folded("\n".join([*lines, "return v29"]))[1] == []


@pytest.mark.parametrize("layers", [3, 7, 40])
def test_blocks_cover_every_layer(layers: int) -> None:
    graph, found = folded(chain(layers))
    assert [len(r.folds) for r in found] == [layers]
    inside = {n for fold in found[0].folds for n in graph.folds[fold].members}
    assert len(inside) == 4 * layers


def test_the_graph_that_was_branched_stays_as_it_is() -> None:
    model = make_model(chain(8))
    graph = FoldedGraph(normalise(model, model.graphs["main"]))
    before = outermost(graph), [list(r) for r in graph.readers], list(graph.producer)
    other = graph.branch()
    assert fold_recurring(other)
    assert (outermost(graph), [list(r) for r in graph.readers], list(graph.producer)) == before
    assert outermost(other) != before[0]
