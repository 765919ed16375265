"""Operators that move, cut, join and reduce, written out as ONNX's.

TensorFlow and TensorFlow Lite store the same operands at different places, so each function is
given them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from inspector.ir.normal.constants import DTYPE_CODES
from inspector.ir.normal.graph import ABSENT
from inspector.ir.normal.writer import Attributes, Writer

_FAR = (1 << 31) - 1
_CODES = {name: code for code, name in DTYPE_CODES.items()}


def pass_on(w: Writer, place: int = 0) -> None:
    """Makes an output equal to the input at its place; a constant stays one that is known."""
    source, target = w.input(place), w.output(place)
    w.rename(source, place)
    if source >= 0 and target >= 0 and w.graph.constant[source]:
        graph = w.graph
        graph.constant[target] = True
        graph.data[target], graph.tensors[target] = graph.data[source], graph.tensors[source]
        graph.shapes[target], graph.dtypes[target] = graph.shapes[source], graph.dtypes[source]


def listed(w: Writer, value: int) -> list[int] | None:
    """The elements of a small constant of integers."""
    data = w.data(value)
    if data is None or data.dtype.kind not in "iu":
        return None
    return [int(entry) for entry in data.flat]


def axes_of(w: Writer, value: int, rank: int | None) -> list[int] | None:
    """Axes that a constant states, counted from the front where the rank is known."""
    found = listed(w, value)
    if found is None or rank is None:
        return found
    return [axis + rank if axis < 0 else axis for axis in found]


def reshape(w: Writer, x: int, shape: int, stated: Sequence[int] = ()) -> None:
    """A Reshape by a value, or by numbers among the attributes."""
    wanted = listed(w, shape)
    if wanted is None and stated:
        wanted = list(stated)
    target = w.integers(wanted) if wanted is not None else shape
    w.make("Reshape", [x, target] if target >= 0 else [x], {"allowzero": 0}, w.output())


def transpose(w: Writer, x: int, order: int) -> None:
    """A Transpose whose order stands in a value."""
    found = listed(w, order)
    w.make("Transpose", [x], {} if found is None else {"perm": found}, w.output())


def pad(w: Writer, x: int, paddings: int, mode: str = "constant", value: int = ABSENT) -> None:
    """A Pad from pairs of numbers per axis."""
    data = w.data(paddings)
    pads = paddings
    if data is not None and data.ndim == 2 and data.shape[1] == 2:
        pads = w.integers([int(entry) for entry in data.T.flat])
    inputs = [x, pads] + ([value] if value >= 0 else [])
    w.make("Pad", inputs, {"mode": mode}, w.output())


def reduce(w: Writer, op: str, x: int, axes: int, keep: bool, output: int = ABSENT) -> int:
    """A reduction over the axes that a value states."""
    found = axes_of(w, axes, w.rank(x))
    attributes: Attributes = {"keepdims": int(keep)}
    inputs = [x] if found is None else [x, w.integers(found)]
    return w.make(op, inputs, attributes, output)


def concatenate(w: Writer, values: Sequence[int], axis: int, output: int = ABSENT) -> int:
    """A Concat; its axis is counted from the front where the rank is known."""
    rank = next((r for r in map(w.rank, values) if r is not None), None)
    if rank is not None and axis < 0:
        axis += rank
    return w.make("Concat", list(values), {"axis": axis}, output)


def pack(w: Writer, values: Sequence[int], axis: int) -> None:
    """Joins values along a new axis."""
    place = w.integers([axis])
    w.make("Concat", [w.make("Unsqueeze", [v, place]) for v in values], {"axis": axis}, w.output())


def unpack(w: Writer, x: int, axis: int) -> None:
    """Takes a value apart along an axis that vanishes."""
    place = w.integers([axis])
    parts = [w.graph.add_value() for _ in w.outputs]
    w.add_node("Split", [x], parts, {"axis": axis, "num_outputs": len(parts)})
    for position, part in enumerate(parts):
        if w.output(position) >= 0:
            w.make("Squeeze", [part, place], None, w.output(position))


def split(w: Writer, x: int, axis: int, sizes: int = ABSENT) -> None:
    """Cuts a value into equal parts, or into parts of the sizes that a value states."""
    rank, outputs = w.rank(x), list(w.outputs)
    if rank is not None and axis < 0:
        axis += rank
    attributes: Attributes = {"axis": axis}
    inputs = [x]
    found = listed(w, sizes)
    if found is not None and min(found, default=0) >= 0:
        inputs.append(w.integers(found))
    else:
        attributes["num_outputs"] = len(outputs)
    w.add_node("Split", inputs, outputs, attributes)


def cut(w: Writer, x: int, begin: int, size: int) -> None:
    """A Slice by beginnings and sizes."""
    starts, sizes = listed(w, begin), listed(w, size)
    if starts is None or sizes is None or len(starts) != len(sizes):
        w.make("Slice", [x, begin, size], None, w.output())
        return
    ends = [_FAR if n < 0 else start + n for start, n in zip(starts, sizes, strict=True)]
    _slice(w, x, starts, ends, [1] * len(starts), list(range(len(starts))), w.output())


def _slice(
    w: Writer,
    x: int,
    starts: list[int],
    ends: list[int],
    steps: list[int],
    axes: list[int],
    output: int = ABSENT,
) -> int:
    """A Slice of the axes that it really cuts."""
    shape = w.shape(x)
    kept = []
    for place, axis in enumerate(axes):
        extent = shape[axis] if shape is not None and axis < len(shape) else None
        whole = ends[place] >= _FAR or (isinstance(extent, int) and ends[place] >= extent)
        if starts[place] != 0 or steps[place] != 1 or not whole:
            kept.append(place)
    if not kept:
        return w.make("Identity", [x], None, output)
    columns = ([column[place] for place in kept] for column in (starts, ends, axes, steps))
    return w.make("Slice", [x, *map(w.integers, columns)], None, output)


def reverse(w: Writer, x: int, axes: int) -> None:
    """The elements along some axes in the other order."""
    found = axes_of(w, axes, w.rank(x))
    if found is None:
        raise ValueError
    columns = ([-1] * len(found), [-_FAR] * len(found), found, [-1] * len(found))
    w.make("Slice", [x, *map(w.integers, columns)], None, w.output())


def strided_slice(w: Writer, x: int, begin: int, end: int, strides: int) -> None:
    """Slices as Python writes them: with ends left out, new axes, and single elements."""
    starts, ends, steps = listed(w, begin), listed(w, end), listed(w, strides)
    if starts is None or ends is None or steps is None:
        _unknown_slice(w, x, begin, end, strides)
        return
    masks = {
        name: int(w.number(f"{name}_mask"))
        for name in ("begin", "end", "ellipsis", "new_axis", "shrink_axis")
    }
    entries = list(range(min(len(starts), len(ends), len(steps))))
    new = [at for at in entries if masks["new_axis"] >> at & 1]
    dots = next((at for at in entries if masks["ellipsis"] >> at & 1), len(entries))
    rank = w.rank(x)
    skipped = (rank or len(entries)) - len([at for at in entries if at not in new and at != dots])
    axis, places = 0, {}
    for at in entries:
        if at == dots:
            axis += max(0, skipped)
        elif at not in new:
            places[at] = axis
            axis += 1
    first, last = [], []
    for at in places:
        one = masks["shrink_axis"] >> at & 1
        first.append(0 if masks["begin"] >> at & 1 and not one else starts[at])
        open_end = masks["end"] >> at & 1 and not one
        stop = starts[at] + 1 or _FAR if one else ends[at]
        last.append((_FAR if steps[at] > 0 else -_FAR) if open_end else stop)
    inside = list(places.values())
    value = _slice(w, x, first, last, [steps[at] or 1 for at in places], inside)
    gone = [places[at] for at in places if masks["shrink_axis"] >> at & 1]
    if gone:
        value = w.make("Squeeze", [value, w.integers(gone)])
    if new:
        made = [
            at
            - sum(
                1
                for each in entries
                if each < at and each in places and masks["shrink_axis"] >> each & 1
            )
            for at in new
        ]
        value = w.make("Unsqueeze", [value, w.integers(made)])
    w.rename(value)


def _unknown_slice(w: Writer, x: int, begin: int, end: int, strides: int) -> None:
    value = w.make("Slice", [x, begin, end, ABSENT, strides])
    shrunk = int(w.number("shrink_axis_mask"))
    gone = [axis for axis in range(8) if shrunk >> axis & 1]
    w.rename(w.make("Squeeze", [value, w.integers(gone)]) if gone else value)


def gather(w: Writer, table: int, indices: int, axis: int, batch: int = 0) -> None:
    """Looks elements up along an axis, behind shared leading axes."""
    indices = _counted_from_front(w, indices)
    rank = w.rank(table)
    if rank is not None and axis < 0:
        axis += rank
    if batch:
        w.make("GatherND", [table, indices], {"batch_dims": batch}, w.output())
    else:
        w.make("Gather", [table, indices], {"axis": axis}, w.output())


def _counted_from_front(w: Writer, indices: int) -> int:
    """The indices behind ``Where(i < 0, i + size, i)``, which allows for negative ones."""
    graph = w.graph
    choice = graph.producer[indices]
    if choice < 0 or graph.ops[choice] != "Where":
        return indices
    below, _, plain = graph.inputs[choice]
    test = graph.producer[below]
    if test < 0 or graph.ops[test] != "Less" or graph.inputs[test][0] != plain:
        return indices
    if number_of(w, graph.inputs[test][1]) != 0:
        return indices
    for node in (test, choice):
        w.origins = [*w.origins, *graph.origins[node]]
    return plain


def cast(w: Writer, x: int, dtype: str, output: int = ABSENT) -> int:
    """A Cast to one of the program's element types."""
    code = _CODES.get(dtype)
    return w.make("Cast", [x], {} if code is None else {"to": code}, output)


