"""A fourth set of families of language and speech, drawn by chance (``fourth_draw``).

A line of ``fourth/words.txt`` is ``kind Class input size groups words way``; a size is width,
layers, heads and inner width.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from building import Table
from definition import EXPORTED, TRACED, Built, Definition
from known_heads import TEXT
from second_building import CACHES, Line, Make, axes, inner, text_model
from second_pairs import pair_model
from second_sounds import sound_model
from third_words import Way, way

FILE = Path(__file__).parent / "fourth" / "words.txt"

AUTO = (
    "AutoModel",
    "AutoModelForCausalLM",
    "AutoModelForMaskedLM",
    "AutoModelForSequenceClassification",
    "AutoModelForTokenClassification",
    "AutoModelForQuestionAnswering",
)
"""Heads to draw from."""

TEXTS = {
    **TEXT,
    "bert": ("bert", {}),
    "clip_text_model": ("clip_text", {"eos_token_id": 2}),
    "qwen3_moe": ("qwen_moe", {**TEXT["qwen3_moe"][1], "num_experts_per_tok": 2}),
    "olmo3": ("olmo2", {"num_key_value_heads": 0}),
}
"""Encoders and decoders: family, and options that small sizes need."""

Pool = tuple[str, tuple[tuple[str, ...], tuple[str, ...]]]

_T5 = (("T5ForConditionalGeneration",), ("pair", "encoder", "past"))
PAIRS: dict[str, Pool] = {
    "t5": ("t5", _T5),
    "mt5": ("t5", (("MT5ForConditionalGeneration",), _T5[1])),
    "umt5": ("t5", (("UMT5ForConditionalGeneration",), ("pair", "encoder"))),
    "bart": ("bart", (("BartForConditionalGeneration", "BartModel"), ("pair", "encoder"))),
    "marian": ("bart", (("MarianMTModel",), ("pair", "encoder", "past"))),
    "plbart": ("bart", (("PLBartForConditionalGeneration",), ("pair", "encoder"))),
    "mbart": ("mbart", (("MBartForConditionalGeneration",), ("pair", "encoder", "past"))),
    "pegasus": ("mbart", (("PegasusForConditionalGeneration",), ("pair", "encoder"))),
    "m2m_100": ("mbart", (("M2M100ForConditionalGeneration",), ("pair", "encoder", "past"))),
    "blenderbot": ("mbart", (("BlenderbotForConditionalGeneration",), ("pair", "encoder"))),
    "whisper": ("whisper", (("WhisperForConditionalGeneration",), ("sound", "sound_pair"))),
}
"""Encoder-decoders: family, classes and parts."""

SOUNDS: dict[str, Pool] = {
    "wav2vec2": ("wav2vec2", (("Wav2Vec2ForCTC", "Wav2Vec2Model"), ("wave",))),
    "hubert": ("wav2vec2", (("HubertModel", "HubertForCTC"), ("wave",))),
    "wavlm": ("wavlm", (("WavLMModel", "WavLMForCTC"), ("wave",))),
    "wav2vec2-conformer": ("wav2vec2_conformer", (("Wav2Vec2ConformerForCTC",), ("wave",))),
    "sew": ("sew", (("SEWForCTC", "SEWModel"), ("wave",))),
    "ast": ("ast", (("ASTForAudioClassification", "ASTModel"), ("spectrogram",))),
}
"""Encoders of sound: family, classes and input."""


def definitions() -> list[Definition]:
    """All of them."""
    table = Table()
    for text in FILE.read_text(encoding="utf-8").splitlines():
        _add(table, text)
    return table.found


def attempts(made: Way) -> tuple[tuple[str, int], ...]:
    """What was drawn, and what is done when that cannot be exported."""
    return tuple(
        dict.fromkeys([(made.exporter, made.opset), (TRACED, 17), (TRACED, 18), (EXPORTED, 18)])
    )


def _line(kind: str, name: str, given: str, groups: int, words: int) -> tuple[Line, Make]:
    if kind in TEXTS:
        family, options = TEXTS[kind]
        more: dict[str, Any] = {"vocab_size": words}
        if "num_key_value_heads" in options:
            more["num_key_value_heads"] = groups
        return Line(family, kind, name, given, {**options, **more}), text_model
    if kind in PAIRS:
        options = {} if kind == "whisper" else {"vocab_size": words}
        return Line(PAIRS[kind][0], kind, name, given, options), pair_model
    options = {"max_length": 128} if kind == "ast" else {}
    return Line(SOUNDS[kind][0], kind, name, given, options), sound_model


def _add(table: Table, text: str) -> None:
    kind, name, given, extents, groups, words, word = text.split()
    line, make = _line(kind, name, given, int(groups), int(words))
    made = way(word)
    size = dict(zip("hlaf", map(int, extents.split("x")), strict=True))

    def build() -> Built:
        model, inputs = make(line, size)
        part = inner(model)
        if hasattr(part, "set_experts_implementation"):
            part.set_experts_implementation("eager" if made.exporter == TRACED else "batched_mm")
        if made.eager and hasattr(part, "set_attn_implementation"):
            part.set_attn_implementation("eager")
        return model, inputs

    label = "-".join(filter(None, [f"fourth{len(table.found)}", name, given, made.change]))
    table.add(line.family, "transformers", label, build, made.exporter)
    definition = table.found[-1]
    definition.exporters, definition.change = attempts(made), made.change
    if given in CACHES:
        definition.outputs = 2 * size["l"] + 1
    if made.exporter == TRACED and make is text_model and given != "boxes":
        definition.dynamic = axes(given, size["l"])
