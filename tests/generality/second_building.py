"""Turns a line that tells a published checkpoint into a definition.

A line is ``family checkpoint Class input option=value,...``. The sizes are made small, by turns;
what the line gives are the structural options of the checkpoint's configuration.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from building import Table, ids, text, tokens
from definition import EXPORTED, TRACED, Built, Inputs, spread_out
from known_heads import sized
from known_language import Cached

SIZES: tuple[dict[str, int], ...] = (
    {"h": 64, "l": 3, "a": 4, "f": 256},
    {"h": 96, "l": 4, "a": 6, "f": 384},
    {"h": 128, "l": 2, "a": 8, "f": 344},
    {"h": 160, "l": 3, "a": 4, "f": 640},
)
"""Sizes, taken by turns."""

CACHES = ("past", "present")
"""Inputs of a decoder that gives its keys and values out."""

STATES = ("mamba", "mamba2", "rwkv")
"""Families whose cache holds states, not keys and values."""

MODERN = ("mamba2", "longformer", "deformable_detr", "rt_detr")
"""Families that need operators which old operator sets lack."""


@dataclass(frozen=True, slots=True)
class Line:
    """A published checkpoint.

    Attributes:
        family: Family that it belongs to.
        checkpoint: Its name in short.
        name: Class of transformers.
        given: How it is called.
        options: Structural options of its configuration.
    """

    family: str
    checkpoint: str
    name: str
    given: str
    options: dict[str, Any]


Make = Callable[[Line, dict[str, int]], Built]
"""Makes a module and its inputs of a line, in a size."""


def parsed(line: str) -> Line:
    """A line of a table; its options are Python literals."""
    family, checkpoint, name, given, *rest = line.split(maxsplit=4)
    call = ast.parse(f"f({rest[0] if rest else ''})", mode="eval").body
    assert isinstance(call, ast.Call)
    options = {str(k.arg): ast.literal_eval(k.value) for k in call.keywords}
    return Line(family, checkpoint, name, given, options)


def add(table: Table, line: Line, make: Make) -> None:
    """Adds one checkpoint; exporter, opset, size and kind of attention change by turns."""
    turn = len(table.found)
    size = SIZES[turn % 4]

    def build() -> Built:
        model, inputs = make(line, size)
        # Grouped products have no operator in ONNX: experts one by one, or their weights gathered.
        part = inner(model)
        if hasattr(part, "set_experts_implementation"):
            part.set_experts_implementation("batched_mm" if which == EXPORTED else "eager")
        if eager(turn) and hasattr(part, "set_attn_implementation"):
            part.set_attn_implementation("eager")
        return model, inputs

    modern = spread_out(turn) and line.family in MODERN
    which = EXPORTED if turn % 3 == 1 or modern else TRACED
    table.add(line.family, "transformers", f"{line.checkpoint}-{line.given}", build, which)
    definition = table.found[-1]
    if line.given in CACHES:
        definition.outputs = 2 * size["l"] + 1
    if line.given in ("ids", "sound_pair"):
        definition.outputs = 1
    if which == TRACED and turn % 4 and make is text_model:
        definition.dynamic = axes(line.given, size["l"])


def inner(model: Any) -> Any:
    """The definition in a wrapper, or the model itself."""
    known = hasattr(model, "set_attn_implementation")
    return model if known else getattr(model, "model", model)


def eager(turn: int) -> bool:
    """Whether attention is written out: always below opset 14, and now and then above."""
    return spread_out(turn) or turn % 12 == 4


def axes(given: str, layers: int) -> dict[str, dict[int, str]]:
    """Symbolic axes of an input."""
    both = {0: "batch", 1: "length"}
    if given != "past":
        names = {"ids": ["input_ids"], "typed": ["input_ids", "attention_mask", "token_type_ids"]}
        return dict.fromkeys(names.get(given, ["input_ids", "attention_mask"]), both)
    past = {
        f"past_{layer}_{half}": {0: "batch", 2: "past"}
        for layer in range(layers)
        for half in ("key", "value")
    }
    return {"ids": both, "mask": {0: "batch", 1: "total"}, **past}


def text_model(line: Line, size: dict[str, int]) -> Built:
    """An encoder or decoder of text."""
    import transformers

    model_class = getattr(transformers, line.name)
    config_class = model_class.config_class
    known, heads = config_class().to_dict(), "num_key_value_heads"
    given = {**({heads: size["a"]} if heads in known else {}), **line.options}
    config = config_class(**sized(config_class.model_type, config_class, size, given))
    # Without mask and cache a decoder looks for several texts in one row, which tracing cannot.
    config.use_cache = line.given in CACHES or (line.given == "ids" and line.family not in STATES)
    if getattr(config, "pad_token_id", None) is None:
        config.pad_token_id = 0
    return called(model_class(config), line.given)


class Pooled(torch.nn.Module):
    """An encoder of sentences: tokens pooled, perhaps a Linear, perhaps normalised."""

    def __init__(self, model: Any, how: str, wide: int = 0, normalise: bool = True) -> None:
        super().__init__()
        self.model, self.how, self.normalise = model, how, normalise
        self.dense = torch.nn.Linear(model.config.hidden_size, wide) if wide else None

    def forward(self, input_ids: Any, attention_mask: Any) -> Any:
        hidden = self.model(input_ids=input_ids, attention_mask=attention_mask)[0]
        pooled = self._pool(hidden, attention_mask)
        if self.dense is not None:
            pooled = torch.tanh(self.dense(pooled))
        return torch.nn.functional.normalize(pooled, dim=-1) if self.normalise else pooled

    def _pool(self, hidden: Any, mask: Any) -> Any:
        if self.how == "first":
            return hidden[:, 0]
        if self.how == "last":
            return hidden[torch.arange(hidden.shape[0]), mask.sum(1) - 1]
        wide = mask.unsqueeze(-1).expand(hidden.size()).float()
        return (hidden * wide).sum(1) / wide.sum(1).clamp(min=1e-9)


def called(model: Any, given: str) -> Built:
    """A model, wrapped where it is used in a certain way, and what it is called with."""
    how, _, wide = given.partition(":")
    if how in ("mean", "first", "last"):
        return Pooled(model, how, int(wide or 0)), text()
    if how == "plain_mean":
        return Pooled(model, "mean", normalise=False), text()
    if how == "past":
        return Cached(model), past(model.config)
    if how == "typed":
        return model, {**text(), "token_type_ids": torch.zeros(2, 12, dtype=torch.long)}
    if how == "choice":
        return model, {name: value.reshape(1, 2, -1) for name, value in text(2, 8).items()}
    if how == "boxes":
        return model, {**text(), "bbox": ids(2, 12, 4, below=200).sort(-1).values}
    return model, tokens(1, 16) if how == "ids" else text()


def past(config: Any) -> Inputs:
    """One new token, and keys and values of five."""
    heads = getattr(config, "num_key_value_heads", None) or config.num_attention_heads
    if getattr(config, "multi_query", False):
        heads = 1
    if getattr(config, "new_decoder_architecture", False):
        heads = config.num_attention_heads
    width = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    given: Inputs = {"#ids": ids(2, 1), "#mask": torch.ones(2, 6, dtype=torch.long)}
    for layer in range(config.num_hidden_layers):
        given[f"#past_{layer}_key"] = torch.randn(2, heads, 5, width)
        given[f"#past_{layer}_value"] = torch.randn(2, heads, 5, width)
    return given
