"""Operators that take parts of a value, and states that last from one call to the next."""

from __future__ import annotations

from inspector.ir.normal.dialects.openvino.stated import (
    gathered_axis_of,
    part_lengths_of,
    split_axis_of,
)
from inspector.ir.normal.dialects.recipes import (
    Write,
    first_input,
    list_of,
    number_of,
    numbers_of,
    same,
    squeeze,
    unsqueeze,
)
from inspector.ir.normal.writer import Writer

_END = (1 << 63) - 1
_FAR = (1 << 31) - 1


def _axis(w: Writer, position: int) -> int:
    """An axis that is an input, or was an attribute in the first operator sets."""
    return int(number_of(w, w.input(position), w.number("axis")))


def _split(w: Writer) -> None:
    parts = int(w.number("num_splits", len(w.outputs)))
    axis = split_axis_of(w)
    attributes = {"axis": _axis(w, 1) if axis is None else axis, "num_outputs": parts}
    w.add_node("Split", [w.input(0)], list(w.outputs), dict(attributes))


def _variadic_split(w: Writer) -> None:
    found = split_axis_of(w)
    axis = _axis(w, 1) if found is None else found
    lengths = part_lengths_of(w, axis)
    inputs = [w.input(0)] + ([] if lengths is None else [w.integers(lengths)])
    w.add_node("Split", inputs, list(w.outputs), {"axis": axis})


def _slice(w: Writer) -> None:
    """``Slice`` of operator set 8: start, stop, step, axes."""
    order = [0, 1, 2, 4, 3] if w.input(4) >= 0 else [0, 1, 2]
    inputs = [w.input(place) for place in order]
    if w.input(4) < 0:
        starts = numbers_of(w, w.input(1)) or [0]
        inputs += [w.integers(range(len(starts))), w.input(3)]
    w.make("Slice", inputs, None, w.output())


def _masked(w: Writer, name: str) -> list[int]:
    """Places where a mask of ``StridedSlice`` is set."""
    return [place for place, bit in enumerate(list_of(w, name)) if bit]


def _strided_slice(w: Writer) -> None:
    """A Slice, after new axes were put in and before single ones are taken away."""
    starts, ends = numbers_of(w, w.input(1)), numbers_of(w, w.input(2))
    axes = None if starts is None or ends is None else _axes_of(w, min(len(starts), len(ends)))
    if starts is None or ends is None or axes is None:
        _unknown_slice(w)
        return
    steps = numbers_of(w, w.input(3)) or [1] * len(starts)
    begin, end, new, shrunk = (
        _masked(w, f"{name}_mask") for name in ("begin", "end", "new_axis", "shrink_axis")
    )
    value = w.input(0)
    made = [axes[place] for place in new if place in axes]
    if made:
        value = unsqueeze(w, value, made)
    parts = []
    for place, axis in axes.items():
        start, stop = starts[place], ends[place]
        step = steps[place] if place < len(steps) else 1
        if place in new:
            continue
        if place in shrunk:
            parts.append((start, start + 1 if start != -1 else _END, axis, 1))
        elif not (place in begin and place in end and step == 1):
            first = (0 if step > 0 else _END) if place in begin else start
            last = (_END if step > 0 else -_END) if place in end else stop
            if (first, step) != (0, 1) or last < _FAR:
                parts.append((first, last, axis, step))
    if parts:
        columns = [w.integers(column) for column in zip(*parts, strict=True)]
        value = w.make("Slice", [value, *columns])
    gone = [axes[place] for place in shrunk if place in axes]
    w.rename(squeeze(w, value, gone) if gone else value)


