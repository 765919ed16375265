"""Makes the matrix's networks with PyTorch and saves each in every format that it leads to.

    python tests/formats/matrix/make_pytorch.py FOLDER [ARCHITECTURE...]

Needs torch, torchvision, timm, transformers, onnx, onnxscript, onnxruntime, safetensors and, for
Core ML, coremltools. The networks are narrow; their weights repeat a short row of numbers, so that
the files become small when they are compressed, and no two of them are equal. A file that is there
already is kept.
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch  # noqa: TID253 - the script exists to write its files

with contextlib.suppress(ImportError):
    import torchvision  # noqa: F401 - before its operators are declared for want of it

sys.path.insert(0, str(Path(__file__).parent.parent / "pytorch"))
from make_models import DoubleConv, Lstm, Made, Outputs

SIDE = 64


class Double(torch.nn.Module):
    """Two convolutions under the name that the original layout gives them."""

    def __init__(self, inner: int, outer: int) -> None:
        super().__init__()
        self.double_conv = DoubleConv(inner, outer).layers

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.double_conv(x)


class Down(torch.nn.Module):
    """Half the size, twice the width."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.maxpool_conv = torch.nn.Sequential(torch.nn.MaxPool2d(2), Double(width, 2 * width))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.maxpool_conv(x)


class Up(torch.nn.Module):
    """Twice the size, joined with what was there on the way down."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.up = torch.nn.ConvTranspose2d(width, width // 2, 2, 2)
        self.conv = Double(width, width // 2)

    def forward(self, x: torch.Tensor, skip: torch.Tensor) -> torch.Tensor:
        return self.conv(torch.cat([skip, self.up(x)], 1))


class OutConv(torch.nn.Module):
    """The last projection."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.conv = torch.nn.Conv2d(width, 2, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.conv(x)


