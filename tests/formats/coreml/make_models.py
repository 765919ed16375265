"""Makes the fixtures of Core ML: ``make_models.py tests/fixtures/coreml``.

Needs coremltools with PyTorch, timm and transformers. Weights are equal numbers, so that files stay
small when they are compressed; an ML program's file of weights is left out.
"""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

import coremltools
import numpy as np
import timm
import torch  # noqa: TID253 - the script exists to write its files
import transformers


class Hidden(torch.nn.Module):
    """The first output of a model."""

    def __init__(self, inner: torch.nn.Module) -> None:
        super().__init__()
        self.inner = inner

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.inner(x)[0]


class Steps(torch.nn.Module):
    """An LSTM and a projection."""

    def __init__(self) -> None:
        super().__init__()
        self.recurrent = torch.nn.LSTM(6, 8, 1, batch_first=True)
        self.project = torch.nn.Linear(8, 3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.project(self.recurrent(x)[0])


def models() -> dict[str, tuple[torch.nn.Module, torch.Tensor]]:
    residual = timm.models.resnet
    configuration = transformers.BertConfig(
        vocab_size=24,
        hidden_size=8,
        num_hidden_layers=3,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=16,
        attn_implementation="eager",
    )
    return {
        "resnet": (
            residual.ResNet(
                residual.BasicBlock,
                [2, 2, 2, 2],
                channels=(8, 16, 16, 24),
                stem_width=8,
                num_classes=10,
            ),
            torch.randn(1, 3, 64, 64),
        ),
        "bert": (Hidden(transformers.BertModel(configuration)), torch.randint(0, 20, (1, 8))),
        "lstm": (Steps(), torch.randn(1, 5, 6)),
    }


def convert(model: torch.nn.Module, example: torch.Tensor, kind: str) -> bytes:
    for place, parameter in enumerate(model.parameters()):
        parameter.data.fill_(0.01 * (place % 7 + 1))
    with torch.no_grad():
        traced = torch.jit.trace(model.eval(), example, strict=False)
    dtype = np.float32 if example.is_floating_point() else np.int32
    given = coremltools.TensorType(name="x", shape=tuple(example.shape), dtype=dtype)
    more = {"minimum_deployment_target": coremltools.target.iOS15} if kind == "mlprogram" else {}
    converted = coremltools.convert(traced, inputs=[given], convert_to=kind, **more)
    return bytes(converted.get_spec().SerializeToString())


def main() -> None:
    folder = Path(sys.argv[1])
    for name, (model, example) in models().items():
        for kind, ending in (("neuralnetwork", "network"), ("mlprogram", "program")):
            data = gzip.compress(convert(model, example, kind), 9, mtime=0)
            (folder / f"{name}-{ending}.mlmodel.gz").write_bytes(data)


if __name__ == "__main__":
    main()
