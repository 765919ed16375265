"""Padding, frozen norms and parallel branches become part of the convolution they amount to."""

import pytest

from inspector.ir.normal import NormalGraph, normalise
from tests.graphs import make_model


def normal(text: str) -> NormalGraph:
    model = make_model(text)
    return normalise(model, model.graphs["main"])


def operators(graph: NormalGraph) -> list[str]:
    return [graph.ops[n] for n in graph.live_nodes() if not graph.constant[graph.outputs[n][0]]]


PLAIN = "c = Conv[kernel_shape=[3, 3], pads=[1, 1, 1, 1]](x, $w<8x8x3x3>)"
POINT = "d = Conv[kernel_shape=[1, 1]](x, $v<8x8x1x1>)"
STRIDED = "d = Conv[kernel_shape=[1, 1], strides=[2, 2]](x, $v<8x8x1x1>)"
JOINT = "n = BatchNormalization(e, $a<16>, $b<16>, $m<16>, $s<16>)"
NORM = "n = BatchNormalization(x, $a<8>, $b<8>, $m<8>, $s<8>)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{PLAIN}\n{POINT}\ne = Add(c, d)\nf = Relu(e)", ["Conv", "Relu"]),
        (f"{PLAIN}\n{NORM}\ne = Add(n, c)\nf = Relu(e)", ["Conv", "Relu"]),
        (f"{PLAIN}\ne = Add(c, x)\nf = Relu(e)", ["Conv", "Add", "Relu"]),
        (f"{PLAIN}\n{POINT}\ne = Add(c, d)\nf = Relu(c)", ["Conv", "Conv", "Add", "Relu"]),
        (f"{PLAIN}\n{STRIDED}\ne = Add(c, d)\nf = Relu(e)", ["Conv", "Conv", "Add", "Relu"]),
        (f"{PLAIN}\nm = Mul(c, $k<1x8x1x1>)\ne = Add(m, $l<1x8x1x1>)", ["Conv"]),
        (f"{PLAIN}\nm = Mul(c, $k<1x8x1x1>)\ne = Add(m, x)", ["Conv", "Mul", "Add"]),
        (f"{PLAIN}\n{POINT}\ne = Concat[axis=1](c, d)\n{JOINT}", ["Conv", "Conv", "Concat"]),
    ],
)
def test_what_is_linear_together_is_one_convolution(text: str, expected: list[str]) -> None:
    assert operators(normal(text)) == expected


def test_the_merged_convolution_knows_its_branches_and_where_they_came_from() -> None:
    graph = normal(f"{POINT}\n{PLAIN}\n{NORM}\ne = Add(d, c)\nf = Add(e, n)\ng = Relu(f)")
    node = graph.nodes_of("Conv")[0]
    assert graph.attributes[node]["branches"] == 3
    assert graph.attributes[node]["kernel"] == [3, 3]
    assert sorted(graph.origins[node]) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("pad", "expected"),
    [
        ("Pad[pads=[0, 0, 1, 1, 0, 0, 1, 1]](x)", ["Conv"]),
        ("Pad[pads=[0, 0, 1, 1, 0, 0, 1, 1], mode='reflect'](x)", ["Pad", "Conv"]),
        ("Pad[pads=[0, 4, 0, 0, 0, 4, 0, 0]](x)", ["Pad", "Conv"]),
        ("Pad[pads=[0, 0, 1, 1, 0, 0, 1, 1], value=1.0](x)", ["Pad", "Conv"]),
    ],
)
def test_zeros_around_an_image_are_padding(pad: str, expected: list[str]) -> None:
    graph = normal(f"p = {pad}\nc = Conv[kernel_shape=[3, 3]](p, $w<8x8x3x3>)")
    assert operators(graph) == expected
    if expected == ["Conv"]:
        assert graph.attributes[graph.nodes_of("Conv")[0]]["pads"] == [1, 1, 1, 1]
