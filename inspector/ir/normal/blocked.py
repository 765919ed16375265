"""Operators of ONNX Runtime on images in the layouts that its kernels like.

In ``com.microsoft.nchwc`` the channels are cut into blocks, which changes no axis; in
``com.ms.internal.nhwc`` they are last. Such operators stand in files saved after all optimisations.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from inspector.ir.normal.contributed import CHANNELS_FIRST, CHANNELS_LAST, activate
from inspector.ir.normal.writer import Writer

Write = Callable[[Writer], None]


def _blocked_convolution(w: Writer) -> None:
    """A convolution with a bias, a summand and an activation."""
    value = w.make("Conv", [place for place in w.inputs[:3] if place >= 0], w.attributes)
    activate(w, w.add(value, w.input(3)))


def _blocked(op: str) -> Write:
    def write(w: Writer) -> None:
        w.make(op, [w.input(0)], w.attributes, w.output())

    return write


def _into_blocks(w: Writer) -> None:
    turned = w.number("channels_last") != 0
    w.rename(w.transpose(w.input(0), CHANNELS_FIRST) if turned else w.input(0))


def _out_of_blocks(w: Writer) -> None:
    turned = w.number("channels_last") != 0
    w.rename(w.transpose(w.input(0), CHANNELS_LAST) if turned else w.input(0))


def _last(op: str, keep: Sequence[int]) -> Write:
    """An operator that reads an image with channels last, and weights as ever."""

    def write(w: Writer) -> None:
        image = w.transpose(w.input(0), CHANNELS_FIRST)
        others = [w.input(place) for place in keep if w.input(place) >= 0]
        value = w.make(op, [image, *others], w.attributes)
        w.make("Transpose", [value], {"perm": list(CHANNELS_LAST)}, w.output())

    return write


_BLOCKED = "com.microsoft.nchwc."
_LAST = "com.ms.internal.nhwc."
_POOLS = ("AveragePool", "MaxPool", "LpPool")
_GLOBAL = ("GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool")
_MOVES = ("DepthToSpace", "SpaceToDepth", "LRN")
_WEIGHTED = ("Conv", "ConvTranspose", "InstanceNormalization", "BatchNormalization")

BLOCKED: dict[str, Write] = {
    _BLOCKED + "Conv": _blocked_convolution,
    _BLOCKED + "ReorderInput": _into_blocks,
    _BLOCKED + "ReorderOutput": _out_of_blocks,
    _BLOCKED + "Upsample": _blocked("Resize"),
    **{_BLOCKED + op: _blocked(op) for op in (*_POOLS, *_GLOBAL)},
    **{_LAST + op: _last(op, ()) for op in (*_POOLS, *_GLOBAL, *_MOVES)},
    **{_LAST + op: _last(op, range(1, 5)) for op in _WEIGHTED},
    _LAST + "GridSample": _last("GridSample", (1,)),
}
"""Operator → how it is written out."""
