"""Held-out variants of the library's families of images: other sizes, options and heads.

Each family has entries for both halves of the held-out set, by turns (``halved``).
"""

from __future__ import annotations

from typing import Any

from building import PATCHES, Table, image
from definition import BOTH, EXPORTED, TRACED, Definition, spread_out
from vision_lines import deployed, label, parsed, segmenter, timm_model, torchvision_model

CLASSIFIERS = """
alexnet=tv/alexnet?num_classes=10 alexnet=tv/alexnet@288 vgg=timm/vgg13_bn?num_classes=0@96
vgg=tv/vgg16?num_classes=5@96 vgg=timm/vgg19@64 vgg=timm/vgg16_bn?global_pool='max'@64
squeezenet=tv/squeezenet1_0?num_classes=10@160 squeezenet=tv/squeezenet1_1?num_classes=2@96
googlenet=tv/googlenet?num_classes=4,aux_logits=False,init_weights=False@128
googlenet=tv/googlenet?transform_input=True,aux_logits=False,init_weights=False@96
inception_v3=tv/inception_v3?num_classes=5,aux_logits=False,init_weights=False@160
inception_v3=timm/inception_v3?in_chans=1@139 inception_v4=timm/inception_v4?num_classes=0@139
inception_v4=timm/inception_v4?global_pool='max'@160
inception_resnet_v2=timm/inception_resnet_v2?num_classes=0@139
inception_resnet_v2=timm/inception_resnet_v2?in_chans=1@160
xception=timm/legacy_xception?in_chans=1@128 xception=timm/xception41?output_stride=16@128
xception=timm/xception65p?num_classes=0@96 xception=timm/xception71?features_only=True@96
nasnet=timm/nasnetalarge?num_classes=0@128 nasnet=timm/nasnetalarge?in_chans=1@160
pnasnet=timm/pnasnet5large?num_classes=0@128 pnasnet=timm/pnasnet5large?in_chans=1@160
sknet=timm/skresnet18?output_stride=16@96 sknet=timm/skresnext50_32x4d?num_classes=0@96
sknet=timm/skresnet34?in_chans=1@128 sknet=timm/skresnet50?features_only=True@96
resnest=timm/resnest14d?num_classes=0@96 resnest=timm/resnest50d_1s4x24d?in_chans=1@128
resnest=timm/resnest26d?features_only=True@96 res2net=timm/res2net50_26w_6s?features_only=True@96
res2net=timm/res2next50?output_stride=16@128 res2net=timm/res2net50d?in_chans=1@96
se_resnet=timm/legacy_seresnet34@96 se_resnet=timm/legacy_seresnext50_32x4d?num_classes=0@96
se_resnet=timm/seresnet50?in_chans=1@128 se_resnet=timm/seresnet101?features_only=True@96
se_resnet=timm/seresnext26d_32x4d?output_stride=8@96
eca_resnet=timm/ecaresnet26t?features_only=True@96 eca_resnet=timm/ecaresnetlight?num_classes=0@96
eca_resnet=timm/ecaresnet50t?output_stride=16@128
eca_resnet=timm/ecaresnet101d_pruned?in_chans=1@96 resnext=timm/resnext50_32x4d?in_chans=1@96
resnext=tv/resnext50_32x4d?num_classes=5@128 resnext=timm/resnext26ts?features_only=True@96
resnext=tv/resnext101_32x8d?num_classes=2@64 resnetv2=timm/resnetv2_34@128
resnetv2=timm/resnetv2_50d?features_only=True@96 resnetv2=timm/resnetv2_18?output_stride=16@96
resnetv2=timm/resnetv2_101d?num_classes=0@96 resnet=timm/resnet34?num_classes=3@96
resnet=timm/resnet101?features_only=True@96 resnet=timm/resnet50d?output_stride=8@128
resnet=timm/resnetblur50d?in_chans=1@96 resnet=tv/resnet34@160 resnet=timm/resnet152@64
resnet=timm/test_resnet@96 resnet=timm/resnet18d@96 nfnet=timm/nf_ecaresnet50@96
nfnet=timm/nf_regnet_b0@128 nfnet=timm/nf_seresnet50?num_classes=0@96 nfnet=timm/test_nfnet@96
nfnet=timm/nfnet_l0?features_only=True@96 nfnet=timm/nf_resnet101@64
densenet=tv/densenet169?num_classes=3@96 densenet=timm/densenet121?in_chans=1@128
densenet=timm/densenetblur121d?features_only=True@96 densenet=tv/densenet121?bn_size=2@96
dpn=timm/dpn68?in_chans=1@96 dpn=timm/dpn92?num_classes=0@96 dpn=timm/dpn68b?features_only=True@96
dla=timm/dla60?in_chans=1@96 dla=timm/dla34?num_classes=0@128
dla=timm/dla46x_c?features_only=True@96 hrnet=timm/hrnet_w32?num_classes=0@96
hrnet=timm/hrnet_w18_small_v2?features_only=True@96 hrnet=timm/hrnet_w40?in_chans=1@64
regnetx=timm/regnetx_006@128 regnetx=timm/regnetx_032@96 regnetx=tv/regnet_x_800mf@96
regnetx=tv/regnet_x_1_6gf?num_classes=3@128 regnetx=timm/regnetx_080?features_only=True@96
regnety=timm/regnety_040@96 regnety=timm/regnety_080?num_classes=0@96
regnety=tv/regnet_y_800mf@128 regnety=timm/regnety_016?features_only=True@96
mobilenet_v1=timm/mobilenetv1_100?features_only=True@96
mobilenet_v1=timm/mobilenetv1_125?in_chans=1@160
mobilenet_v1=timm/mobilenetv1_100h?output_stride=16@96
mobilenet_v2=timm/mobilenetv2_100?output_stride=16@160
mobilenet_v2=tv/mobilenet_v2?num_classes=3,width_mult=0.5@96
mobilenet_v2=timm/mobilenetv2_140?in_chans=1,num_classes=0@128
mobilenet_v3=timm/mobilenetv3_small_075@128
mobilenet_v3=timm/tf_mobilenetv3_small_100?num_classes=4@96
mobilenet_v3=tv/mobilenet_v3_large?num_classes=3@96
mobilenet_v3=timm/tf_mobilenetv3_large_075?features_only=True@128
mobilenet_v4=timm/mobilenetv4_conv_aa_large@128
mobilenet_v4=timm/mobilenetv4_hybrid_large_075?num_classes=0@128
mobilenet_v4=timm/mobilenetv4_conv_small?features_only=True@96
mobilenet_v4=timm/mobilenetv4_conv_medium?in_chans=1@160
mnasnet=timm/mnasnet_small?num_classes=0@96 mnasnet=timm/semnasnet_050@128
mnasnet=timm/semnasnet_140?features_only=True@96 mnasnet=tv/mnasnet0_75?num_classes=9@128
efficientnet_lite=timm/tf_efficientnet_lite1@128
efficientnet_lite=timm/tf_efficientnet_lite2?num_classes=0@96
efficientnet_lite=timm/efficientnet_lite0?features_only=True@96
efficientnet_v2=timm/efficientnetv2_m?num_classes=0@96
efficientnet_v2=tv/efficientnet_v2_s?num_classes=5@96
efficientnet_v2=timm/tf_efficientnetv2_b0?features_only=True@96
efficientnet_v2=timm/gc_efficientnetv2_rw_t@96 efficientnet=timm/tf_efficientnet_b1@96
efficientnet=timm/tf_efficientnet_b3?in_chans=1@128 efficientnet=timm/efficientnet_b3_pruned@96
efficientnet=timm/efficientnet_b0_g8_gn@96 efficientnet=tv/efficientnet_b0?num_classes=2@128
efficientnet=timm/efficientnet_b1?features_only=True@96 mixnet=timm/mixnet_s?features_only=True@96
mixnet=timm/tf_mixnet_m?in_chans=1@128 mixnet=timm/mixnet_xxl?num_classes=0@64
ghostnet=timm/ghostnetv3_160@96 ghostnet=timm/ghostnetv2_100?features_only=True@96
ghostnet=timm/ghostnet_050?num_classes=0@128 repghost=timm/repghostnet_080?features_only=True@96
repghost=timm/repghostnet_130?num_classes=0@128
shufflenet_v2=tv/shufflenet_v2_x1_0?num_classes=7@128 shufflenet_v2=tv/shufflenet_v2_x2_0@96
rexnet=timm/rexnet_200@96 rexnet=timm/rexnetr_200?features_only=True@96
rexnet=timm/rexnet_100?num_classes=0,in_chans=1@128
vovnet=timm/ese_vovnet19b_slim?features_only=True@96 vovnet=timm/eca_vovnet39b?num_classes=0@96
vovnet=timm/vovnet39a?in_chans=1@128 selecsls=timm/selecsls42b?num_classes=0@96
selecsls=timm/selecsls60?features_only=True@96 repvgg=timm/repvgg_a1?features_only=True@96
repvgg=timm/repvgg_a0?num_classes=0@128 repvgg=timm/repvgg_b3@64
mobileone=timm/mobileone_s0?features_only=True@96 mobileone=timm/mobileone_s3?num_classes=0@96
cspdarknet=timm/cs3darknet_focus_m@96 cspdarknet=timm/cs3darknet_focus_x?num_classes=0@96
cspdarknet=timm/cs3sedarknet_l?features_only=True@96 cspdarknet=timm/cspdarknet53?in_chans=1@128
darknet=timm/darknet53?features_only=True@96 darknet=timm/darknetaa53?in_chans=1@128
lcnet=timm/lcnet_100?features_only=True@96 lcnet=timm/lcnet_075?num_classes=0@128
hgnet=timm/hgnet_small?features_only=True@96 hgnet=timm/hgnetv2_b0?in_chans=1@128
tresnet=timm/tresnet_m?num_classes=0@96 tresnet=timm/tresnet_l?in_chans=1@128
starnet=timm/starnet_s3?features_only=True@96 starnet=timm/starnet_s1?num_classes=0@128
fasternet=timm/fasternet_t0?features_only=True@96 fasternet=timm/fasternet_s?num_classes=0@128
convnext_v2=timm/convnextv2_tiny?features_only=True@96
convnext_v2=timm/convnextv2_pico?num_classes=0@96 convnext_v2=timm/test_convnext2@96
convnext=timm/test_convnext@96 convnext=timm/test_convnext3@96
convnext=timm/convnext_pico_ols?features_only=True@96 convnext=tv/convnext_small?num_classes=4@96
convnext=timm/convnext_tiny?output_stride=16,num_classes=0@128
convnext=timm/convnext_base?in_chans=1@64 inception_next=timm/inception_next_atto?in_chans=1@96
inception_next=timm/inception_next_tiny?num_classes=0@128
convmixer=timm/convmixer_768_32?num_classes=0@112
convmixer=timm/convmixer_1024_20_ks9_p14?in_chans=1@112
rdnet=timm/rdnet_tiny?features_only=True@96 rdnet=timm/rdnet_small?in_chans=1,num_classes=0@96
mambaout=timm/mambaout_base_plus_rw@96 mambaout=timm/mambaout_femto?features_only=True@96
mambaout=timm/mambaout_tiny?num_classes=0@96 mixer=timm/mixer_b16_224?num_classes=3
mixer=timm/mixer_s16_224?img_size=96@96 resmlp=timm/resmlp_12_224?num_classes=0
resmlp=timm/resmlp_24_224?img_size=96@96 gmlp=timm/gmlp_s16_224?num_classes=0
gmlp=timm/gmlp_ti16_224?img_size=128@128
deit_distilled=timm/deit_base_distilled_patch16_384?depth=4
deit_distilled=timm/deit_tiny_distilled_patch16_224?img_size=96,depth=6@96
beit=timm/beit_base_patch16_224?depth=4,num_classes=0 beit=timm/beitv2_base_patch16_224?depth=5
beit=timm/beit_base_patch16_384?depth=3,img_size=160@160 eva02=timm/eva02_base_patch14_448?depth=4
eva02=timm/eva02_tiny_patch14_224?num_classes=0,depth=5
dinov2=timm/vit_small_patch14_dinov2?img_size=224,depth=5,num_classes=9@224
dinov2=timm/vit_base_patch14_reg4_dinov2?img_size=112,depth=3@112
dinov3=timm/vit_tiny_patch16_dinov3_qkvb?depth=5@128
dinov3=timm/vit_base_patch16_dinov3_qkvb?depth=3,num_classes=5@128
siglip=timm/vit_base_patch16_siglip_gap_256?depth=4
siglip=timm/vit_base_patch16_siglip_384?depth=3
siglip=timm/vit_base_patch32_siglip_256?num_classes=7,depth=4
clip_vision=timm/vit_base_patch16_clip_224?depth=4
clip_vision=timm/vit_betwixt_patch32_clip_224?depth=4
clip_vision=timm/vit_base_patch32_clip_quickgelu_224?num_classes=0,depth=3
vit=timm/vit_base_patch16_384?depth=3 vit=timm/vit_base_patch16_plus_240?depth=4
vit=timm/vit_small_patch32_384 vit=timm/test_vit@160 vit=tv/vit_b_16?num_classes=3
vit=timm/vit_tiny_patch16_224?img_size=96,num_classes=0@96
vit=timm/vit_small_patch16_224?no_embed_class=True,reg_tokens=4,depth=5
vit=timm/vit_small_patch8_224?img_size=64,depth=4@64 deit=timm/deit3_large_patch16_224?depth=4
deit=timm/deit3_medium_patch16_224?img_size=128,num_classes=0,depth=5@128
cait=timm/cait_xxs24_224?num_classes=0,depth=6 cait=timm/cait_m36_384?depth=4
xcit=timm/xcit_tiny_24_p16_224?depth=6 xcit=timm/xcit_nano_12_p8_224?num_classes=0@96
crossvit=timm/crossvit_18_240?num_classes=0 crossvit=timm/crossvit_base_240
twins=timm/twins_svt_small?num_classes=0
twins=timm/twins_pcpvt_small?img_size=128,num_classes=3@128
pvt_v2=timm/pvt_v2_b2_li?features_only=True@96 pvt_v2=timm/pvt_v2_b1?num_classes=0@128
pvt_v2=timm/pvt_v2_b3?in_chans=1@96 volo=timm/volo_d1_224?num_classes=0
volo=timm/volo_d2_224?img_size=128@128 tnt=timm/tnt_s_legacy_patch16_224?num_classes=0,depth=4
tnt=timm/tnt_s_patch16_224?depth=5,img_size=160@160 pit=timm/pit_s_224?num_classes=0
pit=timm/pit_ti_distilled_224?img_size=160@160 coat=timm/coat_lite_mini?num_classes=0
coat=timm/coat_tiny?num_classes=3 davit=timm/davit_base_fl@192
davit=timm/davit_tiny?num_classes=0@224 focalnet=timm/focalnet_large_fl3?depths=(2,2,3,2)@160
focalnet=timm/focalnet_tiny_srf?num_classes=0@96 gcvit=timm/gcvit_xxtiny?num_classes=0
gcvit=timm/gcvit_tiny?num_classes=3 swinv2=timm/swinv2_base_window12_192?depths=(2,2,4,2)
swinv2=timm/swinv2_tiny_window8_256?num_classes=0 swinv2=tv/swin_v2_t?num_classes=5
swinv2_cr=timm/swinv2_cr_base_ns_224?depths=(2,2,4,2)
swinv2_cr=timm/swinv2_cr_tiny_224?num_classes=0
swin=timm/swin_base_patch4_window7_224?depths=(2,2,4,2)
swin=timm/swin_s3_base_224?depths=(2,2,6,2) swin=tv/swin_t?num_classes=5
swin=timm/swin_tiny_patch4_window7_224?features_only=True
hiera=timm/hiera_tiny_224?features_only=True hiera=timm/hiera_small_224?num_classes=0
mvitv2=timm/mvitv2_base_cls?num_classes=3 mvitv2=timm/mvitv2_tiny?num_classes=0
nest=timm/nest_tiny?num_classes=0 nest=timm/nest_small_jx?num_classes=3
levit=timm/levit_conv_256?num_classes=0 levit=timm/levit_512d levit=timm/levit_conv_384_s8
efficientformer=timm/efficientformer_l1?num_classes=0
efficientformer=timm/efficientformer_l3?num_classes=4
efficientvit_mit=timm/efficientvit_b0?features_only=True@128
efficientvit_mit=timm/efficientvit_l1?num_classes=0@128
efficientvit_mit=timm/efficientvit_b2?in_chans=1@160
mobilevit_v2=timm/mobilevitv2_075?features_only=True@128
mobilevit_v2=timm/mobilevitv2_150?num_classes=0@128
mobilevit=timm/mobilevit_s?features_only=True@128 mobilevit=timm/mobilevit_xs?num_classes=0@160
edgenext=timm/edgenext_x_small?features_only=True@128
edgenext=timm/edgenext_small?num_classes=0@160 fastvit=timm/fastvit_s12?num_classes=0@128
fastvit=timm/fastvit_mci3?in_chans=1@128 fastvit=timm/fastvit_t8?features_only=True@128
poolformer=timm/poolformer_m36?num_classes=0@96 poolformer=timm/poolformerv2_m36@96
caformer=timm/caformer_m36?num_classes=0@96 caformer=timm/convformer_s36?features_only=True@96
caformer=timm/caformer_b36@96 coatnet=timm/coatnet_rmlp_1_rw_224
coatnet=timm/coatnet_3_rw_224?num_classes=0 coatnet=timm/coatnet_pico_rw_224?features_only=True
coatnet=timm/test_coatnet@160 maxvit=timm/maxvit_tiny_rw_256
maxvit=timm/maxvit_rmlp_pico_rw_256?num_classes=0 maxvit=timm/test_maxvit@160
maxvit=timm/maxvit_pico_rw_256?features_only=True tiny_vit=timm/tiny_vit_5m_224?features_only=True
tiny_vit=timm/tiny_vit_11m_224?num_classes=0 repvit=timm/repvit_m1_0?features_only=True@128
repvit=timm/repvit_m2_3?num_classes=0@128 swiftformer=timm/swiftformer_s?features_only=True@128
swiftformer=timm/swiftformer_l1?num_classes=0@224
nextvit=timm/nextvit_small?features_only=True@128 nextvit=timm/nextvit_base?num_classes=0@160
sequencer=timm/sequencer2d_s?num_classes=0 sequencer=timm/sequencer2d_m?num_classes=3
fcn=tv/fcn_resnet50?num_classes=4@96 fcn=tv/fcn_resnet101?aux_loss=True@96
deeplab_v3=tv/deeplabv3_resnet50?num_classes=4@96
deeplab_v3=tv/deeplabv3_mobilenet_v3_large?aux_loss=True@128
lraspp=tv/lraspp_mobilenet_v3_large?num_classes=4@96
lraspp=tv/lraspp_mobilenet_v3_large?num_classes=2@224 r3d=tv/r3d_18?num_classes=5
r3d=tv/mc3_18?num_classes=5 r2plus1d=tv/r2plus1d_18?num_classes=5
r2plus1d=tv/r2plus1d_18?num_classes=101 s3d=tv/s3d?num_classes=5 s3d=tv/s3d?num_classes=101
""".split()

