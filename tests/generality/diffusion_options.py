"""Configurations of denoisers and autoencoders: published block types, small widths."""

from __future__ import annotations

from typing import Any

GROUPS = {"norm_num_groups": 8}
CROSS_DOWN = ("CrossAttnDownBlock2D",) * 3 + ("DownBlock2D",)
CROSS_UP = ("UpBlock2D",) + ("CrossAttnUpBlock2D",) * 3
WIDTHS = (16, 32, 64, 64)

STABLE: dict[str, Any] = {
    **GROUPS,
    "block_out_channels": WIDTHS,
    "layers_per_block": 2,
    "down_block_types": CROSS_DOWN,
    "up_block_types": CROSS_UP,
    "cross_attention_dim": 24,
    "attention_head_dim": 8,
    "sample_size": 16,
}
STABLE_XL: dict[str, Any] = {
    **GROUPS,
    "block_out_channels": (16, 32, 64),
    "layers_per_block": 2,
    "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
    "up_block_types": ("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
    "transformer_layers_per_block": (1, 2, 3),
    "attention_head_dim": (2, 4, 8),
    "cross_attention_dim": 32,
    "use_linear_projection": True,
    "addition_embed_type": "text_time",
    "addition_time_embed_dim": 8,
    "projection_class_embeddings_input_dim": 64,
    "sample_size": 16,
}
AUTOENCODER: dict[str, Any] = {
    **GROUPS,
    "block_out_channels": WIDTHS,
    "layers_per_block": 2,
    "down_block_types": ("DownEncoderBlock2D",) * 4,
    "up_block_types": ("UpDecoderBlock2D",) * 4,
}
NO_QUANT = {"latent_channels": 16, "use_quant_conv": False, "use_post_quant_conv": False}
PIXELS: dict[str, Any] = {
    **GROUPS,
    "layers_per_block": 2,
    "down_block_types": ("DownBlock2D", "AttnDownBlock2D", "DownBlock2D", "DownBlock2D"),
    "up_block_types": ("UpBlock2D", "UpBlock2D", "AttnUpBlock2D", "UpBlock2D"),
    "block_out_channels": (16, 32, 32, 32),
    "sample_size": 32,
}
FACES: dict[str, Any] = {
    **PIXELS,
    "block_out_channels": (16, 16, 32, 32, 48, 48),
    "down_block_types": ("DownBlock2D",) * 4 + ("AttnDownBlock2D", "DownBlock2D"),
    "up_block_types": ("UpBlock2D", "AttnUpBlock2D") + ("UpBlock2D",) * 4,
}
LATENT: dict[str, Any] = {
    **PIXELS,
    "in_channels": 3,
    "down_block_types": ("DownBlock2D",) + ("AttnDownBlock2D",) * 3,
    "up_block_types": ("AttnUpBlock2D",) * 3 + ("UpBlock2D",),
    "attention_head_dim": 8,
}
TRANSFORMER: dict[str, Any] = {
    "num_attention_heads": 4,
    "attention_head_dim": 16,
    "num_layers": 4,
    "sample_size": 16,
    "patch_size": 2,
}
JOINT: dict[str, Any] = {
    "sample_size": 16,
    "patch_size": 2,
    "in_channels": 16,
    "out_channels": 16,
    "num_layers": 4,
    "attention_head_dim": 16,
    "num_attention_heads": 4,
    "joint_attention_dim": 48,
    "caption_projection_dim": 64,
    "pooled_projection_dim": 32,
    "pos_embed_max_size": 24,
}
FLOW: dict[str, Any] = {
    "in_channels": 16,
    "num_layers": 2,
    "num_single_layers": 4,
    "attention_head_dim": 16,
    "num_attention_heads": 4,
    "joint_attention_dim": 48,
    "pooled_projection_dim": 32,
    "axes_dims_rope": (4, 6, 6),
}
CONTROL: dict[str, Any] = {
    key: value
    for key, value in STABLE.items()
    if key not in ("up_block_types", "sample_size")
} | {"conditioning_embedding_out_channels": (8, 16, 24, 32)}  # fmt: skip
CONTROL_XL: dict[str, Any] = {
    key: value for key, value in STABLE_XL.items() if key not in ("up_block_types", "sample_size")
} | {"conditioning_embedding_out_channels": (8, 16, 24, 32)}
