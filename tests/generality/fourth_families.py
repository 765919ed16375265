"""Where models of a listed family are found: timm's names, torchvision's, and classes."""

from __future__ import annotations

TIMM = r"""
vgg vgg\d|inception_v3 inception_v3|inception_v4 inception_v4
inception_resnet_v2 inception_resnet_v2|xception (legacy_)?xception
nasnet nasnet|pnasnet pnasnet|sknet skres|resnest resnest|res2net res2ne
se_resnet (legacy_)?se(resne|net154)|eca_resnet ecares|resnext resnext|resnetv2 resnetv2_
resnet (wide_)?resnet(\d+(d|t|s|c|ts|_gn)?$|aa|blur)|nfnet (dm_|eca_)?nfnet_|nfnet nf_
densenet densenet|dpn dpn|dla dla|hrnet hrnet|regnetx regnetx_|regnety regnety_
mobilenet_v1 mobilenetv1_|mobilenet_v2 mobilenetv2_|mobilenet_v3 (tf_)?mobilenetv3_
mobilenet_v4 mobilenetv4_|mnasnet (sem)?mnasnet_|efficientnet_lite (tf_)?efficientnet_lite
efficientnet_v2 (tf_)?efficientnetv2_|efficientnet (tf_)?efficientnet_b\d|mixnet (tf_)?mixnet_
ghostnet ghostnet|repghost repghostnet|rexnet rexnet|vovnet (eca_|ese_)?vovnet|selecsls selecsls
repvgg repvgg_|mobileone mobileone_|cspdarknet (cspdarknet|cs3(se)?darknet)
darknet (se)?darknet(aa)?\d|lcnet lcnet_|hgnet hgnet|tresnet tresnet|starnet starnet_
fasternet fasternet_|convnext_v2 convnextv2_|convnext convnext_|inception_next inception_next
convmixer convmixer|rdnet rdnet|mambaout mambaout|mixer mixer_|resmlp resmlp_|gmlp gmlp_
deit_distilled deit_.*distilled|beit beit(v2)?_|eva02 eva02_|dinov2 vit_.*_dinov2
dinov3 vit_.*_dinov3|siglip vit_.*siglip2?_\d|clip_vision vit_.*_clip_(quickgelu_)?\d
vit vit_(tiny|small|base)_patch\d+_\d+$|vit deit_(tiny|small|base)_patch\d+_\d|vit flexivit_
deit deit3_|cait cait|xcit xcit|crossvit crossvit|twins twins|pvt_v2 pvt_v2|volo volo|tnt tnt
pit pit_|coat coat_|davit davit_|focalnet focalnet_|gcvit gcvit|swinv2 swinv2_(?!cr)
swinv2_cr swinv2_cr_|swin swin_|hiera hiera_|mvitv2 mvitv2_|nest nest_|levit levit_
efficientformer efficientformer_|efficientvit_mit efficientvit_[bl]\d|mobilevit_v2 mobilevitv2_
mobilevit mobilevit_|edgenext edgenext|fastvit fastvit_|poolformer poolformer
caformer (ca|conv)former_|coatnet coatnet_|maxvit maxvit_|tiny_vit tiny_vit_|repvit repvit_
swiftformer swiftformer_|nextvit nextvit_|sequencer sequencer2d
"""
"""``family pattern`` of timm's names, parted by bars and lines."""

TOO_LARGE = (
    r"huge|giant|gigantic|enormous|xlarge|7b|so150m|so400m|640|1280|2560|x(16|32|48)d|_448|_512"
)
"""Names that a minute does not suffice for."""

TORCHVISION = """
alexnet alexnet
vgg vgg11 vgg13_bn vgg16 vgg19
squeezenet squeezenet1_0 squeezenet1_1
googlenet googlenet
inception_v3 inception_v3
resnet resnet18 resnet34 resnet50 resnet101 wide_resnet50_2
resnext resnext50_32x4d
densenet densenet121 densenet201
regnetx regnet_x_400mf regnet_x_800mf regnet_x_8gf
regnety regnet_y_400mf regnet_y_800mf regnet_y_8gf
mobilenet_v2 mobilenet_v2
mobilenet_v3 mobilenet_v3_large mobilenet_v3_small
mnasnet mnasnet0_5 mnasnet0_75
efficientnet efficientnet_b3 efficientnet_b4
efficientnet_v2 efficientnet_v2_s
shufflenet_v2 shufflenet_v2_x0_5 shufflenet_v2_x1_0 shufflenet_v2_x1_5
convnext convnext_tiny convnext_base
swin swin_t swin_s
swinv2 swin_v2_t
maxvit maxvit_t
vit vit_b_16 vit_b_32
fcn fcn_resnet50 fcn_resnet101
deeplab_v3 deeplabv3_resnet50 deeplabv3_mobilenet_v3_large
lraspp lraspp_mobilenet_v3_large
r3d r3d_18 mc3_18
r2plus1d r2plus1d_18
s3d s3d
"""
"""Family and its names in torchvision."""

SEGMENTERS = {
    "unet": "Unet",
    "unetplusplus": "UnetPlusPlus",
    "linknet": "Linknet",
    "fpn": "FPN",
    "pspnet": "PSPNet",
    "deeplab_v3plus": "DeepLabV3Plus",
    "manet": "MAnet",
    "pan": "PAN",
    "upernet": "UPerNet",
}
"""Decoders of segmentation_models_pytorch."""

BACKBONES = """
resnet18 resnet34 resnet50 resnet101 resnext50_32x4d se_resnet50 densenet121 densenet169
vgg11 vgg16_bn mobilenet_v2 timm-mobilenetv3_small_100 efficientnet-b0 efficientnet-b2
efficientnet-b4 timm-efficientnet-b1 timm-regnetx_008 timm-regnety_016 timm-res2net50_26w_4s
timm-resnest26d inceptionv4 dpn68 xception
""".split()
"""Encoders of a decoder."""

ENCODERS = """
vit ViTModel ViTForImageClassification
deit_distilled DeiTModel DeiTForImageClassificationWithTeacher
beit BeitModel BeitForImageClassification Data2VecVisionForImageClassification
dinov2 Dinov2Model Dinov2ForImageClassification Dinov2WithRegistersModel
dinov3 DINOv3ViTModel
siglip SiglipVisionModel
yolos YolosForObjectDetection
sam_vision SamVisionModel
clip_vision CLIPVisionModel CLIPVisionModelWithProjection
swin SwinModel SwinForImageClassification
swinv2 Swinv2Model Swinv2ForImageClassification
convnext ConvNextModel ConvNextForImageClassification
convnext_v2 ConvNextV2Model ConvNextV2ForImageClassification
resnet ResNetModel ResNetForImageClassification
regnety RegNetModel RegNetForImageClassification
mobilenet_v1 MobileNetV1ForImageClassification
mobilenet_v2 MobileNetV2ForImageClassification
mobilevit MobileViTModel MobileViTForImageClassification
mobilevit_v2 MobileViTV2ForImageClassification
segformer SegformerForSemanticSegmentation SegformerModel
pvt_v2 PvtV2Model PvtV2ForImageClassification
levit LevitForImageClassification
poolformer PoolFormerForImageClassification
focalnet FocalNetForImageClassification
hiera HieraForImageClassification
hgnet HGNetV2ForImageClassification
swiftformer SwiftFormerForImageClassification
dpt DPTForDepthEstimation
"""
"""Family and its classes of transformers."""
