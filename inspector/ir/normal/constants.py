"""Constants: what depends on constants only is constant, and small ones are computed.

The shape of a value counts as constant even where it is not known: so all shape arithmetic
(Shape → Gather → Concat → Reshape) leaves the data flow, whichever exporter wrote it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import numpy as np

from inspector.ir.normal.extents import constant_shape, shape_of
from inspector.ir.normal.graph import MAX_DATA, Data, NormalGraph

SHAPE_OPERATORS = frozenset({"Shape", "Size"})
NEVER_CONSTANT = frozenset({"RandomNormal", "RandomUniform", "If", "Loop", "Scan"})

DTYPE_CODES = {
    1: "float32", 2: "uint8", 3: "int8", 4: "uint16", 5: "int16", 6: "int32", 7: "int64",
    9: "bool", 10: "float16", 11: "float64", 12: "uint32", 13: "uint64", 16: "bfloat16",
}  # fmt: skip
"""ONNX ``TensorProto.DataType`` numbers."""

_NUMERIC = "fciub"
"""Kinds of arrays to compute with: sums of strings would grow without end."""

_NOT_COMPUTABLE = (ArithmeticError, AttributeError, LookupError, MemoryError, TypeError, ValueError)
"""What a computation raises when inputs or attributes do not fit its operator."""


def propagate(graph: NormalGraph) -> None:
    """Marks constant values and computes the elements and shapes of small ones."""
    for node in graph.live_nodes():
        propagate_node(graph, node)


def propagate_node(graph: NormalGraph, node: int) -> None:
    """Marks what a node makes as constant if it is, and computes it if it is small."""
    constant, op, outputs = graph.constant, graph.ops[node], graph.outputs[node]
    if op in SHAPE_OPERATORS:
        for value in outputs:
            constant[value] = True
        shape_of(graph, node)
    elif op not in NEVER_CONSTANT and all(v < 0 or constant[v] for v in graph.inputs[node]):
        for value in outputs:
            if value >= 0:
                constant[value] = True
        with contextlib.suppress(*_NOT_COMPUTABLE):  # what the file says makes no sense
            _evaluate(graph, node)


def cut_shapes(graph: NormalGraph) -> None:
    """Takes Shape and Size off the data flow: reading a shape is no use of a value."""
    for node in graph.nodes_of(*SHAPE_OPERATORS):
        graph.set_inputs(node, [])


def _evaluate(graph: NormalGraph, node: int) -> None:
    """Computes a constant node's first output where its inputs are known and small."""
    op = graph.ops[node]
    outputs = graph.outputs[node]
    if not outputs or outputs[0] < 0:
        return
    target = outputs[0]
    known = [None if v < 0 else graph.data[v] for v in graph.inputs[node]]
    kernel = _KERNELS.get(op)
    missing = any(
        v >= 0 and (data is None or data.dtype.kind not in _NUMERIC)
        for v, data in zip(graph.inputs[node], known, strict=True)
    )
    if kernel is None or missing:
        constant_shape(graph, node, target)
        return
    try:
        with np.errstate(all="ignore"):
            result = np.asarray(kernel(known, graph.attributes[node]))
    except _NOT_COMPUTABLE:
        constant_shape(graph, node, target)
        return
    if result.size <= MAX_DATA:
        graph.data[target] = result
        graph.shapes[target] = tuple(result.shape)
        graph.dtypes[target] = str(result.dtype)


Inputs = list[Any]
Attributes = dict[str, object]


def _axes(inputs: Inputs, attributes: Attributes, default: list[int] | None) -> list[int] | None:
    if len(inputs) > 1 and inputs[1] is not None:
        return [int(axis) for axis in np.ravel(inputs[1])]
    axes = attributes.get("axes")
    return [int(axis) for axis in axes] if isinstance(axes, list) else default


def _bounded(*extents: int) -> None:
    """Keeps a kernel from making a large array: the caller sees the error as "not known"."""
    size = 1
    for extent in extents:
        size *= max(int(extent), 0)
    if size > MAX_DATA:
        raise ValueError("too large")


def _range(i: Inputs, a: Attributes) -> Data:
    start, limit, delta = (x.item() for x in i[:3])
    _bounded(int((limit - start) / delta) + 1)
    return np.arange(start, limit, delta, dtype=i[0].dtype)


def _fill(i: Inputs, a: Attributes) -> Data:
    _bounded(*i[0].ravel())
    tensor = a.get("value")
    data = getattr(tensor, "data", None)
    fill = data.flat[0] if data is not None and data.size else np.float32(0)
    return np.full(tuple(int(x) for x in i[0].ravel()), fill)


def _expand(i: Inputs, a: Attributes) -> Data:
    shape = np.broadcast_shapes(i[0].shape, tuple(int(x) for x in i[1].ravel()))
    _bounded(*shape)
    return np.broadcast_to(i[0], shape)


def _reshape(i: Inputs, a: Attributes) -> Data:
    shape = [
        i[0].shape[k] if e == 0 and not a.get("allowzero") else int(e)
        for k, e in enumerate(i[1].ravel())
    ]
    return np.asarray(i[0].reshape(shape))


