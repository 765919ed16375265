"""Denoisers and autoencoders of diffusers that no other table has."""

from __future__ import annotations

from typing import Any

import torch
from building import floats
from strange_diffusers import CODER, DENOISER, STEP, Line

SHARE = torch.tensor([0.3])
HEADS: dict[str, Any] = {"num_attention_heads": 4, "attention_head_dim": 16, "num_layers": 2}
TEXT = {"encoder_hidden_states": (1, 6, 32)}
PLACES = {"img_ids": torch.zeros(16, 3), "txt_ids": torch.zeros(6, 3)}


def lines() -> list[Line]:
    """All of them."""
    return [*_images(), *_films(), *_networks(), *_autoencoders()]


def _images() -> list[Line]:
    double = {**HEADS, "num_single_layers": 2, "in_channels": 16, "joint_attention_dim": 32}
    packed = floats(hidden_states=(1, 16, 16), **TEXT)
    return [
        ("ChromaTransformer2DModel", DENOISER, {
            **double, "axes_dims_rope": (4, 6, 6), "approximator_num_channels": 8,
            "approximator_hidden_dim": 32, "approximator_layers": 2}, lambda: {
            **packed, "timestep": SHARE, **PLACES}),
        ("Flux2Transformer2DModel", DENOISER, {
            **double, "axes_dims_rope": (4, 4, 4, 4), "timestep_guidance_channels": 32}, lambda: {
            **packed, "timestep": SHARE, "img_ids": torch.zeros(16, 4),
            "txt_ids": torch.zeros(6, 4), "guidance": SHARE}),
        ("BriaTransformer2DModel", DENOISER, {
            **double, "axes_dims_rope": [4, 6, 6], "pooled_projection_dim": 24}, lambda: {
            **packed, "pooled_projections": torch.randn(1, 24), "timestep": SHARE, **PLACES}),
        ("HunyuanImageTransformer2DModel", DENOISER, {
            **HEADS, "in_channels": 4, "out_channels": 4, "num_single_layers": 2,
            "num_refiner_layers": 1, "patch_size": (1, 1), "text_embed_dim": 32,
            "rope_axes_dim": (8, 8)}, lambda: {
            **floats(hidden_states=(1, 4, 8, 8)), "timestep": SHARE, **floats(**TEXT),
            "encoder_attention_mask": torch.ones(1, 6, dtype=torch.long)}),
        ("OmniGenTransformer2DModel", DENOISER, {
            "hidden_size": 64, "num_attention_heads": 4, "num_key_value_heads": 4,
            "intermediate_size": 96, "num_layers": 2, "vocab_size": 100, "pad_token_id": 0,
            "pos_embed_max_size": 16, "time_step_dim": 32,
            "rope_scaling": {"long_factor": [1.0] * 8, "short_factor": [1.0] * 8}}, lambda: {
            **floats(hidden_states=(1, 4, 16, 16)), "timestep": SHARE,
            "input_ids": torch.arange(6)[None] + 3, "input_img_latents": [],
            "input_image_sizes": {}, "attention_mask": torch.ones(1, 71, 71),
            "position_ids": torch.arange(71)[None]}),
        ("QwenImageTransformer2DModel", DENOISER, {
            **HEADS, "in_channels": 16, "out_channels": 4, "joint_attention_dim": 32,
            "axes_dims_rope": (4, 6, 6)}, lambda: {
            **packed, "encoder_hidden_states_mask": torch.ones(1, 6), "timestep": SHARE,
            "img_shapes": [(1, 4, 4)]}),
    ]  # fmt: skip


