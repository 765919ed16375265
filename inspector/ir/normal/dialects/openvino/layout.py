"""Operators that give elements other places: shapes, orders and sizes."""

from __future__ import annotations

from inspector.ir.normal.dialects.openvino.stated import order_of, single_axes_of, target_of
from inspector.ir.normal.dialects.recipes import Write, numbers_of, reshape, unsqueeze
from inspector.ir.normal.writer import Attributes, Writer


def _reshape(w: Writer) -> None:
    """A zero copies the extent only where ``special_zero`` says so."""
    wanted = target_of(w, 1)
    if wanted is None:
        w.make("Reshape", w.inputs[:2], None, w.output())
    else:
        zero = {"allowzero": int(not w.number("special_zero") and 0 in wanted)}
        attributes: Attributes = dict(zero) if zero["allowzero"] else {}
        w.make("Reshape", [w.input(0), w.integers(wanted)], attributes, w.output())


def _transpose(w: Writer) -> None:
    order = order_of(w)
    x = w.input(0)
    attributes: Attributes = {} if not order else {"perm": order}
    w.make("Transpose", [x], attributes, w.output())


def _axes(op: str) -> Write:
    """Axes are a second input, as in ONNX, and may be a scalar."""

    def write(w: Writer) -> None:
        axes = single_axes_of(w, 1, put_in=op == "Unsqueeze")
        inputs = [w.input(0)]
        if axes is not None:
            inputs.append(w.integers(axes))
        elif w.input(1) >= 0:
            inputs.append(w.input(1))
        w.make(op, inputs, None, w.output())

    return write


def _broadcast(w: Writer) -> None:
    """With the mapping of axes stated, the missing ones are put in first."""
    value, axes = w.input(0), numbers_of(w, w.input(2))
    rank = w.rank(w.output())
    if axes is not None and rank is not None and w.text("mode") == "explicit":
        value = unsqueeze(w, value, [axis for axis in range(rank) if axis not in axes])
    wanted = target_of(w, 1)
    shape = w.input(1) if wanted is None else w.integers(wanted)
    w.make("Expand", [value, shape], None, w.output())


def _tile(w: Writer) -> None:
    """A repetition along axes; of axes of one element it is an Expand."""
    repeats, shape = numbers_of(w, w.input(1)), w.shape(w.input(0))
    is_expand = False
    if repeats is not None and shape is not None and len(repeats) == len(shape):
        pairs = zip(shape, repeats, strict=True)
        is_expand = all(extent == 1 for extent, count in pairs if count != 1)
    wanted = w.input(1) if repeats is None else w.integers(repeats)
    w.make("Expand" if is_expand else "Tile", [w.input(0), wanted], None, w.output())


def _concat(w: Writer) -> None:
    w.make("Concat", list(w.inputs), {"axis": int(w.number("axis"))}, w.output())


def _pad(w: Writer) -> None:
    begin, end = numbers_of(w, w.input(1)), numbers_of(w, w.input(2))
    mode = w.text("pad_mode", "constant")
    attributes: Attributes = {"mode": {"symmetric": b"reflect"}.get(mode, mode.encode())}
    inputs = [w.input(0)]
    if begin is not None and end is not None:
        inputs.append(w.integers([*begin, *end]))
        if w.input(3) >= 0:
            inputs.append(w.input(3))
    w.make("Pad", inputs, attributes, w.output())


def _interpolate(w: Writer) -> None:
    """A Resize; its factors follow from the shapes where both are stated."""
    mode = w.text("mode", "nearest")
    kind = b"linear" if "linear" in mode else b"cubic" if mode == "cubic" else b"nearest"
    coordinates = w.text("coordinate_transformation_mode", "half_pixel")
    attributes = {"mode": kind, "coordinate_transformation_mode": coordinates.encode()}
    if w.text("shape_calculation_mode") == "scales" and w.output() >= 0:
        factors, axes = w.data(_scales(w)), numbers_of(w, w.input(_last(w)))
        rank = w.rank(w.input(0))
        if factors is not None and axes is not None and rank is not None:
            whole = [1.0] * rank
            for axis, factor in zip(axes, factors.ravel().tolist(), strict=False):
                if -rank <= axis < rank:
                    whole[axis] = float(factor)
            attributes["scales"] = whole  # type: ignore[assignment]
    w.make("Resize", [w.input(0)], dict(attributes), w.output())


def _scales(w: Writer) -> int:
    """Sizes, scales, axes up to operator set 4; one of the first two after it."""
    return w.input(2 if len(w.inputs) > 3 else 1)


def _last(w: Writer) -> int:
    return len(w.inputs) - 1


def _shuffle_channels(w: Writer) -> None:
    shape, group = w.shape(w.input(0)), int(w.number("group", 1))
    if shape is None or len(shape) != 4 or not all(isinstance(e, int) for e in shape[1:]):
        w.rename(w.input(0))
        return
    channels, height, width = (int(extent or 1) for extent in shape[1:])
    parted = reshape(w, w.input(0), [-1, group, channels // max(group, 1), height, width])
    turned = w.make("Transpose", [parted], {"perm": [0, 2, 1, 3, 4]})
    reshape(w, turned, [-1, channels, height, width], w.output())


def _depth(op: str) -> Write:
    def write(w: Writer) -> None:
        attributes: Attributes = {"blocksize": int(w.number("block_size", 1))}
        if op == "DepthToSpace":
            attributes["mode"] = b"DCR" if w.text("mode") == "blocks_first" else b"CRD"
        w.make(op, [w.input(0)], attributes, w.output())

    return write


def _shape(w: Writer) -> None:
    w.make("Shape", [w.input(0)], None, w.output())


WRITERS: dict[str, Write] = {
    "Reshape": _reshape,
    "Transpose": _transpose,
    "Squeeze": _axes("Squeeze"),
    "Unsqueeze": _axes("Unsqueeze"),
    "Broadcast": _broadcast,
    "Tile": _tile,
    "Concat": _concat,
    "ShapeOf": _shape,
    "Pad": _pad,
    "Interpolate": _interpolate,
    "ShuffleChannels": _shuffle_channels,
    "DepthToSpace": _depth("DepthToSpace"),
    "SpaceToDepth": _depth("SpaceToDepth"),
}
"""Operator → how it is written out."""
