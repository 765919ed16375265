"""Regions that recur where many values flow on between them."""

from __future__ import annotations

import random
import re

import pytest

from inspector.analysis.discovery.repeats import find_repeats
from inspector.analysis.recurrence import fold_recurring
from inspector.ir.normal import normalise
from inspector.matching import FoldedGraph
from tests.graphs import make_model


def folded(text: str) -> FoldedGraph:
    model = make_model(text)
    return FoldedGraph(normalise(model, model.graphs["main"]))


def streams(layers: int, width: int = 5) -> str:
    """Layers over so many values at once: each mixes every value with its neighbour."""
    lines = ["x: float32 4x8"]
    lines += [f"v0_{s} = MatMul(x, $s{s}<8x8>)" for s in range(width)]
    for n in range(layers):
        for s in range(width):
            lines.append(f"p{n}_{s} = MatMul(v{n}_{s}, $w{n}_{s}<8x8>)")
            lines.append(f"q{n}_{s} = Sigmoid(p{n}_{s})")
        for s in range(width):
            lines.append(f"v{n + 1}_{s} = Mul(q{n}_{s}, v{n}_{(s + 1) % width})")
    ends = ", ".join(f"v{layers}_{s}" for s in range(width))
    return "\n".join([*lines, f"end = Concat[axis=1]({ends})", "return end"])


def operators(graph: FoldedGraph, region: list[int]) -> list[str]:
    return sorted(graph.ops[node] for node in region)


def test_what_no_cut_finds_is_found_by_growing() -> None:
    text = """
        x: float32 4x8
        c: float32 4x8
        a0 = MatMul(x, $w0<8x8>)
        b0 = Add(a0, c)
        d0 = Tanh(b0)
        e0 = Mul(d0, x)
        s0 = Sin(e0)
        a1 = MatMul(s0, $w1<8x8>)
        b1 = Add(a1, c)
        d1 = Tanh(b1)
        e1 = Mul(d1, s0)
        s1 = Exp(e1)
        return s1
    """
    graph = folded(text)
    assert fold_recurring(graph.branch()) == []
    found = find_repeats(graph)
    assert len(found) == 1
    assert [operators(graph, region) for region in found[0]] == [
        ["Add", "MatMul", "Mul", "Tanh"]
    ] * 2


@pytest.mark.parametrize("layers", [3, 8])
def test_regions_of_a_kind_are_alike_and_apart(layers: int) -> None:
    graph = folded(streams(layers))
    found = find_repeats(graph)
    assert found
    for regions in found:
        nodes = [node for region in regions for node in region]
        assert len(nodes) == len(set(nodes))
        assert len({tuple(operators(graph, region)) for region in regions}) == 1
        assert len(regions) >= 2


def test_names_do_not_matter() -> None:
    text = streams(4)
    names = sorted(set(re.findall(r"\b[pqv]\d_\d\b", text)))
    shuffled = names[:]
    random.Random(7).shuffle(shuffled)
    other = {name: f"n{at}" for at, name in enumerate(shuffled)}
    renamed = re.sub(r"\b[pqv]\d_\d\b", lambda m: other[m[0]], text)
    plain, changed = folded(text), folded(renamed)
    assert find_repeats(plain) == find_repeats(changed)


def test_nothing_recurs_where_nothing_is_alike() -> None:
    text = "x: float32 4x8\na = Relu(x)\nb = Tanh(a)\nc = Exp(b)\nd = Sin(c)\nreturn d"
    assert find_repeats(folded(text)) == []
