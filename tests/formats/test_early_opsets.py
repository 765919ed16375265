"""ONNX files of early operator sets, written as their exporters wrote them."""

from __future__ import annotations

from pathlib import Path

import onnx
import pytest
from onnx import TensorProto, helper

from inspector.analysis.engine import scan
from inspector.data import signatures_dir
from inspector.formats import read_model
from inspector.ir.normal import NormalGraph, normalise
from inspector.signatures import load_library
from tests.formats.models import save

FLOAT = TensorProto.FLOAT


class Early:
    """Collects nodes and weights of a graph; ``old`` tells operator set 1 from set 6."""

    def __init__(self, opset: int, *shape: int) -> None:
        self.opset = opset
        self.old = opset < 6
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self.inputs = [helper.make_tensor_value_info("x", FLOAT, shape)]

    def weight(self, *shape: int) -> str:
        name = f"w{len(self.weights)}"
        count = 1
        for extent in shape:
            count *= extent
        # No two alike: equal matrices are one that is shared.
        numbers = [0.01 * ((place + 3 * len(self.weights)) % 101 + 1) for place in range(count)]
        self.weights.append(helper.make_tensor(name, FLOAT, shape, numbers))
        # Before IR version 4 every weight was an input too.
        self.inputs.append(helper.make_tensor_value_info(name, FLOAT, shape))
        return name

    def number(self, number: float) -> str:
        name = self.weight(1)
        self.weights[-1] = helper.make_tensor(name, FLOAT, [1], [number])
        return name

    def add(self, op: str, *inputs: str, **attributes: object) -> str:
        name = f"v{len(self.nodes)}"
        if self.old and op in ("Relu", "Sigmoid", "Tanh", "Add", "Mul", "Clip"):
            attributes["consumed_inputs"] = [0] * len(inputs)
        self.nodes.append(helper.make_node(op, inputs, [name], **attributes))
        return name

    def conv(self, x: str, width: int, count: int, kernel: int = 3, stride: int = 1) -> str:
        y = self.add(
            "Conv",
            x,
            self.weight(count, width, kernel, kernel),
            kernel_shape=[kernel, kernel],
            strides=[stride, stride],
            pads=[kernel // 2] * 4,
        )
        statistics = [self.weight(count) for _ in range(4)]
        more = {"consumed_inputs": [0, 0, 0, 1, 1]} if self.old else {}
        return self.add("BatchNormalization", y, *statistics, is_test=1, epsilon=1e-5, **more)

    def dense(self, x: str, width: int, count: int) -> str:
        product = self.add("MatMul", x, self.weight(width, count))
        return self.add("Add", product, self.weight(count), broadcast=1)

    def norm(self, x: str, width: int) -> str:
        mean = self.add("ReduceMean", x, axes=[2], keepdims=1)
        centred = self.add("Sub", x, mean, broadcast=1)
        square = self.add("Mul", centred, centred)
        variance = self.add("ReduceMean", square, axes=[2], keepdims=1)
        root = self.add("Sqrt", self.add("Add", variance, self.number(1e-12), broadcast=1))
        scaled = self.add("Div", centred, root, broadcast=1)
        scaled = self.add("Mul", scaled, self.weight(width), broadcast=1)
        return self.add("Add", scaled, self.weight(width), broadcast=1)

    def save(self, folder: Path, result: str) -> Path:
        made = helper.make_tensor_value_info(result, FLOAT, None)
        graph = helper.make_graph(self.nodes, "early", self.inputs, [made], self.weights)
        model = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", self.opset)], ir_version=3
        )
        return save(folder, model)


def resnet(folder: Path, opset: int) -> Path:
    e = Early(opset, 1, 3, 64, 64)
    x = e.add("Relu", e.conv("x", 3, 8, 7, 2))
    x = e.add("MaxPool", x, kernel_shape=[3, 3], strides=[2, 2], pads=[1] * 4)
    width = 8
    for count in (8, 16, 24, 32):
        for step in range(2):
            stride = 2 if step == 0 and count > 8 else 1
            y = e.add("Relu", e.conv(x, width, count, 3, stride))
            y = e.conv(y, count, count)
            short = e.conv(x, width, count, 1, stride) if stride == 2 else x
            x, width = e.add("Relu", e.add("Add", y, short)), count
    x = e.add("AveragePool", x, kernel_shape=[2, 2], strides=[1, 1])
    if e.old:
        x = e.add("Reshape", x, shape=[1, 32])
    else:
        x = e.add("Flatten", x, axis=1)
    x = e.add("Gemm", x, e.weight(10, 32), e.weight(10), broadcast=1, transB=1)
    return e.save(folder, e.add("Softmax", x))


