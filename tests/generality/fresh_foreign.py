"""Held-out models whose families the library does not know: of packages, and small networks."""

from __future__ import annotations

from typing import Any

import nets_of_images  # noqa: F401
import nets_of_tables  # noqa: F401
import nets_of_words  # noqa: F401
import torch
from building import TINY, Table, floats, ids, image, load_vision, pair, text, tokens
from definition import EXPORTED, TRACED, UNKNOWN, Built, Definition, spread_out
from known_language import GROUPED, PAIR
from net_parts import MADE

TIMM = """
cnn/image classifier: resnet51q resnet61q cspnext_m cpubone_t0 lcnetv2_small regnetz_b16_evos
    mobilenet_edgetpu_v2_m fbnetv3_g hardcorenas_b gcresnext50ts cspdarknet_like-no
hybrid/image classifier: resnet50_clip haloregnetz_b lamhalobotnet50ts_256 halo2botnet50ts_256
    maxxvitv2_rmlp_base_rw_224-no vit_base_mci_224 iformer_t shvit_s3 lowformer_e1 csatv2_21m
    vit_base_resnet26d_224-no efficientvit_m4 efficientformerv2_s2 vit_base_r50_s16_224-no
    maxxvit_rmlp_small_rw_256 coatnext_nano_rw_224-no
transformer/image classifier: vit_dpwee_patch16_reg1_gap_256 vit_small_patch16_18x2_224
    vit_small_patch16_rope_ape_224 vit_small_patch16_rope_mixed_224 vit_relpos_base_patch16_rpn_224
    vit_pwee_patch16_reg1_gap_256 vit_srelpos_medium_patch16_224 vit_base_patch16_rpn_224
    naflexvit_base_patch16_par_gap
transformer/image encoder: vit_pe_core_tiny_patch16_384 vit_pe_spatial_tiny_patch16_512
    sam2_hiera_tiny qwen3_vit_88m_enc gemma4_vit_167m_enc vit_small_patch16_lingbot
    naflexvit_base_patch16_map
""".strip()

VISION = """
torchvision/fasterrcnn_mobilenet_v3_large_320_fpn torchvision/retinanet_resnet50_fpn
torchvision/fcos_resnet50_fpn torchvision/ssd300_vgg16 torchvision/ssdlite320_mobilenet_v3_large
torchvision/maskrcnn_resnet50_fpn torchvision/keypointrcnn_resnet50_fpn
""".split()

Line = tuple[str, str, str, str, dict[str, Any], Any]
HALVES = {
    "hidden_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 96,
}


