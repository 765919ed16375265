"""Models of language, speech and series whose families the library does not know."""

from __future__ import annotations

import torch
from building import TINY, Table, floats, ids, pair, text, tokens, wave
from definition import TRACED, UNKNOWN, Definition

DECODER = {**TINY, "num_key_value_heads": 2, "head_dim": 16, "pad_token_id": 0}
"""Sizes of a decoder with grouped queries."""

PAIR = {
    "vocab_size": 997,
    "d_model": 96,
    "encoder_layers": 2,
    "decoder_layers": 2,
    "encoder_attention_heads": 4,
    "decoder_attention_heads": 4,
    "encoder_ffn_dim": 192,
    "decoder_ffn_dim": 192,
    "max_position_embeddings": 128,
}
"""Sizes of an encoder-decoder."""


def definitions() -> list[Definition]:
    """All of them."""
    table = Table()
    _decoders(table)
    _expert_decoders(table)
    _recurrent_decoders(table)
    _encoders(table)
    _encoder_decoders(table)
    _speech(table)
    _series(table)
    return table.found


def _decoders(table: Table) -> None:
    lines: list[tuple[str, str, dict[str, object]]] = [
        ("persimmon", "Persimmon", {}),
        ("olmo", "Olmo", {}),
        ("nemotron", "Nemotron", {}),
        ("glm", "Glm", {}),
        ("glm4", "Glm4", {}),
        ("exaone4", "Exaone4", {"layer_types": ["full_attention"] * 3}),
        ("cohere2", "Cohere2", {"num_hidden_layers": 4}),
        ("arcee", "Arcee", {}),
        ("bitnet", "BitNet", {}),
        ("apertus", "Apertus", {}),
        ("nanochat", "NanoChat", {}),
        ("diffllama", "DiffLlama", {}),
        ("doge", "Doge", {}),
        ("minicpm3", "MiniCPM3", {"q_lora_rank": 32, "kv_lora_rank": 16}),
        ("hunyuan_v1_dense", "HunYuanDenseV1", {}),
        ("vaultgemma", "VaultGemma", {}),
        ("jais2", "Jais2", {}),
        ("hrm_text", "HrmText", {}),
    ]
    for model, name, options in lines:
        table.transformers(
            UNKNOWN, model, f"{name}ForCausalLM", f"{name}Config", {**DECODER, **options}, text
        )
    gpt = {"vocab_size": 997, "n_embd": 96, "n_layer": 3, "n_head": 6, "n_positions": 128}
    table.transformers(
        UNKNOWN, "openai-gpt", "OpenAIGPTLMHeadModel", "OpenAIGPTConfig", gpt, tokens
    )
    table.transformers(
        UNKNOWN, "ctrl", "CTRLLMHeadModel", "CTRLConfig", {**gpt, "dff": 192}, tokens
    )
    table.transformers(UNKNOWN, "biogpt", "BioGptForCausalLM", "BioGptConfig", TINY, text)
    xglm = {"vocab_size": 997, "d_model": 96, "num_layers": 3, "attention_heads": 4, "ffn_dim": 192}
    table.transformers(UNKNOWN, "xglm", "XGLMForCausalLM", "XGLMConfig", xglm, text)
    table.transformers(
        UNKNOWN,
        "gpt_neox_japanese",
        "GPTNeoXJapaneseForCausalLM",
        "GPTNeoXJapaneseConfig",
        {**TINY, "intermediate_multiple_size": 2},
        text,
    )
    table.transformers(
        UNKNOWN,
        "gemma3n_text",
        "Gemma3nForCausalLM",
        "Gemma3nTextConfig",
        {
            **DECODER,
            "intermediate_size": [208] * 3,
            "layer_types": ["full_attention"] * 3,
            "num_kv_shared_layers": 0,
            "activation_sparsity_pattern": None,
            "laurel_rank": 8,
            "vocab_size_per_layer_input": 997,
            "hidden_size_per_layer_input": 16,
        },
        text,
    )
    table.transformers(
        UNKNOWN,
        "musicgen_decoder",
        "MusicgenForCausalLM",
        "MusicgenDecoderConfig",
        {
            "vocab_size": 128,
            "hidden_size": 96,
            "num_hidden_layers": 2,
            "num_attention_heads": 4,
            "ffn_dim": 192,
            "num_codebooks": 2,
        },
        lambda: tokens(2, 12),
        TRACED,
    )


