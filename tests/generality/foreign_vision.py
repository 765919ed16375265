"""Models of images and of diffusion whose families the library does not know."""

from __future__ import annotations

import torch
from building import PATCHES, Table, floats, ids, image, text
from definition import BOTH, TRACED, UNKNOWN, Built, Definition

CLASSIFIERS = """
botnet26t_256 cspresnet50 cspresnext50 convit_tiny gmixer_24_224 efficientformerv2_s0
efficientvit_m0 visformer_tiny vitamin_small_224 vit_relpos_small_patch16_224
vit_srelpos_small_patch16_224 halonet26t lambda_resnet26t gernet_s fbnetc_100 hardcorenas_a
regnetz_b16 regnetv_040 spnasnet_100 fbnetv3_b shvit_s1 hieradet_small coatnext_nano_rw_224
maxxvit_rmlp_nano_rw_256 vit_small_r26_s32_224 vit_tiny_r_s16_p8_224 gcresnet33ts
efficientnet_es tinynet_a sehalonet33ts iformer_s csatv2 lowformer_b0 efficientvim_m1 lcnetv2_base
mobilenetv5_base cpubone_b0 naflexvit_base_patch16_gap bat_resnext26ts resnet32ts-no
eca_botnext26ts_256 vit_wee_patch16_reg1_gap_256 vit_base_patch16_rope_224 vit_base_patch16_xp_224
beit3_base_patch16_224 eva_giant_patch14_224-no hgnetv3-no gcresnext26ts mobilenet_edgetpu_v2_s
resnet26d_cosine-no cspnext_tiny
""".split()
"""Of timm; what an installed version does not have is left out."""


UNSEEN = """
 convit_small gmixer_12_224 hardcorenas_d fbnetv3_d gernet_m regnetz_c16 regnetv_064
lambda_resnet26rpt_256 sebotnet33ts_256 lcnetv2_large mobilenet_edgetpu_100 visformer_small
efficientformerv2_s1 cspresnet50d gcresnet50t efficientvim_m2 shvit_s2 lowformer_b1
vitamin_base_224 efficientvit_m2 regnetz_d8 vit_relpos_medium_patch16_cls_224
vit_small_resnet26d_224 iformer_m maxxvitv2_nano_rw_256 hardcorenas_f efficientnet_em
cspresnet50w efficientnet_es_pruned regnetz_040
""".split()
"""Further ones, scanned once without changing any signature afterwards."""


def definitions() -> list[Definition]:
    """All of them."""
    table = Table()
    for name in CLASSIFIERS:
        if not name.endswith("-no"):
            table.timm(UNKNOWN, name, BOTH if len(table.found) % 3 == 0 else TRACED)
    _encoders(table)
    _detectors(table)
    _several(table)
    _small(table)
    _denoisers(table)
    for name in UNSEEN:
        table.timm(UNKNOWN, name, TRACED)
    return table.found