def lines() -> list[Line]:
    """Name, architecture and type, class, configuration, options and inputs."""
    decoder = "transformer/decoder language model"
    experts = {
        "num_local_experts": 4,
        "num_experts": 4,
        "num_experts_per_tok": 2,
        "moe_intermediate_size": 48,
    }
    series = {
        "prediction_length": 6,
        "context_length": 24,
        "lags_sequence": [1, 2],
        "num_time_features": 1,
        "d_model": 32,
    }
    past = lambda: {  # noqa: E731
        **floats(
            past_values=(2, 26),
            past_time_features=(2, 26, 1),
            future_values=(2, 6),
            future_time_features=(2, 6, 1),
        ),
        "past_observed_mask": torch.ones(2, 26),
    }
    return [
        (
            "dbrx",
            decoder,
            "DbrxForCausalLM",
            "DbrxConfig",
            {
                "vocab_size": 997,
                "d_model": 64,
                "n_heads": 4,
                "n_layers": 2,
                "max_seq_len": 64,
                "attn_config": {"kv_n_heads": 2, "clip_qkv": 8.0},
                "ffn_config": {"ffn_hidden_size": 64, "moe_num_experts": 4, "moe_top_k": 2},
            },
            text,
        ),
        (
            "granitemoeshared",
            decoder,
            "GraniteMoeSharedForCausalLM",
            "GraniteMoeSharedConfig",
            {**GROUPED, **experts, "shared_intermediate_size": 64},
            text,
        ),
        (
            "granitemoehybrid",
            "",
            "GraniteMoeHybridForCausalLM",
            "GraniteMoeHybridConfig",
            {
                **GROUPED,
                **experts,
                "shared_intermediate_size": 64,
                "layer_types": ["mamba", "attention", "mamba"],
                "mamba_n_heads": 12,
                "mamba_d_state": 8,
                "mamba_chunk_size": 8,
            },
            lambda: tokens(1, 8),
        ),
        (
            "nemotron_h",
            "",
            "NemotronHForCausalLM",
            "NemotronHConfig",
            {
                **GROUPED,
                "layers_block_type": ["mamba", "attention", "mlp"],
                "mamba_num_heads": 12,
                "mamba_head_dim": 16,
                "ssm_state_size": 8,
                "n_groups": 2,
                "chunk_size": 8,
            },
            lambda: tokens(1, 8),
        ),
        (
            "llama4_text",
            decoder,
            "Llama4ForCausalLM",
            "Llama4TextConfig",
            {**GROUPED, **experts, "intermediate_size_mlp": 96, "interleave_moe_layer_step": 2},
            text,
        ),
        (
            "cpmant",
            decoder,
            "CpmAntModel",
            "CpmAntConfig",
            {
                "vocab_size": 997,
                "hidden_size": 64,
                "num_attention_heads": 4,
                "dim_head": 16,
                "dim_ff": 96,
                "num_hidden_layers": 2,
                "prompt_length": 4,
            },
            lambda: {"input_ids": ids(1, 9)},
        ),
        (
            "modernbert-decoder",
            decoder,
            "ModernBertDecoderForCausalLM",
            "ModernBertDecoderConfig",
            {
                **TINY,
                "pad_token_id": 0,
                "eos_token_id": 2,
                "bos_token_id": 1,
                "cls_token_id": 1,
                "sep_token_id": 2,
            },
            text,
        ),
        (
            "longcat_flash",
            decoder,
            "LongcatFlashForCausalLM",
            "LongcatFlashConfig",
            {
                "vocab_size": 997,
                "hidden_size": 64,
                "num_layers": 2,
                "num_attention_heads": 4,
                "ffn_hidden_size": 96,
                "q_lora_rank": 24,
                "kv_lora_rank": 16,
                "qk_nope_head_dim": 8,
                "qk_rope_head_dim": 8,
                "v_head_dim": 16,
                "expert_ffn_hidden_size": 48,
                "moe_topk": 2,
                "n_routed_experts": 4,
                "zero_expert_num": 2,
            },
            text,
        ),
        (
            "zamba2",
            "",
            "Zamba2ForCausalLM",
            "Zamba2Config",
            {
                "vocab_size": 997,
                "hidden_size": 64,
                "num_hidden_layers": 4,
                "num_attention_heads": 4,
                "num_key_value_heads": 4,
                "mamba_ngroups": 1,
                "n_mamba_heads": 8,
                "mamba_d_state": 8,
                "chunk_size": 8,
                "intermediate_size": 96,
                "layers_block_type": ["mamba", "hybrid", "mamba", "mamba"],
                "num_mem_blocks": 1,
            },
            lambda: tokens(1, 8),
        ),
        (
            "olmo_hybrid",
            "",
            "OlmoHybridForCausalLM",
            "OlmoHybridConfig",
            {**GROUPED, "num_hidden_layers": 4},
            lambda: tokens(1, 8),
        ),
        (
            "gemma4_text",
            decoder,
            "Gemma4ForCausalLM",
            "Gemma4TextConfig",
            {
                **GROUPED,
                "num_hidden_layers": 4,
                "vocab_size_per_layer_input": 997,
                "hidden_size_per_layer_input": 16,
            },
            text,
        ),
        (
            "qwen3_5_text",
            "",
            "Qwen3_5ForCausalLM",
            "Qwen3_5TextConfig",
            {
                **GROUPED,
                "num_hidden_layers": 4,
                "linear_num_key_heads": 2,
                "linear_num_value_heads": 4,
                "linear_key_head_dim": 16,
                "linear_value_head_dim": 16,
            },
            lambda: tokens(1, 8),
        ),
        (
            "lfm2_moe",
            "",
            "Lfm2MoeForCausalLM",
            "Lfm2MoeConfig",
            {
                **GROUPED,
                **experts,
                "num_hidden_layers": 4,
                "layer_types": ["conv", "full_attention", "conv", "full_attention"],
                "num_dense_layers": 1,
            },
            text,
        ),
        (
            "minimax_m2",
            decoder,
            "MiniMaxM2ForCausalLM",
            "MiniMaxM2Config",
            {**GROUPED, **experts},
            text,
        ),
        (
            "clvp_encoder",
            "",
            "ClvpEncoder",
            "ClvpEncoderConfig",
            {**TINY, "projection_dim": 32},
            text,
        ),
        (
            "bros",
            "transformer/document encoder",
            "BrosModel",
            "BrosConfig",
            TINY,
            lambda: {**text(2, 8), "bbox": torch.rand(2, 8, 8)},
        ),
        (
            "layoutlmv3",
            "transformer/document encoder",
            "LayoutLMv3Model",
            "LayoutLMv3Config",
            {
                **TINY,
                "coordinate_size": 16,
                "shape_size": 16,
                "max_2d_position_embeddings": 256,
                "visual_embed": False,
            },
            lambda: {**text(2, 8), "bbox": ids(2, 8, 4, below=200).sort(-1).values},
        ),
        (
            "jina_embeddings_v3",
            "transformer/text encoder",
            "JinaEmbeddingsV3Model",
            "JinaEmbeddingsV3Config",
            TINY,
            text,
        ),
        (
            "pixtral_vision",
            "transformer/image encoder",
            "PixtralVisionModel",
            "PixtralVisionConfig",
            {**HALVES, "image_size": 64, "patch_size": 16},
            lambda: {
                "pixel_values": torch.randn(1, 3, 64, 64),
                "image_sizes": torch.tensor([[64, 64]]),
            },
        ),
        (
            "mllama_vision",
            "transformer/image encoder",
            "MllamaVisionModel",
            "MllamaVisionConfig",
            {
                "hidden_size": 64,
                "num_hidden_layers": 3,
                "num_global_layers": 2,
                "attention_heads": 4,
                "intermediate_size": 96,
                "image_size": 56,
                "patch_size": 14,
                "vision_output_dim": 192,
                "intermediate_layers_indices": [0, 1],
                "supported_aspect_ratios": [[1, 1], [1, 2]],
                "max_num_tiles": 2,
            },
            lambda: {
                "pixel_values": torch.randn(1, 1, 2, 3, 56, 56),
                "aspect_ratio_ids": torch.ones(1, 1, dtype=torch.long),
                "aspect_ratio_mask": torch.ones(1, 1, 2, dtype=torch.long),
            },
        ),
        (
            "vjepa2",
            "transformer/video classifier",
            "VJEPA2Model",
            "VJEPA2Config",
            {
                **HALVES,
                "crop_size": 32,
                "frames_per_clip": 4,
                "pred_hidden_size": 48,
                "pred_num_attention_heads": 4,
                "pred_num_hidden_layers": 2,
            },
            lambda: floats(pixel_values_videos=(1, 4, 3, 32, 32)),
        ),
        (
            "pix2struct_vision",
            "transformer/image encoder",
            "Pix2StructVisionModel",
            "Pix2StructVisionConfig",
            {
                "hidden_size": 64,
                "patch_embed_hidden_size": 48,
                "d_ff": 96,
                "d_kv": 16,
                "num_hidden_layers": 3,
                "num_attention_heads": 4,
                "seq_len": 32,
            },
            lambda: floats(flattened_patches=(1, 12, 770)).__class__(
                {"flattened_patches": torch.rand(1, 12, 770)}
            ),
        ),
        (
            "superglue_like_owlv2",
            "",
            "Owlv2ForObjectDetection",
            "Owlv2Config",
            {
                "text_config": {**HALVES, "vocab_size": 997},
                "vision_config": {**HALVES, "image_size": 64, "patch_size": 16},
                "projection_dim": 32,
            },
            lambda: {**text(2, 8), **image(64)},
        ),
        (
            "rf_detr",
            "transformer/object detector",
            "RfDetrForObjectDetection",
            "RfDetrConfig",
            {},
            lambda: image(560),
        ),
        (
            "d_fine",
            "hybrid/object detector",
            "DFineForObjectDetection",
            "DFineConfig",
            {"num_queries": 30, "decoder_layers": 2},
            lambda: image(320),
        ),
        (
            "lw_detr",
            "transformer/object detector",
            "LwDetrForObjectDetection",
            "LwDetrConfig",
            {},
            lambda: image(320),
        ),
        (
            "mask2former",
            "semantic segmentation",
            "Mask2FormerForUniversalSegmentation",
            "Mask2FormerConfig",
            {"num_queries": 10, "decoder_layers": 3, "encoder_layers": 1},
            lambda: image(128),
        ),
        (
            "zoedepth",
            "transformer/depth estimation",
            "ZoeDepthForDepthEstimation",
            "ZoeDepthConfig",
            {},
            lambda: image(384),
        ),
        (
            "prompt_depth_anything",
            "transformer/depth estimation",
            "PromptDepthAnythingForDepthEstimation",
            "PromptDepthAnythingConfig",
            {"fusion_hidden_size": 16, "neck_hidden_sizes": [8, 16, 24, 32]},
            lambda: {**image(112), "prompt_depth": torch.randn(1, 1, 28, 28)},
        ),
        (
            "vitmatte",
            "",
            "VitMatteForImageMatting",
            "VitMatteConfig",
            {},
            lambda: image(128, channels=4),
        ),
        (
            "seggpt",
            "transformer/semantic segmentation",
            "SegGptModel",
            "SegGptConfig",
            {
                "hidden_size": 64,
                "num_hidden_layers": 4,
                "num_attention_heads": 4,
                "image_size": [64, 32],
                "patch_size": 16,
                "mlp_dim": 96,
                "intermediate_hidden_state_indices": [1, 3],
                "pretrain_image_size": 32,
            },
            lambda: floats(
                pixel_values=(1, 3, 32, 32),
                prompt_pixel_values=(1, 3, 32, 32),
                prompt_masks=(1, 3, 32, 32),
            ),
        ),
        (
            "fastspeech2_conformer",
            "",
            "FastSpeech2ConformerModel",
            "FastSpeech2ConformerConfig",
            {
                "hidden_size": 48,
                "encoder_layers": 2,
                "decoder_layers": 2,
                "encoder_linear_units": 96,
                "decoder_linear_units": 96,
                "vocab_size": 50,
                "speech_decoder_postnet_units": 32,
                "duration_predictor_channels": 32,
                "pitch_predictor_channels": 32,
                "energy_predictor_channels": 32,
            },
            lambda: {"input_ids": ids(1, 6, below=40)},
        ),
        (
            "speecht5",
            "",
            "SpeechT5ForSpeechToText",
            "SpeechT5Config",
            {
                "vocab_size": 81,
                "hidden_size": 48,
                "encoder_layers": 2,
                "decoder_layers": 2,
                "encoder_attention_heads": 4,
                "decoder_attention_heads": 4,
                "encoder_ffn_dim": 96,
                "decoder_ffn_dim": 96,
                "conv_dim": [32] * 7,
            },
            lambda: {
                "input_values": torch.randn(1, 8000),
                "decoder_input_ids": ids(1, 5, below=70),
            },
        ),
        (
            "speecht5_hifigan",
            "",
            "SpeechT5HifiGan",
            "SpeechT5HifiGanConfig",
            {"upsample_initial_channel": 64},
            lambda: floats(spectrogram=(1, 20, 80)),
        ),
        (
            "sew-d",
            "transformer/speech encoder",
            "SEWDModel",
            "SEWDConfig",
            {
                **HALVES,
                "conv_dim": [32] * 7,
                "conv_kernel": [10, 3, 3, 3, 3, 2, 2],
                "conv_stride": [5, 2, 2, 2, 2, 2, 2],
                "num_conv_pos_embedding_groups": 4,
                "num_conv_pos_embeddings": 16,
            },
            lambda: floats(input_values=(1, 8000)),
        ),
        (
            "seamless_m4t_encoder",
            "hybrid/speech encoder",
            "SeamlessM4TSpeechEncoder",
            "SeamlessM4TConfig",
            {
                "hidden_size": 64,
                "speech_encoder_layers": 2,
                "speech_encoder_attention_heads": 4,
                "speech_encoder_intermediate_size": 96,
                "num_adapter_layers": 1,
            },
            lambda: floats(input_features=(1, 40, 160)),
        ),
        (
            "lasr_encoder",
            "hybrid/speech encoder",
            "LasrEncoder",
            "LasrEncoderConfig",
            {**HALVES, "num_mel_bins": 80, "subsampling_conv_channels": 32},
            lambda: floats(input_features=(1, 80, 80)),
        ),
        (
            "granite_speech_encoder",
            "hybrid/speech encoder",
            "GraniteSpeechCTCEncoder",
            "GraniteSpeechEncoderConfig",
            {
                "input_dim": 80,
                "num_layers": 2,
                "hidden_dim": 64,
                "num_heads": 4,
                "dim_head": 16,
                "output_dim": 30,
                "context_size": 20,
            },
            lambda: {"#x": torch.randn(1, 40, 80)},
        ),
        (
            "mimi",
            "",
            "MimiModel",
            "MimiConfig",
            {
                **HALVES,
                "num_filters": 8,
                "codebook_size": 32,
                "codebook_dim": 16,
                "vector_quantization_hidden_dimension": 16,
                "num_quantizers": 4,
            },
            lambda: floats(input_values=(1, 1, 3840)),
        ),
        (
            "dia_decoder",
            "",
            "DiaModel",
            "DiaConfig",
            {},
            lambda: {
                "input_ids": ids(1, 8, below=200),
                "decoder_input_ids": ids(1, 4, 9, below=200),
            },
        ),
        (
            "informer",
            "transformer/time-series forecast",
            "InformerModel",
            "InformerConfig",
            series,
            past,
        ),
        (
            "autoformer",
            "transformer/time-series forecast",
            "AutoformerModel",
            "AutoformerConfig",
            series,
            past,
        ),
        (
            "time_series_transformer",
            "transformer/time-series forecast",
            "TimeSeriesTransformerModel",
            "TimeSeriesTransformerConfig",
            series,
            past,
        ),
        ("udop_like_pop2piano", "", "MraModel", "MraConfig", TINY, text),
        (
            "yoso",
            "transformer/text encoder",
            "YosoModel",
            "YosoConfig",
            {**TINY, "use_expectation": True, "use_fast_hash": False},
            text,
        ),
        (
            "tvp_like_bridgetower",
            "",
            "BridgeTowerModel",
            "BridgeTowerConfig",
            {
                "hidden_size": 64,
                "num_attention_heads": 4,
                "num_hidden_layers": 2,
                "text_config": {**HALVES, "vocab_size": 997},
                "vision_config": {
                    "hidden_size": 64,
                    "num_hidden_layers": 2,
                    "patch_size": 16,
                    "image_size": 64,
                },
            },
            lambda: {**text(1, 8), **image(64)},
        ),
        (
            "git",
            "",
            "GitForCausalLM",
            "GitConfig",
            {**TINY, "vision_config": {**HALVES, "image_size": 64, "patch_size": 16}},
            lambda: {**text(1, 8), **image(64)},
        ),
        (
            "blip_image_text",
            "transformer/image-text model",
            "BlipForImageTextRetrieval",
            "BlipConfig",
            {
                "text_config": {**TINY, "encoder_hidden_size": 64},
                "vision_config": {**HALVES, "image_size": 64, "patch_size": 16},
            },
            lambda: {**text(1, 8), **image(64)},
        ),
        (
            "align",
            "hybrid/image-text model",
            "AlignModel",
            "AlignConfig",
            {
                "text_config": TINY,
                "vision_config": {"image_size": 64, "hidden_dim": 640, "num_channels": 3},
                "projection_dim": 640,
            },
            lambda: {**text(2, 8), **image(64, 2)},
        ),
        (
            "eomt",
            "transformer/semantic segmentation",
            "EomtForUniversalSegmentation",
            "EomtConfig",
            {**HALVES, "image_size": 64, "num_blocks": 1, "num_queries": 10},
            lambda: image(64),
        ),
        (
            "pp_ocrv5_server_rec",
            "",
            "PPOCRV5ServerRecForTextRecognition",
            "PPOCRV5ServerRecConfig",
            {},
            lambda: floats(pixel_values=(1, 3, 48, 160)),
        ),
        (
            "pp_ocrv5_mobile_det",
            "",
            "PPOCRV5MobileDetForObjectDetection",
            "PPOCRV5MobileDetConfig",
            {},
            lambda: image(160),
        ),
        ("uvdoc", "", "UVDocModel", "UVDocConfig", {}, lambda: image(160)),
        (
            "nllb_moe",
            "transformer/encoder-decoder language model",
            "NllbMoeModel",
            "NllbMoeConfig",
            {
                **PAIR,
                "num_experts": 4,
                "expert_capacity": 8,
                "encoder_sparse_step": 2,
                "decoder_sparse_step": 2,
            },
            pair,
        ),
        (
            "udop",
            "",
            "UdopEncoderModel",
            "UdopConfig",
            {
                "vocab_size": 997,
                "d_model": 64,
                "d_kv": 16,
                "d_ff": 96,
                "num_layers": 2,
                "num_heads": 4,
                "image_size": 64,
            },
            lambda: {**text(1, 8), "bbox": torch.rand(1, 8, 4).sort(-1).values, **image(64)},
        ),
    ]


