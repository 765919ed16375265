"""Products with weights and recurrent layers, as exporters to ONNX write them."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

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


def einsum(w: Writer, equation: str, left: int, right: int) -> bool:
    """An Einsum of two operands, as the matrix product it is where it is one.

    Args:
        w: The node.
        equation: As TensorFlow spells it, such as ``"abc,cde->abde"``.
        left: The first operand.
        right: The second.

    Returns:
        False when it is no such product (then nothing is added).
    """
    operands, arrow, result = equation.replace(" ", "").partition("->")
    terms = operands.split(",")
    if not arrow or len(terms) != 2 or not all(term.isalpha() for term in (*terms, result)):
        return False
    first, second = terms
    if len(set(first)) < len(first) or len(set(second)) < len(second):
        return False
    batch = [axis for axis in first if axis in second and axis in result]
    inner = [axis for axis in first if axis in second and axis not in result]
    rows = [axis for axis in first if axis not in second]
    columns = [axis for axis in second if axis not in first]
    if set(result) != {*batch, *rows, *columns} or not inner:
        return False
    if w.graph.constant[right] and not batch and result == "".join(rows + columns):
        return _einsum_weight(w, first, second, inner, left, right)
    if max(len(inner), len(rows), len(columns)) != 1:
        return False
    one = _ordered(w, left, first, batch + rows + inner)
    two = _ordered(w, right, second, batch + inner + columns)
    product = w.make("MatMul", [one, two])
    w.rename(_ordered(w, product, "".join(batch + rows + columns), list(result)))
    return True


def _einsum_weight(
    w: Writer, first: str, second: str, inner: list[str], left: int, right: int
) -> bool:
    """A Linear whose inputs or outputs are several axes (heads and their widths)."""
    shape, count = w.shape(right), len(inner)
    if list(first[-count:]) != inner or list(second[:count]) != inner or shape is None:
        return False
    extents = [extent for extent in shape if isinstance(extent, int)]
    if len(extents) != len(shape):
        return False
    inputs, outputs = prod(extents[:count]), prod(extents[count:])
    weight = w.constant((inputs, outputs))
    w.graph.tensors[weight] = w.graph.tensors[right]
    if count > 1:
        kept = [0] * (len(first) - count)
        left = w.make("Reshape", [left, w.integers([*kept, inputs])], {"allowzero": 0})
    product = w.make("MatMul", [left, weight], None, ABSENT)
    if len(extents) - count > 1:
        kept = [0] * (len(first) - count)
        target = w.integers([*kept, *extents[count:]])
        w.make("Reshape", [product, target], {"allowzero": 0}, w.output())
    else:
        w.rename(product)
    return True


def _ordered(w: Writer, value: int, axes: str, wanted: list[str]) -> int:
    order = [axes.index(axis) for axis in wanted]
    return value if order == sorted(order) else w.transpose(value, order)
