"""The dialect of TensorFlow Lite: its operators written out as ONNX's."""

from __future__ import annotations

from typing import Literal

import numpy as np

from inspector.ir.normal.dialects.tensorflow import both, products, shaping, spatial
from inspector.ir.normal.dialects.tensorflow.both import Write
from inspector.ir.normal.dialects.tensorflow.spatial import Activation, Layout, Window
from inspector.ir.normal.graph import ABSENT
from inspector.ir.normal.writer import Writer

# Activations


def _clip(low: float, high: float) -> Activation:
    def write(w: Writer, value: int, output: int) -> int:
        return w.make("Clip", [value, w.number_value(low), w.number_value(high)], None, output)

    return write


def _unary(op: str) -> Activation:
    def write(w: Writer, value: int, output: int) -> int:
        return w.make(op, [value], None, output)

    return write


_ACTIVATIONS: dict[str, Activation] = {
    "RELU": _unary("Relu"),
    "RELU6": _clip(0.0, 6.0),
    "RELU_N1_TO_1": _clip(-1.0, 1.0),
    "TANH": _unary("Tanh"),
    "SIGN_BIT": _unary("Sign"),
}


def _fused(w: Writer) -> Activation | None:
    return _ACTIVATIONS.get(w.text("fused_activation_function"))


def _finish(w: Writer, value: int) -> None:
    """Ends the node with its activation."""
    activate = _fused(w)
    if activate is None:
        w.rename(value)
    else:
        activate(w, value, w.output())


def _alone(activation: Activation) -> Write:
    def write(w: Writer) -> None:
        activation(w, w.input(0), w.output())

    return write


# Elementwise


def _binary(op: str) -> Write:
    def write(w: Writer) -> None:
        activate = _fused(w)
        value = w.make(op, w.inputs[:2], None, w.output() if activate is None else ABSENT)
        if activate is not None:
            activate(w, value, w.output())

    return write


def _leaky(w: Writer) -> None:
    w.make("LeakyRelu", [w.input(0)], {"alpha": w.number("alpha", 0.01)}, w.output())


def _gelu(w: Writer) -> None:
    approximate = b"tanh" if w.number("approximate") else b"none"
    w.make("Gelu", [w.input(0)], {"approximate": approximate}, w.output())


def _cast(w: Writer) -> None:
    shaping.cast(w, w.input(0), w.text("out_data_type") or _made_dtype(w), w.output())


def _made_dtype(w: Writer) -> str:
    return w.graph.dtypes[w.output()] if w.output() >= 0 else "unknown"


# Spatial


def _window(w: Writer, *, kernel: bool = False, dims: str = "hw") -> Window:
    strides = [int(w.number(f"stride_{axis}", 1)) for axis in dims]
    dilations = [int(w.number(f"dilation_{axis}_factor", 1)) for axis in dims]
    names = {"h": "filter_height", "w": "filter_width"}
    extents = [int(w.number(names[axis], 1)) for axis in dims] if kernel else []
    return Window(strides, extents, [] if kernel else dilations, w.text("padding", "VALID"))


def _convolution(w: Writer) -> None:
    weight = w.transpose(w.input(1), [0, 3, 1, 2])
    spatial.convolve(w, w.input(0), weight, w.input(2), _window(w), Layout(activate=_fused(w)))


def _depthwise(w: Writer) -> None:
    weight = w.transpose(w.input(1), [3, 0, 1, 2])
    group = products.extent(w, w.input(0), -1) or products.extent(w, weight, 0) or 1
    layout = Layout(activate=_fused(w))
    spatial.convolve(w, w.input(0), weight, w.input(2), _window(w), layout, group)


def _convolution_3d(w: Writer) -> None:
    weight = w.transpose(w.input(1), [4, 3, 0, 1, 2])
    layout = Layout(activate=_fused(w))
    spatial.convolve(w, w.input(0), weight, w.input(2), _window(w, dims="dhw"), layout)


def _deconvolution(w: Writer) -> None:
    weight = w.transpose(w.input(1), [3, 0, 1, 2])
    layout = Layout(activate=_fused(w))
    spatial.deconvolve(w, w.input(2), weight, w.input(3), _window(w), layout)


