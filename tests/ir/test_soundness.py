"""Nodes that do not fit their operator: nothing fails, and what was set aside is said."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from inspector.ir import Graph, Initializer, Model, Value
from inspector.ir.normal import NormalGraph, normalise
from inspector.ir.normal.quantization import QLINEAR
from inspector.ir.normal.soundness import REQUIRED
from tests.graphs import make_model

ODD = (0, -1, 2**62, [], [1], [-1, 2**40, 3], 1.5, float("nan"), b"", "x", ["x"], list(range(50)))
NAMES = ("axis", "axes", "kernel_shape", "strides", "pads", "to", "perm", "value_ints", "num_heads")
FUSED = ("Attention", "MultiHeadAttention", "FusedMatMul", "MatMulNBits", "EmbedLayerNormalization")


def normal(text: str) -> NormalGraph:
    model = make_model(text)
    return normalise(model, model.graphs["main"])


@pytest.mark.parametrize(
    "text",
    [
        "a = Add(x)",
        "a = Div(x, y, z)",
        "a = Where(c, x)",
        "a = Transpose()",
        "a = Conv(x)",
        "a = ReduceMean[axes=[1]]()",
        "a = QLinearConv(x)",
        "a = Mul(x, _)",
    ],
)
def test_a_node_that_lacks_inputs_is_set_aside_and_named(text: str) -> None:
    graph = normal(f"{text}\nb = Relu(a)")
    stored = text.split("= ")[1].split("(")[0].split("[")[0]
    assert [graph.ops[node] for node in graph.live_nodes()] == [f"malformed.{stored}", "Relu"]
    assert graph.unread == [
        f"What these nodes do, because they lack inputs or have too many: #0 {stored}."
    ]


def test_a_sound_graph_has_nothing_to_tell() -> None:
    assert normal("a = Add(x, y)\nb = Conv(a, $w<8x3x3x3>)").unread == []


def test_many_unsound_nodes_are_told_in_one_sentence() -> None:
    graph = normal("\n".join(f"a{n} = Add(x)" for n in range(20)))
    assert len(graph.unread) == 1
    assert graph.unread[0].endswith("#7 Add and 12 more.")


def test_attributes_of_the_wrong_kind_count_as_left_out() -> None:
    graph = normal("a = Transpose[perm='abc'](x)\nb = Concat[axis=[1]](a, x)")
    assert "perm" not in graph.attributes[0]
    assert graph.attributes[1]["axis"] == 0


def test_strings_are_not_computed_with() -> None:
    model = make_model("a = Add(x, y)")
    graph = model.graphs["main"]
    texts = np.asarray(["x" * 100], dtype=object)
    for value in graph.nodes[0].inputs:
        assert value is not None
        value.initializer = Initializer("string", (1,), data=texts)
    made = normalise(model, graph)
    assert made.data[made.outputs[0][0]] is None


@pytest.mark.parametrize("seed", range(30))
def test_any_node_with_any_parts_goes_through(seed: int) -> None:
    model = random_model(Random(seed))
    graph = normalise(model, model.graphs["main"])
    assert all(graph.outputs[node] for node in graph.live_nodes())


def random_model(random: Random) -> Model:
    """Operators that passes know, with inputs, outputs and attributes that seldom fit."""
    graph = Graph("main")
    values: list[Value | None] = [None, Value("x", "float32", (1, 3, 8, 8)), Value("y")]
    for data in (np.float32(2), np.asarray([0, -1, 2**40]), np.asarray([], dtype=np.int64)):
        array = np.asarray(data)
        tensor = Initializer(str(array.dtype), tuple(array.shape), data=array)
        values.append(Value("c", str(array.dtype), tuple(array.shape), initializer=tensor))
    operators = sorted({*REQUIRED, *QLINEAR, "Constant", "Range", "Squeeze", "LSTM", "Trilu"})
    operators += [f"com.microsoft.{name}" for name in FUSED]
    for index in range(40):
        op = random.choice(operators)
        domain, _, plain = op.rpartition(".")
        inputs = [random.choice(values) for _ in range(random.choice([0, 1, 2, 2, 3, 5]))]
        outputs = [Value(f"v{index}") for _ in range(random.choice([0, 1, 1, 1, 2]))]
        attributes: dict[str, object] = {
            name: random.choice(ODD) for name in NAMES if random.random() < 0.4
        }
        graph.add_node(index, plain, inputs, outputs, domain=domain, attributes=attributes)
        values += outputs
    return Model(path="odd.onnx", format="onnx", graphs={"main": graph})
