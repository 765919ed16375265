"""Small models, built where they are needed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

FLOAT = TensorProto.FLOAT


def value(name: str, shape: Sequence[int | str] | None = (2, 2), dtype: int = FLOAT):
    return helper.make_tensor_value_info(name, dtype, shape)


def tensor(name: str, data) -> TensorProto:
    return numpy_helper.from_array(np.asarray(data), name)


def model(nodes, inputs=("x",), outputs=("y",), initializers=(), **more) -> onnx.ModelProto:
    graph = helper.make_graph(
        list(nodes),
        "g",
        [value(name) for name in inputs],
        [value(name) for name in outputs],
        list(initializers),
        value_info=more.pop("value_info", ()),
    )
    more.setdefault("opset_imports", [helper.make_opsetid("", 21)])
    return helper.make_model(graph, **more)


def chain(length: int = 20) -> onnx.ModelProto:
    """x → MatMul → Relu → ... → y with a weight of 4 KB for each MatMul."""
    nodes, weights, last = [], [], "x"
    for step in range(length):
        weights.append(tensor(f"w{step}", np.full((32, 32), step, np.float32)))
        nodes.append(helper.make_node("MatMul", [last, f"w{step}"], [f"m{step}"]))
        last = "y" if step == length - 1 else f"r{step}"
        nodes.append(helper.make_node("Relu", [f"m{step}"], [last]))
    return model(nodes, initializers=weights, producer_name="tests", producer_version="1")


def save(folder: Path, proto: onnx.ModelProto | bytes, name: str = "m.onnx") -> Path:
    path = folder / name
    data = proto if isinstance(proto, bytes) else proto.SerializeToString()
    path.write_bytes(data)
    return path


def branches() -> onnx.ModelProto:
    """An If whose branches read values of the graph around it, one of a weight of 4 KB."""
    then = helper.make_graph(
        [helper.make_node("MatMul", ["x", "w"], ["t"])], "then", [], [value("t")]
    )
    constant = helper.make_node("Constant", [], ["c"], value=tensor("c", np.ones((64, 64))))
    other = helper.make_graph(
        [constant, helper.make_node("Add", ["late", "c"], ["e"])], "else", [], [value("e")]
    )
    nodes = [
        helper.make_node(
            "If", ["cond"], ["y"], then_branch=then, else_branch=other, name="/a/b/If"
        ),
        helper.make_node("Neg", ["x"], ["late"]),
    ]
    return model(nodes, ("x", "cond"), initializers=[tensor("w", np.ones((32, 32), np.float32))])


def varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def delimited(number: int, data: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(data)) + data