def _deconvolution_3d(w: Writer) -> None:
    weight = w.transpose(w.input(1), [4, 3, 0, 1, 2])
    layout, window = Layout(activate=_fused(w)), _window(w, dims="dhw")
    spatial.deconvolve(w, w.input(2), weight, w.input(3), window, layout)


def _pool(op: Literal["MaxPool", "AveragePool", "LpPool"]) -> Write:
    def write(w: Writer) -> None:
        window = _window(w, kernel=True)
        spatial.pool(w, op, w.input(0), window, Layout(activate=_fused(w)))

    return write


def _resize(mode: str) -> Write:
    def write(w: Writer) -> None:
        spatial.resize(
            w,
            w.input(0),
            w.input(1),
            mode,
            Layout(),
            corners=bool(w.number("align_corners")),
            centres=bool(w.number("half_pixel_centers")),
        )

    return write


def _blocks(op: Literal["SpaceToDepth", "DepthToSpace"]) -> Write:
    def write(w: Writer) -> None:
        spatial.blocks(w, op, w.input(0), int(w.number("block_size", 1)), Layout())

    return write


def _response_norm(w: Writer) -> None:
    radius = int(w.number("radius"))
    numbers = (w.number("bias"), w.number("alpha"), w.number("beta"))
    spatial.response_norm(w, w.input(0), radius, *numbers, Layout())


def _unit_length(w: Writer) -> None:
    norm = w.make("ReduceL2", [w.input(0), w.integers([-1])], {"keepdims": 1})
    _finish(w, w.make("Div", [w.input(0), norm]))


# Products


def _fully_connected(w: Writer) -> None:
    x, inner = w.input(0), products.extent(w, w.input(1), -1)
    rank = w.rank(x)
    if not w.number("keep_num_dims") and rank is not None and rank != 2 and inner:
        x = w.make("Reshape", [x, w.integers([-1, inner])], {"allowzero": 0})
    activate = _fused(w)
    target = w.output() if activate is None else ABSENT
    value = products.linear(w, x, w.input(1), w.input(2), target)
    if activate is not None:
        activate(w, value, w.output())


def _batch_matmul(w: Writer) -> None:
    products.matmul(
        w,
        w.input(0),
        w.input(1),
        turn_left=bool(w.number("adj_x")),
        turn_right=bool(w.number("adj_y")),
        output=w.output(),
    )


def _softmax(w: Writer) -> None:
    products.softmax(w, w.input(0), w.number("beta", 1.0) or 1.0)


def _sequence(op: str, gates: int, weight: int, recurrent: int) -> Write:
    """A recurrent layer over a sequence; places of an input weight and a recurrent one."""

    def write(w: Writer) -> None:
        units = products.extent(w, w.input(weight), 0)
        sizes = (products.extent(w, w.input(weight), -1), units)
        major = bool(w.number("time_major"))
        products.recurrent(w, op, w.input(0), gates, sizes, w.output(), time_major=major)

    return write


def _two_ways(op: str, gates: int, weight: int) -> Write:
    """A recurrent layer that runs in both directions."""

    def write(w: Writer) -> None:
        units = products.extent(w, w.input(weight), 0)
        sizes = (products.extent(w, w.input(weight), -1), units)
        merged = bool(w.number("merge_outputs")) or w.output(1) < 0
        value = products.recurrent(
            w,
            op,
            w.input(0),
            gates,
            sizes,
            w.output() if merged else w.graph.add_value(),
            time_major=bool(w.number("time_major", 1)),
            direction="bidirectional",
        )
        if not merged:
            w.add_node("Split", [value], w.outputs[:2], {"axis": 2, "num_outputs": 2})

    return write


# Shapes


def _reshape(w: Writer) -> None:
    shaping.reshape(w, w.input(0), w.input(1), w.numbers("new_shape"))


def _concatenation(w: Writer) -> None:
    activate = _fused(w)
    target = w.output() if activate is None else ABSENT
    value = shaping.concatenate(w, w.inputs, int(w.number("axis")), target)
    if activate is not None:
        activate(w, value, w.output())


