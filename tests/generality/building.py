"""Helpers that turn a line of a table into a definition."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from definition import BOTH, Built, Definition, Inputs, exporters, spread_out

TINY = {
    "vocab_size": 997,
    "hidden_size": 96,
    "num_hidden_layers": 3,
    "num_attention_heads": 6,
    "intermediate_size": 208,
}
"""Sizes of a text model."""

PATCHES = {
    "hidden_size": 96,
    "num_hidden_layers": 4,
    "num_attention_heads": 6,
    "intermediate_size": 208,
}
"""Sizes of a vision transformer."""

MakeInputs = Callable[[], Inputs]


def ids(*shape: int, below: int = 500) -> torch.Tensor:
    """Token ids."""
    count = 1
    for extent in shape:
        count *= extent
    return (torch.arange(count) * 7 % (below - 5) + 5).reshape(shape)


def text(batch: int = 2, length: int = 12) -> Inputs:
    """Ids and mask of a text model."""
    return {
        "input_ids": ids(batch, length),
        "attention_mask": torch.ones(batch, length, dtype=torch.long),
    }


def tokens(batch: int = 2, length: int = 12) -> Inputs:
    """Ids alone."""
    return {"input_ids": ids(batch, length)}


def pair(batch: int = 2, length: int = 12, target: int = 7) -> Inputs:
    """Inputs of an encoder-decoder."""
    return {**text(batch, length), "decoder_input_ids": ids(batch, target)}


def image(size: int = 224, batch: int = 1, channels: int = 3) -> Inputs:
    """Pixels."""
    return {"pixel_values": torch.randn(batch, channels, size, size)}


def wave(length: int = 8000) -> Inputs:
    """Raw audio."""
    return {"input_values": torch.randn(1, length)}


def floats(**shapes: tuple[int, ...]) -> Inputs:
    """Named tensors of these shapes."""
    return {name: torch.randn(*shape) for name, shape in shapes.items()}


class Table:
    """Collects definitions; exporters and opsets change from line to line."""

    def __init__(self) -> None:
        self.found: list[Definition] = []

    def add(
        self, family: str, source: str, model: str, build: Callable[[], Built], which: str = BOTH
    ) -> None:
        """Adds any definition."""
        turn = len(self.found)
        self.found.append(Definition(family, source, model, build, exporters(which, turn)))

    def transformers(
        self,
        family: str,
        model: str,
        class_name: str,
        config: str,
        options: dict[str, Any],
        inputs: MakeInputs,
        which: str = BOTH,
    ) -> None:
        """Adds a class of transformers, its configuration with options."""
        eager = spread_out(len(self.found))

        def build() -> Built:
            import transformers

            configuration = getattr(transformers, config)(**options)
            module = getattr(transformers, class_name)(configuration)
            if eager and hasattr(module, "set_attn_implementation"):
                module.set_attn_implementation("eager")
            return module, inputs()

        self.add(family, "transformers", model, build, which)
        if which != "dynamo":
            axes = {0: "batch", 1: "length"}
            made = {"input_ids", "attention_mask", "decoder_input_ids"}
            self.found[-1].dynamic = dict.fromkeys(made & set(inputs()), axes)

    def timm(
        self, family: str, name: str, which: str = BOTH, size: int = 0, **options: Any
    ) -> None:
        """Adds a model of timm."""
        eager = spread_out(len(self.found))

        def build() -> Built:
            load_vision()
            import timm

            timm.layers.set_fused_attn(not eager)

            module = timm.create_model(name, pretrained=False, **options)
            extent = size or module.default_cfg.get("input_size", (3, 224, 224))[-1]
            return module, {"#x": torch.randn(1, 3, extent, extent)}

        suffix = "".join(f"-{key}" for key in options)
        self.add(family, "timm", name + suffix, build, which)

    def torchvision(
        self, family: str, name: str, which: str = BOTH, shape: tuple[int, ...] = (1, 3, 224, 224)
    ) -> None:
        """Adds a model of torchvision."""

        def build() -> Built:
            load_vision()
            import torchvision

            module = torchvision.models.get_model(name, weights=None, weights_backbone=None)
            return module, {"#x": torch.randn(*shape)}

        def build_plain() -> Built:
            load_vision()
            import torchvision

            return torchvision.models.get_model(name, weights=None), {"#x": torch.randn(*shape)}

        segments = any(word in name for word in ("fcn", "deeplab", "lraspp"))
        self.add(family, "torchvision", name, build if segments else build_plain, which)

    def diffusers(
        self,
        family: str,
        model: str,
        class_name: str,
        options: dict[str, Any],
        inputs: MakeInputs,
        which: str = BOTH,
    ) -> None:
        """Adds a class of diffusers."""

        def build() -> Built:
            load_vision()
            import diffusers

            return getattr(diffusers, class_name)(**options), inputs()

        self.add(family, "diffusers", model, build, which)


def load_vision() -> None:
    """Declares torchvision's operators where its compiled half does not fit this torch."""
    try:
        import torchvision  # noqa: F401
    except RuntimeError:
        for name in ("nms", "qnms"):
            torch.library.define(
                f"torchvision::{name}",
                "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
            )
