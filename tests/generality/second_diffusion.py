"""Denoisers and autoencoders of diffusers for the second held-out set, as pipelines hold them.

Block types, conditions and projections are those of published configurations, widths are not.
"""

from __future__ import annotations

from typing import Any

import torch
from building import MakeInputs, Table, floats, load_vision
from definition import EXPORTED, TRACED, Built, Inputs

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


def _step() -> torch.Tensor:
    return torch.tensor([7.0])


def _noise(channels: int = 4, words: int = 24) -> MakeInputs:
    return lambda: {
        "#x": torch.randn(1, channels, 16, 16),
        "#t": _step(),
        "#c": torch.randn(1, 7, words),
    }


class Conditioned(torch.nn.Module):
    """A denoiser with pooled words and times as tensors of their own."""

    def __init__(self, module: torch.nn.Module, hint: bool) -> None:
        super().__init__()
        self.module, self.hint = module, hint

    def forward(self, x: Any, t: Any, c: Any, words: Any, times: Any, *hint: Any) -> Any:
        given: dict[str, Any] = {
            "added_cond_kwargs": {"text_embeds": words, "time_ids": times},
            "return_dict": False,
        }
        if self.hint:
            given["controlnet_cond"] = hint[0]
        return self.module(x, t, c, **given)


def _conditioned(class_name: str, options: dict[str, Any], hint: bool = False) -> Any:
    def build() -> Built:
        load_vision()
        import diffusers

        inputs: Inputs = {
            **_noise(4, 32)(),
            "#words": torch.randn(1, 16),
            "#times": torch.randn(1, 6),
        }
        if hint:
            inputs["#hint"] = torch.randn(1, 3, 128, 128)
        return Conditioned(getattr(diffusers, class_name)(**options), hint), inputs

    return build


def _half(options: dict[str, Any], encoder: bool) -> Any:
    """An autoencoder's encoder or decoder with the convolution between, as saved apart."""

    def build() -> Built:
        load_vision()
        import diffusers

        whole = diffusers.AutoencoderKL(**options)
        latent = options.get("latent_channels", 4)
        if encoder:
            parts = [whole.encoder, whole.quant_conv]
            inputs = {"#x": torch.randn(1, 3, 64, 64)}
        else:
            parts = [whole.post_quant_conv, whole.decoder]
            inputs = {"#x": torch.randn(1, latent, 8, 8)}
        return torch.nn.Sequential(*[part for part in parts if part is not None]), inputs

    return build


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


def _pixels(size: int = 32, **more: torch.Tensor) -> MakeInputs:
    return lambda: {"#x": torch.randn(1, 3, size, size), "#t": _step(), **more}


def _alone() -> Inputs:
    return {"#x": torch.randn(1, 3, 64, 64)}


def _classes() -> Inputs:
    return {
        "hidden_states": torch.randn(1, 4, 16, 16),
        "timestep": torch.tensor([7]),
        "class_labels": torch.tensor([3]),
    }


def _captions() -> Inputs:
    return {
        "hidden_states": torch.randn(1, 4, 16, 16),
        "timestep": torch.tensor([7]),
        "encoder_hidden_states": torch.randn(1, 7, 48),
    }


def _joint() -> Inputs:
    return {
        **floats(hidden_states=(1, 16, 16, 16), encoder_hidden_states=(1, 9, 48)),
        "pooled_projections": torch.randn(1, 32),
        "timestep": _step(),
    }


def _flow(guided: bool, channels: int = 16) -> MakeInputs:
    def made() -> Inputs:
        inputs = {
            **floats(hidden_states=(1, 16, channels), encoder_hidden_states=(1, 9, 48)),
            "pooled_projections": torch.randn(1, 32),
            "timestep": _step(),
            **floats(img_ids=(16, 3), txt_ids=(9, 3)),
        }
        return {**inputs, "guidance": torch.ones(1)} if guided else inputs

    return made


CONTROL: dict[str, Any] = {
    key: value
    for key, value in STABLE.items()
    if key not in ("up_block_types", "sample_size")
} | {"conditioning_embedding_out_channels": (8, 16, 24, 32)}  # fmt: skip
CONTROL_XL: dict[str, Any] = {
    key: value for key, value in STABLE_XL.items() if key not in ("up_block_types", "sample_size")
} | {"conditioning_embedding_out_channels": (8, 16, 24, 32)}


def _hint() -> Inputs:
    return {**_noise()(), "#image": torch.randn(1, 3, 128, 128)}


Line = tuple[str, str, str, dict[str, Any], MakeInputs]

