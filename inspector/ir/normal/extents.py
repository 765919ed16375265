"""Shapes of constants whose elements are not known, such as those made of other shapes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from inspector.ir.graph import Shape
from inspector.ir.normal.graph import Data, NormalGraph


def shape_of(graph: NormalGraph, node: int) -> None:
    """Works out what a Shape or a Size makes, as far as its input's shape is known."""
    source, target = graph.inputs[node][0], graph.outputs[node][0]
    shape = graph.shapes[source]
    graph.dtypes[target] = "int64"
    if shape is None:
        _part_of_shape(graph, node, target)
        return
    if graph.ops[node] == "Size":
        if all(isinstance(extent, int) for extent in shape):
            graph.data[target] = np.asarray(np.prod([int(e or 0) for e in shape]), dtype=np.int64)
        return
    attributes = graph.attributes[node]
    start, end = attributes.get("start", 0), attributes.get("end")
    part = shape[start if isinstance(start, int) else 0 : end if isinstance(end, int) else None]
    graph.shapes[target] = (len(part),)
    if all(isinstance(extent, int) for extent in part):
        graph.data[target] = np.asarray(part, dtype=np.int64)


def _part_of_shape(graph: NormalGraph, node: int, target: int) -> None:
    """How many extents ``Shape`` with ``start`` and ``end`` gives of a value of any rank."""
    attributes = graph.attributes[node]
    start, end = attributes.get("start", 0), attributes.get("end", 1 << 62)
    if graph.ops[node] == "Size":
        graph.shapes[target] = ()
    elif isinstance(start, int) and isinstance(end, int):
        count = _cut(start, end, None)
        graph.shapes[target] = None if count is None else (count,)


def constant_shape(graph: NormalGraph, node: int, target: int) -> None:
    """Follows the shape of a constant whose elements are not known."""
    if graph.shapes[target] is not None:
        return
    shapes = [graph.shapes[value] for value in graph.inputs[node] if value >= 0]
    first = shapes[0] if shapes else None
    if graph.ops[node] in _SAME_SHAPE:
        result = _broadcast(shapes)
    else:
        follow = _FOLLOWED.get(graph.ops[node])
        result = follow(graph, node, first) if follow else None
    if result is not None:
        graph.shapes[target] = result


def _broadcast(shapes: list[Shape | None]) -> Shape | None:
    if not shapes or any(shape is None for shape in shapes):
        return None
    try:
        return np.broadcast_shapes(*(tuple(_sizes(shape)) for shape in shapes))
    except (ValueError, RuntimeError):  # the latter for more axes than NumPy has
        return None


def _filled(graph: NormalGraph, node: int, first: Shape | None) -> Shape | None:
    sizes = graph.data[graph.inputs[node][0]]
    return None if sizes is None else tuple(int(extent) for extent in sizes.flat)


def _gathered(graph: NormalGraph, node: int, first: Shape | None) -> Shape | None:
    inputs = graph.inputs[node]
    if len(inputs) < 2 or inputs[1] < 0 or graph.shapes[inputs[1]] != ():
        return None
    return () if first is None or len(first) == 1 else None


def _transposed(graph: NormalGraph, node: int, first: Shape | None) -> Shape | None:
    if first is None:
        return None
    permutation = graph.attributes[node].get("perm")
    order = permutation if isinstance(permutation, list) else range(len(first))[::-1]
    return tuple(first[int(axis)] for axis in order) if len(order) == len(first) else None


def _reshaped(graph: NormalGraph, node: int, first: Shape | None) -> Shape | None:
    inputs = graph.inputs[node]
    if len(inputs) < 2 or inputs[1] < 0:
        return None
    return _reshaped_shape(graph.data[inputs[1]], first)


def _squeezed(graph: NormalGraph, node: int, first: Shape | None) -> Shape | None:
    return () if first == (1,) else None


def _unsqueezed(graph: NormalGraph, node: int, first: Shape | None) -> Shape | None:
    return (1,) if first == () and _one_axis(graph, node) else None


def _one_axis(graph: NormalGraph, node: int) -> bool:
    """Whether an Unsqueeze adds one axis."""
    inputs = graph.inputs[node]
    data = graph.data[inputs[1]] if len(inputs) > 1 and inputs[1] >= 0 else None
    axes = graph.attributes[node].get("axes")
    return data.size == 1 if data is not None else isinstance(axes, list) and len(axes) == 1


_SAME_SHAPE = frozenset(
    "Cast Identity DequantizeLinear Sqrt Reciprocal Neg Exp Log Abs Add Sub Mul Div Pow "
    "Where".split()
)


def _reshaped_shape(wanted: Data | None, first: Shape | None) -> Shape | None:
    """The shape that a Reshape gives; one extent may be left to be worked out."""
    if wanted is None:
        return None
    extents = [int(extent) for extent in np.asarray(wanted, dtype=np.int64).flat]
    if extents.count(-1) == 1 and first is not None and 0 not in extents:
        known = -int(np.prod(extents))
        total = int(np.prod([extent if isinstance(extent, int) else 0 for extent in first]))
        if total and total % known == 0:
            extents[extents.index(-1)] = total // known
    return tuple(extents) if all(extent > 0 for extent in extents) else None


def _sizes(shape: Shape | None) -> list[int]:
    """Sizes for broadcasting; a symbolic size is no size."""
    sizes = [extent for extent in shape or () if isinstance(extent, int)]
    if len(sizes) != len(shape or ()):
        raise ValueError("symbolic")
    return sizes


def _sliced_shape(graph: NormalGraph, node: int, first: Shape | None) -> Shape | None:
    """How much of a vector is cut out, as in ``Shape(x)[-1:]``; its length need not be known."""
    inputs, attributes = graph.inputs[node], graph.attributes[node]
    ends: list[Any] = []
    for position, name in ((1, "starts"), (2, "ends"), (4, "steps")):
        if len(inputs) > position and inputs[position] >= 0:
            data = graph.data[inputs[position]]
            ends.append(None if data is None else data.ravel().tolist())
        else:
            ends.append(attributes.get(name, [1] if name == "steps" else None))
    if not all(isinstance(e, list) and len(e) == 1 for e in ends) or ends[2] != [1]:
        return None
    if first is not None and len(first) != 1:
        return None
    length = first[0] if first else None
    count = _cut(int(ends[0][0]), int(ends[1][0]), length if isinstance(length, int) else None)
    return None if count is None else (count,)


def _cut(start: int, end: int, length: int | None) -> int | None:
    """How many entries lie between two places of a vector, each maybe counted from its end."""
    if length is not None:
        return len(range(length)[start:end])
    if (start < 0) == (end < 0):
        return end - start if start <= end < 1 << 30 else None
    return -start if end > 1 << 30 else None


_FOLLOWED: dict[str, Callable[[NormalGraph, int, Shape | None], Shape | None]] = {
    "ConstantOfShape": _filled,
    "Gather": _gathered,
    "Reshape": _reshaped,
    "Slice": _sliced_shape,
    "Squeeze": _squeezed,
    "Transpose": _transposed,
    "Unsqueeze": _unsqueezed,
}
"""Operator → the shape of what it makes, from its first input's."""
