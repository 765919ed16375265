"""Makes one small model per architecture in every format that PyTorch writes.

Needs torch, torchvision, timm, transformers, onnx and onnxscript; run it by hand:

    python tests/formats/pytorch/make_models.py FOLDER [architecture ...]

Each architecture gives ``NAME.dynamo.onnx``, ``NAME.script.onnx`` (the exporter before dynamo),
``NAME.pt2`` as exported, ``NAME.core.pt2`` decomposed to core ATen operators, ``NAME.traced.pt``
and, where it can be scripted, ``NAME.scripted.pt`` and ``NAME.frozen.pt``. The networks are random.
"""

from __future__ import annotations

import contextlib
import sys
import warnings
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import torch  # noqa: TID253 - the script exists to write its files

for _name in ("nms", "qnms"):
    # torchvision states the shapes of operators that its binary part may lack
    with contextlib.suppress(RuntimeError):
        torch.library.define(f"torchvision::{_name}", "(Tensor a, Tensor b, float c) -> Tensor")

Made = tuple[torch.nn.Module, tuple[Any, ...]]


class Lstm(torch.nn.Module):
    """A text classifier: embedding, two-layer LSTM in both directions, linear head."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = torch.nn.Embedding(100, 16)
        self.lstm = torch.nn.LSTM(16, 24, 2, bidirectional=True, batch_first=True)
        self.head = torch.nn.Linear(48, 5)

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        states, _ = self.lstm(self.embedding(tokens))
        return self.head(states[:, -1])


class DoubleConv(torch.nn.Module):
    """Two convolutions with batch normalisation, as in U-Net."""

    def __init__(self, inner: int, outer: int) -> None:
        super().__init__()
        self.layers = torch.nn.Sequential(
            torch.nn.Conv2d(inner, outer, 3, padding=1, bias=False),
            torch.nn.BatchNorm2d(outer),
            torch.nn.ReLU(inplace=True),
            torch.nn.Conv2d(outer, outer, 3, padding=1, bias=False),
            torch.nn.BatchNorm2d(outer),
            torch.nn.ReLU(inplace=True),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.layers(x)


class UNet(torch.nn.Module):
    """U-Net with transposed convolutions and four levels."""

    def __init__(self, width: int = 8) -> None:
        super().__init__()
        widths = [width * 2**level for level in range(5)]
        self.stem = DoubleConv(3, width)
        self.down = torch.nn.ModuleList(map(DoubleConv, widths[:-1], widths[1:]))
        turned = widths[::-1]
        self.up = torch.nn.ModuleList(
            torch.nn.ConvTranspose2d(a, b, 2, 2) for a, b in pairwise(turned)
        )
        self.join = torch.nn.ModuleList(map(DoubleConv, turned[:-1], turned[1:]))
        self.pool = torch.nn.MaxPool2d(2)
        self.head = torch.nn.Conv2d(width, 2, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        skips = [self.stem(x)]
        for down in self.down:
            skips.append(down(self.pool(skips[-1])))
        x = skips.pop()
        for up, join in zip(self.up, self.join, strict=True):
            x = join(torch.cat([skips.pop(), up(x)], 1))
        return self.head(x)


def _vision(name: str, size: int = 224, **options: Any) -> Callable[[], Made]:
    def make() -> Made:
        import torchvision

        model = torchvision.models.get_model(name, weights=None, **options)
        return model, (torch.randn(1, 3, size, size),)

    return make


def _timm(name: str, size: int = 224, **options: Any) -> Callable[[], Made]:
    def make() -> Made:
        import timm

        return timm.create_model(name, pretrained=False, **options), (
            torch.randn(1, 3, size, size),
        )

    return make


class Outputs(torch.nn.Module):
    """Calls a model of the transformers package so that it takes and gives tensors."""

    def __init__(self, model: torch.nn.Module, **options: Any) -> None:
        super().__init__()
        self.model = model
        self.options = options

    def forward(self, tokens: torch.Tensor, more: torch.Tensor | None = None) -> torch.Tensor:
        options = dict(self.options)
        if more is not None:
            options["decoder_input_ids"] = more
        return self.model(tokens, return_dict=False, **options)[0]


def _text(kind: str, model: str, **sizes: Any) -> Callable[[], Made]:
    def make() -> Made:
        import transformers

        config = getattr(transformers, f"{kind}Config")(vocab_size=120, **sizes)
        network = getattr(transformers, model)(config)
        tokens = torch.randint(3, 100, (1, 12))
        if kind == "T5":
            return Outputs(network, use_cache=False), (tokens, tokens[:, :7])
        options = {"use_cache": False} if kind in ("GPT2", "Llama") else {}
        return Outputs(network, **options), (tokens,)

    return make


_SMALL = {"hidden_size": 32, "num_hidden_layers": 3, "num_attention_heads": 4}
ARCHITECTURES: dict[str, Callable[[], Made]] = {
    "resnet": _vision("resnet18", 64),
    "mobilenet_v2": _vision("mobilenet_v2", 64),
    "mobilenet_v3": _vision("mobilenet_v3_small", 64),
    "efficientnet": _vision("efficientnet_b0", 64),
    "densenet": _vision("densenet121", 64),
    "vit": _timm("vit_tiny_patch16_224", embed_dim=48, depth=4, num_heads=3),
    "convnext": _vision("convnext_tiny", 64),
    "swin": _timm("swin_tiny_patch4_window7_224", embed_dim=24, depths=(2, 2, 2, 2)),
    "bert": _text("Bert", "BertModel", intermediate_size=64, **_SMALL),
    "gpt2": _text("GPT2", "GPT2LMHeadModel", n_embd=32, n_layer=3, n_head=4),
    "llama": _text(
        "Llama", "LlamaForCausalLM", intermediate_size=64, num_key_value_heads=2, **_SMALL
    ),
    "t5": _text(
        "T5", "T5ForConditionalGeneration", d_model=32, d_kv=8, d_ff=64, num_layers=3, num_heads=4
    ),
    "lstm": lambda: (Lstm(), (torch.randint(0, 100, (1, 9)),)),
    "unet": lambda: (UNet(), (torch.randn(1, 3, 64, 64),)),
}


def _settle(model: torch.nn.Module) -> None:
    """Gives normalisations statistics that no exporter can leave out as neutral."""
    with torch.no_grad():
        for name, buffer in model.named_buffers():
            if name.endswith("running_var"):
                buffer.uniform_(0.5, 1.5)
            elif name.endswith("running_mean"):
                buffer.uniform_(-0.1, 0.1)


def _write_all(name: str, folder: Path) -> None:
    torch.manual_seed(0)
    model, inputs = ARCHITECTURES[name]()
    model.eval()
    _settle(model)
    target = str(folder / name)
    steps: dict[str, Callable[[str], object]] = {
        ".dynamo.onnx": lambda path: torch.onnx.export(
            model, inputs, path, dynamo=True, external_data=False, verbose=False
        ),
        ".script.onnx": lambda path: torch.onnx.export(model, inputs, path, dynamo=False),
        ".pt2": lambda path: torch.export.save(torch.export.export(model, inputs), path),
        ".core.pt2": lambda path: torch.export.save(
            torch.export.export(model, inputs).run_decompositions(), path
        ),
        ".traced.pt": lambda path: torch.jit.trace(model, inputs, check_trace=False).save(path),
        ".scripted.pt": lambda path: torch.jit.script(model).save(path),
        ".frozen.pt": lambda path: torch.jit.freeze(torch.jit.script(model)).save(path),
    }
    for suffix, write in steps.items():
        if Path(target + suffix).exists():
            continue
        try:
            with torch.no_grad():
                write(target + suffix)
        except Exception as error:  # noqa: BLE001 - each exporter fails in ways of its own
            print(f"{name}{suffix}: {type(error).__name__}: {str(error).splitlines()[:1]}")


def main() -> None:
    """Writes the models named on the command line, or all, into a folder."""
    warnings.simplefilter("ignore")
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[2:] or ARCHITECTURES:
        print(name, flush=True)
        _write_all(name, folder)


if __name__ == "__main__":
    main()
