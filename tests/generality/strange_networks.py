"""Models of packages that take options: vision transformers, medical images, audio, sequences."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import torch
from definition import Built
from net_parts import ids

Line = tuple[str, str, str, Callable[[], tuple[Any, Any]]]
"""Package, name, architecture and type, and what makes the module and its inputs."""

BASE: dict[str, Any] = {"num_classes": 100, "dim": 64, "depth": 3, "heads": 4}
VIT: dict[str, Any] = {**BASE, "mlp_dim": 128, "image_size": 64, "patch_size": 8}
CLASSIFIER = "transformer/image classifier"
SEGMENTS = "cnn/semantic segmentation"


def lines() -> list[Line]:
    """All of them."""
    return [*_vit_pytorch(), *_monai(), *_x_transformers(), *_audio(), *_denoisers()]


def _named(package: str, module: str, name: str, *shapes: Any, **options: Any) -> Any:
    """What makes ``package.module.name(**options)``; a tensor stands for itself."""

    def make() -> tuple[Any, Any]:
        kind = getattr(importlib.import_module(f"{package}.{module}".rstrip(".")), name)
        return kind(**options), shapes

    return make


def _vit_pytorch() -> list[Line]:
    stages = {"num_classes": 100, "dim": 24, "depth": (1, 1, 2, 1)}
    picture = (1, 3, 64, 64)
    listed: list[tuple[str, str, str, tuple[int, ...], dict[str, Any]]] = [
        ("cct", "CCT", "hybrid/image classifier", (1, 3, 64, 64), {
            "img_size": 64, "embedding_dim": 64, "n_conv_layers": 2, "num_layers": 3,
            "num_heads": 4, "mlp_ratio": 2.0, "num_classes": 100,
            "positional_embedding": "learnable"}),
        ("cct_3d", "CCT", "hybrid/video classifier", (1, 3, 8, 64, 64), {
            "img_size": 64, "num_frames": 8, "embedding_dim": 64, "n_conv_layers": 2,
            "num_layers": 3, "num_heads": 4, "mlp_ratio": 2.0, "num_classes": 100,
            "positional_embedding": "learnable"}),
        ("crossformer", "CrossFormer", CLASSIFIER, (1, 3, 224, 224), {
            "num_classes": 100, "dim": (32, 64, 128, 256), "depth": (1, 1, 2, 1)}),
        ("deepvit", "DeepViT", CLASSIFIER, picture, VIT),
        ("local_vit", "LocalViT", "hybrid/image classifier", picture, VIT),
        ("look_vit", "LookViT", CLASSIFIER, (1, 3, 96, 96), {
            "num_classes": 100, "dim": 64, "depth": 2, "heads": 4, "image_size": 96,
            "patch_size": 16, "cross_attn_heads": 4}),
        ("normalized_vit", "nViT", CLASSIFIER, picture, VIT),
        ("parallel_vit", "ViT", CLASSIFIER, picture, VIT),
        ("regionvit", "RegionViT", CLASSIFIER, (1, 3, 224, 224), {
            "num_classes": 100, "dim": (32, 64, 128, 256), "depth": (1, 1, 2, 1)}),
        ("rvt", "RvT", CLASSIFIER, picture, VIT),
        ("scalable_vit", "ScalableViT", CLASSIFIER, (1, 3, 256, 256), {
            **stages, "heads": (2, 4, 4, 4), "reduction_factor": (8, 4, 2, 1),
            "window_size": (64, 32, None, None)}),
        ("sep_vit", "SepViT", CLASSIFIER, (1, 3, 224, 224), {**stages, "heads": (1, 2, 4, 8)}),
        ("simple_uvit", "SimpleUViT", CLASSIFIER, picture, {**VIT, "depth": 4}),
        ("simple_vit_with_value_residual", "SimpleViT", CLASSIFIER, picture, VIT),
        ("simple_vit_with_hyper_connections", "SimpleViT", CLASSIFIER, picture, {
            **VIT, "num_residual_streams": 2}),
        ("t2t", "T2TViT", CLASSIFIER, (1, 3, 112, 112), {
            **BASE, "mlp_dim": 128, "image_size": 112}),
        ("vit_for_small_dataset", "ViT", CLASSIFIER, picture, VIT),
        ("vit_with_keel_post_ln", "ViT", CLASSIFIER, picture, VIT),
        ("vit_with_patch_merger", "ViT", CLASSIFIER, picture, {**VIT, "patch_merge_layer": 2}),
        ("jumbo_vit", "JumboViT", CLASSIFIER, picture, VIT),
        ("vit_5", "ViT", CLASSIFIER, picture, VIT),
    ]  # fmt: skip
    return [
        ("vit_pytorch", name, kind, _named("vit_pytorch", name, class_name, shape, **options))
        for name, class_name, kind, shape, options in listed
    ]


def _monai() -> list[Line]:
    volume = (1, 1, 32, 32, 32)
    channels = {"in_channels": 1, "out_channels": 2}
    steps = {"channels": (8, 16, 32), "strides": (2, 2, 2)}
    listed: list[tuple[str, str, tuple[int, ...], dict[str, Any]]] = [
        ("UNETR", "hybrid/semantic segmentation", volume, {
            **channels, "img_size": 32, "hidden_size": 96, "mlp_dim": 192, "num_heads": 4}),
        ("SwinUNETR", "hybrid/semantic segmentation", (1, 1, 64, 64, 64), {
            **channels, "feature_size": 12, "depths": (2, 2, 1, 1)}),
        ("SegResNet", SEGMENTS, volume, channels),
        ("SegResNetDS", SEGMENTS, volume, {**channels, "init_filters": 8}),
        ("VNet", SEGMENTS, volume, {"in_channels": 1, "out_channels": 2}),
        ("HighResNet", SEGMENTS, volume, channels),
        ("AHNet", SEGMENTS, (1, 1, 64, 64, 64), {**channels, "psp_block_num": 2}),
        ("DAF3D", SEGMENTS, (1, 1, 64, 64, 64), channels),
        ("AutoEncoder", "cnn/autoencoder", (1, 1, 64, 64), {
            "spatial_dims": 2, "in_channels": 1, "out_channels": 1, **steps}),
        ("VarAutoEncoder", "cnn/autoencoder", (1, 1, 64, 64), {
            "spatial_dims": 2, "in_shape": (1, 64, 64), "out_channels": 1, "latent_size": 16,
            **steps}),
        ("Classifier", "cnn/image classifier", (1, 1, 64, 64), {
            "in_shape": (1, 64, 64), "classes": 5, **steps}),
        ("Generator", "cnn", (1, 32), {"latent_shape": (32,), "start_shape": (16, 8, 8), **steps}),
        ("HoVerNet", SEGMENTS, (1, 3, 256, 256), {}),
        ("Quicknat", SEGMENTS, (1, 1, 64, 64), {"num_classes": 5, "num_filters": 16}),
        ("MedNeXt", SEGMENTS, volume, {"init_filters": 8}),
        ("VQVAE", "cnn/autoencoder", (1, 1, 64, 64), {
            "spatial_dims": 2, "in_channels": 1, "out_channels": 1, "channels": (32, 32, 64),
            "num_res_channels": (32, 32, 64)}),
        ("PatchDiscriminator", "cnn", (1, 3, 64, 64), {
            "spatial_dims": 2, "channels": 16, "in_channels": 3}),
        ("ViTAutoEnc", "transformer", (1, 1, 64, 64), {
            "spatial_dims": 2, "in_channels": 1, "img_size": (64, 64), "patch_size": (16, 16),
            "hidden_size": 96, "mlp_dim": 192, "num_layers": 3, "num_heads": 4}),
        ("HyenaUNETR", "", volume, {**channels, "img_size": 32}),
        ("SPADENet", "cnn", (1, 5, 64, 64), {
            "spatial_dims": 2, "in_channels": 1, "out_channels": 1, "label_nc": 5,
            "input_shape": (64, 64), "channels": [16, 32, 32], "is_vae": False}),
    ]  # fmt: skip
    return [
        ("monai", name, kind, _named("monai.networks", "nets", name, shape, **options))
        for name, kind, shape, options in listed
    ]


def _x_transformers() -> list[Line]:
    def wrapped(stack: str, **options: Any) -> Callable[[], tuple[Any, Any]]:
        def make() -> tuple[Any, Any]:
            import x_transformers as x

            layers = getattr(x, stack)(dim=64, depth=3, heads=4, **options)
            return x.TransformerWrapper(num_tokens=997, max_seq_len=32, attn_layers=layers), (
                ids(2, 12),
            )

        return make

    decoder, encoder = "transformer/decoder language model", "transformer/text encoder"
    variants: list[tuple[str, str, str, dict[str, Any]]] = [
        ("sandwich", decoder, "Decoder", {"sandwich_coef": 2, "use_scalenorm": True}),
        ("macaron", decoder, "Decoder", {"macaron": True, "rel_pos_bias": True}),
        ("talking", decoder, "Decoder", {"attn_pre_talking_heads": True, "ff_relu_squared": True}),
        ("shifted", decoder, "Decoder", {"shift_tokens": 1, "ff_glu": True, "ff_swish": True}),
        ("memory_keys", decoder, "Decoder", {"attn_num_mem_kv": 8, "alibi_pos_bias": True}),
        ("residual_attention", encoder, "Encoder", {"residual_attn": True, "sandwich_norm": True}),
        ("gated_residual", encoder, "Encoder", {"gate_residual": True, "rotary_pos_emb": True}),
        ("gated_values", encoder, "Encoder", {"attn_gate_values": True, "ff_glu": True}),
        ("hybrid_norms", encoder, "Encoder", {"attn_qk_norm": True, "dynamic_pos_bias": True}),
    ]
    made: list[Line] = [
        ("x_transformers", name, kind, wrapped(stack, **options))
        for name, kind, stack, options in variants
    ]
    both = "transformer/encoder-decoder language model"
    return [*made, ("x_transformers", "XTransformer", both, _pair)]


def _pair() -> tuple[Any, Any]:
    import x_transformers as x

    shared = {"num_tokens": 500, "depth": 2, "heads": 4, "max_seq_len": 16}
    sides = {f"{side}_{k}": v for side in ("enc", "dec") for k, v in shared.items()}
    model = x.XTransformer(dim=64, enc_rel_pos_bias=True, dec_rel_pos_bias=True, **sides)
    return _Logits(model), (ids(2, 9), ids(2, 7))


class _Logits(torch.nn.Module):
    """Both sides without the loss that the package returns."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def forward(self, source: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        context = self.model.encoder(source, return_embeddings=True)
        return self.model.decoder.net(target, context=context)  # type: ignore[no-any-return]


