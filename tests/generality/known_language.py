"""Variants of the library's families of language, speech and series."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import torch
from building import TINY, Table, floats, ids, pair, text, tokens, wave
from definition import BOTH, TRACED, Built, Definition, Inputs

GROUPED = {**TINY, "num_key_value_heads": 2, "head_dim": 16, "pad_token_id": 0}
"""Sizes of a decoder with grouped queries."""

GPT = {"vocab_size": 997, "n_embd": 96, "n_layer": 3, "n_head": 6, "n_positions": 64}

PAIR = {
    "vocab_size": 997,
    "d_model": 96,
    "encoder_layers": 2,
    "decoder_layers": 3,
    "encoder_attention_heads": 4,
    "decoder_attention_heads": 4,
    "encoder_ffn_dim": 160,
    "decoder_ffn_dim": 160,
    "max_position_embeddings": 128,
}

T5 = {
    "vocab_size": 997,
    "d_model": 80,
    "d_ff": 176,
    "d_kv": 20,
    "num_layers": 2,
    "num_decoder_layers": 3,
    "num_heads": 4,
}

AUDIO = {
    **TINY,
    "conv_dim": [32] * 7,
    "num_conv_pos_embeddings": 16,
    "num_conv_pos_embedding_groups": 4,
}


def definitions() -> list[Definition]:
    """All of them."""
    table = Table()
    _encoders(table)
    _decoders(table)
    _cached(table)
    _experts(table)
    _recurrent(table)
    _encoder_decoders(table)
    _speech(table)
    _plain(table)
    _later(table)
    return table.found


def _encoders(table: Table) -> None:
    lines: list[tuple[str, str, str, str, dict[str, Any]]] = [
        ("bert", "bert-qa-relu", "BertForQuestionAnswering", "BertConfig", {"hidden_act": "relu"}),
        ("bert", "bert-one-layer", "BertModel", "BertConfig", {"num_hidden_layers": 1}),
        (
            "bert",
            "bert-wide-choice",
            "BertForTokenClassification",
            "BertConfig",
            {"hidden_size": 128, "num_attention_heads": 2, "type_vocab_size": 4},
        ),
        ("bert", "splinter", "SplinterModel", "SplinterConfig", {}),
        ("roberta", "roberta-cls", "RobertaForSequenceClassification", "RobertaConfig", {}),
        ("roberta", "data2vec-text", "Data2VecTextModel", "Data2VecTextConfig", {}),
        (
            "roberta",
            "xlm-roberta-tok-silu",
            "XLMRobertaForTokenClassification",
            "XLMRobertaConfig",
            {"hidden_act": "silu"},
        ),
        (
            "distilbert",
            "distilbert-tok-relu",
            "DistilBertForTokenClassification",
            "DistilBertConfig",
            {"activation": "relu", "dim": 96, "n_heads": 4, "n_layers": 4, "hidden_dim": 160},
        ),
        (
            "albert",
            "albert-cls",
            "AlbertForSequenceClassification",
            "AlbertConfig",
            {"embedding_size": 32, "num_hidden_layers": 5},
        ),
        (
            "electra",
            "electra-disc",
            "ElectraForPreTraining",
            "ElectraConfig",
            {"embedding_size": 40},
        ),
        (
            "mobilebert",
            "mobilebert-tok",
            "MobileBertForTokenClassification",
            "MobileBertConfig",
            {
                "embedding_size": 32,
                "true_hidden_size": 64,
                "intra_bottleneck_size": 32,
                "num_feedforward_networks": 2,
                "num_attention_heads": 4,
            },
        ),
        (
            "deberta",
            "deberta-v2-conv",
            "DebertaV2ForSequenceClassification",
            "DebertaV2Config",
            {
                "relative_attention": True,
                "pos_att_type": ["p2c", "c2p"],
                "position_buckets": 8,
                "conv_kernel_size": 3,
                "share_att_key": True,
                "position_biased_input": False,
            },
        ),
        (
            "deberta",
            "deberta-mlm",
            "DebertaForMaskedLM",
            "DebertaConfig",
            {
                "relative_attention": True,
                "pos_att_type": ["c2p", "p2c"],
                "position_biased_input": False,
            },
        ),
        ("mpnet", "mpnet-cls", "MPNetForSequenceClassification", "MPNetConfig", {}),
        (
            "convbert",
            "convbert-cls",
            "ConvBertForSequenceClassification",
            "ConvBertConfig",
            {"head_ratio": 3, "conv_kernel_size": 5, "embedding_size": 96},
        ),
        (
            "squeezebert",
            "squeezebert-qa",
            "SqueezeBertForQuestionAnswering",
            "SqueezeBertConfig",
            {
                "embedding_size": 96,
                "q_groups": 2,
                "k_groups": 2,
                "v_groups": 2,
                "intermediate_groups": 2,
                "output_groups": 2,
            },
        ),
        (
            "modernbert",
            "modernbert-alternating",
            "ModernBertModel",
            "ModernBertConfig",
            {
                "global_attn_every_n_layers": 2,
                "num_hidden_layers": 4,
                "pad_token_id": 0,
                "eos_token_id": 2,
                "bos_token_id": 1,
                "cls_token_id": 1,
                "sep_token_id": 2,
            },
        ),
        ("nomic_bert", "nomic-cls", "NomicBertForSequenceClassification", "NomicBertConfig", {}),
        (
            "longformer",
            "longformer-qa",
            "LongformerForQuestionAnswering",
            "LongformerConfig",
            {"attention_window": 4, "max_position_embeddings": 64, "sep_token_id": 2},
        ),
        (
            "esm",
            "esm-cls",
            "EsmForSequenceClassification",
            "EsmConfig",
            {
                "position_embedding_type": "rotary",
                "pad_token_id": 1,
                "mask_token_id": 3,
                "token_dropout": True,
            },
        ),
        (
            "esm",
            "esm-final-norm",
            "EsmModel",
            "EsmConfig",
            {
                "position_embedding_type": "rotary",
                "pad_token_id": 1,
                "mask_token_id": 3,
                "emb_layer_norm_before": True,
            },
        ),
        (
            "clip_text",
            "clip-text-projected",
            "CLIPTextModelWithProjection",
            "CLIPTextConfig",
            {"projection_dim": 64, "hidden_act": "gelu", "eos_token_id": 2},
        ),
    ]
    for family, model, name, config, options in lines:
        table.transformers(family, model, name, config, {**TINY, **options}, text)
    fnet = {k: v for k, v in TINY.items() if k != "num_attention_heads"}
    table.transformers(
        "fnet", "fnet-cls", "FNetForSequenceClassification", "FNetConfig", fnet, tokens
    )
    table.transformers(
        "layoutlm",
        "layoutlm-tok",
        "LayoutLMForTokenClassification",
        "LayoutLMConfig",
        {**TINY, "max_2d_position_embeddings": 256},
        lambda: {**text(), "bbox": ids(2, 12, 4, below=200).sort(-1).values},
    )
    table.transformers(
        "xlnet",
        "xlnet-cls",
        "XLNetForSequenceClassification",
        "XLNetConfig",
        {"vocab_size": 997, "d_model": 96, "n_layer": 3, "n_head": 4, "d_inner": 160},
        text,
    )
    table.transformers(
        "funnel",
        "funnel-base",
        "FunnelBaseModel",
        "FunnelConfig",
        {
            "vocab_size": 997,
            "d_model": 64,
            "n_head": 4,
            "d_head": 16,
            "d_inner": 128,
            "block_sizes": [2, 2],
        },
        text,
    )


def _decoders(table: Table) -> None:
    lines: list[tuple[str, str, str, str, dict[str, Any]]] = [
        (
            "gpt2",
            "gpt2-cls-relu",
            "GPT2ForSequenceClassification",
            "GPT2Config",
            {**GPT, "activation_function": "relu", "n_inner": 160, "pad_token_id": 0},
        ),
        (
            "gpt2",
            "gpt2-gelu-inverse",
            "GPT2Model",
            "GPT2Config",
            {**GPT, "activation_function": "gelu", "scale_attn_by_inverse_layer_idx": True},
        ),
        (
            "gpt_bigcode",
            "bigcode-cls",
            "GPTBigCodeForSequenceClassification",
            "GPTBigCodeConfig",
            {**GPT, "pad_token_id": 0},
        ),
        (
            "gpt_neo",
            "neo-global",
            "GPTNeoForCausalLM",
            "GPTNeoConfig",
            {
                "vocab_size": 997,
                "hidden_size": 96,
                "num_layers": 3,
                "num_heads": 6,
                "intermediate_size": 160,
                "attention_types": [[["global"], 3]],
                "max_position_embeddings": 64,
            },
        ),
        ("gptj", "gptj-qa", "GPTJForQuestionAnswering", "GPTJConfig", {**GPT, "rotary_dim": 8}),
        (
            "gpt_neox",
            "neox-sequential",
            "GPTNeoXForCausalLM",
            "GPTNeoXConfig",
            {**TINY, "use_parallel_residual": False, "rotary_pct": 0.5},
        ),
        (
            "gpt_neox",
            "neox-cls-unbiased",
            "GPTNeoXForSequenceClassification",
            "GPTNeoXConfig",
            {**TINY, "attention_bias": False, "rotary_pct": 1.0, "pad_token_id": 0},
        ),
        (
            "opt",
            "opt-projected",
            "OPTForCausalLM",
            "OPTConfig",
            {**TINY, "word_embed_proj_dim": 48, "ffn_dim": 160, "do_layer_norm_before": False},
        ),
        (
            "opt",
            "opt-galactica",
            "OPTModel",
            "OPTConfig",
            {
                **TINY,
                "ffn_dim": 160,
                "activation_function": "gelu",
                "enable_bias": False,
                "layer_norm_elementwise_affine": False,
                "word_embed_proj_dim": 96,
            },
        ),
        (
            "bloom",
            "bloom-cls",
            "BloomForSequenceClassification",
            "BloomConfig",
            {
                "vocab_size": 997,
                "hidden_size": 96,
                "n_layer": 3,
                "n_head": 6,
                "pad_token_id": 0,
                "apply_residual_connection_post_layernorm": True,
            },
        ),
        (
            "mpt",
            "mpt-cls",
            "MptForSequenceClassification",
            "MptConfig",
            {"vocab_size": 997, "d_model": 96, "n_layers": 3, "n_heads": 6, "pad_token_id": 0},
        ),
        (
            "falcon",
            "falcon-40b",
            "FalconForCausalLM",
            "FalconConfig",
            {**TINY, "new_decoder_architecture": True, "num_kv_heads": 2},
        ),
        (
            "falcon",
            "falcon-rw",
            "FalconForCausalLM",
            "FalconConfig",
            {**TINY, "alibi": True, "parallel_attn": False, "multi_query": False, "bias": True},
        ),
        (
            "llama",
            "llama-tied-scaled",
            "LlamaForCausalLM",
            "LlamaConfig",
            {
                **GROUPED,
                "tie_word_embeddings": True,
                "rope_parameters": {
                    "rope_type": "llama3",
                    "rope_theta": 10000.0,
                    "factor": 8.0,
                    "low_freq_factor": 1.0,
                    "high_freq_factor": 4.0,
                    "original_max_position_embeddings": 32,
                },
            },
        ),
        (
            "llama",
            "llama-cls-multi-query",
            "LlamaForSequenceClassification",
            "LlamaConfig",
            {**GROUPED, "num_key_value_heads": 1},
        ),
        (
            "llama",
            "mistral-tok-sliding",
            "MistralForTokenClassification",
            "MistralConfig",
            {**GROUPED, "sliding_window": 4},
        ),
        ("llama", "helium", "HeliumForCausalLM", "HeliumConfig", GROUPED),
        (
            "qwen2",
            "qwen2-tok",
            "Qwen2ForTokenClassification",
            "Qwen2Config",
            {**GROUPED, "hidden_act": "gelu"},
        ),
        (
            "qwen2",
            "seed-oss-like",
            "SeedOssForCausalLM",
            "SeedOssConfig",
            {**GROUPED, "attention_bias": True, "attention_out_bias": False},
        ),
        (
            "qwen3",
            "qwen3-cls",
            "Qwen3ForSequenceClassification",
            "Qwen3Config",
            {**GROUPED, "num_key_value_heads": 6, "head_dim": 24},
        ),
        (
            "gemma",
            "gemma-cls",
            "GemmaForSequenceClassification",
            "GemmaConfig",
            {**GROUPED, "num_key_value_heads": 1},
        ),
        (
            "gemma2",
            "gemma2-cls",
            "Gemma2ForSequenceClassification",
            "Gemma2Config",
            {**GROUPED, "query_pre_attn_scalar": 16},
        ),
        (
            "gemma3",
            "gemma3-wide",
            "Gemma3ForCausalLM",
            "Gemma3TextConfig",
            {**GROUPED, "head_dim": 32, "sliding_window": 4, "num_hidden_layers": 7},
        ),
        (
            "phi",
            "phi-qk-norm",
            "PhiForCausalLM",
            "PhiConfig",
            {**TINY, "qk_layernorm": True, "partial_rotary_factor": 0.25},
        ),
        (
            "phi",
            "phi-tok",
            "PhiForTokenClassification",
            "PhiConfig",
            {**TINY, "hidden_act": "relu", "num_key_value_heads": 2},
        ),
        (
            "phi3",
            "phi3-cls-partial",
            "Phi3ForSequenceClassification",
            "Phi3Config",
            {**TINY, "num_key_value_heads": 2, "pad_token_id": 0, "partial_rotary_factor": 0.5},
        ),
        (
            "stablelm",
            "stablelm-cls-biased",
            "StableLmForSequenceClassification",
            "StableLmConfig",
            {**GROUPED, "use_qkv_bias": True, "partial_rotary_factor": 0.5},
        ),
        (
            "cohere",
            "cohere-grouped",
            "CohereForCausalLM",
            "CohereConfig",
            {**GROUPED, "use_qk_norm": True},
        ),
        ("olmo2", "olmo2-cls", "Olmo2ForSequenceClassification", "Olmo2Config", GROUPED),
        (
            "olmo2",
            "olmo3-full",
            "Olmo3ForCausalLM",
            "Olmo3Config",
            {**GROUPED, "sliding_window": 4},
        ),
        (
            "granite",
            "granite-base",
            "GraniteModel",
            "GraniteConfig",
            {
                **GROUPED,
                "embedding_multiplier": 12.0,
                "residual_multiplier": 0.22,
                "attention_multiplier": 0.0156,
                "logits_scaling": 8.0,
            },
        ),
        (
            "starcoder2",
            "starcoder2-cls",
            "Starcoder2ForSequenceClassification",
            "Starcoder2Config",
            GROUPED,
        ),
        (
            "starcoder2",
            "starcoder2-unbiased",
            "Starcoder2ForCausalLM",
            "Starcoder2Config",
            {**GROUPED, "use_bias": False, "hidden_act": "gelu"},
        ),
    ]
    for family, model, name, config, options in lines:
        table.transformers(family, model, name, config, options, text)


class Cached(torch.nn.Module):
    """A decoder called with past keys and values as tensors."""

    def __init__(self, model: Any, masked: bool = True) -> None:
        super().__init__()
        self.model, self.masked = model, masked

    def forward(self, input_ids: Any, attention_mask: Any, *past: Any) -> Any:
        from transformers import DynamicCache

        cache = DynamicCache()
        for layer in range(len(past) // 2):
            cache.update(past[2 * layer], past[2 * layer + 1], layer)
        return self.model(
            input_ids=input_ids,
            attention_mask=attention_mask,
            past_key_values=cache,
            use_cache=True,
        )


def _cached(table: Table) -> None:
    lines: list[tuple[str, str, str, dict[str, Any], int, int]] = [
        ("gpt2", "GPT2LMHeadModel", "GPT2Config", GPT, 6, 16),
        (
            "gpt_neo",
            "GPTNeoForCausalLM",
            "GPTNeoConfig",
            {
                "vocab_size": 997,
                "hidden_size": 96,
                "num_layers": 2,
                "num_heads": 6,
                "attention_types": [[["global", "local"], 1]],
                "max_position_embeddings": 64,
                "window_size": 8,
            },
            6,
            16,
        ),
        ("gptj", "GPTJForCausalLM", "GPTJConfig", {**GPT, "rotary_dim": 8}, 6, 16),
        ("gpt_neox", "GPTNeoXForCausalLM", "GPTNeoXConfig", TINY, 6, 16),
        (
            "opt",
            "OPTForCausalLM",
            "OPTConfig",
            {**TINY, "ffn_dim": 160, "word_embed_proj_dim": 96},
            6,
            16,
        ),
        ("llama", "LlamaForCausalLM", "LlamaConfig", GROUPED, 2, 16),
        (
            "llama",
            "MistralForCausalLM",
            "MistralConfig",
            {**GROUPED, "sliding_window": None},
            2,
            16,
        ),
        ("qwen2", "Qwen2ForCausalLM", "Qwen2Config", GROUPED, 2, 16),
        ("qwen3", "Qwen3ForCausalLM", "Qwen3Config", GROUPED, 2, 16),
        ("gemma", "GemmaForCausalLM", "GemmaConfig", GROUPED, 2, 16),
        ("phi", "PhiForCausalLM", "PhiConfig", TINY, 6, 16),
        ("phi3", "Phi3ForCausalLM", "Phi3Config", {**TINY, "pad_token_id": 0}, 6, 16),
        ("stablelm", "StableLmForCausalLM", "StableLmConfig", GROUPED, 2, 16),
        ("cohere", "CohereForCausalLM", "CohereConfig", GROUPED, 2, 16),
        ("olmo2", "Olmo2ForCausalLM", "Olmo2Config", GROUPED, 2, 16),
        (
            "granite",
            "GraniteForCausalLM",
            "GraniteConfig",
            {
                **GROUPED,
                "embedding_multiplier": 6.0,
                "residual_multiplier": 0.3,
                "attention_multiplier": 0.1,
                "logits_scaling": 4.0,
            },
            2,
            16,
        ),
        (
            "starcoder2",
            "Starcoder2ForCausalLM",
            "Starcoder2Config",
            {**GROUPED, "sliding_window": None},
            2,
            16,
        ),
        ("falcon", "FalconForCausalLM", "FalconConfig", TINY, 1, 16),
        (
            "bloom",
            "BloomForCausalLM",
            "BloomConfig",
            {"vocab_size": 997, "hidden_size": 96, "n_layer": 3, "n_head": 6},
            6,
            16,
        ),
    ]
    for family, name, config, options, heads, width in lines:

        def build(
            name: str = name,
            config: str = config,
            options: dict[str, Any] = options,
            heads: int = heads,
            width: int = width,
        ) -> Built:
            import transformers

            made = getattr(transformers, config)(**options)
            model = getattr(transformers, name)(made)
            inputs: Inputs = {
                "#input_ids": ids(1, 1),
                "#attention_mask": torch.ones(1, 6, dtype=torch.long),
            }
            for layer in range(made.num_hidden_layers):
                inputs[f"#past_{layer}_key"] = torch.randn(1, heads, 5, width)
                inputs[f"#past_{layer}_value"] = torch.randn(1, heads, 5, width)
            return Cached(model), inputs

        stem = name.removesuffix("ForCausalLM").removesuffix("LMHeadModel").lower()
        table.add(family, "transformers", f"{stem}-past", build)
        axes = {2: "past"}
        layers = options.get("num_hidden_layers", options.get("n_layer", 2))
        table.found[-1].dynamic = {"attention_mask": {1: "total"}} | {
            f"past_{layer}_{half}": axes for layer in range(layers) for half in ("key", "value")
        }


def _experts(table: Table) -> None:
    experts: dict[str, Any] = {
        "num_experts": 4,
        "num_local_experts": 4,
        "num_experts_per_tok": 2,
        "moe_intermediate_size": 64,
        "shared_expert_intermediate_size": 48,
    }
    latent: dict[str, Any] = {
        **TINY,
        "q_lora_rank": 32,
        "kv_lora_rank": 16,
        "qk_rope_head_dim": 8,
        "qk_nope_head_dim": 16,
        "v_head_dim": 16,
        "n_routed_experts": 4,
        "n_shared_experts": 1,
        "num_experts_per_tok": 2,
        "moe_intermediate_size": 48,
        "first_k_dense_replace": 1,
        "n_group": 2,
        "topk_group": 1,
        "pad_token_id": 0,
    }
    lines: list[tuple[str, str, str, str, dict[str, Any]]] = [
        (
            "mixtral",
            "mixtral-cls",
            "MixtralForSequenceClassification",
            "MixtralConfig",
            {**GROUPED, **experts},
        ),
        (
            "qwen_moe",
            "qwen2-moe-cls",
            "Qwen2MoeForSequenceClassification",
            "Qwen2MoeConfig",
            {**GROUPED, **experts},
        ),
        (
            "qwen_moe",
            "qwen3-moe-normalised",
            "Qwen3MoeForCausalLM",
            "Qwen3MoeConfig",
            {**GROUPED, **experts, "norm_topk_prob": True},
        ),
        (
            "deepseek",
            "deepseek-v2-lite",
            "DeepseekV2ForCausalLM",
            "DeepseekV2Config",
            {**latent, "q_lora_rank": None, "topk_method": "greedy"},
        ),
        (
            "deepseek",
            "deepseek-v3-cls",
            "DeepseekV3ForSequenceClassification",
            "DeepseekV3Config",
            latent,
        ),
    ]
    for family, model, name, config, options in lines:
        table.transformers(family, model, name, config, options, text)


def _recurrent(table: Table) -> None:
    table.transformers(
        "mamba",
        "mamba-narrow",
        "MambaForCausalLM",
        "MambaConfig",
        {
            "vocab_size": 997,
            "hidden_size": 48,
            "num_hidden_layers": 3,
            "state_size": 8,
            "expand": 2,
            "use_conv_bias": False,
            "use_bias": True,
        },
        lambda: tokens(1, 10),
        TRACED,
    )
    table.transformers(
        "mamba2",
        "mamba2-groups",
        "Mamba2ForCausalLM",
        "Mamba2Config",
        {
            "vocab_size": 997,
            "hidden_size": 48,
            "num_hidden_layers": 2,
            "state_size": 8,
            "num_heads": 6,
            "head_dim": 16,
            "n_groups": 2,
            "chunk_size": 8,
        },
        lambda: tokens(1, 16),
    )
    table.transformers(
        "rwkv",
        "rwkv-three",
        "RwkvForCausalLM",
        "RwkvConfig",
        {"vocab_size": 997, "hidden_size": 48, "num_hidden_layers": 3},
        lambda: tokens(1, 6),
        TRACED,
    )


def _encoder_decoders(table: Table) -> None:
    lines: list[tuple[str, str, str, str, dict[str, Any]]] = [
        (
            "t5",
            "t5-gated",
            "T5ForConditionalGeneration",
            "T5Config",
            {**T5, "feed_forward_proj": "gated-gelu", "tie_word_embeddings": False},
        ),
        ("t5", "mt5-deep", "MT5ForConditionalGeneration", "MT5Config", {**T5, "num_layers": 4}),
        (
            "bart",
            "bart-cls",
            "BartModel",
            "BartConfig",
            {**PAIR, "activation_function": "relu", "scale_embedding": True},
        ),
        ("bart", "mvp", "MvpForConditionalGeneration", "MvpConfig", PAIR),
        (
            "bart",
            "blenderbot-small",
            "BlenderbotSmallForConditionalGeneration",
            "BlenderbotSmallConfig",
            PAIR,
        ),
        (
            "bart",
            "marian-relu",
            "MarianMTModel",
            "MarianConfig",
            {
                **PAIR,
                "pad_token_id": 0,
                "decoder_start_token_id": 0,
                "activation_function": "swish",
            },
        ),
        ("mbart", "mbart-qa", "MBartModel", "MBartConfig", {**PAIR, "scale_embedding": True}),
        (
            "mbart",
            "pegasus-gelu",
            "PegasusForConditionalGeneration",
            "PegasusConfig",
            {**PAIR, "activation_function": "gelu"},
        ),
        ("mbart", "m2m-100-base", "M2M100Model", "M2M100Config", PAIR),
    ]
    for family, model, name, config, options in lines:
        table.transformers(family, model, name, config, options, pair)
    table.transformers(
        "t5",
        "t5-encoder",
        "T5EncoderModel",
        "T5Config",
        {**T5, "feed_forward_proj": "gated-gelu"},
        text,
    )
    table.transformers("t5", "umt5-encoder", "UMT5EncoderModel", "UMT5Config", T5, text)

    def half(name: str, config: str, options: dict[str, Any], decoder: bool) -> Any:
        def build() -> Built:
            import transformers

            model = getattr(transformers, name)(getattr(transformers, config)(**options))
            width = options["d_model"]
            if not decoder:
                return model.get_encoder(), text()
            return model.get_decoder(), {
                **tokens(2, 7),
                "encoder_hidden_states": torch.randn(2, 12, width),
            }

        return build

    whisper = {
        **PAIR,
        "num_mel_bins": 40,
        "max_source_positions": 50,
        "max_target_positions": 20,
        "pad_token_id": 0,
    }
    for family, model, name, config, options, decoder in (
        ("bart", "bart-encoder", "BartModel", "BartConfig", PAIR, False),
        ("bart", "bart-decoder", "BartModel", "BartConfig", PAIR, True),
        ("mbart", "mbart-encoder", "MBartModel", "MBartConfig", PAIR, False),
        ("mbart", "mbart-decoder", "MBartModel", "MBartConfig", PAIR, True),
        ("t5", "t5-decoder", "T5Model", "T5Config", T5, True),
        ("whisper", "whisper-decoder", "WhisperModel", "WhisperConfig", whisper, True),
    ):
        table.add(family, "transformers", model, half(name, config, options, decoder))
    mel: Any = lambda: floats(input_features=(1, 40, 100))  # noqa: E731
    table.transformers(
        "whisper",
        "whisper-s2s",
        "WhisperForConditionalGeneration",
        "WhisperConfig",
        whisper,
        lambda: {**mel(), "decoder_input_ids": ids(1, 5)},
    )
    table.transformers(
        "whisper",
        "whisper-audio-cls",
        "WhisperForAudioClassification",
        "WhisperConfig",
        whisper,
        mel,
    )


def _speech(table: Table) -> None:
    lines: list[tuple[str, str, str, str, dict[str, Any]]] = [
        (
            "wav2vec2",
            "wav2vec2-stable-ctc",
            "Wav2Vec2ForCTC",
            "Wav2Vec2Config",
            {"do_stable_layer_norm": True, "feat_extract_norm": "layer", "conv_bias": True},
        ),
        ("wav2vec2", "wav2vec2-cls", "Wav2Vec2ForSequenceClassification", "Wav2Vec2Config", {}),
        (
            "wav2vec2",
            "hubert-stable",
            "HubertModel",
            "HubertConfig",
            {"do_stable_layer_norm": True, "feat_extract_norm": "layer"},
        ),
        ("wav2vec2", "unispeech-sat", "UniSpeechSatForCTC", "UniSpeechSatConfig", {}),
        (
            "wavlm",
            "wavlm-stable-cls",
            "WavLMForSequenceClassification",
            "WavLMConfig",
            {"do_stable_layer_norm": True, "feat_extract_norm": "layer", "num_buckets": 20},
        ),
        (
            "wav2vec2_conformer",
            "conformer-rotary-ctc",
            "Wav2Vec2ConformerForCTC",
            "Wav2Vec2ConformerConfig",
            {"position_embeddings_type": "rotary", "conv_depthwise_kernel_size": 7},
        ),
        (
            "wav2vec2_conformer",
            "conformer-relative",
            "Wav2Vec2ConformerModel",
            "Wav2Vec2ConformerConfig",
            {
                "position_embeddings_type": "relative",
                "conv_depthwise_kernel_size": 7,
                "max_source_positions": 100,
            },
        ),
        (
            "sew",
            "sew-cls",
            "SEWForSequenceClassification",
            "SEWConfig",
            {
                "conv_kernel": [10, 3, 3, 3, 3, 2, 2],
                "conv_stride": [5, 2, 2, 2, 2, 2, 2],
                "squeeze_factor": 2,
            },
        ),
    ]
    for family, model, name, config, options in lines:
        table.transformers(family, model, name, config, {**AUDIO, **options}, wave)
    table.transformers(
        "ast",
        "ast-cls-odd",
        "ASTForAudioClassification",
        "ASTConfig",
        {**TINY, "max_length": 256, "num_mel_bins": 64, "frequency_stride": 8, "time_stride": 12},
        lambda: {"input_values": torch.randn(1, 256, 64)},
    )
    series: dict[str, Any] = {
        "context_length": 48,
        "patch_length": 8,
        "patch_stride": 4,
        "num_input_channels": 3,
        "d_model": 32,
        "num_hidden_layers": 3,
        "num_attention_heads": 4,
        "ffn_dim": 64,
        "prediction_length": 12,
        "num_targets": 5,
    }
    values: Any = lambda: floats(past_values=(2, 48, 3))  # noqa: E731
    for model, name, options in (
        (
            "patchtst-forecast",
            "PatchTSTForPrediction",
            {"distribution_output": None, "loss": "mse"},
        ),
        ("patchtst-cls", "PatchTSTForClassification", {"use_cls_token": True}),
        ("patchtst-layer-norm", "PatchTSTModel", {"norm_type": "layernorm"}),
    ):
        table.transformers("patchtst", model, name, "PatchTSTConfig", {**series, **options}, values)


class Recurrent(torch.nn.Module):
    """A tagger: embedding, recurrent layers, Linear."""

    def __init__(self, kind: str, layers: int, both: bool) -> None:
        super().__init__()
        self.embedding = torch.nn.Embedding(300, 32)
        self.layers = getattr(torch.nn, kind)(32, 48, layers, batch_first=True, bidirectional=both)
        self.out = torch.nn.Linear(96 if both else 48, 9)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.out(self.layers(self.embedding(x))[0])  # type: ignore[no-any-return]


class Reader(torch.nn.Module):
    """Text recognition: convolutions, recurrent layers, Linear."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        layers: list[torch.nn.Module] = []
        width = 1
        for wide, pool in ((32, (2, 2)), (64, (2, 2)), (96, (2, 1)), (128, (2, 1))):
            layers += [
                torch.nn.Conv2d(width, wide, 3, padding=1),
                torch.nn.BatchNorm2d(wide),
                torch.nn.ReLU(),
                torch.nn.MaxPool2d(pool, pool),
            ]
            width = wide
        self.body = torch.nn.Sequential(*layers, torch.nn.Conv2d(128, 128, (2, 1)))
        self.layers = getattr(torch.nn, kind)(128, 64, 2, bidirectional=True)
        self.out = torch.nn.Linear(128, 37)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        seen = self.body(x).squeeze(2).permute(2, 0, 1)
        return self.out(self.layers(seen)[0])  # type: ignore[no-any-return]


