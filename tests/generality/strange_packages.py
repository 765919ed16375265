"""Models of other packages that are found by their names, of families that are not listed."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from typing import Any

import torch
from definition import Built

NAMES: dict[str, str] = {
    "pytorchcv": """
cnn/image classifier: airnet50_1x64d_r2 airnext50_32x4d_r2 bagnet9 bam_resnet18 cbam_resnet18
    channelnet condensenet74_c4_g4 diapreresnet20_cifar10 diaresnet20_cifar10 dicenet_wd2
    diracnet18v2 fbnet_cb fishnet99 fractalnet_cifar10 hardnet39ds hardnet68 ibn_resnet50
    ibn_resnext50_32x4d igcv3_w1 irevnet301 menet108_8x1_g3 msdnet22
    octresnet10_ad2 peleenet polynet proxylessnas_gpu pyramidnet110_a48_cifar10 resattnet56
    revnet38 rir_cifar10 ror3_56_cifar10 scnet50 scneta50
    shakeshakeresnet20_2x16d_cifar10 shufflenet_g1_wd4 shufflenet_g3_w1
    sparsenet121 sqnxt23_w1 sqnxt23v5_w1 xdensenet121_2 dicenet_wd5
    wrn20_10_1bit_cifar10
cnn/semantic segmentation: cgnet_cityscapes dabnet_cityscapes
    danet_resnetd50b_cityscapes edanet_cityscapes enet_cityscapes erfnet_cityscapes
    esnet_cityscapes espnetv2_wd2_cityscapes fpenet_cityscapes icnet_resnetd50b_cityscapes
    lednet_cityscapes sinet_cityscapes espcnet_cityscapes
cnn/object detector: lffd20x5s320v2_widerface
cnn: superpointnet alphapose_fastseresnet101b_coco ibppose_coco simplepose_mobile_resnet18_coco
    lwopenpose2d_mobilenet_cmupan_coco pfpcnet prnet
cnn/speech recognition: jasper5x3 jasperdr10x5_en
""",
    "pytorchvideo": """
cnn/video classifier: x3d_xs slowfast_r50 csn_r101 efficient_x3d_xs
transformer/video classifier: mvit_base_16x4
""",
    "effdet": """
cnn/object detector: tf_efficientdet_lite0 efficientdet_q1 resdet50 cspdarkdet53m mixdet_m
    mobiledetv3_large efficientdetv2_dt
""",
    "spandrel": """
transformer: ATD CRAFT DAT DRCT GRL HAT IPT RGT SwinIR Uformer RetinexFormer OmniSR DITN
cnn: Compact DRUNet DnCNN FBCNN HVICIDNet KBNet_s LaMa MMRealSR MixDehazeNet MoESR MoSR PLKSR
    RealPLKSR UpCunet2x SAFMN SAFMNBCIE SPAN SeemoRe SwiftSRGAN
: SCUNet RestoreFormer DCTLSA FDAT FFTformer
""",
    "kornia": """
cnn: HardNet HardNet8 SOSNet TFeat HyNet DISK XFeatModel OriNet
""",
    "deepctr": """