def _encoders(table: Table) -> None:
    lines: list[tuple[str, str, str, dict[str, object], int]] = [
        ("cvt", "CvtForImageClassification", "CvtConfig", {"depth": [1, 2, 3]}, 224),
        ("pvt", "PvtForImageClassification", "PvtConfig", {"depths": [2, 2, 2, 2]}, 224),
        ("glpn", "GLPNForDepthEstimation", "GLPNConfig", {"depths": [2, 2, 2, 2]}, 128),
        (
            "vit_mae",
            "ViTMAEForPreTraining",
            "ViTMAEConfig",
            {
                **PATCHES,
                "decoder_hidden_size": 48,
                "decoder_num_hidden_layers": 2,
                "decoder_num_attention_heads": 4,
                "decoder_intermediate_size": 96,
            },
            224,
        ),
        (
            "vitdet",
            "VitDetModel",
            "VitDetConfig",
            {
                "hidden_size": 96,
                "num_hidden_layers": 4,
                "num_attention_heads": 6,
                "window_size": 7,
                "window_block_indices": [0, 1],
                "use_relative_position_embeddings": True,
            },
            224,
        ),
        ("clipseg_vision", "CLIPSegVisionModel", "CLIPSegVisionConfig", PATCHES, 224),
        (
            "owlvit_vision",
            "OwlViTVisionModel",
            "OwlViTVisionConfig",
            {**PATCHES, "image_size": 224},
            224,
        ),
        ("blip_vision", "BlipVisionModel", "BlipVisionConfig", {**PATCHES, "image_size": 224}, 224),
        (
            "blip_2_vision",
            "Blip2VisionModel",
            "Blip2VisionConfig",
            {**PATCHES, "image_size": 224},
            224,
        ),
        (
            "groupvit_vision",
            "GroupViTVisionModel",
            "GroupViTVisionConfig",
            {
                "hidden_size": 96,
                "num_attention_heads": 6,
                "intermediate_size": 192,
                "depths": [2, 1, 1],
            },
            224,
        ),
        ("ijepa", "IJepaModel", "IJepaConfig", PATCHES, 224),
        (
            "van_like_segformer_decoder",
            "SegGptModel",
            "SegGptConfig",
            {
                "hidden_size": 96,
                "num_hidden_layers": 2,
                "num_attention_heads": 4,
                "image_size": [64, 32],
                "intermediate_hidden_state_indices": [0, 1],
                "pretrain_image_size": 32,
            },
            64,
        ),
        (
            "swin2sr",
            "Swin2SRForImageSuperResolution",
            "Swin2SRConfig",
            {"embed_dim": 36, "depths": [2, 2], "num_heads": [2, 2], "image_size": 64},
            64,
        ),
        ("superpoint", "SuperPointForKeypointDetection", "SuperPointConfig", {}, 128),
        ("textnet", "TextNetForImageClassification", "TextNetConfig", {}, 224),
        ("aimv2_vision", "Aimv2VisionModel", "Aimv2VisionConfig", PATCHES, 224),
        ("vitpose", "VitPoseForPoseEstimation", "VitPoseConfig", {"backbone_config": None}, 256),
        ("mlcd_vision", "MLCDVisionModel", "MLCDVisionConfig", PATCHES, 336),
        ("sam2_vision", "Sam2VisionModel", "Sam2VisionConfig", {}, 256),
        (
            "depth_anything",
            "DepthAnythingForDepthEstimation",
            "DepthAnythingConfig",
            {"reassemble_hidden_size": 384},
            224,
        ),
        (
            "internvl_vision",
            "InternVLVisionModel",
            "InternVLVisionConfig",
            {**PATCHES, "image_size": [224, 224]},
            224,
        ),
        ("flava_image", "FlavaImageModel", "FlavaImageConfig", PATCHES, 224),
        ("kosmos2_vision", "Kosmos2VisionModel", "Kosmos2VisionConfig", PATCHES, 224),
        ("radio_like_pixio", "PixioModel", "PixioConfig", {**PATCHES, "image_size": 256}, 256),
        ("hgnet_like_uvdoc", "UVDocModel", "UVDocConfig", {}, 256),
        ("vjepa2_like_vit_hybrid", "DPTModel", "DPTConfig", {"is_hybrid": True}, 384),
    ]
    for model, name, config, options, size in lines:
        if model in {"vitpose", "vjepa2_like_vit_hybrid"}:
            continue
        table.transformers(
            UNKNOWN,
            model,
            name,
            config,
            options,
            lambda size=size: image(size),
            BOTH if len(table.found) % 2 else TRACED,
        )
    frames = {"videomae": 16, "vivit": 8, "timesformer": 8}
    for model, name in (
        ("videomae", "VideoMAE"),
        ("vivit", "Vivit"),
        ("timesformer", "Timesformer"),
    ):
        table.transformers(
            UNKNOWN,
            model,
            f"{name}ForVideoClassification",
            f"{name}Config",
            {**PATCHES, "num_frames": frames[model]},
            lambda count=frames[model]: {"pixel_values": torch.randn(1, count, 3, 224, 224)},
        )
    table.transformers(
        UNKNOWN,
        "mgp-str",
        "MgpstrForSceneTextRecognition",
        "MgpstrConfig",
        {"hidden_size": 96, "num_hidden_layers": 3, "num_attention_heads": 6},
        lambda: {"pixel_values": torch.randn(1, 3, 32, 128)},
    )
    table.transformers(
        UNKNOWN,
        "imagegpt",
        "ImageGPTForCausalImageModeling",
        "ImageGPTConfig",
        {"vocab_size": 65, "n_embd": 64, "n_layer": 3, "n_head": 4, "n_positions": 64},
        lambda: {"input_ids": ids(1, 64, below=60)},
    )


