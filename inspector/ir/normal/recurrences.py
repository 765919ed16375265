"""Causal convolutions, gates and norms around linear attention, of ONNX 27 and ONNX Runtime.

The recurrence itself has no plain form: ``LinearAttention`` stays one operator, whichever of its
names it had. Around it stand plain operators.
"""

from __future__ import annotations

from collections.abc import Callable

from inspector.ir.normal.attentions import extent
from inspector.ir.normal.few_bits import ACTIVATIONS
from inspector.ir.normal.writer import Attributes, Writer

Write = Callable[[Writer], None]

CHANNELS_SECOND = (0, 2, 1)


def _causal_convolution(bias: int, state: int) -> Write:
    """A depthwise convolution of a sequence behind what came before it."""

    def write(w: Writer) -> None:
        turned = w.number("channels_last") != 0 or w.rank(w.input(0)) == 2
        value = w.transpose(w.input(0), CHANNELS_SECOND) if turned else w.input(0)
        weight = w.input(1)
        channels, width = extent(w.shape(weight), 0), extent(w.shape(weight), -1) or 1
        attributes: Attributes = {"group": channels or 1, "kernel_shape": [width]}
        if w.input(state) >= 0:
            value = w.make("Concat", [w.input(state), value], {"axis": -1})
        else:
            attributes["pads"] = [width - 1, 0]
        operands = [value, weight, *(v for v in (w.input(bias),) if v >= 0)]
        made = w.make("Conv", operands, attributes)
        op = ACTIVATIONS.get(w.text("activation", "none"))
        made = w.make(op, [made]) if op else made
        w.rename(w.transpose(made, CHANNELS_SECOND) if turned else made)
        if w.output(1) >= 0:
            ends = [w.integers([1 - width]), w.integers([1 << 60]), w.integers([-1])]
            w.make("Slice", [value, *ends], None, w.output(1))

    return write


def _linear_attention(*places: int) -> Write:
    """The recurrence: queries, keys, values, state, decay and update rate."""

    def write(w: Writer) -> None:
        given = [w.input(place) for place in places]
        while given and given[-1] < 0:
            given.pop()
        w.add_node("LinearAttention", given, w.outputs[:2], dict(w.attributes))

    return write


def _attention_gate(w: Writer) -> None:
    softplus = w.make("Softplus", [w.make("Add", [w.input(0), w.input(1)])])
    w.make("Mul", [softplus, w.input(2)], None, w.output())
    if w.input(3) >= 0 and w.output(1) >= 0:
        w.make("Sigmoid", [w.input(3)], None, w.output(1))


def _swiglu(w: Writer) -> None:
    gate, up = w.input(0), w.input(1)
    if up < 0:
        gate, up = w.split(gate, 2)
    alpha = w.number("alpha", w.number("activation_alpha", 1.0))
    activated = w.make("SiLU" if abs(alpha - 1.0) < 1e-3 else "QuickGelu", [gate])
    if w.number("activation_beta"):
        up = w.make("Add", [up, w.number_value(w.number("activation_beta"))])
    w.make("Mul", [activated, up], None, w.output())


def _gated_norm(w: Writer) -> None:
    norm = w.make("RMSNormalization", [w.input(0), w.input(1)], {"axis": -1})
    op = "Sigmoid" if w.text("activation", "silu") == "sigmoid" else "SiLU"
    w.make("Mul", [norm, w.make(op, [w.input(2)])], None, w.output())


def _norm(w: Writer) -> None:
    given = [value for value in w.inputs[:2] if value >= 0]
    w.make("RMSNormalization", given, {"axis": -1}, w.output())


def _norm_rotary(w: Writer) -> None:
    norm = w.make("RMSNormalization", [w.input(0), w.input(1)], {"axis": -1}, w.output(1))
    width = extent(w.shape(w.input(1)), -1)
    partial = 0 < w.number("rotary_embedding_dim") < (width or 0)
    turned: Attributes = {"interleaved": 0, "partial": int(partial)}
    w.make("FusedRotaryEmbedding", [norm], turned, w.output())


def _rotary_written_out(w: Writer) -> None:
    """Queries and keys turned by the cosine and sine of an angle; their halves are swapped."""
    angle = w.input(0)
    axes = w.integers([1])
    cosine, sine = (w.make("Unsqueeze", [w.make(op, [angle]), axes]) for op in ("Cos", "Sin"))
    for place, (value, swapped) in enumerate(((1, 2), (3, 4))):
        straight = w.make("Mul", [w.input(value), cosine])
        across = w.make("Mul", [w.input(swapped), sine])
        if w.output(place) >= 0:
            w.make("Add", [straight, across], None, w.output(place))


def _scaled_silu(w: Writer) -> None:
    scale = w.input(1)
    alpha = w.number("alpha", 1.0)
    value = w.input(0)
    if scale >= 0 or alpha != 1.0:
        value = w.make("Mul", [value, scale if scale >= 0 else w.number_value(alpha)])
    w.make("SiLU", [value], None, w.output())


def _gated_add(w: Writer) -> None:
    gate = w.input(2)
    if w.input(3) >= 0:
        gate = w.make("Sigmoid", [w.make("MatMul", [gate, w.input(3)])])
    w.make("Add", [w.input(0), w.make("Mul", [w.input(1), gate])], None, w.output())


_MS = "com.microsoft."
RECURRENCES: dict[str, Write] = {
    "CausalConvWithState": _causal_convolution(bias=2, state=3),
    _MS + "CausalConvWithState": _causal_convolution(bias=2, state=3),
    _MS + "VarlenCausalConvWithState": _causal_convolution(bias=3, state=99),
    _MS + "LinearAttention": _linear_attention(*range(6)),
    _MS + "GatedDeltaNet": _linear_attention(0, 1, 2, 6, 4, 5),
    _MS + "LinearAttentionGate": _attention_gate,
    "SwiGLU": _swiglu,
    _MS + "SwiGLU": _swiglu,
    _MS + "GatedRMSNorm": _gated_norm,
    _MS + "BranchwiseRMSNorm": _norm,
    _MS + "RMSNormRotary": _norm_rotary,
    _MS + "GemmaRotaryEmbedding": _rotary_written_out,
    _MS + "ScaledSiLU": _scaled_silu,
    _MS + "GatedAdd": _gated_add,
}
"""Operator → how it is written out."""