DIFFUSERS: list[tuple[str, str, str, dict[str, Any], Any]] = [
    (
        "unet3d",
        "",
        "UNet3DConditionModel",
        {
            "block_out_channels": (32, 64),
            "layers_per_block": 1,
            "norm_num_groups": 8,
            "down_block_types": ("CrossAttnDownBlock3D", "DownBlock3D"),
            "up_block_types": ("UpBlock3D", "CrossAttnUpBlock3D"),
            "cross_attention_dim": 24,
            "attention_head_dim": 4,
            "sample_size": 16,
        },
        lambda: {
            "#x": torch.randn(1, 4, 3, 16, 16),
            "#t": torch.tensor([3.0]),
            "#c": torch.randn(1, 6, 24),
        },
    ),
    (
        "unet1d-rl",
        "",
        "UNet1DModel",
        {
            "in_channels": 6,
            "out_channels": 6,
            "down_block_types": ("DownResnetBlock1D", "DownResnetBlock1D"),
            "up_block_types": ("UpResnetBlock1D",),
            "mid_block_type": "MidResTemporalBlock1D",
            "out_block_type": "OutConv1DBlock",
            "block_out_channels": (32, 64),
            "time_embedding_type": "positional",
            "use_timestep_embedding": True,
            "act_fn": "mish",
            "layers_per_block": 1,
        },
        lambda: {"#x": torch.randn(1, 6, 16), "#t": torch.tensor([3.0])},
    ),
    (
        "oobleck",
        "cnn/autoencoder",
        "AutoencoderOobleck",
        {
            "encoder_hidden_size": 16,
            "downsampling_ratios": [2, 4],
            "channel_multiples": [1, 2],
            "decoder_channels": 16,
            "decoder_input_channels": 8,
        },
        lambda: {"#x": torch.randn(1, 2, 256)},
    ),
    (
        "lumina2",
        "transformer/diffusion denoiser",
        "Lumina2Transformer2DModel",
        {
            "sample_size": 8,
            "in_channels": 4,
            "hidden_size": 48,
            "num_layers": 2,
            "num_refiner_layers": 1,
            "num_attention_heads": 3,
            "num_kv_heads": 1,
            "multiple_of": 16,
            "axes_dim_rope": (4, 6, 6),
            "axes_lens": (32, 16, 16),
            "cap_feat_dim": 32,
        },
        lambda: {
            "#x": torch.randn(1, 4, 8, 8),
            "#t": torch.tensor([0.3]),
            "#c": torch.randn(1, 6, 32),
            "#m": torch.ones(1, 6, dtype=torch.bool),
        },
    ),
    (
        "cogview4",
        "transformer/diffusion denoiser",
        "CogView4Transformer2DModel",
        {
            "patch_size": 2,
            "in_channels": 4,
            "out_channels": 4,
            "num_layers": 2,
            "attention_head_dim": 16,
            "num_attention_heads": 2,
            "text_embed_dim": 24,
            "time_embed_dim": 32,
            "condition_dim": 16,
            "sample_size": 8,
        },
        lambda: {
            "hidden_states": torch.randn(1, 4, 8, 8),
            "encoder_hidden_states": torch.randn(1, 6, 24),
            "timestep": torch.tensor([3]),
            "original_size": torch.tensor([[64.0, 64.0]]),
            "target_size": torch.tensor([[64.0, 64.0]]),
            "crop_coords": torch.tensor([[0.0, 0.0]]),
        },
    ),
    (
        "ltx",
        "transformer/diffusion denoiser",
        "LTXVideoTransformer3DModel",
        {
            "in_channels": 8,
            "out_channels": 8,
            "num_attention_heads": 2,
            "attention_head_dim": 16,
            "cross_attention_dim": 32,
            "num_layers": 2,
            "caption_channels": 24,
        },
        lambda: {
            "hidden_states": torch.randn(1, 12, 8),
            "encoder_hidden_states": torch.randn(1, 5, 24),
            "timestep": torch.tensor([3]),
            "encoder_attention_mask": torch.ones(1, 5),
            "num_frames": torch.tensor(1),
            "height": torch.tensor(3),
            "width": torch.tensor(4),
        },
    ),
    (
        "hunyuan-dit",
        "transformer/diffusion denoiser",
        "HunyuanDiT2DModel",
        {
            "num_attention_heads": 2,
            "attention_head_dim": 16,
            "in_channels": 4,
            "patch_size": 2,
            "sample_size": 8,
            "hidden_size": 32,
            "num_layers": 2,
            "cross_attention_dim": 24,
            "cross_attention_dim_t5": 24,
            "pooled_projection_dim": 24,
            "text_len": 6,
            "text_len_t5": 6,
        },
        lambda: {
            "hidden_states": torch.randn(1, 4, 8, 8),
            "timestep": torch.tensor([3.0]),
            "encoder_hidden_states": torch.randn(1, 6, 24),
            "text_embedding_mask": torch.ones(1, 6),
            "encoder_hidden_states_t5": torch.randn(1, 6, 24),
            "text_embedding_mask_t5": torch.ones(1, 6),
            "image_meta_size": torch.ones(1, 6),
            "style": torch.tensor([0]),
        },
    ),
    (
        "temporal-decoder",
        "",
        "AutoencoderKLTemporalDecoder",
        {
            "block_out_channels": (32,),
            "layers_per_block": 1,
            "down_block_types": ("DownEncoderBlock2D",),
            "latent_channels": 4,
        },
        lambda: {"#x": torch.randn(1, 3, 32, 32), "#p": torch.tensor(True)},
    ),
]


