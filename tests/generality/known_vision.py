"""Variants of the library's families of images and of diffusion."""

from __future__ import annotations

from typing import Any

import torch
from building import PATCHES, Table, image
from definition import TRACED, Built, Definition

CLASSIFIERS = """
alexnet=tv/alexnet vgg=tv/vgg19_bn squeezenet=tv/squeezenet1_1 googlenet=tv/googlenet
inception_v3=timm/inception_v3 inception_v4=timm/inception_v4
inception_resnet_v2=timm/inception_resnet_v2 xception=timm/legacy_xception xception=timm/xception65
nasnet=timm/nasnetalarge pnasnet=timm/pnasnet5large sknet=timm/skresnet50
sknet=timm/skresnext50_32x4d
resnest=timm/resnest50d_4s2x40d resnest=timm/resnest200e res2net=timm/res2next50
res2net=timm/res2net50d se_resnet=timm/legacy_senet154 se_resnet=timm/seresnet18
se_resnet=timm/seresnextaa101d_32x8d eca_resnet=timm/ecaresnet101d eca_resnet=timm/ecaresnet33ts
resnext=timm/resnext50d_32x4d resnext=timm/resnext26ts resnetv2=timm/resnetv2_18d
resnetv2=timm/resnetv2_50x1_bit resnetv2=timm/resnetv2_50t resnet=timm/resnet14t
resnet=timm/resnet50_gn resnet=timm/resnet33ts resnet=timm/resnetaa50d resnet=timm/resnetblur18
nfnet=timm/nfnet_f0 nfnet=timm/nf_resnet26 densenet=timm/densenetblur121d densenet=tv/densenet161
dpn=timm/dpn48b dpn=timm/dpn107 dla=timm/dla34 dla=timm/dla60_res2next hrnet=timm/hrnet_w18_ssld
hrnet=timm/hrnet_w18_small_v2 regnetx=timm/regnetx_002 regnetx=timm/regnetx_120
regnety=timm/regnety_002 regnety=timm/regnety_080_tv mobilenet_v1=timm/mobilenetv1_100h
mobilenet_v2=timm/mobilenetv2_035 mobilenet_v2=timm/mobilenetv2_120d
mobilenet_v3=timm/mobilenetv3_rw mobilenet_v3=timm/tf_mobilenetv3_large_minimal_100
mobilenet_v4=timm/mobilenetv4_hybrid_medium mobilenet_v4=timm/mobilenetv4_conv_blur_medium
mnasnet=timm/semnasnet_075 mnasnet=timm/mnasnet_100 mnasnet=tv/mnasnet1_3
efficientnet_lite=timm/tf_efficientnet_lite3 efficientnet_v2=timm/efficientnetv2_rw_m
efficientnet_v2=timm/tf_efficientnetv2_b3 efficientnet=timm/tf_efficientnet_b0
efficientnet=timm/efficientnet_b1_pruned efficientnet=timm/efficientnet_b3_gn
efficientnet=tv/efficientnet_b1 mixnet=timm/mixnet_xl mixnet=timm/tf_mixnet_l
ghostnet=timm/ghostnetv2_160 ghostnet=timm/ghostnet_100 repghost=timm/repghostnet_080
shufflenet_v2=tv/shufflenet_v2_x0_5 rexnet=timm/rexnetr_150 rexnet=timm/rexnet_100
vovnet=timm/vovnet39a vovnet=timm/ese_vovnet19b_slim_dw selecsls=timm/selecsls84
repvgg=timm/repvgg_b1g4 repvgg=timm/repvgg_d2se mobileone=timm/mobileone_s0
mobileone=timm/mobileone_s3
cspdarknet=timm/cspdarknet53 cspdarknet=timm/cs3darknet_x darknet=timm/sedarknet21
darknet=timm/darknetaa53 lcnet=timm/lcnet_050 lcnet=timm/lcnet_150 hgnet=timm/hgnet_small
hgnet=timm/hgnetv2_b4 tresnet=timm/tresnet_m starnet=timm/starnet_s2 starnet=timm/starnet_s100
fasternet=timm/fasternet_t0 fasternet=timm/fasternet_l convnext_v2=timm/convnextv2_atto
convnext=timm/convnext_tiny_hnf convnext=timm/convnext_nano convnext=timm/convnext_pico
inception_next=timm/inception_next_small convmixer=timm/convmixer_1024_20_ks9_p14
rdnet=timm/rdnet_tiny mambaout=timm/mambaout_small_rw mambaout=timm/mambaout_small
mixer=timm/mixer_b16_224 mixer=timm/mixer_l32_224 resmlp=timm/resmlp_12_224
gmlp=timm/gmlp_s16_224 deit_distilled=timm/deit_small_distilled_patch16_224
beit=timm/beit_base_patch16_224 beit=timm/beitv2_base_patch16_224 eva02=timm/eva02_tiny_patch14_224
eva02=timm/eva02_base_patch16_clip_224 dinov2=timm/vit_small_patch14_dinov2
dinov2=timm/vit_small_patch14_reg4_dinov2 dinov3=timm/vit_small_patch16_dinov3_qkvb
siglip=timm/vit_base_patch16_siglip_224 clip_vision=timm/vit_base_patch32_clip_quickgelu_224
clip_vision=timm/vit_base_patch32_clip_224 vit=timm/vit_base_patch8_224
vit=timm/vit_small_patch32_224
vit=timm/deit_tiny_patch16_224 vit=tv/vit_b_16 vit=timm/flexivit_small
deit=timm/deit3_base_patch16_224
cait=timm/cait_xxs24_224 xcit=timm/xcit_tiny_12_p16_224 crossvit=timm/crossvit_9_dagger_240
crossvit=timm/crossvit_tiny_240 twins=timm/twins_svt_small pvt_v2=timm/pvt_v2_b0
pvt_v2=timm/pvt_v2_b1 volo=timm/volo_d1_224 tnt=timm/tnt_s_patch16_224 pit=timm/pit_b_224
pit=timm/pit_b_distilled_224 coat=timm/coat_mini coat=timm/coat_lite_mini davit=timm/davit_tiny
focalnet=timm/focalnet_tiny_srf focalnet=timm/focalnet_small_srf gcvit=timm/gcvit_tiny
swinv2=timm/swinv2_cr_tiny_ns_224-no swinv2=tv/swin_v2_t swinv2=timm/swinv2_base_window8_256
swinv2_cr=timm/swinv2_cr_tiny_ns_224 swin=timm/swin_s3_tiny_224 swin=tv/swin_t
hiera=timm/hiera_small_abswin_256 hiera=timm/hiera_small_224 mvitv2=timm/mvitv2_tiny
mvitv2=timm/mvitv2_small_cls nest=timm/nest_tiny_jx levit=timm/levit_conv_128s levit=timm/levit_128
efficientformer=timm/efficientformer_l3 efficientvit_mit=timm/efficientvit_b1
efficientvit_mit=timm/efficientvit_l3 mobilevit_v2=timm/mobilevitv2_050
mobilevit_v2=timm/mobilevitv2_100
mobilevit=timm/mobilevit_xxs edgenext=timm/edgenext_base edgenext=timm/edgenext_small_rw
fastvit=timm/fastvit_t8 fastvit=timm/fastvit_sa12 fastvit=timm/fastvit_mci0
poolformer=timm/poolformer_s12 poolformer=timm/poolformerv2_s12 caformer=timm/caformer_s18
caformer=timm/convformer_b36 coatnet=timm/coatnet_nano_rw_224 coatnet=timm/coatnet_bn_0_rw_224
coatnet=timm/coatnet_rmlp_nano_rw_224 maxvit=timm/maxvit_pico_rw_256 maxvit=timm/maxvit_nano_rw_256
maxvit=tv/maxvit_t tiny_vit=timm/tiny_vit_5m_224 repvit=timm/repvit_m1_1 repvit=timm/repvit_m1
swiftformer=timm/swiftformer_l1 nextvit=timm/nextvit_base sequencer=timm/sequencer2d_m
""".split()

