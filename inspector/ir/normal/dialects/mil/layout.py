"""Reductions, and operations that put elements in other places."""

from __future__ import annotations

from inspector.ir.normal.dialects.mil.operation import Operation, Write, plain
from inspector.ir.normal.dialects.recipes import depth_to_space, squeeze
from inspector.ir.normal.graph import ABSENT
from inspector.ir.normal.writer import Attributes

_FAR = (1 << 31) - 1


def _reduced(op: str) -> Write:
    def write(o: Operation) -> None:
        rank = o.rank(o.x)
        axes = [axis % rank for axis in o.numbers("axes", range(rank))]
        attributes: Attributes = {"keepdims": int(o.flag("keep_dims"))}
        o.w.make(op, [o.x, o.w.integers(axes)], attributes, o.out)

    return write


def _extreme(op: str) -> Write:
    def write(o: Operation) -> None:
        attributes: Attributes = {"axis": o.axis("axis", o.x), "keepdims": int(o.flag("keep_dims"))}
        o.w.make(op, [o.x], attributes, o.out)

    return write


def _concat(o: Operation) -> None:
    values = o.values("values")
    o.w.make("Concat", values, {"axis": o.axis("axis", values[0])}, o.out)


def _stack(o: Operation) -> None:
    values, axis = o.values("values"), o.integer("axis")
    axis += o.rank(values[0]) + 1 if axis < 0 else 0
    parts = [o.w.make("Unsqueeze", [value, o.w.integers([axis])]) for value in values]
    o.w.make("Concat", parts, {"axis": axis}, o.out)


def _split(o: Operation) -> None:
    sizes = o.numbers("split_sizes")
    inputs = [o.x, o.w.integers(sizes)] if sizes else [o.x]
    attributes: Attributes = {"axis": o.axis("axis", o.x)}
    if not sizes:
        attributes["num_outputs"] = len(o.w.outputs)
    o.w.add_node("Split", inputs, list(o.w.outputs), attributes)


def _reshape(o: Operation) -> None:
    shape = o.value("shape")
    if o.w.data(shape) is None:
        target = o.w.shape(o.out)
        if target is not None and all(isinstance(extent, int) for extent in target):
            shape = o.w.integers([int(extent or 0) for extent in target])
    o.w.make("Reshape", [o.x, shape], None, o.out)


def _transpose(o: Operation) -> None:
    rank = o.rank(o.x)
    order = [axis % rank for axis in o.numbers("perm")]
    o.w.make("Transpose", [o.x], {"perm": order}, o.out)


def _expand_dims(o: Operation) -> None:
    axes = o.numbers("axes")
    rank = o.rank(o.x) + len(axes)
    o.w.make("Unsqueeze", [o.x, o.w.integers([axis % rank for axis in axes])], None, o.out)


def _squeeze(o: Operation) -> None:
    rank, axes = o.rank(o.x), o.numbers("axes")
    inputs = [o.x, o.w.integers([axis % rank for axis in axes])] if axes else [o.x]
    o.w.make("Squeeze", inputs, None, o.out)


def _slice(o: Operation) -> None:
    """``slice_by_index``: masks say that a bound is the end of the axis, or that it goes."""
    begin, end = o.numbers("begin"), o.numbers("end")
    if not begin or len(end) != len(begin):
        o.w.add_node("mil.slice_by_index", list(o.w.inputs), list(o.w.outputs), None)
        return
    count = len(begin)
    steps = o.numbers("stride", [1] * count)
    open_begin, open_end = o.flags("begin_mask", count), o.flags("end_mask", count)
    gone = o.flags("squeeze_mask", count)
    shape = o.w.shape(o.x) or (None,) * count
    starts, ends, axes, strides = [], [], [], []
    for axis in range(count):
        step = steps[axis] or 1
        if gone[axis]:
            first, last = begin[axis], begin[axis] + 1 or _FAR
        else:
            first = (_FAR if step < 0 else 0) if open_begin[axis] else begin[axis]
            last = (-_FAR if step < 0 else _FAR) if open_end[axis] else end[axis]
        extent = shape[axis] if axis < len(shape) else None
        if (first, step) == (0, 1) and last in (_FAR, extent):
            continue
        starts.append(first)
        ends.append(last)
        axes.append(axis)
        strides.append(step)
    value = o.x
    if axes:
        bounds = [o.w.integers(numbers) for numbers in (starts, ends, axes, strides)]
        value = o.w.make("Slice", [value, *bounds], None, ABSENT if any(gone) else o.out)
    if any(gone):
        squeeze(o.w, value, [axis for axis in range(count) if gone[axis]], o.out)
    elif not axes:
        o.w.rename(value)


