"""One vocabulary: what an operator does stands in its attributes, whatever the opset.

Inputs that only parametrise an operator (axes, shapes, bounds, sizes) move into attributes where
they are known. Extents that patterns ask for are derived once: ``in``, ``out``, ``kernel``,
``stride``, ``dilation`` of convolutions; axes count from the front where the rank is known, and
``last`` tells whether an axis is the last one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from inspector.ir.normal.graph import NormalGraph

RENAMED = {
    "Upsample": "Resize",
    "SpatialBN": "BatchNormalization",
    "FullyConnected": "Gemm",
    "Swish": "SiLU",
    "com.microsoft.Gelu": "Gelu",
    "com.microsoft.QuickGelu": "QuickGelu",
    "com.microsoft.FusedConv": "FusedConv",
    "com.microsoft.FusedMatMul": "MatMul",
    "com.microsoft.LayerNormalization": "LayerNormalization",
    "com.microsoft.SimplifiedLayerNormalization": "RMSNormalization",
    "SimplifiedLayerNormalization": "RMSNormalization",
}
PARAMETERS = {
    "Reshape": {1: "shape"},
    "Expand": {1: "shape"},
    "Squeeze": {1: "axes"},
    "Unsqueeze": {1: "axes"},
    "ReduceMean": {1: "axes"},
    "ReduceSum": {1: "axes"},
    "ReduceMax": {1: "axes"},
    "ReduceMin": {1: "axes"},
    "ReduceL2": {1: "axes"},
    "ReduceL1": {1: "axes"},
    "ReduceProd": {1: "axes"},
    "ReduceSumSquare": {1: "axes"},
    "Clip": {1: "min", 2: "max"},
    "Slice": {1: "starts", 2: "ends", 3: "axes", 4: "steps"},
    "Split": {1: "split"},
    "Pad": {1: "pads", 2: "value", 3: "axes"},
    "TopK": {1: "k"},
    "Tile": {1: "repeats"},
    "CumSum": {1: "axis"},
    "OneHot": {1: "depth"},
    "Trilu": {1: "k"},
    "Dropout": {1: "ratio", 2: "training_mode"},
}
"""Inputs that become attributes: operator → position → attribute."""

SCALARS = frozenset({"min", "max", "k", "axis", "value", "depth"})
REDUCTIONS = frozenset(name for name in PARAMETERS if name.startswith("Reduce"))


def unify(graph: NormalGraph) -> None:
    """Brings every node to the common vocabulary."""
    for node in range(len(graph.ops)):
        if graph.alive[node]:
            op = graph.ops[node] = RENAMED.get(graph.ops[node], graph.ops[node])
            if op in PARAMETERS:
                _move_parameters(graph, node, PARAMETERS[op])
            finish = _FINISH.get(op)
            if finish is not None:
                finish(graph, node)


def _move_parameters(graph: NormalGraph, node: int, places: dict[int, str]) -> None:
    inputs = graph.inputs[node]
    if len(inputs) <= 1:
        return
    attributes = dict(graph.attributes[node])
    keep = inputs[:1]
    for position, value in enumerate(inputs[1:], start=1):
        name = places.get(position)
        if value < 0:
            continue
        if name is None or not graph.constant[value]:
            keep.append(value)
            continue
        data = graph.data[value]
        if data is not None and data.dtype.kind in "fiub":
            listed = data.ravel().tolist()
            attributes[name] = listed[0] if name in SCALARS and len(listed) == 1 else listed
    graph.attributes[node] = attributes
    graph.set_inputs(node, keep)


def _set(graph: NormalGraph, node: int, **new: object) -> None:
    graph.attributes[node] = {**graph.attributes[node], **new}


def _axis(graph: NormalGraph, node: int, default: int) -> None:
    axis = graph.attributes[node].get("axis", default)
    if not isinstance(axis, int):
        return
    rank = graph.rank(graph.inputs[node][0]) if graph.inputs[node] else None
    if rank is None and graph.outputs[node]:
        rank = graph.rank(graph.outputs[node][0])
    if rank is not None and axis < 0:
        axis += rank
    last = axis == -1 if rank is None else axis == rank - 1
    _set(graph, node, axis=axis, last=int(last))


def _reduction_axes(graph: NormalGraph, node: int) -> None:
    axes = graph.attributes[node].get("axes")
    rank = graph.rank(graph.inputs[node][0])
    if not isinstance(axes, list):
        return
    if rank is not None:
        axes = sorted(axis + rank if axis < 0 else axis for axis in axes)
    last = axes == [-1] if rank is None else axes == [rank - 1]
    spatial = rank is not None and rank >= 4 and axes == list(range(2, rank))
    spatial = spatial or (rank is None and sorted(axes) in ([2, 3], [-2, -1]))
    _set(graph, node, axes=axes, last=int(last))
    if graph.ops[node] == "ReduceMean" and spatial:
        graph.ops[node] = "GlobalAveragePool"
    if graph.ops[node] == "ReduceMax" and spatial:
        graph.ops[node] = "GlobalMaxPool"


def _convolution(graph: NormalGraph, node: int) -> None:
    inputs, attributes = graph.inputs[node], graph.attributes[node]
    shape = graph.shapes[inputs[1]] if len(inputs) > 1 and inputs[1] >= 0 else None
    group = attributes.get("group", 1)
    group = group if isinstance(group, int) and group > 0 else 1
    kernel = attributes.get("kernel_shape")
    new: dict[str, object] = {"group": group}
    if shape is not None and len(shape) >= 3:
        kernel = kernel or list(shape[2:])
        first, second = shape[0], shape[1]
        if isinstance(first, int) and isinstance(second, int):
            transposed = graph.ops[node] == "ConvTranspose"
            new["in"] = first if transposed else second * group
            new["out"] = second * group if transposed else first
            new["depthwise"] = int(group > 1 and group == new["in"])
    if isinstance(kernel, list):
        dims = len(kernel)
        new["kernel"] = kernel
        new["stride"] = attributes.get("strides") or [1] * dims
        new["dilation"] = attributes.get("dilations") or [1] * dims
        new["dims"] = dims
    _set(graph, node, **new)


def _pool(graph: NormalGraph, node: int) -> None:
    attributes = graph.attributes[node]
    kernel = attributes.get("kernel_shape")
    if not isinstance(kernel, list):
        return
    _set(graph, node, kernel=kernel, stride=attributes.get("strides") or [1] * len(kernel))
    shape = graph.shapes[graph.inputs[node][0]]
    pads = attributes.get("pads")
    if (
        graph.ops[node] == "AveragePool"
        and shape is not None
        and list(shape[2:]) == kernel
        and not (isinstance(pads, list) and any(pads))
        and max(kernel) > 1
    ):
        graph.ops[node] = "GlobalAveragePool"


def _clip(graph: NormalGraph, node: int) -> None:
    low, high = graph.attributes[node].get("min"), graph.attributes[node].get("max")
    if low == 0 and (high is None or (isinstance(high, float | int) and high > 1e30)):
        graph.ops[node] = "Relu"


def _resize(graph: NormalGraph, node: int) -> None:
    inputs = graph.inputs[node]
    attributes = graph.attributes[node]
    source, target = graph.shapes[inputs[0]], graph.shapes[graph.outputs[node][0]]
    scale: list[float] | None = None
    for value in inputs[1:]:
        data = graph.data[value] if value >= 0 else None
        if data is not None and data.dtype.kind == "f" and data.size >= 3 and data.size % 2 == 0:
            scale = [float(x) for x in data.ravel()[2:]][: data.size - 2]
    if scale is None and source is not None and target is not None and len(source) == len(target):
        pairs = list(zip(source[2:], target[2:], strict=True))
        if all(isinstance(a, int) and isinstance(b, int) and a > 0 for a, b in pairs):
            scale = [b / a for a, b in pairs]  # type: ignore[operator]
    if scale is not None:
        _set(graph, node, scale=[int(s) if s == int(s) else s for s in scale])
    elif isinstance(attributes.get("scales"), list):
        scales = attributes["scales"]
        assert isinstance(scales, list)
        _set(graph, node, scale=scales[2:])
    graph.set_inputs(node, inputs[:1])


def _gelu(graph: NormalGraph, node: int) -> None:
    approximate = graph.attributes[node].get("approximate", b"none")
    _set(graph, node, approximate=int(approximate in (b"tanh", "tanh", 1)))


def _drop_state(graph: NormalGraph, node: int) -> None:
    graph.outputs[node] = graph.outputs[node][:1]


_FINISH: dict[str, Callable[[NormalGraph, int], None]] = {
    "Conv": _convolution,
    "ConvTranspose": _convolution,
    "AveragePool": _pool,
    "MaxPool": _pool,
    "Clip": _clip,
    "Gelu": _gelu,
    "Resize": _resize,
    "BatchNormalization": _drop_state,
    "Softmax": lambda g, n: _axis(g, n, -1),
    "LogSoftmax": lambda g, n: _axis(g, n, -1),
    "Concat": lambda g, n: _axis(g, n, 0),
    "Split": lambda g, n: _axis(g, n, 0),
    "Gather": lambda g, n: _axis(g, n, 0),
    "LayerNormalization": lambda g, n: _axis(g, n, -1),
    "RMSNormalization": lambda g, n: _axis(g, n, -1),
    **dict.fromkeys(REDUCTIONS, _reduction_axes),
}


@cache
def known_operators() -> frozenset[str]:
    """Names that a pattern may use without a block: ONNX's and those of the normal form."""
    import onnx.defs

    own = frozenset({"FusedRotaryEmbedding", "Roll", "FusedConv", *RENAMED.values()})
    schemas = onnx.defs.get_all_schemas()
    return own | {f"{schema.domain}.{schema.name}".removeprefix(".") for schema in schemas}