def _films() -> list[Line]:
    film = floats(hidden_states=(1, 4, 2, 8, 8), **TEXT)
    masked = {"encoder_attention_mask": torch.ones(1, 6, dtype=torch.bool)}
    return [
        ("HunyuanVideoTransformer3DModel", DENOISER, {
            **HEADS, "in_channels": 4, "out_channels": 4, "num_single_layers": 2,
            "num_refiner_layers": 1, "text_embed_dim": 32, "pooled_projection_dim": 24,
            "rope_axes_dim": (4, 6, 6)}, lambda: {
            **film, "timestep": STEP, **masked, "pooled_projections": torch.randn(1, 24),
            "guidance": torch.tensor([6.0])}),
        ("MochiTransformer3DModel", DENOISER, {
            **HEADS, "in_channels": 4, "out_channels": 4, "pooled_projection_dim": 32,
            "text_embed_dim": 32, "time_embed_dim": 16, "max_sequence_length": 6}, lambda: {
            **film, "timestep": STEP, **masked}),
        ("EasyAnimateTransformer3DModel", DENOISER, {
            **HEADS, "in_channels": 4, "out_channels": 4, "patch_size": 2, "mmdit_layers": 2,
            "sample_width": 8, "sample_height": 8, "time_embed_dim": 16, "text_embed_dim": 32,
            "add_noise_in_inpaint_model": False}, lambda: {**film, "timestep": STEP}),
        ("SkyReelsV2Transformer3DModel", DENOISER, {
            "num_attention_heads": 4, "attention_head_dim": 16, "num_layers": 2, "in_channels": 4,
            "out_channels": 4, "text_dim": 32, "freq_dim": 32, "ffn_dim": 96}, lambda: {
            **film, "timestep": STEP}),
        ("Kandinsky5Transformer3DModel", DENOISER, {
            "in_text_dim": 32, "in_text_dim2": 24, "time_dim": 32, "model_dim": 64, "ff_dim": 96,
            "num_text_blocks": 1, "num_visual_blocks": 2, "axes_dims": (4, 6, 6)}, lambda: {
            "hidden_states": torch.randn(1, 2, 8, 8, 4), **floats(**TEXT), "timestep": SHARE,
            "pooled_projections": torch.randn(1, 24), "visual_rope_pos": [
                torch.arange(2), torch.arange(4), torch.arange(4)],
            "text_rope_pos": torch.arange(6)}),
        ("SanaVideoTransformer3DModel", DENOISER, {
            **HEADS, "in_channels": 4, "out_channels": 4, "num_cross_attention_heads": 4,
            "cross_attention_head_dim": 16, "cross_attention_dim": 64, "caption_channels": 32,
            "sample_size": 8}, lambda: {**film, "timestep": STEP}),
        ("ConsisIDTransformer3DModel", DENOISER, {
            **HEADS, "in_channels": 4, "out_channels": 4, "time_embed_dim": 16,
            "text_embed_dim": 32, "sample_width": 8, "sample_height": 8, "sample_frames": 5,
            "max_text_seq_length": 6}, lambda: {
            **floats(hidden_states=(1, 2, 4, 8, 8), **TEXT), "timestep": STEP}),
        ("WanVACETransformer3DModel", DENOISER, {
            "num_attention_heads": 4, "attention_head_dim": 16, "num_layers": 2, "in_channels": 4,
            "out_channels": 4, "text_dim": 32, "freq_dim": 32, "ffn_dim": 96, "vace_layers": [0],
            "vace_in_channels": 12}, lambda: {
            **film, "timestep": STEP, "control_hidden_states": torch.randn(1, 12, 2, 8, 8)}),
    ]  # fmt: skip


def _networks() -> list[Line]:
    hybrid = "hybrid/diffusion denoiser"
    small: dict[str, Any] = {"block_out_channels": (32, 64), "layers_per_block": 1}
    return [
        ("AudioLDM2UNet2DConditionModel", hybrid, {
            **small, "norm_num_groups": 8, "cross_attention_dim": (None, 32),
            "attention_head_dim": 8,
            "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D"),
            "up_block_types": ("CrossAttnUpBlock2D", "UpBlock2D")}, lambda: {
            "#x": torch.randn(1, 4, 16, 16), "#t": STEP, "#e": torch.randn(1, 6, 32)}),
        ("DreamLiteUNetModel", hybrid, {
            "block_out_channels": (32, 64, 64), "layers_per_block": 1, "norm_num_groups": 8,
            "cross_attention_dim": 32, "attention_head_dim": 8}, lambda: {
            "#x": torch.randn(1, 4, 16, 16), "#t": STEP, "#e": torch.randn(1, 6, 32)}),
    ]  # fmt: skip


def _autoencoders() -> list[Line]:
    four = (16, 32, 32, 32)
    return [
        ("AutoencoderKLMagvit", CODER, {
            "block_out_channels": list(four), "norm_num_groups": 8, "layers_per_block": 1,
            "latent_channels": 4}, lambda: {"#x": torch.rand(1, 3, 9, 32, 32)}),
        ("AutoencoderKLHunyuanImage", CODER, {
            "in_channels": 3, "out_channels": 3, "latent_channels": 8, "layers_per_block": 1,
            "block_out_channels": (32, 64, 64), "spatial_compression_ratio": 4,
            "sample_size": 32}, lambda: {"#x": torch.rand(1, 3, 32, 32)}),
        ("AutoencoderKLQwenImage", CODER, {
            "base_dim": 16, "z_dim": 4, "dim_mult": [1, 1, 2, 2], "num_res_blocks": 1,
            "latents_mean": [0.0] * 4, "latents_std": [1.0] * 4},
            lambda: {"#x": torch.rand(1, 3, 1, 32, 32)}),
    ]  # fmt: skip
