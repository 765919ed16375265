"""Attention as one operator, and the fused layers of PyTorch's own transformer encoder."""

from __future__ import annotations

from inspector.ir.normal.dialects.aten.call import Call, Entry
from inspector.ir.normal.dialects.aten.layout import reshape, swap
from inspector.ir.normal.dialects.aten.normalisation import layer_norm
from inspector.ir.normal.dialects.aten.products import linear
from inspector.ir.normal.graph import ABSENT


def scaled_product(
    c: Call, query: int, key: int, value: int, mask: int, scale: float, output: int = ABSENT
) -> int:
    """Adds softmax(q·kᵀ·scale + mask)·v."""
    scores = c.make("MatMul", [query, swap(c, key, -2, -1)])
    scores = c.make("Mul", [scores, c.scalar(scale)])
    if mask >= 0:
        if c.w.graph.dtypes[mask] == "bool":
            mask = c.make("Where", [mask, c.scalar(0.0), c.scalar(float("-inf"))])
        scores = c.make("Add", [scores, mask])
    return c.make("MatMul", [c.make("Softmax", [scores], {"axis": -1}), value], None, output)


def _attention(mask: str) -> Entry:
    def write(c: Call) -> None:
        query, key, value = (c.value(name) for name in ("query", "key", "value"))
        added = c.value(mask)
        if added < 0 and c.flag("is_causal"):
            added = c.w.constant((c.extent(query, -2), c.extent(key, -2)))
        width = c.extent(query, -1) or 64
        scale = c.number("scale") or width**-0.5
        if c.flag("enable_gqa"):
            key, value = (_repeated(c, each, c.extent(query, -3)) for each in (key, value))
        c.like(scaled_product(c, query, key, value, added, scale, c.out), query)

    return write


def _repeated(c: Call, value: int, heads: int | None) -> int:
    """Keys or values repeated for the queries that share them."""
    shape = c.w.shape(value)
    if shape is None or len(shape) != 4 or heads is None or not isinstance(shape[1], int):
        return value
    if shape[1] == 0 or shape[1] == heads:
        return value
    widened = c.make("Unsqueeze", [value, c.w.integers([2])])
    expanded = c.make("Expand", [widened, c.w.integers([1, 1, heads // shape[1], 1, 1])])
    sizes = [extent if isinstance(extent, int) else None for extent in shape]
    return reshape(c, expanded, [sizes[0], heads, *sizes[2:]])


def _heads(c: Call, value: int, count: int, width: int | None) -> int:
    """[N, L, E] becomes [N, heads, L, E/heads]."""
    each = None if width is None else width // max(count, 1)
    parted = reshape(c, value, [c.extent(value, 0), c.extent(value, 1), count, each])
    return c.make("Transpose", [parted], {"perm": [0, 2, 1, 3]})


def _self_attention(c: Call, value: int, count: int, prefix: str, mask: int, width: int) -> int:
    """Attention of [N, L, E] with joint projections."""
    weights = [c.value(prefix + name) for name in ("qkv_weight", "qkv_bias")]
    joint = linear(c, value, *weights)
    query, key, kept = (_heads(c, part, count, width) for part in c.w.split(joint, 3))
    scale = (width // max(count, 1)) ** -0.5 if width else 0.125
    mixed = scaled_product(c, query, key, kept, mask, scale)
    turned = c.make("Transpose", [mixed], {"perm": [0, 2, 1, 3]})
    merged = reshape(c, turned, [c.extent(value, 0), c.extent(value, 1), width or None])
    return linear(c, merged, c.value(prefix + "proj_weight"), c.value(prefix + "proj_bias"))


def _multi_head(c: Call) -> None:
    width = c.integer("embed_dim")
    found = _self_attention(c, c.x, c.integer("num_head", 1), "", c.value("mask"), width)
    c.like(c.out, c.x)
    c.copy(found)


def _encoder_layer(c: Call) -> None:
    width, count, epsilon = c.integer("embed_dim"), c.integer("num_heads", 1), c.number("eps", 1e-5)
    first, mask = c.flag("norm_first"), c.value("mask")
    graph = c.w.graph
    if graph.shapes[c.x] is None:
        graph.shapes[c.x] = (None, None, width)
    norms = [[c.value(f"norm_{kind}_{n}") for kind in ("weight", "bias")] for n in (1, 2)]

    def norm(value: int, number: int) -> int:
        scale, shift = norms[number]
        return layer_norm(c, value, scale, shift, epsilon)

    before = norm(c.x, 0) if first else c.x
    value = c.make("Add", [c.x, _self_attention(c, before, count, "", mask, width)])
    value = value if first else norm(value, 0)
    hidden = linear(
        c, norm(value, 1) if first else value, c.value("ffn_weight_1"), c.value("ffn_bias_1")
    )
    hidden = c.make("Gelu" if c.flag("use_gelu") else "Relu", [hidden])
    hidden = linear(c, hidden, c.value("ffn_weight_2"), c.value("ffn_bias_2"))
    value = c.make("Add", [value, hidden])
    c.like(c.out, c.x)
    c.copy(value if first else norm(value, 1))


ENTRIES: dict[str, Entry] = {
    "scaled_dot_product_attention": _attention("attn_mask"),
    "_scaled_dot_product_flash_attention_for_cpu": _attention("attn_mask"),
    "_scaled_dot_product_flash_attention": _attention(""),
    "_scaled_dot_product_efficient_attention": _attention("attn_bias"),
    "_scaled_dot_product_cudnn_attention": _attention("attn_bias"),
    "_scaled_dot_product_attention_math": _attention("attn_mask"),
    "_native_multi_head_attention": _multi_head,
    "_transformer_encoder_layer_fwd": _encoder_layer,
}
