"""Models of any size, made of equal blocks: an encoder's layers or a residual network's."""

from __future__ import annotations

import numpy as np

from inspector.ir import Graph, Initializer, Model, Value

WIDTH, HEADS, TOKENS = 64, 4, 16
HEAD = WIDTH // HEADS
SIZE = 14
"""Height and width of the images in a residual network's blocks."""


class Builder:
    """Adds nodes to a graph and remembers shapes."""

    def __init__(self) -> None:
        self.graph = Graph("main")

    def input(self, *shape: int) -> Value:
        """Adds an input of the graph."""
        value = Value(f"input{len(self.graph.inputs)}", "float32", shape)
        self.graph.inputs.append(value)
        return value

    def weight(self, *shape: int) -> Value:
        """Adds a constant whose elements are not known."""
        return self._constant(Initializer("float32", shape))

    def number(self, value: float) -> Value:
        """Adds a constant of one element."""
        data = np.asarray(value, dtype=np.float32)
        return self._constant(Initializer("float32", (), data=data))

    def integers(self, *values: int) -> Value:
        """Adds a list of integers."""
        data = np.asarray(values, dtype=np.int64)
        return self._constant(Initializer("int64", (len(values),), data=data))

    def _constant(self, tensor: Initializer) -> Value:
        name = f"constant{len(self.graph.initializers)}"
        value = Value(name, tensor.dtype, tensor.shape, initializer=tensor)
        self.graph.initializers[name] = value
        return value

    def node(
        self, op: str, *inputs: Value, shape: tuple[int, ...] | None = None, **attributes: object
    ) -> Value:
        """Adds a node; its result has the first input's shape unless another is given."""
        index = len(self.graph.nodes)
        result = Value(f"value{index}", "float32", inputs[0].shape if shape is None else shape)
        given: list[Value | None] = list(inputs)
        self.graph.add_node(index, op, given, [result], attributes=attributes)
        return result

    def model(self, *outputs: Value) -> Model:
        """The model with these outputs."""
        self.graph.outputs = list(outputs)
        return Model("generated.onnx", "onnx", {"main": self.graph}, opsets={"": 17})


