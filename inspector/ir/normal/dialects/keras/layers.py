"""Keras's layers (https://keras.io/api/layers/)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal

from inspector.ir.normal.dialects.keras.operands import (
    activate,
    layout,
    listed,
    tensors,
    turned,
    weight,
    weights,
    window,
)
from inspector.ir.normal.dialects.recipes import Write, attention, reshape
from inspector.ir.normal.dialects.tensorflow import spatial
from inspector.ir.normal.dialects.tensorflow.products import recurrent
from inspector.ir.normal.graph import ABSENT
from inspector.ir.normal.writer import Attributes, Writer


def _convolution(dims: int) -> Write:
    def write(w: Writer) -> None:
        kernel = turned(w, weight(w, 0), [dims + 1, dims, *range(dims)])
        group, where = int(w.number("groups", 1)), layout(w)
        spatial.convolve(w, w.input(0), kernel, weight(w, 1), window(w, dims), where, group)

    return write


def _depthwise_kernel(w: Writer, value: int, dims: int) -> int:
    """[kernel..., channels, multiplier] as [channels · multiplier, 1, kernel...]."""
    shape = w.shape(value)
    if shape is None or len(shape) != dims + 2 or not all(isinstance(e, int) for e in shape):
        return value
    *kernel, channels, multiplier = (int(extent or 0) for extent in shape)
    return w.constant((channels * multiplier, 1, *kernel))


def _depthwise(dims: int) -> Write:
    def write(w: Writer) -> None:
        kernel = _depthwise_kernel(w, weight(w, 0), dims)
        spatial.convolve(w, w.input(0), kernel, weight(w, 1), window(w, dims), layout(w))

    return write


def _separable(dims: int) -> Write:
    """A depthwise convolution, then one of 1 × 1."""

    def write(w: Writer) -> None:
        where, how = layout(w), window(w, dims)
        first = _depthwise_kernel(w, weight(w, 0), dims)
        second = turned(w, weight(w, 1), [dims + 1, dims, *range(dims)])
        middle = w.graph.add_value()
        inner = Writer(w.graph, [w.input(0)], [middle], {}, w.origins, infers=True)
        plain = spatial.Layout(where.last)
        spatial.convolve(inner, w.input(0), first, ABSENT, how, plain)
        alone = spatial.Window([1] * dims)
        spatial.convolve(w, middle, second, weight(w, 2), alone, where, 1)

    return write


def _deconvolution(dims: int) -> Write:
    def write(w: Writer) -> None:
        kernel = turned(w, weight(w, 0), [dims + 1, dims, *range(dims)])
        spatial.deconvolve(w, w.input(0), kernel, weight(w, 1), window(w, dims), layout(w))

    return write


def _pool(op: Literal["MaxPool", "AveragePool"], dims: int) -> Write:
    def write(w: Writer) -> None:
        spatial.pool(w, op, w.input(0), window(w, dims, "pool_size"), layout(w))

    return write


def _global_pool(op: str, dims: int) -> Write:
    def write(w: Writer) -> None:
        first = 2 if w.text("data_format") == "channels_first" else 1
        axes = w.integers(range(first, first + dims))
        keep: Attributes = {"keepdims": int(w.number("keepdims"))}
        w.make(op, [w.input(0), axes], keep, w.output())

    return write


def _upsample(dims: int) -> Write:
    def write(w: Writer) -> None:
        where, factors = layout(w), listed(w, "size", dims, 2)
        mode = b"linear" if "linear" in w.text("interpolation", "nearest") else b"nearest"
        source = where.enter(w, w.input(0), dims)
        attributes: Attributes = {"mode": mode, "scales": [1.0, 1.0, *map(float, factors)]}
        where.leave(w, "Resize", [source], attributes, dims)

    return write


def _resizing(w: Writer) -> None:
    sizes = w.integers([int(w.number("height")), int(w.number("width"))])
    mode = "linear" if w.text("interpolation", "bilinear") == "bilinear" else "nearest"
    spatial.resize(w, w.input(0), sizes, mode, layout(w), corners=False, centres=True)


def _pad(name: str, dims: int) -> Write:
    """Padding, or cropping by the same numbers."""

    def write(w: Writer) -> None:
        found = w.numbers(name)
        amount = w.attributes.get(name)
        if isinstance(amount, int):
            found = [amount] * 2 * dims
        elif len(found) == dims and dims > 1:
            found = [each for each in found for _ in range(2)]
        if len(found) != 2 * dims:
            w.rename(w.input(0))
            return
        before, after = found[0::2], found[1::2]
        first = w.text("data_format") == "channels_first"
        head, tail = ([0, 0], []) if first else ([0], [0])
        if name == "padding":
            pads = w.integers([*head, *before, *tail, *head, *after, *tail])
            w.make("Pad", [w.input(0), pads], {"mode": b"constant"}, w.output())
            return
        ends = [-each if each else (1 << 31) - 1 for each in after]
        axes = list(range(len(head), len(head) + dims))
        columns = [w.integers(before), w.integers(ends), w.integers(axes)]
        w.make("Slice", [w.input(0), *columns], None, w.output())

    return write


def _dense(w: Writer) -> None:
    x, kernel, bias = w.input(0), weight(w, 0), weight(w, 1)
    if w.rank(x) == 2 and bias >= 0:
        product = w.make("Gemm", [x, w.transpose(kernel, [1, 0]), bias], {"transB": 1})
    else:
        product = w.add(w.make("MatMul", [x, kernel]), bias)
    activate(w, product, w.text("activation"), w.output())


def _einsum_dense(w: Writer) -> None:
    equation = w.text("equation").encode()
    product = w.make("Einsum", [w.input(0), weight(w, 0)], {"equation": equation})
    activate(w, w.add(product, weight(w, 1)), w.text("activation"), w.output())


def _embedding(w: Writer) -> None:
    w.make("Gather", [weight(w, 0), w.input(0)], {"axis": 0}, w.output())


def _axis(w: Writer, default: int = -1) -> int:
    found = w.attributes.get("axis", default)
    several = w.numbers("axis")
    axis = found if isinstance(found, int) else several[0] if several else default
    rank = w.rank(w.input(0))
    return axis + rank if rank is not None and axis < 0 else axis


def _batch_norm(w: Writer) -> None:
    """Scale and shift may be left out; mean and variance are always there."""
    found = weights(w)
    rank = w.rank(w.input(0)) or 4
    shape = w.shape(found[0]) if found else None
    while len(found) < 4:
        found.append(w.constant(shape))
    axis, epsilon = _axis(w), w.number("epsilon", 1e-3)
    if rank == 2:
        w.make("BatchNormalization", [w.input(0), *found], {"epsilon": epsilon}, w.output())
        return
    where = spatial.Layout(axis == rank - 1)
    spatial.batch_norm(w, w.input(0), found[:4], epsilon, where, rank - 2)


def _layer_norm(w: Writer) -> None:
    """A scale that is left out is one of unknown elements."""
    op = "RMSNormalization" if w.number("rms_scaling") else "LayerNormalization"
    _norm(w, op)


def _norm(w: Writer, op: str) -> None:
    found, shape = weights(w), w.shape(w.input(0))
    if not found:
        found = [w.constant(None if shape is None else shape[-1:])]
    keep = found[:1] if op == "RMSNormalization" else found[:2]
    attributes: Attributes = {"axis": _axis(w), "epsilon": w.number("epsilon", 1e-3)}
    w.make(op, [w.input(0), *keep], attributes, w.output())


def _group_norm(w: Writer) -> None:
    rank = w.rank(w.input(0)) or 4
    where = spatial.Layout(_axis(w) == rank - 1)
    source = where.enter(w, w.input(0), rank - 2)
    attributes: Attributes = {"num_groups": int(w.number("groups", 32)), "epsilon": 1e-3}
    where.leave(w, "GroupNormalization", [source, *weights(w)[:2]], attributes, rank - 2)


def _scale_shift(w: Writer) -> None:
    """Normalization and Rescaling: constants are taken off and multiplied."""
    if w.text("activation") or "offset" in w.attributes:
        scaled = w.make("Mul", [w.input(0), w.number_value(_first(w, "scale", 1.0))])
        shift = w.number_value(_first(w, "offset", 0.0))
        w.make("Add", [scaled, shift], None, w.output())
        return
    shape = w.shape(w.input(0))
    width = (shape[-1],) if shape else None
    centred = w.make("Sub", [w.input(0), w.constant(width)])
    w.make("Div", [centred, w.constant(width)], None, w.output())


def _first(w: Writer, name: str, default: float) -> float:
    found = w.attributes.get(name)
    if isinstance(found, list) and found and isinstance(found[0], int | float):
        return float(found[0])
    return w.number(name, default)


def _layer_scale(w: Writer) -> None:
    w.make("Mul", [w.input(0), weight(w, 0)], None, w.output())


def _residual_scale(w: Writer) -> None:
    """Inception-ResNet's: the second input, scaled, is added to the first."""
    scaled = w.make("Mul", [w.input(1), w.number_value(w.number("scale", 1.0))])
    w.make("Add", [w.input(0), scaled], None, w.output())


