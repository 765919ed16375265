"""Model files of any size to open in the window: regular ones, irregular ones, with hubs.

The weights are entries of an external file that is not there, so that a file of 50,000 nodes takes
some megabytes; ``inflate`` puts bytes in for a file that is as large as a real one.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import onnx
from onnx import TensorProto, helper

WIDTH = 64
CHANNELS = 32
TOKENS = 16
_REACH = 10
"""How far back an irregular graph's node reads, mostly."""
_LEAP = 1500
"""How far back it reads now and then."""


class Writer:
    """Collects the nodes and weights of one file.

    Args:
        seed: Of the random choices; one seed, one file.
    """

    def __init__(self, seed: int = 1) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self.random = random.Random(seed)  # noqa: S311 - no secret is made

    def node(self, op: str, *inputs: str, **attributes: Any) -> str:
        """Adds a node; returns its result."""
        name = f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(op, inputs, [name], **attributes))
        return name

    def weight(self, *shape: int) -> str:
        """Adds a weight whose bytes are elsewhere."""
        tensor = TensorProto(name=f"w{len(self.weights)}", data_type=TensorProto.FLOAT, dims=shape)
        tensor.data_location = TensorProto.EXTERNAL
        tensor.external_data.add(key="location", value="weights.bin")
        self.weights.append(tensor)
        return tensor.name

    def constant(self, value: float) -> str:
        """Adds a number."""
        name = f"w{len(self.weights)}"
        self.weights.append(helper.make_tensor(name, TensorProto.FLOAT, [], [value]))
        return name

    def shape(self, *sizes: int) -> str:
        """Adds the second operand of a Reshape."""
        name = f"w{len(self.weights)}"
        self.weights.append(helper.make_tensor(name, TensorProto.INT64, [len(sizes)], sizes))
        return name

    def save(self, path: Path, inputs: dict[str, tuple[int, list[int]]], output: str) -> None:
        """Writes the file."""
        values = [
            helper.make_tensor_value_info(name, *described) for name, described in inputs.items()
        ]
        results = [helper.make_tensor_value_info(output, TensorProto.FLOAT, None)]
        graph = helper.make_graph(self.nodes, "main", values, results, self.weights)
        opsets = [helper.make_opsetid("", 17)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=8)
        path.write_bytes(model.SerializeToString())


def regular(nodes: int, path: Path) -> None:
    """Writes a text encoder like BERT: equal layers that all read one mask."""
    write = Writer()
    words = write.node("Gather", write.weight(30522, WIDTH), "ids", axis=0)
    kinds = write.node("Gather", write.weight(2, WIDTH), "kinds", axis=0)
    summed = write.node("Add", write.node("Add", words, kinds), write.weight(1, TOKENS, WIDTH))
    x = _norm(write, summed)
    while len(write.nodes) < nodes:
        x = _layer(write, x)
    tokens = TensorProto.INT64, [1, TOKENS]
    mask = TensorProto.FLOAT, [1, 1, 1, TOKENS]
    write.save(path, {"ids": tokens, "kinds": tokens, "mask": mask}, x)


def _layer(write: Writer, x: str) -> str:
    query, key, value = (_heads(write, _linear(write, x), order) for order in _ORDERS)
    scores = write.node("Div", write.node("MatMul", query, key), write.constant(4.0))
    weights = write.node("Softmax", write.node("Add", scores, "mask"), axis=-1)
    mixed = write.node("Transpose", write.node("MatMul", weights, value), perm=[0, 2, 1, 3])
    joined = write.node("Reshape", mixed, write.shape(1, TOKENS, WIDTH))
    x = _norm(write, write.node("Add", x, _linear(write, joined)))
    inner = _linear(write, x, WIDTH, 4 * WIDTH)
    error = write.node("Erf", write.node("Div", inner, write.constant(2**0.5)))
    gate = write.node("Mul", inner, write.node("Add", error, write.constant(1.0)))
    gate = write.node("Mul", gate, write.constant(0.5))
    return _norm(write, write.node("Add", x, _linear(write, gate, 4 * WIDTH, WIDTH)))


_ORDERS = ((0, 2, 1, 3), (0, 2, 3, 1), (0, 2, 1, 3))


