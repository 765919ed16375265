"""Operators that move elements: shapes, orders of axes, copies, joints and cuts."""

from __future__ import annotations

from inspector.ir.normal.dialects.aten.call import Call, Entry
from inspector.ir.normal.graph import ABSENT

# onnx.proto3, TensorProto.DataType
ONNX_TYPES = {
    "float32": 1, "uint8": 2, "int8": 3, "uint16": 4, "int16": 5, "int32": 6, "int64": 7,
    "bool": 9, "float16": 10, "float64": 11, "uint32": 12, "uint64": 13, "complex64": 14,
    "complex128": 15, "bfloat16": 16, "float8": 17,
}  # fmt: skip


def reshape(c: Call, value: int, sizes: list[int | None], output: int = ABSENT) -> int:
    """Adds a Reshape to extents of which at most one, or those of the output, are unknown."""
    known = _fixed(c, sizes, output)
    made = c.make("Reshape", [value, known], None, output)
    if c.w.graph.shapes[made] is None:
        c.w.graph.shapes[made] = tuple(None if size == -1 else size for size in sizes)
    return made


def _fixed(c: Call, sizes: list[int | None], output: int) -> int:
    unknown = [place for place, size in enumerate(sizes) if size is None]
    if not unknown:
        return c.w.integers([size or 0 for size in sizes])
    if len(unknown) == 1 and -1 not in sizes:
        return c.w.integers([-1 if size is None else size for size in sizes])
    shape = c.w.constant((len(sizes),))
    c.w.graph.dtypes[shape] = "int64"
    return shape


def _view(name: str) -> Entry:
    def write(c: Call) -> None:
        if not c.given(name):
            _cast(c)
            return
        sizes = c.sizes(name)
        made = c.make("Reshape", [c.x, c.vector(name)], None, c.out)
        if c.w.graph.shapes[made] is None:
            c.w.graph.shapes[made] = tuple(None if size == -1 else size for size in sizes)

    return write


def _view_as(c: Call) -> None:
    other = c.value("other")
    c.like(c.make("Reshape", [c.x, c.make("Shape", [other])], None, c.out), other)


def _permute(c: Call) -> None:
    order = c.integers("dims")
    rank = len(order)
    transpose(c, c.x, [axis % rank for axis in order], c.out)


def transpose(c: Call, value: int, order: list[int], output: int = ABSENT) -> int:
    """Adds a Transpose; a weight is stored in the new order at once."""
    if c.w.graph.constant[value]:
        made = c.w.transpose(value, order)
        if output >= 0:
            c.make("Identity", [made], None, output)
        return made
    return c.make("Transpose", [value], {"perm": order}, output)


def swap(c: Call, value: int, first: int, second: int, output: int = ABSENT) -> int:
    """Adds a Transpose that exchanges two axes."""
    rank = c.rank(value)
    if rank is None and output >= 0:
        rank = c.rank(output)
    if rank is None:
        rank = _assumed_rank(first, second)
    order = list(range(rank))
    if first % rank != second % rank:
        order[first % rank], order[second % rank] = order[second % rank], order[first % rank]
    return transpose(c, value, order, output)


def _assumed_rank(first: int, second: int) -> int:
    """Axes that a value must have: attention's four where axes count from both ends."""
    if first >= 0 and second >= 0:
        return max(first, second) + 1 if max(first, second) != 2 or min(first, second) == 0 else 4
    return max(-min(first, second), max(first, second) + 1, 3)


def _transposed(c: Call) -> None:
    swap(c, c.x, _dim(c, "dim0", "axis0", 0), _dim(c, "dim1", "axis1", 1), c.out)


def _dim(c: Call, name: str, other: str, default: int) -> int:
    return c.integer(name if c.given(name) else other, default)


def _matrix_transposed(c: Call) -> None:
    if c.rank(c.x) == 1:
        c.copy(c.x)
        return
    swap(c, c.x, -2, -1, c.out)


def _t(c: Call) -> None:
    if (c.rank(c.x) or 2) < 2:
        c.copy(c.x)
        return
    swap(c, c.x, 0, 1, c.out)


def _reversed_axes(c: Call) -> None:
    rank = c.rank(c.x)
    attributes: dict[str, object] = {} if rank is None else {"perm": list(range(rank))[::-1]}
    c.make("Transpose", [c.x], attributes, c.out)


