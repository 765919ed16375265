"""Lines of the second held-out set of the library's families of images."""

CLASSIFIERS = """
alexnet=tv/alexnet?num_classes=2@256 vgg=timm/vgg11@224 vgg=timm/vgg13_bn@224 vgg=timm/vgg16@224
vgg=tv/vgg13_bn@96 vgg=tv/vgg19@64 vgg=tv/vgg11_bn?num_classes=10@224
googlenet=tv/googlenet?transform_input=True@128
inception_v3=tv/inception_v3?transform_input=True@160
inception_v3=timm/inception_v3?features_only=True@128
inception_v4=timm/inception_v4?features_only=True@160
inception_resnet_v2=timm/inception_resnet_v2?features_only=True@160
xception=timm/legacy_xception?features_only=True@128
nasnet=timm/nasnetalarge?features_only=True@128
pnasnet=timm/pnasnet5large?features_only=True@128 sknet=timm/skresnet34?features_only=True@128
resnest=timm/resnest14d?features_only=True@96 res2net=timm/res2net50_26w_8s?num_classes=0@96
se_resnet=timm/seresnet152@64 se_resnet=timm/seresnet50@128 se_resnet=timm/legacy_seresnet101@64
se_resnet=timm/legacy_seresnext101_32x4d@64 se_resnet=timm/seresnet200d@64
se_resnet=timm/seresnext101_64x4d@64 eca_resnet=timm/ecaresnet101d_pruned@96
eca_resnet=timm/ecaresnet200d@64 eca_resnet=timm/ecaresnet269d@64
resnext=timm/resnext101_32x8d@64 resnext=timm/resnext50d_32x4d?features_only=True@96
resnetv2=timm/resnetv2_50d@96 resnetv2=timm/resnetv2_101d@64
resnetv2=timm/resnetv2_50?features_only=True@96 resnet=timm/resnet101c@64
resnet=timm/wide_resnet50_2@64 resnet=tv/resnet101@96 resnet=timm/resnet34@96
resnet=timm/resnetblur101d@64 resnet=timm/resnet152d@64 nfnet=timm/dm_nfnet_f1@64
nfnet=timm/nf_regnet_b2@96 nfnet=timm/nf_ecaresnet101@64 nfnet=timm/nf_seresnet50@96
nfnet=timm/nf_regnet_b4@64 nfnet=timm/nf_seresnet101@64 densenet=timm/densenet161@64
densenet=timm/densenet169?features_only=True@96 densenet=tv/densenet121?num_classes=14@128
dpn=timm/dpn107?features_only=True@64 dla=timm/dla102x@64 dla=timm/dla102?features_only=True@96
hrnet=timm/hrnet_w64@64 hrnet=timm/hrnet_w48_ssld@64 hrnet=timm/hrnet_w30?features_only=True@64
regnetx=timm/regnetx_160@64 regnetx=timm/regnetx_080@96 regnetx=tv/regnet_x_1_6gf@96
regnetx=timm/regnetx_064?features_only=True@96 regnety=timm/regnety_160@64
regnety=timm/regnety_080@96 regnety=tv/regnet_y_8gf@64
regnety=timm/regnety_006?features_only=True@96 regnety=tv/regnet_y_1_6gf?num_classes=9@128
mobilenet_v1=timm/mobilenetv1_100h?features_only=True@128 mobilenet_v2=timm/mobilenetv2_100@128
mobilenet_v2=timm/mobilenetv2_140?features_only=True@96
mobilenet_v2=tv/mobilenet_v2?width_mult=0.5@128 mobilenet_v3=timm/tf_mobilenetv3_small_100@128
mobilenet_v3=timm/mobilenetv3_small_075?num_classes=10@128
mobilenet_v4=timm/mobilenetv4_hybrid_large_075@128
mobilenet_v4=timm/mobilenetv4_conv_small_050?features_only=True@128
mnasnet=timm/semnasnet_140@128 mnasnet=timm/mnasnet_140?features_only=True@96
efficientnet_lite=timm/tf_efficientnet_lite2@96
efficientnet_lite=timm/efficientnet_lite1?features_only=True@96
efficientnet_lite=timm/tf_efficientnet_lite1?num_classes=4@96
efficientnet_v2=timm/efficientnetv2_m@64 efficientnet_v2=timm/tf_efficientnetv2_m@64
efficientnet_v2=timm/efficientnetv2_l@64
efficientnet_v2=timm/tf_efficientnetv2_s?num_classes=0@96 efficientnet=timm/efficientnet_b1@96
efficientnet=timm/tf_efficientnet_b5@64 efficientnet=timm/efficientnet_b7@64
efficientnet=tv/efficientnet_b4@96 efficientnet=timm/tf_efficientnet_b1?features_only=True@96
mixnet=timm/mixnet_m?num_classes=0@128 mixnet=timm/mixnet_l?features_only=True@96
ghostnet=timm/ghostnet_130?features_only=True@128 repghost=timm/repghostnet_111?num_classes=0@96
repghost=timm/repghostnet_058?features_only=True@128
shufflenet_v2=tv/shufflenet_v2_x0_5?num_classes=3@160
rexnet=timm/rexnet_150?features_only=True@96 rexnet=timm/rexnet_300?num_classes=0@96
vovnet=timm/vovnet57a?features_only=True@96 vovnet=timm/ese_vovnet99b?num_classes=0@64
selecsls=timm/selecsls84?features_only=True@96 selecsls=timm/selecsls42?in_chans=1@128
repvgg=timm/repvgg_a0@128 repvgg=timm/repvgg_b0?features_only=True@96
repvgg=timm/repvgg_a2?num_classes=10@96 mobileone=timm/mobileone_s4?features_only=True@96
cspdarknet=timm/cs3darknet_focus_x@96 cspdarknet=timm/cspdarknet53?features_only=True@96
darknet=timm/darknet21?features_only=True@96 darknet=timm/sedarknet21?num_classes=0@128
lcnet=timm/lcnet_075?features_only=True@96 hgnet=timm/hgnetv2_b2?features_only=True@96
hgnet=timm/hgnetv2_b3?num_classes=0@96 tresnet=timm/tresnet_xl?num_classes=0@64
tresnet=timm/tresnet_m?features_only=True@96 starnet=timm/starnet_s3?num_classes=10@128
starnet=timm/starnet_s4?features_only=True@96 fasternet=timm/fasternet_t2?features_only=True@128
convnext_v2=timm/convnextv2_large?depths=(2,2,3,2)@64
convnext_v2=timm/convnextv2_femto?features_only=True@96 convnext=timm/convnext_base@64
convnext=timm/convnext_small@64 convnext=tv/convnext_large@64
convnext=timm/convnext_large?depths=(2,2,4,2)@64
convnext=timm/convnext_xxlarge?depths=(1,1,2,1),dims=(64,128,256,512)@96
inception_next=timm/inception_next_small?features_only=True@96
inception_next=timm/inception_next_base?num_classes=0@64
convmixer=timm/convmixer_1536_20?num_classes=10@112 rdnet=timm/rdnet_small?features_only=True@96
rdnet=timm/rdnet_base?features_only=True@64 mambaout=timm/mambaout_base@64
mambaout=timm/test_mambaout@128 mambaout=timm/mambaout_base_tall_rw@64
mixer=timm/mixer_l32_224?num_classes=0 mixer=timm/mixer_s32_224?num_classes=10
mixer=timm/mixer_b32_224?num_classes=10 resmlp=timm/resmlp_24_224?num_classes=10
resmlp=timm/resmlp_36_224?num_classes=5 gmlp=timm/gmlp_b16_224?num_classes=0
gmlp=timm/gmlp_s16_224?num_classes=10
deit_distilled=timm/deit_base_distilled_patch16_384?depth=4,img_size=256@256
deit_distilled=timm/deit_small_distilled_patch16_224?num_classes=10,depth=6
beit=timm/beit_large_patch16_224?depth=4 beit=timm/beitv2_large_patch16_224?depth=3
beit=timm/beit_large_patch16_512?depth=3,img_size=256@256
eva02=timm/eva02_large_patch14_224?depth=4
eva02=timm/eva02_large_patch14_448?depth=3,img_size=224@224
eva02=timm/eva02_large_patch14_clip_224?depth=4
eva02=timm/eva02_base_patch14_448?depth=4,img_size=224,features_only=True@224
dinov2=timm/vit_large_patch14_dinov2?depth=4,img_size=224@224
dinov2=timm/vit_giant_patch14_dinov2?depth=2,img_size=112@112
dinov2=timm/vit_large_patch14_reg4_dinov2?depth=4,img_size=224@224
dinov2=timm/vit_small_patch14_dinov2?depth=6,img_size=112,features_only=True@112
dinov3=timm/vit_large_patch16_dinov3?depth=4@128
dinov3=timm/vit_7b_patch16_dinov3?depth=2,embed_dim=768,num_heads=12@128
dinov3=timm/vit_huge_plus_patch16_dinov3?depth=3,embed_dim=640,num_heads=10@128
dinov3=timm/vit_base_patch16_dinov3_qkvb?depth=6@128
dinov3=timm/vit_small_plus_patch16_dinov3?depth=6@224
siglip=timm/vit_large_patch16_siglip_256?depth=4
siglip=timm/vit_so400m_patch14_siglip_224?depth=3
siglip=timm/vit_so400m_patch14_siglip_gap_378?depth=3,img_size=224@224
siglip=timm/vit_base_patch16_siglip_512?depth=5,img_size=256@256
clip_vision=timm/vit_large_patch14_clip_224?depth=4
clip_vision=timm/vit_huge_patch14_clip_quickgelu_224?depth=2
clip_vision=timm/vit_medium_patch16_clip_224?depth=6
clip_vision=timm/vit_base_patch32_clip_256?depth=5
clip_vision=timm/vit_base_patch16_plus_clip_240?depth=4 vit=timm/vit_large_patch16_224?depth=4
vit=timm/vit_huge_patch14_224?depth=2 vit=timm/vit_base_patch32_384?depth=5
vit=timm/vit_large_patch32_384?depth=4 vit=timm/deit_base_patch16_384?depth=4,img_size=224@224
vit=timm/vit_medium_patch16_gap_256?depth=6
deit=timm/deit3_large_patch16_384?depth=4,img_size=224@224
deit=timm/deit3_huge_patch14_224?depth=2 deit=timm/deit3_base_patch16_224?depth=6,num_classes=10
deit=timm/deit3_medium_patch16_224?depth=8 cait=timm/cait_s36_384?depth=4,img_size=224@224
cait=timm/cait_m48_448?depth=3,img_size=224@224 cait=timm/cait_xs24_384?depth=8,img_size=192@192
xcit=timm/xcit_medium_24_p16_224?depth=4 xcit=timm/xcit_large_24_p8_224?depth=3@112
xcit=timm/xcit_small_24_p16_224?depth=5 xcit=timm/xcit_nano_12_p8_224@112
xcit=timm/xcit_tiny_12_p16_384?depth=6@192 crossvit=timm/crossvit_18_240
crossvit=timm/crossvit_18_dagger_240?num_classes=10 crossvit=timm/crossvit_15_240?num_classes=0
twins=timm/twins_pcpvt_large?num_classes=10@224 twins=timm/twins_svt_large?num_classes=0@224
pvt_v2=timm/pvt_v2_b2?features_only=True@64 volo=timm/volo_d3_448?img_size=224@224
volo=timm/volo_d1_224?num_classes=10@224 volo=timm/volo_d3_224@224
tnt=timm/tnt_b_patch16_224?depth=4@224 tnt=timm/tnt_s_patch16_224?depth=6,num_classes=10@224
pit=timm/pit_xs_224?num_classes=10@224 pit=timm/pit_b_224?num_classes=0@224
coat=timm/coat_lite_medium?num_classes=10@224 coat=timm/coat_small?num_classes=0@224
davit=timm/davit_large?depths=(1,1,3,1)@224 davit=timm/davit_small?features_only=True@224
davit=timm/davit_base?num_classes=0@224 focalnet=timm/focalnet_small_srf?num_classes=10@128
focalnet=timm/focalnet_base_lrf?num_classes=10@128
focalnet=timm/focalnet_tiny_lrf?features_only=True@128 gcvit=timm/gcvit_small?num_classes=10
gcvit=timm/gcvit_base?num_classes=0 swinv2=timm/swinv2_large_window12_192?depths=(2,2,3,2)
swinv2=timm/swinv2_base_window12to16_192to256?depths=(2,2,3,2)
swinv2=timm/swinv2_small_window16_256?depths=(2,2,4,2)
swinv2=timm/swinv2_tiny_window16_256?features_only=True
swinv2_cr=timm/swinv2_cr_base_224?depths=(2,2,3,2)
swinv2_cr=timm/swinv2_cr_large_224?depths=(2,2,2,2)
swinv2_cr=timm/swinv2_cr_small_384?depths=(2,2,4,2),img_size=224@224
swinv2_cr=timm/swinv2_cr_huge_224?depths=(1,1,2,1),embed_dim=128,num_heads=(4,8,16,16)
swin=timm/swin_large_patch4_window7_224?depths=(2,2,4,2)
swin=timm/swin_large_patch4_window12_384?depths=(2,2,2,2)
swin=timm/swin_s3_base_224?depths=(2,2,4,2)
swin=timm/swin_small_patch4_window7_224?num_classes=10
swin=timm/swin_base_patch4_window7_224?features_only=True,depths=(2,2,4,2)
hiera=timm/hiera_large_224?stages=(1,2,4,2)
hiera=timm/hiera_huge_224?stages=(1,1,3,1),embed_dim=128
hiera=timm/hiera_base_plus_224?features_only=True mvitv2=timm/mvitv2_base?num_classes=10
mvitv2=timm/mvitv2_tiny?num_classes=10 mvitv2=timm/mvitv2_small?num_classes=10
nest=timm/nest_base_jx?num_classes=10 nest=timm/nest_small?num_classes=0
levit=timm/levit_conv_128 levit=timm/levit_conv_512_s8@224
levit=timm/levit_conv_384?num_classes=10@224 levit=timm/levit_192?num_classes=10@224
efficientformer=timm/efficientformer_l7?num_classes=10@224
efficientvit_mit=timm/efficientvit_b3?num_classes=10@128
efficientvit_mit=timm/efficientvit_l2?features_only=True@128
mobilevit_v2=timm/mobilevitv2_200?features_only=True@128
mobilevit=timm/mobilevit_s?num_classes=10@128 mobilevit=timm/mobilevit_xxs?num_classes=0@160
edgenext=timm/edgenext_base?features_only=True@128 fastvit=timm/fastvit_mci3@96
fastvit=timm/fastvit_sa24?num_classes=10@128 fastvit=timm/fastvit_mci2?features_only=True@128
poolformer=timm/poolformer_m36@64 poolformer=timm/poolformerv2_m48@64
poolformer=timm/poolformerv2_s24?features_only=True@96 caformer=timm/caformer_m36@64
caformer=timm/caformer_s18?num_classes=10@128 caformer=timm/convformer_s18?features_only=True@96
coatnet=timm/coatnet_3_224?depths=(2,2,4,2) coatnet=timm/coatnet_1_rw_224?num_classes=10
coatnet=timm/coatnet_rmlp_2_rw_384?img_size=192@192
coatnet=timm/coatnet_rmlp_3_rw_224?depths=(2,2,3,2)
maxvit=timm/maxvit_base_tf_224?depths=(1,2,3,1)
maxvit=timm/maxvit_rmlp_small_rw_256?num_classes=10
maxvit=timm/maxvit_tiny_tf_384?img_size=192@192 maxvit=timm/maxvit_large_tf_224?depths=(1,1,2,1)
tiny_vit=timm/tiny_vit_21m_384 tiny_vit=timm/tiny_vit_21m_512@256
tiny_vit=timm/tiny_vit_11m_224?num_classes=10 repvit=timm/repvit_m1_5?num_classes=10@128
repvit=timm/repvit_m2_3?features_only=True@96 swiftformer=timm/swiftformer_s?num_classes=10@224
nextvit=timm/nextvit_small?num_classes=10@128 sequencer=timm/sequencer2d_l?layers=(2,2,4,2)
sequencer=timm/sequencer2d_s?num_classes=10 fcn=tv/fcn_resnet50@128
fcn=tv/fcn_resnet101?num_classes=2@128 deeplab_v3=tv/deeplabv3_resnet50@128
deeplab_v3=tv/deeplabv3_resnet101?num_classes=3@128
lraspp=tv/lraspp_mobilenet_v3_large?num_classes=1@128 r3d=tv/r3d_18
r3d=tv/mc3_18?num_classes=101 r2plus1d=tv/r2plus1d_18?num_classes=20 s3d=tv/s3d?num_classes=10
""".split()
"""Published sizes and plain options; large models with fewer layers."""

