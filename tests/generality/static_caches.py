"""Decoders that write keys and values into a cache of fixed length."""

from __future__ import annotations

from typing import Any

import torch
from building import Table, ids
from definition import EXPORTED, Built, Definition, Inputs

LENGTH = 16
"""Words that the cache has room for."""

SIZES: dict[str, Any] = {
    "hidden_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "intermediate_size": 128,
    "vocab_size": 300,
    "pad_token_id": 0,
}

KINDS = {"llama": "Llama", "phi3": "Phi3", "qwen3": "Qwen3", "gemma": "Gemma", "phi": "Phi"}
"""Family and what its definition is called."""


class Written(torch.nn.Module):
    """One word at a place; keys and values before and after it are tensors."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def forward(self, word: Any, place: Any, *held: Any) -> Any:
        from transformers import StaticCache

        config = self.model.config
        cache = StaticCache(config=config, max_cache_len=LENGTH)
        width = held[0].shape[-1]
        cache.early_initialization(1, held[0].shape[1], width, held[0].dtype, held[0].device)
        for layer, keys, values in zip(cache.layers, held[::2], held[1::2], strict=True):
            layer.keys, layer.values = keys, values
        result = self.model(
            input_ids=word, position_ids=place[None], cache_position=place, past_key_values=cache
        )
        return result.logits, *[t for layer in cache.layers for t in (layer.keys, layer.values)]


def definitions() -> list[Definition]:
    """One of each kind."""
    table = Table()
    for family, kind in KINDS.items():
        table.add(family, "transformers", f"{family}-static", _builder(kind), EXPORTED)
    return table.found


def _builder(kind: str) -> Any:
    def build() -> Built:
        import transformers

        sizes = SIZES | ({"head_dim": 16} if kind in ("Qwen3", "Gemma") else {})
        config = getattr(transformers, f"{kind}Config")(**sizes)
        inputs: Inputs = {"#word": ids(1, 1, below=200), "#place": torch.tensor([3])}
        for layer in range(config.num_hidden_layers):
            for half in ("keys", "values"):
                inputs[f"#{half}_{layer}"] = torch.zeros(1, 2, LENGTH, 16)
        return Written(getattr(transformers, f"{kind}ForCausalLM")(config)), inputs

    return build