def _expert_decoders(table: Table) -> None:
    experts: dict[str, object] = {
        "num_experts": 4,
        "num_local_experts": 4,
        "num_experts_per_tok": 2,
        "moe_intermediate_size": 64,
    }
    lines: list[tuple[str, str, dict[str, object]]] = [
        ("olmoe", "Olmoe", {}),
        ("phimoe", "Phimoe", {}),
        ("jetmoe", "JetMoe", {"kv_channels": 16, "num_key_value_heads": 3}),
        ("gpt_oss", "GptOss", {}),
        ("granitemoe", "GraniteMoe", {}),
        ("ernie4_5_moe", "Ernie4_5_Moe", {"moe_num_experts": 4, "moe_k": 2}),
        (
            "dots1",
            "Dots1",
            {
                "n_routed_experts": 4,
                "n_shared_experts": 1,
                "n_group": 1,
                "topk_group": 1,
                "first_k_dense_replace": 1,
            },
        ),
        ("glm4_moe", "Glm4Moe", {"n_routed_experts": 4, "n_shared_experts": 1}),
        ("minimax", "MiniMax", {"layer_types": ["full_attention"] * 3}),
        ("afmoe", "Afmoe", {"num_dense_layers": 1}),
        ("flex_olmo", "FlexOlmo", {}),
    ]
    for model, name, options in lines:
        table.transformers(
            UNKNOWN,
            model,
            f"{name}ForCausalLM",
            f"{name}Config",
            {**DECODER, **experts, **options},
            text,
        )


def _recurrent_decoders(table: Table) -> None:
    table.transformers(
        UNKNOWN,
        "recurrent_gemma",
        "RecurrentGemmaForCausalLM",
        "RecurrentGemmaConfig",
        {**DECODER, "lru_width": 96, "num_key_value_heads": 1, "attention_window_size": 32},
        text,
    )
    table.transformers(
        UNKNOWN,
        "jamba",
        "JambaForCausalLM",
        "JambaConfig",
        {
            **DECODER,
            "use_mamba_kernels": False,
            "num_experts": 2,
            "attn_layer_offset": 1,
            "attn_layer_period": 2,
            "expert_layer_offset": 1,
            "mamba_d_state": 8,
        },
        text,
    )
    table.transformers(
        UNKNOWN,
        "zamba",
        "ZambaForCausalLM",
        "ZambaConfig",
        {
            **TINY,
            "use_mamba_kernels": False,
            "attn_layer_period": 2,
            "attn_layer_offset": 1,
            "num_hidden_layers": 4,
            "mamba_d_state": 8,
            "num_key_value_heads": 6,
            "n_mamba_heads": 2,
        },
        text,
    )
    table.transformers(
        UNKNOWN,
        "bamba",
        "BambaForCausalLM",
        "BambaConfig",
        {
            **DECODER,
            "attn_layer_indices": [1],
            "mamba_n_heads": 12,
            "mamba_d_head": 16,
            "mamba_n_groups": 1,
            "mamba_d_state": 16,
            "mamba_chunk_size": 8,
        },
        text,
    )
    table.transformers(
        UNKNOWN,
        "falcon_h1",
        "FalconH1ForCausalLM",
        "FalconH1Config",
        {
            **DECODER,
            "mamba_d_ssm": 96,
            "mamba_n_heads": 6,
            "mamba_d_head": 16,
            "mamba_n_groups": 1,
            "mamba_d_state": 16,
            "mamba_chunk_size": 8,
        },
        text,
    )
    table.transformers(
        UNKNOWN,
        "lfm2",
        "Lfm2ForCausalLM",
        "Lfm2Config",
        {**DECODER, "layer_types": ["conv", "full_attention", "conv"]},
        text,
    )
    table.transformers(
        UNKNOWN,
        "qwen3_next",
        "Qwen3NextForCausalLM",
        "Qwen3NextConfig",
        {
            **DECODER,
            "layer_types": ["linear_attention", "full_attention", "linear_attention"],
            "num_experts": 4,
            "num_experts_per_tok": 2,
            "moe_intermediate_size": 32,
            "shared_expert_intermediate_size": 32,
            "linear_num_value_heads": 4,
            "linear_num_key_heads": 2,
            "linear_key_head_dim": 16,
            "linear_value_head_dim": 16,
        },
        text,
    )
    table.transformers(
        UNKNOWN,
        "xlstm",
        "xLSTMForCausalLM",
        "xLSTMConfig",
        {
            "vocab_size": 997,
            "hidden_size": 64,
            "num_hidden_layers": 2,
            "num_heads": 4,
            "chunk_size": 8,
        },
        lambda: tokens(1, 16),
    )