SEGMENTERS = """
unet=Unet/efficientnet-b4 unet=Unet/inceptionv4 unet=Unet/se_resnext50_32x4d unet=Unet/mit_b2
unet=Unet/dpn68 unet=Unet/tu-resnest14d?classes=1 unetplusplus=UnetPlusPlus/resnet34
unetplusplus=UnetPlusPlus/se_resnext50_32x4d unetplusplus=UnetPlusPlus/efficientnet-b3?classes=1
unetplusplus=UnetPlusPlus/tu-mobilenetv3_large_100 linknet=Linknet/efficientnet-b3
linknet=Linknet/resnet101 linknet=Linknet/densenet169 linknet=Linknet/vgg16_bn?classes=1
fpn=FPN/resnet101 fpn=FPN/efficientnet-b4 fpn=FPN/mit_b1 fpn=FPN/resnext50_32x4d?classes=1
pspnet=PSPNet/resnet34 pspnet=PSPNet/resnet101 pspnet=PSPNet/efficientnet-b3
pspnet=PSPNet/densenet121?classes=1 deeplab_v3=DeepLabV3/resnet101
deeplab_v3=DeepLabV3/se_resnext50_32x4d deeplab_v3plus=DeepLabV3Plus/resnet34
deeplab_v3plus=DeepLabV3Plus/efficientnet-b4 deeplab_v3plus=DeepLabV3Plus/mobilenet_v2
deeplab_v3plus=DeepLabV3Plus/tu-xception41 manet=MAnet/resnet101 manet=MAnet/efficientnet-b3
manet=MAnet/se_resnext50_32x4d manet=MAnet/vgg16_bn?classes=1 pan=PAN/resnet101
pan=PAN/efficientnet-b3 pan=PAN/mobilenet_v2?classes=1 pan=PAN/se_resnext50_32x4d
upernet=UPerNet/resnet101 upernet=UPerNet/efficientnet-b3 upernet=UPerNet/mit_b2
upernet=UPerNet/tu-convnext_tiny segformer=Segformer/mit_b3 segformer=Segformer/efficientnet-b2
dpt=DPT/tu-vit_small_patch16_224?classes=4 dpt=DPT/tu-vit_base_patch16_224?classes=1
""".split()

REPARAMETERISED = """
repvgg=repvgg_b0 mobileone=mobileone_s3 repvit=repvit_m2_3 fastvit=fastvit_sa24
repghost=repghostnet_130
""".split()
