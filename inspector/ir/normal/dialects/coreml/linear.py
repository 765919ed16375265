"""Layers with weights, pooling, norms and resizing."""

from __future__ import annotations

import numpy as np

from inspector.ir.normal.dialects.coreml.layer import Layer, Write
from inspector.ir.normal.dialects.recipes import bias_of, matmul, reshape
from inspector.ir.normal.dialects.tensorflow.products import linear, recurrent
from inspector.ir.normal.graph import ABSENT
from inspector.ir.normal.writer import Attributes


def _padding(layer: Layer) -> Attributes:
    if layer.has("same"):
        lower = layer.integer("same.asymmetry")
        return {"auto_pad": b"SAME_LOWER" if lower else b"SAME_UPPER"}
    amounts = layer.numbers("valid") or [0, 0, 0, 0]
    return {"pads": [*amounts[::2], *amounts[1::2]]}


def _convolution(layer: Layer) -> None:
    kernel = layer.numbers("kernelSize", [3, 3])
    groups = layer.integer("nGroups", 1) or 1
    outputs, inputs = layer.integer("outputChannels"), layer.integer("kernelChannels")
    turned = layer.integer("isDeconvolution")
    shape = (inputs, outputs // groups, *kernel) if turned else (outputs, inputs, *kernel)
    attributes = _padding(layer) | {
        "kernel_shape": kernel,
        "strides": layer.numbers("stride", [1, 1]),
        "dilations": layer.numbers("dilationFactor", [1, 1]),
        "group": groups,
    }
    operands = [layer.x, layer.weight("weights", shape)]
    if len(layer.inputs) > 1:  # a weight that another layer makes
        operands[1] = layer.inputs[1]
    if layer.weight("bias") >= 0:
        operands.append(layer.weight("bias"))
    layer.w.make("ConvTranspose" if turned else "Conv", operands, attributes, layer.out)


def _pooling(layer: Layer) -> None:
    op = {0: "MaxPool", 1: "AveragePool", 2: "LpPool"}.get(layer.integer("type"), "MaxPool")
    if layer.integer("globalPooling"):
        layer.w.make(f"Global{op}", [layer.x], None, layer.out)
        return
    attributes: Attributes = {"ceil_mode": 0}
    if layer.has("includeLastPixel"):
        begin = (layer.numbers("includeLastPixel") or [0, 0])[:2]
        attributes = {"pads": [*begin, *begin], "ceil_mode": 1}
    else:
        attributes |= _padding(layer)
    attributes["kernel_shape"] = layer.numbers("kernelSize", [3, 3])
    attributes["strides"] = layer.numbers("stride", [1, 1])
    if op == "AveragePool":
        attributes["count_include_pad"] = int(not layer.integer("avgPoolExcludePadding"))
    layer.w.make(op, [layer.x], attributes, layer.out)


def _inner_product(layer: Layer) -> None:
    """On channels; images of one pixel are vectors here."""
    shape = (layer.integer("outputChannels"), layer.integer("inputChannels"))
    x, rank = layer.x, layer.w.rank(layer.x)
    pixel = rank == 4 and layer.extent(2) in (1, None) and layer.extent(3) in (1, None)
    if pixel:
        x = layer.w.make("Flatten", [x], {"axis": 1})
    bias = bias_of(layer.w, layer.weight("bias"))
    linear(layer.w, x, layer.weight("weights", shape), bias, layer.out)


def _embedding(inputs: str, outputs: str) -> Write:
    def write(layer: Layer) -> None:
        table = layer.weight("weights", (layer.integer(inputs), layer.integer(outputs)))
        ids = layer.x
        if layer.extent(-1) == 1 and layer.rank(2) > 1:  # an id is an axis of one element
            ids = layer.w.make("Squeeze", [ids, layer.w.integers([layer.rank(2) - 1])])
        bias = layer.weight("bias")
        found = layer.w.make(
            "Gather", [table, ids], {"axis": 0}, ABSENT if bias >= 0 else layer.out
        )
        if bias >= 0:
            layer.w.make("Add", [found, bias], None, layer.out)

    return write


def _batch_norm(layer: Layer) -> None:
    channels = layer.integer("channels")
    operands = [
        layer.weight(role, (channels,))
        if layer.weight(role) >= 0
        else layer.w.constant((channels,))
        for role in ("gamma", "beta", "mean", "variance")
    ]
    attributes: Attributes = {"epsilon": layer.number("epsilon", 1e-5)}
    if layer.integer("instanceNormalization"):
        layer.w.make("InstanceNormalization", [layer.x, *operands[:2]], attributes, layer.out)
    else:
        layer.w.make("BatchNormalization", [layer.x, *operands], attributes, layer.out)


def _layer_norm(layer: Layer) -> None:
    shape = tuple(layer.numbers("normalizedShape"))
    attributes: Attributes = {"axis": -len(shape) or -1, "epsilon": layer.number("eps", 1e-5)}
    operands = [layer.x, layer.weight("gamma", shape), layer.weight("beta", shape)]
    layer.w.make("LayerNormalization", operands, attributes, layer.out)


def _mean_variance(layer: Layer) -> None:
    """Over height and width, perhaps channels: written out, as converters spell layer norms so."""
    w, rank = layer.w, layer.rank()
    wanted = [1, 2, 3] if layer.integer("acrossChannels") else [2, 3]
    axes = [axis for axis in wanted if axis < rank and layer.extent(axis) != 1] or [rank - 1]
    kept: Attributes = {"keepdims": 1}
    mean = w.make("ReduceMean", [layer.x, w.integers(axes)], kept)
    if not layer.integer("normalizeVariance"):
        w.make("Sub", [layer.x, mean], None, layer.out)
        return
    centred = w.make("Sub", [layer.x, mean])
    square = w.make("Mul", [centred, centred])
    variance = w.make("ReduceMean", [square, w.integers(axes)], dict(kept))
    steadied = w.make("Add", [variance, layer.scalar(layer.number("epsilon", 1e-5))])
    w.make("Div", [centred, w.make("Sqrt", [steadied])], None, layer.out)


def _l2_normalize(layer: Layer) -> None:
    axes = layer.w.integers(range(1, layer.rank()))
    norm = layer.w.make("ReduceL2", [layer.x, axes], {"keepdims": 1})
    layer.w.make("Div", [layer.x, norm], None, layer.out)


def _response_norm(layer: Layer) -> None:
    attributes: Attributes = {"size": layer.integer("localSize", 5), "bias": layer.number("k", 1.0)}
    attributes |= {"alpha": layer.number("alpha", 1e-4), "beta": layer.number("beta", 0.75)}
    layer.w.make("LRN", [layer.x], attributes, layer.out)


def _scale(layer: Layer) -> None:
    """A factor and perhaps a summand, mostly per channel."""
    shifted = bool(layer.integer("hasBias"))
    factor = layer.weight("scale", tuple(layer.numbers("shapeScale", [1])))
    scaled = layer.w.make("Mul", [layer.x, factor], None, ABSENT if shifted else layer.out)
    if shifted:
        summand = layer.weight("bias", tuple(layer.numbers("shapeBias", [1])))
        layer.w.make("Add", [scaled, summand], None, layer.out)


def _bias(layer: Layer) -> None:
    summand = layer.weight("bias", tuple(layer.numbers("shape", [1])))
    layer.w.make("Add", [layer.x, summand], None, layer.out)


def _product(layer: Layer) -> None:
    """Of two values, or of one with a weight."""
    turned = bool(layer.integer("transposeA")), bool(layer.integer("transposeB"))
    if len(layer.inputs) > 1:
        first, second = layer.inputs[:2]
        matmul(
            layer.w, first, second, transpose_left=turned[0], transpose_right=turned[1],
            output=layer.out,
        )  # fmt: skip
        return
    shape = (
        layer.integer("weightMatrixFirstDimension"),
        layer.integer("weightMatrixSecondDimension"),
    )
    bias = layer.weight("bias")
    operands = [layer.x, layer.weight("weights", shape)]
    product = layer.w.make("MatMul", operands, None, ABSENT if bias >= 0 else layer.out)
    if bias >= 0:
        layer.w.make("Add", [product, bias], None, layer.out)


def _dot(layer: Layer) -> None:
    product = layer.w.make("Mul", layer.inputs[:2])
    axes = layer.w.integers(range(1, layer.rank()))
    layer.w.make("ReduceSum", [product, axes], {"keepdims": 1}, layer.out)


def _upsample(layer: Layer) -> None:
    stated = layer.w.attributes.get("fractionalScalingFactor")
    factors = stated if isinstance(stated, list) else layer.numbers("scalingFactor", [2, 2])
    scales = np.asarray([1.0, 1.0, *factors[:2]], dtype=np.float32)
    mode = b"linear" if layer.integer("mode") else b"nearest"
    operands = [layer.x, ABSENT, layer.w.graph.add_constant(scales)]
    layer.w.make("Resize", operands, {"mode": mode}, layer.out)


def _resize(layer: Layer) -> None:
    target = layer.numbers("targetSize", [1, 1])
    shape = layer.w.shape(layer.x) or (1, None)
    front = [extent if isinstance(extent, int) else 0 for extent in shape[:2]]
    sizes = layer.w.integers([*front, *target[:2]])
    layer.w.make("Resize", [layer.x, ABSENT, ABSENT, sizes], {"mode": b"linear"}, layer.out)


def _recurrent(op: str, gates: int, direction: str = "forward") -> Write:
    """Sequences have the time first: [T, B, C, 1, 1]."""

    def write(layer: Layer) -> None:
        x, rank = layer.x, layer.w.rank(layer.x)
        if rank is not None and rank > 3:
            x = reshape(layer.w, x, [0, 0, layer.integer("inputVectorSize")])
        whole = layer.integer("params.sequenceOutput") or layer.integer("sequenceOutput")
        recurrent(
            layer.w,
            op,
            x,
            gates,
            (layer.integer("inputVectorSize"), layer.integer("outputVectorSize")),
            layer.out,
            time_major=True,
            last_only=not whole,
            direction=direction,
        )

    return write


WRITERS: dict[str, Write] = {
    "convolution": _convolution,
    "pooling": _pooling,
    "innerProduct": _inner_product,
    "embedding": _embedding("inputDim", "outputChannels"),
    "embeddingND": _embedding("vocabSize", "embeddingSize"),
    "batchnorm": _batch_norm,
    "layerNormalization": _layer_norm,
    "mvn": _mean_variance,
    "l2normalize": _l2_normalize,
    "lrn": _response_norm,
    "scale": _scale,
    "bias": _bias,
    "batchedMatmul": _product,
    "dot": _dot,
    "upsample": _upsample,
    "resizeBilinear": _resize,
    "simpleRecurrent": _recurrent("RNN", 1),
    "gru": _recurrent("GRU", 3),
    "uniDirectionalLSTM": _recurrent("LSTM", 4),
    "biDirectionalLSTM": _recurrent("LSTM", 4, "bidirectional"),
}
"""Layer → how it is written out."""
