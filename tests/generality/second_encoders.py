"""Image encoders of transformers for the second held-out set, in published forms."""

from __future__ import annotations

from typing import Any

from building import PATCHES, Table, image
from definition import EXPORTED, TRACED

SMALL: dict[str, Any] = {**PATCHES, "num_hidden_layers": 3, "image_size": 96, "patch_size": 16}
LARGE: dict[str, Any] = {
    "hidden_size": 128,
    "num_hidden_layers": 6,
    "num_attention_heads": 4,
    "intermediate_size": 512,
    "image_size": 112,
    "patch_size": 14,
}
WINDOWS: dict[str, Any] = {"embed_dim": 32, "depths": [2, 2, 4, 2], "num_heads": [2, 4, 8, 8]}
STAGES: dict[str, Any] = {"hidden_sizes": [24, 48, 96, 128], "depths": [2, 2, 4, 2]}
ALL_STAGES: dict[str, Any] = {"out_features": ["stage1", "stage2", "stage3", "stage4"]}

OLDEST = {"SiglipVisionModel": 14, "MobileViTV2ForImageClassification": 18, "MobileViTV2Model": 18}
"""Opset from which these can be exported."""

Line = tuple[str, str, str, dict[str, Any], int]

LINES: list[Line] = [
    ("vit", "ViTForImageClassification", "ViTConfig", LARGE, 112),
    ("vit", "ViTMAEModel", "ViTMAEConfig", {**SMALL, "mask_ratio": 0.0}, 96),
    ("vit", "ViTMSNModel", "ViTMSNConfig", LARGE, 112),
    ("vit", "IJepaModel", "IJepaConfig", SMALL, 96),
    ("vit", "ViTModel", "ViTConfig", {**SMALL, "hidden_act": "gelu_new"}, 96),
    ("deit_distilled", "DeiTModel", "DeiTConfig", SMALL, 96),
    ("deit_distilled", "DeiTForImageClassification", "DeiTConfig", LARGE, 112),
    ("beit", "BeitForImageClassification", "BeitConfig", LARGE, 112),
    ("beit", "BeitForMaskedImageModeling", "BeitConfig", SMALL, 96),
    ("beit", "Data2VecVisionForImageClassification", "Data2VecVisionConfig", LARGE, 112),
    ("dinov2", "Dinov2ForImageClassification", "Dinov2Config", SMALL, 96),
    ("dinov2", "Dinov2Backbone", "Dinov2Config", {**LARGE, "out_indices": [2, 6]}, 112),
    ("dinov2", "Dinov2WithRegistersModel", "Dinov2WithRegistersConfig", LARGE, 112),
    ("dinov3", "DINOv3ViTModel", "DINOv3ViTConfig", {**LARGE, "num_register_tokens": 4}, 112),
    ("dinov3", "DINOv3ViTModel", "DINOv3ViTConfig", {**SMALL, "use_gated_mlp": True}, 96),
    ("siglip", "SiglipVisionModel", "SiglipVisionConfig", LARGE, 112),
    ("siglip", "SiglipVisionModel", "SiglipVisionConfig", SMALL, 96),
    ("clip_vision", "CLIPVisionModel", "CLIPVisionConfig", LARGE, 112),
    ("clip_vision", "CLIPVisionModelWithProjection", "CLIPVisionConfig", SMALL, 96),
    ("yolos", "YolosModel", "YolosConfig", {**SMALL, "image_size": [96, 96]}, 96),
    ("swin", "SwinForImageClassification", "SwinConfig", WINDOWS, 224),
    ("swin", "SwinBackbone", "SwinConfig", {**WINDOWS, **ALL_STAGES}, 224),
    ("swin", "DonutSwinModel", "DonutSwinConfig", WINDOWS, 224),
    ("swinv2", "Swinv2Model", "Swinv2Config", {**WINDOWS, "window_size": 7}, 224),
    ("swinv2", "Swinv2Backbone", "Swinv2Config", {**WINDOWS, "window_size": 8, **ALL_STAGES}, 256),
    ("convnext", "ConvNextForImageClassification", "ConvNextConfig", STAGES, 96),
    ("convnext", "ConvNextBackbone", "ConvNextConfig", {**STAGES, **ALL_STAGES}, 128),
    ("convnext", "DINOv3ConvNextModel", "DINOv3ConvNextConfig", STAGES, 96),
    ("convnext_v2", "ConvNextV2Model", "ConvNextV2Config", STAGES, 128),
    ("convnext_v2", "ConvNextV2Backbone", "ConvNextV2Config", {**STAGES, **ALL_STAGES}, 96),
    (
        "resnet",
        "ResNetForImageClassification",
        "ResNetConfig",
        {**STAGES, "embedding_size": 24, "layer_type": "basic"},
        96,
    ),
    ("resnet", "ResNetBackbone", "ResNetConfig", {**STAGES, **ALL_STAGES}, 128),
    (
        "regnety",
        "RegNetForImageClassification",
        "RegNetConfig",
        {**STAGES, "groups_width": 8},
        96,
    ),
    (
        "regnetx",
        "RegNetModel",
        "RegNetConfig",
        {**STAGES, "groups_width": 8, "layer_type": "x"},
        96,
    ),
    ("resnetv2", "BitModel", "BitConfig", {"depths": [2, 2, 3, 2]}, 96),
    ("mobilenet_v1", "MobileNetV1Model", "MobileNetV1Config", {}, 128),
    (
        "mobilenet_v1",
        "MobileNetV1ForImageClassification",
        "MobileNetV1Config",
        {"depth_multiplier": 0.75},
        192,
    ),
    ("mobilenet_v2", "MobileNetV2Model", "MobileNetV2Config", {"depth_multiplier": 1.4}, 128),
    ("mobilenet_v2", "MobileNetV2ForImageClassification", "MobileNetV2Config", {}, 224),
    ("efficientnet", "EfficientNetForImageClassification", "EfficientNetConfig", {}, 96),
    (
        "efficientnet",
        "EfficientNetModel",
        "EfficientNetConfig",
        {"width_coefficient": 1.0, "depth_coefficient": 1.0, "hidden_dim": 1280},
        128,
    ),
    ("poolformer", "PoolFormerModel", "PoolFormerConfig", {"depths": [2, 2, 6, 2]}, 128),
    ("pvt_v2", "PvtV2ForImageClassification", "PvtV2Config", {}, 96),
    ("pvt_v2", "PvtV2Backbone", "PvtV2Config", {"depths": [3, 4, 6, 3], **ALL_STAGES}, 128),
    (
        "pvt_v2",
        "PvtV2Model",
        "PvtV2Config",
        {"linear_attention": True, "hidden_sizes": [32, 64, 160, 256]},
        224,
    ),
    ("focalnet", "FocalNetBackbone", "FocalNetConfig", {"embed_dim": 32, **ALL_STAGES}, 96),
    (
        "focalnet",
        "FocalNetModel",
        "FocalNetConfig",
        {"embed_dim": 32, "depths": [2, 2, 3, 2], "focal_levels": [3, 3, 3, 3]},
        96,
    ),
    ("levit", "LevitForImageClassification", "LevitConfig", {"hidden_sizes": [96, 128, 256]}, 224),
    ("levit", "LevitForImageClassificationWithTeacher", "LevitConfig", {}, 224),
    ("mobilevit", "MobileViTForImageClassification", "MobileViTConfig", {}, 256),
    (
        "mobilevit",
        "MobileViTModel",
        "MobileViTConfig",
        {
            "hidden_sizes": [64, 80, 96],
            "neck_hidden_sizes": [16, 16, 24, 48, 64, 80, 320],
            "expand_ratio": 2.0,
        },
        256,
    ),
    ("mobilevit_v2", "MobileViTV2ForImageClassification", "MobileViTV2Config", {}, 256),
    (
        "mobilevit_v2",
        "MobileViTV2Model",
        "MobileViTV2Config",
        {"width_multiplier": 0.5},
        256,
    ),
    ("hgnet", "HGNetV2ForImageClassification", "HGNetV2Config", {}, 128),
    ("hgnet", "HGNetV2Backbone", "HGNetV2Config", ALL_STAGES, 96),
    (
        "hiera",
        "HieraModel",
        "HieraConfig",
        {"embed_dim": 32, "depths": [1, 2, 5, 2], "num_heads": [1, 2, 4, 8]},
        224,
    ),
    ("swiftformer", "SwiftFormerModel", "SwiftFormerConfig", {"depths": [3, 3, 6, 4]}, 224),
    (
        "swiftformer",
        "SwiftFormerForImageClassification",
        "SwiftFormerConfig",
        {"depths": [4, 3, 10, 5], "embed_dims": [64, 128, 320, 512], "image_size": 192},
        192,
    ),
]


def add_encoders(table: Table) -> None:
    """Adds all of them, one exporter each, by turns."""
    for place, (family, class_name, config, options, size) in enumerate(LINES):
        which = EXPORTED if place % 4 == 1 else TRACED
        model = f"second-{class_name}-{place}"
        table.transformers(
            family,
            model,
            class_name,
            config,
            options,
            lambda size=size: image(size),  # type: ignore[misc]
            which,
        )
        table.found[-1].exporters = tuple(
            (name, max(opset, OLDEST.get(class_name, 11)))
            for name, opset in table.found[-1].exporters
        )