def _encoders(table: Table) -> None:
    lines: list[tuple[str, str, str, dict[str, object]]] = [
        ("megatron-bert", "MegatronBertModel", "MegatronBertConfig", {}),
        ("roberta-prelayernorm", "RobertaPreLayerNormModel", "RobertaPreLayerNormConfig", {}),
        ("xlm-roberta-xl", "XLMRobertaXLModel", "XLMRobertaXLConfig", {}),
        ("big_bird", "BigBirdModel", "BigBirdConfig", {"attention_type": "original_full"}),
        (
            "nystromformer",
            "NystromformerModel",
            "NystromformerConfig",
            {"segment_means_seq_len": 8, "num_landmarks": 4},
        ),
        ("roformer", "RoFormerModel", "RoFormerConfig", {}),
        ("rembert", "RemBertModel", "RemBertConfig", {}),
        ("ibert", "IBertModel", "IBertConfig", {}),
        ("luke", "LukeModel", "LukeConfig", {"entity_vocab_size": 50}),
        ("tapas", "TapasModel", "TapasConfig", {}),
        (
            "canine",
            "CanineModel",
            "CanineConfig",
            {"local_transformer_stride": 8, "num_hash_buckets": 64},
        ),
        ("bert-generation", "BertGenerationEncoder", "BertGenerationConfig", {}),
        ("xmod", "XmodModel", "XmodConfig", {"default_language": "en_XX"}),
        (
            "roc_bert",
            "RoCBertModel",
            "RoCBertConfig",
            {"pronunciation_vocab_size": 50, "shape_vocab_size": 50},
        ),
        ("eurobert", "EuroBertModel", "EuroBertConfig", {"pad_token_id": 0}),
        ("gte", "GteModel", "GteConfig", {}),
        ("esmc", "EsmcModel", "EsmcConfig", {}),
        ("lilt_like_bros", "BrosModel", "BrosConfig", {}),
        ("markuplm", "MarkupLMModel", "MarkupLMConfig", {}),
        ("flava_text", "FlavaTextModel", "FlavaTextConfig", {}),
        ("blip_text", "BlipTextModel", "BlipTextConfig", {"is_decoder": False}),
        ("siglip_text", "SiglipTextModel", "SiglipTextConfig", {}),
        ("openai_privacy_filter", "OpenAIPrivacyFilterModel", "OpenAIPrivacyFilterConfig", {}),
    ]
    for model, name, config, options in lines:
        inputs = text
        if model == "lilt_like_bros":
            inputs = lambda: {**text(), "bbox": torch.rand(2, 12, 8)}  # noqa: E731
        if model == "canine":
            inputs = lambda: text(1, 32)  # noqa: E731
        table.transformers(UNKNOWN, model, name, config, {**TINY, **options}, inputs)
    lilt = {**TINY, "channel_shrink_ratio": 4, "max_2d_position_embeddings": 256}
    table.transformers(
        UNKNOWN,
        "lilt",
        "LiltModel",
        "LiltConfig",
        lilt,
        lambda: {**text(), "bbox": ids(2, 12, 4, below=200)},
    )
    xlm = {"vocab_size": 997, "emb_dim": 96, "n_layers": 3, "n_heads": 6}
    table.transformers(UNKNOWN, "xlm", "XLMModel", "XLMConfig", xlm, text)
    table.transformers(
        UNKNOWN, "flaubert", "FlaubertModel", "FlaubertConfig", {**xlm, "pre_norm": True}, text
    )
    table.transformers(
        UNKNOWN,
        "reformer",
        "ReformerModel",
        "ReformerConfig",
        {
            "vocab_size": 320,
            "hidden_size": 64,
            "attn_layers": ["local", "local"],
            "num_attention_heads": 2,
            "attention_head_size": 16,
            "local_attn_chunk_length": 8,
            "axial_pos_shape": [4, 8],
            "axial_pos_embds_dim": [32, 32],
            "feed_forward_size": 128,
            "is_decoder": True,
        },
        lambda: {"input_ids": ids(1, 32, below=300)},
        TRACED,
    )
    table.transformers(
        UNKNOWN,
        "perceiver",
        "PerceiverForMaskedLM",
        "PerceiverConfig",
        {
            "vocab_size": 262,
            "num_latents": 16,
            "d_latents": 64,
            "d_model": 48,
            "num_blocks": 1,
            "num_self_attends_per_block": 3,
            "num_self_attention_heads": 4,
            "num_cross_attention_heads": 4,
            "qk_channels": 32,
            "v_channels": 64,
            "max_position_embeddings": 32,
        },
        lambda: {"inputs": ids(1, 32, below=250), "attention_mask": torch.ones(1, 32)},
    )