def definitions() -> list[Definition]:
    """All of them, one exporter each, by turns."""
    table = Table()
    for name in _names(TIMM):
        which = EXPORTED if len(table.found) % 3 == 1 else TRACED
        table.timm(UNKNOWN, name, which)
    for name, (_, _, build) in MADE.items():
        which = EXPORTED if len(table.found) % 3 == 1 else TRACED
        table.add(UNKNOWN, "own", name, build, which)
    for name, _, class_name, config, options, inputs in lines():
        build = _model(class_name, config, options, inputs, spread_out(len(table.found)))
        which = EXPORTED if len(table.found) % 3 == 1 else TRACED
        table.add(UNKNOWN, "transformers", name, build, which)
    for name, _, class_name, options, inputs in DIFFUSERS:
        table.diffusers(
            UNKNOWN, name, class_name, options, inputs, EXPORTED if len(table.found) % 2 else TRACED
        )
    for name in VISION:
        table.add(UNKNOWN, "torchvision", name.split("/")[1], _detector(name.split("/")[1]), TRACED)
    for name, shape in (
        ("raft_small", (1, 3, 128, 128)),
        ("swin3d_t", (1, 3, 8, 64, 64)),
        ("mvit_v1_b", (1, 3, 16, 224, 224)),
    ):
        table.add(UNKNOWN, "torchvision", name, _video(name, shape), TRACED)
    return table.found