def _audio() -> list[Line]:
    wave = (1, 1, 4000)
    separators: list[tuple[str, str, Any, dict[str, Any]]] = [
        ("DPRNNTasNet", "rnn", wave, {"n_src": 2, "hid_size": 32, "n_repeats": 2}),
        ("DPTNet", "", wave, {"n_src": 2, "ff_hid": 32, "n_repeats": 2, "n_heads": 4}),
        ("SuDORMRFNet", "cnn", wave, {"n_src": 2, "bn_chan": 32, "num_blocks": 3, "n_filters": 64}),
        ("SuDORMRFImprovedNet", "cnn", wave, {
            "n_src": 2, "bn_chan": 32, "num_blocks": 3, "n_filters": 64}),
        ("LSTMTasNet", "rnn", wave, {"n_src": 2, "hid_size": 32, "n_layers": 2}),
    ]  # fmt: skip
    voices: list[tuple[str, str, Any, dict[str, Any]]] = [
        ("Wav2Letter", "cnn/speech recognition", (1, 1, 4000), {"num_classes": 40}),
        ("DeepSpeech", "rnn/speech recognition", (1, 60, 1, 40), {"n_feature": 40, "n_hidden": 64}),
        ("WaveRNN", "rnn", ((1, 1, 320), (1, 1, 80, 8)), {
            "upsample_scales": [5, 4, 4], "n_classes": 64, "hop_length": 80, "n_res_block": 2,
            "n_rnn": 64, "n_fc": 64, "n_freq": 80}),
    ]  # fmt: skip
    made: list[Line] = [
        ("asteroid", name, kind, _named("asteroid", "models", name, shape, **options))
        for name, kind, shape, options in separators
    ]
    for name, kind, shape, options in voices:
        shapes = shape if isinstance(shape[0], tuple) else (shape,)
        made.append(
            ("torchaudio", name, kind, _named("torchaudio", "models", name, *shapes, **options))
        )
    return [*made, ("torchaudio", "Emformer", "transformer", _emformer)]


