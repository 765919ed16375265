"""Denoisers and autoencoders for the third held-out set: published forms that no table has yet."""

from __future__ import annotations

from typing import Any

import torch
from building import Built, MakeInputs, Table, floats, load_vision
from definition import EXPORTED, TRACED
from diffusion_options import (
    AUTOENCODER,
    CONTROL,
    CROSS_DOWN,
    CROSS_UP,
    FLOW,
    JOINT,
    NO_QUANT,
    PIXELS,
    STABLE,
    TRANSFORMER,
)


def _noise(channels: int = 4, **more: torch.Tensor) -> MakeInputs:
    return lambda: {
        "#x": torch.randn(1, channels, 16, 16),
        "#t": torch.tensor([7.0]),
        "#c": torch.randn(1, 7, 24),
        **more,
    }


def _hint(channels: int) -> MakeInputs:
    return lambda: {**_noise()(), "#image": torch.randn(1, channels, 128, 128)}


def _joint() -> dict[str, Any]:
    return {
        **floats(hidden_states=(1, 16, 16, 16), encoder_hidden_states=(1, 9, 48)),
        "pooled_projections": torch.randn(1, 32),
        "timestep": torch.tensor([7.0]),
    }


def _flow() -> dict[str, Any]:
    return {
        **floats(hidden_states=(1, 16, 64), encoder_hidden_states=(1, 9, 48)),
        "pooled_projections": torch.randn(1, 32),
        "timestep": torch.tensor([7.0]),
        **floats(img_ids=(16, 3), txt_ids=(9, 3)),
        "guidance": torch.ones(1),
    }


def _captions() -> dict[str, Any]:
    return {
        **floats(hidden_states=(1, 4, 16, 16), encoder_hidden_states=(1, 7, 48)),
        "timestep": torch.tensor([7]),
    }


CAPTIONS: dict[str, Any] = {
    **TRANSFORMER,
    "caption_channels": 48,
    "cross_attention_dim": 64,
    "use_additional_conditions": False,
    "out_channels": 8,
}
CLASSES: dict[str, Any] = {**TRANSFORMER, "num_layers": 3, "patch_size": 4, "out_channels": 8}

Line = tuple[str, str, str, dict[str, Any], MakeInputs]

LINES: list[Line] = [
    (
        "sd_unet",
        "consistent-guided",
        "UNet2DConditionModel",
        {**STABLE, "time_cond_proj_dim": 32},
        lambda: {
            "sample": torch.randn(1, 4, 16, 16),
            "timestep": torch.tensor([7.0]),
            "encoder_hidden_states": torch.randn(1, 7, 24),
            "timestep_cond": torch.randn(1, 32),
        },
    ),
    (
        "sd_unet",
        "edited-by-words",
        "UNet2DConditionModel",
        {**STABLE, "in_channels": 8, "norm_eps": 1e-5},
        _noise(8),
    ),
    (
        "sd_unet",
        "distilled-small",
        "UNet2DConditionModel",
        {
            **STABLE,
            "layers_per_block": 1,
            "down_block_types": CROSS_DOWN,
            "up_block_types": CROSS_UP,
            "mid_block_type": None,
        },
        _noise(),
    ),
    (
        "ddpm_unet",
        "pixels-churches",
        "UNet2DModel",
        {**PIXELS, "block_out_channels": (16, 16, 32, 48), "downsample_padding": 0},
        lambda: {"#x": torch.randn(1, 3, 32, 32), "#t": torch.tensor([7.0])},
    ),
    (
        "vae_kl",
        "autoencoder-three-levels",
        "AutoencoderKL",
        {
            **AUTOENCODER,
            "block_out_channels": (16, 32, 64),
            "down_block_types": ("DownEncoderBlock2D",) * 3,
            "up_block_types": ("UpDecoderBlock2D",) * 3,
        },
        lambda: {"#x": torch.randn(1, 3, 48, 48)},
    ),
    (
        "controlnet",
        "control-gray",
        "ControlNetModel",
        {**CONTROL, "conditioning_channels": 1},
        _hint(1),
    ),
    (
        "dit",
        "classes-coarse",
        "DiTTransformer2DModel",
        CLASSES,
        lambda: {
            "hidden_states": torch.randn(1, 4, 16, 16),
            "timestep": torch.tensor([7]),
            "class_labels": torch.tensor([3]),
        },
    ),
    (
        "pixart",
        "captions-three",
        "PixArtTransformer2DModel",
        {**CAPTIONS, "num_layers": 3},
        _captions,
    ),
    (
        "mmdit",
        "joint-dual-last",
        "SD3Transformer2DModel",
        {**JOINT, "qk_norm": "rms_norm", "num_layers": 5, "dual_attention_layers": (0, 1, 2)},
        _joint,
    ),
    (
        "flux",
        "flow-guided-long",
        "FluxTransformer2DModel",
        {
            **FLOW,
            "in_channels": 64,
            "num_layers": 3,
            "num_single_layers": 6,
            "guidance_embeds": True,
        },
        _flow,
    ),
]


def _decoder() -> Built:
    load_vision()
    import diffusers

    whole = diffusers.AutoencoderKL(**AUTOENCODER, **NO_QUANT, mid_block_add_attention=False)
    return whole.decoder, {"#x": torch.randn(1, 16, 8, 8)}


def add_denoisers(table: Table) -> None:
    """Adds all of them, one exporter each, by turns."""
    first = len(table.found)
    for place, line in enumerate(LINES):
        table.diffusers(*line, EXPORTED if place % 3 == 1 or line[0] == "flux" else TRACED)
    table.add("vae_kl", "diffusers", "decoder-no-attention", _decoder, TRACED)
    for made in table.found[first:]:
        made.model = f"third-{made.model}"
        made.exporters = tuple((name, max(opset, 14)) for name, opset in made.exporters)