def _encoder_decoders(table: Table) -> None:
    table.transformers(
        UNKNOWN,
        "longt5",
        "LongT5ForConditionalGeneration",
        "LongT5Config",
        {
            "vocab_size": 997,
            "d_model": 96,
            "d_ff": 192,
            "num_layers": 2,
            "num_heads": 4,
            "d_kv": 24,
            "local_radius": 7,
        },
        lambda: pair(1, 32),
    )
    table.transformers(
        UNKNOWN,
        "switch_transformers",
        "SwitchTransformersForConditionalGeneration",
        "SwitchTransformersConfig",
        {
            "vocab_size": 997,
            "d_model": 96,
            "d_ff": 192,
            "num_layers": 2,
            "num_decoder_layers": 2,
            "num_heads": 4,
            "d_kv": 24,
            "num_sparse_encoder_layers": 1,
            "num_sparse_decoder_layers": 1,
            "num_experts": 4,
        },
        pair,
        TRACED,
    )
    table.transformers(
        UNKNOWN,
        "prophetnet",
        "ProphetNetForConditionalGeneration",
        "ProphetNetConfig",
        {
            "vocab_size": 997,
            "hidden_size": 96,
            "num_encoder_layers": 2,
            "num_decoder_layers": 2,
            "num_encoder_attention_heads": 4,
            "num_decoder_attention_heads": 4,
            "encoder_ffn_dim": 192,
            "decoder_ffn_dim": 192,
        },
        pair,
        TRACED,
    )
    table.transformers(
        UNKNOWN,
        "led",
        "LEDForConditionalGeneration",
        "LEDConfig",
        {
            **PAIR,
            "attention_window": 8,
            "max_encoder_position_embeddings": 64,
            "max_decoder_position_embeddings": 64,
        },
        lambda: pair(1, 16),
        TRACED,
    )
    table.transformers(
        UNKNOWN,
        "pegasus_x",
        "PegasusXForConditionalGeneration",
        "PegasusXConfig",
        {**PAIR, "block_size": 8, "num_global_tokens": 4},
        lambda: pair(1, 16),
    )
    table.transformers(
        UNKNOWN,
        "bigbird_pegasus",
        "BigBirdPegasusForConditionalGeneration",
        "BigBirdPegasusConfig",
        {**PAIR, "attention_type": "original_full"},
        pair,
    )
    t5gemma = {**DECODER, "query_pre_attn_scalar": 16}
    table.transformers(
        UNKNOWN,
        "t5gemma",
        "T5GemmaForConditionalGeneration",
        "T5GemmaConfig",
        {"encoder": t5gemma, "decoder": {**t5gemma, "cross_attention_hidden_size": 96}},
        pair,
    )
    table.transformers(
        UNKNOWN,
        "trocr_decoder",
        "TrOCRForCausalLM",
        "TrOCRConfig",
        {
            "vocab_size": 997,
            "d_model": 96,
            "decoder_layers": 2,
            "decoder_attention_heads": 4,
            "decoder_ffn_dim": 192,
            "cross_attention_hidden_size": 96,
        },
        lambda: {**tokens(), "encoder_hidden_states": torch.randn(2, 10, 96)},
    )


