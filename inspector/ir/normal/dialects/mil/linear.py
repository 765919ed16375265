"""Convolutions, products, norms, pooling, resizing, recurrence and attention."""

from __future__ import annotations

from inspector.ir.normal.dialects.mil.operation import Operation, Write
from inspector.ir.normal.dialects.recipes import attention, bias_of, matmul
from inspector.ir.normal.dialects.tensorflow.products import linear, recurrent
from inspector.ir.normal.writer import Attributes

_AUTO_PADS = {"same": b"SAME_UPPER", "same_lower": b"SAME_LOWER", "valid": b"VALID"}


def _window(o: Operation) -> Attributes:
    attributes: Attributes = {}
    for ours, theirs in (("strides", "strides"), ("dilations", "dilations")):
        if o.numbers(theirs):
            attributes[ours] = o.numbers(theirs)
    mode = o.text("pad_type", "valid")
    if mode in _AUTO_PADS:
        attributes["auto_pad"] = _AUTO_PADS[mode]
    elif o.numbers("pad"):
        # Begin and end of each axis, where ONNX has all beginnings first.
        attributes["pads"] = [*o.numbers("pad")[::2], *o.numbers("pad")[1::2]]
    return attributes


def _convolution(op: str) -> Write:
    def write(o: Operation) -> None:
        attributes = _window(o) | {"group": o.integer("groups", 1)}
        inputs = [o.x, o.value("weight"), o.value("bias")]
        o.w.make(op, inputs if inputs[2] >= 0 else inputs[:2], attributes, o.out)

    return write


def _linear(o: Operation) -> None:
    linear(o.w, o.x, o.value("weight"), bias_of(o.w, o.value("bias")), o.out)


def _matmul(o: Operation) -> None:
    matmul(
        o.w,
        o.x,
        o.value("y"),
        transpose_left=o.flag("transpose_x"),
        transpose_right=o.flag("transpose_y"),
        output=o.out,
    )


def _einsum(o: Operation) -> None:
    o.w.make("Einsum", o.values("values"), {"equation": o.text("equation").encode()}, o.out)


def _attention(o: Operation) -> None:
    attention(
        o.w,
        o.value("query"),
        o.value("key"),
        o.value("value"),
        added=[o.value("attn_mask")],
        output=o.out,
    )


def _per_channel(o: Operation, name: str) -> int:
    """A vector of one number per channel, also when it is left out."""
    found = o.value(name)
    if found >= 0:
        return found
    shape = o.w.shape(o.x)
    channels = shape[1] if shape is not None and len(shape) > 1 else None
    return o.w.constant((channels,))


def _batch_norm(o: Operation) -> None:
    scale, shift = _per_channel(o, "gamma"), _per_channel(o, "beta")
    inputs = [o.x, scale, shift, o.value("mean"), o.value("variance")]
    o.w.make("BatchNormalization", inputs, {"epsilon": o.number("epsilon", 1e-5)}, o.out)


def _instance_norm(o: Operation) -> None:
    inputs = [o.x, _per_channel(o, "gamma"), _per_channel(o, "beta")]
    o.w.make("InstanceNormalization", inputs, {"epsilon": o.number("epsilon", 1e-5)}, o.out)


def _layer_norm(o: Operation) -> None:
    w, rank = o.w, o.rank(o.x)
    axes = sorted(axis % rank for axis in o.numbers("axes", [rank - 1]))
    scale, shift = o.value("gamma"), o.value("beta")
    if axes == list(range(rank - len(axes), rank)):
        shape = w.shape(o.x)
        if scale < 0:
            scale = w.constant(None if shape is None else shape[axes[0] :])
        inputs = [o.x, scale] + ([shift] if shift >= 0 else [])
        attributes: Attributes = {"axis": axes[0], "epsilon": o.number("epsilon", 1e-5)}
        w.make("LayerNormalization", inputs, attributes, o.out)
        return
    kept: Attributes = {"keepdims": 1}
    centred = w.make("Sub", [o.x, w.make("ReduceMean", [o.x, w.integers(axes)], kept)])
    square = w.make("Mul", [centred, centred])
    variance = w.make("ReduceMean", [square, w.integers(axes)], dict(kept))
    steadied = w.make("Add", [variance, o.scalar(o.number("epsilon", 1e-5), o.x)])
    normal = w.make("Div", [centred, w.make("Sqrt", [steadied])])
    for op, value in (("Mul", scale), ("Add", shift)):
        if value >= 0:
            spread = _spread(o, value, axes, rank)
            normal = w.make(op, [normal, spread])
    w.rename(normal)


