"""What small networks are written with, and their register."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from definition import Built
from torch import nn

Made = tuple[str, str, Callable[[], Built]]
"""Architecture and type (empty where the library has no word for it), and what builds it."""

MADE: dict[str, Made] = {}
"""By name."""


class Graph(nn.Module):
    """A network given as parts and a function of the parts and the inputs."""

    def __init__(self, run: Callable[..., Any], **parts: Any) -> None:
        super().__init__()
        self.run = run
        for name, part in parts.items():
            setattr(self, name, nn.ModuleList(part) if isinstance(part, list) else part)

    def forward(self, *inputs: torch.Tensor) -> Any:
        return self.run(self, *inputs)


def net(architecture: str, kind: str, *shapes: Any) -> Callable[[Callable[[], Any]], None]:
    """Registers a builder; shapes are of its inputs (a tensor stands for itself)."""

    def register(build: Callable[[], nn.Module]) -> None:
        def made() -> Built:
            given = [s if torch.is_tensor(s) else torch.randn(*s) for s in shapes]
            return build(), {f"#x{place}": tensor for place, tensor in enumerate(given)}

        MADE[build.__name__.strip("_")] = (architecture, kind, made)

    return register


def conv(inputs: int, outputs: int, kernel: int = 3, stride: int = 1, act: Any = nn.ReLU) -> Any:
    """Convolution, norm, activation."""
    layer = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)
    return nn.Sequential(layer, nn.BatchNorm2d(outputs), act())


def ids(*shape: int, below: int = 50) -> torch.Tensor:
    """Indices."""
    return torch.randint(0, below, shape)
