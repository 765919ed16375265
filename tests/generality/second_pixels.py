"""Detectors, and transformers of images that belong to no classifier."""

from __future__ import annotations

from typing import Any

import torch
from building import image, text, tokens
from definition import Built
from second_building import Line

DEPTHS = {"deep": [2, 3, 3, 2], "shallow": [2, 2, 2, 2]}
"""Blocks of a backbone's stages."""


def pixel_model(line: Line, size: dict[str, int]) -> Built:
    """A model of pixels."""
    import transformers

    model_class = getattr(transformers, line.name)
    config_class = model_class.config_class
    makers = {"segformer": _segformer, "yolos": _plain, "dpt": _dpt, "sam_vision": _sam}
    make: Any = makers.get(line.family, _detector)
    config = config_class(**{**make(line, size), **line.options})
    inputs = image(_extent(line.family))
    if line.given == "masked_pixels":
        inputs["pixel_mask"] = torch.ones(1, 224, 224, dtype=torch.long)
    return model_class(config), inputs


def tower_model(line: Line, size: dict[str, int]) -> Built:
    """Towers of text and pixels."""
    import transformers

    model_class = getattr(transformers, line.name)
    options = dict(line.options)
    act = {"hidden_act": options.pop("hidden_act")} if "hidden_act" in options else {}
    tower = {**_plain(line, size), **act}
    words = {**tower, "vocab_size": 600, "eos_token_id": 2}
    config = model_class.config_class(
        text_config={k: v for k, v in words.items() if k != "image_size"},
        vision_config={**tower, "patch_size": 14},
        **{"projection_dim": 48, **options},
    )
    given = tokens(2, 10) if line.given == "both_ids" else text(2, 10)
    return model_class(config), {**given, **image(224, 2)}


def _extent(family: str) -> int:
    return {"sam_vision": 256, "segformer": 160, "rt_detr": 192}.get(family, 224)


def _plain(line: Line, size: dict[str, int]) -> dict[str, Any]:
    return {
        "hidden_size": size["h"],
        "num_hidden_layers": 4,
        "num_attention_heads": size["a"],
        "intermediate_size": size["f"],
        "image_size": [224, 224] if line.family == "yolos" else _extent(line.family),
    }


def _segformer(line: Line, size: dict[str, int]) -> dict[str, Any]:
    return {"num_attention_heads": [1, 2, 5, 8]}


def _sam(line: Line, size: dict[str, int]) -> dict[str, Any]:
    return {**_plain(line, size), "output_channels": 32, "mlp_dim": size["f"]}


def _dpt(line: Line, size: dict[str, int]) -> dict[str, Any]:
    made = {
        **_plain(line, size),
        "backbone_out_indices": [0, 1, 2, 3],
        "neck_hidden_sizes": [16, 32, 64, 64],
        "fusion_hidden_size": 32,
    }
    if line.options.get("is_hybrid"):
        import transformers

        made["backbone_config"] = transformers.BitConfig(
            global_padding="same",
            layer_type="bottleneck",
            depths=[2, 2, 2],
            hidden_sizes=[128, 256, 512],
            embedding_size=64,
            out_features=["stage1", "stage2", "stage3"],
            embedding_dynamic_padding=True,
        )
        made["backbone_featmap_shape"] = [1, 512, 14, 14]
        made["neck_ignore_stages"] = [0, 1]
        made["neck_hidden_sizes"] = [128, 256, 64, 64]
    return made


def _detector(line: Line, size: dict[str, int]) -> dict[str, Any]:
    import transformers

    width, heads, inner = 64, 8, size["f"]
    levels = line.options.get("num_feature_levels", 4)
    stages = ["stage2", "stage3", "stage4"] if line.family != "detr" and levels > 1 else ["stage4"]
    if "Segmentation" in line.name:
        stages = ["stage1", "stage2", "stage3", "stage4"]
    deep = "r18" not in line.checkpoint
    shape: dict[str, Any] = {
        "depths": DEPTHS["deep" if "101" in line.checkpoint else "shallow"],
        "hidden_sizes": [64, 96, 128, 160],
        "embedding_size": 64,
        "layer_type": "bottleneck" if deep else "basic",
        "out_features": stages,
    }
    if line.family == "rt_detr":
        backbone: Any = transformers.RTDetrResNetConfig(**shape)
        more: dict[str, Any] = {
            "encoder_hidden_dim": width,
            "encoder_in_channels": [96, 128, 160],
            "decoder_in_channels": [width] * 3,
            "eval_size": None,
            "anchor_image_size": None,
            "disable_custom_kernels": True,
        }
    else:
        backbone = transformers.ResNetConfig(**shape)
        more = {"use_timm_backbone": False, "use_pretrained_backbone": False, "backbone": None}
        more |= {"encoder_layers": 3, "decoder_layers": 3}
    halves = {
        f"{half}_{word}": value
        for half in ("encoder", "decoder")
        for word, value in (("attention_heads", heads), ("ffn_dim", inner))
    }
    return {"backbone_config": backbone, "d_model": width, **halves, **more}