# Activations and arithmetic


def _activation(w: Writer) -> None:
    activate(w, w.input(0), w.text("activation"), w.output())


def _relu(w: Writer) -> None:
    top, slope = w.number("max_value", -1.0), w.number("negative_slope", w.number("alpha"))
    if top > 0:
        bounds = [w.number_value(0.0), w.number_value(top)]
        w.make("Clip", [w.input(0), *bounds], None, w.output())
    elif slope:
        w.make("LeakyRelu", [w.input(0)], {"alpha": slope}, w.output())
    else:
        w.make("Relu", [w.input(0)], None, w.output())


def _leaky(w: Writer) -> None:
    slope = w.number("negative_slope", w.number("alpha", 0.3))
    w.make("LeakyRelu", [w.input(0)], {"alpha": slope}, w.output())


def _elu(w: Writer) -> None:
    activate(w, w.input(0), "elu", w.output())


def _prelu(w: Writer) -> None:
    w.make("PRelu", [w.input(0), weight(w, 0)], None, w.output())


def _softmax(w: Writer) -> None:
    w.make("Softmax", [w.input(0)], {"axis": _axis(w)}, w.output())


def _joined(op: str) -> Write:
    """An elementwise operator over any number of inputs."""

    def write(w: Writer) -> None:
        value, *rest = tensors(w) or [w.input(0)]
        for other in rest:
            value = w.make(op, [value, other])
        w.rename(value)

    return write


