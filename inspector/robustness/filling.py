"""Random weights for files that keep only the shapes of theirs."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import onnx
from onnx import GraphProto, ModelProto, TensorProto, helper, numpy_helper

from inspector.ir.normal.graph import MAX_DATA

_LEAST_VARIANCE = 0.1


def fill_weights(model: ModelProto, seed: int = 0) -> None:
    """Gives every tensor without elements random ones of its type and shape.

    So does every vector of ones or zeros, which no training leaves: tools would take it out.
    Floats are normally distributed, positive for a variance; integers and booleans alternate
    between 0 and 1, which is a valid index into any table.

    Args:
        model: Changed in place; afterwards nothing lies outside the file.
        seed: Of the random numbers.
    """
    random = np.random.default_rng(seed)
    variances = {
        node.input[4]
        for graph in all_graphs(model)
        for node in graph.node
        if node.op_type == "BatchNormalization" and len(node.input) > 4
    }
    for tensor in all_tensors(model):
        if tensor.data_location == TensorProto.EXTERNAL or _is_untrained(tensor):
            filled = numpy_helper.from_array(_elements(tensor, random), tensor.name)
            if tensor.name in variances:
                data = np.abs(numpy_helper.to_array(filled)) + _LEAST_VARIANCE
                filled = numpy_helper.from_array(data.astype(_kind(tensor)), tensor.name)
            filled.data_type = tensor.data_type
            tensor.CopyFrom(filled)


def drop_weights(model: ModelProto) -> None:
    """Forgets the elements of every tensor that is too large for any of them to matter.

    Matrices of equal elements keep that they are: they claim the same place in a missing file.
    """
    places: dict[bytes, int] = {}
    for tensor in all_tensors(model):
        if math.prod(tensor.dims) > MAX_DATA and tensor.data_type != TensorProto.STRING:
            bare = TensorProto(name=tensor.name, data_type=tensor.data_type, dims=tensor.dims)
            bare.data_location = TensorProto.EXTERNAL
            bare.external_data.add(key="location", value="weights.bin")
            place = _place(tensor, places)
            if place:
                bare.external_data.add(key="offset", value=str(place))
            tensor.CopyFrom(bare)


def _place(tensor: TensorProto, places: dict[bytes, int]) -> int:
    """A number for a matrix's elements, 0 where they are no evidence of being shared."""
    data = numpy_helper.to_array(tensor)
    if sum(extent > 1 for extent in data.shape) < 2 or bool((data == data.flat[0]).all()):
        return 0
    digest = hashlib.blake2b(data.tobytes(), digest_size=16).digest()
    return places.setdefault(digest, len(places) + 1)


def weight_bytes(model: ModelProto) -> int:
    """Bytes of all tensors once they are filled."""
    return sum(math.prod(t.dims) * _kind(t).itemsize for t in all_tensors(model))


def all_tensors(model: ModelProto) -> Iterator[TensorProto]:
    """Yields every tensor of initializers and attributes, nested graphs included."""
    for graph in all_graphs(model):
        yield from graph.initializer
        for node in graph.node:
            for attribute in node.attribute:
                if attribute.HasField("t"):
                    yield attribute.t
                yield from attribute.tensors


def all_graphs(model: ModelProto) -> Iterator[GraphProto]:
    """Yields the main graph and all nested ones."""
    stack = [model.graph]
    while stack:
        graph = stack.pop()
        yield graph
        for node in graph.node:
            for attribute in node.attribute:
                if attribute.type == onnx.AttributeProto.GRAPH:
                    stack.append(attribute.g)
                stack.extend(attribute.graphs)


def _kind(tensor: TensorProto) -> np.dtype[np.generic]:
    return np.dtype(helper.tensor_dtype_to_np_dtype(tensor.data_type))


def _is_untrained(tensor: TensorProto) -> bool:
    """Whether a tensor is a vector of ones or zeros, axes of size 1 not counted."""
    if max(tensor.dims, default=1) != math.prod(tensor.dims) or math.prod(tensor.dims) < 4:
        return False
    if _kind(tensor).kind != "f":
        return False
    data = numpy_helper.to_array(tensor)
    return bool((data == data.flat[0]).all()) and float(data.flat[0]) in (0.0, 1.0)


def _elements(tensor: TensorProto, random: np.random.Generator) -> npt.NDArray[np.generic]:
    shape, kind = tuple(tensor.dims), _kind(tensor)
    if kind.kind in "iub":
        return (np.arange(math.prod(shape)) % 2).reshape(shape).astype(kind)
    is_vector = max(shape, default=1) == math.prod(shape)
    width = 1.0 if is_vector else math.sqrt(max(1, math.prod(shape[1:])))
    return (random.standard_normal(shape, np.float32) / width).astype(kind)
