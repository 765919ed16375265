"""Fused attentions and rotations of positions, written out as products and a softmax."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from inspector.ir.graph import Shape
from inspector.ir.normal.graph import ABSENT
from inspector.ir.normal.writer import Attributes, Writer


def extent(shape: Shape | None, position: int) -> int | None:
    """A known extent of a shape."""
    if shape is None or not -len(shape) <= position < len(shape):
        return None
    extent = shape[position]
    return extent if isinstance(extent, int) else None


def _core(
    w: Writer,
    query: int,
    key: int,
    value: int,
    added: Sequence[int] = (),
    width: int | None = None,
) -> None:
    """softmax(q · kᵀ · scale + added) · v."""
    scores = w.make("MatMul", [query, w.make("Transpose", [key], {"perm": [0, 1, 3, 2]})])
    scale = w.number("scale")
    if scale == 0.0:
        scale = (width or 64) ** -0.5
    if scale != 1.0:
        scores = w.make("Mul", [scores, w.number_value(scale)])
    cap = w.number("softcap")
    if cap:
        inner = w.make("Tanh", [w.make("Mul", [scores, w.number_value(1.0 / cap)])])
        scores = w.make("Mul", [inner, w.number_value(cap)])
    weights = w.make("Softmax", [w.add(scores, *added)], {"axis": -1})
    w.make("MatMul", [weights, value], None, w.output())


def _heads(w: Writer, hidden: int | None) -> int | None:
    count = int(w.number("num_heads"))
    return hidden // count if hidden and count else None


def _attention(bias: int, mask: int, past: int, relative: int) -> Callable[[Writer], None]:
    """An attention with its projections: one weight for queries, keys and values."""

    def write(w: Writer) -> None:
        shape = w.shape(w.input(1))
        width, total = extent(shape, 0), extent(shape, 1)
        hidden = None if total is None else total // 3
        if w.number("unidirectional"):
            parts = w.split(w.add(w.make("MatMul", w.inputs[:2]), w.input(bias)), 3)
        else:
            parts = [_projection(w, width, hidden, w.input(bias)) for _ in range(3)]
        query, key, value = parts
        if w.input(past) >= 0:
            one, two = w.split(w.input(past), 2, 0)
            key, value = _joined(w, one, key), _joined(w, two, value)
        if w.output(1) >= 0:
            w.make("Concat", [key, value], {"axis": 0}, w.output(1))
        _core(w, query, key, value, (w.input(relative), w.input(mask)), _heads(w, hidden))

    return write


def _projection(w: Writer, width: int | None, hidden: int | None, bias: int) -> int:
    known = width is not None and hidden is not None
    weight = w.constant((width, hidden) if known else None)
    product = w.make("MatMul", [w.input(0), weight])
    return w.add(product, w.constant((hidden,) if known else None)) if bias >= 0 else product


def _decoder(w: Writer) -> None:
    """Projections apart: one weight for queries, one for keys and values, one bias for all."""
    shape = w.shape(w.input(2))
    width, hidden = extent(shape, 0), extent(shape, 1)
    own = Writer(w.graph, [w.input(0)], [], w.attributes, w.origins)
    other = Writer(w.graph, [w.input(1)], [], w.attributes, w.origins)
    query = _projection(own, width, hidden, w.input(4))
    key, value = (_projection(other, width, hidden, w.input(4)) for _ in range(2))
    key = _joined(w, w.input(6), key, w.output(1))
    value = _joined(w, w.input(7), value, w.output(2))
    _core(w, query, key, value, (w.input(5),), _heads(w, hidden))


def _ordered(w: Writer) -> None:
    """An attention in int8 with a weight and a bias for each projection."""
    parts = [
        w.add(w.make("MatMul", [w.input(0), w.input(place)]), w.input(place + 6))
        for place in (5, 6, 7)
    ]
    query, key, value = parts
    if w.input(18) >= 0:
        one, two = w.split(w.input(18), 2, 0)
        key, value = _joined(w, one, key), _joined(w, two, value)
    hidden = extent(w.shape(w.input(5)), 1)
    _core(w, query, key, value, (w.input(19), w.input(17)), _heads(w, hidden))


def _joined(w: Writer, past: int, new: int, output: int = ABSENT) -> int:
    """Keys or values of earlier steps before the new ones."""
    if past < 0:
        return new if output < 0 else w.make("Identity", [new], None, output)
    return w.make("Concat", [past, new], {"axis": 2}, output)


def _multi_head(bias: int, masks: Sequence[int], past: int) -> Callable[[Writer], None]:
    def write(w: Writer) -> None:
        query, key, value = w.input(0), w.input(1), w.input(2)
        if key < 0:
            query, key, value = w.split(query, 3, 3)
        elif value < 0:
            key, value = w.split(key, 2, 3)
        if w.input(bias) >= 0:
            total = extent(w.shape(w.input(bias)), 0)
            part: Shape | None = None if total is None else (total // 3,)
            query, key, value = (w.add(x, w.constant(part)) for x in (query, key, value))
        key = _joined(w, w.input(past), key, w.output(1))
        value = _joined(w, w.input(past + 1), value, w.output(2))
        added = [w.input(place) for place in masks]
        _core(w, query, key, value, added, _heads(w, extent(w.shape(w.input(0)), 2)))

    return write


def _grouping(norms: int, tables: int, added: int) -> Callable[[Writer], None]:
    """Attention of several queries to one key; where norms of heads, tables and biases stand."""

    def write(w: Writer) -> None:
        query, key, value = w.input(0), w.input(1), w.input(2)
        heads, total = w.number("num_heads"), extent(w.shape(w.input(0)), 2)
        if key < 0:
            query, key, value = w.split(query, 3)
            heads += 2 * w.number("kv_num_heads")
        width = int(total // heads) if total and heads else None
        if w.input(norms) >= 0:
            query = w.make("RMSNormalization", [query, w.input(norms)], {"axis": -1})
        if w.input(norms + 1) >= 0:
            key = w.make("RMSNormalization", [key, w.input(norms + 1)], {"axis": -1})
        if w.number("do_rotary"):
            turned: Attributes = {
                "interleaved": int(w.number("rotary_interleaved")),
                "partial": int(_is_partial(w, w.input(tables), width or 0)),
            }
            query, key = (w.make("FusedRotaryEmbedding", [x], dict(turned)) for x in (query, key))
        key = _joined(w, w.input(3), key, w.output(1))
        value = _joined(w, w.input(4), value, w.output(2))
        _core(w, query, key, value, (w.input(added),), width)

    return write


def _is_partial(w: Writer, table: int, head: float) -> bool:
    """Whether a table of cosines is too narrow for the whole head."""
    half = extent(w.shape(table), -1)
    return bool(half and head and 2 * half < head)


def _rotary(tables: int) -> Callable[[Writer], None]:
    def write(w: Writer) -> None:
        head = extent(w.shape(w.input(0)), 3)
        partial = w.number("rotary_embedding_dim") > 0 or _is_partial(w, w.input(tables), head or 0)
        turned: Attributes = {
            "interleaved": int(w.number("interleaved")),
            "partial": int(partial),
        }
        w.make("FusedRotaryEmbedding", [w.input(0)], turned, w.output())

    return write


_MS = "com.microsoft."
ATTENTIONS: dict[str, Callable[[Writer], None]] = {
    _MS + "Attention": _attention(2, 3, 4, 5),
    _MS + "QAttention": _attention(2, 5, 8, 99),
    _MS + "MultiHeadAttention": _multi_head(3, (5, 4), 6),
    _MS + "DecoderMaskedMultiHeadAttention": _multi_head(10, (4, 3), 5),
    _MS + "DecoderMaskedSelfAttention": _attention(2, 3, 4, 5),
    _MS + "PackedAttention": _attention(2, 99, 99, 5),
    _MS + "PackedMultiHeadAttention": _multi_head(3, (6,), 99),
    _MS + "GroupQueryAttention": _grouping(norms=14, tables=7, added=10),
    _MS + "SparseAttention": _grouping(norms=99, tables=9, added=99),
    _MS + "PagedAttention": _grouping(norms=12, tables=8, added=99),
    _MS + "DynamicSparseAttention": _grouping(norms=14, tables=11, added=99),
    _MS + "SparsePagedAttention": _grouping(norms=17, tables=14, added=99),
    _MS + "DecoderAttention": _decoder,
    _MS + "QOrderedAttention": _ordered,
    _MS + "RotaryEmbedding": _rotary(2),
    _MS + "MRotaryEmbedding": _rotary(2),
    "Attention": _multi_head(99, (3,), 4),
    "RotaryEmbedding": _rotary(1),
}
"""Fused operator → how it is written out."""