SEGMENTERS = """
unet=Unet/mobileone_s0?encoder_depth=4,decoder_channels=(64,32,16,8)
unet=Unet/resnet18?decoder_attention_type='scse'
unet=Unet/tu-convnext_atto?encoder_depth=4,decoder_channels=(64,32,16,8)
unet=Unet/resnet34?decoder_use_norm=False unetplusplus=UnetPlusPlus/resnet50
unetplusplus=UnetPlusPlus/timm-regnetx_002?decoder_attention_type='scse' linknet=Linknet/vgg11
linknet=Linknet/timm-regnety_002 linknet=Linknet/resnext50_32x4d fpn=FPN/se_resnet50
fpn=FPN/mobileone_s0?decoder_merge_policy='cat' fpn=FPN/timm-regnety_002 pspnet=PSPNet/se_resnet50
pspnet=PSPNet/resnet18?psp_use_norm=False pspnet=PSPNet/timm-mobilenetv3_large_100
deeplab_v3=DeepLabV3/efficientnet-b0 deeplab_v3=DeepLabV3/resnext50_32x4d?decoder_channels=64
deeplab_v3plus=DeepLabV3Plus/se_resnet50 deeplab_v3plus=DeepLabV3Plus/timm-mobilenetv3_large_100
deeplab_v3plus=DeepLabV3Plus/resnet18?encoder_output_stride=8 manet=MAnet/resnext50_32x4d
manet=MAnet/timm-regnety_002 pan=PAN/timm-regnety_002 pan=PAN/resnet18?decoder_channels=16
pan=PAN/se_resnet50 upernet=UPerNet/resnext50_32x4d upernet=UPerNet/tu-convnext_atto
upernet=UPerNet/vgg13_bn?decoder_channels=64 segformer=Segformer/mit_b1
segformer=Segformer/mit_b2?decoder_segmentation_channels=64 segformer=Segformer/mobilenet_v2
segformer=Segformer/resnet50 dpt=DPT/tu-vit_small_patch16_224
dpt=DPT/tu-vit_tiny_patch16_224?classes=1
""".split()