def _spread(o: Operation, value: int, axes: list[int], rank: int) -> int:
    """A weight over some axes, with axes of one element for the others behind them."""
    missing = [axis for axis in range(axes[0], rank) if axis not in axes]
    places = [axis - axes[0] for axis in missing]
    return o.w.make("Unsqueeze", [value, o.w.integers(places)]) if places else value


def _l2_norm(o: Operation) -> None:
    rank = o.rank(o.x)
    last = list(range(max(1, rank - 3), rank))
    norm = o.w.make("ReduceL2", [o.x, o.w.integers(last)], {"keepdims": 1})
    o.w.make("Div", [o.x, norm], None, o.out)


def _local_response_norm(o: Operation) -> None:
    attributes: Attributes = {"size": o.integer("size", 5), "alpha": o.number("alpha", 1e-4)}
    attributes |= {"beta": o.number("beta", 0.75), "bias": o.number("k", 1.0)}
    o.w.make("LRN", [o.x], attributes, o.out)


def _pool(op: str) -> Write:
    def write(o: Operation) -> None:
        attributes = _window(o) | {"kernel_shape": o.numbers("kernel_sizes")}
        attributes["ceil_mode"] = int(o.flag("ceil_mode"))
        if op == "AveragePool":
            excluded = o.flag("exclude_padding_from_average")
            attributes["count_include_pad"] = int(not excluded)
        o.w.make(op, [o.x], attributes, o.out)

    return write


def _resize(mode: bytes) -> Write:
    def write(o: Operation) -> None:
        shape, target = o.w.shape(o.x), o.w.shape(o.out)
        given = mode
        if o.text("interpolation_mode") == "NEAREST_NEIGHBOR":
            given = b"nearest"
        if target is not None and all(isinstance(extent, int) for extent in target):
            sizes = o.w.integers([int(extent or 0) for extent in target])
            o.w.make("Resize", [o.x, -1, -1, sizes], {"mode": given}, o.out)
            return
        factors = [o.number("scale_factor_height", 1.0), o.number("scale_factor_width", 1.0)]
        rank = 4 if shape is None else len(shape)
        scales = o.w.constant((rank,)) if factors == [1.0, 1.0] else _scales(o, rank, factors)
        o.w.make("Resize", [o.x, -1, scales], {"mode": given}, o.out)

    return write


def _scales(o: Operation, rank: int, factors: list[float]) -> int:
    import numpy as np

    numbers = [1.0] * (rank - len(factors)) + factors
    return o.w.graph.add_constant(np.asarray(numbers, dtype=np.float32))


def _recurrent(op: str, gates: int) -> Write:
    def write(o: Operation) -> None:
        shape = o.w.shape(o.value("weight_hh"))
        features = o.w.shape(o.value("weight_ih"))
        units = shape[1] if shape is not None and len(shape) == 2 else None
        recurrent(
            o.w,
            op,
            o.x,
            gates,
            (
                features[1] if features and isinstance(features[-1], int) else None,  # type: ignore[arg-type]
                units if isinstance(units, int) else None,
            ),
            o.out,
            time_major=True,
            last_only=not o.flag("output_sequence"),
            bias=o.value("bias") >= 0,
            direction=o.text("direction", "forward"),
        )
        for port in range(1, len(o.w.outputs)):
            if o.w.output(port) >= 0 and o.w.graph.uses[o.w.output(port)]:
                o.w.add_node("mil.state", [o.out], [o.w.output(port)], None)

    return write


WRITERS: dict[str, Write] = {
    "conv": _convolution("Conv"),
    "conv_transpose": _convolution("ConvTranspose"),
    "linear": _linear,
    "matmul": _matmul,
    "einsum": _einsum,
    "scaled_dot_product_attention": _attention,
    "batch_norm": _batch_norm,
    "instance_norm": _instance_norm,
    "layer_norm": _layer_norm,
    "l2_norm": _l2_norm,
    "local_response_norm": _local_response_norm,
    "avg_pool": _pool("AveragePool"),
    "max_pool": _pool("MaxPool"),
    "l2_pool": _pool("LpPool"),
    "upsample_nearest_neighbor": _resize(b"nearest"),
    "resize_nearest_neighbor": _resize(b"nearest"),
    "upsample_bilinear": _resize(b"linear"),
    "resize_bilinear": _resize(b"linear"),
    "resize": _resize(b"linear"),
    "lstm": _recurrent("LSTM", 4),
    "gru": _recurrent("GRU", 3),
    "rnn": _recurrent("RNN", 1),
}
"""Operation → how it is written out."""
