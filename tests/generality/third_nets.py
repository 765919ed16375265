"""Recurrent networks and perceptrons that tutorials and tools write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from building import Table, ids
from definition import EXPORTED, TRACED, Built
from torch import Tensor, nn


class Forecaster(nn.Module):
    """Two recurrent layers of different widths, dropout between, the last step told."""

    def __init__(self, kind: str, steps: int) -> None:
        super().__init__()
        self.first = getattr(nn, kind)(5, 50, batch_first=True)
        self.second = getattr(nn, kind)(50, 25, batch_first=True)
        self.dropout, self.out = nn.Dropout(0.2), nn.Linear(25, steps)

    def forward(self, x: Tensor) -> Tensor:
        seen = self.dropout(self.first(x)[0])
        return self.out(self.second(seen)[0][:, -1])  # type: ignore[no-any-return]


class Tagger(nn.Module):
    """Two embeddings joined, recurrent layers in both directions, a label for each word."""

    def __init__(self, kind: str, labels: int) -> None:
        super().__init__()
        self.words, self.kinds = nn.Embedding(300, 48), nn.Embedding(300, 16)
        self.layers = getattr(nn, kind)(64, 40, 2, batch_first=True, bidirectional=True)
        self.norm, self.out = nn.LayerNorm(80), nn.Linear(80, labels)

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        seen = torch.cat([self.words(x), self.kinds(y)], -1)
        return self.out(self.norm(self.layers(seen)[0]))  # type: ignore[no-any-return]


class Pooler(nn.Module):
    """Text classifier: recurrent outputs pooled by maximum and mean."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.embedding = nn.Embedding(300, 64)
        self.layers = getattr(nn, kind)(64, 48, batch_first=True, bidirectional=True)
        self.out = nn.Sequential(nn.Linear(192, 32), nn.ReLU(), nn.Dropout(), nn.Linear(32, 3))

    def forward(self, x: Tensor) -> Tensor:
        seen = self.layers(self.embedding(x))[0]
        return self.out(torch.cat([seen.mean(1), seen.amax(1)], 1))  # type: ignore[no-any-return]


