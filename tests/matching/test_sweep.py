"""Many values looked at at once say what one after the other says."""

import numpy as np
import pytest

from inspector.benchmark.generated import encoder, residual
from inspector.ir import Model
from inspector.ir.normal import LAYOUT, NormalGraph, normalise
from inspector.matching import FoldedGraph, Matcher, compile_pattern, fold, sweep
from inspector.matching.columns import Columns
from inspector.matching.index import layout_roots, nodes_by_operator
from inspector.matching.sweep import Sweep
from inspector.patterns import parse_pattern
from tests.matching.pairs import make_pair

PATTERNS = {
    "a chain": "Add(MatMul(x, $), $)",
    "two operands": "Add(MatMul(Softmax(s), v), _)",
    "layout nodes that are named": "Reshape(Transpose(MatMul(p, v)), _)",
    "a number": "Pow(x, 2)",
    "constraints": "Conv[kernel=3](x, ...)",
    "the same value twice": "m = ReduceMean(x)\nd = Sub(x, m)\nout = Mul(d, _)",
    "a sealed value": "Relu(Conv(x, ...)!)",
    "a node that may be left out": "Relu?(Add(x, y))",
    "one of two ways": "(Relu(x) | Softmax(x))",
    "ways that bind values": "(Relu(Conv(x, ...)) | Softmax(Add(Mul(x, $), y)))",
    "the value behind what is left out": "Add(Relu?(Conv(Relu(x), ...)), x)",
    "what is left out twice": "Relu?(Add?(Conv(x, ...), y))",
    "a chain of any length": "Relu(Conv{1..}(x))",
}


@pytest.fixture
def everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Graphs of any size and few places are looked at in arrays."""
    monkeypatch.setattr(fold, "FEWEST", 1)
    monkeypatch.setattr(fold, "FIRST", 1)
    monkeypatch.setattr(fold, "LARGE", 1)
    monkeypatch.setattr(sweep, "FEWEST", 0)


def normal_of(model: Model) -> NormalGraph:
    return normalise(model, model.graphs["main"])


@pytest.mark.usefixtures("everywhere")
@pytest.mark.parametrize("start", range(1500, 5500, 500))
def test_columns_and_lines_find_the_same(start: int, monkeypatch: pytest.MonkeyPatch) -> None:
    decided = 0
    for seed in range(start, start + 500):
        pair = make_pair(seed)
        plan = compile_pattern(pair.pattern)
        at_once = list(Matcher(pair.graph).occurrences(plan))
        with monkeypatch.context() as patch:
            patch.setattr(fold, "LARGE", 10**9)
            one_by_one = list(Matcher(pair.graph).occurrences(plan))
        assert at_once == one_by_one, str(pair)
        nodes = [node for node in range(len(pair.graph.ops)) if pair.graph.alive[node]]
        starts = [value for node in nodes for value in pair.graph.outputs[node] if value >= 0]
        swept = Sweep(pair.graph, plan, starts)
        decided += any(swept.binding(value) is not None for value in starts)
    assert decided > 50


@pytest.mark.parametrize("make", [encoder, residual])
@pytest.mark.parametrize("text", PATTERNS.values(), ids=PATTERNS)
def test_a_large_graph_has_the_matches_of_a_small_index(
    make: object, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert callable(make)
    normal = normal_of(make(fold.LARGE + 500))
    plan = compile_pattern(parse_pattern(text))
    large = list(Matcher(FoldedGraph(normal)).occurrences(plan))
    monkeypatch.setattr(fold, "LARGE", 10**9)
    assert large == list(Matcher(FoldedGraph(normal)).occurrences(plan))


@pytest.mark.parametrize("seed", range(100))
def test_columns_hold_what_the_graph_holds(seed: int) -> None:
    graph = make_pair(seed).graph
    columns = graph.columns
    nodes = np.arange(len(graph.ops))
    assert columns.roots.tolist() == [*graph.roots, -1]
    assert columns.makers.tolist() == [*(graph.producer[root] for root in graph.roots), -1]
    for node, inputs in enumerate(graph.inputs):
        carrying = [
            at for at, value in enumerate(inputs) if value >= 0 and not graph.constant[value]
        ]
        assert columns.filled[node] == max(carrying, default=-1) + 1
        assert [
            columns.inputs_of(nodes[node : node + 1], at)[0] for at in range(len(inputs))
        ] == inputs
        assert columns.layout[node] == (graph.ops[node] in LAYOUT and bool(inputs))
    assert columns.inputs_of(np.array([-1]), 0).tolist() == [-1]


@pytest.mark.parametrize("make", [encoder, residual])
def test_arrays_index_a_graph_as_loops_do(make: object) -> None:
    assert callable(make)
    normal = normal_of(make(400))
    columns = Columns(normal.ops, normal.inputs, normal.producer, normal.constant)
    by_operator = nodes_by_operator(normal)
    assert columns.is_ordered(normal.alive)
    assert columns.by_operator(normal.alive) == by_operator
    order = list(range(len(normal.ops)))
    assert columns.roots[:-1].tolist() == layout_roots(normal, order, by_operator)


def test_a_graph_out_of_order_is_told() -> None:
    columns = Columns(["Relu", "Tanh"], [[1], [0]], [-1, 1, 0], [False] * 3)
    assert not columns.is_ordered([True, True])
    assert not columns.is_ordered([True, False])
    assert columns.is_ordered([False, True])


def test_folding_leaves_the_normal_graph_as_it_was() -> None:
    normal = normal_of(encoder(200))
    before = [list(normal.ops), list(normal.alive), list(normal.producer), list(normal.outputs)]
    graph = FoldedGraph(normal)
    other = graph.branch()
    plan = compile_pattern(parse_pattern("Add(MatMul(x, $), $)"))
    binding = next(Matcher(graph).occurrences(plan))
    assert graph.fold("Linear", binding.nodes, [binding.values[1]], binding.result, {})
    assert [normal.ops, normal.alive, normal.producer, normal.outputs] == before
    assert len(other.ops) == len(normal.ops)
    assert len(graph.ops) == len(normal.ops) + 1
