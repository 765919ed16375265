"""Recurrent networks and perceptrons as people write them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import torch
from building import Table, ids
from definition import EXPORTED, TRACED, Built
from torch import Tensor, nn


class Sentiment(nn.Module):
    """Embedding, recurrent layers, the last hidden states of both directions, Linear."""

    def __init__(self, kind: str, layers: int, both: bool) -> None:
        super().__init__()
        self.embedding = nn.Embedding(400, 40)
        self.layers = getattr(nn, kind)(40, 64, layers, batch_first=True, bidirectional=both)
        self.out = nn.Linear(128 if both else 64, 2)
        self.both, self.kind = both, kind

    def forward(self, x: Tensor) -> Tensor:
        _, last = self.layers(self.embedding(x))
        last = last[0] if self.kind == "LSTM" else last
        kept = torch.cat([last[-2], last[-1]], 1) if self.both else last[-1]
        return torch.sigmoid(self.out(kept))


class WordModel(nn.Module):
    """A language model with states as inputs and outputs, and tied words."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.embedding = nn.Embedding(500, 64)
        self.layers = getattr(nn, kind)(64, 64, 2, batch_first=True)
        self.out = nn.Linear(64, 500, bias=False)
        self.out.weight = self.embedding.weight

    def forward(self, x: Tensor, *states: Tensor) -> tuple[Tensor, ...]:
        held = states if len(states) == 2 else states[0]
        found, states = self.layers(self.embedding(x), held)
        return self.out(found), *(states if isinstance(states, tuple) else (states,))


class Translator(nn.Module):
    """Recurrent encoder and decoder; the second begins with the first one's state."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.read, self.write = nn.Embedding(300, 32), nn.Embedding(300, 32)
        self.encoder = getattr(nn, kind)(32, 48, batch_first=True)
        self.decoder = getattr(nn, kind)(32, 48, batch_first=True)
        self.out = nn.Linear(48, 300)

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        _, state = self.encoder(self.read(x))
        return self.out(self.decoder(self.write(y), state)[0])  # type: ignore[no-any-return]


class Rebuilder(nn.Module):
    """An autoencoder of series: the last state repeated and read again."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.encoder = getattr(nn, kind)(6, 32, batch_first=True)
        self.decoder = getattr(nn, kind)(32, 32, batch_first=True)
        self.out = nn.Linear(32, 6)

    def forward(self, x: Tensor) -> Tensor:
        last = self.encoder(x)[0][:, -1:]
        found = self.decoder(last.expand(-1, x.shape[1], -1))[0]
        return self.out(found)  # type: ignore[no-any-return]


class PlateReader(nn.Module):
    """Text recognition after the published CRNN: seven convolutions, two recurrent layers."""

    def __init__(self, wide: int, classes: int, between: bool) -> None:
        super().__init__()
        plan = [(1, 1, 3, 2), (1, 2, 3, 2), (2, 4, 3, 0), (4, 4, 3, (2, 1))]
        plan += [(4, 8, 3, 0), (8, 8, 3, (2, 1)), (8, 8, 2, 0)]
        layers: list[nn.Module] = []
        for place, (narrow, broad, kernel, pool) in enumerate(plan):
            inner = 1 if place == 0 else narrow * wide
            layers += [nn.Conv2d(inner, broad * wide, kernel, padding=1 if kernel == 3 else 0)]
            layers += [nn.BatchNorm2d(broad * wide)] if place in (2, 4, 6) else []
            layers += [nn.ReLU()] + ([nn.MaxPool2d(pool, pool)] if pool else [])
        self.body = nn.Sequential(*layers)
        self.first = nn.LSTM(8 * wide, 48, bidirectional=True)
        self.middle = nn.Linear(96, 48) if between else nn.Identity()
        self.second = nn.LSTM(48 if between else 96, 48, bidirectional=True)
        self.out = nn.Linear(96, classes)

    def forward(self, x: Tensor) -> Tensor:
        seen = self.body(x).squeeze(2).permute(2, 0, 1)
        found = self.second(self.middle(self.first(seen)[0]))[0]
        return torch.log_softmax(self.out(found), -1)


def perceptron(widths: tuple[int, ...], *between: Callable[[int], nn.Module]) -> Any:
    """Linears with the same layers behind each but the last."""

    def build() -> Built:
        layers: list[nn.Module] = []
        for narrow, wide in pairwise(widths):
            layers += [nn.Linear(narrow, wide), *(made(wide) for made in between)]
        return nn.Sequential(*layers[: len(layers) - len(between)]), {
            "#x": torch.randn(6, widths[0])
        }

    return build


def _words(make: Callable[[], nn.Module], *more: Tensor) -> Any:
    inputs = {"#x": ids(1, 13, below=300), **{f"#more_{n}": t for n, t in enumerate(more)}}
    return lambda: (make(), dict(inputs))


def fill(table: Table) -> None:
    """Adds them."""
    state = torch.randn(2, 1, 64)
    series = lambda kind: lambda: (Rebuilder(kind), {"#x": torch.randn(2, 20, 6)})  # noqa: E731
    reader = lambda *given: (  # noqa: E731
        lambda: (PlateReader(*given), {"#x": torch.randn(1, 1, 32, 100)})
    )
    rows: list[tuple[str, str, Any]] = [
        ("lstm", "lstm-sentiment", _words(lambda: Sentiment("LSTM", 2, True))),
        ("lstm", "lstm-words", _words(lambda: WordModel("LSTM"), state, state)),
        ("lstm", "lstm-translator", _words(lambda: Translator("LSTM"), ids(1, 5, below=300))),
        ("lstm", "lstm-rebuilder", series("LSTM")),
        ("gru", "gru-sentiment", _words(lambda: Sentiment("GRU", 1, True))),
        ("gru", "gru-words", _words(lambda: WordModel("GRU"), state)),
        ("gru", "gru-translator", _words(lambda: Translator("GRU"), ids(1, 5, below=300))),
        ("gru", "gru-rebuilder", series("GRU")),
        ("crnn", "crnn-published", reader(16, 37, True)),
        ("crnn", "crnn-chinese", reader(8, 600, False)),
        ("crnn", "crnn-plates", reader(12, 68, True)),
        ("mlp", "mlp-iris", perceptron((4, 16, 3), lambda _: nn.ReLU())),
        ("mlp", "mlp-digits", perceptron((784, 512, 256, 10), lambda _: nn.ReLU())),
        (
            "mlp",
            "mlp-normed",
            perceptron(
                (20, 64, 32, 1), nn.BatchNorm1d, lambda _: nn.ReLU(), lambda _: nn.Dropout()
            ),
        ),
        ("mlp", "mlp-rebuilder", perceptron((100, 32, 8, 32, 100), lambda _: nn.ELU())),
        ("mlp", "mlp-wide", perceptron((13, 256, 256, 2), lambda _: nn.SiLU())),
    ]
    for place, (family, label, build) in enumerate(rows):
        which = EXPORTED if family == "mlp" and place % 2 else TRACED
        table.add(family, "torch", label, build, which)
