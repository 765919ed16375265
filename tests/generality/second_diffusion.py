"""Denoisers and autoencoders of diffusers for the second held-out set, as pipelines hold them.

Block types, conditions and projections are those of published configurations, widths are not.
"""

from __future__ import annotations

from typing import Any

import torch
from building import MakeInputs, Table, floats, load_vision
from definition import EXPORTED, TRACED, Built, Inputs
from diffusion_options import (
    AUTOENCODER,
    CONTROL,
    CONTROL_XL,
    CROSS_DOWN,
    CROSS_UP,
    FACES,
    FLOW,
    JOINT,
    LATENT,
    NO_QUANT,
    PIXELS,
    STABLE,
    STABLE_XL,
    TRANSFORMER,
)


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
    first = len(table.found)
    for place, line in enumerate(LINES):
        exported = place % 4 == 2 or line[0] == "flux"
        table.diffusers(*line, EXPORTED if exported else TRACED)
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
    for definition in table.found[first:]:
        definition.exporters = tuple((name, max(opset, 14)) for name, opset in definition.exporters)
