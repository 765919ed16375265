"""Reductions, constants, and layers that put elements in other places.

Older networks have five axes (sequence, batch, channels, height, width), of which the graphs here
keep the last four; layers with ``ND`` and newer ones count the axes that there are.
"""

from __future__ import annotations

from inspector.ir.normal.dialects.coreml.layer import Layer, Write, plain
from inspector.ir.normal.dialects.recipes import depth_to_space, reshape, squeeze, unsqueeze
from inspector.ir.normal.writer import Attributes

_FAR = (1 << 31) - 1


def _softmax(axis: int | None) -> Write:
    def write(layer: Layer) -> None:
        wanted = layer.integer("axis", -1) if axis is None else axis
        rank = layer.rank()
        layer.w.make("Softmax", [layer.x], {"axis": wanted % rank if rank else wanted}, layer.out)

    return write


def _reduced(op: str) -> Write:
    def write(layer: Layer) -> None:
        rank = layer.rank()
        axes = [axis % rank for axis in layer.numbers("axes")] or list(range(rank))
        attributes: Attributes = {"keepdims": layer.integer("keepDims")}
        layer.w.make(op, [layer.x, layer.w.integers(axes)], attributes, layer.out)

    return write


def _reduce(layer: Layer) -> None:
    """``reduce``: over channels, height or width, or over several of them."""
    op = {
        0: "ReduceSum", 1: "ReduceMean", 2: "ReduceProd", 3: "ReduceLogSum", 4: "ReduceSumSquare",
        5: "ReduceL1", 6: "ReduceL2", 7: "ReduceMax", 8: "ReduceMin", 9: "ArgMax",
    }.get(layer.integer("mode"), "ReduceSum")  # fmt: skip
    axes = {0: [1, 2, 3], 1: [2, 3], 2: [1], 3: [2], 4: [3]}.get(layer.integer("axis"), [2, 3])
    if op == "ArgMax":
        layer.w.make(op, [layer.x], {"axis": axes[0], "keepdims": 1}, layer.out)
    else:
        layer.w.make(op, [layer.x, layer.w.integers(axes)], {"keepdims": 1}, layer.out)


def _concat(layer: Layer) -> None:
    axis = layer.rank() - 3 if layer.rank() > 2 else 1
    layer.w.make("Concat", layer.inputs, {"axis": axis}, layer.out)


def _concat_nd(layer: Layer) -> None:
    axis, rank = layer.integer("axis"), layer.rank()
    layer.w.make("Concat", layer.inputs, {"axis": axis % rank if rank else axis}, layer.out)


def _stack(layer: Layer) -> None:
    axis = layer.integer("axis")
    axis += layer.rank() + 1 if axis < 0 else 0
    parts = [unsqueeze(layer.w, value, [axis]) for value in layer.inputs]
    layer.w.make("Concat", parts, {"axis": axis}, layer.out)


def _split(layer: Layer) -> None:
    axis = layer.integer("axis") if layer.has("axis") or layer.has("numSplits") else 1
    attributes: Attributes = {"axis": axis, "num_outputs": len(layer.w.outputs)}
    layer.w.add_node("Split", [layer.x], list(layer.w.outputs), attributes)


def _reshape(layer: Layer) -> None:
    """The target of older networks is [C, H, W], perhaps with the sequence before it."""
    target = layer.numbers("targetShape")
    reshape(layer.w, layer.x, [1, *target] if len(target) == 3 else target, layer.out)


def _reshape_static(layer: Layer) -> None:
    reshape(layer.w, layer.x, layer.numbers("targetShape"), layer.out)


def _flatten(layer: Layer) -> None:
    layer.w.make("Flatten", [layer.x], {"axis": layer.integer("axis", 1) or 1}, layer.out)