def _slice_by_size(o: Operation) -> None:
    begin, size = o.numbers("begin"), o.numbers("size")
    if not begin or len(size) != len(begin):
        o.w.add_node("mil.slice_by_size", list(o.w.inputs), list(o.w.outputs), None)
        return
    ends = [_FAR if extent < 0 else at + extent for at, extent in zip(begin, size, strict=True)]
    bounds = [o.w.integers(numbers) for numbers in (begin, ends, range(len(begin)))]
    o.w.make("Slice", [o.x, *bounds], None, o.out)


def _gather(o: Operation) -> None:
    attributes: Attributes = {"axis": o.axis("axis", o.x, 0)}
    o.w.make("Gather", [o.x, o.value("indices")], attributes, o.out)


def _gather_elements(o: Operation) -> None:
    attributes: Attributes = {"axis": o.axis("axis", o.x, 0)}
    o.w.make("GatherElements", [o.x, o.value("indices")], attributes, o.out)


def _pad(o: Operation) -> None:
    amounts = o.numbers("pad")
    rank = o.rank(o.x, len(amounts) // 2)
    front = [0] * (2 * rank - len(amounts))
    pairs = [*front, *amounts]
    pads = o.w.integers([*pairs[::2], *pairs[1::2]])
    modes = {"constant": b"constant", "reflect": b"reflect", "replicate": b"edge"}
    mode = modes.get(o.text("mode", "constant"), b"constant")
    inputs = [o.x, pads]
    if mode == b"constant" and o.value("constant_val") >= 0:
        inputs.append(o.value("constant_val"))
    o.w.make("Pad", inputs, {"mode": mode}, o.out)


def _topk(o: Operation) -> None:
    attributes: Attributes = {"axis": o.axis("axis", o.x), "largest": int(not o.flag("ascending"))}
    outputs = list(o.w.outputs[:2])
    o.w.add_node("TopK", [o.x, o.w.integers([o.integer("k", 1)])], outputs, attributes)


def _fill(o: Operation) -> None:
    o.w.make("Expand", [o.value("value"), o.value("shape")], None, o.out)


def _like(o: Operation) -> None:
    shape = o.w.make("Shape", [o.value("ref_tensor")])
    o.w.make("Expand", [o.value("value"), shape], None, o.out)


def _blocks(op: str, parameter: str, mode: str = "DCR") -> Write:
    def write(o: Operation) -> None:
        depth_to_space(o.w, op, mode, o.integer(parameter, 2))

    return write


def _flatten(o: Operation) -> None:
    o.w.make("Flatten", [o.x], {"axis": o.axis("axis", o.x, 1)}, o.out)


def _dense(o: Operation) -> None:
    """A weight that is stored in a smaller form: what it is spread out to."""
    o.w.rename(o.w.constant(o.w.shape(o.out)))


_REDUCTIONS = {
    "reduce_mean": "ReduceMean", "reduce_sum": "ReduceSum", "reduce_max": "ReduceMax",
    "reduce_min": "ReduceMin", "reduce_prod": "ReduceProd", "reduce_l1_norm": "ReduceL1",
    "reduce_l2_norm": "ReduceL2", "reduce_log_sum": "ReduceLogSum",
    "reduce_log_sum_exp": "ReduceLogSumExp", "reduce_sum_square": "ReduceSumSquare",
}  # fmt: skip
_DENSE = (
    "constexpr_affine_dequantize", "constexpr_blockwise_shift_scale", "constexpr_cast",
    "constexpr_lut_to_dense", "constexpr_lut_to_sparse", "constexpr_sparse_blockwise_shift_scale",
    "constexpr_sparse_to_dense",
)  # fmt: skip

WRITERS: dict[str, Write] = {
    **{name: _reduced(op) for name, op in _REDUCTIONS.items()},
    **dict.fromkeys(_DENSE, _dense),
    "reduce_argmax": _extreme("ArgMax"),
    "reduce_argmin": _extreme("ArgMin"),
    "concat": _concat,
    "stack": _stack,
    "split": _split,
    "reshape": _reshape,
    "transpose": _transpose,
    "expand_dims": _expand_dims,
    "squeeze": _squeeze,
    "slice_by_index": _slice,
    "slice_by_size": _slice_by_size,
    "gather": _gather,
    "gather_along_axis": _gather_elements,
    "gather_nd": plain("GatherND", "x", "indices"),
    "pad": _pad,
    "tile": plain("Tile", "x", "reps"),
    "topk": _topk,
    "shape": plain("Shape", "x"),
    "range_1d": plain("Range", "start", "end", "step"),
    "fill": _fill,
    "fill_like": _like,
    "non_zero": plain("NonZero", "x"),
    "flatten2d": _flatten,
    "pixel_shuffle": _blocks("DepthToSpace", "upscale_factor", "CRD"),
    "pixel_unshuffle": _blocks("SpaceToDepth", "downscale_factor"),
    "depth_to_space": _blocks("DepthToSpace", "block_size"),
    "space_to_depth": _blocks("SpaceToDepth", "block_size"),
}
"""Operation → how it is written out."""