def _emformer() -> tuple[Any, Any]:
    from torchaudio.models import Emformer

    model = Emformer(64, 4, 96, 3, segment_length=4, right_context_length=1)
    return model, ((1, 13, 64), torch.tensor([12]))


def _denoisers() -> list[Line]:
    step = torch.tensor([0.3])
    small = {"dim": 32, "dim_max": 64, "num_downsamples": 2, "num_blocks_per_stage": 1}
    package = "denoising_diffusion_pytorch"
    return [
        (package, "KarrasUnet", "/diffusion denoiser", _named(
            package, "", "KarrasUnet", (1, 4, 32, 32), step, image_size=32, **small)),
        (package, "KarrasUnet1D", "/diffusion denoiser", _named(
            package, "", "KarrasUnet1D", (1, 4, 64), step, seq_len=64, **small)),
        (package, "Unet1D", "/diffusion denoiser", _named(
            package, "", "Unet1D", (1, 3, 64), step, dim=16)),
        (package, "UViT", "hybrid/diffusion denoiser", _named(
            package, "simple_diffusion", "UViT", (1, 3, 64, 64), step, dim=16, vit_depth=2)),
    ]  # fmt: skip


def built(make: Callable[[], tuple[Any, Any]]) -> Callable[[], Built]:
    """What makes the module and its named inputs."""

    def build() -> Built:
        module, shapes = make()
        tensors = [s if torch.is_tensor(s) else torch.randn(*s) for s in shapes]
        return module, {f"#x{place}": tensor for place, tensor in enumerate(tensors)}

    return build
