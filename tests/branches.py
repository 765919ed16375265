"""A model whose layers stand in graphs inside of nodes."""

from __future__ import annotations

import onnx


def nested_branches() -> onnx.ModelProto:
    """Two layers in the branches of an If, which stand in another If."""
    make = onnx.helper

    def branch(name: str, inner: list[onnx.NodeProto], result: str) -> onnx.GraphProto:
        out = make.make_tensor_value_info(result, onnx.TensorProto.FLOAT, [1, 8])
        return make.make_graph(inner, name, [], [out])

    def layers(mark: str) -> list[onnx.NodeProto]:
        return [
            make.make_node("MatMul", ["x", "w"], [f"m{mark}"]),
            make.make_node("Relu", [f"m{mark}"], [f"r{mark}"]),
            make.make_node("MatMul", [f"r{mark}", "w"], [f"y{mark}"]),
        ]

    inner = make.make_node(
        "If",
        ["c"],
        ["z"],
        then_branch=branch("a", layers("a"), "ya"),
        else_branch=branch("b", [make.make_node("MatMul", ["x", "w"], ["yb"])], "yb"),
    )
    outer = make.make_node(
        "If",
        ["c"],
        ["y"],
        then_branch=branch("c", [inner, make.make_node("Relu", ["z"], ["yc"])], "yc"),
        else_branch=branch("d", [make.make_node("Relu", ["x"], ["yd"])], "yd"),
    )
    graph = make.make_graph(
        [outer, make.make_node("Softmax", ["y"], ["out"])],
        "nested",
        [
            make.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [1, 8]),
            make.make_tensor_value_info("c", onnx.TensorProto.BOOL, [1]),
        ],
        [make.make_tensor_value_info("out", onnx.TensorProto.FLOAT, [1, 8])],
        [make.make_tensor("w", onnx.TensorProto.FLOAT, [8, 8], [0.1] * 64)],
    )
    return make.make_model(graph, opset_imports=[make.make_opsetid("", 17)], ir_version=8)
