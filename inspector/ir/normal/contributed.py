"""Fused and rearranged operators whose plain form needs no attention: layouts, norms, caches.

Inputs and attributes are those of ONNX Runtime's operator schemas
(https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md) and of ONNX 24.
"""

from __future__ import annotations

from collections.abc import Callable

from inspector.ir.normal.graph import ABSENT
from inspector.ir.normal.writer import Attributes, Writer

Write = Callable[[Writer], None]

CHANNELS_FIRST, CHANNELS_LAST = (0, 3, 1, 2), (0, 2, 3, 1)


def activate(w: Writer, value: int) -> None:
    """The activation that a fused linear operator ends with."""
    op = w.text("activation")
    given = w.attributes.get("activation_params")
    parameters = list(given) if isinstance(given, list) else []
    parameters += [w.attributes[k] for k in ("activation_alpha",) if k in w.attributes]
    names = {"Clip": ("min", "max"), "HardSigmoid": ("alpha", "beta")}.get(op, ("alpha",))
    w.make(op or "Identity", [value], dict(zip(names, parameters, strict=False)), w.output())


def swish(w: Writer) -> None:
    """``x · Sigmoid(alpha · x)``: SiLU, and with 1.702 the quick form of GELU."""
    plain = abs(w.number("alpha", 1.0) - 1.0) < 1e-3
    w.make("SiLU" if plain else "QuickGelu", [w.input(0)], None, w.output())


def _nhwc(op: str) -> Write:
    """An operator on images with channels last, ``[N, H, W, C]``; its weights are as always."""

    def write(w: Writer) -> None:
        image = w.transpose(w.input(0), CHANNELS_FIRST)
        value = w.make(op, [image, *(v for v in w.inputs[1:3] if v >= 0)], w.attributes)
        if w.input(3) >= 0:
            value = w.add(value, w.transpose(w.input(3), CHANNELS_FIRST))
        if w.text("activation"):
            made = Writer(w.graph, [], [w.graph.add_value()], w.attributes, w.origins)
            activate(made, value)
            value = made.output()
        w.make("Transpose", [value], {"perm": list(CHANNELS_LAST)}, w.output())

    return write


def _group_norm(skip: bool) -> Write:
    """Diffusion's GroupNorm: channels last, a SiLU behind it, and a sum before it."""

    def write(w: Writer) -> None:
        value = w.input(0)
        if skip:
            value = w.make("Add", [w.add(value, w.input(4)), w.input(3)], None, w.output(1))
        last = w.number("channels_last", 1.0) != 0
        image = w.transpose(value, CHANNELS_FIRST) if last else value
        groups: Attributes = {"num_groups": int(w.number("groups", 32))}
        active = w.number("activation") != 0
        ends = ABSENT if active or last else w.output()
        norm = w.make("GroupNormalization", [image, w.input(1), w.input(2)], groups, ends)
        if active:
            norm = w.make("SiLU", [norm], None, ABSENT if last else w.output())
        if last:
            w.make("Transpose", [norm], {"perm": list(CHANNELS_LAST)}, w.output())

    return write


def _keeping(op: str, *keep: int) -> Write:
    """An operator that differs from a plain one in its name and in further inputs."""

    def write(w: Writer) -> None:
        given = [w.input(place) for place in keep]
        while given and given[-1] < 0:
            given.pop()
        w.make(op, given, w.attributes, w.output())

    return write


def _linear_fast_gelu(w: Writer) -> None:
    product = w.add(w.make("MatMul", w.inputs[:2]), w.input(2))
    w.make("Gelu", [product], {"approximate": b"tanh"}, w.output())


def _bias_gelu(w: Writer) -> None:
    w.make("Gelu", [w.add(w.input(0), w.input(1))], None, w.output())


def _bias_dropout(w: Writer) -> None:
    w.rename(w.add(w.input(0), w.input(1), w.input(2)))


def _ordered_product(w: Writer) -> None:
    """A product of int8 tensors: A, B, a bias and a sum among the scales."""
    product = w.make("MatMul", [w.input(0), w.input(2)])
    w.rename(w.add(product, w.input(5), w.input(6)))


def _cache(w: Writer) -> None:
    """New keys or values written into a cache of fixed size: as if joined behind the old ones."""
    axis = int(w.number("axis", -2.0))
    w.make("Concat", [w.input(0), w.input(1)], {"axis": axis}, w.output())


_MS = "com.microsoft."
WRITERS: dict[str, Write] = {
    "Swish": swish,
    "TensorScatter": _cache,
    _MS + "NhwcConv": _nhwc("Conv"),
    _MS + "NhwcFusedConv": _nhwc("Conv"),
    _MS + "NhwcMaxPool": _nhwc("MaxPool"),
    _MS + "GroupNorm": _group_norm(skip=False),
    _MS + "SkipGroupNorm": _group_norm(skip=True),
    _MS + "ConvTransposeWithDynamicPads": _keeping("ConvTranspose", 0, 1, 3),
    _MS + "FusedGelu": _bias_gelu,
    _MS + "GemmFastGelu": _linear_fast_gelu,
    _MS + "BiasDropout": _bias_dropout,
    _MS + "BitmaskBiasDropout": _bias_dropout,
    _MS + "BitmaskDropout": _keeping("Dropout", 0),
    _MS + "RemovePadding": _keeping("Identity", 0),
    _MS + "RestorePadding": _keeping("Identity", 0),
    _MS + "MatMulInteger16": _keeping("MatMul", 0, 1),
    _MS + "QOrderedMatMul": _ordered_product,
    _MS + "QOrderedGelu": _keeping("Gelu", 0),
    _MS + "QOrderedLayerNormalization": _keeping("LayerNormalization", 0, 2, 3),
    _MS + "QuantizeWithOrder": _keeping("Identity", 0),
    _MS + "DequantizeWithOrder": _keeping("Identity", 0),
}
"""Operator → how it is written out."""
