"""Denoisers and autoencoders of diffusers whose families the library does not know."""

from __future__ import annotations

from typing import Any

import torch
from building import floats

Line = tuple[str, str, dict[str, Any], Any]
"""Class, architecture and type, options, and what makes the inputs."""

DENOISER = "transformer/diffusion denoiser"
CODER = "cnn/autoencoder"
STEP = torch.tensor([3])


def lines() -> list[Line]:
    """All of them."""
    return [*_images(), *_films(), *_sounds(), *_networks(), *_autoencoders()]


def _images() -> list[Line]:
    heads = {"num_attention_heads": 4, "attention_head_dim": 16, "num_layers": 2}
    sizes = torch.tensor([[16.0, 16.0]])
    return [
        ("CogView3PlusTransformer2DModel", DENOISER, {
            **heads, "in_channels": 4, "out_channels": 4, "text_embed_dim": 32,
            "time_embed_dim": 32, "condition_dim": 16, "pos_embed_max_size": 16,
            "sample_size": 16}, lambda: {
            **floats(hidden_states=(1, 4, 16, 16), encoder_hidden_states=(1, 6, 32)),
            "timestep": STEP, "original_size": sizes, "target_size": sizes,
            "crop_coords": sizes}),
        ("ErnieImageTransformer2DModel", DENOISER, {
            "hidden_size": 64, "num_attention_heads": 4, "num_layers": 2, "ffn_hidden_size": 96,
            "in_channels": 8, "out_channels": 8, "text_in_dim": 32,
            "rope_axes_dim": (4, 6, 6)}, lambda: {
            **floats(hidden_states=(1, 8, 8, 8), text_bth=(1, 6, 32)),
            "timestep": torch.tensor([3.0]), "text_lens": torch.tensor([6])}),
        ("LuminaNextDiT2DModel", DENOISER, {
            "sample_size": 16, "hidden_size": 64, "num_layers": 2, "num_attention_heads": 4,
            "multiple_of": 16, "cross_attention_dim": 32}, lambda: {
            **floats(hidden_states=(1, 4, 16, 16), encoder_hidden_states=(1, 6, 32)),
            "timestep": torch.tensor([0.3]), "encoder_mask": torch.ones(1, 6),
            "image_rotary_emb": torch.polar(torch.ones(8, 8, 8), torch.rand(8, 8, 8))}),
        ("PRXTransformer2DModel", DENOISER, {
            "in_channels": 4, "context_in_dim": 32, "hidden_size": 64, "num_heads": 4, "depth": 2,
            "axes_dim": [8, 8]}, lambda: {
            **floats(hidden_states=(1, 4, 16, 16), encoder_hidden_states=(1, 6, 32)),
            "timestep": torch.tensor([0.3])}),
    ]  # fmt: skip


def _films() -> list[Line]:
    heads = {"num_attention_heads": 4, "attention_head_dim": 24, "num_layers": 2}
    text = {"encoder_hidden_states": (1, 6, 32)}
    return [
        ("AllegroTransformer3DModel", DENOISER, {
            **heads, "cross_attention_dim": 96, "caption_channels": 32, "sample_height": 8,
            "sample_width": 8, "sample_frames": 4}, lambda: {
            **floats(hidden_states=(1, 4, 2, 8, 8), **text), "timestep": STEP,
            "attention_mask": torch.ones(1, 2, 8, 8),
            "encoder_attention_mask": torch.ones(1, 6)}),
        ("CosmosTransformer3DModel", DENOISER, {
            **heads, "in_channels": 4, "out_channels": 4, "text_embed_dim": 32,
            "adaln_lora_dim": 16, "max_size": (4, 16, 16)}, lambda: {
            **floats(hidden_states=(1, 4, 2, 8, 8)), "timestep": STEP, **floats(**text),
            "padding_mask": torch.zeros(1, 1, 8, 8)}),
    ]  # fmt: skip


def _sounds() -> list[Line]:
    return [
        ("AceStepTransformer1DModel", DENOISER, {
            "hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 2,
            "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 16, "in_channels": 12,
            "audio_acoustic_hidden_dim": 4}, lambda: {
            **floats(hidden_states=(1, 16, 4)), "timestep": torch.tensor([0.3]),
            "timestep_r": torch.tensor([0.3]),
            **floats(encoder_hidden_states=(1, 6, 64), context_latents=(1, 16, 8))}),
    ]  # fmt: skip