def _slice(i: Inputs, a: Attributes) -> Data:
    data = i[0]
    starts = i[1].ravel() if len(i) > 1 else np.asarray(a["starts"])
    ends = i[2].ravel() if len(i) > 2 else np.asarray(a["ends"])
    axes = i[3].ravel() if len(i) > 3 and i[3] is not None else a.get("axes", range(len(starts)))
    steps = i[4].ravel() if len(i) > 4 and i[4] is not None else [1] * len(starts)
    index = [slice(None)] * data.ndim
    axes = np.ravel(np.asarray(list(axes) if isinstance(axes, range) else axes))
    for axis, start, end, step in zip(axes, starts, ends, steps, strict=True):
        stop = None if step < 0 and end < -data.shape[axis] else int(end)
        index[int(axis)] = slice(int(start), stop, int(step))
    return np.asarray(data[tuple(index)])


def _cast(i: Inputs, a: Attributes) -> Data:
    code = a.get("to")
    name = DTYPE_CODES[code] if isinstance(code, int) else "float32"
    return np.asarray(i[0].astype("float32" if name == "bfloat16" else name))


def _divide(i: Inputs, a: Attributes) -> Data:
    if i[0].dtype.kind in "iu":
        return np.asarray(np.trunc(i[0] / i[1])).astype(i[0].dtype)
    return np.asarray(i[0] / i[1])


def _unsqueeze(i: Inputs, a: Attributes) -> Data:
    return np.expand_dims(i[0], tuple(_axes(i, a, []) or []))


def _squeeze(i: Inputs, a: Attributes) -> Data:
    axes = _axes(i, a, None)
    return np.asarray(np.squeeze(i[0], None if axes is None else tuple(axes)))


def _gather(i: Inputs, a: Attributes) -> Data:
    axis = a.get("axis", 0)
    _bounded(i[0].size, i[1].size)
    return np.asarray(np.take(i[0], i[1].astype(np.int64), axis if isinstance(axis, int) else 0))


def _concat(i: Inputs, a: Attributes) -> Data:
    axis = a.get("axis", 0)
    return np.concatenate(i, axis if isinstance(axis, int) else 0)


def _transpose(i: Inputs, a: Attributes) -> Data:
    order = a.get("perm")
    return np.asarray(np.transpose(i[0], order if isinstance(order, list) else None))


def _reduce(function: Callable[..., Any]) -> Callable[[Inputs, Attributes], Data]:
    def kernel(i: Inputs, a: Attributes) -> Data:
        axes = _axes(i, a, None)
        keep = bool(a.get("keepdims", 1))
        return np.asarray(function(i[0], axis=None if axes is None else tuple(axes), keepdims=keep))

    return kernel


def _elementwise(function: Callable[..., Any]) -> Callable[[Inputs, Attributes], Data]:
    def kernel(i: Inputs, a: Attributes) -> Data:
        _bounded(*np.broadcast_shapes(*(x.shape for x in i)))
        result = np.asarray(function(*i))
        same = i[0].dtype if i[0].dtype.kind == "f" and result.dtype.kind == "f" else result.dtype
        return result.astype(same)

    return kernel


_KERNELS: dict[str, Callable[[Inputs, Attributes], Data]] = {
    "Add": _elementwise(np.add),
    "Sub": _elementwise(np.subtract),
    "Mul": _elementwise(np.multiply),
    "Div": _divide,
    "Pow": _elementwise(np.power),
    "Sqrt": _elementwise(np.sqrt),
    "Exp": _elementwise(np.exp),
    "Log": _elementwise(np.log),
    "Neg": _elementwise(np.negative),
    "Abs": _elementwise(np.abs),
    "Floor": _elementwise(np.floor),
    "Ceil": _elementwise(np.ceil),
    "Reciprocal": _elementwise(np.reciprocal),
    "Sin": _elementwise(np.sin),
    "Cos": _elementwise(np.cos),
    "Not": _elementwise(np.logical_not),
    "And": _elementwise(np.logical_and),
    "Or": _elementwise(np.logical_or),
    "Equal": _elementwise(np.equal),
    "Greater": _elementwise(np.greater),
    "Less": _elementwise(np.less),
    "GreaterOrEqual": _elementwise(np.greater_equal),
    "LessOrEqual": _elementwise(np.less_equal),
    "Min": _elementwise(np.minimum),
    "Max": _elementwise(np.maximum),
    "Mod": _elementwise(np.mod),
    "Where": _elementwise(np.where),
    "Identity": lambda i, a: np.asarray(i[0]),
    "Cast": _cast,
    "Gather": _gather,
    "Concat": _concat,
    "Transpose": _transpose,
    "Reshape": _reshape,
    "Slice": _slice,
    "Unsqueeze": _unsqueeze,
    "Squeeze": _squeeze,
    "Range": _range,
    "ConstantOfShape": _fill,
    "Expand": _expand,
    "ReduceProd": _reduce(np.prod),
    "ReduceSum": _reduce(np.sum),
    "ReduceMax": _reduce(np.max),
    "ReduceMin": _reduce(np.min),
}
