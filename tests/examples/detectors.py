"""Small detectors of the YOLO line, drawn from what is published of their structure.

Every generation keeps its own blocks, neck and head, at the least width and depth that it has.
"""

from __future__ import annotations

from collections.abc import Callable

import onnx

from tests.examples.drawing import Drawing

CLASSES = 20
BINS = 16
POINTS = 84
"""Anchor points of a 64 × 64 image at strides 8, 16 and 32."""

Stage = Callable[[Drawing, str, int], str]
"""(drawing, input, channels) → output."""


def image(activation: str = "SiLU") -> Drawing:
    return Drawing((1, 3, 64, 64), activation)


def bottleneck(d: Drawing, x: str, first: int = 3, ratio: float = 1.0, add: bool = True) -> str:
    """Two convolutions, perhaps added to the input."""
    width = d.channels[x]
    y = d.layer(d.layer(x, int(width * ratio), first), width, 3)
    return d.add(x, y) if add else y


def c3(d: Drawing, x: str, out: int, first: int = 1, add: bool = True) -> str:
    """Cross-stage partial: a bottleneck beside a 1x1 convolution, joined."""
    inner = bottleneck(d, d.layer(x, out // 2), first, add=add)
    return d.layer(d.join(inner, d.layer(x, out // 2)), out)


def ghost(d: Drawing, x: str, out: int, make: Callable[..., str]) -> str:
    """Half of the channels by a 1x1 convolution, the others by a depthwise one of them."""
    half = make(x, out // 2)
    return d.join(half, make(half, out // 2, 5, group=out // 2))


def c3_ghost(d: Drawing, x: str, out: int) -> str:
    """Cross-stage partial with a bottleneck of two ghost modules, the second one linear."""
    y = d.layer(x, out // 2)
    inner = d.add(ghost(d, ghost(d, y, out // 4, d.layer), out // 2, d.conv), y)
    return d.layer(d.join(inner, d.layer(x, out // 2)), out)


def c2f(d: Drawing, x: str, out: int) -> str:
    """Halves; every stage of the second half is joined."""
    a, b = d.split(d.layer(x, out))
    return d.layer(d.join(a, b, bottleneck(d, b)), out)


def c2f_plain(d: Drawing, x: str, out: int) -> str:
    """C2f of a neck, its bottleneck without the sum."""
    a, b = d.split(d.layer(x, out))
    return d.layer(d.join(a, b, bottleneck(d, b, add=False)), out)


def c2f_cib(d: Drawing, x: str, out: int) -> str:
    """C2f with a compact inverted block: depthwise and pointwise by turns."""
    a, b = d.split(d.layer(x, out))
    n = d.channels[b]
    y = d.layer(d.layer(b, n, 3, group=n), 2 * n)
    y = d.layer(y, 2 * n, 3, group=2 * n)
    y = d.layer(d.layer(y, n), n, 3, group=n)
    return d.layer(d.join(a, b, d.add(b, y)), out)


def c3k2(d: Drawing, x: str, out: int) -> str:
    """C2f whose bottleneck halves the width."""
    a, b = d.split(d.layer(x, out))
    return d.layer(d.join(a, b, bottleneck(d, b, ratio=0.5)), out)


def c3k2_deep(d: Drawing, x: str, out: int) -> str:
    """C2f with a cross-stage partial block of 3x3 bottlenecks inside."""
    a, b = d.split(d.layer(x, out))
    return d.layer(d.join(a, b, c3(d, b, d.channels[b], first=3)), out)


def c3k2_attentive(d: Drawing, x: str, out: int) -> str:
    """C3k2 with an attention layer behind its bottleneck."""
    a, b = d.split(d.layer(x, out))
    return d.layer(d.join(a, b, attention_layer(d, bottleneck(d, b, ratio=0.5))), out)


def attention_layer(d: Drawing, x: str) -> str:
    """Attention with channels first and a depthwise position term, then two 1x1 convolutions."""
    width, key, extent = d.channels[x], d.channels[x] // 2, d.extent[x]
    flat = d.reshape(d.conv(x, 2 * key + width), 1, 2 * key + width, extent * extent)
    q, k, v = d.split(flat, key, key, width)
    scores = d.node("MatMul", d.node("Transpose", q, perm=[0, 2, 1]), k)
    seen = d.node("Softmax", d.node("Mul", scores, d.constant(0.25)), axis=-1)
    mixed = d.node("MatMul", v, d.node("Transpose", seen, perm=[0, 2, 1]))
    placed = d.conv(d.reshape(v, 1, width, extent, extent), width, 3, group=width)
    y = d.add(x, d.conv(d.add(d.reshape(mixed, 1, width, extent, extent), placed), width))
    return d.add(y, d.conv(d.layer(y, 2 * width), width))


def c2psa(d: Drawing, x: str, out: int) -> str:
    """Half of the channels through an attention layer."""
    a, b = d.split(d.layer(x, out))
    return d.layer(d.join(a, attention_layer(d, b)), out)


def a2c2f(d: Drawing, x: str, out: int) -> str:
    """Pairs of area attention layers in a row, all stages joined, added to the input."""
    first = d.layer(x, out // 2)
    second = attention_layer(d, attention_layer(d, first))
    third = attention_layer(d, attention_layer(d, second))
    return d.add(x, d.layer(d.join(first, second, third), out))


def a2c2f_plain(d: Drawing, x: str, out: int) -> str:
    """The same with cross-stage partial blocks in place of attention, as in the neck."""
    first = d.layer(x, out // 2)
    return d.layer(d.join(first, c3(d, first, out // 2, first=3)), out)


def elan(d: Drawing, x: str, out: int) -> str:
    """Nested cross-stage partial blocks, all stages joined."""
    a, b = d.split(d.layer(x, out))
    c = d.layer(c3(d, b, out // 2, first=3), out // 2, 3)
    e = d.layer(c3(d, c, out // 2, first=3), out // 2, 3)
    return d.layer(d.join(a, b, c, e), out)


def elan_plain(d: Drawing, x: str, out: int) -> str:
    """The first stage of the small models: 3x3 convolutions in place of nested blocks."""
    a, b = d.split(d.layer(x, out))
    c = d.layer(b, out // 2, 3)
    return d.layer(d.join(a, b, c, d.layer(c, out // 2, 3)), out)


def sppf(d: Drawing, x: str, out: int) -> str:
    """Three poolings in a row, all joined."""
    a = d.layer(x, out // 2)
    b = d.pool(a, 5)
    c = d.pool(b, 5)
    return d.layer(d.join(a, b, c, d.pool(c, 5)), out)


def spp(d: Drawing, x: str, out: int) -> str:
    """Three poolings side by side."""
    a = d.layer(x, out // 2)
    return d.layer(d.join(a, d.pool(a, 5), d.pool(a, 9), d.pool(a, 13)), out)


def strided(d: Drawing, x: str, out: int) -> str:
    return d.layer(x, out, 3, 2)


def separate(d: Drawing, x: str, out: int) -> str:
    """A 1x1 convolution, then a depthwise one of stride 2 without activation."""
    return d.conv(d.layer(x, out), out, 3, 2, group=out)


def pooled(d: Drawing, x: str, out: int) -> str:
    """Half of the averaged channels through a convolution, half through a pooling."""
    a, b = d.split(d.pool(x, 2, kind="AveragePool"))
    return d.join(d.layer(a, out // 2, 3, 2), d.layer(d.pool(b, 3, 2), out // 2))


def averaged(d: Drawing, x: str, out: int) -> str:
    """An average pooling, then a convolution of stride 2."""
    return d.layer(d.pool(x, 2, kind="AveragePool"), out, 3, 2)


def stack(d: Drawing, x: str, out: int) -> str:
    """Two plain 3x3 convolutions."""
    return d.layer(d.layer(x, out, 3), out, 3)


def steady(d: Drawing, x: str, out: int) -> str:
    """The input itself."""
    return x


def detector(
    stages: list[Stage],
    neck: Stage = c3,
    last: Stage = steady,
    pyramid: Stage = sppf,
    down: Stage = strided,
    neck_down: Stage = strided,
    enlarge: Callable[[Drawing, str], str] = Drawing.enlarge,
    *,
    activation: str = "SiLU",
    light: bool = False,
    distribution: bool = True,
) -> onnx.ModelProto:
    """Backbone of four stages, a neck up and down again, and a head on three levels.

    Args:
        stages: Of the backbone, one per level.
        neck: Block of the neck.
        last: Behind the pyramid pooling.
        pyramid: Pyramid pooling.
        down: Halves the extents between stages.
        neck_down: The same in the neck.
        enlarge: Doubles the extents.
        activation: Of every layer.
        light: Whether classes come from depthwise separable convolutions.
        distribution: Whether distances are expectations of a softmax over bins.
    """
    d = image(activation)
    x, levels = strided(d, d.image, 16), []
    for stage, width in zip(stages, (32, 32, 64, 64), strict=True):
        x = stage(d, (strided if not levels else down)(d, x, width), width)
        levels.append(x)
    top = last(d, pyramid(d, x, 64), 64)
    middle = neck(d, d.join(enlarge(d, top), levels[2]), 64)
    low = neck(d, d.join(enlarge(d, middle), levels[1]), 32)
    middle = neck(d, d.join(neck_down(d, low, 32), middle), 64)
    top = neck(d, d.join(neck_down(d, middle, 64), top), 64)
    return d.model(head(d, [low, middle, top], light, distribution))


def head(d: Drawing, levels: list[str], light: bool, distribution: bool) -> str:
    """Box and class branches of every level, joined and decoded to boxes."""
    sides = 4 * BINS if distribution else 4
    flat = [d.reshape(branches(d, x, sides, light), 1, sides + CLASSES, -1) for x in levels]
    together = d.node("Concat", *flat, axis=2)
    d.channels[together] = sides + CLASSES
    box, classes = d.split(together, sides, CLASSES)
    if distribution:
        bins = d.node("Transpose", d.reshape(box, 1, 4, BINS, POINTS), perm=[0, 2, 1, 3])
        d.channels[bins] = BINS
        box = d.reshape(d.conv(d.node("Softmax", bins, axis=1), 1), 1, 4, POINTS)
    return d.join(decoded(d, box), d.node("Sigmoid", classes))


def branches(d: Drawing, x: str, sides: int, light: bool) -> str:
    """Distances and class scores of one level."""
    box = d.conv(d.layer(d.layer(x, 16, 3), 16, 3), sides)
    y = x
    for _ in range(2):
        y = d.layer(y, d.channels[y], 3, group=d.channels[y]) if light else y
        y = d.layer(y, CLASSES, 1 if light else 3)
    return d.join(box, d.conv(y, CLASSES))


def decoded(d: Drawing, distances: str) -> str:
    """Centre and size of a box from its distances to the anchor points."""
    anchors = d.weight(1, 2, POINTS)
    left, right = d.split(distances, 2, 2)
    low, high = d.node("Sub", anchors, left), d.node("Add", anchors, right)
    d.channels[low] = d.channels[high] = 2
    centre = d.node("Mul", d.add(low, high), d.constant(0.5))
    return d.node("Mul", d.join(centre, d.node("Sub", high, low)), d.weight(1, POINTS))


def deconvolved(d: Drawing, x: str) -> str:
    """Twice the extents by a transposed convolution."""
    width = d.channels[x]
    made = d.node(
        "ConvTranspose", x, d.weight(width, width, 2, 2), kernel_shape=[2, 2], strides=[2, 2]
    )
    d.extent[made] = 2 * d.extent[x]
    return made


def raw_head(d: Drawing, x: str) -> str:
    """Three anchors' boxes, objectness and classes per cell."""
    return d.conv(d.layer(x, 2 * d.channels[x], 3), 3 * (5 + CLASSES))


def yolov3() -> onnx.ModelProto:
    """DarkNet-53, three heads, each level joined with the enlarged one above."""
    d = image("LeakyRelu")
    x, levels = d.layer(d.image, 16, 3), []
    for width, blocks in ((16, 1), (16, 2), (32, 8), (32, 8), (64, 4)):
        x = d.layer(x, width, 3, 2)
        for _ in range(blocks):
            x = bottleneck(d, x, first=1, ratio=0.5)
        levels.append(x)
    heads, above = [], ""
    for level in reversed(levels[2:]):
        x = d.join(d.enlarge(d.layer(above, 16)), level) if above else level
        for _ in range(2):
            x = d.layer(d.layer(x, 16), 32, 3)
        above = d.layer(x, 16)
        heads.append(raw_head(d, above))
    return d.model(*heads)


def yolov3_tiny() -> onnx.ModelProto:
    """Plain convolutions and poolings, two heads."""
    d = image("LeakyRelu")
    x, levels = d.layer(d.image, 16, 3), []
    for width in (16, 32, 32, 64, 64):
        levels.append(x)
        x = d.layer(d.pool(x, 2, 2), width, 3)
    padded = d.node("Pad", x, d.constant([0, 0, 0, 0, 0, 0, 1, 1]))
    d.channels[padded] = 64
    x = d.layer(d.layer(d.pool(padded, 2, 1), 64, 3), 32)
    joined = d.join(d.enlarge(d.layer(x, 16)), levels[-1])
    return d.model(raw_head(d, x), raw_head(d, joined))


def single_shot() -> onnx.ModelProto:
    """A detector of no family: plain strided stages, a top-down sum, flat heads joined."""
    d = image("Relu")
    x, levels = d.image, []
    for width in (16, 32, 32, 32):
        x = d.layer(d.layer(x, width, 3, 2), width, 3)
        levels.append(x)
    flat, above = [], ""
    for level in reversed(levels[1:]):
        side = d.conv(level, 32)
        above = d.add(d.enlarge(above), side) if above else side
        y = d.layer(d.layer(above, 32, 3), 32, 3)
        flat.append(d.reshape(d.conv(y, 4 + CLASSES, 3), 1, 4 + CLASSES, -1))
    return d.model(d.node("Concat", *flat, axis=2))


def detectors() -> dict[str, Callable[[], onnx.ModelProto]]:
    """All detectors by name."""
    return {
        "yolov3": yolov3,
        "yolov3_tiny": yolov3_tiny,
        "yolov5": lambda: detector([c3] * 4),
        "yolov5_spp": lambda: detector([c3] * 4, pyramid=spp, activation="LeakyRelu"),
        "yolov6": lambda: detector(
            [stack] * 4, stack, enlarge=deconvolved, activation="Relu", distribution=False
        ),
        "yolov8": lambda: detector([c2f] * 4, c2f_plain),
        "yolov8_ghost": lambda: detector([c3_ghost] * 4, c3_ghost),
        "yolov9": lambda: detector([elan] * 4, elan, down=pooled, neck_down=pooled),
        "yolov9_small": lambda: detector(
            [elan_plain, elan, elan, elan], elan, down=averaged, neck_down=averaged
        ),
        "yolov10": lambda: detector(
            [c2f, c2f, c2f, c2f_cib], c2f_cib, c2psa, down=separate, neck_down=separate,
            light=True,
        ),
        "yolo11": lambda: detector([c3k2, c3k2, c3k2_deep, c3k2_deep], c3k2, c2psa, light=True),
        "yolo12": lambda: detector(
            [c3k2, c3k2, a2c2f, a2c2f], a2c2f_plain, pyramid=steady, light=True
        ),
        "yolo26": lambda: detector(
            [c3k2, c3k2, c3k2_deep, c3k2_attentive], c3k2_attentive, c2psa, light=True,
            distribution=False,
        ),
        "single_shot": single_shot,
    }  # fmt: skip