def _networks() -> list[Line]:
    widths = (32, 64)
    return [
        ("Kandinsky3UNet", "hybrid/diffusion denoiser", {
            "time_embedding_dim": 32, "groups": 8, "attention_head_dim": 16, "layers_per_block": 2,
            "block_out_channels": (32, 64, 64, 64), "cross_attention_dim": 32,
            "encoder_hid_dim": 24}, lambda: {
            "#x": torch.randn(1, 4, 16, 16), "#t": STEP, "#e": torch.randn(1, 6, 24),
            "#m": torch.ones(1, 6)}),
        ("UNetSpatioTemporalConditionModel", "hybrid/diffusion denoiser", {
            "block_out_channels": widths, "layers_per_block": 1, "cross_attention_dim": 32,
            "num_attention_heads": (2, 4), "addition_time_embed_dim": 16,
            "projection_class_embeddings_input_dim": 48,
            "down_block_types": (
                "CrossAttnDownBlockSpatioTemporal", "DownBlockSpatioTemporal"),
            "up_block_types": ("UpBlockSpatioTemporal", "CrossAttnUpBlockSpatioTemporal")},
            lambda: {
            "#x": torch.randn(1, 3, 8, 16, 16), "#t": STEP, "#e": torch.randn(1, 1, 32),
            "#a": torch.tensor([[6.0, 127.0, 0.02]])}),
        ("StableCascadeUNet", "hybrid/diffusion denoiser", {
            "in_channels": 4, "out_channels": 4, "conditioning_dim": 32,
            "block_out_channels": (32, 64), "num_attention_heads": (2, 4),
            "down_num_layers_per_block": (1, 1), "up_num_layers_per_block": (1, 1),
            "clip_text_pooled_in_channels": 24, "timestep_ratio_embedding_dim": 16}, lambda: {
            **floats(sample=(1, 4, 16, 16)), "timestep_ratio": torch.tensor([0.3]),
            **floats(clip_text_pooled=(1, 1, 24))}),
        ("T2IAdapter", "cnn", {"channels": [32, 64, 64, 64]}, lambda: {
            "#x": torch.rand(1, 3, 64, 64)}),
    ]  # fmt: skip


def _autoencoders() -> list[Line]:
    film = (1, 3, 5, 32, 32)
    four = (16, 32, 32, 32)
    given = lambda: {"#x": torch.rand(*film)}  # noqa: E731
    return [
        ("AutoencoderKLCogVideoX", CODER, {
            "block_out_channels": four, "norm_num_groups": 8, "layers_per_block": 1,
            "latent_channels": 4}, lambda: {"#x": torch.rand(1, 3, 9, 32, 32)}),
        ("AutoencoderKLHunyuanVideo", CODER, {
            "block_out_channels": four, "norm_num_groups": 8, "layers_per_block": 1,
            "latent_channels": 4}, given),
        ("AutoencoderKLLTXVideo", CODER, {
            "block_out_channels": four, "decoder_block_out_channels": four, "latent_channels": 8,
            "layers_per_block": (1, 1, 1, 1, 1), "decoder_layers_per_block": (1, 1, 1, 1, 1)},
            lambda: {"#x": torch.rand(1, 3, 9, 32, 32)}),
        ("AutoencoderKLMochi", CODER, {
            "encoder_block_out_channels": (32, 32, 64, 64),
            "decoder_block_out_channels": (32, 32, 64, 64),
            "layers_per_block": (1, 1, 1, 1, 1), "latent_channels": 4, "latents_mean": (0.0,) * 4,
            "latents_std": (1.0,) * 4}, lambda: {"#x": torch.rand(1, 3, 6, 32, 32)}),
        ("AutoencoderKLWan", CODER, {
            "base_dim": 16, "z_dim": 4, "dim_mult": [1, 1, 2, 2], "num_res_blocks": 1,
            "latents_mean": [0.0] * 4, "latents_std": [1.0] * 4}, given),
        ("AutoencoderVidTok", CODER, {
            "ch": 32, "ch_mult": [1, 1, 2, 2], "num_res_blocks": 1}, lambda: {
            "#x": torch.rand(1, 3, 17, 32, 32)}),
        ("AutoencoderKLCosmos", CODER, {
            "encoder_block_out_channels": four, "decode_block_out_channels": four,
            "latent_channels": 4, "num_layers": 1, "resolution": 64,
            "attention_resolutions": (4,)}, lambda: {"#x": torch.rand(1, 3, 9, 64, 64)}),
        ("AutoencoderRAE", "transformer/autoencoder", {
            "encoder_hidden_size": 64, "encoder_num_hidden_layers": 2, "decoder_hidden_size": 64,
            "decoder_num_hidden_layers": 2, "decoder_num_attention_heads": 4,
            "decoder_intermediate_size": 96, "encoder_input_size": 56, "patch_size": 14},
            lambda: {"#x": torch.rand(1, 3, 56, 56)}),
    ]  # fmt: skip
