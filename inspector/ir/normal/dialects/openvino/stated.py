"""What stated shapes tell of constants whose file is not there.

OpenVINO keeps axes, orders and target shapes as constants, all of them in the file of weights. A
graph without it still states the shape of every value, from which most of them follow. Where none
follows, none is given.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from inspector.ir.graph import Shape
from inspector.ir.normal.dialects.recipes import numbers_of
from inspector.ir.normal.writer import Writer

_MOST_AXES = 8
"""More axes are not tried out."""


def target_of(w: Writer, position: int) -> list[int] | None:
    """The shape that a Reshape or a Broadcast makes; an extent that is not known is -1.

    Args:
        w: The node.
        position: The input that says so.
    """
    known = numbers_of(w, w.input(position))
    shape = w.shape(w.output())
    if known is not None or shape is None:
        return known
    extents = [extent if isinstance(extent, int) else -1 for extent in shape]
    return extents if extents.count(-1) <= 1 else None


def order_of(w: Writer) -> list[int] | None:
    """The order of axes of a Transpose; axes of the same extent keep theirs among themselves."""
    known = numbers_of(w, w.input(1))
    source, target = w.shape(w.input(0)), w.shape(w.output())
    if known is not None or source is None or target is None or len(source) != len(target):
        return known
    order: list[int] = []
    for extent in target:
        places = [axis for axis, own in enumerate(source) if own == extent and axis not in order]
        if not places:
            return None
        order.append(places[0])
    return None if order == list(range(len(order))) else order


def single_axes_of(w: Writer, position: int, *, put_in: bool) -> list[int] | None:
    """The axes of one element that a Squeeze takes away or an Unsqueeze puts in.

    Args:
        w: The node.
        position: The input that says so.
        put_in: Whether it is an Unsqueeze.
    """
    known = numbers_of(w, w.input(position))
    longer, shorter = w.shape(w.output() if put_in else w.input(0)), w.shape(w.output())
    shorter = w.shape(w.input(0)) if put_in else shorter
    if known is not None or longer is None or shorter is None:
        return known
    fitting = (axes for axes in _removed(longer, shorter) if all(longer[a] == 1 for a in axes))
    return next(fitting, None)


def reduced_axes_of(w: Writer, *, kept: bool) -> list[int] | None:
    """The axes that a reduction is over.

    Args:
        w: The node.
        kept: Whether they stay as axes of one element.
    """
    known = numbers_of(w, w.input(1))
    source, target = w.shape(w.input(0)), w.shape(w.output())
    if known is not None or source is None or target is None:
        return known
    if kept:
        pairs = list(zip(source, target, strict=False))
        return [axis for axis, (own, made) in enumerate(pairs) if own != made and made == 1] or None
    found = list(_removed(source, target))
    return found[0] if len(found) == 1 else None


def normalised_axes_of(w: Writer) -> list[int] | None:
    """The axes that are normalised over; of those of which only the number is stated, the last."""
    known = numbers_of(w, w.input(1))
    count = w.shape(w.input(1))
    if known is not None or count is None or len(count) != 1 or not isinstance(count[0], int):
        return known
    rank = w.rank(w.input(0))
    if count[0] == 1 or rank is None:
        return [-1] if count[0] == 1 else None
    return list(range(rank - count[0], rank)) if count[0] < rank else None


def gathered_axis_of(w: Writer) -> int | None:
    """The axis that a Gather's indices are along."""
    known = numbers_of(w, w.input(2))
    if known:
        return known[0]
    source, index, target = w.shape(w.input(0)), w.shape(w.input(1)), w.shape(w.output())
    if source is None or index is None or target is None:
        return None
    fitting = [
        axis
        for axis in range(len(source))
        if (*source[:axis], *index, *source[axis + 1 :]) == tuple(target)
    ]
    return fitting[0] if fitting else None


def split_axis_of(w: Writer) -> int | None:
    """The axis that is parted, and so has another extent in every part."""
    known = numbers_of(w, w.input(1))
    if known:
        return known[0]
    source, target = w.shape(w.input(0)), w.shape(w.output())
    if source is None or target is None or len(source) != len(target):
        return None
    changed = [a for a, (own, made) in enumerate(zip(source, target, strict=True)) if own != made]
    return changed[0] if len(changed) == 1 else None


def part_lengths_of(w: Writer, axis: int) -> list[int] | None:
    """How long the parts of a Split are, all of them or none.

    Args:
        w: The node.
        axis: The axis that is parted.
    """
    known = numbers_of(w, w.input(2))
    if known is not None and -1 not in known:
        return known
    shapes = [w.shape(value) for value in w.outputs]
    extents = [None if shape is None else shape[axis] for shape in shapes]
    lengths = [extent for extent in extents if isinstance(extent, int)]
    return lengths if len(lengths) == len(extents) else None


def _removed(longer: Shape, shorter: Shape) -> Iterator[list[int]]:
    """The sets of axes without which one shape is the other."""
    missing = len(longer) - len(shorter)
    if missing < 0 or len(longer) > _MOST_AXES:
        return
    for axes in combinations(range(len(longer)), missing):
        if tuple(extent for axis, extent in enumerate(longer) if axis not in axes) == shorter:
            yield list(axes)
