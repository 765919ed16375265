"""Classes of transformers whose families the library does not know, small in their sizes."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import torch
from building import floats, ids, image, text, tokens
from definition import Built, Inputs
from strange_sizes import small

DECODERS = """
SeedOssForCausalLM AriaTextForCausalLM BeamForCausalLM Cohere2MoeForCausalLM DoryForCausalLM
ExaoneMoeForCausalLM FlintForCausalLM GraniteMoeSWAForCausalLM HYV3ForCausalLM Kolibri1ForCausalLM
LagunaForCausalLM Lfm3ForCausalLM MiMoV2FlashForCausalLM SolarOpenForCausalLM DeepseekV4ForCausalLM
HYV4ForCausalLM FuyuForCausalLM
""".split()
"""Decoders of text: the configuration has the class's name."""

Line = tuple[str, str, str, str, dict[str, Any], Callable[[], Inputs]]
"""Name, architecture and type, class, configuration, options beside the small sizes, inputs."""


def lines() -> list[Line]:
    """All of them."""
    found: list[Line] = [
        (name, "transformer/decoder language model", name, _configuration(name), {}, text)
        for name in DECODERS
    ]
    return [*found, *_words(), *_pictures(), *_detectors(), *_readers(), *_sounds(), *_several()]


def _configuration(class_name: str) -> str:
    return class_name.removesuffix("ForCausalLM") + "Config"


def _words() -> list[Line]:
    short = lambda: tokens(1, 8)  # noqa: E731
    decoder, encoder = "transformer/decoder language model", "transformer/text encoder"
    return [
        ("bailing_hybrid", "", "BailingHybridForCausalLM", "BailingHybridConfig", {}, short),
        ("kimi_linear", "", "KimiLinearForCausalLM", "KimiLinearConfig", {}, short),
        ("lara_mini", "", "LaraMiniForCausalLM", "LaraMiniConfig", {}, short),
        ("qwen3_5_moe", "", "Qwen3_5MoeForCausalLM", "Qwen3_5MoeTextConfig", {}, short),
        ("zaya", decoder, "ZayaForCausalLM", "ZayaConfig", {}, text),
        ("inkling_text", decoder, "InklingTextModel", "InklingTextConfig", {}, text),
        ("inkling2_text", decoder, "Inkling2TextModel", "Inkling2TextConfig", {}, text),
        ("muse_glimmer", decoder, "MuseGlimmerTextModel", "MuseGlimmerTextConfig", {}, text),
        ("gemma4_unified", decoder, "Gemma4UnifiedTextModel", "Gemma4UnifiedTextConfig", {}, text),
        ("embedding_gemma2", encoder, "EmbeddingGemma2TextModel", "EmbeddingGemma2TextConfig", {},
            text),
        ("neomme", encoder, "NeoMMEModel", "NeoMMEConfig", {}, text),
        ("ultrabert", encoder, "UltrabertModel", "UltrabertConfig", {}, text),
        ("aimv2_text", encoder, "Aimv2TextModel", "Aimv2TextConfig", {}, text),
        ("tipsv2_text", encoder, "Tipsv2TextModel", "Tipsv2TextConfig", {}, text),
        ("videoprism_text", encoder, "VideoPrismTextModel", "VideoPrismTextConfig", {}, text),
        ("sam3_lite_text", encoder, "Sam3LiteTextTextModel", "Sam3LiteTextTextConfig", {}, text),
        ("clvp_decoder", decoder, "ClvpDecoder", "ClvpDecoderConfig", {}, text),
        ("kosmos2_text", decoder, "Kosmos2TextForCausalLM", "Kosmos2TextConfig", {}, text),
        ("musicgen_melody", decoder, "MusicgenMelodyForCausalLM", "MusicgenMelodyDecoderConfig", {
            "num_codebooks": 2, "vocab_size": 128}, lambda: {"input_ids": ids(2, 12, below=100)}),
        ("mllama_text", decoder, "MllamaTextModel", "MllamaTextConfig", {}, text),
        ("esm_evolla", "", "EvollaModel", "EvollaConfig", {}, text),
    ]  # fmt: skip


