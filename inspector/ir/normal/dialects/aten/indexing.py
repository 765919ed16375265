"""Operators that pick elements by place, and that put elements in places."""

from __future__ import annotations

from inspector.ir.normal.dialects.aten.call import Call, Entry
from inspector.ir.normal.dialects.aten.layout import transpose

_END = 2**63 - 1


def _select(c: Call) -> None:
    index = c.value("index")
    if index < 0:
        index = c.scalar_index(c.integer("index"))
    c.make("Gather", [c.x, index], {"axis": c.axis("dim")}, c.out)


def _slice(c: Call) -> None:
    axis, step = c.axis("dim"), c.integer("step", 1)
    start = _bound(c, "start", 0)
    end = _bound(c, "end", _END)
    inputs = [c.x, start, end, c.w.integers([axis])]
    if step != 1:
        inputs.append(c.w.integers([step]))
    if not _is_whole(c, axis, step):
        made = c.make("Slice", inputs, None, c.out)
        _keep_rank(c, made)
    else:
        c.like(c.out, c.x)
        c.copy(c.x)


def _is_whole(c: Call, axis: int, step: int) -> bool:
    """Whether a slice takes everything."""
    if c.value("start") >= 0 or c.value("end") >= 0 or step != 1 or c.integer("start"):
        return False
    extent, end = c.extent(c.x, axis), c.integer("end", _END)
    return end >= _END >> 1 or (extent is not None and end >= extent)


def _keep_rank(c: Call, value: int) -> None:
    rank = c.rank(c.x)
    if rank is not None and c.rank(value) is None:
        c.w.graph.shapes[value] = (None,) * rank


def _bound(c: Call, name: str, default: int) -> int:
    value = c.value(name)
    if value >= 0:
        return c.make("Reshape", [value, c.w.integers([1])])
    return c.w.integers([c.integer(name, default)])


def _narrow(c: Call) -> None:
    start, length = c.integer("start"), c.integer("length")
    ends = c.w.integers([start + length])
    if c.value("start") >= 0 or c.value("length") >= 0:
        ends = c.w.constant((1,))
    c.make("Slice", [c.x, _bound(c, "start", 0), ends, c.w.integers([c.axis("dim")])], None, c.out)


def _index(c: Call) -> None:
    """``x[i, None, j]``: one index is a Gather, a mask or more of them GatherND."""
    indices = c.values("indices")
    places = [place for place, value in enumerate(indices) if value >= 0]
    if not places:
        c.copy(c.x)
        return
    first = indices[places[0]]
    if len(places) == 1 and c.w.graph.dtypes[first] != "bool":
        c.make("Gather", [c.x, first], {"axis": places[0]}, c.out)
        return
    source, rank = c.x, c.rank(c.x)
    if places[0] and rank is not None and rank > places[-1]:
        rest = [axis for axis in range(rank) if axis not in places]
        source = transpose(c, source, [*places, *rest])
    c.make("GatherND", [source, _tuples(c, indices, places)], None, c.out)


def _tuples(c: Call, indices: list[int], places: list[int]) -> int:
    """The indices of several axes as one value with an axis for them at its end."""
    values = [indices[place] for place in places]
    if any(c.w.graph.dtypes[value] == "bool" for value in values):
        return c.make("Transpose", [c.make("NonZero", [values[0]])], {"perm": [1, 0]})
    last = c.w.integers([-1])
    return c.make("Concat", [c.make("Unsqueeze", [v, last]) for v in values], {"axis": -1})


def _index_put(c: Call) -> None:
    indices = c.values("indices")
    places = [place for place, value in enumerate(indices) if value >= 0]
    if not places:
        c.copy(c.value("values"))
        return
    attributes: dict[str, object] = {"reduction": b"add"} if c.flag("accumulate") else {}
    put = [c.x, _tuples(c, indices, places), c.value("values")]
    c.like(c.make("ScatterND", put, attributes, c.out), c.x)


def _embedding(c: Call) -> None:
    c.make("Gather", [c.value("weight"), c.value("indices")], {"axis": 0}, c.out)


def _embedding_bag(c: Call) -> None:
    found = c.make("Gather", [c.value("weight"), c.value("indices")], {"axis": 0})
    op = {1: "ReduceMean", 2: "ReduceMax"}.get(c.integer("mode"), "ReduceSum")
    c.make(op, [found, c.w.integers([1])], {"keepdims": 0}, c.out)


def _index_select(c: Call) -> None:
    c.make("Gather", [c.x, c.value("index")], {"axis": c.axis("dim")}, c.out)


def _gathered(name: str) -> Entry:
    def write(c: Call) -> None:
        index = c.value(name)
        c.like(c.make("GatherElements", [c.x, index], {"axis": c.axis("dim")}, c.out), index)

    return write


def _scattered(reduction: str = "") -> Entry:
    def write(c: Call) -> None:
        index = c.value("index")
        source = c.value("src")
        if source < 0:
            source = c.make("Expand", [c.operand("value", c.x), c.make("Shape", [index])])
        kind = reduction or {"sum": "add", "add": "add", "multiply": "mul"}.get(c.text("reduce"))
        attributes: dict[str, object] = {"axis": c.axis("dim")}
        if kind:
            attributes["reduction"] = kind.encode()
        c.like(c.make("ScatterElements", [c.x, index, source], attributes, c.out), c.x)

    return write


