"""Conventions of naming beyond those of the libraries that the fixture was made with."""

from __future__ import annotations

import pytest

from inspector.analysis.parameters import load_rules, recognise
from inspector.analysis.parameters.recognise import Recognition
from tests.analysis.test_parameters import tree

RULES = load_rules()
W, F, V = 64, 256, 500

Parameters = dict[str, tuple[int, ...]]


def told(parameters: Parameters) -> Recognition:
    return recognise(tree(parameters.items()), RULES)


def family(parameters: Parameters) -> str | None:
    verdict = told(parameters).verdict
    return verdict.family if verdict is not None else None


def blocks(names: dict[str, tuple[int, ...]], prefix: str = "blk", count: int = 3) -> Parameters:
    return {f"{prefix}.{n}.{name}": shape for n in range(count) for name, shape in names.items()}


GATED = {"ffn_gate.weight": (F, W), "ffn_up.weight": (F, W), "ffn_down.weight": (W, F)}
ATTENTION = {f"attn_{name}.weight": (W, W) for name in ("q", "k", "v", "output")}
AFTER = {"post_attention_norm.weight": (W,), "post_ffw_norm.weight": (W,)}
BEFORE = {"attn_norm.weight": (W,), "ffn_norm.weight": (W,)}
TABLE: Parameters = {"token_embd.weight": (V, W), "output_norm.weight": (W,)}
STAR = {"attn_norm.bias": (W,), "ffn_norm.bias": (W,), "attn_q.bias": (W,), "ffn_up.bias": (F,)}

LLAMA_CPP: dict[str, Parameters] = {
    "llama": TABLE | {"output.weight": (V, W)} | blocks(ATTENTION | GATED | BEFORE),
    "olmo2": TABLE
    | blocks(ATTENTION | GATED | AFTER | {"attn_q_norm.weight": (W,), "attn_k_norm.weight": (W,)}),
    "gemma3": TABLE
    | blocks(
        ATTENTION
        | GATED
        | AFTER
        | BEFORE
        | {"attn_q_norm.weight": (16,), "attn_k_norm.weight": (16,)}
    ),
    "starcoder2": TABLE
    | blocks(
        ATTENTION
        | BEFORE
        | STAR
        | {"ffn_up.weight": (F, W), "ffn_down.weight": (W, F), "attn_k.bias": (W,)}
    ),
    "phi": TABLE
    | {"output.weight": (V, W), "output.bias": (V,)}
    | blocks(
        {
            "attn_norm.weight": (W,),
            "attn_norm.bias": (W,),
            "attn_qkv.weight": (3 * W, W),
            "attn_qkv.bias": (3 * W,),
            "attn_output.weight": (W, W),
            "ffn_up.weight": (F, W),
            "ffn_down.weight": (W, F),
            "ffn_down.bias": (W,),
        }
    ),
    "stablelm": TABLE
    | {"output_norm.bias": (W,), "output.weight": (V, W)}
    | blocks(ATTENTION | GATED | BEFORE | {"attn_norm.bias": (W,), "ffn_norm.bias": (W,)}),
    "falcon": TABLE
    | {"output_norm.bias": (W,)}
    | blocks(
        {
            "attn_norm.weight": (W,),
            "attn_norm.bias": (W,),
            "attn_qkv.weight": (W + 32, W),
            "attn_output.weight": (W, W),
            "ffn_up.weight": (F, W),
            "ffn_down.weight": (W, F),
        }
    ),
    "nomic_bert": {
        "token_embd.weight": (V, W),
        "token_embd_norm.weight": (W,),
        "token_embd_norm.bias": (W,),
        "token_types.weight": (2, W),
    }
    | blocks(
        {
            "attn_qkv.weight": (3 * W, W),
            "attn_output.weight": (W, W),
            "attn_output_norm.weight": (W,),
            "layer_output_norm.weight": (W,),
        }
        | GATED
    ),
}


@pytest.mark.parametrize("name", LLAMA_CPP)
def test_names_of_llama_cpp(name: str) -> None:
    assert family(LLAMA_CPP[name]) == name


def test_detection_tokens_make_a_detector() -> None:
    layers = blocks(
        {
            "attention.attention.query.weight": (W, W),
            "attention.output.dense.weight": (W, W),
            "layernorm_before.weight": (W,),
            "intermediate.dense.weight": (F, W),
            "output.dense.weight": (W, F),
        },
        "vit.encoder.layer",
    )
    patches = {
        "vit.embeddings.cls_token": (1, 1, W),
        "vit.embeddings.patch_embeddings.projection.weight": (W, 3, 16, 16),
    }
    assert family(patches | layers) == "vit"
    assert family(patches | layers | {"vit.embeddings.detection_tokens": (1, 100, W)}) == "yolos"


def inverted(number: int) -> Parameters:
    prefix = f"features.{number}.conv"
    return {
        f"{prefix}.0.weight": (96, 16, 1, 1),
        f"{prefix}.3.weight": (96, 1, 3, 3),
        f"{prefix}.6.weight": (16, 96, 1, 1),
    }


MOBILE = {"features.0.0.weight": (32, 3, 3, 3), "features.18.0.weight": (1280, 320, 1, 1)}
PROPOSAL = {
    "conv1.weight": (10, 3, 3, 3),
    "prelu1.weight": (10,),
    "conv2.weight": (16, 10, 3, 3),
    "conv3.weight": (32, 16, 3, 3),
    "conv4_1.weight": (2, 32, 1, 1),
}


def test_convolutional_networks_of_packages() -> None:
    assert family(MOBILE | inverted(2) | inverted(3)) == "mobilenet_v2"
    assert family(PROPOSAL) == "mtcnn"
    assert family(PROPOSAL | {"conv1.weight": (12, 3, 3, 3)}) is None


BERT: Parameters = {
    "text.embeddings.word_embeddings.weight": (V, W),
    "text.embeddings.position_embeddings.weight": (512, W),
    "text.embeddings.token_type_embeddings.weight": (2, W),
    "text.embeddings.LayerNorm.weight": (W,),
    **blocks(
        {
            "attention.self.query.weight": (W, W),
            "attention.self.value.weight": (W, W),
            "attention.output.dense.weight": (W, W),
            "attention.output.LayerNorm.weight": (W,),
            "intermediate.dense.weight": (F, W),
            "output.dense.weight": (W, F),
        },
        "text.encoder.layer",
    ),
}


def test_a_small_part_is_a_component_and_not_the_verdict() -> None:
    assert family(BERT) == "bert"
    large = {f"vision.body.{n}.weight": (1000, 1000) for n in range(4)}
    found = told(BERT | large)
    assert found.verdict is not None
    assert (found.verdict.family, found.verdict.architecture) == (None, "transformer")
    assert [component.family for component in found.components] == ["bert"]
    assert found.evidence


def test_weighting_of_channels_is_no_attention() -> None:
    network = {f"layer{n}.conv1.weight": (W, W, 3, 3) for n in range(8)}
    weighting = {f"layer{n}.attn.fc1.weight": (4, W, 1, 1) for n in range(8)}
    projecting = {f"layer{n}.attn.qkv.weight": (3 * W, W, 1, 1) for n in range(8)}
    assert told(network | weighting).verdict.architecture == "cnn"
    assert told(network | projecting).verdict is None