def encoder(nodes: int) -> Model:
    """A text encoder like BERT, its norms and activations written out, of about so many nodes."""
    make = Builder()
    ids = make.input(1, TOKENS)
    mask = make.input(1, 1, 1, TOKENS)
    shape = (1, TOKENS, WIDTH)
    words = make.node("Gather", make.weight(1000, WIDTH), ids, shape=shape, axis=0)
    kinds = make.node("Gather", make.weight(2, WIDTH), ids, shape=shape, axis=0)
    summed = make.node("Add", words, kinds)
    value = _norm(make, make.node("Add", summed, make.weight(1, TOKENS, WIDTH)))
    first = len(make.graph.nodes)
    value = _encoder_layer(make, value, mask)
    layer = len(make.graph.nodes) - first
    for _ in range((nodes - len(make.graph.nodes)) // layer):
        value = _encoder_layer(make, value, mask)
    return make.model(value)


def _encoder_layer(make: Builder, x: Value, mask: Value) -> Value:
    heads = (1, HEADS, TOKENS, HEAD)
    query = _heads(make, _linear(make, x, WIDTH), 0, 2, 1, 3)
    key = _heads(make, _linear(make, x, WIDTH), 0, 2, 3, 1)
    value = _heads(make, _linear(make, x, WIDTH), 0, 2, 1, 3)
    scores = make.node("MatMul", query, key, shape=(1, HEADS, TOKENS, TOKENS))
    scores = make.node("Add", make.node("Div", scores, make.number(HEAD**0.5)), mask)
    mixed = make.node("MatMul", make.node("Softmax", scores, axis=-1), value, shape=heads)
    mixed = make.node("Transpose", mixed, shape=(1, TOKENS, HEADS, HEAD), perm=[0, 2, 1, 3])
    joined = make.node("Reshape", mixed, make.integers(1, TOKENS, WIDTH), shape=(1, TOKENS, WIDTH))
    y = _norm(make, make.node("Add", x, _linear(make, joined, WIDTH)))
    inner = _gelu(make, _linear(make, y, 4 * WIDTH))
    return _norm(make, make.node("Add", y, _linear(make, inner, WIDTH)))


def _heads(make: Builder, x: Value, *order: int) -> Value:
    split = (1, TOKENS, HEADS, HEAD)
    parts = make.node("Reshape", x, make.integers(*split), shape=split)
    return make.node(
        "Transpose", parts, shape=tuple(split[axis] for axis in order), perm=list(order)
    )


def _linear(make: Builder, x: Value, width: int) -> Value:
    inner = x.shape[-1] if x.shape else WIDTH
    assert isinstance(inner, int)
    product = make.node("MatMul", x, make.weight(inner, width), shape=(1, TOKENS, width))
    return make.node("Add", product, make.weight(width))


def _norm(make: Builder, x: Value) -> Value:
    one = (1, TOKENS, 1)
    centred = make.node("Sub", x, make.node("ReduceMean", x, shape=one, axes=[-1], keepdims=1))
    square = make.node("Pow", centred, make.number(2.0))
    variance = make.node("ReduceMean", square, shape=one, axes=[-1], keepdims=1)
    deviation = make.node("Sqrt", make.node("Add", variance, make.number(1e-5)))
    scaled = make.node("Mul", make.node("Div", centred, deviation), make.weight(WIDTH))
    return make.node("Add", scaled, make.weight(WIDTH))


def _gelu(make: Builder, x: Value) -> Value:
    error = make.node("Erf", make.node("Div", x, make.number(2**0.5)))
    product = make.node("Mul", x, make.node("Add", error, make.number(1.0)))
    return make.node("Mul", product, make.number(0.5))


def residual(nodes: int) -> Model:
    """An image classifier like ResNet, bottleneck after bottleneck, of about so many nodes."""
    make = Builder()
    image = make.input(1, 3, 16 * SIZE, 16 * SIZE)
    value = _convolution(make, image, 64, kernel=7, stride=2, size=8 * SIZE)
    value = make.node("Relu", value)
    value = make.node(
        "MaxPool", value, shape=(1, 64, 4 * SIZE, 4 * SIZE),
        kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1],
    )  # fmt: skip
    value = _bottleneck(make, value, 256, widen=True)
    first = len(make.graph.nodes)
    value = _bottleneck(make, value, 256)
    block = len(make.graph.nodes) - first
    for _ in range((nodes - len(make.graph.nodes) - 3) // block):
        value = _bottleneck(make, value, 256)
    pooled = make.node("GlobalAveragePool", value, shape=(1, 256, 1, 1))
    flat = make.node("Flatten", pooled, shape=(1, 256), axis=1)
    return make.model(
        make.node(
            "Gemm", flat, make.weight(1000, 256), make.weight(1000), shape=(1, 1000), transB=1
        )
    )


def _convolution(
    make: Builder, x: Value, out: int, *, kernel: int = 1, stride: int = 1, size: int = 4 * SIZE
) -> Value:
    channels = x.shape[1] if x.shape else 3
    assert isinstance(channels, int)
    weight = make.weight(out, channels, kernel, kernel)
    return make.node(
        "Conv", x, weight, make.weight(out), shape=(1, out, size, size),
        kernel_shape=[kernel] * 2, strides=[stride] * 2, pads=[kernel // 2] * 4, group=1,
    )  # fmt: skip


def _bottleneck(make: Builder, x: Value, width: int, *, widen: bool = False) -> Value:
    inner = make.node("Relu", _convolution(make, x, width // 4))
    inner = make.node("Relu", _convolution(make, inner, width // 4, kernel=3))
    branch = _convolution(make, inner, width)
    shortcut = _convolution(make, x, width) if widen else x
    return make.node("Relu", make.node("Add", branch, shortcut))