def _pictures() -> list[Line]:
    encoder = "transformer/image encoder"
    grid = lambda: {  # noqa: E731
        "hidden_states": torch.randn(16, 3 * 14 * 14 * 2),
        "grid_thw": torch.tensor([[1, 4, 4]]),
    }
    return [
        ("llama4_vision", encoder, "Llama4VisionModel", "Llama4VisionConfig", {
            "image_size": 56, "patch_size": 14, "vision_output_dim": 64,
            "intermediate_size": 256, "projector_input_dim": 64, "projector_output_dim": 64},
            lambda: image(56)),
        ("sam3_vit", encoder, "Sam3ViTModel", "Sam3ViTConfig", {
            "image_size": 112, "patch_size": 14, "window_size": 4, "global_attn_indexes": [1],
            "pretrain_image_size": 56}, lambda: image(112)),
        ("tipsv2_vision", encoder, "Tipsv2VisionModel", "Tipsv2VisionConfig", {},
            lambda: image(64)),
        ("xclip_vision", encoder, "XCLIPVisionModel", "XCLIPVisionConfig", {
            "patch_size": 16, "num_frames": 4, "mit_hidden_size": 64},
            lambda: image(64, batch=4)),
        ("videoprism_vision", "", "VideoPrismVisionModel", "VideoPrismVisionConfig", {
            "num_frames": 4, "num_spatial_layers": 2, "num_temporal_layers": 2},
            lambda: floats(pixel_values_videos=(1, 4, 3, 64, 64))),
        ("lw_detr_vit", encoder, "LwDetrViTBackbone", "LwDetrViTConfig", {}, lambda: image(64)),
        ("qwen2_vl_vision", encoder, "Qwen2VisionTransformerPretrainedModel",
            "Qwen2VLVisionConfig", {}, grid),
        ("glm4v_vision", encoder, "Glm4vVisionModel", "Glm4vVisionConfig", {}, grid),
        ("siglip2_vision", encoder, "Siglip2VisionModel", "Siglip2VisionConfig", {}, lambda: {
            "pixel_values": torch.randn(1, 16, 768),
            "pixel_attention_mask": torch.ones(1, 16, dtype=torch.long),
            "spatial_shapes": torch.tensor([[4, 4]])}),
        ("kosmos2_5_vision", encoder, "Kosmos2_5VisionModel", "Kosmos2_5VisionConfig", {},
            lambda: {"flattened_patches": torch.rand(1, 12, 770)}),
        ("pp_lcnet_v4", "cnn/image classifier", "PPLCNetV4Backbone", "PPLCNetV4Config", {},
            lambda: image(64)),
    ]  # fmt: skip


def _detectors() -> list[Line]:
    detector = "hybrid/object detector"
    return [
        ("pp_doclayout_v3", detector, "PPDocLayoutV3ForObjectDetection", "PPDocLayoutV3Config", {
            "num_queries": 30}, lambda: image(320)),
        ("deimv2", detector, "Deimv2ForObjectDetection", "Deimv2Config", {}, lambda: image(320)),
        ("grounding_dino", "", "GroundingDinoForObjectDetection", "GroundingDinoConfig", {
            "num_queries": 20}, lambda: {**text(1, 8), **image(64)}),
        ("eomt_dinov3", "transformer/semantic segmentation",
            "EomtDinov3ForUniversalSegmentation", "EomtDinov3Config", {}, lambda: image(64)),
        ("videomt", "transformer", "VideomtForUniversalSegmentation", "VideomtConfig", {},
            lambda: floats(pixel_values_videos=(1, 2, 3, 64, 64))),
        ("lightglue", "", "LightGlueForKeypointMatching", "LightGlueConfig", {},
            lambda: floats(pixel_values=(1, 2, 3, 64, 64))),
        ("efficientloftr", "", "EfficientLoFTRModel", "EfficientLoFTRConfig", {},
            lambda: floats(pixel_values=(1, 2, 3, 64, 64))),
        ("groupvit_full", "transformer/image-text model", "GroupViTModel", "GroupViTConfig", {},
            lambda: {**text(1, 8), **image(64)}),
    ]  # fmt: skip


def _readers() -> list[Line]:
    reader = "/text recognition"
    line = lambda: floats(pixel_values=(1, 3, 48, 320))  # noqa: E731
    return [
        ("ppocr_v6_small_rec", reader, "PPOCRV6SmallRecForTextRecognition",
            "PPOCRV6SmallRecConfig", {}, line),
        ("ppocr_v6_tiny_rec", reader, "PPOCRV6TinyRecForTextRecognition",
            "PPOCRV6TinyRecConfig", {}, line),
        ("slanet", "", "SLANetForTableRecognition", "SLANetConfig", {}, lambda: image(160)),
    ]  # fmt: skip


