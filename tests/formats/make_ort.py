"""Makes the fixture of ONNX Runtime's own format; needs onnxruntime.

    python tests/formats/make_ort.py tests/fixtures/onnxruntime/small.ort

Two products with weights of 16 × 16, a convolution's attributes, and an If.
"""

from __future__ import annotations

import sys

import numpy as np
import onnxruntime
from onnx import ModelProto, helper
from onnx.numpy_helper import from_array


def small() -> ModelProto:
    value = helper.make_tensor_value_info
    then = helper.make_graph(
        [helper.make_node("Tanh", ["r"], ["t"])], "then", [], [value("t", 1, [2, 16])]
    )
    other = helper.make_graph(
        [helper.make_node("Neg", ["r"], ["n"])], "else", [], [value("n", 1, [2, 16])]
    )
    nodes = [
        helper.make_node("MatMul", ["x", "w"], ["m"]),
        helper.make_node("LeakyRelu", ["m"], ["r"], alpha=0.25),
        helper.make_node("If", ["c"], ["b"], then_branch=then, else_branch=other),
        helper.make_node("MatMul", ["b", "v"], ["p"]),
        helper.make_node("Transpose", ["p"], ["y"], perm=[1, 0]),
    ]
    weights = [from_array(np.full((16, 16), n, np.float32), name) for n, name in enumerate("wv")]
    inputs = [value("x", 1, ["batch", 16]), value("c", 9, [])]
    graph = helper.make_graph(nodes, "small", inputs, [value("y", 1, [16, "batch"])], weights)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def main(path: str) -> None:
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.optimized_model_filepath = path
    options.add_session_config_entry("session.save_model_format", "ORT")
    options.log_severity_level = 4
    source = small().SerializeToString()
    onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])


if __name__ == "__main__":
    main(sys.argv[1])
