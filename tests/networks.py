"""Models of no family, made of a few operators."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def strange_network(path: Path, activations: list[str]) -> Path:
    """A network of no family: each layer x + conv(sin(activation(conv(x))))."""
    nodes, weights, value = [], [], "x"
    for number, activation in enumerate(activations):
        names = [f"n{number}_{step}" for step in range(5)]
        for place, kernel in ((0, 3), (3, 1)):
            data = np.zeros((8, 8, kernel, kernel), np.float32)
            weights.append(numpy_helper.from_array(data, f"w{number}_{place}"))
        pads = {"kernel_shape": [3, 3], "pads": [1, 1, 1, 1]}
        nodes += [
            helper.make_node("Conv", [value, f"w{number}_0"], [names[0]], **pads),
            helper.make_node(activation, [names[0]], [names[1]]),
            helper.make_node("Sin", [names[1]], [names[2]]),
            helper.make_node("Conv", [names[2], f"w{number}_3"], [names[3]], kernel_shape=[1, 1]),
            helper.make_node("Add", [value, names[3]], [names[4]]),
        ]
        value = names[4]
    shape = [1, 8, 16, 16]
    ends = [helper.make_tensor_value_info(n, TensorProto.FLOAT, shape) for n in ("x", value)]
    graph = helper.make_graph(nodes, "g", ends[:1], ends[1:], weights)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)]), path)
    return path
