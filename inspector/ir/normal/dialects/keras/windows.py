"""Keras's layers that look at places next to each other: convolutions, pools, sizes, edges."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal

from inspector.ir.normal.dialects.keras.operands import (
    layout,
    listed,
    turned,
    weight,
    window,
)
from inspector.ir.normal.dialects.recipes import Write
from inspector.ir.normal.dialects.tensorflow import spatial
from inspector.ir.normal.graph import ABSENT
from inspector.ir.normal.writer import Attributes, Writer


def _convolution(dims: int) -> Write:
    def write(w: Writer) -> None:
        kernel = turned(w, weight(w, 0), [dims + 1, dims, *range(dims)])
        group, where = int(w.number("groups", 1)), layout(w)
        spatial.convolve(w, w.input(0), kernel, weight(w, 1), window(w, dims), where, group)

    return write


def _depthwise_kernel(w: Writer, value: int, dims: int) -> int:
    """[kernel..., channels, multiplier] as [channels · multiplier, 1, kernel...]."""
    shape = w.shape(value)
    if shape is None or len(shape) != dims + 2 or not all(isinstance(e, int) for e in shape):
        return value
    *kernel, channels, multiplier = (int(extent or 0) for extent in shape)
    return w.constant((channels * multiplier, 1, *kernel))


def _depthwise(dims: int) -> Write:
    def write(w: Writer) -> None:
        kernel = _depthwise_kernel(w, weight(w, 0), dims)
        spatial.convolve(w, w.input(0), kernel, weight(w, 1), window(w, dims), layout(w))

    return write


def _separable(dims: int) -> Write:
    """A depthwise convolution, then one of 1 × 1."""

    def write(w: Writer) -> None:
        where, how = layout(w), window(w, dims)
        first = _depthwise_kernel(w, weight(w, 0), dims)
        second = turned(w, weight(w, 1), [dims + 1, dims, *range(dims)])
        middle = w.graph.add_value()
        inner = Writer(w.graph, [w.input(0)], [middle], {}, w.origins, infers=True)
        plain = spatial.Layout(where.last)
        spatial.convolve(inner, w.input(0), first, ABSENT, how, plain)
        alone = spatial.Window([1] * dims)
        spatial.convolve(w, middle, second, weight(w, 2), alone, where, 1)

    return write


def _deconvolution(dims: int) -> Write:
    def write(w: Writer) -> None:
        kernel = turned(w, weight(w, 0), [dims + 1, dims, *range(dims)])
        spatial.deconvolve(w, w.input(0), kernel, weight(w, 1), window(w, dims), layout(w))

    return write


def _pool(op: Literal["MaxPool", "AveragePool"], dims: int) -> Write:
    def write(w: Writer) -> None:
        spatial.pool(w, op, w.input(0), window(w, dims, "pool_size"), layout(w))

    return write


def _global_pool(op: str, dims: int) -> Write:
    def write(w: Writer) -> None:
        first = 2 if w.text("data_format") == "channels_first" else 1
        axes = w.integers(range(first, first + dims))
        keep: Attributes = {"keepdims": int(w.number("keepdims"))}
        w.make(op, [w.input(0), axes], keep, w.output())

    return write


def _upsample(dims: int) -> Write:
    def write(w: Writer) -> None:
        where, factors = layout(w), listed(w, "size", dims, 2)
        mode = b"linear" if "linear" in w.text("interpolation", "nearest") else b"nearest"
        source = where.enter(w, w.input(0), dims)
        attributes: Attributes = {"mode": mode, "scales": [1.0, 1.0, *map(float, factors)]}
        where.leave(w, "Resize", [source], attributes, dims)

    return write


def _resizing(w: Writer) -> None:
    sizes = w.integers([int(w.number("height")), int(w.number("width"))])
    mode = "linear" if w.text("interpolation", "bilinear") == "bilinear" else "nearest"
    spatial.resize(w, w.input(0), sizes, mode, layout(w), corners=False, centres=True)


def _pad(name: str, dims: int) -> Write:
    """Padding, or cropping by the same numbers."""

    def write(w: Writer) -> None:
        found = w.numbers(name)
        amount = w.attributes.get(name)
        if isinstance(amount, int):
            found = [amount] * 2 * dims
        elif len(found) == dims and dims > 1:
            found = [each for each in found for _ in range(2)]
        if len(found) != 2 * dims:
            w.rename(w.input(0))
            return
        before, after = found[0::2], found[1::2]
        first = w.text("data_format") == "channels_first"
        head, tail = ([0, 0], []) if first else ([0], [0])
        if name == "padding":
            pads = w.integers([*head, *before, *tail, *head, *after, *tail])
            w.make("Pad", [w.input(0), pads], {"mode": b"constant"}, w.output())
            return
        ends = [-each if each else (1 << 31) - 1 for each in after]
        axes = list(range(len(head), len(head) + dims))
        columns = [w.integers(before), w.integers(ends), w.integers(axes)]
        w.make("Slice", [w.input(0), *columns], None, w.output())

    return write


_DIMENSIONAL: dict[str, Callable[[int], Write]] = {
    "Conv": _convolution,
    "DepthwiseConv": _depthwise,
    "SeparableConv": _separable,
    "UpSampling": _upsample,
    "ZeroPadding": partial(_pad, "padding"),
    "Cropping": partial(_pad, "cropping"),
    "MaxPooling": partial(_pool, "MaxPool"),
    "AveragePooling": partial(_pool, "AveragePool"),
    "GlobalMaxPooling": partial(_global_pool, "ReduceMax"),
    "GlobalAveragePooling": partial(_global_pool, "ReduceMean"),
}
"""Layers for one, two and three spatial axes, by the beginning of their names."""

WRITERS: dict[str, Write] = {
    **{f"{name}{dims}D": make(dims) for name, make in _DIMENSIONAL.items() for dims in (1, 2, 3)},
    **{f"Conv{dims}DTranspose": _deconvolution(dims) for dims in (1, 2, 3)},
    "Resizing": _resizing,
}
"""Layer → how it is written out."""