def tile(w: Writer, x: int, repeats: int) -> None:
    """A repetition along axes; of axes of one element it is an Expand."""
    found, shape = listed(w, repeats), w.shape(x)
    if found is None or shape is None or len(found) != len(shape):
        w.make("Tile", [x, repeats], None, w.output())
    elif all(extent == 1 for extent, n in zip(shape, found, strict=True) if n != 1):
        w.make("Expand", [x, w.integers(found)], None, w.output())
    else:
        w.make("Tile", [x, w.integers(found)], None, w.output())


def broadcast(w: Writer, x: int, shape: int) -> None:
    """A value repeated along axes of one element to a shape."""
    found = listed(w, shape)
    w.make("Expand", [x, shape if found is None else w.integers(found)], None, w.output())


def fill(w: Writer, shape: int, value: int) -> None:
    """A value repeated to a shape."""
    w.make("Expand", [value, shape], None, w.output())


def one_of(w: Writer, op: str, x: int, axis: int) -> None:
    """ArgMax or ArgMin along the axis that a value states."""
    found = listed(w, axis) or [0]
    w.make(op, [x], {"axis": found[0], "keepdims": 0}, w.output())


def top(w: Writer, x: int, count: int) -> None:
    """The largest elements along the last axis and their places."""
    found = listed(w, count)
    k = w.integers(found) if found is not None else count
    outputs = [w.output(0), w.output(1) if w.output(1) >= 0 else w.graph.add_value()]
    w.add_node("TopK", [x, k], outputs, {"axis": -1})


def number_of(w: Writer, value: int) -> float | None:
    """The number that a constant holds."""
    data = w.data(value)
    if data is None or data.size != 1 or data.dtype.kind not in "fiub":
        return None
    return float(np.asarray(data).flat[0])
