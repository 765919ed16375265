"""Makes labelled models as other tools save them: ``python tests/generality/toolchains.py FOLDER``.

- ``optimum``: Hugging Face's exporter: decoders with keys and values of earlier steps, encoder and
  decoder apart and merged under an ``If``. Needs optimum-onnx and the transformers it supports.
- ``optimised``: those files after ONNX Runtime's transformer optimiser, in float16, and with
  weights in eight bits. Needs onnxruntime.
- ``builder``: ONNX Runtime's model builder for generation: packed projections, fused attention,
  weights in four bits. Needs ``--builder``, the folder ``models`` of the onnxruntime-genai package.

Best each in an environment of its own, one after the other with the same FOLDER. ``labels.tsv`` is
what ``inspector evaluate FOLDER/labels.tsv FOLDER`` reads. What a tool refuses is told, and left
out.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import torch
import transformers

ENCODER: dict[str, Any] = {
    "hidden_size": 64,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "intermediate_size": 128,
}
WORDS: dict[str, Any] = {**ENCODER, "vocab_size": 500}
DECODER: dict[str, Any] = {
    **WORDS,
    "num_key_value_heads": 2,
    "max_position_embeddings": 128,
    "bos_token_id": 2,
    "eos_token_id": 3,
    "pad_token_id": 0,
}
PAIR: dict[str, Any] = {
    "d_model": 64,
    "encoder_layers": 2,
    "decoder_layers": 2,
    "encoder_attention_heads": 4,
    "decoder_attention_heads": 4,
    "encoder_ffn_dim": 128,
    "decoder_ffn_dim": 128,
    "vocab_size": 500,
}
SPECIAL: dict[str, Any] = {
    "pad_token_id": 0,
    "bos_token_id": 1,
    "eos_token_id": 2,
    "decoder_start_token_id": 1,
}
GENERATE = "text-generation-with-past"

# family, class, options of its configuration, task
EXPORTED: list[tuple[str, str, dict[str, Any], str]] = [
    ("gpt2", "GPT2LMHeadModel", {"n_embd": 64, "n_layer": 3, "n_head": 4}, GENERATE),
    (
        "gpt_neo",
        "GPTNeoForCausalLM",
        {
            "hidden_size": 64,
            "num_layers": 4,
            "num_heads": 4,
            "attention_types": [[["global", "local"], 2]],
        },
        GENERATE,
    ),
    ("llama", "LlamaForCausalLM", DECODER, GENERATE),
    ("qwen2", "Qwen2ForCausalLM", DECODER, GENERATE),
    ("qwen3", "Qwen3ForCausalLM", {**DECODER, "head_dim": 16}, GENERATE),
    ("gemma", "GemmaForCausalLM", {**DECODER, "head_dim": 16}, GENERATE),
    ("phi3", "Phi3ForCausalLM", DECODER, GENERATE),
    ("bloom", "BloomForCausalLM", {"hidden_size": 64, "n_layer": 3, "n_head": 4}, GENERATE),
    ("opt", "OPTForCausalLM", {**WORDS, "ffn_dim": 128, "word_embed_proj_dim": 64}, GENERATE),
    ("bart", "BartForConditionalGeneration", PAIR, "text2text-generation-with-past"),
    (
        "t5",
        "T5ForConditionalGeneration",
        {
            "d_model": 64,
            "d_kv": 16,
            "d_ff": 128,
            "num_layers": 2,
            "num_heads": 4,
            "decoder_start_token_id": 0,
        },
        "text2text-generation-with-past",
    ),
    (
        "whisper",
        "WhisperForConditionalGeneration",
        {**PAIR, **SPECIAL},
        "automatic-speech-recognition-with-past",
    ),
    ("bert", "BertForSequenceClassification", WORDS, "text-classification"),
    ("roberta", "RobertaForTokenClassification", WORDS, "token-classification"),
    (
        "distilbert",
        "DistilBertForQuestionAnswering",
        {"dim": 64, "n_layers": 3, "n_heads": 4, "hidden_dim": 128},
        "question-answering",
    ),
    (
        "deberta",
        "DebertaV2ForSequenceClassification",
        {
            **WORDS,
            "relative_attention": True,
            "pos_att_type": ["p2c", "c2p"],
            "position_buckets": 32,
        },
        "text-classification",
    ),
    ("mpnet", "MPNetModel", WORDS, "feature-extraction"),
    ("vit", "ViTForImageClassification", {**ENCODER, "image_size": 64}, "image-classification"),
    (
        "segformer",
        "SegformerForSemanticSegmentation",
        {"hidden_sizes": [16, 32, 64, 64], "decoder_hidden_size": 64},
        "semantic-segmentation",
    ),
    (
        "wav2vec2",
        "Wav2Vec2ForCTC",
        {
            **ENCODER,
            "conv_dim": [64] * 7,
            "num_conv_pos_embeddings": 16,
            "num_conv_pos_embedding_groups": 4,
        },
        "automatic-speech-recognition",
    ),
    (
        "swin",
        "SwinForImageClassification",
        {"embed_dim": 24, "num_heads": [2, 2, 4, 4]},
        "image-classification",
    ),
]

# What the builder writes of Mistral is LLaMA's graph.
BUILT: list[tuple[str, str, dict[str, Any]]] = [
    ("llama", "LlamaForCausalLM", DECODER),
    ("llama", "MistralForCausalLM", {**DECODER, "head_dim": 16}),
    ("qwen2", "Qwen2ForCausalLM", DECODER),
    ("qwen3", "Qwen3ForCausalLM", {**DECODER, "head_dim": 16}),
    ("phi", "PhiForCausalLM", {**DECODER, "num_key_value_heads": 4}),
    ("gemma", "GemmaForCausalLM", {**DECODER, "head_dim": 16}),
    ("gemma2", "Gemma2ForCausalLM", {**DECODER, "head_dim": 16}),
    ("granite", "GraniteForCausalLM", DECODER),
]
VARIANTS = (("fp32", "cpu"), ("int4", "cpu"), ("fp16", "cuda"), ("int4", "cuda"))
"""Number format and the provider that a file of the builder is for."""


def random_model(name: str, options: dict[str, Any]) -> Any:
    """A model with random weights, also where zeros and ones would be left out by a tool."""
    torch.manual_seed(0)
    made = getattr(transformers, name)
    model = made(made.config_class(**options)).eval()
    for key, weight in model.named_parameters():
        if weight.dim() < 2:
            scale = "norm" in key.lower() and key.endswith("weight")
            weight.data.normal_(float(scale), 0.05)
    return model


def optimum(folder: Path) -> Iterator[tuple[str, Callable[[], None]]]:
    """Each model exported to a folder of its own."""
    from optimum.exporters.onnx import onnx_export_from_model

    for family, name, options, task in EXPORTED:
        where = folder / "optimum" / family

        def export(
            name: str = name, options: dict[str, Any] = options, task: str = task, at: Path = where
        ) -> None:
            model = random_model(name, options)
            at.mkdir(parents=True)
            onnx_export_from_model(model, at, task=task, do_validation=False, monolith=False)

        if not where.exists():
            yield where.name, export


def optimised(folder: Path) -> Iterator[tuple[str, Callable[[], None]]]:
    """Each exported file optimised, in half precision and in eight bits."""
    import onnx
    from onnxruntime.quantization import quantize_dynamic
    from onnxruntime.transformers import optimizer
    from onnxruntime.transformers.float16 import convert_float_to_float16

    kinds = {
        "bart": "bart",
        "whisper": "bart",
        "t5": "t5",
        "vit": "vit",
        "swin": "swin",
        "phi3": "phi",
    }
    decoders = {family for family, _, _, task in EXPORTED if task == GENERATE}
    for source in sorted((folder / "optimum").glob("*/*.onnx")):
        family = source.parent.name
        kind = kinds.get(family, "gpt2" if family in decoders else "bert")

        def optimise(at: Path, source: Path = source, kind: str = kind) -> None:
            done = optimizer.optimize_model(
                str(source), model_type=kind, num_heads=4, hidden_size=64, opt_level=0
            )
            done.save_model_to_file(str(at))

        def halve(at: Path, source: Path = source) -> None:
            onnx.save(convert_float_to_float16(onnx.load(source), keep_io_types=True), at)

        def quantize(at: Path, source: Path = source) -> None:
            quantize_dynamic(source, at)

        for word, change in (("optimised", optimise), ("fp16", halve), ("int8", quantize)):
            target = folder / word / family / source.name
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                yield f"{word}/{family}/{source.stem}", lambda c=change, t=target: c(t)


def builder(folder: Path, script: Path) -> Iterator[tuple[str, Callable[[], None]]]:
    """Each model through the builder, in each variant."""
    for family, name, options in BUILT:
        stored = folder / "sources" / name
        for precision, provider in VARIANTS:
            target = folder / "builder" / family / f"{name}-{precision}-{provider}"

            def build(
                name: str = name, options: dict[str, Any] = options, stored: Path = stored,
                target: Path = target, precision: str = precision, provider: str = provider,
            ) -> None:  # fmt: skip
                if not stored.exists():
                    random_model(name, options).save_pretrained(stored)
                    _tokenizer().save_pretrained(stored)
                command = [sys.executable, str(script), "-i", str(stored), "-o", str(target)]
                command += ["-p", precision, "-e", provider, "-c", str(folder / "cache")]
                subprocess.run(command, check=True, capture_output=True)

            if not target.exists():
                yield f"{name} {precision} {provider}", build


def _tokenizer() -> Any:
    from tokenizers import Tokenizer, models

    words = {"<unk>": 0, "a": 1, "<s>": 2, "</s>": 3}
    inner = Tokenizer(models.WordLevel(words, unk_token="<unk>"))
    return transformers.PreTrainedTokenizerFast(tokenizer_object=inner, unk_token="<unk>")


def write_labels(folder: Path) -> None:
    """``labels.tsv``: every file that is there; its family is the folder that it lies in."""
    with (folder / "labels.tsv").open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, delimiter="\t", lineterminator="\n")
        table.writerow(["file", "family", "source"])
        for tool in ("optimum", "optimised", "fp16", "int8", "builder"):
            for path in sorted((folder / tool).glob("*/**/*.onnx")):
                place = path.relative_to(folder)
                table.writerow([place.as_posix(), place.parts[1], tool])


def run(work: Iterator[tuple[str, Callable[[], None]]]) -> None:
    """Makes what one tool makes, where the tool is installed."""
    try:
        for title, make in work:
            try:
                make()
                print(f"{title}: done", file=sys.stderr, flush=True)
            except Exception as error:  # noqa: BLE001 - tools raise anything
                print(f"{title}: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
    except ImportError as error:
        print(f"not here: {error}", file=sys.stderr, flush=True)


def main() -> None:
    """Makes what is not there yet and writes the labels."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--builder", type=Path, help="folder 'models' of onnxruntime-genai")
    chosen = parser.parse_args()
    run(optimum(chosen.folder))
    run(optimised(chosen.folder))
    if chosen.builder is not None:
        run(builder(chosen.folder, chosen.builder / "builder.py"))
    write_labels(chosen.folder)


if __name__ == "__main__":
    main()
