"""Ways of writing that several dialects share."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from inspector.ir.normal.graph import ABSENT
from inspector.ir.normal.writer import Attributes, Writer

Write = Callable[[Writer], None]


def same(op: str, **attributes: object) -> Write:
    """An operator that ONNX has with the same inputs; given attributes replace the stored ones."""

    def write(w: Writer) -> None:
        inputs = list(w.inputs)
        while inputs and inputs[-1] < 0:
            inputs.pop()
        w.add_node(op, inputs, list(w.outputs), dict(attributes))

    return write


def with_attributes(op: str, **names: str) -> Write:
    """An operator that ONNX has with the same inputs and, under other names, some attributes.

    Args:
        op: ONNX's operator.
        names: ONNX's name of an attribute = the stored name.
    """

    def write(w: Writer) -> None:
        kept = {new: w.attributes[old] for new, old in names.items() if old in w.attributes}
        w.add_node(op, [value for value in w.inputs if value >= 0], list(w.outputs), kept)

    return write


def first_input(w: Writer) -> None:
    """An operator that passes its first input on."""
    w.rename(w.input(0))


def numbers_of(w: Writer, value: int) -> list[int] | None:
    """The integers of a small constant, None when they are not known."""
    data = w.data(value)
    if data is None or data.dtype.kind not in "iufb":
        return None
    return [int(number) for number in np.ravel(data).tolist()]


def number_of(w: Writer, value: int, default: float) -> float:
    """The number of a constant scalar, a default when it is left out or not known."""
    data = w.data(value)
    if data is None or data.size != 1 or data.dtype.kind not in "iufb":
        return default
    return float(np.ravel(data)[0])


def list_of(w: Writer, name: str) -> list[int]:
    """A stored attribute that holds one integer or several."""
    found = w.attributes.get(name)
    return [found] if isinstance(found, int) else w.numbers(name)


def reshape(w: Writer, value: int, shape: Sequence[int], output: int = ABSENT) -> int:
    """Gives a value another shape."""
    return w.make("Reshape", [value, w.integers(shape)], None, output)


def squeeze(w: Writer, value: int, axes: Sequence[int], output: int = ABSENT) -> int:
    """Takes axes of one element away."""
    return w.make("Squeeze", [value, w.integers(axes)], None, output)


def unsqueeze(w: Writer, value: int, axes: Sequence[int], output: int = ABSENT) -> int:
    """Puts axes of one element in."""
    return w.make("Unsqueeze", [value, w.integers(axes)], None, output)


def swapped(w: Writer, value: int) -> int:
    """A matrix, or a stack of them, with its last two axes exchanged."""
    rank = w.rank(value) or 2
    if rank < 2:
        return value
    order = [*range(rank - 2), rank - 1, rank - 2]
    return w.transpose(value, order)


def matmul(
    w: Writer, left: int, right: int, *, transpose_left: bool, transpose_right: bool, output: int
) -> int:
    """A product of matrices, either of them transposed first."""
    left = swapped(w, left) if transpose_left else left
    right = swapped(w, right) if transpose_right else right
    return w.make("MatMul", [left, right], None, output)


def attention(
    w: Writer,
    query: int,
    key: int,
    value: int,
    *,
    added: Sequence[int] = (),
    scale: float = 0.0,
    causal: bool = False,
    output: int = ABSENT,
) -> int:
    """softmax(q · kᵀ · scale + added) · v, as exporters to ONNX write it.

    Args:
        w: The writer.
        query: Queries [..., length, width], as keys and values.
        key: Keys.
        value: Values.
        added: Values added to the scores; ABSENT ones are left out.
        scale: Factor of the scores, 0 for the usual one over the root of the width.
        causal: Whether a mask of the future is added.
        output: The value to make, a new one when ABSENT.
    """
    if scale == 0.0:
        shape = w.shape(query)
        width = shape[-1] if shape else None
        scale = (width if isinstance(width, int) and width > 0 else 64) ** -0.5
    scores = w.make("MatMul", [query, swapped(w, key)])
    if scale != 1.0:
        scores = w.make("Mul", [scores, w.number_value(scale)])
    if causal:
        added = [*added, w.constant(None)]
    weights = w.make("Softmax", [w.add(scores, *added)], {"axis": -1})
    return w.make("MatMul", [weights, value], None, output)


def bias_of(w: Writer, value: int) -> int:
    """A bias, ABSENT for one that adds nothing: some converters store zeros where there is none."""
    data = w.data(value)
    return ABSENT if data is not None and data.size and not data.any() else value


def pads_of(begin: Sequence[int], end: Sequence[int]) -> list[int]:
    """ONNX's ``pads``: all beginnings, then all ends."""
    return [*begin, *end]


def depth_to_space(w: Writer, op: str, mode: str, block: int) -> None:
    """``DepthToSpace`` or ``SpaceToDepth``."""
    attributes: Attributes = {"blocksize": block}
    if op == "DepthToSpace":
        attributes["mode"] = mode.encode()
    w.make(op, [w.input(0)], attributes, w.output())