/tabular model: AFM AFN AutoInt CCPM DCN DCNMix DIFM FiBiNET IFM NFM ONN PNN xDeepFM MMOE PLE
""",
}
"""Names of models by package; before the colon architecture and type."""

FRAMES: dict[str, tuple[int, ...]] = {
    "jasper5x3": (1, 80, 120),
    "jasperdr10x5_en": (1, 64, 120),
    "x3d_xs": (1, 3, 4, 96, 96),
    "csn_r101": (1, 3, 8, 64, 64),
    "efficient_x3d_xs": (1, 3, 4, 160, 160),
    "mvit_base_16x4": (1, 3, 16, 224, 224),
    "prnet": (1, 3, 256, 256),
    "superpointnet": (1, 1, 96, 128),
    "pfpcnet": (1, 3, 640, 640),
}
"""Shapes of inputs that are no square picture, or of a size that the network fixes."""


def build(package: str, name: str) -> Callable[[], Built]:
    """What builds a model of a package by its name there."""
    maker: Callable[[str], Built] = globals()[f"_{package}"]
    return lambda: maker(name)


def _pytorchcv(name: str) -> Built:
    from pytorchcv.model_provider import get_model

    dense = "cityscapes" in name
    options: dict[str, Any] = {"in_size": (256, 256)} if dense else {}
    model = get_model(name, pretrained=False, **options)
    extent = getattr(model, "in_size", (224, 224))
    return model, {"#x": torch.randn(*FRAMES.get(name, (1, 3, *extent)))}


def _pytorchvideo(name: str) -> Built:
    import pytorchvideo.models.hub as hub

    if name.startswith("efficient"):
        return getattr(hub, name)(pretrained=False), {"#x": torch.randn(*FRAMES[name])}
    if name.startswith("slowfast"):
        model = getattr(hub, name)(pretrained=False)
        return _Pathways(model), {"#x": torch.randn(1, 3, 8, 256, 256)}
    if name.startswith("csn"):
        from pytorchvideo.models.csn import create_csn

        net = create_csn(model_depth=50, head_pool_kernel_size=(1, 2, 2))
        return net, {"#x": torch.randn(*FRAMES[name])}
    options = {"input_clip_length": 4, "input_crop_size": 96} if name == "x3d_xs" else {}
    made = getattr(hub, name)(pretrained=False, **options)
    return made, {"#x": torch.randn(*FRAMES[name])}


class _Pathways(torch.nn.Module):
    """Every fourth frame for the slow pathway, all for the fast one."""

    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.model([x[:, :, ::4], x])  # type: ignore[no-any-return]


def _effdet(name: str) -> Built:
    from effdet import EfficientDet, get_efficientdet_config

    config = get_efficientdet_config(name)
    config.image_size = [256, 256]
    return EfficientDet(config, pretrained_backbone=False), {"#x": torch.randn(1, 3, 256, 256)}


def _spandrel(name: str) -> Built:
    import pkgutil

    import spandrel.architectures as folder

    for found in pkgutil.iter_modules(folder.__path__):
        module = importlib.import_module(f"{folder.__name__}.{found.name}")
        if name in getattr(module, "__all__", ()):
            return getattr(module, name)(), _restored(name)
    raise LookupError(name)


def _restored(name: str) -> dict[str, torch.Tensor]:
    if name == "LaMa":
        return {"#x": torch.rand(1, 3, 64, 64), "#m": torch.rand(1, 1, 64, 64)}
    channels = {"DRUNet": 4, "DnCNN": 3, "Compact": 3}.get(name, 3)
    extent = {"RestoreFormer": 512, "IPT": 48, "Uformer": 128, "SwinIR": 56}.get(name, 64)
    return {"#x": torch.rand(1, channels, extent, extent)}


def _kornia(name: str) -> Built:
    import kornia.feature as feature

    if name == "XFeatModel":
        from kornia.feature.xfeat import XFeatModel

        return XFeatModel(), {"#x": torch.rand(1, 1, 96, 96)}
    kind = getattr(feature, name)
    options = {"pretrained": False} if "pretrained" in inspect.signature(kind).parameters else {}
    shape = (1, 3, 64, 64) if name == "DISK" else (4, 1, 32, 32)
    return kind(**options), {"#x": torch.rand(*shape)}


def _deepctr(name: str) -> Built:
    from deepctr_torch import models
    from deepctr_torch.inputs import DenseFeat, SparseFeat

    columns = [SparseFeat(f"s{i}", vocabulary_size=20, embedding_dim=8) for i in range(6)]
    columns += [DenseFeat(f"d{i}", 1) for i in range(4)]
    sparse = columns[:6]
    used = sparse if name in ("AFM", "CCPM", "FiBiNET", "ONN") else columns
    given = (used,) if name in ("PNN", "MMOE", "PLE") else (used, used)
    several = {"task_types": ["binary", "binary"], "task_names": ["a", "b"]}
    model = getattr(models, name)(*given, **(several if name in ("MMOE", "PLE") else {}))
    table = torch.cat([torch.randint(0, 20, (4, 6)).float(), torch.rand(4, len(used) - 6)], 1)
    return model, {"#x": table}