FEATURES = """
resnet=resnet26 mobilenet_v2=mobilenetv2_100 efficientnet=efficientnet_b0 convnext=convnext_femto
regnety=regnety_004 densenet=densenet121 mobilenet_v3=mobilenetv3_small_100 resnext=resnext50_32x4d
vovnet=ese_vovnet19b_dw ghostnet=ghostnet_100 hrnet=hrnet_w18_small
""".split()

HEADLESS = """
vit=vit_tiny_patch16_224 swin=swin_tiny_patch4_window7_224 mixer=mixer_s32_224 resnet=resnet18
convnext=convnext_atto mobilenet_v3=mobilenetv3_large_100 deit=deit3_small_patch16_224
efficientnet_v2=efficientnetv2_rw_t inception_v3=inception_v3 poolformer=poolformer_s12
""".split()

REPARAMETERISED = """
repvgg=repvgg_a0 mobileone=mobileone_s1 repvit=repvit_m0_9 fastvit=fastvit_t12
repghost=repghostnet_100
""".split()


def definitions() -> list[Definition]:
    """All of them."""
    table = Table()
    for line in CLASSIFIERS:
        family, name = line.split("=")
        if name.endswith("-no"):
            continue
        package, model = name.split("/")
        (table.timm if package == "timm" else table.torchvision)(family, model)
    for line in FEATURES:
        family, name = line.split("=")
        table.timm(family, name, features_only=True)
    for line in HEADLESS:
        family, name = line.split("=")
        table.timm(family, name, num_classes=0)
    for line in REPARAMETERISED:
        family, name = line.split("=")
        table.add(family, "timm", f"{name}-deployed", _deployed(name))
    _video(table)
    _encoders(table)
    _tasks(table)
    _denoisers(table)
    return table.found


