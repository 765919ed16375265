"""Operators of ONNX Runtime and of ONNX 24 become the plain ones that they stand for."""

import numpy as np
import pytest

from inspector.ir.normal.fused import write_out
from inspector.ir.normal.graph import ABSENT, NormalGraph

IMAGE, TOKENS = (1, 8, 8, 16), (1, 4, 64)
Given = tuple[int, ...] | str | None


def written(op: str, given: list[Given], outputs: int = 1, **attributes: object) -> NormalGraph:
    """A graph of one node, written out; a shape is a weight, a word a value that flows."""
    graph = NormalGraph()
    inputs = []
    for entry in given:
        if entry is None:
            inputs.append(ABSENT)
            continue
        shape = {"image": IMAGE, "tokens": TOKENS}[entry] if isinstance(entry, str) else entry
        inputs.append(graph.add_value("", "float32", shape))
        graph.constant[inputs[-1]] = not isinstance(entry, str)
    made = [graph.add_value() for _ in range(outputs)]
    graph.graph_outputs = list(made)
    assert write_out(graph, op, inputs, made, dict(attributes), [3])
    assert all(graph.producer[value] >= 0 for value in made[:1])
    assert all(origins == [3] for origins in graph.origins)
    return graph


CASES: list[tuple[str, list[Given], dict[str, object], list[str]]] = [
    ("NhwcConv", ["image", (8, 16, 3, 3), (8,)], {}, ["Transpose", "Conv", "Transpose"]),
    (
        "NhwcFusedConv",
        ["image", (16, 16, 3, 3), (16,), "image"],
        {"activation": b"Relu"},
        ["Transpose", "Conv", "Transpose", "Add", "Relu", "Transpose"],
    ),
    ("NhwcMaxPool", ["image"], {"kernel_shape": [2, 2]}, ["Transpose", "MaxPool", "Transpose"]),
    (
        "GroupNorm",
        ["image", (16,), (16,)],
        {"groups": 4, "activation": 1},
        ["Transpose", "GroupNormalization", "SiLU", "Transpose"],
    ),
    (
        "SkipGroupNorm",
        ["image", (16,), (16,), "image"],
        {"groups": 4, "channels_last": 0},
        ["Add", "GroupNormalization"],
    ),
    ("ConvTransposeWithDynamicPads", ["image", (16, 8, 2, 2), (4,), (8,)], {}, ["ConvTranspose"]),
    ("FusedGelu", ["tokens", (64,)], {}, ["Add", "Gelu"]),
    ("BiasGelu", ["tokens", (64,)], {}, ["Add", "Gelu"]),
    ("FastGelu", ["tokens"], {}, ["Gelu"]),
    ("GemmFastGelu", ["tokens", (64, 256), (256,)], {}, ["MatMul", "Add", "Gelu"]),
    ("BiasDropout", ["tokens", (64,), "tokens"], {}, ["Add", "Add", "Identity"]),
    ("BitmaskDropout", ["tokens"], {}, ["Dropout"]),
    ("RemovePadding", ["tokens", (1,)], {}, ["Identity"]),
    ("RestorePadding", ["tokens", (1, 4)], {}, ["Identity"]),
    ("MatMulInteger16", ["tokens", (64, 64)], {}, ["MatMul"]),
    (
        "QOrderedMatMul",
        ["tokens", (), (64, 64), (), (), (64,)],
        {},
        ["MatMul", "Add", "Identity"],
    ),
    ("QOrderedGelu", ["tokens", (), ()], {}, ["Gelu"]),
    ("QOrderedLayerNormalization", ["tokens", (), (64,), (64,), ()], {}, ["LayerNormalization"]),
    ("DequantizeWithOrder", ["tokens", ()], {}, ["Identity"]),
]


@pytest.mark.parametrize(("op", "given", "attributes", "expected"), CASES, ids=lambda c: str(c))
def test_a_contributed_operator_is_what_it_stands_for(
    op: str, given: list[Given], attributes: dict[str, object], expected: list[str]
) -> None:
    assert written("com.microsoft." + op, given, **attributes).ops == expected


def test_a_convolution_with_channels_last_keeps_its_weight() -> None:
    graph = written("com.microsoft.NhwcConv", ["image", (8, 16, 3, 3), (8,)], group=1)
    node = graph.ops.index("Conv")
    assert graph.inputs[node][1:] == [1, 2]
    assert graph.attributes[node]["group"] == 1
    assert [graph.attributes[n]["perm"] for n in (0, 2)] == [[0, 3, 1, 2], [0, 2, 3, 1]]


@pytest.mark.parametrize(("alpha", "op"), [(1.0, "SiLU"), (1.702, "QuickGelu")])
def test_swish_is_told_by_its_factor(alpha: float, op: str) -> None:
    assert written("Swish", ["tokens"], alpha=alpha).ops == [op]


def test_a_cache_of_fixed_size_is_joined_to() -> None:
    graph = written("TensorScatter", [(1, 4, 128, 16), (1, 4, 1, 16), (1,)], axis=2)
    assert graph.ops == ["Concat"]
    assert graph.attributes[0] == {"axis": 2}


ATTENTIONS: dict[str, tuple[list[Given], int]] = {
    "PackedAttention": (["tokens", (64, 192), (192,), (1, 4), (2,)], 1),
    "PackedMultiHeadAttention": (["tokens", "tokens", "tokens", (192,), (1, 4), (2,)], 1),
    "DecoderMaskedSelfAttention": (["tokens", (64, 192), (192,), None, "tokens"], 2),
    "SparseAttention": (["tokens"] * 5 + [(1, 4)] * 4 + [(128, 8)] * 2, 3),
    "PagedAttention": (["tokens"] * 5 + [(2,)] * 3 + [(128, 8)] * 2, 3),
}


@pytest.mark.parametrize("op", ATTENTIONS)
def test_every_attention_weighs_values_by_a_softmax(op: str) -> None:
    given, outputs = ATTENTIONS[op]
    graph = written("com.microsoft." + op, given, outputs, num_heads=4, do_rotary=1)
    softmax = graph.ops.index("Softmax")
    result = graph.producer[graph.graph_outputs[0]]
    assert graph.ops[result] == "MatMul"
    assert graph.inputs[result][0] == graph.outputs[softmax][0]
    assert ("FusedRotaryEmbedding" in graph.ops) == (op in ("SparseAttention", "PagedAttention"))
    assert np.all([value >= 0 for value in graph.inputs[softmax]])
