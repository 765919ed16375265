"""Variants of the library's families of text: every head that a definition has, in three sizes."""

from __future__ import annotations

from typing import Any

from building import Table, ids, text, tokens
from definition import EXPORTED, TRACED, Built, Definition, Inputs, spread_out

SIZES: dict[str, dict[str, Any]] = {
    "slim": {"h": 64, "l": 2, "a": 4, "f": 128},
    "mid": {"h": 128, "l": 4, "a": 8, "f": 320},
    "odd": {"h": 72, "l": 5, "a": 3, "f": 200},
}

WORDS = {
    "h": ("hidden_size", "d_model", "dim", "n_embd", "true_hidden_size"),
    "l": ("num_hidden_layers", "n_layer", "n_layers", "num_layers"),
    "a": ("num_attention_heads", "n_head", "n_heads", "num_heads"),
    "f": ("intermediate_size", "hidden_dim", "d_inner", "ffn_dim"),
}
"""What configurations call the width, the layers, the heads and the inner width."""

TASKS = {
    "base": "AutoModel",
    "mlm": "AutoModelForMaskedLM",
    "cls": "AutoModelForSequenceClassification",
    "tok": "AutoModelForTokenClassification",
    "qa": "AutoModelForQuestionAnswering",
    "mc": "AutoModelForMultipleChoice",
    "causal": "AutoModelForCausalLM",
}

TEXT: dict[str, tuple[str, dict[str, Any]]] = {
    "bert": ("bert", {}),
    "ernie": ("bert", {}),
    "roberta": ("roberta", {}),
    "camembert": ("roberta", {}),
    "xlm-roberta": ("roberta", {}),
    "distilbert": ("distilbert", {}),
    "albert": ("albert", {"embedding_size": 24}),
    "electra": ("electra", {"embedding_size": 32}),
    "mobilebert": (
        "mobilebert",
        {"embedding_size": 24, "intra_bottleneck_size": 32, "num_feedforward_networks": 3},
    ),
    "deberta": (
        "deberta",
        {
            "relative_attention": True,
            "pos_att_type": ["c2p", "p2c"],
            "position_biased_input": False,
        },
    ),
    "deberta-v2": (
        "deberta",
        {
            "relative_attention": True,
            "pos_att_type": ["p2c", "c2p"],
            "position_buckets": 16,
            "share_att_key": True,
            "norm_rel_ebd": "layer_norm",
            "position_biased_input": False,
        },
    ),
    "mpnet": ("mpnet", {}),
    "convbert": ("convbert", {"conv_kernel_size": 9, "head_ratio": 2}),
    "squeezebert": ("squeezebert", {"embedding_size": 0}),
    "modernbert": (
        "modernbert",
        {
            "pad_token_id": 0,
            "eos_token_id": 2,
            "bos_token_id": 1,
            "cls_token_id": 1,
            "sep_token_id": 2,
        },
    ),
    "nomic_bert": ("nomic_bert", {}),
    "longformer": ("longformer", {"attention_window": 4, "max_position_embeddings": 64}),
    "esm": (
        "esm",
        {
            "position_embedding_type": "rotary",
            "pad_token_id": 1,
            "mask_token_id": 3,
            "token_dropout": True,
        },
    ),
    "fnet": ("fnet", {}),
    "layoutlm": ("layoutlm", {}),
    "xlnet": ("xlnet", {}),
    "funnel": ("funnel", {"block_sizes": [2, 1], "d_head": 16}),
    "gpt2": ("gpt2", {}),
    "gpt_bigcode": ("gpt_bigcode", {}),
    "gpt_neo": ("gpt_neo", {}),
    "gptj": ("gptj", {"rotary_dim": 8}),
    "codegen": ("gptj", {"rotary_dim": 8}),
    "gpt_neox": ("gpt_neox", {"rotary_pct": 0.25}),
    "opt": ("opt", {}),
    "bloom": ("bloom", {}),
    "mpt": ("mpt", {}),
    "falcon": ("falcon", {}),
    "llama": ("llama", {"num_key_value_heads": 0}),
    "mistral": ("llama", {"num_key_value_heads": 0}),
    "qwen2": ("qwen2", {"num_key_value_heads": 0}),
    "qwen3": ("qwen3", {"num_key_value_heads": 0, "head_dim": 24}),
    "gemma": ("gemma", {"num_key_value_heads": 1, "head_dim": 32}),
    "gemma2": ("gemma2", {"num_key_value_heads": 0, "head_dim": 32}),
    "gemma3_text": ("gemma3", {"num_key_value_heads": 0, "head_dim": 32}),
    "phi": ("phi", {}),
    "phi3": ("phi3", {"num_key_value_heads": 0, "pad_token_id": 0}),
    "stablelm": ("stablelm", {"num_key_value_heads": 0}),
    "cohere": ("cohere", {"num_key_value_heads": 0}),
    "olmo2": ("olmo2", {"num_key_value_heads": 0}),
    "granite": (
        "granite",
        {
            "num_key_value_heads": 0,
            "embedding_multiplier": 12.0,
            "residual_multiplier": 0.22,
            "attention_multiplier": 0.03,
            "logits_scaling": 8.0,
        },
    ),
    "starcoder2": ("starcoder2", {"num_key_value_heads": 0}),
    "mixtral": ("mixtral", {"num_key_value_heads": 0, "num_local_experts": 4}),
    "qwen2_moe": (
        "qwen_moe",
        {"num_experts": 4, "moe_intermediate_size": 48, "shared_expert_intermediate_size": 64},
    ),
    "qwen3_moe": (
        "qwen_moe",
        {"num_experts": 4, "moe_intermediate_size": 48, "num_key_value_heads": 0, "head_dim": 16},
    ),
    "deepseek_v3": (
        "deepseek",
        {
            "q_lora_rank": 24,
            "kv_lora_rank": 16,
            "qk_rope_head_dim": 8,
            "qk_nope_head_dim": 8,
            "v_head_dim": 16,
            "n_routed_experts": 4,
            "n_group": 2,
            "topk_group": 1,
            "num_experts_per_tok": 2,
            "moe_intermediate_size": 48,
            "first_k_dense_replace": 1,
        },
    ),
    "mamba": ("mamba", {"state_size": 8}),
    "mamba2": (
        "mamba2",
        {"state_size": 8, "num_heads": 8, "head_dim": 0, "n_groups": 1, "chunk_size": 8},
    ),
    "rwkv": ("rwkv", {}),
}