def _gather(w: Writer) -> None:
    axis, batch = int(w.number("axis")), int(w.number("batch_dims"))
    shaping.gather(w, w.input(0), w.input(1), axis, batch)


def _lookup(w: Writer) -> None:
    shaping.gather(w, w.input(1), w.input(0), 0)


def _nonzero(w: Writer) -> None:
    if len([v for v in w.inputs if v >= 0]) == 3:
        w.make("Where", w.inputs[:3], None, w.output())
    else:
        w.make("Transpose", [w.make("NonZero", [w.input(0)])], {"perm": [1, 0]}, w.output())


_ELEMENTWISE = dict(
    pair.split(":")
    for pair in """
    ABS:Abs NEG:Neg EXP:Exp LOG:Log SQRT:Sqrt SIN:Sin COS:Cos FLOOR:Floor CEIL:Ceil ROUND:Round
    SIGN:Sign LOGISTIC:Sigmoid ELU:Elu HARD_SWISH:HardSwish LOGICAL_NOT:Not LOGICAL_AND:And
    LOGICAL_OR:Or MAXIMUM:Max MINIMUM:Min EQUAL:Equal GREATER:Greater LESS:Less POW:Pow
    PRELU:PRelu GREATER_EQUAL:GreaterOrEqual LESS_EQUAL:LessOrEqual FLOOR_MOD:Mod SELECT:Where
    SELECT_V2:Where SHAPE:Shape RANGE:Range GATHER_ND:GatherND
    STABLEHLO_ADD:Add STABLEHLO_MULTIPLY:Mul STABLEHLO_SUBTRACT:Sub STABLEHLO_DIVIDE:Div
    STABLEHLO_MAXIMUM:Max STABLEHLO_MINIMUM:Min STABLEHLO_EXPONENTIAL:Exp STABLEHLO_TANH:Tanh
    STABLEHLO_LOGISTIC:Sigmoid STABLEHLO_NEGATE:Neg STABLEHLO_ABS:Abs STABLEHLO_LOG:Log
    STABLEHLO_POWER:Pow STABLEHLO_SELECT:Where STABLEHLO_FLOOR:Floor
    """.split()
)
"""Operators that differ in name only."""