def _deployed(name: str) -> Any:
    def build() -> Built:
        from building import load_vision

        load_vision()
        import timm
        from timm.utils import reparameterize_model

        return reparameterize_model(timm.create_model(name)), {"#x": torch.randn(1, 3, 224, 224)}

    return build


def _video(table: Table) -> None:
    clip = (1, 3, 8, 112, 112)
    for family, name in (("r3d", "r3d_18"), ("r2plus1d", "r2plus1d_18"), ("s3d", "s3d")):
        shape = (1, 3, 16, 224, 224) if name == "s3d" else clip
        table.torchvision(family, name, TRACED, shape)
    for family, name in (
        ("fcn", "fcn_resnet50"),
        ("deeplab_v3", "deeplabv3_resnet50"),
        ("lraspp", "lraspp_mobilenet_v3_large"),
    ):
        table.torchvision(family, name, shape=(1, 3, 160, 160))


def _encoders(table: Table) -> None:
    swin = {"embed_dim": 24, "depths": [2, 2, 4, 2], "num_heads": [2, 2, 4, 8]}
    lines: list[tuple[str, str, str, str, dict[str, Any], int]] = [
        ("vit", "vit-mim", "ViTForMaskedImageModeling", "ViTConfig", PATCHES, 224),
        (
            "vit",
            "vit-unbiased",
            "ViTModel",
            "ViTConfig",
            {**PATCHES, "qkv_bias": False, "hidden_act": "relu"},
            224,
        ),
        (
            "deit_distilled",
            "deit",
            "DeiTForImageClassificationWithTeacher",
            "DeiTConfig",
            PATCHES,
            224,
        ),
        (
            "beit",
            "beit-relative",
            "BeitForImageClassification",
            "BeitConfig",
            {**PATCHES, "use_relative_position_bias": True},
            224,
        ),
        (
            "dinov2",
            "dinov2-swiglu",
            "Dinov2ForImageClassification",
            "Dinov2Config",
            {
                "hidden_size": 96,
                "num_hidden_layers": 3,
                "num_attention_heads": 6,
                "use_swiglu_ffn": True,
                "image_size": 224,
            },
            224,
        ),
        (
            "dinov3",
            "dinov3-registers",
            "DINOv3ViTModel",
            "DINOv3ViTConfig",
            {**PATCHES, "num_register_tokens": 4, "use_gated_mlp": True},
            224,
        ),
        (
            "siglip",
            "siglip-cls",
            "SiglipForImageClassification",
            "SiglipConfig",
            {"vision_config": PATCHES},
            224,
        ),
        (
            "clip_vision",
            "clip-projected",
            "CLIPVisionModelWithProjection",
            "CLIPVisionConfig",
            {**PATCHES, "hidden_act": "gelu"},
            224,
        ),
        (
            "yolos",
            "yolos",
            "YolosForObjectDetection",
            "YolosConfig",
            {**PATCHES, "image_size": [160, 224], "num_detection_tokens": 50},
            224,
        ),
        ("swin", "swin-mim", "SwinModel", "SwinConfig", swin, 224),
        (
            "swinv2",
            "swinv2",
            "Swinv2ForImageClassification",
            "Swinv2Config",
            {**swin, "window_size": 8},
            256,
        ),
        (
            "segformer",
            "segformer-seg",
            "SegformerForSemanticSegmentation",
            "SegformerConfig",
            {"depths": [1, 2, 2, 1]},
            128,
        ),
        (
            "segformer",
            "segformer-cls",
            "SegformerForImageClassification",
            "SegformerConfig",
            {},
            128,
        ),
        (
            "mobilevit",
            "mobilevit-seg",
            "MobileViTForSemanticSegmentation",
            "MobileViTConfig",
            {},
            256,
        ),
        (
            "dpt",
            "dpt",
            "DPTForDepthEstimation",
            "DPTConfig",
            {
                **PATCHES,
                "image_size": 224,
                "backbone_out_indices": [0, 1, 2, 3],
                "neck_hidden_sizes": [16, 32, 64, 64],
                "fusion_hidden_size": 32,
            },
            224,
        ),
        (
            "sam_vision",
            "sam-vision",
            "SamVisionModel",
            "SamVisionConfig",
            {
                "hidden_size": 96,
                "num_hidden_layers": 4,
                "num_attention_heads": 6,
                "image_size": 256,
                "window_size": 7,
                "global_attn_indexes": [1, 3],
                "output_channels": 32,
            },
            256,
        ),
        (
            "convnext_v2",
            "convnextv2",
            "ConvNextV2ForImageClassification",
            "ConvNextV2Config",
            {"depths": [1, 1, 2, 1], "hidden_sizes": [24, 32, 48, 64]},
            224,
        ),
        (
            "focalnet",
            "focalnet",
            "FocalNetForImageClassification",
            "FocalNetConfig",
            {"embed_dim": 24, "depths": [2, 2, 2, 2], "use_layerscale": True},
            224,
        ),
        (
            "hiera",
            "hiera",
            "HieraForImageClassification",
            "HieraConfig",
            {"embed_dim": 24, "depths": [1, 2, 2, 1], "num_heads": [1, 2, 4, 8]},
            224,
        ),
        (
            "resnet",
            "resnet-downsample-first",
            "ResNetForImageClassification",
            "ResNetConfig",
            {
                "depths": [2, 2, 2, 2],
                "hidden_sizes": [32, 48, 64, 96],
                "embedding_size": 32,
                "downsample_in_bottleneck": True,
            },
            224,
        ),
        (
            "resnetv2",
            "bit",
            "BitForImageClassification",
            "BitConfig",
            {"depths": [2, 2, 2, 2], "hidden_sizes": [64, 64, 128, 128], "embedding_size": 32},
            224,
        ),
    ]
    for family, model, name, config, options, size in lines:
        table.transformers(
            family,
            model,
            name,
            config,
            options,
            lambda size=size: image(size),  # type: ignore[misc]
        )

    def both_towers() -> Built:
        import transformers
        from building import TINY, text

        model = transformers.CLIPModel(
            transformers.CLIPConfig(
                text_config={**TINY, "hidden_act": "gelu", "eos_token_id": 2},
                vision_config={**PATCHES, "hidden_act": "gelu"},
                projection_dim=48,
            )
        )
        return model, {**text(2, 10), **image(224, 2)}

    table.add("clip", "transformers", "clip-gelu", both_towers)

    def with_swin() -> Built:
        import transformers

        names = ["stage1", "stage2", "stage3", "stage4"]
        config = transformers.UperNetConfig(
            backbone_config=transformers.SwinConfig(**swin, out_features=names),
            use_auxiliary_head=False,
            hidden_size=48,
        )
        return transformers.UperNetForSemanticSegmentation(config), image(224)

    table.add("upernet", "transformers", "upernet-swin", with_swin)

    def detector(class_name: str, config: str, stages: list[str], **options: Any) -> Any:
        def build() -> Built:
            import transformers

            backbone = transformers.ResNetConfig(
                depths=[2, 2, 2, 2],
                hidden_sizes=[32, 64, 96, 128],
                embedding_size=32,
                layer_type="basic",
                out_features=stages,
            )
            made = getattr(transformers, config)(
                use_timm_backbone=False,
                use_pretrained_backbone=False,
                backbone=None,
                backbone_config=backbone,
                d_model=64,
                encoder_layers=2,
                decoder_layers=2,
                encoder_attention_heads=4,
                decoder_attention_heads=4,
                encoder_ffn_dim=96,
                decoder_ffn_dim=96,
                **options,
            )
            return getattr(transformers, class_name)(made), image(224)

        return build

    table.add(
        "detr",
        "transformers",
        "detr-queries",
        detector("DetrForObjectDetection", "DetrConfig", ["stage4"], num_queries=30),
    )
    table.add(
        "deformable_detr",
        "transformers",
        "deformable-detr",
        detector(
            "DeformableDetrForObjectDetection",
            "DeformableDetrConfig",
            ["stage2", "stage3", "stage4"],
            num_queries=30,
        ),
        TRACED,
    )