def _detectors(table: Table) -> None:
    detr: dict[str, object] = {
        "d_model": 64,
        "encoder_layers": 2,
        "decoder_layers": 2,
        "encoder_attention_heads": 4,
        "decoder_attention_heads": 4,
        "encoder_ffn_dim": 128,
        "decoder_ffn_dim": 128,
    }

    def with_backbone(class_name: str, config: str, options: dict[str, object]) -> object:
        def build() -> Built:
            import transformers

            backbone = transformers.ResNetConfig(
                depths=[2, 2, 2, 2],
                hidden_sizes=[32, 64, 96, 128],
                embedding_size=32,
                out_features=["stage4"],
                layer_type="basic",
            )
            made = getattr(transformers, config)(
                use_timm_backbone=False,
                use_pretrained_backbone=False,
                backbone=None,
                backbone_config=backbone,
                **options,
            )
            return getattr(transformers, class_name)(made), image(224)

        return build

    for model, name in (
        ("conditional_detr", "ConditionalDetr"),
        ("table_transformer", "TableTransformer"),
        ("dab-detr", "DabDetr"),
    ):
        options = dict(detr)
        if model == "dab-detr":
            options["hidden_size"] = options.pop("d_model")
        build = with_backbone(f"{name}ForObjectDetection", f"{name}Config", options)
        family = "detr" if model == "table_transformer" else UNKNOWN
        table.add(family, "transformers", model, build)  # type: ignore[arg-type]

    def masks() -> Built:
        import transformers

        swin = transformers.SwinConfig(
            embed_dim=24,
            depths=[2, 2, 2, 2],
            num_heads=[1, 2, 4, 8],
            out_features=["stage1", "stage2", "stage3", "stage4"],
        )
        config = transformers.MaskFormerConfig(backbone_config=swin)
        return transformers.MaskFormerForInstanceSegmentation(config), image(224)

    table.add(UNKNOWN, "transformers", "maskformer", masks, TRACED)

    def poses(heads: bool) -> Built:
        import transformers

        backbone = transformers.VitPoseBackboneConfig(
            hidden_size=96,
            num_hidden_layers=3,
            num_attention_heads=6,
            out_indices=[3],
            out_features=["stage3"],
        )
        config = transformers.VitPoseConfig(
            backbone_config=backbone, use_simple_decoder=heads, use_pretrained_backbone=False
        )
        return transformers.VitPoseForPoseEstimation(config), {
            "pixel_values": torch.randn(1, 3, 256, 192)
        }

    table.add(UNKNOWN, "transformers", "vitpose", lambda: poses(True))
    table.add(UNKNOWN, "transformers", "vitpose-classic", lambda: poses(False))
    table.add(UNKNOWN, "torchvision", "retinanet-head", _retina)
    table.add(UNKNOWN, "torchvision", "simple-baseline", _baseline)


def _features(depth: str = "resnet18") -> torch.nn.Module:
    from building import load_vision

    load_vision()
    import timm

    return timm.create_model(depth, features_only=True)  # type: ignore[no-any-return]


class _Pyramid(torch.nn.Module):
    """A feature pyramid on a residual network, with two heads shared by its levels."""

    def __init__(self) -> None:
        super().__init__()
        self.body = _features()
        widths = (128, 256, 512)
        self.lateral = torch.nn.ModuleList(torch.nn.Conv2d(w, 64, 1) for w in widths)
        self.smooth = torch.nn.ModuleList(torch.nn.Conv2d(64, 64, 3, padding=1) for _ in widths)
        self.classes, self.boxes = self._head(9 * 8), self._head(9 * 4)

    @staticmethod
    def _head(out: int) -> torch.nn.Sequential:
        layers: list[torch.nn.Module] = []
        for _ in range(4):
            layers += [torch.nn.Conv2d(64, 64, 3, padding=1), torch.nn.ReLU()]
        return torch.nn.Sequential(*layers, torch.nn.Conv2d(64, out, 3, padding=1))

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        levels = self.body(x)[2:]
        top = None
        classes, boxes = [], []
        for level in (2, 1, 0):
            here = self.lateral[level](levels[level])
            if top is not None:
                here = here + torch.nn.functional.interpolate(top, scale_factor=2.0)
            top = here
            smooth = self.smooth[level](here)
            classes.append(self.classes(smooth).flatten(2))
            boxes.append(self.boxes(smooth).flatten(2))
        return torch.cat(classes, 2), torch.cat(boxes, 2)


def _retina() -> Built:
    return _Pyramid(), {"#x": torch.randn(1, 3, 256, 256)}


