"""Large graphs in which nothing recurs are drawn in sections."""

from __future__ import annotations

import itertools

import pytest

from inspector.analysis import sections
from inspector.analysis.sections import MANY, fold_sections
from inspector.ir.normal import normalise
from inspector.matching import FoldedGraph
from tests.graphs import make_model

OPERATORS = ("Relu", "Tanh", "Sigmoid", "Exp", "Neg", "Abs", "Sin")


def graph_of(nodes: int, bridge: int = 0) -> FoldedGraph:
    """A chain in which each node adds what the one before the last made.

    Args:
        nodes: How many.
        bridge: Every so many nodes one value alone flows on, 0 for never.
    """
    lines = ["x: float32 4x8", "v0 = Tanh(x)", "v1 = Relu(v0)"]
    for at in range(2, nodes):
        name = OPERATORS[at * at % 7]
        if bridge and at % bridge in (0, 1):
            lines.append(f"v{at} = {name}(v{at - 1})")
        else:
            lines.append(f"v{at} = Add(v{at - 1}, v{at - 2})")
    model = make_model("\n".join([*lines, f"return v{nodes - 1}"]))
    return FoldedGraph(normalise(model, model.graphs["main"]))


def outermost(graph: FoldedGraph) -> list[int]:
    return [n for n in range(len(graph.ops)) if graph.alive[n]]


def test_a_graph_that_can_be_seen_has_none() -> None:
    graph = graph_of(MANY)
    assert fold_sections(graph) == 0
    assert not graph.folds


def test_a_large_graph_is_nothing_but_sections() -> None:
    graph = graph_of(MANY + 500)
    made = fold_sections(graph)
    assert made == (MANY + 500) // sections.SMALLEST
    names = [graph.ops[node] for node in outermost(graph)]
    assert names == [f"Section {number}" for number in range(1, made + 1)]
    sizes = [len(graph.folds[node].members) for node in outermost(graph)]
    assert sum(sizes) == MANY + 500
    assert min(sizes) > sections.SMALLEST // 3
    told = [graph.attributes[node]["module"] for node in outermost(graph)]
    assert told == [f"{size:,} operators" for size in sizes]


def test_sections_begin_where_little_flows() -> None:
    graph = graph_of(MANY + 500, bridge=50)
    fold_sections(graph)
    folds = [graph.folds[node] for node in outermost(graph)]
    assert all(fold.members[0] % 50 in (0, 1) for fold in folds)


def test_no_section_has_a_way_out_and_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sections, "MANY", 60)
    monkeypatch.setattr(sections, "SMALLEST", 20)
    graph = graph_of(200)
    assert fold_sections(graph) == 10
    places = [graph.order[node] for node in outermost(graph)]
    assert all(a < b for a, b in itertools.pairwise(places))
    for node in outermost(graph):
        for value in graph.inputs[node]:
            maker = graph.producer[value]
            assert maker < 0 or graph.order[maker] < graph.order[node]


def test_there_are_never_too_many() -> None:
    graph = graph_of(sections.MOST * sections.SMALLEST + 4000)
    assert sections.MOST - 2 <= fold_sections(graph) <= sections.MOST + 2
