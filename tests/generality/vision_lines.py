"""Definitions of image models written as lines: ``family=package/name?option=value@extent``."""

from __future__ import annotations

import ast
from typing import Any

import torch
from building import load_vision
from definition import Built


def parsed(line: str) -> tuple[str, str, dict[str, Any], int]:
    """Family, name, options and extent of ``family=package/name?option=value@extent``."""
    family, _, rest = line.partition("=")
    rest, _, extent = rest.partition("@")
    name, _, given = rest.partition("?")
    call = ast.parse(f"f({given})", mode="eval").body
    assert isinstance(call, ast.Call)
    options = {str(k.arg): ast.literal_eval(k.value) for k in call.keywords}
    return family, name, options, int(extent or 0)


def label(name: str, line: str) -> str:
    """What a file is called after its line."""
    given = line.partition("?")[2]
    kept = "".join(c if c.isalnum() or c == "_" else "-" for c in given)
    extent = line.partition("@")[2]
    return "-".join(part for part in (name, kept or extent) if part)


def timm_model(name: str, options: dict[str, Any], extent: int, fused: bool) -> Any:
    """A model of timm."""

    def build() -> Built:
        load_vision()
        import timm

        timm.layers.set_fused_attn(fused)
        module = timm.create_model(name, pretrained=False, **options)
        size = extent or getattr(module, "default_cfg", {}).get("input_size", (3, 224, 224))[-1]
        return module, {"#x": torch.randn(2, options.get("in_chans", 3), size, size)}

    return build


def torchvision_model(name: str, options: dict[str, Any], extent: int, _: bool) -> Any:
    """A model of torchvision."""

    def build() -> Built:
        load_vision()
        import torchvision

        given = dict(options, weights=None)
        if any(word in name for word in ("fcn", "deeplab", "lraspp")):
            given["weights_backbone"] = None
        shape = (1, 3, extent or 224, extent or 224)
        if any(word in name for word in ("r3d", "mc3", "r2plus1d")):
            shape = (1, 3, 8, 64, 64)  # type: ignore[assignment]
        elif name == "s3d":
            shape = (1, 3, 16, 224, 224)  # type: ignore[assignment]
        return torchvision.models.get_model(name, **given), {"#x": torch.randn(*shape)}

    return build


def segmenter(name: str, options: dict[str, Any]) -> Any:
    """A decoder of segmentation_models_pytorch with an encoder."""
    head, encoder = name.split("/")

    def build() -> Built:
        load_vision()
        import segmentation_models_pytorch as smp

        given = {"classes": 2, **options}
        module = getattr(smp, head)(encoder_name=encoder, encoder_weights=None, **given)
        extent = {"DPT": 224, "UPerNet": 192, "PSPNet": 192}.get(head, 160)
        return module, {"#x": torch.randn(1, 3, extent, extent)}

    return build


def deployed(name: str) -> Any:
    """A model of timm with its parallel convolutions joined."""

    def build() -> Built:
        load_vision()
        import timm
        from timm.utils import reparameterize_model

        return reparameterize_model(timm.create_model(name)), {"#x": torch.randn(1, 3, 128, 128)}

    return build
