"""Classifiers as optimisers leave them: slices of one value joined to a Split."""

from __future__ import annotations

from collections.abc import Callable

import onnx

from tests.examples.drawing import Drawing

HEADS = 4


def rexnet() -> onnx.ModelProto:
    """Inverted residuals of growing width; the first channels are added to the input."""
    d = Drawing((1, 3, 64, 64))
    x = d.layer(d.image, 16, 3, 2)
    for width in (24, 32, 40, 48, 56, 64, 72, 80):
        y = inverted_residual(d, x, width)
        added, rest = d.split(y, d.channels[x], width - d.channels[x])
        x = d.join(d.add(added, x), rest)
    pooled = d.node("GlobalAveragePool", d.layer(x, 160))
    return d.model(linear(d, d.reshape(pooled, 1, 160), 10))


def inverted_residual(d: Drawing, x: str, out: int) -> str:
    """1x1 and SiLU, depthwise and ReLU6, linear 1x1."""
    wide = d.layer(x, 6 * d.channels[x])
    deep = d.conv(wide, d.channels[wide], 3, group=d.channels[wide])
    return d.conv(d.node("Clip", deep, d.constant(0.0), d.constant(6.0)), out)


def alexnet() -> onnx.ModelProto:
    """Two convolutions with local response norms written out, three without, then three layers."""
    d = Drawing((1, 3, 128, 128), "Relu")
    x = d.layer(d.image, 24, 11, 4)
    x = d.pool(response_norm(d, x), 3, 2)
    x = d.pool(response_norm(d, d.layer(x, 48, 5)), 3, 2)
    for width in (64, 64, 48):
        x = d.layer(x, width, 3)
    x = d.reshape(d.pool(x, 3, 2), 1, 48 * 4 * 4)
    for width, out in ((768, 128), (128, 128)):
        x = d.node("Relu", linear(d, x, out, width))
    return d.model(linear(d, x, 10, 128))


def response_norm(d: Drawing, x: str) -> str:
    """Each element over a power of the mean square of five channels around it."""
    channels, extent = d.channels[x], d.extent[x]
    turned = d.reshape(d.node("Mul", x, x), 1, 1, channels, extent * extent)
    mean = d.node(
        "AveragePool", turned, kernel_shape=[5, 1], pads=[2, 0, 2, 0], count_include_pad=1
    )
    scaled = d.node("Mul", d.reshape(mean, 1, channels, extent, extent), d.constant(1e-4))
    power = d.node("Pow", d.node("Add", scaled, d.constant(2.0)), d.constant(0.75))
    made = d.node("Div", x, power)
    d.channels[made], d.extent[made] = channels, extent
    return made


def dpn() -> onnx.ModelProto:
    """Dual paths kept apart: a sum and a growing list, joined for each block's branch."""
    d = Drawing((1, 3, 64, 64), "Relu")
    total, kept = d.split(d.layer(d.image, 48, 3, 2), 32, 16)
    for _ in range(8):
        added, grown = d.split(branch(d, d.join(total, kept), 48), 32, 16)
        total, kept = d.add(total, added), d.join(kept, grown)
    x = d.join(total, kept)
    pooled = d.node("GlobalAveragePool", d.active(batch_norm(d, x)))
    return d.model(linear(d, d.reshape(pooled, 1, d.channels[x]), 10))


def branch(d: Drawing, x: str, out: int) -> str:
    """1x1, grouped 3x3 and 1x1 convolutions, each behind a norm and an activation."""
    y = d.conv(d.active(batch_norm(d, x)), 32)
    y = d.conv(d.active(batch_norm(d, y)), 32, 3, group=8)
    return d.conv(d.active(batch_norm(d, y)), out)


def batch_norm(d: Drawing, x: str) -> str:
    """A norm over the batch."""
    return d.node("BatchNormalization", x, *(d.weight(d.channels[x]) for _ in range(4)))


def pit() -> onnx.ModelProto:
    """Transformer stages; between them the class token widens and the image is pooled."""
    d = Drawing((1, 3, 64, 64))
    width, extent = 32, 8
    patches = d.node(
        "Conv", d.image, d.weight(width, 3, 8, 8), d.weight(width), kernel_shape=[8, 8],
        strides=[8, 8],
    )  # fmt: skip
    placed = d.node("Add", patches, d.weight(1, width, extent, extent))
    tokens = d.node("Transpose", d.reshape(placed, 1, width, extent**2), perm=[0, 2, 1])
    x = d.node("Concat", d.weight(1, 1, width), tokens, axis=1)
    for stage in range(3):
        for _ in range(2):
            x = encoder_layer(d, x, width)
        if stage < 2:
            x = pooled(d, x, width, extent)
            width, extent = 2 * width, extent // 2
    x = normalised(d, d.node("Gather", x, d.constant([0]), axis=1), width)
    return d.model(linear(d, x, 10, width))


