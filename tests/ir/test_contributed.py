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
    ("QuantizeBFP", ["tokens"], {}, ["Identity"]),
    (
        "QOrderedLongformerAttention",
        [
            "tokens",
            (),
            (64, 192),
            (),
            (192,),
            (),
            (),
            "tokens",
            (64, 192),
            (),
            (192,),
            (),
            "tokens",
        ],
        {},
        ["com.microsoft.LongformerAttention"],
    ),
    (
        "GatedRelativePositionBias",
        ["tokens", (64,), "tokens", (16, 8), (8,), (1, 4, 1, 1)],
        {"num_heads": 4},
        "Add MatMul Add ReduceSum Sigmoid Split Mul Add Mul Add Mul".split(),
    ),
    ("MulInteger", ["tokens", (), "tokens", ()], {}, ["Mul"]),
    ("ReduceSumInteger", ["tokens"], {"axes": [1]}, ["ReduceSum"]),
    ("TorchEmbedding", [(500, 64), "tokens"], {}, ["Gather"]),
    ("ExpandDims", ["tokens", (1,)], {}, ["Unsqueeze"]),
    ("MaxpoolWithMask", ["image", "image"], {"kernel_shape": [2, 2]}, ["MaxPool"]),
    ("Rfft", ["tokens"], {}, ["DFT"]),
    ("Pad", ["tokens", (6,)], {}, ["Pad"]),
    ("MatMulPacked", ["tokens", (64, 9)], {"K": 64, "N": 64}, ["MatMul"]),
    ("MatMulBlockQuantizedFp8Weight", ["tokens", (96, 64), (96, 1)], {}, ["MatMul", "Identity"]),
    (
        "MatMulBlockQuantizedFp4Weight",
        ["tokens", (96, 32), (96, 4), (), None, (96,)],
        {},
        ["MatMul", "Add", "Identity"],
    ),
    (
        "MatMulNBitsMlp",
        ["tokens", "tokens", (64,), (256, 8), (256,), None, (256, 8), (256,), None],
        {"K": 64, "N": 256, "activation": b"silu"},
        ["Add", "RMSNormalization", "MatMul", "MatMul", "SiLU", "Mul"],
    ),
    (
        "MatMulNBitsQLoRA",
        ["tokens", (64, 8), (64,), (4, 8), (4,), (64, 1), (64,)],
        {"K": 64, "N": 64},
        ["MatMul", "MatMul", "MatMul", "Add"],
    ),
    ("GatherPacked", [(500, 9), "tokens"], {"K": 64}, ["Gather"]),
    (
        "MoEPacked",
        ["tokens", "tokens", (8, 64, 128), (8, 64, 128), (8, 128, 64)],
        {"activation_type": b"swiglu"},
        ["Softmax", "TopK", "MatMul", "SiLU", "MatMul", "Mul", "MatMul", "Mul"],
    ),
    ("MoEGroupRouter", ["tokens", (64,)], {}, ["Sigmoid", "Add", "Identity"]),
    ("RouterGateUpProj", ["tokens", (64, 136)], {"router_size": 8}, ["MatMul"] * 3),
    (
        "CausalConvWithState",
        ["tokens", (4, 1, 3), (4,), (1, 4, 2)],
        {"activation": b"silu"},
        ["Concat", "Conv", "SiLU", "Identity"],
    ),
    (
        "VarlenCausalConvWithState",
        ["tokens", (64, 1, 3), (2,), (64,), (1, 64, 2)],
        {"channels_last": 1},
        ["Transpose", "Conv", "Transpose", "Identity"],
    ),
    ("LinearAttention", ["tokens"] * 6, {}, ["LinearAttention"]),
    ("GatedDeltaNet", ["tokens"] * 3, {}, ["LinearAttention"]),
    ("LinearAttentionGate", ["tokens", (64,), (64,)], {}, ["Add", "Softplus", "Mul"]),
    ("SwiGLU", ["tokens", "tokens"], {}, ["SiLU", "Mul"]),
    ("SwiGLU", ["tokens"], {"activation_alpha": 1.702}, ["Split", "QuickGelu", "Mul"]),
    ("GatedRMSNorm", ["tokens", (64,), "tokens"], {}, ["RMSNormalization", "SiLU", "Mul"]),
    ("BranchwiseRMSNorm", ["tokens", (64,)], {}, ["RMSNormalization"]),
    (
        "RMSNormRotary",
        ["tokens", (64,)],
        {"rotary_embedding_dim": 16},
        ["RMSNormalization", "FusedRotaryEmbedding"],
    ),
    (
        "GemmaRotaryEmbedding",
        ["tokens"] * 5,
        {},
        ["Cos", "Unsqueeze", "Sin", "Unsqueeze", "Mul", "Mul", "Add", "Mul", "Mul"],
    ),
    ("MRotaryEmbedding", ["tokens", "tokens", (128, 8), (128, 8)], {}, ["FusedRotaryEmbedding"]),
    ("ScaledSiLU", ["tokens"], {"alpha": 2.0}, ["Mul", "SiLU"]),
    ("GatedAdd", ["tokens"] * 3, {}, ["Mul", "Add"]),
    ("FusedMatMulActivation", ["tokens", (64, 64)], {"activation": b"Relu"}, ["MatMul", "Relu"]),
    ("nchwc.Conv", ["image", (8, 16, 3, 3), (8,)], {"activation": b"Relu"}, ["Conv", "Relu"]),
    ("nchwc.ReorderInput", ["image"], {"channels_last": 1}, ["Transpose", "Identity"]),
    ("nchwc.ReorderOutput", ["image"], {"channels": 8}, ["Identity"]),
    ("nchwc.MaxPool", ["image"], {"kernel_shape": [2, 2]}, ["MaxPool"]),
]

