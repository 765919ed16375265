"""Models of any number of nodes in every format with operators: additions and activations in turn.

Each is written as the format's own tools write it, by libraries where they write a format and by
hand where making it would take a framework.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path

import onnx
from onnx import TensorProto, helper

from tests.formats.keras import networks as keras
from tests.formats.openvino.networks import Network
from tests.formats.pytorch.archives import archive, entries, program, script
from tests.formats.tflite.building import Lite

_SHAPE = [1, 8]
_TEMPLATE = "written.pt2"


def _onnx(folder: Path, count: int) -> Path:
    nodes = [
        helper.make_node("Relu", [f"v{at}"], [f"v{at + 1}"])
        if at % 2
        else helper.make_node("Add", [f"v{at}", "x"], [f"v{at + 1}"])
        for at in range(count)
    ]
    x, y = (
        helper.make_tensor_value_info(name, TensorProto.FLOAT, _SHAPE)
        for name in ("x", f"v{count}")
    )
    nodes.insert(0, helper.make_node("Identity", ["x"], ["v0"]))
    model = helper.make_model(helper.make_graph(nodes, "chain", [x], [y]))
    path = folder / "chain.onnx"
    onnx.save(model, path)
    return path


def _onnx_text(folder: Path, count: int) -> Path:
    path = folder / "chain.onnxtxt"
    path.write_text(onnx.printer.to_text(onnx.load(_onnx(folder, count))))
    return path


def _script(folder: Path, count: int) -> Path:
    lines = ["v0 = x"]
    for at in range(count):
        made = f"torch.relu(v{at})" if at % 2 else f"torch.add(v{at}, x)"
        lines.append(f"v{at + 1} = {made}")
    return script(folder, "\n".join([*lines, f"return v{count}"]))


def _exported(folder: Path, count: int) -> Path:
    """The fixture's program with other nodes: they are cloned from one that it has."""
    stored = program(_TEMPLATE)
    graph = stored["graph_module"]["graph"]
    pattern = next(node for node in graph["nodes"] if node["target"].endswith("relu_.default"))
    before, values = "x", graph["tensor_values"]
    nodes = []
    for at in range(count):
        node = copy.deepcopy(pattern)
        name = node["name"] = f"v{at + 1}"
        node["target"] = "torch.ops.aten.relu.default"
        node["inputs"][0]["arg"]["as_tensor"]["name"] = before
        node["outputs"][0]["as_tensor"]["name"] = before = name
        values[name] = values["x"]
        nodes.append(node)
    graph["nodes"] = nodes
    graph["outputs"][0]["as_tensor"]["name"] = before
    outputs = stored["graph_module"]["signature"]["output_specs"]
    outputs[0]["user_output"]["arg"]["as_tensor"]["name"] = before
    held = entries(Path(__file__).parents[2] / "fixtures" / "pytorch" / _TEMPLATE)
    return archive(folder / "chain.pt2", {**held, "models/model.json": json.dumps(stored)})


def _lite(folder: Path, count: int) -> Path:
    lite = Lite()
    first = value = lite.tensor(_SHAPE)
    for at in range(count):
        made = lite.tensor(_SHAPE)
        lite.operator(*(("RELU", [value], [made]) if at % 2 else ("ADD", [value, first], [made])))
        value = made
    lite.finish([first], [value])
    path = folder / "chain.tflite"
    path.write_bytes(lite.bytes())
    return path


def _keras(folder: Path, count: int) -> Path:
    image = (None, 8, 8, 3)
    layers = [keras.entry("v0", image)]
    for at in range(count):
        layers.append(keras.layer("ReLU", f"v{at + 1}", [keras.tensor(f"v{at}", image)]))
    return keras.save_archive(folder, keras.functional(layers, ["v0"], [f"v{count}"]), {})


def _open_vino(folder: Path, count: int) -> Path:
    net = Network()
    first = value = net.input(*_SHAPE)
    for at in range(count):
        value = (
            net.add("ReLU", [value], _SHAPE) if at % 2 else net.add("Add", [value, first], _SHAPE)
        )
    net.result(value)
    return net.save(folder, "chain.xml")


