"""Small networks of tables, graphs, points and games that the library does not list."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import torch
from net_parts import Graph, ids, net
from torch import nn
from torch.nn import functional as F  # noqa: N812

PICTURE = (1, 3, 64, 64)


@net("", "", (1, 784))
def autoencoder_dense() -> nn.Module:
    widths = (784, 256, 64, 12, 64, 256, 784)
    layers: list[nn.Module] = []
    for a, b in pairwise(widths):
        layers += [nn.Linear(a, b), nn.Tanh()]
    first = nn.Linear(784, 8)
    return Graph(lambda m, x: (m.body(x), m.first(x)), body=nn.Sequential(*layers), first=first)


@net("cnn", "", (1, 1, 64, 64))
def conv_vae() -> nn.Module:
    def run(m: Any, x: torch.Tensor) -> Any:
        y = m.encode(x).flatten(1)
        mean, spread = m.mean(y), m.spread(y)
        z = mean + torch.exp(0.5 * spread) * 0.3
        return m.decode(m.start(z).reshape(1, 64, 8, 8)), mean, spread

    encode = nn.Sequential(
        *[
            nn.Sequential(nn.Conv2d(a, b, 4, 2, 1), nn.ReLU())
            for a, b in ((1, 16), (16, 32), (32, 64))
        ]
    )
    decode = nn.Sequential(
        *[
            nn.Sequential(nn.ConvTranspose2d(a, b, 4, 2, 1), nn.ReLU())
            for a, b in ((64, 32), (32, 16), (16, 1))
        ]
    )
    return Graph(
        run,
        encode=encode,
        decode=decode,
        mean=nn.Linear(4096, 16),
        spread=nn.Linear(4096, 16),
        start=nn.Linear(16, 4096),
    )


@net("", "", (1, 20, 8), (1, 20, 20))
def gcn() -> nn.Module:
    layers = [nn.Linear(a, b) for a, b in ((8, 32), (32, 32), (32, 4))]

    def run(m: Any, x: torch.Tensor, adjacency: torch.Tensor) -> torch.Tensor:
        for layer in m.layers:
            x = F.relu(adjacency @ layer(x))
        return x.mean(1).log_softmax(-1)

    return Graph(run, layers=layers)


@net("", "", (20, 8), (20, 20))
def gat() -> nn.Module:
    def run(m: Any, x: torch.Tensor, adjacency: torch.Tensor) -> torch.Tensor:
        for layer, left, right in zip(m.layers, m.left, m.right, strict=True):
            h = layer(x)
            scores = F.leaky_relu(left(h) + right(h).t(), 0.2)
            x = F.elu(
                torch.where(adjacency > 0, scores, -1e9 * torch.ones_like(scores)).softmax(-1) @ h
            )
        return x

    return Graph(
        run,
        layers=[nn.Linear(8, 24), nn.Linear(24, 24)],
        left=[nn.Linear(24, 1)] * 2,
        right=[nn.Linear(24, 1)] * 2,
    )


@net("", "", (30, 8), ids(2, 90, below=30))
def graph_sage() -> nn.Module:
    def run(m: Any, x: torch.Tensor, edges: torch.Tensor) -> torch.Tensor:
        for own, other in zip(m.own, m.other, strict=True):
            gathered = torch.zeros_like(x).index_add(0, edges[1], x[edges[0]])
            x = F.relu(own(x) + other(gathered))
        return x

    return Graph(
        run, own=[nn.Linear(8, 8), nn.Linear(8, 8)], other=[nn.Linear(8, 8), nn.Linear(8, 8)]
    )


@net("", "", (30, 8), ids(2, 60, below=30))
def gin_scatter() -> nn.Module:
    def run(m: Any, x: torch.Tensor, edges: torch.Tensor) -> torch.Tensor:
        for part in m.parts:
            spread = torch.zeros_like(x).scatter_add(
                0, edges[1][:, None].expand(-1, 8), x[edges[0]]
            )
            x = part(1.1 * x + spread)
        return x.sum(0)

    return Graph(
        run,
        parts=[
            nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 8), nn.ReLU())
            for _ in range(3)
        ],
    )


@net("", "tabular model", (4, 13), ids(4, 6))
def deep_fm() -> nn.Module:
    def run(m: Any, dense: torch.Tensor, sparse: torch.Tensor) -> torch.Tensor:
        e = m.embed(sparse)
        pairs = 0.5 * ((e.sum(1) ** 2) - (e**2).sum(1)).sum(1, keepdim=True)
        deep = m.deep(torch.cat([e.flatten(1), dense], 1))
        return torch.sigmoid(pairs + deep + m.linear(dense) + m.first(sparse).sum(1))

    deep = nn.Sequential(
        nn.Linear(61, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1)
    )
    return Graph(
        run,
        embed=nn.Embedding(50, 8),
        first=nn.Embedding(50, 1),
        deep=deep,
        linear=nn.Linear(13, 1),
    )


@net("", "tabular model", (4, 26))
def deep_cross() -> nn.Module:
    def run(m: Any, x: torch.Tensor) -> torch.Tensor:
        y = x
        for layer in m.cross:
            y = x * layer(y) + y
        return m.last(torch.cat([y, m.deep(x)], 1))  # type: ignore[no-any-return]

    deep = nn.Sequential(nn.Linear(26, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU())
    return Graph(run, cross=[nn.Linear(26, 26) for _ in range(3)], deep=deep, last=nn.Linear(58, 1))


@net("transformer", "tabular model", (4, 9))
def ft_transformer() -> nn.Module:
    def run(m: Any, x: torch.Tensor) -> torch.Tensor:
        y = x[:, :, None] * m.scale + m.shift
        y = torch.cat([m.token.expand(4, -1, -1), y], 1)
        return m.last(F.relu(m.body(y)[:, 0]))  # type: ignore[no-any-return]

    layer = nn.TransformerEncoderLayer(32, 4, 64, 0.0, "gelu", batch_first=True, norm_first=True)
    given = {
        "scale": nn.Parameter(torch.randn(9, 32)),
        "shift": nn.Parameter(torch.randn(9, 32)),
        "token": nn.Parameter(torch.randn(1, 1, 32)),
    }
    return Graph(
        run,
        body=nn.TransformerEncoder(layer, 3, enable_nested_tensor=False),
        last=nn.Linear(32, 2),
        **given,
    )


@net("", "tabular model", (8, 16))
def tabnet_like() -> nn.Module:
    def run(m: Any, x: torch.Tensor) -> torch.Tensor:
        prior = torch.ones_like(x)
        total = 0
        state = m.start(x)
        for mask, body in zip(m.masks, m.bodies, strict=True):
            weights = (mask(state) * prior).softmax(-1)
            prior = prior * (1.3 - weights)
            a, b = body(x * weights).chunk(2, -1)
            state = a * torch.sigmoid(b)
            total = total + F.relu(state)
        return m.last(total)  # type: ignore[no-any-return]

    masks = [nn.Sequential(nn.Linear(8, 16), nn.BatchNorm1d(16)) for _ in range(3)]
    bodies = [nn.Sequential(nn.Linear(16, 16), nn.BatchNorm1d(16)) for _ in range(3)]
    return Graph(run, start=nn.Linear(16, 8), masks=masks, bodies=bodies, last=nn.Linear(8, 3))


@net("", "", ids(4, 1), ids(4, 1))
def neural_collaborative() -> nn.Module:
    def run(m: Any, user: torch.Tensor, item: torch.Tensor) -> torch.Tensor:
        a = m.u1(user)[:, 0] * m.i1(item)[:, 0]
        b = m.deep(torch.cat([m.u2(user)[:, 0], m.i2(item)[:, 0]], 1))
        return torch.sigmoid(m.last(torch.cat([a, b], 1)))

    tables = {name: nn.Embedding(50, 16) for name in ("u1", "u2", "i1", "i2")}
    return Graph(
        run,
        deep=nn.Sequential(nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 16), nn.ReLU()),
        last=nn.Linear(32, 1),
        **tables,
    )


@net("", "", (1, 4, 84, 84))
def dqn_dueling() -> nn.Module:
    def run(m: Any, x: torch.Tensor) -> torch.Tensor:
        y = m.body(x)
        gain = m.gain(y)
        return m.value(y) + gain - gain.mean(1, keepdim=True)  # type: ignore[no-any-return]

    body = nn.Sequential(
        nn.Conv2d(4, 32, 8, 4),
        nn.ReLU(),
        nn.Conv2d(32, 64, 4, 2),
        nn.ReLU(),
        nn.Conv2d(64, 64, 3),
        nn.ReLU(),
        nn.Flatten(),
    )
    heads = {
        name: nn.Sequential(nn.Linear(3136, 128), nn.ReLU(), nn.Linear(128, c))
        for name, c in (("value", 1), ("gain", 6))
    }
    return Graph(run, body=body, **heads)


@net("", "", (1, 3, 128))
def point_net() -> nn.Module:
    def shared(*widths: int) -> nn.Module:
        return nn.Sequential(
            *[
                nn.Sequential(nn.Conv1d(a, b, 1), nn.BatchNorm1d(b), nn.ReLU())
                for a, b in pairwise(widths)
            ]
        )

    def run(m: Any, x: torch.Tensor) -> torch.Tensor:
        turn = m.dense(m.see(x).amax(2)).reshape(1, 3, 3) + torch.eye(3)
        y = m.body(turn @ x).amax(2)
        return m.last(y)  # type: ignore[no-any-return]

    dense = nn.Sequential(nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 9))
    last = nn.Sequential(nn.Linear(256, 128), nn.BatchNorm1d(128), nn.ReLU(), nn.Linear(128, 10))
    return Graph(run, see=shared(3, 32, 128), dense=dense, body=shared(3, 64, 128, 256), last=last)