def _heads(write: Writer, x: str, order: tuple[int, ...]) -> str:
    split = write.node("Reshape", x, write.shape(1, TOKENS, 4, WIDTH // 4))
    return write.node("Transpose", split, perm=list(order))


def _linear(write: Writer, x: str, width: int = WIDTH, out: int = WIDTH) -> str:
    product = write.node("MatMul", x, write.weight(width, out))
    return write.node("Add", product, write.weight(out))


def _norm(write: Writer, x: str) -> str:
    centred = write.node("Sub", x, write.node("ReduceMean", x, axes=[-1]))
    square = write.node("Pow", centred, write.constant(2.0))
    variance = write.node("ReduceMean", square, axes=[-1])
    deviation = write.node("Sqrt", write.node("Add", variance, write.constant(1e-5)))
    scaled = write.node("Mul", write.node("Div", centred, deviation), write.weight(WIDTH))
    return write.node("Add", scaled, write.weight(WIDTH))


def irregular(nodes: int, path: Path) -> None:
    """Writes a network wired at random, some wires long: nothing in it repeats."""
    _wire(nodes, path, hubs=0)


def hubs(nodes: int, path: Path) -> None:
    """Writes the same with three values that nodes everywhere read."""
    _wire(nodes, path, hubs=3)


def _wire(nodes: int, path: Path, hubs: int) -> None:
    write = Writer()
    made = ["x"]
    common = [write.node("Relu", "x") for _ in range(hubs)]
    unread = dict.fromkeys(made)

    def earlier() -> str:
        far = write.random.random() < 0.004
        reach = min(len(made), _LEAP if far else _REACH)
        chosen = made[-1 - write.random.randrange(reach)]
        unread.pop(chosen, None)
        return chosen

    while len(write.nodes) < nodes:
        chance = write.random.random()
        if common and chance < 0.06:
            value = write.node("Mul", earlier(), write.random.choice(common))
        elif len(unread) > _REACH // 2 or chance < 0.3:
            old = next(iter(unread), "x")
            unread.pop(old, None)
            value = write.node("Add", old, earlier())
        elif chance < 0.65:
            weight = write.weight(CHANNELS, CHANNELS, 3, 3)
            value = write.node("Conv", earlier(), weight, kernel_shape=[3, 3], pads=[1] * 4)
        else:
            kind = write.random.choice(("Relu", "Sigmoid", "Tanh", "Neg", "Softplus"))
            value = write.node(kind, earlier())
        made.append(value)
        unread[value] = None
    for value in [value for value in unread if value != made[-1]]:
        made.append(write.node("Add", made[-1], value))
    write.save(path, {"x": (TensorProto.FLOAT, [1, CHANNELS, 28, 28])}, made[-1])


def inflate(path: Path, target: Path, size: int) -> None:
    """Copies a file with its matrices inside, zeros, so many that it is as large as asked for.

    Args:
        path: Made by one of the above.
        target: The copy.
        size: Bytes, less than the 2 GB that one protobuf message may have.
    """
    model = onnx.load(str(path), load_external_data=False)
    weights = list(model.graph.initializer)
    del model.graph.initializer[:]
    matrices = sum(len(tensor.dims) == 2 for tensor in weights)
    rows = max(1, size // max(matrices, 1) // 4 // WIDTH)
    heads, lengths = [], []
    for tensor in weights:
        if tensor.data_location != TensorProto.EXTERNAL:
            heads.append(tensor.SerializeToString())
            lengths.append(0)
            continue
        shape = (rows, WIDTH) if len(tensor.dims) == 2 else tuple(tensor.dims)
        lengths.append(4 * math.prod(shape))
        bare = TensorProto(name=tensor.name, data_type=TensorProto.FLOAT, dims=shape)
        heads.append(bare.SerializeToString() + b"\x4a" + _varint(lengths[-1]))
    graph = model.graph.SerializeToString()
    model.ClearField("graph")
    whole = len(graph)
    for head, length in zip(heads, lengths, strict=True):
        whole += 1 + len(_varint(len(head) + length)) + len(head) + length
    with target.open("wb") as file:
        file.write(model.SerializeToString() + b"\x3a" + _varint(whole) + graph)
        for head, length in zip(heads, lengths, strict=True):
            file.write(b"\x2a" + _varint(len(head) + length) + head)
            file.write(bytes(length))


def _varint(number: int) -> bytes:
    """A length as protobuf writes it: seven bits a byte, the lowest first."""
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes([*out, number])


KINDS: dict[str, Callable[[int, Path], None]] = {
    "regular": regular,
    "irregular": irregular,
    "hubs": hubs,
}
"""The generated files by their kind; each takes a number of nodes and where to write."""