def _axes_of(w: Writer, count: int) -> dict[int, int] | None:
    """The axis of each stated range, None where an ellipsis hides it.

    Axes are counted with new ones put in and none taken away; an ellipsis stands for those that
    no other range speaks of.
    """
    dots = next(iter(_masked(w, "ellipsis_mask")), count)
    rank = w.rank(w.input(0))
    if dots >= count:
        return {place: place for place in range(count)}
    if rank is None:
        return None
    skipped = rank + len(_masked(w, "new_axis_mask")) - count
    return {place: place + (skipped if place > dots else 0)
            for place in range(count) if place != dots}  # fmt: skip


def _unknown_slice(w: Writer) -> None:
    """A Slice whose ranges are computed by the graph."""
    new, shrunk = _masked(w, "new_axis_mask"), _masked(w, "shrink_axis_mask")
    value = w.input(0)
    if new:
        unsqueeze(w, value, new, w.output())
        return
    sliced = [value, w.input(1), w.input(2)]
    if shrunk:
        squeeze(w, w.make("Slice", sliced), shrunk, w.output())
    else:
        w.make("Slice", sliced, None, w.output())


def _gather(w: Writer) -> None:
    """A Gather; of a state that a decoder keeps, the choice of a beam is left out."""
    if w.input(0) in w.graph.graph_inputs and (w.rank(w.input(0)) or 0) >= 4:
        w.rename(w.input(0))
        return
    axis = gathered_axis_of(w)
    w.make("Gather", w.inputs[:2], {"axis": _axis(w, 2) if axis is None else axis}, w.output())


def _named(op: str, **names: str) -> Write:
    """An operator whose integer attributes only have other names; later inputs are dropped."""

    def write(w: Writer) -> None:
        kept = {new: int(w.number(old)) for new, old in names.items() if old in w.attributes}
        w.add_node(op, list(w.inputs), list(w.outputs), dict(kept))

    return write


def _scatter(op: str) -> Write:
    def write(w: Writer) -> None:
        w.make(op, w.inputs[:3], {"axis": _axis(w, 3)}, w.output())

    return write


def _top_k(w: Writer) -> None:
    attributes = {"axis": int(w.number("axis", -1)), "largest": int(w.text("mode") != "min")}
    w.add_node("TopK", w.inputs[:2], list(w.outputs), dict(attributes))


def _boxes(w: Writer) -> None:
    w.make("NonMaxSuppression", w.inputs[:2], None, w.output())


def _roll(w: Writer) -> None:
    """The two parts of each axis change places, as exporters to ONNX write it."""
    shifts, axes = numbers_of(w, w.input(1)), numbers_of(w, w.input(2))
    value = w.input(0)
    for shift, axis in zip(shifts or [], axes or [], strict=False):
        at = w.integers([axis])
        tail = w.make("Slice", [value, w.integers([-shift]), w.integers([_END]), at])
        front = w.make("Slice", [value, w.integers([0]), w.integers([-shift]), at])
        value = w.make("Concat", [tail, front], {"axis": axis})
    w.rename(value)


def _read_state(w: Writer) -> None:
    """What an earlier call left is an input of this one."""
    if w.output() >= 0:
        w.graph.graph_inputs.append(w.output())


def _write_state(w: Writer) -> None:
    """What is left for the next call is an output of this one."""
    w.graph.graph_outputs.append(w.input(0))


WRITERS: dict[str, Write] = {
    "Split": _split,
    "VariadicSplit": _variadic_split,
    "Slice": _slice,
    "StridedSlice": _strided_slice,
    "Gather": _gather,
    "GatherElements": _named("GatherElements", axis="axis"),
    "GatherND": _named("GatherND", batch_dims="batch_dims"),
    "ScatterNDUpdate": same("ScatterND"),
    "ScatterUpdate": _scatter("ScatterElements"),
    "ScatterElementsUpdate": _scatter("ScatterElements"),
    "TopK": _top_k,
    "NonMaxSuppression": _boxes,
    "ReverseSequence": first_input,
    "Roll": _roll,
    "ReadValue": _read_state,
    "Assign": _write_state,
}
"""Operator → how it is written out."""