def encoder_layer(d: Drawing, x: str, width: int) -> str:
    """Attention and a network, each behind a norm and added."""
    heads = []
    y = normalised(d, x, width)
    for _ in range(3):
        split = d.node(
            "Reshape", linear(d, y, width, width), d.constant([1, -1, HEADS, width // HEADS])
        )
        heads.append(d.node("Transpose", split, perm=[0, 2, 1, 3]))
    q, k, v = heads
    scores = d.node("MatMul", q, d.node("Transpose", k, perm=[0, 1, 3, 2]))
    seen = d.node("Softmax", d.node("Mul", scores, d.constant(0.35)), axis=-1)
    mixed = d.node("Transpose", d.node("MatMul", seen, v), perm=[0, 2, 1, 3])
    joined = d.node("Reshape", mixed, d.constant([1, -1, width]))
    x = d.node("Add", x, linear(d, joined, width, width))
    inner = linear(d, normalised(d, x, width), 4 * width, width)
    half = d.node("Add", d.node("Erf", d.node("Mul", inner, d.constant(0.70710678))),
                  d.constant(1.0))  # fmt: skip
    active = d.node("Mul", d.node("Mul", inner, half), d.constant(0.5))
    return d.node("Add", x, linear(d, active, width, 4 * width))


def pooled(d: Drawing, x: str, width: int, extent: int) -> str:
    """Twice the width, half the extent."""
    token, image = d.nodes("Split", 2, x, d.constant([1, extent**2]), axis=1)
    turned = d.node("Transpose", image, perm=[0, 2, 1])
    smaller = d.node(
        "Conv", d.reshape(turned, 1, width, extent, extent), d.weight(2 * width, 1, 3, 3),
        d.weight(2 * width), kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1], group=width,
    )  # fmt: skip
    flat = d.reshape(smaller, 1, 2 * width, extent**2 // 4)
    tokens = d.node("Transpose", flat, perm=[0, 2, 1])
    return d.node("Concat", linear(d, token, 2 * width, width), tokens, axis=1)


def normalised(d: Drawing, x: str, width: int) -> str:
    """A norm over the last axis."""
    return d.node("LayerNormalization", x, d.weight(width), d.weight(width), axis=-1)


def linear(d: Drawing, x: str, out: int, width: int = 0) -> str:
    """A product over the last axis with a bias."""
    product = d.node("MatMul", x, d.weight(width or d.channels[x], out))
    return d.node("Add", product, d.weight(out))


def patched() -> onnx.ModelProto:
    """An image cut into patches by transposing; a Linear on the mean of all tokens."""
    d = Drawing((1, 3, 64, 64))
    width = 32
    cut = d.node("Transpose", d.reshape(d.image, 1, 3, 8, 8, 8, 8), perm=[0, 2, 4, 3, 5, 1])
    x = linear(d, d.reshape(cut, 1, 64, 192), width, 192)
    x = d.node("Add", x, d.weight(1, 64, width))
    for _ in range(2):
        x = encoder_layer(d, x, width)
    mean = d.node("ReduceMean", normalised(d, x, width), axes=[1], keepdims=0)
    return d.model(linear(d, mean, 10, width))


def sparse_dense() -> onnx.ModelProto:
    """Dense layers of which each reads the ones 1, 2, 4 and 8 places before it only."""
    d = Drawing((1, 3, 64, 64), "Relu")
    x = d.layer(d.image, 32, 7, 2)
    for _ in range(3):
        kept = [x]
        for place in range(1, 11):
            kept.append(dense_layer(d, x, 16))
            x = d.join(*(kept[place - far] for far in (0, 1, 3, 7) if far <= place))
        x = d.pool(d.conv(x, 32), 2, 2, "AveragePool")
    pooled = d.node("GlobalAveragePool", d.layer(x, 64))
    return d.model(linear(d, d.reshape(pooled, 1, 64), 10))


def dense_layer(d: Drawing, x: str, growth: int) -> str:
    """Norm, activation, 1x1, activation, 3x3."""
    scales = (d.weight(d.channels[x]) for _ in range(4))
    return d.conv(d.layer(d.active(d.node("BatchNormalization", x, *scales)), 64), growth, 3)


def classifiers() -> dict[str, Callable[[], onnx.ModelProto]]:
    """All of them by name."""
    return {
        "rexnet_split": rexnet,
        "pit_split": pit,
        "alexnet_norms": alexnet,
        "dpn_paths": dpn,
        "sparse_dense": sparse_dense,
        "patched": patched,
    }
