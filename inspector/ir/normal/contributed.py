"""Fused and rearranged operators whose plain form needs no attention: layouts, norms, caches.

Inputs and attributes are those of ONNX Runtime's operator schemas
(https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md) and of ONNX 24.
"""

from __future__ import annotations

from collections.abc import Callable

from inspector.ir.normal.constants import DTYPE_CODES
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


def _cast_like(w: Writer) -> None:
    """A Cast to another value's type, of whose elements nothing depends."""
    wanted = w.graph.dtypes[w.input(1)] if w.input(1) >= 0 else "unknown"
    codes = {name: code for code, name in DTYPE_CODES.items()}
    known: Attributes | None = {"to": codes[wanted]} if wanted in codes else None
    w.make("Cast" if known else "Identity", [w.input(0)], known, w.output())


def _bias_gelu(w: Writer) -> None:
    w.make("Gelu", [w.add(w.input(0), w.input(1))], None, w.output())


def _bias_dropout(w: Writer) -> None:
    w.rename(w.add(w.input(0), w.input(1), w.input(2)))


def _ordered_product(w: Writer) -> None:
    """A product of int8 tensors: A, B, a bias and a sum among the scales."""
    product = w.make("MatMul", [w.input(0), w.input(2)])
    w.rename(w.add(product, w.input(5), w.input(6)))


def _gated_bias(w: Writer) -> None:
    """WavLM's table of relative positions, scaled by two gates made of each head's query."""
    query = w.add(w.input(0), w.input(1))
    product = w.add(w.make("MatMul", [query, w.input(3)]), w.input(4))
    total = w.make("ReduceSum", [product, w.integers([-1])], {"keepdims": 0})
    one, two = w.split(w.make("Sigmoid", [total]), 2)
    inner = w.make("Add", [w.make("Mul", [two, w.input(5)]), w.number_value(-1.0)])
    gate = w.make("Add", [w.make("Mul", [one, inner]), w.number_value(2.0)])
    w.make("Mul", [gate, w.input(2)], None, w.output())


def _complex(w: Writer) -> None:
    w.make("Mul", [w.input(0), w.input(1)], None, w.output())


def _sum_of_integers(w: Writer) -> None:
    axes = w.integers(w.numbers("axes"))
    keeping: Attributes = {"keepdims": int(w.number("keepdims", 1.0))}
    w.make("ReduceSum", [w.input(0), axes], keeping, w.output())


def _cache(w: Writer) -> None:
    """New keys or values written into a cache of fixed size: as if joined behind the old ones."""
    axis = int(w.number("axis", -2.0))
    w.make("Concat", [w.input(0), w.input(1)], {"axis": axis}, w.output())


_MS = "com.microsoft."
_SAME = ("GatherND", "GridSample", "Pad", "Range", "Trilu", "Unique")
"""Operators that ONNX took over under their names."""

WRITERS: dict[str, Write] = {
    "CastLike": _cast_like,
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
    _MS + "QuantizeBFP": _keeping("Identity", 0),
    _MS + "DequantizeBFP": _keeping("Identity", 0),
    _MS + "QOrderedLongformerAttention": _keeping(
        _MS + "LongformerAttention", 0, 2, 4, 7, 8, 10, 12
    ),
    _MS + "GatedRelativePositionBias": _gated_bias,
    _MS + "ComplexMul": _complex,
    _MS + "ComplexMulConj": _complex,
    _MS + "MulInteger": _keeping("Mul", 0, 2),
    _MS + "ReduceSumInteger": _sum_of_integers,
    _MS + "TorchEmbedding": _keeping("Gather", 0, 1),
    _MS + "ExpandDims": _keeping("Unsqueeze", 0, 1),
    _MS + "MaxpoolWithMask": _keeping("MaxPool", 0),
    _MS + "Rfft": _keeping("DFT", 0),
    _MS + "Irfft": _keeping("DFT", 0),
    **{_MS + op: _keeping(op, *range(3)) for op in _SAME},
}
"""Operator → how it is written out."""
