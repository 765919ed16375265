"""Queries over stored nodes."""

from __future__ import annotations

import pytest

from inspector.analysis.search import MOST, search
from inspector.ir import Node
from tests.graphs import make_model

TEXT = """
x: float32 1x3x8x8
a = Conv[group=1, kernel_shape=[3, 3]](x, $w<6x3x3x3>)
b = Relu(a)
c = Conv[group=6, kernel_shape=[5, 5]](b, $v<6x1x5x5>)
d = com.custom.Mish(c)
return d
"""


@pytest.fixture
def nodes() -> dict[int, Node]:
    graph = make_model(TEXT).graphs["main"]
    for node in graph.nodes:
        node.name = f"layer.{node.index}.{node.op_type.lower()}"
    return {node.index: node for node in graph.nodes}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("conv", [0, 2]),
        ("op:Conv group>1", [2]),
        ("group>=1", [0, 2]),
        ("group=6", [2]),
        ("group!=6", [0]),
        ("kernel_shape:5", [2]),
        ("op:conv -group=1", [2]),
        ("/layer\\.[01]\\./", [0, 1]),
        ("name:/mish$/", [3]),
        ("-/conv/ op:/./", [1, 3]),
        ('"layer.1"', [1]),
        ("domain:custom", [3]),
        ("shape:1x3x8", [0]),
        ("shape:1×3×8×8", [0]),
        ("dtype=float32 op:Conv", [0, 2]),
        ("in:b", [2]),
        ("out=c", [2]),
        ("fold:Stem", [0, 1]),
        ("op!=Conv", [1, 3]),
        ("nothing-like-this", []),
        ("", []),
        ("   ", []),
    ],
)
def test_queries(nodes: dict[int, Node], query: str, expected: list[int]) -> None:
    finds = search(nodes, {0: ["Stem"], 1: ["Stem", "Relu"]}, query)
    assert (finds.nodes, finds.total, finds.problem) == (expected, len(expected), "")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("name:/(/", "is no regular expression"),
        ("group>many", "needs a number"),
        ("grooup>1", "No node has an attribute “grooup”"),
    ],
)
def test_a_query_that_makes_no_sense_says_so(nodes: dict[int, Node], query: str, said: str) -> None:
    finds = search(nodes, {}, query)
    assert said in finds.problem
    assert finds.nodes == []


def test_finds_are_bounded(nodes: dict[int, Node]) -> None:
    many = dict.fromkeys(range(MOST + 5), nodes[1])
    finds = search(many, {}, "relu")
    assert (len(finds.nodes), finds.total) == (MOST, MOST + 5)