def _moved(c: Call) -> None:
    source, target = c.integers("source"), c.integers("destination")
    rank = c.rank(c.x) or max([axis + 1 for axis in (*source, *target)] + [1])
    source, target = [a % rank for a in source], [a % rank for a in target]
    order = [axis for axis in range(rank) if axis not in source]
    for place, axis in sorted(zip(target, source, strict=False)):
        order.insert(place, axis)
    transpose(c, c.x, order, c.out)


def _flatten(c: Call) -> None:
    shape = c.w.shape(c.x)
    first, last = c.integer("start_dim", 0), c.integer("end_dim", -1)
    if shape is None:
        if (first, last) == (1, -1):
            c.make("Flatten", [c.x], {"axis": 1}, c.out)
            return
        size = c.w.constant(None)
        c.make("Reshape", [c.x, size], None, c.out)
        return
    rank = len(shape)
    first, last = first % max(rank, 1), last % max(rank, 1)
    sizes = [extent if isinstance(extent, int) else None for extent in shape]
    if (first, last) == (1, rank - 1):
        c.make("Flatten", [c.x], {"axis": 1}, c.out)
        return
    reshape(c, c.x, [*sizes[:first], -1, *sizes[last + 1 :]], c.out)


def _unflatten(c: Call) -> None:
    shape, axis = c.w.shape(c.x), c.axis("dim")
    sizes = c.sizes("sizes")
    if shape is None:
        c.make("Reshape", [c.x, c.w.constant(None)], None, c.out)
        return
    before = [extent if isinstance(extent, int) else None for extent in shape]
    reshape(c, c.x, [*before[:axis], *sizes, *before[axis + 1 :]], c.out)


def _squeeze(c: Call) -> None:
    if not c.given("dim"):
        c.make("Squeeze", [c.x], None, c.out)
        return
    rank = c.rank(c.x)
    axes = [axis + rank if axis < 0 and rank else axis for axis in c.integers("dim")]
    stays = [axis for axis in axes if (c.extent(c.x, axis) or 1) != 1]
    axes = [axis for axis in axes if axis not in stays]
    if stays and not axes:
        c.copy(c.x)
        return
    c.make("Squeeze", [c.x, c.w.integers(axes)], None, c.out)


def _unsqueeze(c: Call) -> None:
    c.make("Unsqueeze", [c.x, c.w.integers([c.axis("dim", more=1)])], None, c.out)


def _expand(c: Call) -> None:
    sizes = c.sizes("size")
    target = c.vector("size")
    if -1 in sizes:
        target = c.w.integers([1 if size == -1 else size or 1 for size in sizes])
    made = c.make("Expand", [c.x, target], None, c.out)
    if c.w.graph.shapes[made] is None:
        c.w.graph.shapes[made] = tuple(None if size == -1 else size for size in sizes)


def _expand_as(c: Call) -> None:
    other = c.value("other")
    c.like(c.make("Expand", [c.x, c.make("Shape", [other])], None, c.out), other)


def _tile(name: str) -> Entry:
    def write(c: Call) -> None:
        value, rank, count = c.x, c.rank(c.x), len(c.sizes(name))
        if rank is not None and 0 <= rank < count <= 64:
            value = c.make("Unsqueeze", [value, c.w.integers(range(count - rank))])
        made = c.make("Tile", [value, c.vector(name)], None, c.out)
        if c.w.graph.shapes[made] is None and count:
            c.w.graph.shapes[made] = (None,) * count

    return write


def _repeat_each(c: Call) -> None:
    """Repeats entries along an axis: a new axis that is expanded and merged again."""
    axis, repeats = c.axis("dim"), c.integer("repeats")
    shape = c.w.shape(c.x)
    if not c.given("dim") or repeats < 1 or shape is None or axis >= len(shape):
        c.make("Tile", [c.x, c.w.constant(None)], None, c.out)
        return
    widened = c.make("Unsqueeze", [c.x, c.w.integers([axis + 1])])
    target = [1] * (len(shape) + 1)
    target[axis + 1] = repeats
    expanded = c.make("Expand", [widened, c.w.integers(target)])
    sizes = [extent if isinstance(extent, int) else None for extent in shape]
    extent = sizes[axis]
    sizes[axis] = None if extent is None else extent * repeats
    reshape(c, expanded, sizes, c.out)


def _cast(c: Call) -> None:
    code = ONNX_TYPES.get(c.text("dtype"))
    if code is None or c.text("dtype") == c.w.graph.dtypes[c.x]:
        c.copy(c.x)
        return
    c.like(c.make("Cast", [c.x], {"to": code}, c.out), c.x)