def _placed(c: Call) -> None:
    """A part of a tensor replaced by another: along an axis, a slice or one entry."""
    source = c.value("src") if c.given("src") else c.value("source")
    index = c.value("index")
    index = index if index >= 0 else c.w.constant(None)
    attributes: dict[str, object] = {"axis": c.axis("dim")}
    c.like(c.make("ScatterElements", [c.x, index, source], attributes, c.out), c.x)


def _masked_select(c: Call) -> None:
    c.make("Compress", [c.x, c.value("mask")], None, c.out)


def _masked_scatter(c: Call) -> None:
    places = c.make("Transpose", [c.make("NonZero", [c.value("mask")])], {"perm": [1, 0]})
    c.like(c.make("ScatterND", [c.x, places, c.value("source")], None, c.out), c.x)


def _one_hot(c: Call) -> None:
    depth = c.value("num_classes")
    if depth < 0:
        depth = c.w.integers([c.integer("num_classes", 1)])
    c.make("OneHot", [c.x, depth, c.w.integers([0, 1])], {"axis": -1}, c.out)


def _non_zero(c: Call) -> None:
    c.make("Transpose", [c.make("NonZero", [c.x])], {"perm": [1, 0]}, c.out)


def _triangle(upper: int) -> Entry:
    def write(c: Call) -> None:
        below = c.scalar_index(c.integer("diagonal"))
        c.like(c.make("Trilu", [c.x, below], {"upper": upper}, c.out), c.x)

    return write


def _difference(c: Call) -> None:
    """Each entry less the one before it, along an axis."""
    axis, value = c.axis("dim", -1), c.x
    if c.value("prepend") >= 0:
        value = c.make("Concat", [c.value("prepend"), value], {"axis": axis})
    later, earlier = (
        c.make("Slice", [value, *(c.w.integers([each]) for each in (start, end, axis))])
        for start, end in ((1, _END), (0, -1))
    )
    c.make("Sub", [later, earlier], None, c.out)


def _windows(c: Call) -> None:
    """``unfold``: windows along an axis, as a Gather of their places."""
    axis, size, step = c.axis("dimension"), c.integer("size", 1), max(c.integer("step", 1), 1)
    extent = c.extent(c.x, axis)
    places = c.w.constant(None if extent is None else ((extent - size) // step + 1, size))
    found = c.make("Gather", [c.x, places], {"axis": axis})
    rank = c.rank(c.x)
    if rank is None or axis == rank - 1:
        c.copy(found)
        return
    order = [a for a in range(rank + 1) if a != axis + 1]
    transpose(c, found, [*order, axis + 1], c.out)


def _columns(c: Call) -> None:
    """``im2col``: the windows of an image as columns."""
    shape = c.w.shape(c.x)
    kernel = c.integers("kernel_size", (1, 1))
    value = c.x
    padding = c.integers("padding", (0, 0))
    if any(padding) and len(padding) == 2:
        pads = [0, 0, *padding, 0, 0, *padding]
        value = c.make("Pad", [value, c.w.integers(pads)])
    rows = c.make("Gather", [value, c.w.constant(None)], {"axis": 2})
    both = c.make("Gather", [rows, c.w.constant(None)], {"axis": 4})
    moved = c.make("Transpose", [both], {"perm": [0, 1, 2, 4, 3, 5]})
    channels = shape[1] if shape is not None and len(shape) == 4 else None
    width = channels * kernel[0] * kernel[-1] if isinstance(channels, int) else -1
    c.make("Reshape", [moved, c.w.integers([0, width, -1 if width > 0 else 0])], None, c.out)


def _uncolumns(c: Call) -> None:
    size, kernel = c.w.integers(c.integers("output_size")), c.integers("kernel_size", (1, 1))
    attributes: dict[str, object] = {
        "dilations": c.integers("dilation", (1, 1)),
        "pads": c.integers("padding", (0, 0)) * 2,
        "strides": c.integers("stride", (1, 1)),
    }
    c.make("Col2Im", [c.x, size, c.w.integers(kernel)], attributes, c.out)


ENTRIES: dict[str, Entry] = {
    "select": _select,
    "select_copy": _select,
    "slice": _slice,
    "slice_copy": _slice,
    "narrow": _narrow,
    "index": _index,
    "_unsafe_index": _index,
    "index_put": _index_put,
    "_index_put_impl": _index_put,
    "_unsafe_index_put": _index_put,
    "embedding": _embedding,
    "embedding_bag": _embedding_bag,
    "_embedding_bag": _embedding_bag,
    "_embedding_bag_forward_only": _embedding_bag,
    "index_select": _index_select,
    "gather": _gathered("index"),
    "take_along_dim": _gathered("indices"),
    "scatter": _scattered(),
    "scatter_add": _scattered("add"),
    "scatter_reduce": _scattered(),
    "index_add": _placed,
    "index_copy": _placed,
    "select_scatter": _placed,
    "slice_scatter": _placed,
    "masked_select": _masked_select,
    "masked_scatter": _masked_scatter,
    "one_hot": _one_hot,
    "nonzero": _non_zero,
    "argwhere": _non_zero,
    "tril": _triangle(0),
    "triu": _triangle(1),
    "diff": _difference,
    "unfold": _windows,
    "unfold_copy": _windows,
    "im2col": _columns,
    "col2im": _uncolumns,
}
