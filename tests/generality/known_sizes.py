"""Variants of the library's families of images: many sizes, and encoders of segmentation."""

from __future__ import annotations

import torch
from building import Table
from definition import EXPORTED, TRACED, Built, Definition

CLASSIFIERS = """
vgg=timm/vgg11_bn vgg=timm/vgg13 vgg=tv/vgg11 googlenet=tv/googlenet resnest=timm/resnest50d
res2net=timm/res2net50_26w_4s res2net=timm/res2net50_48w_2s se_resnet=timm/legacy_seresnet18
se_resnet=timm/legacy_seresnet50 se_resnet=timm/seresnet34 se_resnet=timm/seresnet50t
se_resnet=timm/seresnet152d se_resnet=timm/seresnext26t_32x4d se_resnet=timm/seresnext50_32x4d
se_resnet=timm/seresnetaa50d se_resnet=timm/seresnext26ts se_resnet=timm/seresnext101d_32x8d
eca_resnet=timm/ecaresnet50d_pruned eca_resnet=timm/ecaresnext50t_32x4d
eca_resnet=timm/eca_resnext26ts eca_resnet=timm/eca_resnet33ts resnext=timm/resnext50_32x4d
resnext=tv/resnext50_32x4d resnext=timm/resnext101_64x4d resnetv2=timm/resnetv2_18
resnetv2=timm/resnetv2_34d resnetv2=timm/resnetv2_50 resnetv2=timm/resnetv2_50d_gn
resnetv2=timm/resnetv2_101 resnetv2=timm/resnetv2_101x1_bit resnet=timm/resnet10t
resnet=timm/resnet18 resnet=timm/resnet26d resnet=timm/resnet26t resnet=timm/resnet50
resnet=timm/resnet50c resnet=timm/resnet50t resnet=timm/resnetaa34d resnet=timm/resnetaa50
resnet=timm/resnetblur50 resnet=timm/resnet32ts resnet=tv/resnet18 resnet=tv/resnet50
resnet=tv/wide_resnet50_2 resnet=timm/resnet101s nfnet=timm/dm_nfnet_f0 nfnet=timm/eca_nfnet_l0
nfnet=timm/nf_resnet50 nfnet=timm/nfnet_l0 nfnet=timm/nf_regnet_b1 nfnet=timm/nf_ecaresnet26
nfnet=timm/nf_seresnet26 nfnet=timm/nfnet_f1 densenet=tv/densenet121 densenet=tv/densenet201
dla=timm/dla46_c dla=timm/dla60 dla=timm/dla60x dla=timm/dla169 dpn=timm/dpn68b dpn=timm/dpn131
hrnet=timm/hrnet_w18_small hrnet=timm/hrnet_w30 hrnet=timm/hrnet_w48 regnetx=timm/regnetx_004
regnetx=timm/regnetx_016 regnetx=timm/regnetx_040 regnetx=timm/regnetx_004_tv
regnetx=tv/regnet_x_400mf regnetx=tv/regnet_x_8gf regnety=timm/regnety_008
regnety=timm/regnety_032 regnety=timm/regnety_064 regnety=timm/regnety_120
regnety=tv/regnet_y_400mf regnety=tv/regnet_y_3_2gf mobilenet_v1=timm/mobilenetv1_100
mobilenet_v2=timm/mobilenetv2_050 mobilenet_v3=timm/mobilenetv3_large_100
mobilenet_v3=timm/mobilenetv3_small_100 mobilenet_v3=timm/tf_mobilenetv3_large_100
mobilenet_v3=timm/tf_mobilenetv3_small_minimal_100 mobilenet_v3=timm/mobilenetv3_large_150d
mobilenet_v3=tv/mobilenet_v3_large mobilenet_v4=timm/mobilenetv4_conv_medium
mobilenet_v4=timm/mobilenetv4_conv_large mobilenet_v4=timm/mobilenetv4_conv_aa_medium
mobilenet_v4=timm/mobilenetv4_hybrid_medium_075 mobilenet_v4=timm/mobilenetv4_hybrid_large
mnasnet=timm/mnasnet_075 mnasnet=timm/semnasnet_100 mnasnet=tv/mnasnet0_5
efficientnet_lite=timm/tf_efficientnet_lite0 efficientnet_lite=timm/tf_efficientnet_lite4
efficientnet_lite=timm/efficientnet_lite3 efficientnet_v2=timm/efficientnetv2_s
efficientnet_v2=timm/efficientnetv2_rw_s efficientnet_v2=timm/tf_efficientnetv2_b1
efficientnet_v2=tv/efficientnet_v2_s efficientnet=timm/efficientnet_b0
efficientnet=timm/efficientnet_b2 efficientnet=timm/efficientnet_b5
efficientnet=timm/tf_efficientnet_b2 efficientnet=timm/tf_efficientnet_b4
efficientnet=timm/efficientnet_b2_pruned efficientnet=timm/efficientnet_b0_gn
efficientnet=timm/efficientnet_blur_b0 efficientnet=tv/efficientnet_b3
efficientnet=tv/efficientnet_b5 mixnet=timm/mixnet_l mixnet=timm/tf_mixnet_m
ghostnet=timm/ghostnetv2_100 ghostnet=timm/ghostnetv3_050 ghostnet=timm/ghostnetv3_130
repghost=timm/repghostnet_130 repghost=timm/repghostnet_150 shufflenet_v2=tv/shufflenet_v2_x1_0
rexnet=timm/rexnet_130 rexnet=timm/rexnet_300 rexnet=timm/rexnetr_300
vovnet=timm/ese_vovnet19b_slim vovnet=timm/ese_vovnet57b vovnet=timm/ese_vovnet99b
selecsls=timm/selecsls42 repvgg=timm/repvgg_b1 repvgg=timm/repvgg_b2 repvgg=timm/repvgg_b3g4
cspdarknet=timm/cs3darknet_l cspdarknet=timm/cs3darknet_s cspdarknet=timm/cs3darknet_focus_s
cspdarknet=timm/cs3edgenet_x cspdarknet=timm/cs3se_edgenet_x darknet=timm/darknet17
hgnet=timm/hgnet_base hgnet=timm/hgnetv2_b1 hgnet=timm/hgnetv2_b6 tresnet=timm/tresnet_xl
starnet=timm/starnet_s4 fasternet=timm/fasternet_s convnext_v2=timm/convnextv2_small
convnext_v2=timm/convnextv2_base convnext=timm/convnext_atto convnext=timm/convnext_atto_rms
convnext=timm/convnext_femto convnext=timm/convnext_nano_ols convnext=timm/convnext_zepto_rms
convnext=timm/convnext_large_mlp convnext=tv/convnext_tiny convnext=tv/convnext_base
inception_next=timm/inception_next_base rdnet=timm/rdnet_base mambaout=timm/mambaout_base_short_rw
mambaout=timm/mambaout_base_wide_rw mixer=timm/mixer_b32_224 mixer=timm/mixer_l16_224
resmlp=timm/resmlp_36_224 deit_distilled=timm/deit_base_distilled_patch16_224
beit=timm/beit_base_patch16_384 eva02=timm/eva02_base_patch14_224
eva02=timm/eva02_tiny_patch14_336 dinov2=timm/vit_base_patch14_dinov2
dinov2=timm/vit_base_patch14_reg4_dinov2 dinov3=timm/vit_base_patch16_dinov3
dinov3=timm/vit_small_plus_patch16_dinov3_qkvb siglip=timm/vit_base_patch16_siglip_gap_224
siglip=timm/vit_base_patch32_siglip_256 siglip=timm/vit_base_patch16_siglip_256
clip_vision=timm/vit_medium_patch32_clip_224 clip_vision=timm/vit_xsmall_patch16_clip_224
clip_vision=timm/vit_base_patch16_clip_quickgelu_224 vit=timm/vit_base_patch16_224
vit=timm/vit_small_patch16_224 vit=timm/vit_base_patch32_224 vit=timm/vit_small_patch8_224
vit=timm/deit_base_patch16_224 vit=timm/vit_base_patch16_224_miil
vit=timm/vit_medium_patch16_gap_240 vit=tv/vit_l_32 vit=timm/vit_base_patch16_gap_224
deit=timm/deit3_base_patch16_384 deit=timm/deit3_small_patch16_224 cait=timm/cait_xxs24_384
cait=timm/cait_s24_224 xcit=timm/xcit_nano_12_p16_224 xcit=timm/xcit_tiny_12_p8_224
xcit=timm/xcit_small_12_p16_224 crossvit=timm/crossvit_9_240 crossvit=timm/crossvit_15_dagger_240
crossvit=timm/crossvit_small_240 twins=timm/twins_svt_base twins=timm/twins_svt_large
pvt_v2=timm/pvt_v2_b2 pvt_v2=timm/pvt_v2_b5 volo=timm/volo_d1_384 pit=timm/pit_ti_224
pit=timm/pit_xs_distilled_224 coat=timm/coat_small coat=timm/coat_lite_medium_384
davit=timm/davit_base focalnet=timm/focalnet_base_srf focalnet=timm/focalnet_base_lrf
gcvit=timm/gcvit_small gcvit=timm/gcvit_base swinv2=timm/swinv2_base_window16_256
swinv2_cr=timm/swinv2_cr_small_224 swinv2_cr=timm/swinv2_cr_small_ns_224
swin=timm/swin_tiny_patch4_window7_224 swin=timm/swin_base_patch4_window12_384
swin=timm/swin_s3_small_224 swin=tv/swin_s hiera=timm/hiera_base_224
hiera=timm/hiera_base_abswin_256 mvitv2=timm/mvitv2_large nest=timm/nest_base
nest=timm/nest_base_jx levit=timm/levit_256 levit=timm/levit_384_s8 levit=timm/levit_conv_192
levit=timm/levit_conv_256d levit=timm/levit_512 efficientformer=timm/efficientformer_l7
efficientvit_mit=timm/efficientvit_b2 efficientvit_mit=timm/efficientvit_b3
mobilevit_v2=timm/mobilevitv2_175 fastvit=timm/fastvit_t12 fastvit=timm/fastvit_sa36
fastvit=timm/fastvit_mci1 poolformer=timm/poolformer_s24 poolformer=timm/poolformer_s36
poolformer=timm/poolformerv2_s36 caformer=timm/caformer_s36 caformer=timm/convformer_s18
coatnet=timm/coatnet_0_rw_224 coatnet=timm/coatnet_nano_cc_224 coatnet=timm/coatnet_2_rw_224
coatnet=timm/coatnet_rmlp_0_rw_224 coatnet=timm/coatnet_rmlp_1_rw2_224 coatnet=timm/coatnet_2_224
maxvit=timm/maxvit_tiny_rw_224 maxvit=timm/maxvit_rmlp_pico_rw_256 maxvit=timm/maxvit_small_tf_224
maxvit=timm/maxvit_tiny_pm_256 tiny_vit=timm/tiny_vit_21m_224 repvit=timm/repvit_m2
repvit=timm/repvit_m3 swiftformer=timm/swiftformer_l3 xception=timm/xception41
sam_vision=timm/samvit_base_patch16_224 hgnet=timm/hgnetv2_b3
""".split()