def _cast_to(dtype: str) -> Entry:
    def write(c: Call) -> None:
        c.like(c.make("Cast", [c.x], {"to": ONNX_TYPES[dtype]}, c.out), c.x)

    return write


def _copy(c: Call) -> None:
    c.copy(c.x)


def _copy_from(c: Call) -> None:
    """``copy_``: the first tensor takes the elements of the second."""
    source = c.value("src")
    shape = c.w.shape(c.x)
    if shape is not None and c.w.shape(source) != shape:
        source = c.make("Expand", [source, c.make("Shape", [c.x])])
    c.like(c.out, c.x)
    c.copy(source)


def _strided(c: Call) -> None:
    """A view by strides: it keeps its elements where it has as many as before."""
    before, after = c.w.shape(c.x), c.sizes("size")
    if before is not None and list(before) == after:
        c.copy(c.x)
    else:
        reshape(c, c.x, after, c.out)


def _joined(c: Call) -> None:
    values = [value for value in c.values("tensors") if value >= 0]
    rank = next((r for r in map(c.rank, values) if r is not None), None)
    axis = c.integer("dim" if c.given("dim") else "axis", 0)
    axis = axis + rank if axis < 0 and rank is not None else axis
    c.make("Concat", values, {"axis": axis}, c.out)


def _stack(c: Call) -> None:
    values = [value for value in c.values("tensors") if value >= 0]
    rank = next((r for r in map(c.rank, values) if r is not None), None)
    axis = c.integer("dim", 0)
    axis = axis + rank + 1 if axis < 0 and rank is not None else axis
    widened = [c.make("Unsqueeze", [value, c.w.integers([axis])]) for value in values]
    c.make("Concat", widened, {"axis": axis}, c.out)


def _parts(c: Call, sizes: list[int | None] | None) -> None:
    axis = c.axis("dim")
    if sizes is None or any(size is None for size in sizes) or len(sizes) != len(c.w.outputs):
        c.w.add_node("Split", [c.x], c.w.outputs, {"axis": axis, "num_outputs": len(c.w.outputs)})
        return
    cuts = c.w.integers([size or 0 for size in sizes])
    c.w.add_node("Split", [c.x, cuts], c.w.outputs, {"axis": axis})


def _split(c: Call) -> None:
    """Parts of one size, the last of what is left; or parts of given sizes."""
    name = next((n for n in ("split_sizes", "split_size") if c.given(n)), "")
    sizes, count = c.sizes(name), len(c.w.outputs)
    if len(sizes) == 1 and count > 1 and sizes[0] is not None:
        extent = c.extent(c.x, c.axis("dim"))
        last = sizes[0] if extent is None else extent - sizes[0] * (count - 1)
        sizes = [*([sizes[0]] * (count - 1)), last]
    _parts(c, sizes)