def definitions() -> list[Definition]:
    """All of them, one exporter each, by turns."""
    table = Table()
    turn = 0
    for kind, (family, options) in TEXT.items():
        for task, auto in TASKS.items():
            names = list(SIZES)
            size = names[turn % 3]
            made = _head(kind, auto, SIZES[size], options, spread_out(len(table.found)))
            if made is None:
                continue
            turn += 1
            which = EXPORTED if turn % 3 == 2 else TRACED
            table.add(family, "transformers", f"{kind}-{size}-{task}", made, which)
            if which == TRACED and turn % 2:
                axes = {0: "batch", 1: "length"}
                table.found[-1].dynamic = {"input_ids": axes, "attention_mask": axes}
    return table.found


def _head(kind: str, auto: str, size: dict[str, int], options: dict[str, Any], eager: bool) -> Any:
    import transformers
    from transformers.models.auto.configuration_auto import CONFIG_MAPPING

    mapping = getattr(transformers, auto)._model_mapping

    config_class = CONFIG_MAPPING[kind]
    if config_class not in mapping:
        return None
    encoder_only = ("bert", "roberta", "electra", "ernie", "camembert", "xlm-roberta", "xlnet")
    if "CausalLM" in auto and kind in encoder_only:
        return None

    def build() -> Built:
        config = config_class(**sized(kind, config_class, size, options))
        if getattr(config, "pad_token_id", None) is None:
            config.pad_token_id = 0
        config.use_cache = False
        model = getattr(transformers, auto).from_config(config)
        if eager and hasattr(model, "set_attn_implementation"):
            model.set_attn_implementation("eager")
        return model, called_with(kind, auto)

    return build


def sized(
    kind: str, config_class: Any, size: dict[str, int], options: dict[str, Any]
) -> dict[str, Any]:
    """A size in the words of a configuration, with the options of its kind."""
    made = dict(options)
    if made.get("num_key_value_heads") == 0:
        made["num_key_value_heads"] = size["a"] if size["a"] % 2 else size["a"] // 2
    if made.get("embedding_size") == 0:
        made["embedding_size"] = size["h"]
    if made.get("head_dim") == 0:
        made["head_dim"] = 2 * size["h"] // 8
    known = config_class().to_dict()
    words = {word: size[short] for short, words in WORDS.items() for word in words}
    spread = {word: extent for word, extent in words.items() if word in known and word not in made}
    if kind == "gpt_neo":
        pairs = (size["l"] + 1) // 2
        made["attention_types"] = [[["global", "local"], pairs]]
        spread["num_layers"] = 2 * pairs
    if kind == "funnel":
        spread.pop("num_hidden_layers", None)
    if kind == "opt":
        made["word_embed_proj_dim"] = size["h"]
    return {"vocab_size": 700, **spread, **made}


def called_with(kind: str, auto: str) -> Inputs:
    inputs: Inputs = text()
    if kind in ("fnet", "mamba", "mamba2", "rwkv"):
        inputs = tokens(1, 8)
    if "MultipleChoice" in auto:
        inputs = {name: value.reshape(1, 2, -1) for name, value in text(2, 8).items()}
    if kind == "layoutlm":
        inputs["bbox"] = ids(*inputs["input_ids"].shape, 4, below=200).sort(-1).values
    return inputs
