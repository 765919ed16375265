"""Small networks of sound, text and series that the library does not list."""

from __future__ import annotations

from typing import Any

import torch
from net_parts import Graph, ids, net
from torch import nn
from torch.nn import functional as F  # noqa: N812

PICTURE = (1, 3, 64, 64)


@net("cnn", "", (1, 40, 100))
def ecapa_like() -> nn.Module:
    def se_res2(c: int, dilation: int) -> nn.Module:
        def run(m: Any, x: torch.Tensor) -> torch.Tensor:
            pieces = m.first(x).chunk(4, 1)
            made = [pieces[0]]
            for place, part in enumerate(m.parts):
                made.append(F.relu(part(pieces[place + 1] + (made[-1] if place else 0))))
            y = m.last(torch.cat(made, 1))
            return x + y * m.gate(y.mean(2, keepdim=True))  # type: ignore[no-any-return]

        gate = nn.Sequential(nn.Conv1d(c, 16, 1), nn.ReLU(), nn.Conv1d(16, c, 1), nn.Sigmoid())
        parts = [
            nn.Conv1d(c // 4, c // 4, 3, padding=dilation, dilation=dilation) for _ in range(3)
        ]
        return Graph(run, first=nn.Conv1d(c, c, 1), parts=parts, last=nn.Conv1d(c, c, 1), gate=gate)

    def whole(m: Any, x: torch.Tensor) -> torch.Tensor:
        a = F.relu(m.first(x))
        seen = []
        for part in m.parts:
            a = part(a)
            seen.append(a)
        y = F.relu(m.join(torch.cat(seen, 1)))
        w = m.attend(y).softmax(2)
        mean = (w * y).sum(2)
        spread = ((w * y * y).sum(2) - mean**2).clamp(min=1e-9).sqrt()
        return m.last(torch.cat([mean, spread], 1))  # type: ignore[no-any-return]

    attend = nn.Sequential(nn.Conv1d(96, 32, 1), nn.Tanh(), nn.Conv1d(32, 96, 1))
    return Graph(
        whole,
        first=nn.Conv1d(40, 64, 5, padding=2),
        parts=[se_res2(64, d) for d in (2, 3, 4)],
        join=nn.Conv1d(192, 96, 1),
        attend=attend,
        last=nn.Linear(192, 64),
    )


@net("cnn", "", (1, 40, 100))
def x_vector() -> nn.Module:
    parts: list[nn.Module] = []
    for a, b, k, d in (
        (40, 64, 5, 1),
        (64, 64, 3, 2),
        (64, 64, 3, 3),
        (64, 64, 1, 1),
        (64, 128, 1, 1),
    ):
        parts += [nn.Conv1d(a, b, k, dilation=d), nn.ReLU(), nn.BatchNorm1d(b)]

    def run(m: Any, x: torch.Tensor) -> torch.Tensor:
        y = m.body(x)
        return m.last(torch.cat([y.mean(2), y.std(2)], 1))  # type: ignore[no-any-return]

    return Graph(
        run,
        body=nn.Sequential(*parts),
        last=nn.Sequential(nn.Linear(256, 64), nn.ReLU(), nn.BatchNorm1d(64), nn.Linear(64, 20)),
    )


@net("cnn", "speech recognition", (1, 64, 120))
def quartznet() -> nn.Module:
    def block(a: int, b: int, k: int) -> nn.Module:
        def sep(i: int, o: int) -> nn.Module:
            return nn.Sequential(
                nn.Conv1d(i, i, k, padding=k // 2, groups=i, bias=False),
                nn.Conv1d(i, o, 1, bias=False),
                nn.BatchNorm1d(o),
            )

        body = nn.Sequential(sep(a, b), nn.ReLU(), sep(b, b), nn.ReLU(), sep(b, b))
        return Graph(
            lambda m, x: F.relu(m.body(x) + m.skip(x)),
            body=body,
            skip=nn.Sequential(nn.Conv1d(a, b, 1), nn.BatchNorm1d(b)),
        )

    return nn.Sequential(
        nn.Conv1d(64, 64, 11, 2, 5),
        nn.BatchNorm1d(64),
        nn.ReLU(),
        block(64, 64, 9),
        block(64, 96, 11),
        block(96, 96, 13),
        nn.Conv1d(96, 29, 1),
        nn.LogSoftmax(1),
    )


@net("rnn", "speech recognition", (1, 1, 80, 100))
def deep_speech2() -> nn.Module:
    def run(m: Any, x: torch.Tensor) -> torch.Tensor:
        y = m.see(x).flatten(1, 2).transpose(1, 2)
        return m.last(m.hear(y)[0]).log_softmax(-1)  # type: ignore[no-any-return]

    see = nn.Sequential(
        nn.Conv2d(1, 16, (41, 11), (2, 2), (20, 5)),
        nn.BatchNorm2d(16),
        nn.Hardtanh(0, 20),
        nn.Conv2d(16, 16, (21, 11), (2, 1), (10, 5)),
        nn.BatchNorm2d(16),
        nn.Hardtanh(0, 20),
    )
    return Graph(
        run,
        see=see,
        hear=nn.GRU(320, 48, 3, batch_first=True, bidirectional=True),
        last=nn.Linear(96, 29),
    )


@net("cnn", "", (1, 1, 800))
def conv_tasnet() -> nn.Module:
    def block(dilation: int) -> nn.Module:
        body = nn.Sequential(
            nn.Conv1d(32, 64, 1),
            nn.PReLU(),
            nn.GroupNorm(1, 64),
            nn.Conv1d(64, 64, 3, padding=dilation, dilation=dilation, groups=64),
            nn.PReLU(),
            nn.GroupNorm(1, 64),
            nn.Conv1d(64, 32, 1),
        )
        return Graph(lambda m, x: x + m.body(x), body=body)

    def run(m: Any, x: torch.Tensor) -> torch.Tensor:
        e = F.relu(m.encode(x))
        masks = torch.sigmoid(m.mask(m.body(m.norm(e)))).reshape(1, 2, 64, -1)
        return m.decode((masks * e[:, None]).flatten(0, 1))  # type: ignore[no-any-return]

    body = nn.Sequential(nn.Conv1d(64, 32, 1), *[block(2**i) for i in range(5)])
    return Graph(
        run,
        encode=nn.Conv1d(1, 64, 16, 8, bias=False),
        norm=nn.GroupNorm(1, 64),
        body=body,
        mask=nn.Conv1d(32, 128, 1),
        decode=nn.ConvTranspose1d(64, 1, 16, 8, bias=False),
    )


@net("cnn", "", (1, 1, 512))
def wavenet() -> nn.Module:
    def run(m: Any, x: torch.Tensor) -> torch.Tensor:
        x = m.first(x)
        total = 0
        for place, (layer, out) in enumerate(zip(m.layers, m.outs, strict=True)):
            a, b = layer(F.pad(x, (2**place, 0))).chunk(2, 1)
            y = out(torch.tanh(a) * torch.sigmoid(b))
            total = total + y
            x = x + y
        return m.last(total)  # type: ignore[no-any-return]

    layers = [nn.Conv1d(24, 48, 2, dilation=2**i) for i in range(6)]
    last = nn.Sequential(nn.ReLU(), nn.Conv1d(24, 32, 1), nn.ReLU(), nn.Conv1d(32, 256, 1))
    return Graph(
        run,
        first=nn.Conv1d(1, 24, 1),
        layers=layers,
        outs=[nn.Conv1d(24, 24, 1) for _ in range(6)],
        last=last,
    )


@net("cnn", "", (1, 80, 20))
def melgan() -> nn.Module:
    parts: list[nn.Module] = [nn.ReflectionPad1d(3), nn.Conv1d(80, 128, 7)]
    width = 128
    for ratio in (8, 4, 2):
        parts += [
            nn.LeakyReLU(0.2),
            nn.ConvTranspose1d(width, width // 2, 2 * ratio, ratio, ratio // 2),
        ]
        width //= 2
        for dilation in (1, 3):
            body = nn.Sequential(
                nn.LeakyReLU(0.2),
                nn.ReflectionPad1d(dilation),
                nn.Conv1d(width, width, 3, dilation=dilation),
                nn.LeakyReLU(0.2),
                nn.Conv1d(width, width, 1),
            )
            parts.append(
                Graph(
                    lambda m, x: m.skip(x) + m.body(x), body=body, skip=nn.Conv1d(width, width, 1)
                )
            )
    return nn.Sequential(
        *parts, nn.LeakyReLU(0.2), nn.ReflectionPad1d(3), nn.Conv1d(width, 1, 7), nn.Tanh()
    )


@net("cnn", "", (2, 5, 64))
def tcn() -> nn.Module:
    def block(a: int, b: int, d: int) -> nn.Module:
        def run(m: Any, x: torch.Tensor) -> torch.Tensor:
            y = F.relu(m.one(F.pad(x, (2 * d, 0))))
            return F.relu(m.skip(x) + F.relu(m.two(F.pad(y, (2 * d, 0)))))

        return Graph(
            run,
            one=nn.Conv1d(a, b, 3, dilation=d),
            two=nn.Conv1d(b, b, 3, dilation=d),
            skip=nn.Conv1d(a, b, 1),
        )

    body = nn.Sequential(*[block(a, 24, 2**i) for i, a in enumerate((5, 24, 24, 24))])
    return Graph(lambda m, x: m.last(m.body(x)[:, :, -1]), body=body, last=nn.Linear(24, 3))


@net("cnn", "", ids(2, 24))
def text_cnn() -> nn.Module:
    def run(m: Any, x: torch.Tensor) -> torch.Tensor:
        e = m.embed(x).transpose(1, 2)
        return m.last(torch.cat([F.relu(c(e)).amax(2) for c in m.convs], 1))  # type: ignore[no-any-return]

    return Graph(
        run,
        embed=nn.Embedding(50, 32),
        convs=[nn.Conv1d(32, 16, k) for k in (3, 4, 5)],
        last=nn.Linear(48, 2),
    )


@net("", "", ids(2, 24))
def fast_text() -> nn.Module:
    return Graph(
        lambda m, x: m.last(m.embed(x).mean(1)), embed=nn.Embedding(50, 32), last=nn.Linear(32, 5)
    )


@net("rnn", "", ids(2, 9), ids(2, 7))
def seq2seq_attention() -> nn.Module:
    def run(m: Any, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        keys, (h, c) = m.encode(m.left(x))
        out, _ = m.decode(m.right(y), (h, c))
        weights = (out @ keys.transpose(1, 2)).softmax(-1)
        return m.last(torch.tanh(m.join(torch.cat([weights @ keys, out], -1))))  # type: ignore[no-any-return]

    rnn = {"encode": nn.LSTM(24, 32, batch_first=True), "decode": nn.LSTM(24, 32, batch_first=True)}
    return Graph(
        run,
        left=nn.Embedding(50, 24),
        right=nn.Embedding(50, 24),
        join=nn.Linear(64, 32),
        last=nn.Linear(32, 50),
        **rnn,
    )


@net("rnn", "", (2, 16, 12))
def elman() -> nn.Module:
    return Graph(
        lambda m, x: m.last(m.body(x)[0][:, -1]),
        body=nn.RNN(12, 24, 2, batch_first=True),
        last=nn.Linear(24, 3),
    )


@net("mlp", "time-series forecast", (2, 48))
def n_beats() -> nn.Module:
    def run(m: Any, x: torch.Tensor) -> torch.Tensor:
        total = 0
        for body, back, ahead in zip(m.bodies, m.backs, m.aheads, strict=True):
            y = body(x)
            x = x - back(y)
            total = total + ahead(y)
        return total  # type: ignore[return-value]

    bodies = [
        nn.Sequential(nn.Linear(48, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU()) for _ in range(3)
    ]
    return Graph(
        run,
        bodies=bodies,
        backs=[nn.Linear(64, 48) for _ in range(3)],
        aheads=[nn.Linear(64, 12) for _ in range(3)],
    )


@net("", "time-series forecast", (2, 48, 3))
def d_linear() -> nn.Module:
    def run(m: Any, x: torch.Tensor) -> torch.Tensor:
        x = x.transpose(1, 2)
        trend = F.avg_pool1d(F.pad(x, (12, 12), mode="replicate"), 25, 1)
        return (m.one(x - trend) + m.two(trend)).transpose(1, 2)  # type: ignore[no-any-return]

    return Graph(run, one=nn.Linear(48, 24), two=nn.Linear(48, 24))


@net("mlp", "time-series forecast", (2, 32, 6))
def ts_mixer() -> nn.Module:
    def block() -> nn.Module:
        def run(m: Any, x: torch.Tensor) -> torch.Tensor:
            x = x + F.relu(m.time(m.norm(x).transpose(1, 2))).transpose(1, 2)
            return x + m.wide(m.norm2(x))  # type: ignore[no-any-return]

        wide = nn.Sequential(nn.Linear(6, 24), nn.ReLU(), nn.Linear(24, 6))
        return Graph(
            run, time=nn.Linear(32, 32), norm=nn.LayerNorm(6), norm2=nn.LayerNorm(6), wide=wide
        )

    return Graph(
        lambda m, x: m.last(m.body(x).transpose(1, 2)),
        body=nn.Sequential(block(), block(), block()),
        last=nn.Linear(32, 12),
    )


@net("", "", (64, 3))
def nerf() -> nn.Module:
    def run(m: Any, x: torch.Tensor) -> torch.Tensor:
        waves = torch.cat(
            [x] + [f(2.0**i * x) for i in range(4) for f in (torch.sin, torch.cos)], -1
        )
        y = m.one(waves)
        return m.two(torch.cat([y, waves], -1))  # type: ignore[no-any-return]

    one = nn.Sequential(*[nn.Sequential(nn.Linear(a, 64), nn.ReLU()) for a in (27, 64, 64, 64)])
    two = nn.Sequential(nn.Linear(91, 64), nn.ReLU(), nn.Linear(64, 4))
    return Graph(run, one=one, two=two)


@net("", "", (4, 16))
def highway() -> nn.Module:
    def run(m: Any, x: torch.Tensor) -> torch.Tensor:
        for change, gate in zip(m.changes, m.gates, strict=True):
            g = torch.sigmoid(gate(x))
            x = g * F.relu(change(x)) + (1 - g) * x
        return m.last(x)  # type: ignore[no-any-return]

    return Graph(
        run,
        changes=[nn.Linear(16, 16) for _ in range(4)],
        gates=[nn.Linear(16, 16) for _ in range(4)],
        last=nn.Linear(16, 2),
    )


@net("", "", (4, 16))
def resnet_dense() -> nn.Module:
    def block() -> nn.Module:
        body = nn.Sequential(nn.BatchNorm1d(16), nn.Linear(16, 32), nn.ReLU(), nn.Linear(32, 16))
        return Graph(lambda m, x: x + m.body(x), body=body)

    return nn.Sequential(block(), block(), block(), nn.BatchNorm1d(16), nn.ReLU(), nn.Linear(16, 1))


@net("", "", (1, 3, 105, 105), (1, 3, 105, 105))
def siamese() -> nn.Module:
    def run(m: Any, a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(m.last((m.body(a) - m.body(b)).abs()))

    body = nn.Sequential(
        nn.Conv2d(3, 16, 10),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 7),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(32, 32, 4),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(2592, 64),
        nn.Sigmoid(),
    )
    return Graph(run, body=body, last=nn.Linear(64, 1))


@net("cnn", "", (1, 1, 256))
def resnet_1d() -> nn.Module:
    def block(a: int, b: int, s: int) -> nn.Module:
        body = nn.Sequential(
            nn.Conv1d(a, b, 7, s, 3),
            nn.BatchNorm1d(b),
            nn.ReLU(),
            nn.Conv1d(b, b, 7, 1, 3),
            nn.BatchNorm1d(b),
        )
        return Graph(
            lambda m, x: F.relu(m.body(x) + m.skip(x)), body=body, skip=nn.Conv1d(a, b, 1, s)
        )

    return nn.Sequential(
        nn.Conv1d(1, 16, 15, 2, 7),
        nn.ReLU(),
        block(16, 16, 1),
        block(16, 32, 2),
        block(32, 64, 2),
        nn.AdaptiveAvgPool1d(1),
        nn.Flatten(),
        nn.Linear(64, 5),
    )


@net("", "image classifier", (1, 1, 28, 28))
def capsule() -> nn.Module:
    def squash(s: torch.Tensor) -> torch.Tensor:
        n = (s * s).sum(-1, keepdim=True)
        return n / (1 + n) * s / (n + 1e-8).sqrt()

    def run(m: Any, x: torch.Tensor) -> torch.Tensor:
        u = squash(m.two(F.relu(m.one(x))).reshape(1, -1, 8))
        votes = torch.einsum("bnd,nkde->bnke", u, m.w)
        logits = torch.zeros(1, votes.shape[1], 10)
        for _ in range(3):
            c = logits.softmax(2)
            v = squash((c[..., None] * votes).sum(1))
            logits = logits + (votes * v[:, None]).sum(-1)
        return (v * v).sum(-1).sqrt()

    return Graph(
        run,
        one=nn.Conv2d(1, 32, 9),
        two=nn.Conv2d(32, 32, 9, 2),
        w=nn.Parameter(torch.randn(144, 10, 8, 12)),
    )


@net("rnn", "", (1, 5, 8, 24, 24))
def conv_lstm() -> nn.Module:
    def run(m: Any, x: torch.Tensor) -> torch.Tensor:
        h = c = torch.zeros(1, 16, 24, 24)
        for step in range(5):
            i, f, o, g = m.gates(torch.cat([x[:, step], h], 1)).chunk(4, 1)
            c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
            h = torch.sigmoid(o) * torch.tanh(c)
        return m.last(h)  # type: ignore[no-any-return]

    return Graph(run, gates=nn.Conv2d(24, 64, 3, padding=1), last=nn.Conv2d(16, 1, 1))


@net("transformer", "", ids(1, 16), ids(1, 12))
def transformer_original() -> nn.Module:
    def run(m: Any, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        mask = torch.full((12, 12), float("-inf")).triu(1)
        return m.last(
            m.body(m.embed(x) * 8 + m.place[:16], m.embed(y) * 8 + m.place[:12], tgt_mask=mask)
        )  # type: ignore[no-any-return]

    body = nn.Transformer(64, 4, 2, 2, 128, batch_first=True)
    return Graph(
        run,
        embed=nn.Embedding(50, 64),
        place=nn.Parameter(torch.randn(32, 64)),
        body=body,
        last=nn.Linear(64, 50),
    )


@net("transformer", "", (1, 32, 64), (1, 8, 64))
def perceiver_block() -> nn.Module:
    def run(m: Any, x: torch.Tensor, latents: torch.Tensor) -> torch.Tensor:
        for cross, own, wide in zip(m.cross, m.own, m.wide, strict=True):
            latents = latents + cross(latents, x, x)[0]
            latents = latents + own(latents, latents, latents)[0]
            latents = latents + wide(latents)
        return latents.mean(1)

    def attend() -> nn.Module:
        return nn.MultiheadAttention(64, 4, batch_first=True)

    wide = [
        nn.Sequential(nn.LayerNorm(64), nn.Linear(64, 128), nn.GELU(), nn.Linear(128, 64))
        for _ in range(2)
    ]
    return Graph(run, cross=[attend(), attend()], own=[attend(), attend()], wide=wide)
