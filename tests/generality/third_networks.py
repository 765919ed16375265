"""Detectors of the YOLO line that are not listed, from their published designs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import torch
from definition import Built
from net_parts import Graph, conv
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

leaky = partial(conv, act=partial(nn.LeakyReLU, 0.1))
mish = partial(conv, act=nn.Mish)
silu = partial(conv, act=nn.SiLU)
CLASSES = 20
OUT = 3 * (CLASSES + 5)


def _up(x: Tensor) -> Tensor:
    return F.interpolate(x, scale_factor=2.0, mode="nearest")


def _pools(x: Tensor) -> list[Tensor]:
    return [F.max_pool2d(x, k, 1, k // 2) for k in (13, 9, 5)]


def _series(*parts: Any) -> nn.Module:
    return nn.Sequential(*parts)


def _decoded(outputs: list[Tensor]) -> Tensor:
    """Boxes of three anchors a cell, as YOLOv7 decodes them."""
    found = []
    for x in outputs:
        batch, _, height, width = x.shape
        cells = x.view(batch, 3, CLASSES + 5, height, width).permute(0, 1, 3, 4, 2).sigmoid()
        grid = torch.stack(torch.meshgrid(torch.arange(height), torch.arange(width)), -1)
        places = (cells[..., :2] * 2 - 0.5 + grid) * 8.0
        sizes = (cells[..., 2:4] * 2) ** 2 * 16.0
        found.append(torch.cat((places, sizes, cells[..., 4:]), -1).flatten(1, 3))
    return torch.cat(found, 1)


def _elan(inputs: int, width: int, outputs: int, layer: Any, deep: int = 1) -> nn.Module:
    """Two 1×1 convolutions, of one a chain of 3×3s; all of it side by side."""

    def run(net: Any, x: Tensor) -> Tensor:
        kept = [net.left(x), net.right(x)]
        for step in net.steps:
            kept.append(step(kept[-1]))
        return net.out(torch.cat(kept[::-1], 1))  # type: ignore[no-any-return]

    steps = [_series(*[layer(width, width) for _ in range(deep)]) for _ in range(2)]
    ends = {"left": layer(inputs, width, 1), "right": layer(inputs, width, 1)}
    return Graph(run, **ends, steps=steps, out=layer((2 + 2) * width, outputs, 1))


def _spp_csp(inputs: int, width: int, layer: Any) -> nn.Module:
    """Pools of three sizes on one of two ways."""

    def run(net: Any, x: Tensor) -> Tensor:
        a = net.before(x)
        pooled = net.after(torch.cat([*_pools(a), a], 1))
        return net.out(torch.cat([pooled, net.past(x)], 1))  # type: ignore[no-any-return]

    ways = {"before": layer(inputs, width, 1), "past": layer(inputs, width, 1)}
    return Graph(run, **ways, after=layer(4 * width, width, 1), out=layer(2 * width, width, 1))


def yolov7_tiny() -> nn.Module:
    return _yolov7(leaky, 1, decode=True)


def yolov7() -> nn.Module:
    return _yolov7(silu, 2, decode=False)


def _yolov7(layer: Any, deep: int, decode: bool) -> nn.Module:
    def run(net: Any, x: Tensor) -> Any:
        x = net.stem(x)
        kept = []
        for stage in net.stages:
            x = stage(x)
            kept.append(x)
            x = F.max_pool2d(x, 2)
        top = net.spp(kept[3])
        mid = net.merge4(torch.cat([_up(net.turn4(top)), net.side4(kept[2])], 1))
        low = net.merge3(torch.cat([_up(net.turn3(mid)), net.side3(kept[1])], 1))
        mid = net.back4(torch.cat([net.down3(low), mid], 1))
        top = net.back5(torch.cat([net.down4(mid), top], 1))
        outputs = [head(x) for head, x in zip(net.heads, (low, mid, top), strict=True)]
        return _decoded(outputs) if decode else outputs

    elan = partial(_elan, layer=layer, deep=deep)
    heads = [_series(layer(w, 2 * w), nn.Conv2d(2 * w, OUT, 1)) for w in (32, 64, 128)]
    return Graph(
        run,
        stem=_series(layer(3, 16, 3, 2), layer(16, 32, 3, 2)),
        stages=[elan(32, 16, 32), elan(32, 32, 64), elan(64, 64, 128), elan(128, 128, 256)],
        spp=_spp_csp(256, 128, layer),
        turn4=layer(128, 64, 1),
        side4=layer(128, 64, 1),
        merge4=elan(128, 32, 64),
        turn3=layer(64, 32, 1),
        side3=layer(64, 32, 1),
        merge3=elan(64, 16, 32),
        down3=layer(32, 64, 3, 2),
        back4=elan(128, 32, 64),
        down4=layer(64, 128, 3, 2),
        back5=elan(256, 64, 128),
        heads=heads,
    )


def _csp(inputs: int, outputs: int, blocks: int) -> nn.Module:
    """A stage of CSPDarknet-53 with Mish."""

    def run(net: Any, x: Tensor) -> Tensor:
        x = net.down(x)
        a = net.right(x)
        for block in net.blocks:
            a = a + block(a)
        return net.out(torch.cat([net.end(a), net.left(x)], 1))  # type: ignore[no-any-return]

    half = outputs // 2
    return Graph(
        run,
        down=mish(inputs, outputs, 3, 2),
        left=mish(outputs, half, 1),
        right=mish(outputs, half, 1),
        blocks=[_series(mish(half, half, 1), mish(half, half)) for _ in range(blocks)],
        end=mish(half, half, 1),
        out=mish(outputs, outputs, 1),
    )


def _five(inputs: int, width: int) -> nn.Module:
    wide = 2 * width
    return _series(
        leaky(inputs, width, 1),
        leaky(width, wide),
        leaky(wide, width, 1),
        leaky(width, wide),
        leaky(wide, width, 1),
    )


def yolov4() -> nn.Module:
    def run(net: Any, x: Tensor) -> Any:
        kept, x = [], net.stem(x)
        for stage in net.stages:
            x = stage(x)
            kept.append(x)
        x = net.before(x)
        top = net.after(torch.cat([*_pools(x), x], 1))
        mid = net.merge4(torch.cat([net.side4(kept[3]), _up(net.turn4(top))], 1))
        low = net.merge3(torch.cat([net.side3(kept[2]), _up(net.turn3(mid))], 1))
        mid = net.back4(torch.cat([net.down3(low), mid], 1))
        top = net.back5(torch.cat([net.down4(mid), top], 1))
        return [head(x) for head, x in zip(net.heads, (low, mid, top), strict=True)]

    widths = [(16, 32, 1), (32, 64, 2), (64, 128, 4), (128, 256, 4), (256, 512, 2)]
    return Graph(
        run,
        stem=mish(3, 16),
        stages=[_csp(*width) for width in widths],
        before=_series(leaky(512, 256, 1), leaky(256, 512), leaky(512, 256, 1)),
        after=_series(leaky(1024, 256, 1), leaky(256, 512), leaky(512, 256, 1)),
        turn4=leaky(256, 128, 1),
        side4=leaky(256, 128, 1),
        merge4=_five(256, 128),
        turn3=leaky(128, 64, 1),
        side3=leaky(128, 64, 1),
        merge3=_five(128, 64),
        down3=leaky(64, 128, 3, 2),
        back4=_five(256, 128),
        down4=leaky(128, 256, 3, 2),
        back5=_five(512, 256),
        heads=[_series(leaky(w, 2 * w), nn.Conv2d(2 * w, OUT, 1)) for w in (64, 128, 256)],
    )


def _osa(width: int) -> nn.Module:
    """A stage of YOLOv4-tiny: half of the channels go through two convolutions."""

    def run(net: Any, x: Tensor) -> Any:
        x = net.first(x)
        a = net.second(x.chunk(2, 1)[1])
        joined = net.out(torch.cat([net.third(a), a], 1))
        return F.max_pool2d(torch.cat([x, joined], 1), 2), joined

    half = width // 2
    thirds = {"second": leaky(half, half), "third": leaky(half, half)}
    return Graph(run, first=leaky(width, width), **thirds, out=leaky(width, width, 1))


def yolov4_tiny() -> nn.Module:
    def run(net: Any, x: Tensor) -> Any:
        x = net.stem(x)
        for stage in net.stages:
            x, side = stage(x)
        x = net.top(x)
        low = torch.cat([_up(net.turn(x)), side], 1)
        return net.far(x), net.near(low)

    return Graph(
        run,
        stem=_series(leaky(3, 16, 3, 2), leaky(16, 32, 3, 2)),
        stages=[_osa(32), _osa(64), _osa(128)],
        top=_series(leaky(256, 256), leaky(256, 128, 1)),
        far=_series(leaky(128, 256), nn.Conv2d(256, OUT, 1)),
        turn=leaky(128, 64, 1),
        near=_series(leaky(192, 128), nn.Conv2d(128, OUT, 1)),
    )


MADE: dict[str, Callable[[], nn.Module]] = {
    made.__name__: made for made in (yolov4, yolov4_tiny, yolov7, yolov7_tiny)
}
"""By name; all of them detect objects with convolutions."""


def build(name: str) -> Callable[[], Built]:
    """What builds a network by its name."""
    return lambda: (MADE[name](), {"#x": torch.randn(1, 3, 256, 256)})
