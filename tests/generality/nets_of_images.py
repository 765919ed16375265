"""Small networks of images that the library does not list, from their published designs."""

from __future__ import annotations

from typing import Any

import torch
from net_parts import Graph, conv, net
from torch import nn
from torch.nn import functional as F  # noqa: N812

PICTURE = (1, 3, 64, 64)


@net("cnn", "", PICTURE)
def srcnn() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(3, 64, 9, padding=4),
        nn.ReLU(),
        nn.Conv2d(64, 32, 5, padding=2),
        nn.ReLU(),
        nn.Conv2d(32, 3, 5, padding=2),
    )


@net("cnn", "", PICTURE)
def espcn() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(3, 64, 5, padding=2),
        nn.Tanh(),
        nn.Conv2d(64, 32, 3, padding=1),
        nn.Tanh(),
        nn.Conv2d(32, 27, 3, padding=1),
        nn.PixelShuffle(3),
    )


def _edsr_like(attention: bool) -> nn.Module:
    def block() -> nn.Module:
        parts = [nn.Conv2d(32, 32, 3, padding=1) for _ in range(2)]
        gate = nn.Sequential(nn.Conv2d(32, 4, 1), nn.ReLU(), nn.Conv2d(4, 32, 1), nn.Sigmoid())

        def run(m: Any, x: torch.Tensor) -> torch.Tensor:
            y = m.parts[1](F.relu(m.parts[0](x)))
            return x + (y * m.gate(y.mean((2, 3), keepdim=True)) if attention else 0.1 * y)

        return Graph(run, parts=parts, gate=gate)

    def whole(m: Any, x: torch.Tensor) -> torch.Tensor:
        y = m.head(x)
        return m.up(y + m.body(y))  # type: ignore[no-any-return]

    up = nn.Sequential(
        nn.Conv2d(32, 128, 3, padding=1), nn.PixelShuffle(2), nn.Conv2d(32, 3, 3, padding=1)
    )
    body = nn.Sequential(*[block() for _ in range(6)])
    return Graph(whole, head=nn.Conv2d(3, 32, 3, padding=1), body=body, up=up)


@net("cnn", "", PICTURE)
def edsr() -> nn.Module:
    return _edsr_like(False)


@net("cnn", "", PICTURE)
def rcan() -> nn.Module:
    return _edsr_like(True)


@net("cnn", "", PICTURE)
def esrgan_rrdb() -> nn.Module:
    def dense() -> nn.Module:
        parts = [nn.Conv2d(24 + 12 * i, 12 if i < 4 else 24, 3, padding=1) for i in range(5)]

        def run(m: Any, x: torch.Tensor) -> torch.Tensor:
            seen = [x]
            for part in m.parts[:-1]:
                seen.append(F.leaky_relu(part(torch.cat(seen, 1)), 0.2))
            return x + 0.2 * m.parts[-1](torch.cat(seen, 1))

        return Graph(run, parts=parts)

    def group() -> nn.Module:
        return Graph(
            lambda m, x: x + 0.2 * m.body(x), body=nn.Sequential(*[dense() for _ in range(3)])
        )

    def whole(m: Any, x: torch.Tensor) -> torch.Tensor:
        y = m.first(x)
        y = y + m.trunk(m.body(y))
        y = F.leaky_relu(m.up(F.interpolate(y, scale_factor=2)), 0.2)
        return m.last(y)  # type: ignore[no-any-return]

    convs = {name: nn.Conv2d(24, 24, 3, padding=1) for name in ("trunk", "up")}
    body = nn.Sequential(group(), group(), group())
    return Graph(
        whole,
        first=nn.Conv2d(3, 24, 3, padding=1),
        body=body,
        last=nn.Conv2d(24, 3, 3, padding=1),
        **convs,
    )


