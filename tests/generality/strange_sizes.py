"""Small sizes for any configuration of transformers: the options stay as its authors set them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LAYERS = 4
"""Most layers that are kept, enough for what alternates between layers."""

SIZES: dict[str, int] = {
    **dict.fromkeys(("hidden_size", "d_model", "embed_dim", "n_embd", "width", "dim"), 64),
    **dict.fromkeys(
        (
            "intermediate_size",
            "encoder_ffn_dim",
            "decoder_ffn_dim",
            "ffn_dim",
            "d_ff",
            "dim_feedforward",
            "encoder_ffn_dim",
            "shared_intermediate_size",
            "intermediate_size_mlp",
        ),
        96,
    ),
    **dict.fromkeys(
        (
            "num_attention_heads",
            "num_heads",
            "n_head",
            "attention_heads",
            "encoder_attention_heads",
            "decoder_attention_heads",
            "linear_num_heads",
            "linear_num_value_heads",
        ),
        4,
    ),
    **dict.fromkeys(("num_key_value_heads", "linear_num_key_heads"), 2),
    **dict.fromkeys(
        (
            "num_hidden_layers",
            "num_layers",
            "encoder_layers",
            "decoder_layers",
            "n_layer",
            "depth",
        ),
        3,
    ),
    **dict.fromkeys(("head_dim", "v_head_dim", "linear_head_dim", "global_head_dim"), 16),
    **dict.fromkeys(("linear_key_head_dim", "linear_value_head_dim"), 16),
    **dict.fromkeys(("qk_nope_head_dim", "qk_rope_head_dim"), 8),
    **dict.fromkeys(("num_experts", "num_local_experts", "n_routed_experts", "moe_num_experts"), 4),
    **dict.fromkeys(("num_experts_per_tok", "num_experts_per_token", "moe_k", "moe_topk"), 2),
    **dict.fromkeys(("n_group", "topk_group", "num_expert_group"), 1),
    **dict.fromkeys(("num_dense_layers", "first_k_dense_replace"), 1),
    **dict.fromkeys(
        ("moe_intermediate_size", "expert_ffn_hidden_size", "shared_expert_intermediate_size"), 48
    ),
    "vocab_size": 997,
    "q_lora_rank": 24,
    "kv_lora_rank": 16,
    "qk_head_dim": 16,
    "image_size": 64,
    "max_position_embeddings": 256,
    "projection_dim": 32,
    "out_hidden_size": 64,
}
"""The sizes by what configurations call them."""


def small(config: Any) -> dict[str, Any]:
    """Options that make a model of a configuration class small.

    Args:
        config: The class.

    Returns:
        Sizes for the fields that it has, also of configurations in it; of lists with an entry for
        each layer the beginning.
    """
    return _shrunk(config().to_dict())


def _shrunk(fields: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    layers = next((fields[k] for k in ("num_hidden_layers", "num_layers") if fields.get(k)), None)
    kept = min(LAYERS, layers) if isinstance(layers, int) else LAYERS
    for name, value in fields.items():
        if isinstance(value, dict) and "model_type" in value:
            found[name] = {**_shrunk(value), "model_type": value["model_type"]}
        elif isinstance(value, list) and len(value) == layers and len(value) > kept:
            found[name] = _beginning(value, kept)
        elif isinstance(value, int) and not isinstance(value, bool) and value and name in SIZES:
            found[name] = min(SIZES[name], value) if name != "vocab_size" else 997
    for name in ("num_hidden_layers", "num_layers"):
        if name in found:
            found[name] = kept
    for name in ("pad_token_id", "bos_token_id", "eos_token_id"):
        if isinstance(fields.get(name), int) and fields[name] >= 990:
            found[name] = 2
    return found


def _beginning(entries: list[Any], kept: int) -> list[Any]:
    """So many entries, with each kind of entry among them where that can be."""
    kinds: list[Any] = []
    for entry in entries:
        if entry not in kinds:
            kinds.append(entry)
    first = entries[: kept - len(kinds) + 1]
    return (first + [kind for kind in kinds if kind not in first] + entries)[:kept]