def _baseline() -> Built:
    layers: list[torch.nn.Module] = []
    width = 512
    for _ in range(3):
        layers += [
            torch.nn.ConvTranspose2d(width, 128, 4, 2, 1, bias=False),
            torch.nn.BatchNorm2d(128),
            torch.nn.ReLU(),
        ]
        width = 128
    head = torch.nn.Sequential(*layers, torch.nn.Conv2d(128, 17, 1))

    class Baseline(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.body, self.head = _features(), head

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.head(self.body(x)[-1])  # type: ignore[no-any-return]

    return Baseline(), {"#x": torch.randn(1, 3, 256, 192)}


def _several(table: Table) -> None:
    vilt = {**PATCHES, "max_image_length": 49, "vocab_size": 997}
    table.transformers(
        UNKNOWN,
        "vilt",
        "ViltModel",
        "ViltConfig",
        vilt,
        lambda: {
            **text(1, 8),
            "token_type_ids": torch.zeros(1, 8, dtype=torch.long),
            **image(224),
            "pixel_mask": torch.ones(1, 224, 224, dtype=torch.long),
        },
        TRACED,
    )
    table.transformers(
        UNKNOWN,
        "lxmert",
        "LxmertModel",
        "LxmertConfig",
        {
            "vocab_size": 997,
            "hidden_size": 96,
            "num_attention_heads": 6,
            "intermediate_size": 192,
            "l_layers": 2,
            "x_layers": 2,
            "r_layers": 2,
            "visual_feat_dim": 32,
        },
        lambda: {**text(1, 8), **floats(visual_feats=(1, 5, 32), visual_pos=(1, 5, 4))},
    )
    table.transformers(
        UNKNOWN,
        "visual_bert",
        "VisualBertModel",
        "VisualBertConfig",
        {"vocab_size": 997, **PATCHES, "visual_embedding_dim": 32},
        lambda: {
            **text(1, 8),
            "visual_embeds": torch.randn(1, 5, 32),
            "visual_attention_mask": torch.ones(1, 5, dtype=torch.long),
        },
    )
    table.transformers(
        UNKNOWN,
        "blip_2_qformer",
        "Blip2QFormerModel",
        "Blip2QFormerConfig",
        {**PATCHES, "encoder_hidden_size": 64},
        lambda: {
            "query_embeds": torch.randn(1, 8, 96),
            "encoder_hidden_states": torch.randn(1, 12, 64),
        },
    )


def _small(table: Table) -> None:
    convolution, relu = torch.nn.Conv2d, torch.nn.ReLU

    def denoise() -> Built:
        layers: list[torch.nn.Module] = [convolution(3, 64, 3, padding=1), relu()]
        for _ in range(15):
            layers += [convolution(64, 64, 3, padding=1), torch.nn.BatchNorm2d(64), relu()]
        return torch.nn.Sequential(*layers, convolution(64, 3, 3, padding=1)), {
            "#x": torch.randn(1, 3, 64, 64)
        }

    def lenet() -> Built:
        return torch.nn.Sequential(
            convolution(1, 6, 5),
            torch.nn.Tanh(),
            torch.nn.AvgPool2d(2),
            convolution(6, 16, 5),
            torch.nn.Tanh(),
            torch.nn.AvgPool2d(2),
            torch.nn.Flatten(),
            torch.nn.Linear(400, 120),
            torch.nn.Tanh(),
            torch.nn.Linear(120, 84),
            torch.nn.Tanh(),
            torch.nn.Linear(84, 10),
        ), {"#x": torch.randn(1, 1, 32, 32)}

    def generator() -> Built:
        layers: list[torch.nn.Module] = []
        for wide, narrow in ((100, 256), (256, 128), (128, 64)):
            layers += [
                torch.nn.ConvTranspose2d(wide, narrow, 4, 2, 1),
                torch.nn.BatchNorm2d(narrow),
                relu(),
            ]
        return torch.nn.Sequential(
            *layers, torch.nn.ConvTranspose2d(64, 3, 4, 2, 1), torch.nn.Tanh()
        ), {"#x": torch.randn(1, 100, 4, 4)}

    def discriminator() -> Built:
        layers: list[torch.nn.Module] = []
        width = 3
        for wide in (64, 128, 256, 512):
            layers += [
                convolution(width, wide, 4, 2, 1),
                torch.nn.BatchNorm2d(wide),
                torch.nn.LeakyReLU(0.2),
            ]
            width = wide
        return torch.nn.Sequential(*layers, convolution(512, 1, 4)), {
            "#x": torch.randn(1, 3, 64, 64)
        }

    def encoder_layers() -> Built:
        layer = torch.nn.TransformerEncoderLayer(64, 4, 128, batch_first=True)
        return torch.nn.TransformerEncoder(layer, 3, enable_nested_tensor=False), {
            "#x": torch.randn(2, 10, 64)
        }

    for model, build in (
        ("dncnn", denoise),
        ("lenet5", lenet),
        ("dcgan-generator", generator),
        ("dcgan-discriminator", discriminator),
        ("transformer-encoder", encoder_layers),
    ):
        table.add(UNKNOWN, "torch", model, build)


def _denoisers(table: Table) -> None:
    step = lambda: torch.tensor([3.0])  # noqa: E731
    table.diffusers(
        UNKNOWN,
        "autoencoder-tiny",
        "AutoencoderTiny",
        {
            "encoder_block_out_channels": (16, 16),
            "decoder_block_out_channels": (16, 16),
            "num_encoder_blocks": (1, 2),
            "num_decoder_blocks": (2, 1),
        },
        lambda: {"#x": torch.randn(1, 3, 32, 32)},
    )
    table.diffusers(
        UNKNOWN,
        "vq-model",
        "VQModel",
        {
            "block_out_channels": (32, 64),
            "latent_channels": 3,
            "norm_num_groups": 8,
            "down_block_types": ("DownEncoderBlock2D",) * 2,
            "up_block_types": ("UpDecoderBlock2D",) * 2,
            "num_vq_embeddings": 32,
        },
        lambda: {"#x": torch.randn(1, 3, 32, 32)},
        TRACED,
    )
    table.diffusers(
        UNKNOWN,
        "autoencoder-dc",
        "AutoencoderDC",
        {
            "latent_channels": 8,
            "attention_head_dim": 8,
            "encoder_block_types": ("ResBlock", "EfficientViTBlock"),
            "decoder_block_types": ("ResBlock", "EfficientViTBlock"),
            "encoder_block_out_channels": (16, 32),
            "decoder_block_out_channels": (16, 32),
            "encoder_layers_per_block": (1, 1),
            "decoder_layers_per_block": (1, 1),
            "encoder_qkv_multiscales": ((), (5,)),
            "decoder_qkv_multiscales": ((), (5,)),
            "upsample_block_type": "interpolate",
            "downsample_block_type": "stride_conv",
            "decoder_norm_types": "rms_norm",
            "decoder_act_fns": "silu",
        },
        lambda: {"#x": torch.randn(1, 3, 32, 32)},
    )
    table.diffusers(
        UNKNOWN,
        "unet-1d",
        "UNet1DModel",
        {
            "block_out_channels": (32, 32, 64),
            "sample_size": 64,
            "in_channels": 2,
            "out_channels": 2,
            "extra_in_channels": 16,
        },
        lambda: {"#x": torch.randn(1, 2, 64), "#t": step()},
        TRACED,
    )
    table.diffusers(
        UNKNOWN,
        "prior-transformer",
        "PriorTransformer",
        {
            "num_attention_heads": 2,
            "attention_head_dim": 12,
            "num_layers": 2,
            "embedding_dim": 24,
            "num_embeddings": 7,
            "additional_embeddings": 4,
        },
        lambda: {
            "hidden_states": torch.randn(1, 24),
            "timestep": step(),
            "proj_embedding": torch.randn(1, 24),
            "encoder_hidden_states": torch.randn(1, 7, 24),
        },
    )
    table.diffusers(
        UNKNOWN,
        "aura-flow",
        "AuraFlowTransformer2DModel",
        {
            "sample_size": 16,
            "num_mmdit_layers": 1,
            "num_single_dit_layers": 2,
            "attention_head_dim": 8,
            "num_attention_heads": 4,
            "joint_attention_dim": 32,
            "caption_projection_dim": 32,
            "pos_embed_max_size": 64,
        },
        lambda: {
            "hidden_states": torch.randn(1, 4, 16, 16),
            "encoder_hidden_states": torch.randn(1, 8, 32),
            "timestep": step(),
        },
    )
    table.diffusers(
        UNKNOWN,
        "sana",
        "SanaTransformer2DModel",
        {
            "in_channels": 4,
            "out_channels": 4,
            "num_layers": 2,
            "attention_head_dim": 8,
            "num_attention_heads": 4,
            "num_cross_attention_heads": 4,
            "cross_attention_head_dim": 8,
            "cross_attention_dim": 32,
            "caption_channels": 32,
            "sample_size": 16,
        },
        lambda: {
            "hidden_states": torch.randn(1, 4, 16, 16),
            "encoder_hidden_states": torch.randn(1, 8, 32),
            "timestep": step(),
        },
    )
    table.diffusers(
        UNKNOWN,
        "uvit",
        "UVit2DModel",
        {
            "hidden_size": 64,
            "cond_embed_dim": 32,
            "encoder_hidden_size": 32,
            "block_out_channels": 32,
            "num_hidden_layers": 2,
            "num_attention_heads": 4,
            "intermediate_size": 128,
            "codebook_size": 64,
            "vocab_size": 65,
            "block_num_heads": 4,
            "num_res_blocks": 1,
            "sample_size": 16,
            "micro_cond_encode_dim": 16,
            "micro_cond_embed_dim": 112,
        },
        lambda: {
            "input_ids": ids(1, 16, 16, below=60),
            "encoder_hidden_states": torch.randn(1, 8, 32),
            "pooled_text_emb": torch.randn(1, 32),
            "micro_conds": torch.randn(1, 5),
        },
        TRACED,
    )
    table.diffusers(
        UNKNOWN,
        "cogvideox",
        "CogVideoXTransformer3DModel",
        {
            "num_attention_heads": 4,
            "attention_head_dim": 16,
            "in_channels": 4,
            "out_channels": 4,
            "time_embed_dim": 32,
            "text_embed_dim": 32,
            "num_layers": 2,
            "sample_width": 16,
            "sample_height": 16,
            "sample_frames": 9,
            "max_text_seq_length": 8,
        },
        lambda: {
            "hidden_states": torch.randn(1, 3, 4, 16, 16),
            "encoder_hidden_states": torch.randn(1, 8, 32),
            "timestep": step(),
        },
    )
    table.diffusers(
        UNKNOWN,
        "wan",
        "WanTransformer3DModel",
        {
            "patch_size": (1, 2, 2),
            "num_attention_heads": 2,
            "attention_head_dim": 24,
            "in_channels": 4,
            "out_channels": 4,
            "text_dim": 32,
            "freq_dim": 64,
            "ffn_dim": 96,
            "num_layers": 2,
            "rope_max_seq_len": 32,
        },
        lambda: {
            "hidden_states": torch.randn(1, 4, 2, 16, 16),
            "timestep": torch.tensor([3]),
            "encoder_hidden_states": torch.randn(1, 8, 32),
        },
    )
    table.diffusers(
        UNKNOWN,
        "stable-audio",
        "StableAudioDiTModel",
        {
            "sample_size": 16,
            "in_channels": 4,
            "num_layers": 2,
            "attention_head_dim": 16,
            "num_attention_heads": 2,
            "num_key_value_attention_heads": 2,
            "out_channels": 4,
            "cross_attention_dim": 32,
            "time_proj_dim": 16,
            "global_states_input_dim": 32,
            "cross_attention_input_dim": 32,
        },
        lambda: {
            "hidden_states": torch.randn(1, 4, 16),
            "timestep": step(),
            "encoder_hidden_states": torch.randn(1, 8, 32),
            "global_hidden_states": torch.randn(1, 1, 32),
            "rotary_embedding": (torch.randn(17, 8), torch.randn(17, 8)),
        },
        TRACED,
    )
    table.diffusers(
        UNKNOWN,
        "latte",
        "LatteTransformer3DModel",
        {
            "num_attention_heads": 2,
            "attention_head_dim": 16,
            "in_channels": 4,
            "out_channels": 8,
            "num_layers": 2,
            "cross_attention_dim": 32,
            "sample_size": 8,
            "patch_size": 2,
            "norm_type": "ada_norm_single",
            "caption_channels": 16,
            "norm_elementwise_affine": False,
            "attention_bias": True,
            "activation_fn": "gelu-approximate",
            "video_length": 2,
        },
        lambda: {
            "hidden_states": torch.randn(1, 4, 2, 8, 8),
            "timestep": torch.tensor([3]),
            "encoder_hidden_states": torch.randn(1, 6, 16),
        },
        TRACED,
    )