def definitions() -> list[Definition]:
    """All of them, one exporter each, by turns."""
    table = Table()
    for place, line in enumerate(CLASSIFIERS):
        family, name = line.split("=")
        package, model = name.split("/")
        which = EXPORTED if place % 4 == 3 else TRACED
        (table.timm if package == "timm" else table.torchvision)(family, model, which)
    _segmenters(table)
    return table.found


def _segmenters(table: Table) -> None:
    lines = """
    unet=Unet/resnext50_32x4d unet=Unet/vgg16 unet=Unet/timm-mobilenetv3_small_100
    unet=Unet/mit_b0 unetplusplus=UnetPlusPlus/densenet121
    unetplusplus=UnetPlusPlus/efficientnet-b1 linknet=Linknet/efficientnet-b0
    linknet=Linknet/se_resnet50 fpn=FPN/efficientnet-b2 fpn=FPN/densenet169 pspnet=PSPNet/vgg16
    pspnet=PSPNet/efficientnet-b0 deeplab_v3=DeepLabV3/resnet50 deeplab_v3=DeepLabV3/mobilenet_v2
    deeplab_v3plus=DeepLabV3Plus/resnet101 deeplab_v3plus=DeepLabV3Plus/tu-regnety_004
    manet=MAnet/efficientnet-b0 manet=MAnet/vgg16 pan=PAN/efficientnet-b0 pan=PAN/resnext50_32x4d
    upernet=UPerNet/efficientnet-b0 upernet=UPerNet/mit_b0 segformer=Segformer/resnet34
    dpt=DPT/tu-vit_tiny_patch16_224
    """.split()
    for place, line in enumerate(lines):
        family, name = line.split("=")
        head, encoder = name.split("/")

        def build(head: str = head, encoder: str = encoder) -> Built:
            import segmentation_models_pytorch as smp

            model = getattr(smp, head)(encoder_name=encoder, encoder_weights=None, classes=3)
            extent = 224 if head == "DPT" else 192
            return model, {"#x": torch.randn(1, 3, extent, extent)}

        table.add(family, "smp", name, build, EXPORTED if place % 3 else TRACED)
