"""Keras's layers for sequences: recurrent ones and attention."""

from __future__ import annotations

from inspector.ir.normal.dialects.keras.operands import (
    tensors,
    weight,
    weights,
)
from inspector.ir.normal.dialects.recipes import Write, attention, reshape
from inspector.ir.normal.dialects.tensorflow.products import recurrent
from inspector.ir.normal.graph import ABSENT
from inspector.ir.normal.writer import Writer


def _units(w: Writer, prefix: str, kernel: int) -> tuple[int | None, int | None]:
    shape = w.shape(kernel)
    features = shape[0] if shape is not None and len(shape) == 2 else None
    return (features if isinstance(features, int) else None), int(
        w.number(f"{prefix}units")
    ) or None


_GATES = {"LSTM": 4, "GRU": 3, "RNN": 1}


def _recurrent(op: str) -> Write:
    def write(w: Writer) -> None:
        direction = "reverse" if w.number("go_backwards") else "forward"
        _sequence(w, op, "", direction, bool(w.number("return_sequences")))

    return write


def _sequence(w: Writer, op: str, prefix: str, direction: str, every: bool) -> None:
    recurrent(
        w,
        op,
        w.input(0),
        _GATES[op],
        _units(w, prefix, weight(w, 0)),
        w.output(),
        time_major=False,
        last_only=not every and direction != "bidirectional",
        bias=bool(w.number(f"{prefix}use_bias", 1)),
        direction=direction,
        attributes={"linear_before_reset": 1} if op == "GRU" else None,
    )


def _bidirectional(w: Writer) -> None:
    op = {"LSTM": "LSTM", "GRU": "GRU", "SimpleRNN": "RNN"}.get(w.text("layer"))
    if op is None:
        w.add_node("keras.Bidirectional", list(w.inputs), list(w.outputs), None)
        return
    _sequence(w, op, "layer.", "bidirectional", bool(w.number("layer.return_sequences")))


def _multi_head_attention(w: Writer) -> None:
    """Projections to heads, attention, and the projection back.

    The arrays are, for queries, keys, values and the result, a kernel and perhaps a bias; the
    kernel of a projection is [width, heads, size], that of the result [heads, size, width].
    """
    given, found = tensors(w), weights(w)
    query, value = given[0], given[1] if len(given) > 1 else given[0]
    key = given[2] if len(given) > 2 else value
    step = 2 if w.number("use_bias", 1) else 1
    if len(found) < 4 * step:
        w.add_node("keras.MultiHeadAttention", list(w.inputs), list(w.outputs), None)
        return
    kernels = [found[at * step] for at in range(4)]
    biases = [found[at * step + 1] if step == 2 else ABSENT for at in range(4)]
    parts = [
        _heads(w, x, kernel, bias)
        for x, kernel, bias in zip((query, key, value), kernels, biases, strict=False)
    ]
    mixed = attention(w, *parts)
    turned_back = w.make("Transpose", [mixed], {"perm": [0, 2, 1, 3]})
    shape = w.shape(kernels[3])
    width = shape[-1] if shape else None
    inner = _product(shape[:-1]) if shape else None
    flat = reshape(w, turned_back, [0, 0, inner or -1])
    product = w.make("MatMul", [flat, w.constant((inner, width))])
    w.rename(w.add(product, biases[3]))


def _heads(w: Writer, x: int, kernel: int, bias: int) -> int:
    """Projects to queries, keys or values and puts the heads before the time."""
    shape = w.shape(kernel)
    if shape is None or len(shape) != 3:
        return w.make("MatMul", [x, kernel])
    width, count, size = shape
    inner = _product((count, size))
    product = w.make("MatMul", [x, w.constant((width, inner))])
    if bias >= 0:
        product = w.make("Add", [product, w.constant((inner,))])
    parted = reshape(w, product, [0, 0, count if isinstance(count, int) else -1, -1])
    return w.make("Transpose", [parted], {"perm": [0, 2, 1, 3]})


def _product(extents: tuple[int | str | None, ...]) -> int | None:
    result = 1
    for extent in extents:
        if not isinstance(extent, int):
            return None
        result *= extent
    return result


def _dot_attention(w: Writer) -> None:
    """``Attention``: queries, values and perhaps keys are given as they are."""
    given = tensors(w)
    value = given[1] if len(given) > 1 else given[0]
    attention(
        w, given[0], given[2] if len(given) > 2 else value, value, scale=1.0, output=w.output()
    )


WRITERS: dict[str, Write] = {
    "LSTM": _recurrent("LSTM"),
    "GRU": _recurrent("GRU"),
    "SimpleRNN": _recurrent("RNN"),
    "CuDNNLSTM": _recurrent("LSTM"),
    "CuDNNGRU": _recurrent("GRU"),
    "Bidirectional": _bidirectional,
    "MultiHeadAttention": _multi_head_attention,
    "Attention": _dot_attention,
}
"""Layer → how it is written out."""