def _speech(table: Table) -> None:
    table.transformers(
        UNKNOWN,
        "speech_to_text",
        "Speech2TextForConditionalGeneration",
        "Speech2TextConfig",
        {**PAIR, "input_feat_per_channel": 40, "conv_channels": 64},
        lambda: {**floats(input_features=(1, 64, 40)), "decoder_input_ids": ids(1, 6)},
    )
    table.transformers(
        UNKNOWN,
        "wav2vec2-bert",
        "Wav2Vec2BertModel",
        "Wav2Vec2BertConfig",
        {**TINY, "feature_projection_input_dim": 40},
        lambda: floats(input_features=(1, 48, 40)),
    )
    table.transformers(
        UNKNOWN,
        "data2vec-audio",
        "Data2VecAudioModel",
        "Data2VecAudioConfig",
        {
            **TINY,
            "conv_dim": [32] * 7,
            "num_conv_pos_embedding_groups": 4,
            "conv_pos_kernel_size": 5,
        },
        wave,
    )
    table.transformers(
        UNKNOWN,
        "encodec",
        "EncodecModel",
        "EncodecConfig",
        {"num_filters": 8, "hidden_size": 32, "codebook_dim": 32, "codebook_size": 32},
        lambda: {"input_values": torch.randn(1, 1, 4800)},
        TRACED,
    )
    table.transformers(
        UNKNOWN,
        "dac",
        "DacModel",
        "DacConfig",
        {
            "encoder_hidden_size": 8,
            "decoder_hidden_size": 64,
            "n_codebooks": 2,
            "downsampling_ratios": [2, 4],
            "upsampling_ratios": [4, 2],
        },
        lambda: {"input_values": torch.randn(1, 1, 4096)},
    )
    table.transformers(
        UNKNOWN,
        "clap_audio",
        "ClapAudioModel",
        "ClapAudioConfig",
        {
            "patch_embeds_hidden_size": 24,
            "depths": [2, 2, 2, 2],
            "num_attention_heads": [1, 2, 4, 8],
            "hidden_size": 192,
            "enable_fusion": False,
        },
        lambda: {
            "input_features": torch.randn(1, 1, 1001, 64),
            "is_longer": torch.zeros(1, 1, dtype=torch.bool),
        },
    )
    table.transformers(
        UNKNOWN,
        "parakeet_encoder",
        "ParakeetEncoder",
        "ParakeetEncoderConfig",
        {**TINY, "num_mel_bins": 40, "subsampling_conv_channels": 32},
        lambda: {
            "input_features": torch.randn(1, 128, 40),
            "attention_mask": torch.ones(1, 128, dtype=torch.bool),
        },
    )
    table.transformers(
        UNKNOWN,
        "moonshine_encoder_decoder",
        "MoonshineForConditionalGeneration",
        "MoonshineConfig",
        {
            "vocab_size": 997,
            "hidden_size": 96,
            "intermediate_size": 192,
            "encoder_num_hidden_layers": 2,
            "decoder_num_hidden_layers": 2,
            "encoder_num_attention_heads": 4,
            "decoder_num_attention_heads": 4,
        },
        lambda: {**wave(), "decoder_input_ids": ids(1, 6)},
    )
    table.transformers(
        UNKNOWN,
        "vits",
        "VitsModel",
        "VitsConfig",
        {
            "vocab_size": 38,
            "hidden_size": 32,
            "num_hidden_layers": 2,
            "ffn_dim": 64,
            "flow_size": 32,
            "spectrogram_bins": 33,
            "upsample_initial_channel": 64,
        },
        lambda: {"input_ids": ids(1, 10, below=30)},
        TRACED,
    )
    table.transformers(
        UNKNOWN,
        "hifigan",
        "FastSpeech2ConformerHifiGan",
        "FastSpeech2ConformerHifiGanConfig",
        {"model_in_dim": 40, "upsample_initial_channel": 64},
        lambda: {"spectrogram": torch.randn(1, 32, 40)},
    )
    table.transformers(
        UNKNOWN,
        "univnet",
        "UnivNetModel",
        "UnivNetConfig",
        {"model_in_channels": 16, "model_hidden_channels": 8, "num_mel_bins": 40},
        lambda: {
            "input_features": torch.randn(1, 32, 40),
            "noise_sequence": torch.randn(1, 32, 16),
        },
    )


def _series(table: Table) -> None:
    table.transformers(
        UNKNOWN,
        "patchtsmixer",
        "PatchTSMixerForPrediction",
        "PatchTSMixerConfig",
        {
            "context_length": 64,
            "patch_length": 8,
            "num_input_channels": 3,
            "d_model": 16,
            "num_layers": 3,
            "prediction_length": 12,
        },
        lambda: floats(past_values=(2, 64, 3)),
    )
    table.transformers(
        UNKNOWN,
        "timesfm",
        "TimesFmModel",
        "TimesFmConfig",
        {
            "patch_length": 8,
            "context_length": 64,
            "horizon_length": 16,
            "num_hidden_layers": 3,
            "hidden_size": 64,
            "intermediate_size": 64,
            "head_dim": 16,
            "num_attention_heads": 4,
        },
        lambda: {
            "past_values": torch.randn(2, 64),
            "past_values_padding": torch.zeros(2, 64),
            "freq": torch.zeros(2, 1, dtype=torch.long),
        },
    )
    table.transformers(
        UNKNOWN,
        "decision_transformer",
        "DecisionTransformerModel",
        "DecisionTransformerConfig",
        {"state_dim": 8, "act_dim": 3, "hidden_size": 64, "n_layer": 3, "n_head": 4},
        lambda: {
            "states": torch.randn(1, 6, 8),
            "actions": torch.randn(1, 6, 3),
            "rewards": torch.randn(1, 6, 1),
            "returns_to_go": torch.randn(1, 6, 1),
            "timesteps": torch.arange(6)[None],
            "attention_mask": torch.ones(1, 6),
        },
        TRACED,
    )
