"""The matcher against cases written as data."""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from inspector.ir.normal import normalise
from inspector.matching import FoldedGraph, Matcher, compile_pattern
from inspector.patterns import parse_pattern
from tests.graphs import make_model

CASES: list[dict[str, Any]] = YAML(typ="safe").load(Path(__file__).with_name("cases.yaml"))


def find(graph_text: str, pattern_text: str) -> list[list[str]]:
    """Names of the bound nodes per match."""
    model = make_model(graph_text)
    graph = FoldedGraph(normalise(model, model.graphs["main"]))
    bindings = Matcher(graph).matches(compile_pattern(parse_pattern(pattern_text)))
    stored = model.graphs["main"].nodes
    found = []
    for binding in bindings:
        indices = sorted({i for node in binding.nodes for i in graph.stored(node)})
        found.append([stored[i].outputs[0].name for i in indices])
    return found


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    found = find(case["graph"], case["pattern"])
    assert sorted(map(sorted, found)) == sorted(map(sorted, case["matches"]))


@pytest.mark.parametrize(("activation", "named"), [("Relu", "a"), ("Sigmoid", "c")])
def test_a_name_in_several_alternatives_is_that_of_the_one_that_matched(
    activation: str, named: str
) -> None:
    """Blocks export attributes of the node that such a name is bound to."""
    graph_text = f"""
        a = Conv(x, $w<8x3x3x3>)
        b = {activation}(a)
        c = Conv(b, $v<8x8x3x3>)
    """
    pattern_text = "Conv(Relu(which: Conv(x, $)), $) | which: Conv(Sigmoid(Conv(x, $)), $)"
    model = make_model(graph_text)
    graph = FoldedGraph(normalise(model, model.graphs["main"]))
    (binding,) = Matcher(graph).matches(compile_pattern(parse_pattern(pattern_text)))
    (stored,) = graph.stored(binding.named["which"])
    assert model.graphs["main"].nodes[stored].outputs[0].name == named


def test_names_are_unique() -> None:
    names = [case["name"] for case in CASES]
    assert len(set(names)) == len(names)