class UNet(torch.nn.Module):
    """U-Net with the names of its usual layout."""

    def __init__(self, width: int = 4) -> None:
        super().__init__()
        self.inc = Double(3, width)
        self.down1, self.down2 = Down(width), Down(2 * width)
        self.down3, self.down4 = Down(4 * width), Down(8 * width)
        self.up1, self.up2 = Up(16 * width), Up(8 * width)
        self.up3, self.up4 = Up(4 * width), Up(2 * width)
        self.outc = OutConv(width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        first = self.inc(x)
        second = self.down1(first)
        third = self.down2(second)
        fourth = self.down3(third)
        x = self.up1(self.down4(fourth), fourth)
        x = self.up3(self.up2(x, third), second)
        return self.outc(self.up4(x, first))


def _image(build: Callable[[], torch.nn.Module], side: int = SIDE) -> Made:
    return build(), (torch.randn(1, 3, side, side),)


def _resnet() -> torch.nn.Module:
    from timm.models.resnet import BasicBlock, ResNet

    widths = (8, 16, 16, 24)
    return ResNet(BasicBlock, [2, 2, 2, 2], channels=widths, stem_width=8, num_classes=10)


def _mobilenet_v2() -> torch.nn.Module:
    from torchvision.models import MobileNetV2

    return MobileNetV2(num_classes=10, width_mult=0.25)


def _mobilenet_v3() -> torch.nn.Module:
    from torchvision.models import mobilenetv3

    settings, last = mobilenetv3._mobilenet_v3_conf("mobilenet_v3_small", width_mult=0.25)
    return mobilenetv3.MobileNetV3(settings, last, num_classes=10)


def _efficientnet() -> torch.nn.Module:
    from torchvision.models import efficientnet

    settings, _ = efficientnet._efficientnet_conf("efficientnet_b0", width_mult=0.25, depth_mult=1)
    return efficientnet.EfficientNet(settings, 0.2, num_classes=10, last_channel=64)


def _densenet() -> torch.nn.Module:
    from torchvision.models import DenseNet

    return DenseNet(8, (2, 4, 4, 2), 16, num_classes=10)


def _timm(name: str, **options: Any) -> torch.nn.Module:
    import timm

    return timm.create_model(name, pretrained=False, num_classes=10, **options)


def _text(kind: str, model: str, **sizes: Any) -> Made:
    import transformers

    eager = {"attn_implementation": "eager"} if kind == "T5" else {}
    settings = getattr(transformers, f"{kind}Config")(vocab_size=64, **sizes, **eager)
    network = getattr(transformers, model)(settings)
    tokens = torch.randint(3, 60, (1, 12))
    if kind == "T5":
        return Outputs(network, use_cache=False), (tokens, tokens[:, :7])
    options: dict[str, Any] = {} if kind == "Bert" else {"use_cache": False}
    if kind == "GPT2":
        # Without a mask the network looks for joined texts, which the older exporter cannot write.
        options["attention_mask"] = torch.ones(1, 12, dtype=torch.int64)
    return Outputs(network, **options), (tokens,)


_SIZES = {"hidden_size": 32, "num_hidden_layers": 3, "num_attention_heads": 4}
ARCHITECTURES: dict[str, Callable[[], Made]] = {
    "resnet": partial(_image, _resnet),
    "mobilenet_v2": partial(_image, _mobilenet_v2),
    "mobilenet_v3": partial(_image, _mobilenet_v3),
    "efficientnet": partial(_image, _efficientnet),
    "densenet": partial(_image, _densenet),
    "vit": partial(
        _image,
        partial(_timm, "vit_tiny_patch16_224", embed_dim=48, depth=3, num_heads=3, img_size=SIDE),
    ),
    "convnext": partial(
        _image, partial(_timm, "convnext_atto", depths=(2, 2, 3, 2), dims=(8, 16, 24, 32))
    ),
    "swin": partial(
        _image,
        partial(_timm, "swin_tiny_patch4_window7_224", embed_dim=24, depths=(2, 2, 2, 2)),
        224,
    ),
    "bert": partial(
        _text, "Bert", "BertModel", intermediate_size=128, max_position_embeddings=32, **_SIZES
    ),
    "gpt2": partial(
        _text, "GPT2", "GPT2LMHeadModel", n_embd=32, n_layer=3, n_head=4, n_positions=32
    ),
    "llama": partial(
        _text,
        "Llama",
        "LlamaForCausalLM",
        intermediate_size=64,
        num_key_value_heads=2,
        max_position_embeddings=32,
        **_SIZES,
    ),
    "t5": partial(
        _text,
        "T5",
        "T5ForConditionalGeneration",
        d_model=32,
        d_kv=8,
        d_ff=64,
        num_layers=3,
        num_heads=4,
    ),
    "lstm": lambda: (Lstm(), (torch.randint(0, 100, (1, 9)),)),
    "unet": lambda: (UNet(), (torch.randn(1, 3, SIDE, SIDE),)),
}


def settle(model: torch.nn.Module) -> None:
    """Gives every tensor numbers of its own that repeat, variances positive ones."""
    random = np.random.default_rng(0)
    row = random.normal(size=61) * 0.05
    model.eval()
    with torch.no_grad():
        for place, (name, tensor) in enumerate(model.state_dict().items()):
            if tensor.is_floating_point():
                shift = 1.0 if name.endswith("running_var") else 0.001 * place
                values = np.resize(row + shift, tensor.numel()).reshape(tuple(tensor.shape))
                tensor.copy_(torch.from_numpy(values))


def _safetensors(model: torch.nn.Module, path: str) -> None:
    from safetensors.torch import save_file

    whole = {key: value.clone() for key, value in model.state_dict().items()}
    save_file(whole, path)


def _text_onnx(model: torch.nn.Module, inputs: tuple[Any, ...], path: str) -> None:
    import onnx

    with tempfile.TemporaryDirectory() as folder:
        stored = str(Path(folder) / "model.onnx")
        _script_onnx(model, inputs, stored)
        loaded = onnx.load(stored)
    for tensor in loaded.graph.initializer:
        # As text, numbers would be most of the file.
        if int(np.prod(tensor.dims)) > 64:
            tensor.ClearField("raw_data")
            tensor.data_location = onnx.TensorProto.EXTERNAL
            tensor.external_data.add(key="location", value="weights.bin")
    Path(path).write_text(onnx.printer.to_text(loaded))


def _ort(model: torch.nn.Module, inputs: tuple[Any, ...], path: str) -> None:
    import onnxruntime

    with tempfile.TemporaryDirectory() as folder:
        stored = str(Path(folder) / "model.onnx")
        _script_onnx(model, inputs, stored)
        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        options.optimized_model_filepath = path
        options.add_session_config_entry("session.save_model_format", "ORT")
        onnxruntime.InferenceSession(stored, options, providers=["CPUExecutionProvider"])


def _script_onnx(model: torch.nn.Module, inputs: tuple[Any, ...], path: str) -> None:
    torch.onnx.export(model, inputs, path, dynamo=False)


def _dynamo_onnx(model: torch.nn.Module, inputs: tuple[Any, ...], path: str) -> None:
    torch.onnx.export(model, inputs, path, dynamo=True, external_data=False, verbose=False)


def _trace(model: torch.nn.Module, inputs: tuple[Any, ...]) -> torch.jit.ScriptModule:
    return torch.jit.trace(model, inputs, check_trace=False, strict=False)


def _mobile(model: torch.nn.Module, inputs: tuple[Any, ...], path: str) -> None:
    torch.jit.freeze(_trace(model, inputs))._save_for_lite_interpreter(path)


def _export(model: torch.nn.Module, inputs: tuple[Any, ...]) -> torch.export.ExportedProgram:
    return torch.export.export(model, inputs, strict=False)


def _core_ml(model: torch.nn.Module, inputs: tuple[Any, ...], path: str) -> None:
    import coremltools

    kind = "neuralnetwork" if path.endswith(".mlmodel") else "mlprogram"
    options: dict[str, Any] = {}
    if kind == "mlprogram":
        options["minimum_deployment_target"] = coremltools.target.iOS18
    given = [
        coremltools.TensorType(
            name=f"x{place}",
            shape=tuple(each.shape),
            dtype=np.float32 if each.is_floating_point() else np.int32,
        )
        for place, each in enumerate(inputs)
    ]
    try:
        converted = coremltools.convert(
            _trace(model, inputs), inputs=given, convert_to=kind, **options
        )
    except Exception:  # noqa: BLE001 - what it cannot take from a trace it may from a program
        program = _export(model, inputs).run_decompositions({})
        converted = coremltools.convert(program, convert_to=kind, **options)
    converted.save(path)


WRITERS: dict[str, Callable[[torch.nn.Module, tuple[Any, ...], str], object]] = {
    "script.onnx": _script_onnx,
    "dynamo.onnx": _dynamo_onnx,
    "onnxtxt": _text_onnx,
    "ort": _ort,
    "traced.pt": lambda model, inputs, path: _trace(model, inputs).save(path),
    "frozen.pt": lambda model, inputs, path: torch.jit.freeze(_trace(model, inputs)).save(path),
    "ptl": _mobile,
    "pt2": lambda model, inputs, path: torch.export.save(_export(model, inputs), path),
    "core.pt2": lambda model, inputs, path: torch.export.save(
        _export(model, inputs).run_decompositions(), path
    ),
    "pth": lambda model, inputs, path: torch.save(model.state_dict(), path),
    "safetensors": lambda model, inputs, path: _safetensors(model, path),
    "mlmodel": _core_ml,
    "mlpackage": _core_ml,
}


def main() -> None:
    """Writes the models named on the command line, or all, into a folder."""
    warnings.simplefilter("ignore")
    folder, names = Path(sys.argv[1]), sys.argv[2:]
    for name in names or ARCHITECTURES:
        (folder / name).mkdir(parents=True, exist_ok=True)
        for ending, write in WRITERS.items():
            path = folder / name / f"pytorch.{ending}"
            if path.exists():
                continue
            torch.manual_seed(0)
            model, inputs = ARCHITECTURES[name]()
            settle(model)
            inner = model.model if isinstance(model, Outputs) and ending in _NAMED else model
            try:
                with torch.no_grad():
                    write(inner, inputs, str(path))
            except Exception as error:  # noqa: BLE001 - each exporter fails in ways of its own
                print(f"{path}: {type(error).__name__}: {str(error).splitlines()[:1]}", flush=True)
        print(name, flush=True)


_NAMED = frozenset({"pth", "safetensors"})

if __name__ == "__main__":
    main()