@net("cnn", "", PICTURE)
def nafnet() -> nn.Module:
    def block(c: int) -> nn.Module:
        def run(m: Any, x: torch.Tensor) -> torch.Tensor:
            a, b = m.wide(m.norm(x)).chunk(2, 1)
            y = a * b
            x = x + m.out(y * m.gate(y.mean((2, 3), keepdim=True))) * m.beta
            a, b = m.up(m.norm2(x)).chunk(2, 1)
            return x + m.down(a * b) * m.gamma

        wide = nn.Sequential(
            nn.Conv2d(c, 2 * c, 1), nn.Conv2d(2 * c, 2 * c, 3, padding=1, groups=2 * c)
        )
        return Graph(
            run,
            norm=nn.GroupNorm(1, c),
            norm2=nn.GroupNorm(1, c),
            wide=wide,
            gate=nn.Conv2d(c, c, 1),
            out=nn.Conv2d(c, c, 1),
            up=nn.Conv2d(c, 2 * c, 1),
            down=nn.Conv2d(c, c, 1),
            beta=nn.Parameter(torch.ones(1, c, 1, 1)),
            gamma=nn.Parameter(torch.ones(1, c, 1, 1)),
        )

    body = nn.Sequential(*[block(24) for _ in range(5)])
    return Graph(
        lambda m, x: x + m.last(m.body(m.first(x))),
        first=nn.Conv2d(3, 24, 3, padding=1),
        body=body,
        last=nn.Conv2d(24, 3, 3, padding=1),
    )