def _tasks(table: Table) -> None:
    lines = """
    unet=Unet/mobilenet_v2 unet=Unet/efficientnet-b0 unetplusplus=UnetPlusPlus/mobilenet_v2
    linknet=Linknet/resnet50 linknet=Linknet/mobilenet_v2 fpn=FPN/resnet50 fpn=FPN/mobilenet_v2
    pspnet=PSPNet/resnet50 pspnet=PSPNet/mobilenet_v2 deeplab_v3=DeepLabV3/resnet34
    deeplab_v3plus=DeepLabV3Plus/resnet50 deeplab_v3plus=DeepLabV3Plus/efficientnet-b0
    manet=MAnet/resnet50 manet=MAnet/mobilenet_v2 pan=PAN/mobilenet_v2 upernet=UPerNet/resnet50
    segformer=Segformer/mit_b0
    """.split()
    for line in lines:
        family, name = line.split("=")
        head, encoder = name.split("/")

        def build(head: str = head, encoder: str = encoder) -> Built:
            from building import load_vision

            load_vision()
            import segmentation_models_pytorch as smp

            model = getattr(smp, head)(encoder, encoder_weights=None, classes=5)
            return model, {"#x": torch.randn(1, 3, 128, 128)}

        table.add(family, "smp", name, build)