def _chunk(c: Call) -> None:
    extent, chunks = c.extent(c.x, c.axis("dim")), c.integer("chunks", 1)
    if extent is None or chunks < 1:
        _parts(c, None)
        return
    size, count = -(-extent // chunks), len(c.w.outputs)
    _parts(c, [*([size] * (count - 1)), extent - size * (count - 1)])


def _unbind(c: Call) -> None:
    axis, outputs = c.axis("dim"), c.w.outputs
    parts = [c.w.graph.add_value() for _ in outputs]
    c.w.add_node("Split", [c.x], parts, {"axis": axis, "num_outputs": len(parts)})
    for part, output in zip(parts, outputs, strict=True):
        c.make("Squeeze", [part, c.w.integers([axis])], None, output)


def _roll(c: Call) -> None:
    value = c.x
    shifts, axes = c.sizes("shifts"), c.integers("dims")
    rank = c.rank(value)
    for shift, axis in zip(shifts, axes, strict=False):
        axis = axis + rank if axis < 0 and rank is not None else axis
        if shift is None:  # the graph computes it
            value = c.make("Roll", [value], {"axis": axis})
            continue
        tail = _sliced(c, value, -shift, 2**63 - 1, axis)
        head = _sliced(c, value, 0, -shift, axis)
        value = c.make("Concat", [tail, head], {"axis": axis})
    c.like(c.out, c.x)
    c.copy(value)


def _sliced(c: Call, value: int, start: int, end: int, axis: int) -> int:
    return c.make("Slice", [value, *(c.w.integers([each]) for each in (start, end, axis))])


def _flip(c: Call) -> None:
    value, rank = c.x, c.rank(c.x)
    for axis in c.integers("dims"):
        axis = axis + rank if axis < 0 and rank is not None else axis
        bounds = [c.w.integers([each]) for each in (-1, -(2**63 - 1), axis, -1)]
        value = c.make("Slice", [value, *bounds])
    c.like(c.out, c.x)
    c.copy(value)


def _pixel_shuffle(c: Call) -> None:
    blocks = c.integer("upscale_factor", 1)
    c.make("DepthToSpace", [c.x], {"blocksize": blocks, "mode": b"CRD"}, c.out)


def _pixel_unshuffle(c: Call) -> None:
    c.make("SpaceToDepth", [c.x], {"blocksize": c.integer("downscale_factor", 1)}, c.out)


def _channel_shuffle(c: Call) -> None:
    shape, groups = c.w.shape(c.x), c.integer("groups", 1)
    if shape is None or len(shape) != 4 or groups < 1:
        c.copy(c.x)
        return
    sizes = [extent if isinstance(extent, int) else None for extent in shape]
    channels = sizes[1]
    inner = None if channels is None else channels // groups
    parted = reshape(c, c.x, [sizes[0], groups, inner, *sizes[2:]])
    reshape(c, transpose(c, parted, [0, 2, 1, 3, 4]), sizes, c.out)


_COPIES = (
    *("contiguous", "clone", "detach", "alias", "lift_fresh", "lift_fresh_copy", "lift"),
    *("positive", "resolve_conj", "resolve_neg", "cpu", "cuda", "requires_grad", "pin_memory"),
    *("dropout", "feature_dropout", "alpha_dropout", "feature_alpha_dropout", "native_dropout"),
    *("quantize_per_tensor", "quantize_per_channel", "quantize_per_tensor_dynamic", "dequantize"),
    *("_assert_tensor_metadata", "real", "data", "_shape_as_tensor_copy", "set_data"),
)

ENTRIES: dict[str, Entry] = {
    **dict.fromkeys(_COPIES, _copy),
    "copy": _copy_from,
    "view": _view("size"),
    "_unsafe_view": _view("size"),
    "view_copy": _view("size"),
    "reshape": _view("shape"),
    "view_as": _view_as,
    "reshape_as": _view_as,
    "permute": _permute,
    "permute_copy": _permute,
    "transpose": _transposed,
    "transpose_copy": _transposed,
    "swapaxes": _transposed,
    "swapdims": _transposed,
    "t": _t,
    "t_copy": _t,
    "numpy_T": _reversed_axes,
    "mT": _matrix_transposed,
    "adjoint": _matrix_transposed,
    "movedim": _moved,
    "moveaxis": _moved,
    "flatten": _flatten,
    "unflatten": _unflatten,
    "squeeze": _squeeze,
    "squeeze_copy": _squeeze,
    "unsqueeze": _unsqueeze,
    "unsqueeze_copy": _unsqueeze,
    "expand": _expand,
    "expand_copy": _expand,
    "broadcast_to": _expand,
    "expand_as": _expand_as,
    "repeat": _tile("repeats"),
    "tile": _tile("dims"),
    "repeat_interleave": _repeat_each,
    "to": _cast,
    "_to_copy": _cast,
    "_cast_Float": _cast_to("float32"),
    "float": _cast_to("float32"),
    "double": _cast_to("float64"),
    "half": _cast_to("float16"),
    "long": _cast_to("int64"),
    "int": _cast_to("int32"),
    "bool": _cast_to("bool"),
    "type_as": _copy,
    "as_strided": _strided,
    "cat": _joined,
    "concat": _joined,
    "concatenate": _joined,
    "stack": _stack,
    "split": _split,
    "split_with_sizes": _split,
    "split_copy": _split,
    "split_with_sizes_copy": _split,
    "unsafe_split": _split,
    "unsafe_split_with_sizes": _split,
    "tensor_split": _chunk,
    "chunk": _chunk,
    "unsafe_chunk": _chunk,
    "unbind": _unbind,
    "unbind_copy": _unbind,
    "roll": _roll,
    "flip": _flip,
    "pixel_shuffle": _pixel_shuffle,
    "pixel_unshuffle": _pixel_unshuffle,
    "channel_shuffle": _channel_shuffle,
    "native_channel_shuffle": _channel_shuffle,
}