@net("transformer", "", PICTURE)
def restormer() -> nn.Module:
    def block(c: int, heads: int) -> nn.Module:
        def run(m: Any, x: torch.Tensor) -> torch.Tensor:
            b, _, h, w = x.shape
            y = m.norm(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
            q, k, v = (t.reshape(b, heads, c // heads, h * w) for t in m.qkv(y).chunk(3, 1))
            scores = F.normalize(q, dim=-1) @ F.normalize(k, dim=-1).transpose(-2, -1) * m.heat
            x = x + m.out((scores.softmax(-1) @ v).reshape(b, c, h, w))
            a, g = m.up(m.norm2(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)).chunk(2, 1)
            return x + m.down(F.gelu(a) * g)  # type: ignore[no-any-return]

        def deep(wide: int) -> nn.Module:
            return nn.Sequential(
                nn.Conv2d(c, wide, 1), nn.Conv2d(wide, wide, 3, padding=1, groups=wide)
            )

        return Graph(
            run,
            norm=nn.LayerNorm(c),
            norm2=nn.LayerNorm(c),
            qkv=deep(3 * c),
            out=nn.Conv2d(c, c, 1),
            up=deep(4 * c),
            down=nn.Conv2d(2 * c, c, 1),
            heat=nn.Parameter(torch.ones(heads, 1, 1)),
        )

    body = nn.Sequential(*[block(24, 4) for _ in range(4)])
    return Graph(
        lambda m, x: x + m.last(m.body(m.first(x))),
        first=nn.Conv2d(3, 24, 3, padding=1),
        body=body,
        last=nn.Conv2d(24, 3, 3, padding=1),
    )


def _generator(norm: Any, blocks: int) -> nn.Module:
    def residual() -> nn.Module:
        body = nn.Sequential(
            nn.ReflectionPad2d(1),
            nn.Conv2d(64, 64, 3),
            norm(64, affine=True),
            nn.ReLU(),
            nn.ReflectionPad2d(1),
            nn.Conv2d(64, 64, 3),
            norm(64, affine=True),
        )
        return Graph(lambda m, x: x + m.body(x), body=body)

    return nn.Sequential(
        nn.ReflectionPad2d(3),
        nn.Conv2d(3, 16, 7),
        norm(16, affine=True),
        nn.ReLU(),
        nn.Conv2d(16, 32, 3, 2, 1),
        norm(32, affine=True),
        nn.ReLU(),
        nn.Conv2d(32, 64, 3, 2, 1),
        norm(64, affine=True),
        nn.ReLU(),
        *[residual() for _ in range(blocks)],
        nn.ConvTranspose2d(64, 32, 3, 2, 1, 1),
        norm(32, affine=True),
        nn.ReLU(),
        nn.ConvTranspose2d(32, 16, 3, 2, 1, 1),
        norm(16, affine=True),
        nn.ReLU(),
        nn.ReflectionPad2d(3),
        nn.Conv2d(16, 3, 7),
        nn.Tanh(),
    )


@net("cnn", "", PICTURE)
def cyclegan() -> nn.Module:
    return _generator(nn.InstanceNorm2d, 6)


@net("cnn", "", PICTURE)
def style_transfer() -> nn.Module:
    return _generator(nn.BatchNorm2d, 5)


@net("cnn", "", PICTURE)
def patch_discriminator() -> nn.Module:
    layers: list[nn.Module] = []
    for narrow, wide, stride in ((3, 32, 2), (32, 64, 2), (64, 128, 2), (128, 256, 1)):
        layers += [
            nn.Conv2d(narrow, wide, 4, stride, 1),
            nn.InstanceNorm2d(wide),
            nn.LeakyReLU(0.2),
        ]
    return nn.Sequential(*layers, nn.Conv2d(256, 1, 4, 1, 1))


@net("cnn", "semantic segmentation", PICTURE)
def segnet() -> nn.Module:
    def run(m: Any, x: torch.Tensor) -> torch.Tensor:
        for part in m.down:
            x = F.max_pool2d(part(x), 2)
        for part in m.up:
            x = part(F.interpolate(x, scale_factor=2))
        return m.last(x)  # type: ignore[no-any-return]

    down = [nn.Sequential(conv(a, b), conv(b, b)) for a, b in ((3, 32), (32, 64), (64, 128))]
    up = [nn.Sequential(conv(a, a), conv(a, b)) for a, b in ((128, 64), (64, 32), (32, 16))]
    return Graph(run, down=down, up=up, last=nn.Conv2d(16, 5, 1))


@net("cnn", "semantic segmentation", PICTURE)
def fast_scnn() -> nn.Module:
    def separable(a: int, b: int, stride: int) -> nn.Module:
        return nn.Sequential(
            nn.Conv2d(a, a, 3, stride, 1, groups=a, bias=False),
            nn.BatchNorm2d(a),
            nn.ReLU(),
            conv(a, b, 1),
        )

    def run(m: Any, x: torch.Tensor) -> torch.Tensor:
        fine = m.learn(x)
        deep = F.interpolate(m.deep(fine), size=fine.shape[2:], mode="bilinear")
        joined = F.relu(m.left(fine) + m.right(deep))
        return F.interpolate(m.last(joined), size=x.shape[2:], mode="bilinear")

    learn = nn.Sequential(conv(3, 16, 3, 2), separable(16, 24, 2), separable(24, 32, 2))
    deep = nn.Sequential(separable(32, 48, 2), separable(48, 64, 2), separable(64, 64, 1))
    last = nn.Sequential(separable(64, 64, 1), nn.Conv2d(64, 7, 1))
    return Graph(
        run,
        learn=learn,
        deep=deep,
        left=nn.Conv2d(32, 64, 1),
        right=nn.Conv2d(64, 64, 1),
        last=last,
    )


@net("cnn", "semantic segmentation", PICTURE)
def bisenet() -> nn.Module:
    def refine(c: int) -> nn.Module:
        gate = nn.Sequential(
            nn.AdaptiveAvgPool2d(1), nn.Conv2d(c, c, 1), nn.BatchNorm2d(c), nn.Sigmoid()
        )
        return Graph(lambda m, x: x * m.gate(x), gate=gate)

    def run(m: Any, x: torch.Tensor) -> torch.Tensor:
        spatial = m.spatial(x)
        a = m.context1(x)
        b = m.context2(a)
        b = m.refine2(b) * F.adaptive_avg_pool2d(b, 1)
        joined = torch.cat(
            [F.interpolate(t, size=spatial.shape[2:]) for t in (m.refine1(a), b)] + [spatial], 1
        )
        joined = m.fuse(joined)
        return F.interpolate(m.last(joined + joined * m.gate(joined)), scale_factor=8)

    gate = nn.Sequential(
        nn.AdaptiveAvgPool2d(1), nn.Conv2d(64, 64, 1), nn.ReLU(), nn.Conv2d(64, 64, 1), nn.Sigmoid()
    )
    spatial = nn.Sequential(conv(3, 16, 7, 2), conv(16, 16, 3, 2), conv(16, 32, 3, 2))
    context1 = nn.Sequential(
        *[conv(a, b, 3, 2) for a, b in ((3, 16), (16, 32), (32, 48), (48, 48))]
    )
    return Graph(
        run,
        spatial=spatial,
        context1=context1,
        context2=conv(48, 64, 3, 2),
        refine1=refine(48),
        refine2=refine(64),
        fuse=conv(144, 64, 1),
        gate=gate,
        last=nn.Conv2d(64, 6, 1),
    )


@net("cnn", "", PICTURE)
def u2net_like() -> nn.Module:
    def rsu(a: int, mid: int, b: int) -> nn.Module:
        def run(m: Any, x: torch.Tensor) -> torch.Tensor:
            x = m.first(x)
            one = m.e1(x)
            two = m.e2(F.max_pool2d(one, 2))
            three = m.e3(two)
            y = F.interpolate(m.d2(torch.cat([three, two], 1)), scale_factor=2)
            return x + m.d1(torch.cat([y, one], 1))

        parts = {"e1": conv(b, mid), "e2": conv(mid, mid), "e3": conv(mid, mid)}
        return Graph(run, first=conv(a, b), d2=conv(2 * mid, mid), d1=conv(2 * mid, b), **parts)

    def whole(m: Any, x: torch.Tensor) -> Any:
        sides = []
        for part, side in zip(m.down, m.side, strict=True):
            x = part(x)
            sides.append(F.interpolate(side(x), size=(64, 64), mode="bilinear"))
            x = F.max_pool2d(x, 2)
        return torch.sigmoid(m.join(torch.cat(sides, 1)))

    down = [rsu(3, 8, 16), rsu(16, 8, 32), rsu(32, 16, 32)]
    side = [nn.Conv2d(c, 1, 3, padding=1) for c in (16, 32, 32)]
    return Graph(whole, down=down, side=side, join=nn.Conv2d(3, 1, 1))


@net("cnn", "", (1, 3, 64, 64))
def hourglass() -> nn.Module:
    def residual(a: int, b: int) -> nn.Module:
        body = nn.Sequential(
            nn.BatchNorm2d(a),
            nn.ReLU(),
            nn.Conv2d(a, b // 2, 1),
            nn.BatchNorm2d(b // 2),
            nn.ReLU(),
            nn.Conv2d(b // 2, b // 2, 3, padding=1),
            nn.BatchNorm2d(b // 2),
            nn.ReLU(),
            nn.Conv2d(b // 2, b, 1),
        )
        return Graph(
            lambda m, x: m.skip(x) + m.body(x),
            body=body,
            skip=nn.Conv2d(a, b, 1) if a != b else nn.Identity(),
        )

    def glass(depth: int) -> nn.Module:
        inner = glass(depth - 1) if depth > 1 else residual(32, 32)

        def run(m: Any, x: torch.Tensor) -> torch.Tensor:
            low = m.after(m.inner(m.before(F.max_pool2d(x, 2))))
            return m.skip(x) + F.interpolate(low, scale_factor=2)  # type: ignore[no-any-return]

        return Graph(
            run, inner=inner, skip=residual(32, 32), before=residual(32, 32), after=residual(32, 32)
        )

    return nn.Sequential(conv(3, 32, 7, 2), glass(3), conv(32, 32, 1), nn.Conv2d(32, 16, 1))


@net("cnn", "object detector", (1, 3, 96, 96))
def yolov1_like() -> nn.Module:
    act = lambda: nn.LeakyReLU(0.1)  # noqa: E731
    parts: list[nn.Module] = []
    for a, b in ((3, 16), (16, 32), (32, 64), (64, 128)):
        parts += [conv(a, b, 3, act=act), nn.MaxPool2d(2)]
    head = [nn.Flatten(), nn.Linear(128 * 36, 256), nn.LeakyReLU(0.1), nn.Linear(256, 7 * 7 * 30)]
    return nn.Sequential(*parts, *head)


@net("cnn", "object detector", (1, 3, 96, 96))
def yolov2_tiny() -> nn.Module:
    act = lambda: nn.LeakyReLU(0.1)  # noqa: E731
    parts: list[nn.Module] = []
    for a, b in ((3, 16), (16, 32), (32, 64), (64, 128), (128, 256)):
        parts += [conv(a, b, 3, act=act), nn.MaxPool2d(2)]
    return nn.Sequential(*parts, conv(256, 256, 3, act=act), nn.Conv2d(256, 125, 1))


@net("cnn", "object detector", (1, 3, 96, 96))
def centernet() -> nn.Module:
    def run(m: Any, x: torch.Tensor) -> Any:
        y = m.up(m.body(x))
        return torch.sigmoid(m.heat(y)), m.size(y), m.shift(y)

    body = nn.Sequential(conv(3, 16, 7, 2), conv(16, 32, 3, 2), conv(32, 64, 3, 2), conv(64, 64))
    up = nn.Sequential(nn.ConvTranspose2d(64, 32, 4, 2, 1), nn.BatchNorm2d(32), nn.ReLU())
    heads = {
        name: nn.Sequential(nn.Conv2d(32, 32, 3, padding=1), nn.ReLU(), nn.Conv2d(32, c, 1))
        for name, c in (("heat", 20), ("size", 2), ("shift", 2))
    }
    return Graph(run, body=body, up=up, **heads)


@net("cnn", "object detector", (1, 3, 128, 128))
def blazeface() -> nn.Module:
    def block(a: int, b: int, stride: int) -> nn.Module:
        def run(m: Any, x: torch.Tensor) -> torch.Tensor:
            y = F.max_pool2d(x, 2) if stride == 2 else x
            return F.relu(m.body(x) + F.pad(y, (0, 0, 0, 0, 0, b - a)))

        body = nn.Sequential(nn.Conv2d(a, a, 5, stride, 2, groups=a), nn.Conv2d(a, b, 1))
        return Graph(run, body=body)

    def whole(m: Any, x: torch.Tensor) -> Any:
        one = m.body(F.relu(m.first(x)))
        two = m.more(one)
        flat = [
            t.permute(0, 2, 3, 1).reshape(1, -1, c)
            for t, c in ((m.c1(one), 1), (m.c2(two), 1), (m.b1(one), 16), (m.b2(two), 16))
        ]
        return torch.cat(flat[:2], 1), torch.cat(flat[2:], 1)

    body = nn.Sequential(
        block(24, 24, 1),
        block(24, 28, 1),
        block(28, 32, 2),
        block(32, 36, 1),
        block(36, 42, 1),
        block(42, 48, 2),
    )
    more = nn.Sequential(block(48, 56, 1), block(56, 64, 2), block(64, 64, 1))
    heads = {
        "c1": nn.Conv2d(48, 2, 1),
        "c2": nn.Conv2d(64, 6, 1),
        "b1": nn.Conv2d(48, 32, 1),
        "b2": nn.Conv2d(64, 96, 1),
    }
    return Graph(whole, first=nn.Conv2d(3, 24, 5, 2, 2), body=body, more=more, **heads)


@net("cnn", "object detector", (1, 3, 48, 48))
def mtcnn_onet() -> nn.Module:
    def run(m: Any, x: torch.Tensor) -> Any:
        y = m.body(x)
        return m.face(y).softmax(1), m.box(y), m.marks(y)

    body = nn.Sequential(
        nn.Conv2d(3, 32, 3),
        nn.PReLU(32),
        nn.MaxPool2d(3, 2, ceil_mode=True),
        nn.Conv2d(32, 64, 3),
        nn.PReLU(64),
        nn.MaxPool2d(3, 2, ceil_mode=True),
        nn.Conv2d(64, 64, 3),
        nn.PReLU(64),
        nn.MaxPool2d(2, 2),
        nn.Conv2d(64, 128, 2),
        nn.PReLU(128),
        nn.Flatten(),
        nn.Linear(128 * 9, 256),
        nn.PReLU(256),
    )
    return Graph(
        run, body=body, face=nn.Linear(256, 2), box=nn.Linear(256, 4), marks=nn.Linear(256, 10)
    )


@net("cnn", "", (1, 6, 64, 64))
def flownet_s() -> nn.Module:
    act = lambda: nn.LeakyReLU(0.1)  # noqa: E731

    def run(m: Any, x: torch.Tensor) -> torch.Tensor:
        a = m.one(x)
        b = m.two(a)
        c = m.three(b)
        flow = m.flow3(c)
        up = torch.cat([b, F.leaky_relu(m.up3(c), 0.1), m.grow3(flow)], 1)
        flow = m.flow2(up)
        up = torch.cat([a, F.leaky_relu(m.up2(up), 0.1), m.grow2(flow)], 1)
        return m.flow1(up)  # type: ignore[no-any-return]

    return Graph(
        run,
        one=conv(6, 16, 7, 2, act),
        two=conv(16, 32, 5, 2, act),
        three=conv(32, 64, 3, 2, act),
        flow3=nn.Conv2d(64, 2, 3, padding=1),
        up3=nn.ConvTranspose2d(64, 32, 4, 2, 1),
        grow3=nn.ConvTranspose2d(2, 2, 4, 2, 1),
        flow2=nn.Conv2d(66, 2, 3, padding=1),
        up2=nn.ConvTranspose2d(66, 16, 4, 2, 1),
        grow2=nn.ConvTranspose2d(2, 2, 4, 2, 1),
        flow1=nn.Conv2d(34, 2, 3, padding=1),
    )


@net("cnn", "", PICTURE)
def fsrcnn() -> nn.Module:
    layers: list[nn.Module] = [
        nn.Conv2d(3, 56, 5, padding=2),
        nn.PReLU(56),
        nn.Conv2d(56, 12, 1),
        nn.PReLU(12),
    ]
    for _ in range(4):
        layers += [nn.Conv2d(12, 12, 3, padding=1), nn.PReLU(12)]
    return nn.Sequential(
        *layers, nn.Conv2d(12, 56, 1), nn.PReLU(56), nn.ConvTranspose2d(56, 3, 9, 2, 4, 1)
    )


@net("cnn", "image classifier", (1, 1, 28, 28))
def mnist_cnn() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(1, 32, 3),
        nn.ReLU(),
        nn.Conv2d(32, 64, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Dropout(),
        nn.Flatten(),
        nn.Linear(9216, 128),
        nn.ReLU(),
        nn.Linear(128, 10),
        nn.LogSoftmax(1),
    )


@net("cnn", "image classifier", (1, 3, 32, 32))
def all_convolutional() -> nn.Module:
    layers: list[nn.Module] = []
    for a, b, s in (
        (3, 48, 1),
        (48, 48, 1),
        (48, 48, 2),
        (48, 96, 1),
        (96, 96, 1),
        (96, 96, 2),
        (96, 96, 1),
    ):
        layers += [nn.Conv2d(a, b, 3, s, 1), nn.ReLU()]
    return nn.Sequential(
        *layers,
        nn.Conv2d(96, 96, 1),
        nn.ReLU(),
        nn.Conv2d(96, 10, 1),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
    )


@net("cnn", "image classifier", (1, 3, 32, 32))
def network_in_network() -> nn.Module:
    layers: list[nn.Module] = []
    for a, b, k in ((3, 96, 5), (96, 96, 5), (96, 96, 3)):
        layers += [
            nn.Conv2d(a, b, k, padding=k // 2),
            nn.ReLU(),
            nn.Conv2d(b, b, 1),
            nn.ReLU(),
            nn.Conv2d(b, b, 1),
            nn.ReLU(),
            nn.MaxPool2d(2),
        ]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten())


@net("cnn", "image classifier", (1, 3, 32, 32))
def maxout() -> nn.Module:
    def layer(a: int, b: int) -> nn.Module:
        return Graph(
            lambda m, x: torch.max(m.one(x), m.two(x)),
            one=nn.Conv2d(a, b, 3, padding=1),
            two=nn.Conv2d(a, b, 3, padding=1),
        )

    return nn.Sequential(
        layer(3, 24),
        nn.MaxPool2d(2),
        layer(24, 48),
        nn.MaxPool2d(2),
        layer(48, 48),
        nn.Flatten(),
        nn.Linear(48 * 64, 10),
    )
