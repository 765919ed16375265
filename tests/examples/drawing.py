"""Graphs drawn by hand: operators and the shapes of weights, nothing else."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 17

Attribute = int | float | str | Sequence[int]


class Drawing:
    """A graph under construction; values are numbered, their channels and extent remembered.

    Args:
        shape: Of the one input: one, channels, extent, extent.
        activation: Operators of every layer's activation.
    """

    def __init__(self, shape: Sequence[int], activation: str = "SiLU") -> None:
        self.activation = activation
        self._nodes: list[onnx.NodeProto] = []
        self._weights: list[TensorProto] = []
        self._values = 0
        self.image = self._name()
        self._input = helper.make_tensor_value_info(self.image, TensorProto.FLOAT, list(shape))
        self.channels = {self.image: shape[1]}
        self.extent = {self.image: shape[2]}

    def node(self, operator: str, *inputs: str, **attributes: Attribute) -> str:
        """Adds a node with one output."""
        return self.nodes(operator, 1, *inputs, **attributes)[0]

    def nodes(self, operator: str, count: int, *inputs: str, **attributes: Attribute) -> list[str]:
        """Adds a node with several outputs; they keep channels and extent of the first input."""
        outputs = [self._name() for _ in range(count)]
        self._nodes.append(helper.make_node(operator, list(inputs), outputs, **attributes))
        for output in outputs:
            self.channels[output] = self.channels.get(inputs[0], 0)
            self.extent[output] = self.extent.get(inputs[0], 0)
        return outputs

    def weight(self, *shape: int) -> str:
        """A tensor whose elements are not stored."""
        tensor = TensorProto(name=self._name(), data_type=TensorProto.FLOAT, dims=shape)
        if math.prod(shape) <= 64:
            spread = np.linspace(0.1, 0.9, math.prod(shape), dtype=np.float32)
            tensor.raw_data = spread.tobytes()
        else:
            tensor.data_location = TensorProto.EXTERNAL
            tensor.external_data.add(key="location", value="weights.bin")
        self._weights.append(tensor)
        return tensor.name

    def constant(self, value: float | Sequence[int]) -> str:
        """A number, or a list of whole numbers."""
        kind = np.float32 if isinstance(value, float) else np.int64
        name = self._name()
        self._weights.append(numpy_helper.from_array(np.asarray(value, dtype=kind), name))
        return name

    def conv(self, x: str, out: int, kernel: int = 1, stride: int = 1, group: int = 1) -> str:
        """A convolution that keeps or divides the extents."""
        made = self.node(
            "Conv", x, self.weight(out, self.channels[x] // group, kernel, kernel),
            self.weight(out), kernel_shape=[kernel] * 2, strides=[stride] * 2,
            pads=[kernel // 2] * 4, group=group,
        )  # fmt: skip
        self.channels[made] = out
        self.extent[made] = self.extent[x] // stride
        return made

    def active(self, x: str) -> str:
        """The drawing's activation."""
        if self.activation == "SiLU":
            return self.node("Mul", x, self.node("Sigmoid", x))
        return self.node(self.activation, x)

    def layer(self, x: str, out: int, kernel: int = 1, stride: int = 1, group: int = 1) -> str:
        """A convolution with its activation."""
        return self.active(self.conv(x, out, kernel, stride, group))

    def add(self, a: str, b: str) -> str:
        """A sum."""
        return self.node("Add", a, b)

    def join(self, *values: str) -> str:
        """All channels of several values."""
        made = self.node("Concat", *values, axis=1)
        self.channels[made] = sum(self.channels[v] for v in values)
        return made

    def split(self, x: str, *sizes: int) -> list[str]:
        """Parts of the channels; halves unless sizes are given."""
        sizes = sizes or (self.channels[x] // 2,) * 2
        parts = self.nodes("Split", len(sizes), x, self.constant(sizes), axis=1)
        for part, size in zip(parts, sizes, strict=True):
            self.channels[part] = size
        return parts

    def pool(self, x: str, kernel: int, stride: int = 1, kind: str = "MaxPool") -> str:
        """A pooling."""
        made = self.node(
            kind, x, kernel_shape=[kernel] * 2, strides=[stride] * 2, pads=[(kernel - 1) // 2] * 4
        )
        self.extent[made] = self.extent[x] // stride
        return made

    def enlarge(self, x: str) -> str:
        """Twice the extents, nearest neighbours."""
        scales = self._name()
        self._weights.append(
            numpy_helper.from_array(np.asarray([1, 1, 2, 2], dtype=np.float32), scales)
        )
        made = self.node("Resize", x, "", scales, mode="nearest")
        self.extent[made] = 2 * self.extent[x]
        return made

    def reshape(self, x: str, *shape: int) -> str:
        """Other extents."""
        made = self.node("Reshape", x, self.constant(shape))
        self.channels[made] = shape[1]
        return made

    def model(self, *outputs: str) -> onnx.ModelProto:
        """The model that gives these values."""
        shaped = [helper.make_tensor_value_info(v, TensorProto.FLOAT, None) for v in outputs]
        graph = helper.make_graph(self._nodes, "graph", [self._input], shaped, self._weights)
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])

    def _name(self) -> str:
        self._values += 1
        return f"v{self._values}"
