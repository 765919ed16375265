"""A model's graph without names, documentation, metadata and the elements of its weights."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.formats.errors import MalformedError, UnsupportedFormat
from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog
from inspector.formats.onnx.wire import strip as without_payloads
from inspector.formats.source import Source

if TYPE_CHECKING:
    import onnx
    from onnx import TensorProto

_EXTERNAL = 1  # TensorProto.DataLocation

KEPT_ELEMENTS = 64
"""Tensors up to this size keep their elements, as an exporter's constants must."""


def read_graph_only(path: Path, limits: Limits) -> bytes:
    """The graph of an ONNX file as a small ONNX file.

    Args:
        path: The file.
        limits: What it may ask for.

    Raises:
        FormatError: It is no ONNX file that can be read, or one whose graph is not all there is.
    """
    import onnx
    from google.protobuf.message import DecodeError

    with Source(path, limits) as source:
        log = FindingLog(limits.findings_per_code)
        data = without_payloads(source, limits, log, lambda s, f: None, careful=True).data
    try:
        model = onnx.ModelProto.FromString(data)
    except DecodeError:
        raise MalformedError("The file is not a readable ONNX model.", where=str(path)) from None
    if model.functions or not model.graph.node:
        message = "A model with functions of its own is not kept by its graph alone."
        raise UnsupportedFormat(message, where=str(path))
    small: bytes = graph_only(model).SerializeToString(deterministic=True)
    return small


def graph_only(model: onnx.ModelProto) -> onnx.ModelProto:
    """The same model, changed in place."""
    if model.functions:
        raise ValueError("models with functions are not taken as examples")
    for field in ("producer_name", "producer_version", "domain", "doc_string", "metadata_props"):
        model.ClearField(field)
    _Scrubber().graph(model.graph)
    return model


class _Scrubber:
    """Gives every value a number; the same name keeps the same number in nested graphs."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {"": ""}

    def name(self, name: str) -> str:
        return self._names.setdefault(name, f"v{len(self._names)}")

    def graph(self, graph: onnx.GraphProto) -> None:
        graph.name = "graph"
        for field in ("doc_string", "metadata_props", "quantization_annotation"):
            graph.ClearField(field)
        for value in [*graph.input, *graph.output, *graph.value_info]:
            self.value(value)
        for tensor in graph.initializer:
            tensor.name = self.name(tensor.name)
            strip(tensor)
        for node in graph.node:
            self.node(node)

    def value(self, value: onnx.ValueInfoProto) -> None:
        value.name = self.name(value.name)
        for field in ("doc_string", "metadata_props"):
            value.ClearField(field)
        for extent in value.type.tensor_type.shape.dim:
            if extent.HasField("dim_param"):
                extent.dim_param = self.name(extent.dim_param)
            extent.ClearField("denotation")

    def node(self, node: onnx.NodeProto) -> None:
        for field in ("name", "doc_string", "metadata_props"):
            node.ClearField(field)
        node.input[:] = [self.name(name) for name in node.input]
        node.output[:] = [self.name(name) for name in node.output]
        for attribute in node.attribute:
            attribute.ClearField("doc_string")
            for graph in [*([attribute.g] if attribute.HasField("g") else []), *attribute.graphs]:
                self.graph(graph)
            for tensor in [*([attribute.t] if attribute.HasField("t") else []), *attribute.tensors]:
                tensor.name = ""
                strip(tensor)


def strip(tensor: TensorProto) -> None:
    """Keeps a large tensor's type and shape alone."""
    for field in ("doc_string", "segment"):
        tensor.ClearField(field)
    if math.prod(tensor.dims) <= KEPT_ELEMENTS and not tensor.external_data:
        return
    for field in (
        "raw_data", "float_data", "int32_data", "int64_data", "double_data", "uint64_data",
        "external_data",
    ):  # fmt: skip
        tensor.ClearField(field)
    tensor.data_location = _EXTERNAL  # type: ignore[assignment]
    tensor.external_data.add(key="location", value="weights.bin")
