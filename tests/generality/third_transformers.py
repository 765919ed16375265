"""Classes of transformers that no other table has: decoders, towers, readers, codecs."""

from __future__ import annotations

from typing import Any

import torch
from building import floats, ids, image, text
from strange_transformers import Line

DECODERS = ("HeliumForCausalLM MoshiForCausalLM GraniteSWAForCausalLM").split()

DECODER, ENCODER = "transformer/decoder language model", "transformer/text encoder"
TOWER, SPEECH = "transformer/image encoder", "transformer/speech encoder"


def lines() -> list[Line]:
    """All of them."""
    decoders: list[Line] = [
        (name, DECODER, name, name.removesuffix("ForCausalLM") + "Config", {}, text)
        for name in DECODERS
    ]
    return [*decoders, *_words(), *_towers(), *_readers(), *_sounds()]


def _words() -> list[Line]:
    codes = lambda: {"codebook_idx": 2, "input_ids": ids(1, 12, 8, below=100)}  # noqa: E731
    both = lambda: {**text(1, 8), "decoder_input_ids": ids(1, 6)}  # noqa: E731
    return [
        ("chameleon_text", DECODER, "ChameleonForConditionalGeneration", "ChameleonConfig", {
            "vocabulary_map": {"<image>": 990}}, text),
        ("bark_fine", "transformer", "BarkFineModel", "BarkFineConfig", {
            "hidden_size": 64, "num_heads": 4, "num_layers": 3, "block_size": 32,
            "input_vocab_size": 128, "output_vocab_size": 128}, codes),
        ("dia_encoder", ENCODER, "DiaEncoder", "DiaEncoderConfig", {"vocab_size": 256},
            lambda: {"input_ids": ids(1, 16, below=200)}),
        ("minimax_m3_text", DECODER, "MiniMaxM3VLTextModel", "MiniMaxM3VLTextConfig", {}, text),
        ("step3p7_text", DECODER, "Step3p7TextModel", "Step3p7TextConfig", {
            "sliding_window": 8}, text),
        ("molmo2_text", DECODER, "Molmo2TextModel", "Molmo2TextConfig", {}, text),
        ("t5gemma2", "transformer/encoder-decoder language model",
            "T5Gemma2ForConditionalGeneration", "T5Gemma2Config", {}, both),
    ]  # fmt: skip


def _towers() -> list[Line]:
    def cut(width: int) -> Any:
        grid = torch.tensor([[1, 4, 4]])
        return lambda: {"hidden_states": torch.randn(16, width), "grid_thw": grid}

    flat = 3 * 14 * 14 * 2
    return [
        ("qwen2_5_vl_vision", TOWER, "Qwen2_5_VisionTransformerPretrainedModel",
            "Qwen2_5_VLVisionConfig", {"fullatt_block_indexes": [1]}, cut(flat)),
        ("qwen3_vl_vision", TOWER, "Qwen3VLVisionModel", "Qwen3VLVisionConfig", {
            "deepstack_visual_indexes": [1], "num_position_embeddings": 64}, cut(3 * 16 * 16 * 2)),
        ("exaone4_5_vision", TOWER, "Exaone4_5_VisionModel", "Exaone4_5_VisionConfig", {
            "fullatt_block_indexes": [1]}, cut(flat)),
        ("video_llama_3_vision", TOWER, "VideoLlama3VisionModel", "VideoLlama3VisionConfig", {},
            lambda: {"pixel_values": torch.randn(16, 3 * 16 * 16),
                     "grid_thw": torch.tensor([[1, 4, 4]]), "merge_sizes": torch.tensor([2])}),
        ("ovis2_vision", TOWER, "Ovis2VisionModel", "Ovis2VisionConfig", {
            "image_size": 56, "patch_size": 14}, lambda: image(56)),
        ("molmo2_vision", TOWER, "Molmo2VisionModel", "Molmo2VisionConfig", {},
            lambda: floats(pixel_values=(1, 729, 588))),
        ("idefics2_vision", TOWER, "Idefics2VisionTransformer", "Idefics2VisionConfig", {},
            lambda: image(64)),
        ("phi4_vision", TOWER, "Phi4MultimodalVisionModel", "Phi4MultimodalVisionConfig", {
            "image_size": 56, "patch_size": 14}, lambda: {
            **image(56), "patch_attention_mask": torch.ones(1, 4, 4, dtype=torch.bool)}),
        ("glm_image_vision", TOWER, "GlmImageVisionModel", "GlmImageVisionConfig", {},
            lambda: {"pixel_values": torch.randn(16, 3 * 16 * 16),
                     "grid_thw": torch.tensor([[1, 4, 4]])}),
        ("superglue", "", "SuperGlueForKeypointMatching", "SuperGlueConfig", {},
            lambda: floats(pixel_values=(1, 2, 3, 64, 64))),
    ]  # fmt: skip


def _readers() -> list[Line]:
    return [
        ("pp_lcnet_v3", "cnn/image classifier", "PPLCNetV3Backbone", "PPLCNetV3Config", {},
            lambda: image(64)),
        ("slanext", "", "SLANeXtForTableRecognition", "SLANeXtConfig", {}, lambda: image(64)),
        ("pp_formulanet_vision", "transformer", "PPFormulaNetVisionModel",
            "PPFormulaNetVisionConfig", {}, lambda: image(64)),
    ]  # fmt: skip


def _sounds() -> list[Line]:
    codec = "/autoencoder"
    wave = lambda: floats(input_values=(1, 1, 3840))  # noqa: E731
    return [
        ("xcodec", codec, "XcodecModel", "XcodecConfig", {}, wave),
        ("wavtokenizer", codec, "WavTokenizerModel", "WavTokenizerConfig", {
            "codebook_dim": 64}, wave),
        ("vibevoice_tokenizer_encoder", "cnn", "VibeVoiceAcousticTokenizerEncoderModel",
            "VibeVoiceAcousticTokenizerEncoderConfig", {},
            lambda: floats(hidden_states=(1, 1, 6400))),
        ("vibevoice_tokenizer_decoder", "cnn", "VibeVoiceAcousticTokenizerDecoderModel",
            "VibeVoiceAcousticTokenizerDecoderConfig", {},
            lambda: floats(hidden_states=(1, 64, 4))),
        ("phi4_audio", "hybrid/speech encoder", "Phi4MultimodalAudioModel",
            "Phi4MultimodalAudioConfig", {
            "nemo_conv_channels": 64, "ext_pw_out_channel": 64,
            "depthwise_separable_out_channel": 64}, lambda: {
            "hidden_states": torch.randn(1, 96, 80), "mask": torch.ones(1, 96).bool()}),
        ("granite_speech5_encoder", "hybrid/speech encoder", "GraniteSpeech5Encoder",
            "GraniteSpeech5EncoderConfig", {
            "num_key_value_heads": 4}, lambda: floats(input_features=(1, 64, 320))),
        ("omniasr_audio", SPEECH, "OmniASRAudioModel", "OmniASRAudioConfig", {},
            lambda: floats(input_values=(1, 1, 8000))),
        ("nemotron3_diarization", "", "Nemotron3DiarizationAudioModel",
            "Nemotron3DiarizationAudioConfig", {
            "num_key_value_heads": 4}, lambda: {
            "input_features": torch.randn(1, 96, 128),
            "input_features_mask": torch.ones(1, 96).bool()}),
        ("csm_depth_decoder", DECODER, "CsmDepthDecoderModel", "CsmDepthDecoderConfig", {
            "backbone_hidden_size": 64, "num_codebooks": 8}, lambda: {
            "input_ids": ids(1, 7, below=90)}),
    ]  # fmt: skip