def _denoisers(table: Table) -> None:
    def step() -> torch.Tensor:
        return torch.tensor([3.0])

    table.diffusers(
        "sd_unet",
        "unet-linear-projection",
        "UNet2DConditionModel",
        {
            "block_out_channels": (32, 64),
            "layers_per_block": 1,
            "norm_num_groups": 8,
            "down_block_types": ("CrossAttnDownBlock2D", "DownBlock2D"),
            "up_block_types": ("UpBlock2D", "CrossAttnUpBlock2D"),
            "cross_attention_dim": 24,
            "attention_head_dim": 4,
            "use_linear_projection": True,
            "sample_size": 16,
        },
        lambda: {"#x": torch.randn(1, 4, 16, 16), "#t": step(), "#c": torch.randn(1, 6, 24)},
    )
    table.diffusers(
        "ddpm_unet",
        "ddpm-attention",
        "UNet2DModel",
        {
            "block_out_channels": (32, 32, 64),
            "layers_per_block": 1,
            "norm_num_groups": 8,
            "down_block_types": ("DownBlock2D", "AttnDownBlock2D", "DownBlock2D"),
            "up_block_types": ("UpBlock2D", "AttnUpBlock2D", "UpBlock2D"),
            "sample_size": 16,
        },
        lambda: {"#x": torch.randn(1, 3, 16, 16), "#t": step()},
    )
    table.diffusers(
        "vae_kl",
        "vae-three-levels",
        "AutoencoderKL",
        {
            "block_out_channels": (32, 32, 64),
            "layers_per_block": 1,
            "norm_num_groups": 8,
            "down_block_types": ("DownEncoderBlock2D",) * 3,
            "up_block_types": ("UpDecoderBlock2D",) * 3,
            "latent_channels": 8,
        },
        lambda: {"#x": torch.randn(1, 3, 32, 32)},
    )
    table.diffusers(
        "dit",
        "dit-small-patch",
        "DiTTransformer2DModel",
        {
            "num_attention_heads": 2,
            "attention_head_dim": 24,
            "num_layers": 3,
            "sample_size": 8,
            "patch_size": 2,
            "num_embeds_ada_norm": 100,
        },
        lambda: {
            "hidden_states": torch.randn(1, 4, 8, 8),
            "timestep": torch.tensor([3]),
            "class_labels": torch.tensor([5]),
        },
    )
    table.diffusers(
        "pixart",
        "pixart-sigma",
        "PixArtTransformer2DModel",
        {
            "num_attention_heads": 2,
            "attention_head_dim": 24,
            "num_layers": 2,
            "sample_size": 8,
            "caption_channels": 16,
            "cross_attention_dim": 48,
            "use_additional_conditions": False,
        },
        lambda: {
            "hidden_states": torch.randn(1, 4, 8, 8),
            "timestep": torch.tensor([3]),
            "encoder_hidden_states": torch.randn(1, 6, 16),
        },
    )
    table.diffusers(
        "mmdit",
        "sd3-qk-norm",
        "SD3Transformer2DModel",
        {
            "sample_size": 16,
            "patch_size": 2,
            "in_channels": 4,
            "num_layers": 2,
            "attention_head_dim": 16,
            "num_attention_heads": 2,
            "joint_attention_dim": 32,
            "caption_projection_dim": 32,
            "pooled_projection_dim": 24,
            "out_channels": 4,
            "pos_embed_max_size": 32,
            "qk_norm": "rms_norm",
            "dual_attention_layers": (0,),
        },
        lambda: {
            "hidden_states": torch.randn(1, 4, 16, 16),
            "encoder_hidden_states": torch.randn(1, 8, 32),
            "pooled_projections": torch.randn(1, 24),
            "timestep": step(),
        },
    )
    table.diffusers(
        "flux",
        "flux-guidance",
        "FluxTransformer2DModel",
        {
            "in_channels": 4,
            "num_layers": 1,
            "num_single_layers": 3,
            "attention_head_dim": 16,
            "num_attention_heads": 2,
            "joint_attention_dim": 32,
            "pooled_projection_dim": 24,
            "axes_dims_rope": (4, 4, 8),
            "guidance_embeds": True,
        },
        lambda: {
            "hidden_states": torch.randn(1, 16, 4),
            "encoder_hidden_states": torch.randn(1, 8, 32),
            "pooled_projections": torch.randn(1, 24),
            "timestep": step(),
            "img_ids": torch.randn(16, 3),
            "txt_ids": torch.randn(8, 3),
            "guidance": torch.ones(1),
        },
    )
    table.diffusers(
        "controlnet",
        "controlnet-two-levels",
        "ControlNetModel",
        {
            "block_out_channels": (32, 64),
            "layers_per_block": 1,
            "norm_num_groups": 8,
            "down_block_types": ("CrossAttnDownBlock2D", "DownBlock2D"),
            "cross_attention_dim": 24,
            "attention_head_dim": 4,
            "conditioning_embedding_out_channels": (16, 32),
        },
        lambda: {
            "#x": torch.randn(1, 4, 16, 16),
            "#t": step(),
            "#c": torch.randn(1, 6, 24),
            "#image": torch.randn(1, 3, 32, 32),
        },
    )
