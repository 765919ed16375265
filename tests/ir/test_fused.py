"""Fused operators look like what they stand for; quantized numbers and clamps come back."""

from __future__ import annotations

import numpy as np
import pytest

from inspector.ir.normal.fused import write_out
from inspector.ir.normal.graph import ABSENT, NormalGraph
from inspector.ir.normal.quantization import remove_quantization


def fused(
    op: str, shapes: list[tuple[int, ...] | None], outputs: int = 1, **attributes: object
) -> NormalGraph:
    """A graph of one fused node, written out; None stands for an input that is no weight."""
    graph = NormalGraph()
    inputs = []
    for shape in shapes:
        value = graph.add_value("", "float32", shape or (1, 4, 64))
        graph.constant[value] = shape is not None
        if shape is None:
            graph.graph_inputs.append(value)
        inputs.append(value if shape != () else ABSENT)
    made = [graph.add_value() for _ in range(outputs)]
    graph.graph_outputs = list(made)
    assert write_out(graph, "com.microsoft." + op, inputs, made, dict(attributes), [7])
    return graph


def test_plain_operators_are_left_alone() -> None:
    graph = NormalGraph()
    value, made = graph.add_value(), graph.add_value()
    assert not write_out(graph, "Relu", [value], [made], {}, [0])
    assert graph.ops == []


def test_skip_normalisation_is_add_and_normalisation() -> None:
    graph = fused("SkipLayerNormalization", [None, None, (64,), (64,)])
    assert graph.ops == ["Add", "LayerNormalization"]
    assert graph.origins == [[7], [7]]
    assert graph.producer[graph.graph_outputs[0]] == 1


@pytest.mark.parametrize(("alpha", "op"), [(1.702, "QuickGelu"), (1.0, "SiLU")])
def test_quick_gelu_with_factor_one_is_silu(alpha: float, op: str) -> None:
    assert fused("QuickGelu", [None], alpha=alpha).ops == [op]


def test_attention_without_causality_has_three_projections() -> None:
    graph = fused("Attention", [None, (64, 192), (192,)], num_heads=4)
    assert graph.ops.count("MatMul") == 5
    assert graph.ops.count("Softmax") == 1
    assert "Split" not in graph.ops


def test_causal_attention_has_one_projection_split_in_three() -> None:
    graph = fused("Attention", [None, (64, 192), (192,)], num_heads=4, unidirectional=1)
    assert graph.ops.count("Split") == 1
    assert graph.ops.count("MatMul") == 3


def test_grouped_query_attention_turns_and_prepends() -> None:
    shapes: list[tuple[int, ...] | None] = [None] * 5 + [(1,), (1,), (128, 8), (128, 8)]
    graph = fused("GroupQueryAttention", shapes, outputs=3, num_heads=4, do_rotary=1)
    assert graph.ops.count("FusedRotaryEmbedding") == 2
    assert graph.ops.count("Concat") == 2
    assert all(graph.producer[value] >= 0 for value in graph.graph_outputs)


def test_grouped_query_attention_normalises_heads_and_knows_their_width() -> None:
    absent: list[tuple[int, ...] | None] = [()]
    past: list[tuple[int, ...] | None] = [None, None, None, None]
    # 64 channels are 4 heads of queries, 2 of keys and 2 of values; half of each head is turned
    tables: list[tuple[int, ...] | None] = [(128, 2), (128, 2)]
    shapes = [None, *absent * 2, *past, *tables, *absent * 5, (8,), (8,)]
    graph = fused("GroupQueryAttention", shapes, 3, num_heads=4, kv_num_heads=2, do_rotary=1)
    assert graph.ops.count("RMSNormalization") == 2
    turned = [graph.attributes[n] for n, op in enumerate(graph.ops) if op == "FusedRotaryEmbedding"]
    assert [attributes["partial"] for attributes in turned] == [1, 1]


def test_relative_position_bias_is_looked_up_in_a_table() -> None:
    graph = fused("RelativePositionBias", [(32, 4), (1,), (1,)], max_distance=128)
    assert graph.ops == ["Gather", "Transpose", "Unsqueeze"]
    assert graph.inputs[0][0] == 0


def test_packed_weight_has_the_shape_it_stands_for() -> None:
    graph = fused("MatMulNBits", [None, (192, 1, 32)], K=64, N=192)
    weight = graph.inputs[0][1]
    assert graph.ops == ["MatMul"]
    assert graph.shapes[weight] == (64, 192)


def quantize(op: str, zero: int) -> NormalGraph:
    """A product with weights whose result is quantized with a zero point."""
    graph = NormalGraph()
    x, made, quantized = graph.add_value(), graph.add_value(), graph.add_value()
    weight = graph.add_constant(np.ones((4, 4), np.float32))
    graph.add_node(op, [x, weight], [made])
    scale = graph.add_constant(np.asarray(0.1, np.float32))
    point = graph.add_constant(np.asarray(zero, np.uint8))
    graph.add_node("QuantizeLinear", [made, scale, point], [quantized])
    graph.graph_outputs = [quantized]
    remove_quantization(graph)
    return graph


@pytest.mark.parametrize(("zero", "expected"), [(0, ["MatMul", "Relu"]), (128, ["MatMul"])])
def test_range_from_zero_is_a_relu(zero: int, expected: list[str]) -> None:
    graph = quantize("MatMul", zero)
    assert [graph.ops[node] for node in graph.live_nodes()] == expected


def test_quantized_number_is_worked_out() -> None:
    graph = NormalGraph()
    stored = graph.add_constant(np.asarray(200, np.uint8))
    scale = graph.add_constant(np.asarray(0.0025, np.float32))
    zero = graph.add_constant(np.asarray(0, np.uint8))
    number, x, made = graph.add_value(), graph.add_value(), graph.add_value()
    graph.add_node("DequantizeLinear", [stored, scale, zero], [number])
    node = graph.add_node("Mul", [x, number], [made])
    remove_quantization(graph)
    assert graph.scalar(graph.inputs[node][1]) == pytest.approx(0.5)