REPARAMETERISED = """
repvgg=repvgg_a2 mobileone=mobileone_s2 repvit=repvit_m1_5 fastvit=fastvit_s12
repghost=repghostnet_058 repvgg=repvgg_b1g4 mobileone=mobileone_s4 repvit=repvit_m1
""".split()


def definitions() -> list[Definition]:
    """All of them, mostly one exporter each, by turns."""
    table = Table()
    for place, line in enumerate(CLASSIFIERS):
        family, name, options, extent = parsed(line)
        package, model = name.split("/")
        which = EXPORTED if place % 3 == 2 else TRACED
        if family in ("r3d", "r2plus1d", "s3d"):
            which = TRACED
        build = timm_model if package == "timm" else torchvision_model
        built = build(model, options, extent, not spread_out(place))
        table.add(family, package.replace("tv", "torchvision"), label(model, line), built, which)
    for place, line in enumerate(SEGMENTERS):
        family, name, options, _ = parsed(line)
        which = EXPORTED if place % 3 == 0 else TRACED
        table.add(family, "smp", label(name, line), segmenter(name, options), which)
    for place, line in enumerate(REPARAMETERISED):
        family, model = line.split("=")
        which = BOTH if place < 2 else TRACED
        table.add(family, "timm", f"{model}-deployed", deployed(model), which)
    _depth(table)
    return table.found


def _depth(table: Table) -> None:
    """DPT with neck and head, in sizes and forms that its definition has options for."""
    small = {
        **PATCHES,
        "image_size": 224,
        "backbone_out_indices": [0, 1, 2, 3],
        "neck_hidden_sizes": [16, 24, 32, 32],
        "fusion_hidden_size": 24,
    }
    lines: list[tuple[str, str, dict[str, Any]]] = [
        ("dpt-added-readout", "DPTForDepthEstimation", {"readout_type": "add"}),
        ("dpt-segmentation", "DPTForSemanticSegmentation", {"num_labels": 5}),
        (
            "dpt-eight-layers",
            "DPTForDepthEstimation",
            {"num_hidden_layers": 8, "backbone_out_indices": [1, 3, 5, 7], "hidden_size": 144},
        ),
        ("dpt-ignored-readout", "DPTForDepthEstimation", {"readout_type": "ignore"}),
    ]
    for place, (model, class_name, options) in enumerate(lines):
        which = EXPORTED if place % 2 else TRACED
        inputs = lambda: image(224)  # noqa: E731
        table.transformers(
            "dpt", model, class_name, "DPTConfig", {**small, **options}, inputs, which
        )
