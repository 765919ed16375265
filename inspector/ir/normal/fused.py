"""Fused operators are written out as the plain operators they stand for.

Optimisers join Adds, normalisations, activations and whole attentions into operators of their own
(ONNX Runtime's contributed ones, and ``Attention`` and ``RotaryEmbedding`` of ONNX itself). Written
out, they look like what other exporters write; each new node keeps the fused node's origin.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from inspector.ir.normal.attentions import ATTENTIONS
from inspector.ir.normal.blocked import BLOCKED
from inspector.ir.normal.contributed import WRITERS, activate
from inspector.ir.normal.few_bits import FEW_BITS
from inspector.ir.normal.graph import ABSENT, NormalGraph
from inspector.ir.normal.recurrences import RECURRENCES
from inspector.ir.normal.soundness import UNSOUND, is_sound
from inspector.ir.normal.writer import Attributes, Writer


def write_out(
    graph: NormalGraph,
    op: str,
    inputs: list[int],
    outputs: list[int],
    attributes: Attributes,
    origins: list[int],
) -> bool:
    """Adds the plain nodes that a fused node stands for.

    Args:
        graph: Where they are added.
        op: The stored operator, its domain before it unless it is ONNX's own.
        inputs: Its input values.
        outputs: The values it makes; the plain nodes make them instead.
        attributes: Its attributes.
        origins: Stored nodes behind it.

    Returns:
        False when the operator is none of the fused ones (then nothing is added).
    """
    write = _WRITERS.get(op)
    if write is None or not inputs or not outputs:
        return False
    first = len(graph.ops)
    write(Writer(graph, inputs, outputs, attributes, origins))
    for node in range(first, len(graph.ops)):
        if not is_sound(graph.ops[node], graph.inputs[node]):
            graph.ops[node] = f"{UNSOUND}{op}"
    return True


def _plain(op: str, keep: Sequence[int], **attributes: object) -> Callable[[Writer], None]:
    """An operator that differs from a plain one in name and extra inputs only."""

    def write(w: Writer) -> None:
        inputs = [w.input(position) for position in keep]
        while inputs and inputs[-1] < 0:
            inputs.pop()
        w.graph.add_node(op, inputs, w.outputs, {**w.attributes, **attributes}, list(w.origins))

    return write


def _skip_norm(op: str, scale: int, shift: int, bias: int) -> Callable[[Writer], None]:
    def write(w: Writer) -> None:
        total = w.make("Add", [w.add(w.input(0), w.input(bias)), w.input(1)], None, w.output(3))
        vectors = [v for v in (w.input(scale), w.input(shift) if shift else ABSENT) if v >= 0]
        w.make(op, [total, *vectors], {"axis": -1}, w.output())

    return write


def _embed_norm(w: Writer) -> None:
    words = w.make("Gather", [w.input(2), w.input(0)], {"axis": 0})
    if w.input(4) >= 0:
        kinds = w.input(1)
        looked_up = [w.input(4), kinds if kinds >= 0 else w.constant(None)]
        words = w.add(words, w.make("Gather", looked_up, {"axis": 0}))
    places = w.input(8)
    looked_up = [w.input(3), places if places >= 0 else w.constant(None)]
    position = w.make("Gather", looked_up, {"axis": 0})
    total = w.make("Add", [words, position], None, w.output(2))
    w.make("LayerNormalization", [total, w.input(5), w.input(6)], {"axis": -1}, w.output())
    if w.output(1) >= 0 and w.input(7) >= 0:
        w.rename(w.input(7), 1)


def _bias_activation(op: str, **attributes: object) -> Callable[[Writer], None]:
    def write(w: Writer) -> None:
        w.make(op, [w.add(w.input(0), w.input(1))], dict(attributes), w.output())

    return write


def _quick_gelu(w: Writer) -> None:
    sigmoid = abs(w.number("alpha", 1.702) - 1.0) < 1e-3
    w.make("SiLU" if sigmoid else "QuickGelu", [w.input(0)], None, w.output())


def _fused_linear(op: str) -> Callable[[Writer], None]:
    def write(w: Writer) -> None:
        value = w.make(op, [v for v in w.inputs[:3] if v >= 0], w.attributes)
        activate(w, w.add(value, w.input(3)))

    return write


def _matmul(w: Writer) -> None:
    """A product with operands transposed and a factor, perhaps with an activation behind it."""
    if w.text("activation"):
        made = Writer(w.graph, w.inputs, [w.graph.add_value()], dict(w.attributes), w.origins)
        made.attributes.pop("activation")
        _matmul(made)
        activate(w, made.output())
        return
    left, right = w.input(0), w.input(1)
    if w.number("transA"):
        left = w.make("Transpose", [left])
    if w.number("transB"):
        right = _transposed(w, right)
    alpha = w.number("alpha", 1.0)
    product = w.make("MatMul", [left, right], None, w.output() if alpha == 1.0 else ABSENT)
    if alpha != 1.0:
        w.make("Mul", [product, w.number_value(alpha)], None, w.output())


def _transposed(w: Writer, value: int) -> int:
    shape = w.shape(value)
    if w.graph.constant[value] and shape is not None and len(shape) >= 2:
        return w.constant((*shape[:-2], shape[-1], shape[-2]))
    return w.make("Transpose", [value])


def _matmul_bias(bias: int) -> Callable[[Writer], None]:
    def write(w: Writer) -> None:
        product = w.make("MatMul", w.inputs[:2])
        w.rename(w.add(product, w.input(bias)))

    return write


def _bias_softmax(w: Writer) -> None:
    w.make("Softmax", [w.add(w.input(0), w.input(1))], {"axis": -1}, w.output())


def _bias_split_gelu(w: Writer) -> None:
    left, right = w.split(w.add(w.input(0), w.input(1)), 2)
    w.make("Mul", [left, w.make("Gelu", [right])], None, w.output())


def _relative_bias(w: Writer) -> None:
    """A table of one row per distance looked up for each pair of positions."""
    looked_up = w.make("Gather", [w.input(0), w.constant(None)], {"axis": 0})
    w.make("Unsqueeze", [w.make("Transpose", [looked_up]), w.integers([0])], None, w.output())


def _bias_add(w: Writer) -> None:
    w.make("Add", [w.add(w.input(0), w.input(1)), w.input(2)], None, w.output())


_MS = "com.microsoft."
_SKIP = _skip_norm("LayerNormalization", 2, 3, 4)
_SKIP_RMS = _skip_norm("RMSNormalization", 2, 0, 3)
_WRITERS: dict[str, Callable[[Writer], None]] = {
    **WRITERS,
    **ATTENTIONS,
    **BLOCKED,
    **FEW_BITS,
    **RECURRENCES,
    _MS + "SkipLayerNormalization": _SKIP,
    _MS + "SkipSimplifiedLayerNormalization": _SKIP_RMS,
    _MS + "EmbedLayerNormalization": _embed_norm,
    _MS + "QEmbedLayerNormalization": _embed_norm,
    _MS + "BiasGelu": _bias_activation("Gelu"),
    _MS + "FastGelu": _bias_activation("Gelu", approximate=b"tanh"),
    _MS + "QuickGelu": _quick_gelu,
    _MS + "BiasSoftmax": _bias_softmax,
    _MS + "BiasSplitGelu": _bias_split_gelu,
    _MS + "BiasAdd": _bias_add,
    _MS + "RelativePositionBias": _relative_bias,
    _MS + "FusedGemm": _fused_linear("Gemm"),
    _MS + "FusedConv": _fused_linear("Conv"),
    _MS + "FusedMatMul": _matmul,
    _MS + "FusedMatMulActivation": _matmul,
    _MS + "TransposeMatMul": _matmul,
    _MS + "SparseToDenseMatMul": _matmul,
    _MS + "GemmFloat8": _fused_linear("Gemm"),
    _MS + "DynamicQuantizeMatMul": _matmul_bias(4),
    _MS + "MatMulIntegerToFloat": _matmul_bias(6),
    _MS + "DynamicQuantizeLSTM": _plain("LSTM", range(8)),
}
"""Fused operator → how it is written out."""