def message(number: int, content: bytes) -> bytes:
    """A field of protobuf that holds bytes: a text or another message."""
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def number(field: int, value: int) -> bytes:
    """A field of protobuf that holds a number."""
    return _varint(field << 3) + _varint(value)


def _varint(value: int) -> bytes:
    made = bytearray()
    while value > 127:
        made.append(value & 127 | 128)
        value >>= 7
    return bytes([*made, value])


def _graph_def(folder: Path, count: int) -> Path:
    """``GraphDef.node`` is field 1; of a ``NodeDef`` name, op and inputs are 1, 2 and 3."""

    def node(name: str, op: str, *inputs: str) -> bytes:
        attribute = message(1, b"T") + message(2, number(6, 1))
        parts = [message(1, name.encode()), message(2, op.encode())]
        parts += [message(3, each.encode()) for each in inputs]
        return message(1, b"".join(parts) + message(5, attribute))

    nodes = [node("v0", "Placeholder")]
    for at in range(count):
        inputs = [f"v{at}"] if at % 2 else [f"v{at}", "v0"]
        nodes.append(node(f"v{at + 1}", "Relu" if at % 2 else "AddV2", *inputs))
    path = folder / "chain.pb"
    path.write_bytes(b"".join(nodes))
    return path


def _core_ml(inputs_and_outputs: bytes, kind: int, content: bytes) -> bytes:
    return number(1, 4) + message(2, inputs_and_outputs) + message(kind, content)


def _features(last: str) -> bytes:
    """A ``ModelDescription``: one input and one output, each a multi-array."""
    array = message(5, b"".join(number(1, extent) for extent in _SHAPE) + number(2, 65568))
    described = {1: "x", 10: last}
    return b"".join(
        message(field, message(1, name.encode()) + message(3, array))
        for field, name in described.items()
    )


def _core_ml_network(folder: Path, count: int) -> Path:
    """``NeuralNetwork`` is field 500 of a model; a ReLU is field 10 of activation, field 130."""
    layers, before = [], "x"
    for at in range(count):
        name = f"v{at + 1}"
        parts = [message(1, name.encode()), message(2, before.encode()), message(3, name.encode())]
        layers.append(message(1, b"".join(parts) + message(130, message(10, b""))))
        before = name
    path = folder / "chain.mlmodel"
    path.write_bytes(_core_ml(_features(before), 500, b"".join(layers)))
    return path


def _core_ml_program(folder: Path, count: int) -> Path:
    """``mlProgram`` is field 502: functions, their specialized blocks, and their operations."""
    dims = b"".join(message(3, message(1, number(1, extent))) for extent in _SHAPE)
    kind = message(1, number(1, 11) + number(2, len(_SHAPE)) + dims)

    def named(name: str) -> bytes:
        return message(1, name.encode()) + message(2, kind)

    operations, before = [], "x"
    for at in range(count):
        name = f"v{at + 1}"
        bound = message(1, message(1, before.encode()))
        given = message(2, message(1, b"x") + message(2, bound))
        operations.append(message(3, message(1, b"relu") + given + message(3, named(name))))
        before = name
    block = message(2, before.encode()) + b"".join(operations)
    function = message(1, named("x")) + message(2, b"CoreML5")
    function += message(3, message(1, b"CoreML5") + message(2, block))
    made = number(1, 1) + message(2, message(1, b"main") + message(2, function))
    path = folder / "chain.mlmodel"
    path.write_bytes(_core_ml(_features(before), 502, made))
    return path


CHAINS: dict[str, Callable[[Path, int], Path]] = {
    "onnx": _onnx,
    "onnx-text": _onnx_text,
    "torchscript": _script,
    "torch-export": _exported,
    "tflite": _lite,
    "tensorflow-graph": _graph_def,
    "keras": _keras,
    "coreml network": _core_ml_network,
    "coreml program": _core_ml_program,
    "openvino": _open_vino,
}
"""Format → writes a chain of so many nodes into a folder."""
