"""Popular models of further packages: faces, matting, documents, speech, music, tables, recipes."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import torch
from building import ids
from definition import Built

Line = tuple[str, str, str, tuple[Any, ...], dict[str, Any]]
"""Module and class, name, architecture and type, shapes or tensors of the inputs, options."""

PICTURE = (1, 3, 128, 128)
CLASSIFIES, SEGMENTS = "cnn/image classifier", "cnn/semantic segmentation"
DETECTS = "cnn/object detector"
DECODES = "transformer/decoder language model"


def lines() -> list[Line]:
    """All of them."""
    return [*_faces(), *_mattes(), *_documents(), *_speech(), *_music(), *_tables(), *_texts(),
            *_several(), *_detectors()]  # fmt: skip


def _faces() -> list[Line]:
    recognition = "facexlib.recognition.arcface_arch:"
    return [
        ("facenet_pytorch.models.inception_resnet_v1:InceptionResnetV1", "inception_resnet_v1",
            "cnn", ((1, 3, 160, 160),), {"classify": True, "num_classes": 100}),
        ("facexlib.detection.retinaface:RetinaFace", "retinaface_mobile", DETECTS,
            (PICTURE,), {"network_name": "mobile0.25", "device": "cpu"}),
        ("facexlib.detection.retinaface:RetinaFace", "retinaface_resnet50", DETECTS,
            (PICTURE,), {"network_name": "resnet50", "device": "cpu"}),
        ("facexlib.alignment.awing_arch:FAN", "face_alignment", "cnn",
            ((1, 3, 256, 256),), {"num_modules": 2, "device": "cpu", "num_landmarks": 98}),
        (recognition + "Backbone", "arcface_ir_se50", "cnn", ((1, 3, 112, 112),), {
            "num_layers": 50, "drop_ratio": 0.4, "mode": "ir_se"}),
        (recognition + "MobileFaceNet", "mobilefacenet", "cnn", ((2, 3, 112, 112),), {
            "embedding_size": 128}),
        ("facexlib.parsing.bisenet:BiSeNet", "bisenet_face", SEGMENTS, ((1, 3, 256, 256),), {
            "num_class": 19}),
        ("facexlib.parsing.parsenet:ParseNet", "parsenet", SEGMENTS, ((1, 3, 128, 128),), {
            "in_size": 128, "out_size": 128, "parsing_ch": 19}),
    ]  # fmt: skip


def _mattes() -> list[Line]:
    return [
        ("facexlib.matting.modnet:MODNet", "modnet", SEGMENTS, (PICTURE, torch.tensor(True)), {
            "backbone_pretrained": False}),
        ("carvekit.ml.arch.u2net.u2net:U2NETArchitecture", "u2net_full", SEGMENTS, (PICTURE,), {}),
        ("carvekit.ml.arch.basnet.basnet:BASNet", "basnet", SEGMENTS, ((1, 3, 224, 224),), {
            "n_channels": 3, "n_classes": 1}),
        ("transparent_background.InSPyReNet:InSPyReNet_SwinB", "inspyrenet", SEGMENTS,
            ((1, 3, 384, 384),), {"depth": 32, "pretrained": False, "base_size": [384, 384]}),
    ]  # fmt: skip


def _documents() -> list[Line]:
    line, page = (1, 3, 32, 128), (1, 3, 256, 256)
    found = {"pretrained": False, "pretrained_backbone": False, "exportable": True}
    read = {**found, "vocab": "abcdefghijklmnopqrstuvwxyz"}
    finds, reads = "doctr.models.detection:", "doctr.models.recognition:"
    kind, reader = "cnn/text detector", "/text recognition"
    return [
        (finds + "db_resnet50", "db_resnet50", kind, (page,), found),
        (finds + "db_mobilenet_v3_large", "db_mobilenet_v3_large", kind, (page,), found),
        (finds + "fast_tiny", "fast_tiny", kind, (page,), found),
        (reads + "sar_resnet31", "sar_resnet31", reader, (line,), read),
        (reads + "master", "master", reader, (line,), read),
        (reads + "parseq", "parseq", reader, (line,), read),
        (reads + "viptr_tiny", "viptr_tiny", reader, (line,), read),
        ("doctr.models.classification:magc_resnet31", "magc_resnet31", CLASSIFIES, (PICTURE,), {
            "pretrained": False}),
        ("easyocr.craft:CRAFT", "craft_text", kind, (page,), {"pretrained": False}),
    ]  # fmt: skip


def _speech() -> list[Line]:
    models = "speechbrain.lobes.models."
    return [
        (models + "ECAPA_TDNN:ECAPA_TDNN", "ecapa_tdnn", "cnn", ((1, 100, 80),), {
            "input_size": 80, "channels": [64, 64, 64, 64, 192], "lin_neurons": 64}),
        (models + "CRDNN:CRDNN", "crdnn", "", ((1, 60, 40),), {
            "input_shape": [1, 60, 40], "rnn_neurons": 32, "rnn_layers": 2, "dnn_neurons": 32,
            "cnn_channels": [16, 32]}),
        (models + "ContextNet:ContextNet", "contextnet_speech", "cnn/speech encoder",
            ((1, 64, 80),), {"input_shape": [1, 64, 80], "out_channels": 64, "num_layers": 2}),
        (models + "Cnn14:Cnn14", "cnn14", "cnn/audio classifier", ((1, 128, 80),), {
            "mel_bins": 80, "emb_dim": 256}),
        (models + "DiffWave:DiffWave", "diffwave", "cnn", ((1, 1, 512), torch.tensor([3]),
            (1, 80, 2)), {"input_channels": 80, "residual_layers": 6, "residual_channels": 32,
                          "dilation_cycle_length": 3, "total_steps": 50}),
        (models + "HifiGAN:HifiganGenerator", "hifigan_v1", "cnn", ((1, 80, 16),), {
            "in_channels": 80, "out_channels": 1, "resblock_type": "1",
            "resblock_dilation_sizes": [[1, 3, 5]] * 3, "resblock_kernel_sizes": [3, 7, 11],
            "upsample_kernel_sizes": [16, 16, 4, 4], "upsample_initial_channel": 64,
            "upsample_factors": [8, 8, 2, 2]}),
        (models + "segan_model:Generator", "segan", "cnn", ((1, 16384, 1),), {
            "kernel_size": 31, "latent_vae": False, "z_prob": False}),
        ("torchaudio.models:squim_objective_base", "squim_objective", "", ((1, 8000),), {}),
        ("torchcrepe.model:Crepe", "crepe_tiny", "cnn", ((4, 1024),), {"model": "tiny"}),
    ]  # fmt: skip


def _music() -> list[Line]:
    return [
        ("demucs.demucs:Demucs", "demucs", "", ((1, 2, 8192),), {
            "sources": ["a", "b"], "channels": 16, "depth": 4, "lstm_layers": 2}),
        ("demucs.htdemucs:HTDemucs", "htdemucs", "", ((1, 2, 88200),), {
            "sources": ["a", "b"], "channels": 16, "t_layers": 3, "bottom_channels": 64,
            "t_heads": 4, "segment": 2}),
        ("vocos.models:VocosBackbone", "vocos", "cnn", ((1, 100, 40),), {
            "input_channels": 100, "dim": 64, "intermediate_dim": 128, "num_layers": 4}),
        ("snac.snac:SNAC", "snac", "cnn/autoencoder", ((1, 1, 2048),), {
            "encoder_dim": 16, "encoder_rates": [2, 4, 4], "decoder_dim": 64,
            "decoder_rates": [4, 4, 2], "attn_window_size": None, "codebook_size": 64,
            "vq_strides": [4, 2, 1]}),
        ("bs_roformer:BSRoformer", "bs_roformer", "transformer", ((1, 2, 17640),), {
            "dim": 32, "depth": 2, "stereo": True, "heads": 2, "dim_head": 16,
            "flash_attn": False}),
        ("kokoro.istftnet:Decoder", "kokoro_decoder", "cnn", ((1, 512, 10), (1, 20), (1, 20),
            (1, 32)), {"dim_in": 512, "style_dim": 32, "dim_out": 80,
            "resblock_kernel_sizes": [3, 7], "upsample_rates": [10, 6],
            "upsample_initial_channel": 512, "resblock_dilation_sizes": [[1, 3, 5], [1, 3, 5]],
            "upsample_kernel_sizes": [20, 12], "gen_istft_n_fft": 20, "gen_istft_hop_size": 5,
            "disable_complex": True}),
    ]  # fmt: skip


def _tables() -> list[Line]:
    fields, tabular = [10, 12, 8, 6], "/tabular model"
    given = (torch.tensor([[1, 2, 3], [0, 1, 2]]), (2, 4))
    sizes = {"categories": (5, 6, 7), "num_continuous": 4, "dim": 32, "depth": 3, "heads": 4,
             "dim_out": 1}  # fmt: skip
    return [
        ("pytorch_tabnet.tab_network:TabNet", "tabnet", tabular, ((4, 10),), {
            "input_dim": 10, "output_dim": 2, "group_attention_matrix": torch.eye(10)}),
        ("tab_transformer_pytorch:TabTransformer", "tab_transformer", tabular, given, {
            **sizes, "mlp_act": torch.nn.ReLU()}),
        ("tab_transformer_pytorch:FTTransformer", "ft_transformer_tokens", tabular, given, sizes),
        ("torchfm.model.ffm:FieldAwareFactorizationMachineModel", "field_aware_fm", tabular,
            (ids(4, 4, below=11) % 6,), {"field_dims": fields, "embed_dim": 8}),
        ("torchfm.model.wd:WideAndDeepModel", "wide_and_deep", tabular,
            (ids(4, 4, below=11) % 6,), {
            "field_dims": fields, "embed_dim": 8, "mlp_dims": (32, 16), "dropout": 0.1}),
        ("torchfm.model.afi:AutomaticFeatureInteractionModel", "auto_int_fm", tabular,
            (ids(4, 4, below=11) % 6,), {
            "field_dims": fields, "embed_dim": 8, "atten_embed_dim": 16, "num_heads": 2,
            "num_layers": 2, "mlp_dims": (32, 16), "dropouts": (0.0, 0.0, 0.0)}),
        ("nbeats_pytorch.model:NBeatsNet", "nbeats_interpretable", "mlp/time-series forecast",
            ((2, 10),), {"hidden_layer_units": 32}),
        ("iTransformer:iTransformer", "itransformer", "transformer/time-series forecast",
            ((2, 48, 7),), {"num_variates": 7, "lookback_len": 48, "dim": 32, "depth": 3,
            "heads": 4, "dim_head": 8, "pred_length": 12, "use_reversible_instance_norm": True}),
    ]  # fmt: skip


def _texts() -> list[Line]:
    words = ids(1, 64)
    return [
        ("performer_pytorch:PerformerLM", "performer", DECODES, (words,), {
            "num_tokens": 997, "max_seq_len": 64, "dim": 64, "depth": 3, "heads": 4,
            "dim_head": 16}),
        ("linformer:LinformerLM", "linformer", "transformer", (words,), {
            "num_tokens": 997, "dim": 64, "seq_len": 64, "depth": 3, "heads": 4, "k": 16}),
        ("linear_attention_transformer:LinearAttentionTransformerLM", "linear_attention",
            "transformer", (words,), {
            "num_tokens": 997, "dim": 64, "depth": 3, "max_seq_len": 64, "heads": 4}),
        ("reformer_pytorch:ReformerLM", "reformer_full", "transformer", (words,), {
            "num_tokens": 997, "dim": 64, "depth": 3, "max_seq_len": 64, "heads": 4,
            "use_full_attn": True, "causal": True}),
        ("MEGABYTE_pytorch:MEGABYTE", "megabyte", DECODES, (ids(1, 32, below=250),), {
            "num_tokens": 256, "dim": (64, 32), "depth": (2, 2), "max_seq_len": (8, 4),
            "dim_head": 16, "heads": 4}),
    ]  # fmt: skip


def _several() -> list[Line]:
    waves = {"n_chans": 22, "n_outputs": 4, "n_times": 1000}
    electric = ((2, 22, 1000),)
    nets, reid = "braindecode.models:", "torchreid.reid.models."
    person = ((1, 3, 256, 128),)
    untrained = {"num_classes": 100, "pretrained": False}
    return [
        ("perceiver_pytorch:Perceiver", "perceiver_image", "transformer", ((1, 32, 32, 3),), {
            "num_freq_bands": 4, "depth": 2, "max_freq": 8.0, "num_latents": 16, "latent_dim": 64,
            "latent_heads": 4, "num_classes": 10}),
        ("perceiver_pytorch:PerceiverIO", "perceiver_io", "transformer", ((1, 32, 24),), {
            "depth": 3, "dim": 24, "queries_dim": 24, "num_latents": 16, "latent_dim": 64,
            "latent_heads": 4}),
        ("siren_pytorch:SirenNet", "siren", "mlp", ((64, 2),), {
            "dim_in": 2, "dim_hidden": 32, "dim_out": 3, "num_layers": 4}),
        (nets + "EEGNet", "eegnet", "cnn", electric, waves),
        (nets + "ATCNet", "atcnet", "", electric, {**waves, "sfreq": 250}),
        (nets + "EEGConformer", "eeg_conformer", "hybrid", electric, waves),
        (reid + "osnet:osnet_x0_25", "osnet", CLASSIFIES, person, untrained),
        (reid + "hacnn:HACNN", "hacnn", CLASSIFIES, ((1, 3, 160, 64),), {
            "num_classes": 100, "use_gpu": False}),
        (reid + "mlfn:mlfn", "mlfn", CLASSIFIES, person, untrained),
        ("pretrainedmodels.models.bninception:BNInception", "bninception", CLASSIFIES,
            ((1, 3, 224, 224),), {}),
        ("pretrainedmodels.models.vggm:VGGM", "vgg_m", CLASSIFIES, ((1, 3, 221, 221),), {}),
        ("torch_geometric.nn:GCN", "gcn_geometric", "", _graph(), {
            "in_channels": 8, "hidden_channels": 16, "num_layers": 3, "out_channels": 4}),
        ("torch_geometric.nn:GIN", "gin_geometric", "", _graph(), {
            "in_channels": 8, "hidden_channels": 16, "num_layers": 3, "out_channels": 4}),
    ]  # fmt: skip


def _graph() -> tuple[Any, ...]:
    return ((6, 8), torch.tensor([[0, 1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 0]]))


def _detectors() -> list[Line]:
    get = "super_gradients.training.models:get"
    plain = {"num_classes": 20, "pretrained_weights": None}
    view = ((1, 3, 256, 256),)
    return [
        (get, "yolo_nas_s", DETECTS, view, {"model_name": "yolo_nas_s", **plain}),
        (get, "yolox_n", DETECTS, view, {"model_name": "yolox_n", **plain}),
        (get, "ssd_lite", DETECTS, ((1, 3, 320, 320),), {
            "model_name": "ssd_lite_mobilenet_v2", **plain}),
        (get, "ddrnet_23_slim", SEGMENTS, view, {"model_name": "ddrnet_23_slim", **plain}),
        (get, "pp_lite_t_seg", SEGMENTS, view, {"model_name": "pp_lite_t_seg50", **plain}),
        (get, "stdc1_seg", SEGMENTS, view, {"model_name": "stdc1_seg50", **plain}),
        (get, "regseg48", SEGMENTS, view, {"model_name": "regseg48", **plain}),
        (get, "shelfnet18", SEGMENTS, view, {"model_name": "shelfnet18_lw", **plain}),
    ]  # fmt: skip


def build(line: Line) -> Callable[[], Built]:
    """What builds a line's model."""
    place, _, _, shapes, options = line

    def make() -> Built:
        module, _, name = place.partition(":")
        made = getattr(importlib.import_module(module), name)(**options)
        tensors = [s if torch.is_tensor(s) else torch.rand(*s) for s in shapes]
        return made, {f"#x{i}": tensor for i, tensor in enumerate(tensors)}

    return make
