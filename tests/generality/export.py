"""Exporting a definition to ONNX without its weights."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import onnx
import torch
from changes import CHANGES
from definition import Definition

KEPT_ELEMENTS = 64
"""Tensors up to this size keep their values, as the exporters' constants must."""

COMPUTED = ("relative_coords", "freq", "periods", "position", "sin", "cos", "slopes", "index")
"""Buffers with these words are computed, not learned: they keep their values."""


class Called(torch.nn.Module):
    """A module called by name with tensors in order, giving tensors only."""

    def __init__(self, module: torch.nn.Module, names: list[str], outputs: int) -> None:
        super().__init__()
        self.module, self.names, self.outputs = module, names, outputs

    def forward(self, *tensors: torch.Tensor) -> tuple[torch.Tensor, ...]:
        given = dict(zip(self.names, tensors, strict=True))
        positional = [given.pop(n) for n in self.names if n.startswith("#")]
        result = self.module(*positional, **given)
        return tuple(_tensors(result))[: self.outputs]


def _tensors(value: Any) -> list[torch.Tensor]:
    if torch.is_tensor(value):
        return [value]
    if hasattr(value, "to_tuple"):
        value = value.to_tuple()
    elif isinstance(value, dict):
        value = tuple(value.values())
    elif hasattr(value, "sample") and torch.is_tensor(value.sample):
        return [value.sample]
    if isinstance(value, list | tuple):
        return [tensor for part in value for tensor in _tensors(part)]
    layers = getattr(value, "layers", None)
    if layers is not None:
        return [t for layer in layers for t in (layer.keys, layer.values) if torch.is_tensor(t)]
    return []


def randomise(module: torch.nn.Module) -> None:
    """Gives every weight values of its own, so that no two tensors are equal."""
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for name, tensor in [*module.named_parameters(), *module.named_buffers()]:
            if not tensor.is_floating_point():
                continue
            learned = isinstance(tensor, torch.nn.Parameter) or "running" in name
            if not learned or (tensor.dim() and any(word in name for word in COMPUTED)):
                continue
            noise = torch.randn(tensor.shape, generator=generator) * 0.02
            if "running_var" in name:
                noise = noise.abs() + 1
            elif tensor.dim() == 1 and "weight" in name:
                noise = noise + 1
            tensor.copy_(noise.to(tensor.dtype))
            if isinstance(tensor, torch.nn.Parameter):
                tensor.requires_grad_(False)


def export(definition: Definition, exporter: str, opset: int, path: Path) -> None:
    """Exports one file."""
    warnings.simplefilter("ignore")
    torch.manual_seed(0)
    module, inputs = definition.build()
    if isinstance(module, onnx.ModelProto):
        onnx.save(module, str(path))
        return
    module.eval()
    randomise(module)
    called = Called(module, list(inputs), definition.outputs).eval()
    tensors = tuple(inputs.values())
    with torch.no_grad():
        if exporter == "dynamo":
            program = torch.onnx.export(
                called, tensors, opset_version=opset, dynamo=True, verbose=False
            )
            model = program.model_proto
        else:
            names = [name.lstrip("#") for name in inputs]
            torch.onnx.export(
                called,
                tensors,
                str(path),
                opset_version=opset,
                dynamo=False,
                input_names=names,
                dynamic_axes=definition.dynamic or None,
            )
            model = onnx.load(str(path))
    if definition.change:
        model = CHANGES[definition.change](model)
    strip(model)
    onnx.save(model, str(path))


def strip(model: onnx.ModelProto) -> None:
    """Takes the bytes of large tensors, and all documentation, out of a model."""
    graphs = [model.graph]
    for function in model.functions:
        function.ClearField("doc_string")
        graphs += [a.g for n in function.node for a in n.attribute if a.HasField("g")]
    del model.metadata_props[:]
    while graphs:
        graph = graphs.pop()
        for tensor in graph.initializer:
            _strip(tensor)
        for node in graph.node:
            node.ClearField("doc_string")
            del node.metadata_props[:]
            for attribute in node.attribute:
                if attribute.HasField("g"):
                    graphs.append(attribute.g)
                graphs += attribute.graphs
        for value in [*graph.value_info, *graph.input, *graph.output]:
            del value.metadata_props[:]


def _strip(tensor: onnx.TensorProto) -> None:
    elements = 1
    for extent in tensor.dims:
        elements *= extent
    if elements <= KEPT_ELEMENTS:
        return
    for name in ("raw_data", "float_data", "int32_data", "int64_data", "double_data"):
        tensor.ClearField(name)
    tensor.data_location = onnx.TensorProto.EXTERNAL
    del tensor.external_data[:]
    entry = tensor.external_data.add()
    entry.key, entry.value = "location", "weights.bin"