def _average(w: Writer) -> None:
    w.make("Mean", tensors(w), None, w.output())


def _concatenate(w: Writer) -> None:
    w.make("Concat", tensors(w), {"axis": _axis(w)}, w.output())


def _dot(w: Writer) -> None:
    w.make("MatMul", tensors(w)[:2], None, w.output())


# Shapes


def _reshape(w: Writer) -> None:
    """The batch axis is left alone."""
    target = w.attributes.get("target_shape", w.attributes.get("newshape"))
    wanted = [target] if isinstance(target, int) else w.numbers("target_shape")
    shape = w.shape(w.input(0))
    batch = shape[0] if shape and isinstance(shape[0], int) else 0
    reshape(w, w.input(0), [batch, *wanted], w.output())


def _permute(w: Writer) -> None:
    order = [0, *w.numbers("dims")]
    w.make("Transpose", [w.input(0)], {"perm": order}, w.output())


def _repeat_vector(w: Writer) -> None:
    wide = w.make("Unsqueeze", [w.input(0), w.integers([1])])
    counts = w.integers([1, int(w.number("n", 1)), 1])
    w.make("Tile", [wide, counts], None, w.output())


def _flatten(w: Writer) -> None:
    w.make("Flatten", [w.input(0)], {"axis": 1}, w.output())


def _pass(w: Writer) -> None:
    w.rename(w.input(0))


# Sequences


def _units(w: Writer, prefix: str, kernel: int) -> tuple[int | None, int | None]:
    shape = w.shape(kernel)
    features = shape[0] if shape is not None and len(shape) == 2 else None
    return (features if isinstance(features, int) else None), int(
        w.number(f"{prefix}units")
    ) or None


_GATES = {"LSTM": 4, "GRU": 3, "RNN": 1}


def _recurrent(op: str) -> Write:
    def write(w: Writer) -> None:
        direction = "reverse" if w.number("go_backwards") else "forward"
        _sequence(w, op, "", direction, bool(w.number("return_sequences")))

    return write


def _sequence(w: Writer, op: str, prefix: str, direction: str, every: bool) -> None:
    recurrent(
        w,
        op,
        w.input(0),
        _GATES[op],
        _units(w, prefix, weight(w, 0)),
        w.output(),
        time_major=False,
        last_only=not every and direction != "bidirectional",
        bias=bool(w.number(f"{prefix}use_bias", 1)),
        direction=direction,
        attributes={"linear_before_reset": 1} if op == "GRU" else None,
    )


def _bidirectional(w: Writer) -> None:
    op = {"LSTM": "LSTM", "GRU": "GRU", "SimpleRNN": "RNN"}.get(w.text("layer"))
    if op is None:
        w.add_node("keras.Bidirectional", list(w.inputs), list(w.outputs), None)
        return
    _sequence(w, op, "layer.", "bidirectional", bool(w.number("layer.return_sequences")))


def _multi_head_attention(w: Writer) -> None:
    """Projections to heads, attention, and the projection back.

    The arrays are, for queries, keys, values and the result, a kernel and perhaps a bias; the
    kernel of a projection is [width, heads, size], that of the result [heads, size, width].
    """
    given, found = tensors(w), weights(w)
    query, value = given[0], given[1] if len(given) > 1 else given[0]
    key = given[2] if len(given) > 2 else value
    step = 2 if w.number("use_bias", 1) else 1
    if len(found) < 4 * step:
        w.add_node("keras.MultiHeadAttention", list(w.inputs), list(w.outputs), None)
        return
    kernels = [found[at * step] for at in range(4)]
    biases = [found[at * step + 1] if step == 2 else ABSENT for at in range(4)]
    parts = [
        _heads(w, x, kernel, bias)
        for x, kernel, bias in zip((query, key, value), kernels, biases, strict=False)
    ]
    mixed = attention(w, *parts)
    turned_back = w.make("Transpose", [mixed], {"perm": [0, 2, 1, 3]})
    shape = w.shape(kernels[3])
    width = shape[-1] if shape else None
    inner = _product(shape[:-1]) if shape else None
    flat = reshape(w, turned_back, [0, 0, inner or -1])
    product = w.make("MatMul", [flat, w.constant((inner, width))])
    w.rename(w.add(product, biases[3]))