class Recommender(nn.Module):
    """The next item of a session from a recurrent layer (GRU4Rec, arXiv:1511.06939)."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.embedding, self.dropout = nn.Embedding(800, 50), nn.Dropout(0.25)
        self.layers = getattr(nn, kind)(50, 100, 1, bias=False, batch_first=True)
        self.out = nn.Linear(100, 50)

    def forward(self, x: Tensor) -> Tensor:
        seen = self.layers(self.dropout(self.embedding(x)))[0][:, -1]
        return self.out(seen) @ self.embedding.weight.T


class SceneReader(nn.Module):
    """Text recognition of public tools: VGG, two recurrent layers, each with a Linear."""

    def __init__(self, wide: int, classes: int, channels: int) -> None:
        super().__init__()
        w = (wide // 8, wide // 4, wide // 2, wide)
        self.features = nn.Sequential(
            *(nn.Conv2d(channels, w[0], 3, 1, 1), nn.ReLU(True), nn.MaxPool2d(2, 2)),
            *(nn.Conv2d(w[0], w[1], 3, 1, 1), nn.ReLU(True), nn.MaxPool2d(2, 2)),
            *(nn.Conv2d(w[1], w[2], 3, 1, 1), nn.ReLU(True)),
            *(nn.Conv2d(w[2], w[2], 3, 1, 1), nn.ReLU(True), nn.MaxPool2d((2, 1), (2, 1))),
            *(nn.Conv2d(w[2], w[3], 3, 1, 1, bias=False), nn.BatchNorm2d(w[3]), nn.ReLU(True)),
            *(nn.Conv2d(w[3], w[3], 3, 1, 1, bias=False), nn.BatchNorm2d(w[3]), nn.ReLU(True)),
            *(nn.MaxPool2d((2, 1), (2, 1)), nn.Conv2d(w[3], w[3], 2, 1, 0), nn.ReLU(True)),
        )
        self.first = nn.LSTM(wide, 64, bidirectional=True, batch_first=True)
        self.second = nn.LSTM(64, 64, bidirectional=True, batch_first=True)
        self.middle, self.last = nn.Linear(128, 64), nn.Linear(128, 64)
        self.out = nn.Linear(64, classes)

    def forward(self, x: Tensor) -> Tensor:
        seen = self.features(x).mean(2).permute(0, 2, 1)
        seen = self.middle(self.first(seen)[0])
        return self.out(self.last(self.second(seen)[0]))  # type: ignore[no-any-return]


class Policy(nn.Module):
    """Actor and critic of control: two perceptrons with Tanh on one observation."""

    def __init__(self, seen: int, actions: int) -> None:
        super().__init__()
        made = lambda out: nn.Sequential(  # noqa: E731
            nn.Linear(seen, 64), nn.Tanh(), nn.Linear(64, 64), nn.Tanh(), nn.Linear(64, out)
        )
        self.actor, self.critic = made(actions), made(1)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        return self.actor(x), self.critic(x)


def stack(*layers: nn.Module) -> Callable[[], nn.Module]:
    """Layers one after the other."""
    return lambda: nn.Sequential(*layers)


def fill(table: Table) -> None:
    """Adds them."""
    words = {"#x": ids(2, 14, below=300)}
    both = {**words, "#y": ids(2, 14, below=300)}
    series = {"#x": torch.randn(2, 30, 5)}
    picture = {"#x": torch.randn(1, 1, 32, 128)}
    colour = {"#x": torch.randn(1, 3, 32, 96)}
    linear, relu = nn.Linear, nn.ReLU
    rows: list[tuple[str, str, Callable[[], nn.Module], dict[str, Any], str]] = [
        ("lstm", "stacked-forecast", lambda: Forecaster("LSTM", 7), series, ""),
        ("lstm", "joined-tagger", lambda: Tagger("LSTM", 9), both, "slim"),
        ("lstm", "pooled-text", lambda: Pooler("LSTM"), words, "half"),
        ("gru", "stacked-forecast", lambda: Forecaster("GRU", 3), series, "basic"),
        ("gru", "pooled-text", lambda: Pooler("GRU"), words, ""),
        ("gru", "recommender", lambda: Recommender("GRU"), words, ""),
        ("crnn", "scene-english", lambda: SceneReader(64, 97, 1), picture, ""),
        ("crnn", "scene-latin", lambda: SceneReader(128, 352, 1), picture, "half"),
        ("crnn", "scene-colour", lambda: SceneReader(64, 40, 3), colour, "slim"),
        ("mlp", "policy-cartpole", lambda: Policy(4, 2), {"#x": torch.randn(1, 4)}, ""),
        (
            "mlp",
            "digits-flat",
            stack(nn.Flatten(), linear(784, 128), relu(), linear(128, 10), nn.Softmax(-1)),
            {"#x": torch.randn(1, 1, 28, 28)},
            "int8",
        ),
        (
            "mlp",
            "houses",
            stack(linear(8, 30), nn.PReLU(), linear(30, 30), nn.PReLU(), linear(30, 1)),
            {"#x": torch.randn(9, 8)},
            "",
        ),
        (
            "mlp",
            "clicks",
            stack(nn.BatchNorm1d(39), linear(39, 400), relu(), linear(400, 1), nn.Sigmoid()),
            {"#x": torch.randn(5, 39)},
            "slim",
        ),
    ]
    for place, (family, label, make, inputs, change) in enumerate(rows):
        which = EXPORTED if family == "mlp" and not change else TRACED

        def build(make: Any = make, inputs: Any = inputs) -> Built:
            return make(), dict(inputs)

        model = "-".join(filter(None, ["third", family, label, change]))
        table.add(family, "torch", model, build, which)
        opset = (18 if which == EXPORTED else (11, 13, 14, 17)[place % 4],)
        table.found[-1].exporters = ((which, *opset),)
        table.found[-1].change = change
