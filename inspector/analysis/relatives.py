"""Families that are near one another, and how well verdicts tell them apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

RELATIVES: dict[str, str] = {
    "Residual networks": (
        "resnet resnext se_resnet eca_resnet resnetv2 regnetx regnety res2net resnest sknet nfnet"
    ),
    "Inception networks": "googlenet inception_v3 inception_v4 inception_resnet_v2 xception",
    "Inverted residuals": (
        "mobilenet_v1 mobilenet_v2 mobilenet_v3 mobilenet_v4 mnasnet efficientnet "
        "efficientnet_lite "
        "efficientnet_v2 mixnet lcnet rexnet"
    ),
    "Vision transformers": (
        "vit deit deit_distilled dinov2 dinov3 beit eva02 siglip clip_vision cait yolos dpt "
        "sam_vision"
    ),
    "Shifted windows": "swin swinv2 swinv2_cr",
    "Text encoders": (
        "bert roberta distilbert albert electra mpnet deberta layoutlm squeezebert convbert"
    ),
    "Decoders with gated networks": (
        "llama qwen2 qwen3 gemma gemma2 gemma3 phi3 olmo2 granite stablelm cohere mixtral qwen_moe"
    ),
    "Decoders with plain networks": (
        "gpt2 gpt_bigcode gpt_neo gptj gpt_neox phi falcon opt bloom mpt starcoder2"
    ),
    "Encoder-decoders": "bart mbart t5 whisper",
    "YOLO": "yolov3 yolov5 yolov6 yolov8 yolov9 yolov10 yolo11 yolo12 yolo26",
    "U-Nets": "unet unetplusplus linknet manet sd_unet ddpm_unet vae_kl controlnet",
    "Diffusion transformers": "dit pixart mmdit flux",
}
"""Groups of families that share most of their layers; each family is in one group at most."""


class Relative(msgspec.Struct):
    """A row of a group's table of confusions.

    Attributes:
        family: The label.
        files: How many bear it.
        found: How many of them were taken for which family; empty stands for none.
    """

    family: str
    files: int
    found: dict[str, int]


class Group(msgspec.Struct):
    """Near relatives and the confusions among them.

    Attributes:
        title: For people.
        rows: Of its families that have files.
        files: Of all rows.
        right: Files on the diagonal.
    """

    title: str
    rows: list[Relative]
    files: int
    right: int


def relatives(pairs: Iterable[tuple[str, str]]) -> list[Group]:
    """Counts what was taken for what within each group of near relatives.

    Args:
        pairs: Label and found family of each file; empty for none.

    Returns:
        The groups that have files, in the order of ``RELATIVES``.
    """
    counted: dict[str, Counter[str]] = {}
    for label, found in pairs:
        counted.setdefault(label, Counter())[found] += 1
    groups = []
    for title, families in RELATIVES.items():
        rows = [
            Relative(family, counted[family].total(), dict(counted[family].most_common()))
            for family in families.split()
            if family in counted
        ]
        if rows:
            right = sum(row.found.get(row.family, 0) for row in rows)
            groups.append(Group(title, rows, sum(row.files for row in rows), right))
    return groups