LINES: list[Line] = [
    ("sd_unet", "stable-1", "UNet2DConditionModel", STABLE, _noise()),
    (
        "sd_unet",
        "stable-2",
        "UNet2DConditionModel",
        {**STABLE, "use_linear_projection": True, "attention_head_dim": (2, 4, 8, 8)},
        _noise(),
    ),
    (
        "sd_unet",
        "stable-inpainting",
        "UNet2DConditionModel",
        {**STABLE, "in_channels": 9},
        _noise(9),
    ),
    (
        "sd_unet",
        "stable-distilled-tiny",
        "UNet2DConditionModel",
        {
            **STABLE,
            "layers_per_block": 1,
            "block_out_channels": (16, 32, 64),
            "down_block_types": CROSS_DOWN[:2] + CROSS_DOWN[3:],
            "up_block_types": CROSS_UP[:3],
            "mid_block_type": None,
        },
        _noise(),
    ),
    ("ddpm_unet", "pixels-cifar", "UNet2DModel", PIXELS, _pixels()),
    ("ddpm_unet", "pixels-faces", "UNet2DModel", FACES, _pixels(64)),
    ("ddpm_unet", "latent-faces", "UNet2DModel", LATENT, _pixels()),
    (
        "ddpm_unet",
        "pixels-by-class",
        "UNet2DModel",
        {**PIXELS, "num_class_embeds": 10, "resnet_time_scale_shift": "scale_shift"},
        _pixels(32, class_labels=torch.tensor([3])),
    ),
    ("vae_kl", "autoencoder", "AutoencoderKL", AUTOENCODER, _alone),
    ("vae_kl", "autoencoder-sixteen", "AutoencoderKL", {**AUTOENCODER, **NO_QUANT}, _alone),
    ("controlnet", "control", "ControlNetModel", CONTROL, _hint),
    (
        "controlnet",
        "control-linear",
        "ControlNetModel",
        {**CONTROL, "use_linear_projection": True, "attention_head_dim": (2, 4, 8, 8)},
        _hint,
    ),
    ("dit", "classes-deep", "DiTTransformer2DModel", {**TRANSFORMER, "num_layers": 6}, _classes),
    (
        "dit",
        "classes-wide",
        "DiTTransformer2DModel",
        {**TRANSFORMER, "num_attention_heads": 6, "out_channels": 8},
        _classes,
    ),
    (
        "pixart",
        "captions-plain",
        "PixArtTransformer2DModel",
        {
            **TRANSFORMER,
            "caption_channels": 48,
            "cross_attention_dim": 64,
            "use_additional_conditions": False,
            "out_channels": 8,
        },
        _captions,
    ),
    (
        "pixart",
        "captions-deep",
        "PixArtTransformer2DModel",
        {
            **TRANSFORMER,
            "num_layers": 6,
            "interpolation_scale": 2,
            "caption_channels": 48,
            "cross_attention_dim": 64,
            "use_additional_conditions": False,
        },
        _captions,
    ),
    ("mmdit", "joint-medium", "SD3Transformer2DModel", JOINT, _joint),
    (
        "mmdit",
        "joint-large",
        "SD3Transformer2DModel",
        {**JOINT, "qk_norm": "rms_norm", "num_layers": 5},
        _joint,
    ),
    (
        "mmdit",
        "joint-dual",
        "SD3Transformer2DModel",
        {**JOINT, "qk_norm": "rms_norm", "dual_attention_layers": (0, 1)},
        _joint,
    ),
    ("flux", "flow-fast", "FluxTransformer2DModel", FLOW, _flow(False)),
    (
        "flux",
        "flow-guided",
        "FluxTransformer2DModel",
        {**FLOW, "guidance_embeds": True},
        _flow(True),
    ),
    (
        "flux",
        "flow-filling",
        "FluxTransformer2DModel",
        {**FLOW, "in_channels": 48, "out_channels": 16, "guidance_embeds": True},
        _flow(True, 48),
    ),
]


def add_denoisers(table: Table) -> None:
    """Adds all of them, one exporter each, by turns."""
    for place, line in enumerate(LINES):
        table.diffusers(*line, EXPORTED if place % 4 == 2 else TRACED)
    table.add(
        "sd_unet", "diffusers", "stable-xl", _conditioned("UNet2DConditionModel", STABLE_XL), TRACED
    )
    table.add(
        "controlnet",
        "diffusers",
        "control-xl",
        _conditioned("ControlNetModel", CONTROL_XL, True),
        TRACED,
    )
    for name, options in (("autoencoder", AUTOENCODER), ("sixteen", {**AUTOENCODER, **NO_QUANT})):
        for encoder in (True, False):
            model = f"{name}-{'encoder' if encoder else 'decoder'}"
            table.add("vae_kl", "diffusers", model, _half(options, encoder), TRACED)
