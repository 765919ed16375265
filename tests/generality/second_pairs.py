"""Encoder-decoders whole and in the parts in which they are saved."""

from __future__ import annotations

from typing import Any

import torch
from building import floats, ids, pair, text, tokens
from definition import Built, Inputs
from known_language import PAIR, T5
from second_building import Line, Pooled

WHISPER = {"max_source_positions": 40, "max_target_positions": 32, "pad_token_id": 0}


class Step(torch.nn.Module):
    """The decoder's part: one token, and keys and values of both attentions as tensors."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def forward(self, decoder_ids: Any, hidden: Any, *past: Any) -> Any:
        from transformers import DynamicCache, EncoderDecoderCache

        cache = EncoderDecoderCache(DynamicCache(), DynamicCache())
        for layer in range(len(past) // 4):
            own, other = past[4 * layer : 4 * layer + 2], past[4 * layer + 2 : 4 * layer + 4]
            cache.self_attention_cache.update(*own, layer)
            cache.cross_attention_cache.update(*other, layer)
            cache.is_updated[layer] = True
        result = self.model(
            decoder_input_ids=decoder_ids,
            encoder_outputs=(hidden,),
            past_key_values=cache,
            use_cache=True,
        )
        grown = result.past_key_values.self_attention_cache.layers
        return result.logits, *[t for layer in grown for t in (layer.keys, layer.values)]


def pair_model(line: Line, size: dict[str, int]) -> Built:
    """An encoder-decoder, whole or one half."""
    import transformers

    model_class = getattr(transformers, line.name)
    config = model_class.config_class(**_options(line, size))
    config.use_cache = line.given in ("past", "sound_pair")
    model = model_class(config)
    how, _, wide = line.given.partition(":")
    if how == "mean":
        return Pooled(model, "mean", int(wide)), text()
    if how.startswith("encoder"):
        return model.get_encoder(), text() if how == "encoder" else tokens(1, 14)
    if how == "past":
        return Step(model), _past(config)
    if how == "sound":
        return model.get_encoder(), _sound(config)
    if how == "sound_whole":
        return model, _sound(config)
    if how == "sound_pair":
        return model, {**_sound(config), "decoder_input_ids": ids(1, 4)}
    return model, pair()


def _options(line: Line, size: dict[str, int]) -> dict[str, Any]:
    width, heads = size["h"], size["a"]
    if line.family == "t5":
        base = {**T5, "d_model": width, "num_heads": heads, "d_kv": width // heads}
        return {**base, "d_ff": size["f"], "pad_token_id": 0, **line.options}
    halves = {
        f"{half}_{word}": value
        for half in ("encoder", "decoder")
        for word, value in (("attention_heads", heads), ("ffn_dim", size["f"]))
    }
    more = WHISPER if line.family == "whisper" else {"pad_token_id": 0}
    return {**PAIR, "d_model": width, **halves, **more, "decoder_start_token_id": 0, **line.options}


def _sound(config: Any) -> Inputs:
    return floats(input_features=(1, config.num_mel_bins, 80))


def _past(config: Any) -> Inputs:
    layers = getattr(config, "num_decoder_layers", None) or config.decoder_layers
    heads = getattr(config, "decoder_attention_heads", None) or config.num_attention_heads
    width = getattr(config, "d_kv", None) or config.d_model // heads
    given: Inputs = {"#decoder_ids": ids(2, 1), "#hidden": torch.randn(2, 12, config.d_model)}
    for layer in range(layers):
        for name, length in (("own", 5), ("cross", 12)):
            for half in ("key", "value"):
                given[f"#{name}_{layer}_{half}"] = torch.randn(2, heads, length, width)
    return given
