"""A tiny model and a tiny library that knows it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

BLOCK = """\
format: 1
block: Rung
title: Rung
category: convolution
description: A convolution and its activation.
inputs: [x]
pattern: Relu(Conv(x, _, _))
"""

FAMILY = """\
format: 1
family: ladder
title: Ladder
architecture: cnn
type: image classifier
hallmark: rungs one after another
where:
  rung: Rung {>=3, chained}
never:
  - Softmax
"""

BROKEN = """\
format: 1
family: broken
title: Broken
where:
  rung: Conv(((
"""


def write_library(folder: Path, **texts: str) -> str:
    """Writes signature files and returns their folder."""
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text)
    return str(folder)


def ladder(rungs: int) -> onnx.ModelProto:
    """Convolutions with activations, one after another."""
    nodes, weights = [], []
    for rung in range(rungs):
        source = f"x{rung}"
        kernel = np.full((4, 4, 3, 3), 0.5, np.float32)
        weights.append(numpy_helper.from_array(kernel, f"w{rung}"))
        weights.append(numpy_helper.from_array(np.zeros(4, np.float32), f"b{rung}"))
        nodes.append(
            helper.make_node(
                "Conv",
                [source, f"w{rung}", f"b{rung}"],
                [f"c{rung}"],
                name=f"conv {rung}",
                kernel_shape=[3, 3],
                pads=[1, 1, 1, 1],
            )
        )
        nodes.append(helper.make_node("Relu", [f"c{rung}"], [f"x{rung + 1}"], name=f"relu {rung}"))
    shape = [1, 4, 8, 8]
    graph = helper.make_graph(
        nodes,
        "ladder",
        [helper.make_tensor_value_info("x0", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info(f"x{rungs}", TensorProto.FLOAT, shape)],
        weights,
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])


def write_ladder(path: Path, rungs: int = 4) -> str:
    """Writes such a model and returns its path."""
    path.write_bytes(ladder(rungs).SerializeToString())
    return str(path)


def write_branches(path: Path) -> str:
    """Writes a model whose nodes stand in the branches of an If, and returns its path."""
    out = helper.make_tensor_value_info("y", TensorProto.FLOAT, [2])
    yes = helper.make_node("Relu", ["x"], ["y"], name="yes")
    no = helper.make_node("Other", ["x"], ["y"], name="no", domain="my")
    choice = helper.make_node(
        "If",
        ["c"],
        ["z"],
        name="choice",
        then_branch=helper.make_graph([yes], "then", [], [out]),
        else_branch=helper.make_graph([no], "else", [], [out]),
    )
    inputs = [
        helper.make_tensor_value_info("c", TensorProto.BOOL, []),
        helper.make_tensor_value_info("x", TensorProto.FLOAT, [2]),
    ]
    result = helper.make_tensor_value_info("z", TensorProto.FLOAT, [2])
    graph = helper.make_graph([choice], "branches", inputs, [result])
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("my", 1)]
    path.write_bytes(helper.make_model(graph, opset_imports=opsets).SerializeToString())
    return str(path)