def described() -> dict[str, tuple[str, str]]:
    """(architecture, type) by model, by the packages' own descriptions."""
    found = {}
    kind = ""
    for line in TIMM.splitlines():
        if not line.startswith(" "):
            kind, _, line = line.partition(":")
        found.update(dict.fromkeys(line.split(), kind))
    found.update({name: f"{a}/{k}" for name, (a, k, _) in MADE.items()})
    found.update({line[0]: line[1] for line in lines()})
    found.update({line[0]: line[1] for line in DIFFUSERS})
    found.update(dict.fromkeys([n.split("/")[1] for n in VISION], "cnn/object detector"))
    found.update(
        {
            "raft_small": "",
            "swin3d_t": "transformer/video classifier",
            "mvit_v1_b": "transformer/video classifier",
        }
    )
    return {name: ([*k.split("/"), ""])[:2] for name, k in found.items()}  # type: ignore[misc]


def _names(table: str) -> list[str]:
    lines = [
        line.partition(":")[2] if not line.startswith(" ") else line for line in table.splitlines()
    ]
    return [name for line in lines for name in line.split() if not name.endswith("-no")]


def _model(class_name: str, config: str, options: dict[str, Any], inputs: Any, eager: bool) -> Any:
    def build() -> Built:
        import importlib

        import transformers

        made = getattr(transformers, config)(**options)
        found = getattr(transformers, class_name, None)
        if found is None:
            module = type(made).__module__.replace("configuration_", "modeling_")
            found = getattr(importlib.import_module(module), class_name)
        model = found(made)
        if eager and hasattr(model, "set_attn_implementation"):
            model.set_attn_implementation("eager")
        return model, inputs()

    return build


def _detector(name: str) -> Any:
    def build() -> Built:
        load_vision()
        import torchvision

        model = torchvision.models.get_model(name, weights=None, weights_backbone=None)
        return model, {"#x": torch.rand(1, 3, 320, 320)}

    return build


def _video(name: str, shape: tuple[int, ...]) -> Any:
    def build() -> Built:
        load_vision()
        import torchvision

        model = torchvision.models.get_model(name, weights=None)
        given = {"#x": torch.rand(*shape)}
        if "raft" in name:
            given["#y"] = torch.rand(*shape)
        return model, given

    return build
