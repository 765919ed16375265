"""Encoders of sound, and of series of numbers."""

from __future__ import annotations

from typing import Any

import torch
from building import floats, wave
from definition import Built
from known_language import AUDIO
from second_building import Line

SQUEEZED = {
    "conv_dim": [16, 32, 32, 32, 32, 48, 48, 48, 48, 64, 64, 64, 64],
    "conv_kernel": [10, 3, 1, 3, 1, 3, 1, 3, 1, 2, 1, 2, 1],
    "conv_stride": [5, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1],
}
"""SEW's convolutions: every other one looks at one step."""


def sound_model(line: Line, size: dict[str, int]) -> Built:
    """An encoder of raw audio or of a spectrogram."""
    import transformers

    model_class = getattr(transformers, line.name)
    sizes = {
        "hidden_size": size["h"],
        "num_hidden_layers": size["l"],
        "num_attention_heads": size["a"],
        "intermediate_size": size["f"],
    }
    base = {**AUDIO, **(SQUEEZED if line.family == "sew" else {})}
    if line.given == "spectrogram":
        base = {}
    config = model_class.config_class(**{**base, **sizes, **line.options})
    model = model_class(config)
    if line.given == "spectrogram":
        return model, floats(input_values=(1, config.max_length, config.num_mel_bins))
    masked = {"attention_mask": torch.ones(1, 8000, dtype=torch.long)}
    return model, wave() | (masked if line.given == "masked_wave" else {})


def series_model(line: Line, size: dict[str, int]) -> Built:
    """A transformer of series of numbers."""
    import transformers

    model_class = getattr(transformers, line.name)
    sizes: dict[str, Any] = {
        "d_model": size["h"],
        "num_hidden_layers": size["l"],
        "num_attention_heads": size["a"],
        "ffn_dim": size["f"],
    }
    config = model_class.config_class(**{**sizes, **line.options})
    shape = (2, config.context_length, config.num_input_channels)
    return model_class(config), floats(past_values=shape)