_WRITE: dict[str, Write] = {
    **{name: both.plain(op) for name, op in _ELEMENTWISE.items()},
    **{name: _binary(name.capitalize()) for name in ("ADD", "SUB", "MUL", "DIV")},
    **{name: _alone(activation) for name, activation in _ACTIVATIONS.items()},
    "RELU_0_TO_1": _alone(_clip(0.0, 1.0)),
    "NOT_EQUAL": both.then("Equal", "Not"),
    "FLOOR_DIV": both.then("Div", "Floor"),
    "RSQRT": both.then("Sqrt", "Reciprocal"),
    "SQUARE": both.square,
    "SQUARED_DIFFERENCE": both.squared_difference,
    "LEAKY_RELU": _leaky,
    "GELU": _gelu,
    "CAST": _cast,
    "ADD_N": both.add_all,
    "CONV_2D": _convolution,
    "DEPTHWISE_CONV_2D": _depthwise,
    "CONV_3D": _convolution_3d,
    "TRANSPOSE_CONV": _deconvolution,
    "CONV_3D_TRANSPOSE": _deconvolution_3d,
    "AVERAGE_POOL_2D": _pool("AveragePool"),
    "MAX_POOL_2D": _pool("MaxPool"),
    "L2_POOL_2D": _pool("LpPool"),
    "RESIZE_BILINEAR": _resize("linear"),
    "RESIZE_NEAREST_NEIGHBOR": _resize("nearest"),
    "SPACE_TO_DEPTH": _blocks("SpaceToDepth"),
    "DEPTH_TO_SPACE": _blocks("DepthToSpace"),
    "LOCAL_RESPONSE_NORMALIZATION": _response_norm,
    "L2_NORMALIZATION": _unit_length,
    "FULLY_CONNECTED": _fully_connected,
    "BATCH_MATMUL": _batch_matmul,
    "SOFTMAX": _softmax,
    "LOG_SOFTMAX": both.plain("LogSoftmax", axis=-1),
    "LSTM": _sequence("LSTM", 4, 2, 6),
    "UNIDIRECTIONAL_SEQUENCE_LSTM": _sequence("LSTM", 4, 2, 6),
    "UNIDIRECTIONAL_SEQUENCE_RNN": _sequence("RNN", 1, 1, 2),
    "RNN": _sequence("RNN", 1, 1, 2),
    "BIDIRECTIONAL_SEQUENCE_LSTM": _two_ways("LSTM", 4, 2),
    "BIDIRECTIONAL_SEQUENCE_RNN": _two_ways("RNN", 1, 1),
    "RESHAPE": _reshape,
    "SQUEEZE": both.squeeze,
    "EXPAND_DIMS": both.unsqueeze,
    "PAD": both.pad,
    "PADV2": both.pad,
    "MIRROR_PAD": both.mirror,
    "CONCATENATION": _concatenation,
    "PACK": both.pack,
    "UNPACK": both.unpack,
    "SPLIT": both.split,
    "SPLIT_V": both.split_sizes,
    "SLICE": both.cut,
    "STRIDED_SLICE": both.strided,
    "GATHER": _gather,
    "EMBEDDING_LOOKUP": _lookup,
    "MEAN": both.reduce("ReduceMean"),
    "SUM": both.reduce("ReduceSum"),
    "REDUCE_MAX": both.reduce("ReduceMax"),
    "REDUCE_MIN": both.reduce("ReduceMin"),
    "REDUCE_PROD": both.reduce("ReduceProd"),
    "REDUCE_ANY": both.reduce("ReduceMax"),
    "REDUCE_ALL": both.reduce("ReduceMin"),
    "TRANSPOSE": both.transpose,
    "CUMSUM": both.cumulate,
    "FILL": both.fill,
    "ZEROS_LIKE": both.zeros,
    "ARG_MAX": both.one_of("ArgMax"),
    "ARG_MIN": both.one_of("ArgMin"),
    "TOPK_V2": both.top,
    "ONE_HOT": both.one_hot,
    "WHERE": _nonzero,
    "REVERSE_V2": both.reverse,
    "TILE": both.tile,
    "BROADCAST_TO": both.broadcast,
    **dict.fromkeys(("QUANTIZE", "DEQUANTIZE", "FAKE_QUANT", "DENSIFY"), both.carry),
}
"""Operator → how it is written out, its tensors being real numbers."""


def _real(write: Write) -> Write:
    """Gives a writer the real numbers that quantized tensors stand for."""

    def unquantized(w: Writer) -> None:
        _as_real(w, w.inputs, "input")
        _as_real(w, w.outputs, "output")
        write(w)

    return unquantized


def _as_real(w: Writer, values: list[int], kind: str) -> None:
    scales, zeros = w.attributes.get(f"{kind}_scales"), w.numbers(f"{kind}_zero_points")
    if not isinstance(scales, list):
        return
    for place, (scale, zero) in enumerate(zip(scales, zeros, strict=False)):
        value = values[place] if place < len(values) else ABSENT
        if value < 0 or not scale:
            continue
        if w.graph.constant[value]:
            values[place] = _real_constant(w, value, float(scale), zero)
        else:
            w.graph.dtypes[value] = "float32"


def _real_constant(w: Writer, value: int, scale: float, zero: int) -> int:
    """The constant that a quantized one stands for; one scale is taken for all of its channels."""
    data = w.data(value)
    if data is not None and data.dtype.kind in "iu":
        real = (data.astype(np.float64) - zero) * scale
        return w.graph.add_constant(real.astype(np.float32))
    made = w.constant(w.shape(value))
    w.graph.tensors[made] = w.graph.tensors[value]
    return made


WRITERS = {name: _real(write) for name, write in _WRITE.items()}
"""Operator → how it is written out."""

CALLS = frozenset({"IF", "WHILE", "CALL", "STABLEHLO_WHILE", "STABLEHLO_COMPOSITE"})
"""Operators that execute a graph among their attributes."""