def _heads(w: Writer, x: int, kernel: int, bias: int) -> int:
    """Projects to queries, keys or values and puts the heads before the time."""
    shape = w.shape(kernel)
    if shape is None or len(shape) != 3:
        return w.make("MatMul", [x, kernel])
    width, count, size = shape
    inner = _product((count, size))
    product = w.make("MatMul", [x, w.constant((width, inner))])
    if bias >= 0:
        product = w.make("Add", [product, w.constant((inner,))])
    parted = reshape(w, product, [0, 0, count if isinstance(count, int) else -1, -1])
    return w.make("Transpose", [parted], {"perm": [0, 2, 1, 3]})


def _product(extents: tuple[int | str | None, ...]) -> int | None:
    result = 1
    for extent in extents:
        if not isinstance(extent, int):
            return None
        result *= extent
    return result


def _dot_attention(w: Writer) -> None:
    """``Attention``: queries, values and perhaps keys are given as they are."""
    given = tensors(w)
    value = given[1] if len(given) > 1 else given[0]
    attention(
        w, given[0], given[2] if len(given) > 2 else value, value, scale=1.0, output=w.output()
    )


_DIMENSIONAL: dict[str, Callable[[int], Write]] = {
    "Conv": _convolution,
    "DepthwiseConv": _depthwise,
    "SeparableConv": _separable,
    "UpSampling": _upsample,
    "ZeroPadding": partial(_pad, "padding"),
    "Cropping": partial(_pad, "cropping"),
    "MaxPooling": partial(_pool, "MaxPool"),
    "AveragePooling": partial(_pool, "AveragePool"),
    "GlobalMaxPooling": partial(_global_pool, "ReduceMax"),
    "GlobalAveragePooling": partial(_global_pool, "ReduceMean"),
}
"""Layers for one, two and three spatial axes, by the beginning of their names."""

_PASSING = (
    *("Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "GaussianNoise"),
    *("GaussianDropout", "AlphaDropout", "ActivityRegularization", "Masking", "Identity"),
    *("RandomFlip", "RandomRotation", "RandomZoom", "RandomContrast", "RandomTranslation"),
    *("RandomBrightness", "RandomCrop", "StochasticDepth"),
)

WRITERS: dict[str, Write] = {
    **{f"{name}{dims}D": make(dims) for name, make in _DIMENSIONAL.items() for dims in (1, 2, 3)},
    **{f"Conv{dims}DTranspose": _deconvolution(dims) for dims in (1, 2, 3)},
    **dict.fromkeys(_PASSING, _pass),
    "Resizing": _resizing,
    "Dense": _dense,
    "EinsumDense": _einsum_dense,
    "Embedding": _embedding,
    "BatchNormalization": _batch_norm,
    "SyncBatchNormalization": _batch_norm,
    "LayerNormalization": _layer_norm,
    "RMSNormalization": lambda w: _norm(w, "RMSNormalization"),
    "GroupNormalization": _group_norm,
    "Normalization": _scale_shift,
    "Rescaling": _scale_shift,
    "LayerScale": _layer_scale,
    "CustomScaleLayer": _residual_scale,
    "Activation": _activation,
    "ReLU": _relu,
    "LeakyReLU": _leaky,
    "PReLU": _prelu,
    "ELU": _elu,
    "Softmax": _softmax,
    "Average": _average,
    "Maximum": _joined("Max"),
    "Minimum": _joined("Min"),
    "Concatenate": _concatenate,
    "Dot": _dot,
    "Permute": _permute,
    "RepeatVector": _repeat_vector,
    "Flatten": _flatten,
    "LSTM": _recurrent("LSTM"),
    "GRU": _recurrent("GRU"),
    "SimpleRNN": _recurrent("RNN"),
    "CuDNNLSTM": _recurrent("LSTM"),
    "CuDNNGRU": _recurrent("GRU"),
    "Bidirectional": _bidirectional,
    "MultiHeadAttention": _multi_head_attention,
    "Attention": _dot_attention,
}
"""Layer → how it is written out."""

RESHAPE: Write = _reshape
"""The layer whose name a function has too."""