def _permute(layer: Layer) -> None:
    """The axes are sequence, channels, height and width: the first stands for the batch here."""
    order = layer.numbers("axis", range(4))
    rank = layer.rank()
    if rank == len(order):
        layer.w.make("Transpose", [layer.x], {"perm": order}, layer.out)
    else:
        layer.w.make("Transpose", [layer.x], None, layer.out)


def _transpose(layer: Layer) -> None:
    rank = layer.rank()
    order = [axis % rank for axis in layer.numbers("axes")]
    layer.w.make("Transpose", [layer.x], {"perm": order}, layer.out)


def _squeeze(layer: Layer) -> None:
    rank = layer.rank()
    axes = [axis % rank for axis in layer.numbers("axes")]
    if axes:
        squeeze(layer.w, layer.x, axes, layer.out)
    else:
        layer.w.make("Squeeze", [layer.x], None, layer.out)


def _expand(layer: Layer) -> None:
    axes = layer.numbers("axes")
    rank = layer.rank() + len(axes)
    unsqueeze(layer.w, layer.x, [axis % rank for axis in axes], layer.out)


def _slice(layer: Layer) -> None:
    """Along channels, height or width."""
    axis = layer.integer("axis") + layer.rank() - 3
    end = layer.integer("endIndex") or _FAR
    numbers = ([layer.integer("startIndex")], [end], [axis], [layer.integer("stride", 1) or 1])
    layer.w.make("Slice", [layer.x, *map(layer.w.integers, numbers)], None, layer.out)


def _slice_static(layer: Layer) -> None:
    begin, end = layer.numbers("beginIds"), layer.numbers("endIds")
    count = len(end)
    begin = begin or [0] * count
    steps = layer.numbers("strides", [1] * count)
    masks = [layer.numbers(name, [0] * count) for name in ("beginMasks", "endMasks")]
    gone = layer.numbers("squeezeMasks", [0] * count)
    starts = [0 if masks[0][axis] else begin[axis] for axis in range(count)]
    ends = [_FAR if masks[1][axis] else end[axis] for axis in range(count)]
    ends = [starts[axis] + 1 if gone[axis] else ends[axis] for axis in range(count)]
    bounds = [layer.w.integers(numbers) for numbers in (starts, ends, range(count), steps)]
    out = -1 if any(gone) else layer.out
    value = layer.w.make("Slice", [layer.x, *bounds], None, out)
    if any(gone):
        squeeze(layer.w, value, [axis for axis in range(count) if gone[axis]], layer.out)


def _constant(layer: Layer) -> None:
    shape = tuple(layer.numbers("shape", [1]))
    value = layer.w.inputs[-1] if layer.w.inputs else layer.w.constant(shape)
    data = layer.w.data(value)
    if data is not None and data.size == _product(shape):
        layer.w.rename(layer.w.graph.add_constant(data.reshape(shape)))
    else:
        layer.w.rename(layer.w.constant(shape))


def _product(shape: tuple[int, ...]) -> int:
    size = 1
    for extent in shape:
        size *= extent
    return size


def _gather(op: str) -> Write:
    def write(layer: Layer) -> None:
        attributes: Attributes = {} if op == "GatherND" else {"axis": layer.integer("axis")}
        layer.w.make(op, layer.inputs[:2], attributes, layer.out)

    return write


def _pad(layer: Layer) -> None:
    """Height and width."""
    amounts = layer.numbers("paddingAmounts") or [0, 0, 0, 0]
    pads = layer.w.integers([0, 0, *amounts[::2], 0, 0, *amounts[1::2]])
    mode = b"reflect" if layer.has("reflection") else b"edge"
    if layer.has("constant") or (mode == b"edge" and not layer.has("replication")):
        value = layer.scalar(layer.number("constant.value"))
        layer.w.make("Pad", [layer.x, pads, value], {"mode": b"constant"}, layer.out)
    else:
        layer.w.make("Pad", [layer.x, pads], {"mode": mode}, layer.out)