NEWEST: list[tuple[str, list[Given], dict[str, object], list[str]]] = [
    ("SwiGLU", ["tokens", "tokens"], {}, ["SiLU", "Mul"]),
    ("CausalConvWithState", ["tokens", (4, 1, 3)], {}, ["Conv", "Identity"]),
    (
        "com.ms.internal.nhwc.Conv",
        ["image", (8, 16, 3, 3), (8,)],
        {},
        ["Transpose", "Conv", "Transpose"],
    ),
    (
        "com.ms.internal.nhwc.GlobalAveragePool",
        ["image"],
        {},
        "Transpose GlobalAveragePool Transpose".split(),
    ),
]


@pytest.mark.parametrize(("op", "given", "attributes", "expected"), NEWEST, ids=lambda c: str(c))
def test_an_operator_of_another_domain_is_what_it_stands_for(
    op: str, given: list[Given], attributes: dict[str, object], expected: list[str]
) -> None:
    assert written(op, given, **attributes).ops == expected


def test_a_causal_convolution_keeps_its_last_inputs() -> None:
    given: list[Given] = ["tokens", (4, 1, 3), (4,), (1, 4, 2)]
    graph = written("CausalConvWithState", given, 2, activation=b"silu")
    convolution = graph.ops.index("Conv")
    assert graph.attributes[convolution] == {"group": 4, "kernel_shape": [3]}
    assert graph.ops[graph.producer[graph.graph_outputs[1]]] == "Slice"


def test_packed_projections_of_a_normalised_value_are_three() -> None:
    given: list[Given] = ["tokens", "tokens", (64,), *[(64, 8), (64,), (64,)] * 3]
    graph = written("com.microsoft.MatMulNBitsQkv", given, 4, K=64, Nq=64, Nkv=32)
    assert graph.ops == "Add RMSNormalization MatMul Add MatMul Add MatMul Add".split()
    widths = [graph.shapes[graph.inputs[n][1]] for n in range(8) if graph.ops[n] == "MatMul"]
    assert widths == [(64, 64), (64, 32), (64, 32)]
    assert all(graph.producer[value] >= 0 for value in graph.graph_outputs)


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


def test_a_cast_to_the_type_of_another_value_does_not_read_it() -> None:
    graph = written("CastLike", [(1,), "tokens"])
    assert (graph.ops, graph.inputs, graph.attributes) == (["Cast"], [[0]], [{"to": 1}])


def test_a_cast_to_an_unknown_type_keeps_the_value() -> None:
    graph = NormalGraph()
    given = [graph.add_value("", "float32"), graph.add_value()]
    assert write_out(graph, "CastLike", given, [graph.add_value()], {}, [3])
    assert (graph.ops, graph.inputs) == (["Identity"], [[0]])


def test_a_cache_of_fixed_size_is_joined_to() -> None:
    graph = written("TensorScatter", [(1, 4, 128, 16), (1, 4, 1, 16), (1,)], axis=2)
    assert graph.ops == ["Concat"]
    assert graph.attributes[0] == {"axis": 2}


ATTENTIONS: dict[str, tuple[list[Given], int]] = {
    "PackedAttention": (["tokens", (64, 192), (192,), (1, 4), (2,)], 1),
    "PackedMultiHeadAttention": (["tokens", "tokens", "tokens", (192,), (1, 4), (2,)], 1),
    "DecoderMaskedSelfAttention": (["tokens", (64, 192), (192,), None, "tokens"], 2),
    "SparseAttention": (["tokens"] * 5 + [(1, 4)] * 4 + [(128, 8)] * 2, 3),
    "DecoderAttention": (["tokens"] * 2 + [(64, 64), (64, 128), (192,), "tokens", None, None], 3),
    "QOrderedAttention": (["tokens", *[()] * 4, *[(64, 64)] * 3, *[()] * 3, *[(64,)] * 3], 1),
    "SparsePagedAttention": (["tokens"] * 5 + [(2,)] * 9 + [(128, 8)] * 2, 3),
    "DynamicSparseAttention": (["tokens"] * 5 + [None] * 6 + [(128, 8)] * 2, 3),
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
    assert ("FusedRotaryEmbedding" in graph.ops) == ("Sparse" in op or "Paged" in op)
    assert np.all([value >= 0 for value in graph.inputs[softmax]])