def bert(folder: Path, opset: int) -> Path:
    """A post-norm encoder of two heads, its mask left out."""
    width, length, count = 16, 8, 2
    e = Early(opset, 1, length)
    tokens = e.add("Cast", "x", to="INT64" if e.old else TensorProto.INT64)
    x = e.add("Gather", e.weight(20, width), tokens)
    x = e.add("Add", x, e.weight(1, length, width))
    x = e.norm(e.add("Add", x, e.add("Gather", e.weight(2, width), tokens)), width)

    def shaped(value: str, *shape: int) -> str:
        if e.old:
            return e.add("Reshape", value, shape=list(shape))
        name = f"s{len(e.weights)}"
        e.weights.append(helper.make_tensor(name, TensorProto.INT64, [len(shape)], shape))
        e.inputs.append(helper.make_tensor_value_info(name, TensorProto.INT64, [len(shape)]))
        return e.add("Reshape", value, name)

    for _ in range(3):
        parts = [shaped(e.dense(x, width, width), 1, length, count, width // count) for _ in "qkv"]
        query, value = (e.add("Transpose", parts[at], perm=[0, 2, 1, 3]) for at in (0, 2))
        key = e.add("Transpose", parts[1], perm=[0, 2, 3, 1])
        scores = e.add("Div", e.add("MatMul", query, key), e.number(8**0.5), broadcast=1)
        mixed = e.add("MatMul", e.add("Softmax", scores, axis=3), value)
        joined = shaped(e.add("Transpose", mixed, perm=[0, 2, 1, 3]), 1, length, width)
        x = e.norm(e.add("Add", e.dense(joined, width, width), x), width)
        hidden = e.dense(x, width, 4 * width)
        # The error function came with operator set 9: its tanh formula stood for it.
        cube = e.add("Mul", e.add("Mul", hidden, hidden), hidden)
        inner = e.add("Mul", cube, e.number(0.044715), broadcast=1)
        inner = e.add("Mul", e.add("Add", hidden, inner), e.number(0.7978845608), broadcast=1)
        outer = e.add("Add", e.add("Tanh", inner), e.number(1.0), broadcast=1)
        half = e.add("Mul", hidden, e.number(0.5), broadcast=1)
        hidden = e.add("Mul", half, outer)
        x = e.norm(e.add("Add", e.dense(hidden, 4 * width, width), x), width)
    return e.save(folder, x)


@pytest.mark.parametrize("opset", [1, 5, 6])
@pytest.mark.parametrize(("family", "make"), [("resnet", resnet), ("bert", bert)])
def test_verdicts(tmp_path: Path, family: str, make, opset: int) -> None:
    found = scan(read_model(make(tmp_path, opset)), load_library([signatures_dir()]))
    assert found.report.verdict is not None
    assert found.report.verdict.family == family


def normal(
    folder: Path, opset: int, op: str, *shapes: tuple[int, ...], **attributes
) -> NormalGraph:
    """The normal form of one operator over an input and weights of given shapes."""
    e = Early(opset, *shapes[0])
    made = e.add(op, "x", *(e.weight(*shape) for shape in shapes[1:]), **attributes)
    model = read_model(e.save(folder, made))
    return normalise(model, model.graphs["main"])


IMAGE = (1, 4, 6, 6)


@pytest.mark.parametrize(
    ("opset", "op", "shapes", "attributes", "expected"),
    [
        (1, "Add", [IMAGE, (4,)], {"broadcast": 1, "axis": 1}, ["Add"]),
        (6, "PRelu", [IMAGE, (4,)], {}, ["PRelu"]),
        (1, "Pad", [IMAGE], {"paddings": [0, 0, 1, 1, 0, 0, 1, 1]}, ["Pad"]),
        (1, "Upsample", [IMAGE], {"height_scale": 2.0, "width_scale": 2.0}, ["Resize"]),
        (7, "Upsample", [IMAGE], {"scales": [1.0, 1.0, 2.0, 2.0]}, ["Resize"]),
        (1, "Clip", [IMAGE], {"min": 0.0, "max": 6.0}, ["Clip"]),
        (1, "Slice", [IMAGE], {"starts": [0], "ends": [2], "axes": [1]}, ["Slice"]),
        (6, "Softmax", [(2, 4)], {}, ["Softmax"]),
        (6, "Softmax", [IMAGE], {}, ["Flatten", "Softmax", "Reshape"]),
        (6, "Softmax", [(1, 4, 1, 1)], {}, ["Softmax"]),
        (12, "Softmax", [IMAGE], {"axis": 3}, ["Softmax"]),
        (1, "Dropout", [IMAGE], {"is_test": 1, "ratio": 0.5}, []),
        (1, "Affine", [IMAGE], {"alpha": 2.0, "beta": 1.0}, ["Mul", "Add"]),
        (1, "ImageScaler", [(1, 3, 6, 6)], {"bias": [1.0, 2.0, 3.0], "scale": 2.0}, ["Mul", "Add"]),
        (1, "ScaledTanh", [IMAGE], {"alpha": 2.0, "beta": 3.0}, ["Mul", "Tanh", "Mul"]),
        (1, "ParametricSoftplus", [IMAGE], {"alpha": 2.0, "beta": 3.0}, ["Mul", "Softplus", "Mul"]),
        (1, "Crop", [IMAGE], {"border": [1, 1, 1, 1]}, ["Slice"]),
    ],
)
def test_operators(tmp_path: Path, opset: int, op: str, shapes, attributes, expected) -> None:
    graph = normal(tmp_path, opset, op, *shapes, **attributes)
    assert [graph.ops[node] for node in graph.live_nodes()] == expected


def test_operands_are_matched_from_the_stated_axis_on(tmp_path: Path) -> None:
    graph = normal(tmp_path, 6, "Mul", IMAGE, (4,), broadcast=1, axis=1)
    (node,) = graph.live_nodes()
    assert graph.shapes[graph.inputs[node][1]] == (4, 1, 1)
    assert graph.shapes[graph.outputs[node][0]] == IMAGE


def test_factors_of_an_upsampling_are_known(tmp_path: Path) -> None:
    graph = normal(tmp_path, 1, "Upsample", IMAGE, height_scale=2.0, width_scale=2.0)
    (node,) = graph.live_nodes()
    assert graph.attributes[node]["scale"] == [2, 2]
