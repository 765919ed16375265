"""What a quantizer's ranges cut off comes back as the Relu or the Clip it was."""

from __future__ import annotations

import numpy as np
import pytest

from inspector.ir.normal.graph import NormalGraph
from inspector.ir.normal.quantization import remove_quantization


class Ranges:
    """A graph of convolutions whose results are quantized from zero to a top."""

    def __init__(self) -> None:
        self.graph = NormalGraph()
        self.image = self.value((1, 8, 4, 4))
        self.graph.graph_inputs = [self.image]

    def value(self, shape: tuple[int, ...]) -> int:
        return self.graph.add_value("", "float32", shape)

    def node(self, op: str, inputs: list[int], size: int = 4) -> int:
        made = self.value((1, 8, size, size))
        self.graph.add_node(op, inputs, [made], {}, [7])
        return made

    def conv(self, value: int, size: int = 4) -> int:
        weight = self.value((8, 8, 1, 1))
        self.graph.constant[weight] = True
        return self.node("Conv", [value, weight], size)

    def quantize(self, value: int, top: float) -> int:
        scale = self.graph.add_constant(np.asarray(top / 255, np.float32))
        zero = self.graph.add_constant(np.asarray(0, np.uint8))
        quantized = self.node("QuantizeLinear", [value, scale, zero])
        return self.node("DequantizeLinear", [quantized, scale, zero])

    def restored(self) -> list[str]:
        self.graph.graph_outputs = [len(self.graph.producer) - 1]
        remove_quantization(self.graph)
        names = [self.graph.ops[node] for node in self.graph.live_nodes()]
        return [name for name in names if name in ("Relu", "Clip")]


@pytest.mark.parametrize(
    ("tops", "expected"),
    [
        ((6.0, 3.5), ["Clip", "Clip"]),
        ((6.0, 9.0), ["Clip", "Relu"]),
        ((5.0, 3.5), ["Relu", "Relu"]),
    ],
)
def test_ranges_up_to_six_and_never_beyond_are_clips(
    tops: tuple[float, float], expected: list[str]
) -> None:
    ranges = Ranges()
    first = ranges.quantize(ranges.conv(ranges.image), tops[0])
    ranges.quantize(ranges.conv(first), tops[1])
    assert ranges.restored() == expected


def test_the_squeeze_of_a_gate_is_a_relu_among_clips() -> None:
    ranges = Ranges()
    body = ranges.quantize(ranges.conv(ranges.image), 6.0)
    ranges.quantize(ranges.conv(ranges.node("GlobalAveragePool", [body], 1), 1), 2.0)
    assert ranges.restored() == ["Clip", "Relu"]


def test_a_range_of_a_gate_says_nothing_of_clips() -> None:
    ranges = Ranges()
    gate = ranges.quantize(ranges.node("Sigmoid", [ranges.conv(ranges.image)]), 1.0)
    ranges.quantize(ranges.conv(gate), 6.0)
    assert ranges.restored() == ["Clip"]


def test_a_gated_convolution_is_clipped() -> None:
    ranges = Ranges()
    body = ranges.conv(ranges.image)
    gated = ranges.node("Mul", [body, ranges.node("Sigmoid", [ranges.conv(body, 1)], 1)])
    ranges.quantize(gated, 6.0)
    assert ranges.restored() == ["Clip"]


def test_a_silu_is_not_clipped() -> None:
    ranges = Ranges()
    body = ranges.conv(ranges.image)
    ranges.quantize(ranges.node("Mul", [body, ranges.node("Sigmoid", [body])]), 200.0)
    assert ranges.restored() == []


def test_parts_of_joined_convolutions_are_clipped() -> None:
    ranges = Ranges()
    joined = ranges.node("Concat", [ranges.conv(ranges.image), ranges.conv(ranges.image)])
    part = ranges.node("Slice", [ranges.node("Transpose", [joined])])
    ranges.quantize(part, 4.0)
    assert ranges.restored() == ["Relu"]


def test_scores_of_an_attention_are_not_clipped() -> None:
    ranges = Ranges()
    ranges.quantize(ranges.node("MatMul", [ranges.image, ranges.image]), 6.0)
    assert ranges.restored() == []