def _pad_constant(layer: Layer) -> None:
    amounts = layer.numbers("padAmounts")
    pads = layer.w.integers([*amounts[::2], *amounts[1::2]])
    value = layer.scalar(layer.number("value"))
    layer.w.make("Pad", [layer.x, pads, value], {"mode": b"constant"}, layer.out)


def _crop(layer: Layer) -> None:
    amounts = layer.numbers("cropAmounts") or [0, 0, 0, 0]
    starts, ends = list(amounts[:4:2]), [-amount or _FAR for amount in amounts[1:4:2]]
    rank = layer.rank()
    bounds = [layer.w.integers(numbers) for numbers in (starts, ends, [rank - 2, rank - 1])]
    layer.w.make("Slice", [layer.x, *bounds], None, layer.out)


def _reorganize(layer: Layer) -> None:
    """Mode 0 is space to depth, 1 depth to space, 2 the shuffle of pixels."""
    mode, block = layer.integer("mode"), layer.integer("blockSize", 2)
    op = "DepthToSpace" if mode else "SpaceToDepth"
    depth_to_space(layer.w, op, "CRD" if mode == 2 else "DCR", block)


def _tile(layer: Layer) -> None:
    layer.w.make("Tile", [layer.x, layer.w.integers(layer.numbers("reps"))], None, layer.out)


def _broadcast(layer: Layer) -> None:
    shape = layer.w.integers(layer.numbers("targetShape"))
    layer.w.make("Expand", [layer.x, shape], None, layer.out)


def _extreme(op: str) -> Write:
    def write(layer: Layer) -> None:
        kept = int(not layer.integer("removeDim"))
        layer.w.make(op, [layer.x], {"axis": layer.integer("axis"), "keepdims": kept}, layer.out)

    return write


def _topk(layer: Layer) -> None:
    attributes: Attributes = {
        "axis": layer.integer("axis"),
        "largest": int(not layer.integer("useBottomK")),
    }
    count = layer.w.integers([layer.integer("K", 1)])
    layer.w.add_node("TopK", [layer.x, count], list(layer.w.outputs[:2]), attributes)


_REDUCTIONS = {
    "reduceL1": "ReduceL1", "reduceL2": "ReduceL2", "reduceMax": "ReduceMax",
    "reduceMin": "ReduceMin", "reduceSum": "ReduceSum", "reduceProd": "ReduceProd",
    "reduceMean": "ReduceMean", "reduceLogSum": "ReduceLogSum",
    "reduceSumSquare": "ReduceSumSquare", "reduceLogSumExp": "ReduceLogSumExp",
}  # fmt: skip

WRITERS: dict[str, Write] = {
    **{name: _reduced(op) for name, op in _REDUCTIONS.items()},
    "softmax": _softmax(1),
    "softmaxND": _softmax(None),
    "reduce": _reduce,
    "concat": _concat,
    "concatND": _concat_nd,
    "stack": _stack,
    "split": _split,
    "splitND": _split,
    "reshape": _reshape,
    "reshapeStatic": _reshape_static,
    "rankPreservingReshape": _reshape_static,
    "reshapeDynamic": plain("Reshape"),
    "flatten": _flatten,
    "flattenTo2D": _flatten,
    "permute": _permute,
    "transpose": _transpose,
    "squeeze": _squeeze,
    "expandDims": _expand,
    "slice": _slice,
    "sliceStatic": _slice_static,
    "loadConstant": _constant,
    "loadConstantND": _constant,
    "gather": _gather("Gather"),
    "gatherND": _gather("GatherND"),
    "gatherAlongAxis": _gather("GatherElements"),
    "getShape": plain("Shape"),
    "padding": _pad,
    "constantPad": _pad_constant,
    "crop": _crop,
    "reorganizeData": _reorganize,
    "tile": _tile,
    "broadcastToStatic": _broadcast,
    "argMax": _extreme("ArgMax"),
    "argMin": _extreme("ArgMin"),
    "topK": _topk,
}
"""Layer → how it is written out."""
