"""Products with weights and recurrent layers, as exporters to ONNX write them."""

from __future__ import annotations

from collections.abc import Sequence

from inspector.ir.normal.graph import ABSENT
from inspector.ir.normal.writer import Attributes, Writer


def swapped(w: Writer, value: int) -> int:
    """The last two axes changed over."""
    rank = w.rank(value)
    if rank is None or rank < 2:
        return w.make("Transpose", [value])
    return w.transpose(value, [*range(rank - 2), rank - 1, rank - 2])


def linear(w: Writer, x: int, weight: int, bias: int, output: int = ABSENT) -> int:
    """A fully connected layer.

    Args:
        w: The node.
        x: What it reads.
        weight: Stored as outputs × inputs.
        bias: One number per output, ABSENT for none.
        output: The value to make, ABSENT for a new one.
    """
    if w.rank(x) == 2 and w.graph.constant[weight]:
        inputs = [x, weight] + ([bias] if bias >= 0 else [])
        return w.make("Gemm", inputs, {"transB": 1}, output)
    product = w.make("MatMul", [x, swapped(w, weight)], None, output if bias < 0 else ABSENT)
    return product if bias < 0 else w.make("Add", [product, bias], None, output)


def matmul(
    w: Writer, left: int, right: int, *, turn_left: bool, turn_right: bool, output: int = ABSENT
) -> int:
    """A batched product whose operands may be transposed first."""
    if turn_left:
        left = swapped(w, left)
    if turn_right:
        right = swapped(w, right)
    return w.make("MatMul", [left, right], None, output)


def softmax(w: Writer, x: int, beta: float = 1.0) -> None:
    """A Softmax over the last axis of scaled scores."""
    if beta != 1.0:
        x = w.make("Mul", [x, w.number_value(beta)])
    rank = w.rank(x)
    w.make("Softmax", [x], {"axis": -1 if rank is None else rank - 1}, w.output())


def recurrent(
    w: Writer,
    op: str,
    x: int,
    gates: int,
    sizes: tuple[int | None, int | None],
    output: int,
    *,
    time_major: bool,
    last_only: bool = False,
    bias: bool = True,
    direction: str = "forward",
    attributes: Attributes | None = None,
) -> int:
    """An LSTM, GRU or RNN whose weights are stored in another order than ONNX's.

    Args:
        w: The node.
        op: The operator.
        x: The sequence, batch × time × features or time × batch × features.
        gates: How many gates there are.
        sizes: Features and units, None where they are not known.
        output: The value to make.
        time_major: Whether the time axis comes first.
        last_only: Whether only the last step is the result.
        bias: Whether there is one.
        direction: ``forward``, ``reverse`` or ``bidirectional``.
        attributes: Further ones.
    """
    features, units = sizes
    ways = 2 if direction == "bidirectional" else 1
    rows = None if units is None else gates * units
    weights = [w.constant((ways, rows, features)), w.constant((ways, rows, units))]
    if bias:
        weights.append(w.constant((ways, None if rows is None else 2 * rows)))
    sequence = x if time_major else w.transpose(x, [1, 0, 2])
    results = [w.graph.add_value() for _ in range(3 if op == "LSTM" else 2)]
    given: Attributes = {"direction": direction, **(attributes or {})}
    if isinstance(units, int):
        given["hidden_size"] = units
    w.add_node(op, [sequence, *weights], results, given)
    if last_only:
        return w.make("Squeeze", [results[1], w.integers([0])], None, output)
    if ways == 2:
        joined = w.transpose(results[0], [0, 2, 1, 3])
        steps = w.make("Reshape", [joined, w.integers([0, 0, -1])], {"allowzero": 0})
    else:
        steps = w.make("Squeeze", [results[0], w.integers([1])])
    if time_major:
        return w.make("Identity", [steps], None, output)
    return w.make("Transpose", [steps], {"perm": [1, 0, 2]}, output)


def extent(w: Writer, value: int, axis: int) -> int | None:
    """A known extent of a value."""
    shape = w.shape(value)
    if shape is None or not -len(shape) <= axis < len(shape):
        return None
    found = shape[axis]
    return found if isinstance(found, int) else None


def total(w: Writer, values: Sequence[int], output: int) -> None:
    """The sum of values."""
    value = values[0]
    for other in values[1:-1]:
        value = w.make("Add", [value, other])
    if len(values) > 1:
        w.make("Add", [value, values[-1]], None, output)
    else:
        w.make("Identity", [value], None, output)