def _plain(table: Table) -> None:
    def perceptron(widths: tuple[int, ...], activation: str) -> Any:
        def build() -> Built:
            layers: list[torch.nn.Module] = []
            for narrow, wide in pairwise(widths):
                layers += [torch.nn.Linear(narrow, wide), getattr(torch.nn, activation)()]
            return torch.nn.Sequential(*layers[:-1]), {"#x": torch.randn(4, widths[0])}

        return build

    for family, kind, layers, both in (
        ("lstm", "LSTM", 1, False),
        ("lstm", "LSTM", 3, True),
        ("gru", "GRU", 2, False),
        ("gru", "GRU", 3, True),
    ):
        table.add(
            family,
            "torch",
            f"{family}-{layers}-{both}".lower(),
            lambda kind=kind, layers=layers, both=both: (  # type: ignore[misc]
                Recurrent(kind, layers, both),
                {"#x": ids(1, 9, below=300)},
            ),
            TRACED,
        )
    for kind in ("LSTM",):
        table.add(
            "crnn",
            "torch",
            f"crnn-{kind}".lower(),
            lambda kind=kind: (Reader(kind), {"#x": torch.randn(1, 1, 32, 100)}),  # type: ignore[misc]
            TRACED,
        )
    table.add("mlp", "torch", "mlp-selu", perceptron((20, 64, 64, 3), "SELU"), BOTH)
    table.add("mlp", "torch", "mlp-deep-tanh", perceptron((12, 40, 40, 40, 40, 1), "Tanh"), BOTH)
    table.add("mlp", "torch", "mlp-leaky", perceptron((30, 128, 64, 2), "LeakyReLU"), BOTH)


def _later(table: Table) -> None:
    """What came later stands behind all others, whose exporters go by their place."""

    def encoder() -> Built:
        import transformers

        options = {**PAIR, "pad_token_id": 0, "scale_embedding": True}
        config = transformers.MarianConfig(**options, activation_function="relu")
        return transformers.MarianModel(config).get_encoder(), text()

    table.add("bart", "transformers", "marian-encoder", encoder, TRACED)
    options = {
        **TINY,
        "position_embedding_type": "absolute",
        "token_dropout": True,
        "emb_layer_norm_before": True,
        "pad_token_id": 1,
        "mask_token_id": 3,
    }
    name = "EsmForTokenClassification"
    table.transformers("esm", "esm-1b", name, "EsmConfig", options, text, TRACED)