def _sounds() -> list[Line]:
    speech, mel = "transformer/speech encoder", {"input_features_mask": torch.ones(1, 96).bool()}
    log_mel = lambda n: lambda: floats(input_features=(1, n, 100))  # noqa: E731
    frames = lambda n: lambda: {**floats(input_features=(1, 96, n)), **mel}  # noqa: E731
    wave = lambda: floats(input_values=(1, 1, 4800))  # noqa: E731
    return [
        ("glmasr", speech, "GlmAsrEncoder", "GlmAsrEncoderConfig", {}, log_mel(128)),
        ("gemma3n_audio", "hybrid/speech encoder", "Gemma3nAudioEncoder", "Gemma3nAudioConfig", {
            "conf_num_hidden_layers": 2}, lambda: {
            **floats(audio_mel=(1, 96, 128)), "audio_mel_mask": torch.zeros(1, 96).bool()}),
        ("gemma4_audio", "hybrid/speech encoder", "Gemma4AudioModel", "Gemma4AudioConfig", {},
            lambda: floats(input_features=(1, 96, 128))),
        ("nemotron_streaming", "hybrid/speech encoder", "NemotronAsrStreamingEncoder",
            "NemotronAsrStreamingEncoderConfig", {}, frames(80)),
        ("fun_asr_nano", speech, "FunAsrNanoEncoder", "FunAsrNanoEncoderConfig", {}, frames(560)),
        ("moonshine_streaming", speech, "MoonshineStreamingEncoder",
            "MoonshineStreamingEncoderConfig", {}, lambda: floats(input_values=(1, 8000))),
        ("pe_audio", "", "PeAudioEncoder", "PeAudioEncoderConfig", {}, wave),
        ("voxtral_realtime", speech, "VoxtralRealtimeEncoder", "VoxtralRealtimeEncoderConfig", {},
            log_mel(128)),
        ("bigvgan", "cnn", "Qwen2_5OmniToken2WavBigVGANModel", "Qwen2_5OmniBigVGANConfig", {
            "upsample_initial_channel": 128}, lambda: floats(mel_spectrogram=(1, 80, 20))),
        ("pocket_tts_encoder", "", "PocketTTSAudioTokenizerEncoderModel",
            "PocketTTSAudioTokenizerEncoderConfig", {}, wave),
        ("seamless_v2_encoder", "hybrid/speech encoder", "SeamlessM4Tv2SpeechEncoder",
            "SeamlessM4Tv2Config", {
            "speech_encoder_layers": 2, "speech_encoder_attention_heads": 4,
            "speech_encoder_intermediate_size": 96, "feature_projection_input_dim": 32},
            lambda: floats(input_features=(1, 40, 32))),
    ]  # fmt: skip


def _several() -> list[Line]:
    series = "transformer/time-series forecast"
    return [
        ("timesfm2_5", series, "TimesFm2_5Model", "TimesFm2_5Config", {}, lambda: {
            "past_values": torch.randn(2, 128), "past_values_padding": torch.zeros(2, 128)}),
        ("flava_full", "transformer", "FlavaModel", "FlavaConfig", {},
            lambda: {**text(1, 8), **image(64)}),
        ("instructblip_qformer", "transformer", "InstructBlipQFormerModel",
            "InstructBlipQFormerConfig", {"encoder_hidden_size": 64}, lambda: {
            "input_ids": ids(1, 8), "attention_mask": torch.ones(1, 12, dtype=torch.long),
            "query_embeds": torch.randn(1, 4, 64),
            "encoder_hidden_states": torch.randn(1, 16, 64)}),
        ("janus_vqgan", "cnn/autoencoder", "JanusVQVAE", "JanusVQVAEConfig", {
            "base_channels": 32}, lambda: image(512)),
        ("ultravbert", "", "UltraVBertModel", "UltraVBertConfig", {}, text),
        ("vibevoice_head", "", "VibeVoiceDiffusionHead", "VibeVoiceDiffusionHeadConfig", {},
            lambda: {"noisy_images": torch.randn(2, 64), "timesteps": torch.tensor([3.0, 4.0]),
                     "condition": torch.randn(2, 64)}),
    ]  # fmt: skip


WHOLE = {
    *("pp_doclayout_v3", "deimv2", "grounding_dino", "efficientloftr", "slanet"),
    *("janus_vqgan", "superglue"),
}
"""Models that stay as large as they are: their parts fit one another in these sizes only."""


def build(line: Line, eager: bool) -> Callable[[], Built]:
    """What builds a line's model."""
    name, _, class_name, config_name, options, inputs = line

    def make() -> Built:
        import transformers

        config = getattr(transformers, config_name)
        sizes = {} if name in WHOLE else small(config)
        model = _found(class_name, config)(config(**{**sizes, **options}))
        # Grouped products have no operator in ONNX: the experts' weights are gathered.
        if hasattr(model, "set_experts_implementation"):
            model.set_experts_implementation("batched_mm")
        if eager and hasattr(model, "set_attn_implementation"):
            model.set_attn_implementation("eager")
        return model, inputs()

    return make


def _found(class_name: str, config: Any) -> Any:
    """The class, also where the package does not export it at its top."""
    import transformers

    at_top = getattr(transformers, class_name, None)
    module = config.__module__.replace("configuration_", "modeling_")
    return at_top or getattr(importlib.import_module(module), class_name)
