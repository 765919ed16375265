"""Operators that take parts of a value, and states that last from one call to the next."""

from __future__ import annotations

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
    attributes = {"axis": _axis(w, 1), "num_outputs": parts}
    w.add_node("Split", [w.input(0)], list(w.outputs), dict(attributes))


def _variadic_split(w: Writer) -> None:
    lengths = numbers_of(w, w.input(2))
    inputs = [w.input(0)]
    if lengths is not None and -1 not in lengths:
        inputs.append(w.integers(lengths))
    w.add_node("Split", inputs, list(w.outputs), {"axis": _axis(w, 1)})


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
    new, shrunk = _masked(w, "new_axis_mask"), _masked(w, "shrink_axis_mask")
    value = w.input(0)
    if starts is None or ends is None or _masked(w, "ellipsis_mask"):
        if not new and not shrunk:
            inputs = [value, w.input(1), w.input(2)]
            w.make("Slice", inputs, None, w.output())
        elif new:
            unsqueeze(w, value, new, w.output())
        else:
            squeeze(w, w.make("Slice", [value, w.input(1), w.input(2)]), shrunk, w.output())
        return
    steps = numbers_of(w, w.input(3)) or [1] * len(starts)
    if new:
        value = unsqueeze(w, value, new)
    parts = []
    for axis, (start, end, step) in enumerate(zip(starts, ends, steps, strict=False)):
        if axis in new:
            continue
        whole_start, whole_end = axis in _masked(w, "begin_mask"), axis in _masked(w, "end_mask")
        if axis in shrunk:
            parts.append((start, start + 1 if start != -1 else _END, axis, 1))
        elif not (whole_start and whole_end and step == 1):
            first = (0 if step > 0 else _END) if whole_start else start
            last = (_END if step > 0 else -_END) if whole_end else end
            if (first, step) != (0, 1) or last < _FAR:
                parts.append((first, last, axis, step))
    if parts:
        value = w.make(
            "Slice", [value, *(w.integers(column) for column in zip(*parts, strict=True))]
        )
    w.rename(squeeze(w, value, shrunk) if shrunk else value)


def _gather(w: Writer) -> None:
    """A Gather; of a state that a decoder keeps, the choice of a beam is left out."""
    if w.input(0) in w.graph.graph_inputs and (w.rank(w.input(0)) or 0) >= 4:
        w.rename(w.input(0))
        return
    w.make("Gather", w.inputs[:2], {"axis": _axis(w, 2)}, w.output())


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
