"""The dialect of TensorFlow's graphs: their operators written out as ONNX's."""

from __future__ import annotations

from typing import Literal

from inspector.ir.normal.dialects.tensorflow import both, products, shaping, spatial
from inspector.ir.normal.dialects.tensorflow.both import Write
from inspector.ir.normal.dialects.tensorflow.spatial import Layout, Window
from inspector.ir.normal.graph import ABSENT
from inspector.ir.normal.writer import Writer

_LATER = "later"
"""Attribute of a loop's head: the value that the loop's body makes for the next round."""


# Elementwise


def _divide_safely(w: Writer) -> None:
    w.make("Div", w.inputs[:2], None, w.output())


def _clip(low: float, high: float) -> Write:
    def write(w: Writer) -> None:
        bounds = [w.number_value(low), w.number_value(high)]
        w.make("Clip", [w.input(0), *bounds], None, w.output())

    return write


def _leaky(w: Writer) -> None:
    w.make("LeakyRelu", [w.input(0)], {"alpha": w.number("alpha", 0.2)}, w.output())


def _cast(w: Writer) -> None:
    shaping.cast(w, w.input(0), w.text("DstT"), w.output())


def _bias(w: Writer) -> None:
    """BiasAdd: one number per channel, which comes second where the layout says so."""
    x, bias = w.input(0), w.input(1)
    if _join_bias(w, x, bias):
        w.rename(x)
        return
    rank, channels = w.rank(x), products.extent(w, bias, 0)
    if w.text("data_format") == "NCHW" and rank is not None and rank > 2 and channels:
        shape = w.integers([channels, *[1] * (rank - 2)])
        bias = w.make("Reshape", [bias, shape], {"allowzero": 0})
    w.make("Add", [x, bias], None, w.output())


def _join_bias(w: Writer, x: int, bias: int) -> bool:
    """Gives a bias to the convolution whose result it alone is added to."""
    graph, turn = w.graph, w.graph.producer[x]
    if graph.uses[x]:
        return False
    while turn >= 0 and graph.ops[turn] == "Identity":
        if len(graph.uses[graph.inputs[turn][0]]) != 1:
            return False
        turn = graph.producer[graph.inputs[turn][0]]
    if turn < 0 or graph.ops[turn] != "Transpose":
        return False
    made = graph.inputs[turn][0]
    maker = graph.producer[made]
    if maker < 0 or graph.ops[maker] not in ("Conv", "ConvTranspose"):
        return False
    if len(graph.inputs[maker]) != 2 or len(graph.uses[made]) != 1 or not graph.constant[bias]:
        return False
    graph.set_inputs(maker, [*graph.inputs[maker], bias])
    return True


def _each(w: Writer) -> None:
    for place in range(len(w.inputs)):
        shaping.pass_on(w, place)


def _rest_of_error_function(w: Writer) -> None:
    """Erfc: ``1 + erf(-x)``, the sign taken from the factor or negation that it often stands at."""
    value = w.make("Erf", [_negated(w, w.input(0))])
    w.make("Add", [value, w.number_value(1.0)], None, w.output())


def _negated(w: Writer, value: int) -> int:
    graph, maker = w.graph, w.graph.producer[value]
    inputs = graph.inputs[maker] if maker >= 0 else []
    if maker >= 0 and graph.ops[maker] == "Neg":
        return inputs[0]
    if maker >= 0 and graph.ops[maker] == "Mul":
        for place, factor in enumerate(inputs):
            other = inputs[1 - place]
            inner = graph.producer[factor]
            if inner >= 0 and graph.ops[inner] == "Neg":
                return w.make("Mul", [graph.inputs[inner][0], other])
            number = shaping.number_of(w, factor)
            if number is not None and number < 0:
                return w.make("Mul", [other, w.number_value(-number)])
    return w.make("Neg", [value])


def _merge(w: Writer) -> None:
    """What comes first; the head of a loop remembers what comes round for those behind the loop."""
    later = w.input(1)
    shaping.pass_on(w)
    if later >= 0 and w.graph.producer[later] < 0 and not w.graph.constant[later]:
        w.graph.attributes[w.graph.producer[w.output()]] = {_LATER: later}


def _switch(w: Writer) -> None:
    """Both ways of a branch: which one is taken is not known; behind a loop is its last round."""
    maker = w.graph.producer[w.input(0)]
    later = w.graph.attributes[maker].get(_LATER) if maker >= 0 else None
    w.rename(later if isinstance(later, int) else w.input(0), 0)
    w.rename(w.input(0), 1)


# Spatial


def _layout(w: Writer) -> Layout:
    return Layout(last=not w.text("data_format", "NHWC").startswith("NC"))


def _per_axis(w: Writer, name: str, layout: Layout, dims: int) -> list[int]:
    """The spatial entries of an attribute with an entry per axis."""
    found = w.numbers(name, [1] * (dims + 2))
    if len(found) != dims + 2:
        return [1] * dims
    return found[1:-1] if layout.last else found[2:]


def _window(w: Writer, layout: Layout, dims: int, *, kernel: bool = False) -> Window:
    extents = _per_axis(w, "ksize", layout, dims) if kernel else []
    strides = _per_axis(w, "strides", layout, dims)
    dilations = [] if kernel else _per_axis(w, "dilations", layout, dims)
    padding: str | list[int] = w.text("padding", "VALID")
    if padding == "EXPLICIT":
        stated = w.numbers("explicit_paddings")
        first = 2 if layout.last else 4
        pairs = stated[first : first + 2 * dims]
        padding = [*pairs[::2], *pairs[1::2]]
    return Window(strides, extents, dilations, padding)


def _assume_rank(w: Writer, value: int, rank: int) -> None:
    """Notes the rank that an operator asks of a value of unknown shape."""
    if value >= 0 and w.shape(value) is None:
        w.graph.shapes[value] = (None,) * rank


def _convolution(dims: int) -> Write:
    def write(w: Writer) -> None:
        _assume_rank(w, w.input(0), dims + 2)
        layout = _layout(w)
        weight = w.transpose(w.input(1), [dims + 1, dims, *range(dims)])
        window = _window(w, layout, dims)
        spatial.convolve(w, w.input(0), weight, ABSENT, window, layout)

    return write


def _depthwise(w: Writer) -> None:
    """Kernel × channels × multiplier becomes channels · multiplier × 1 × kernel."""
    _assume_rank(w, w.input(0), 4)
    layout, weight, shape = _layout(w), w.input(1), w.shape(w.input(1))
    if shape is None or len(shape) != 4:
        raise ValueError
    height, width, channels, times = (e if isinstance(e, int) else 1 for e in shape)
    if w.graph.constant[weight]:
        turned = w.constant((channels * times, 1, height, width))
        w.graph.tensors[turned] = w.graph.tensors[weight]
    else:
        order = w.transpose(weight, [2, 3, 0, 1])
        extents = w.integers([channels * times, 1, height, width])
        turned = w.make("Reshape", [order, extents], {"allowzero": 0})
    window = _window(w, layout, 2)
    spatial.convolve(w, w.input(0), turned, ABSENT, window, layout, channels)


def _deconvolution(dims: int) -> Write:
    def write(w: Writer) -> None:
        _assume_rank(w, w.input(2), dims + 2)
        layout = _layout(w)
        weight = w.transpose(w.input(1), [dims + 1, dims, *range(dims)])
        window = _window(w, layout, dims)
        spatial.deconvolve(w, w.input(2), weight, ABSENT, window, layout)

    return write


def _pool(op: Literal["MaxPool", "AveragePool"], dims: int) -> Write:
    def write(w: Writer) -> None:
        _assume_rank(w, w.input(0), dims + 2)
        layout = _layout(w)
        spatial.pool(w, op, w.input(0), _window(w, layout, dims, kernel=True), layout)

    return write


def _batch_norm(w: Writer) -> None:
    layout = _layout(w)
    dims = (w.rank(w.input(0)) or 4) - 2
    _assume_rank(w, w.input(0), 4)
    parameters = [w.input(place) for place in range(1, 5)]
    spatial.batch_norm(w, w.input(0), parameters, w.number("epsilon", 1e-3), layout, dims)


def _resize(mode: str) -> Write:
    def write(w: Writer) -> None:
        _assume_rank(w, w.input(0), 4)
        corners, centres = bool(w.number("align_corners")), bool(w.number("half_pixel_centers"))
        spatial.resize(w, w.input(0), w.input(1), mode, Layout(), corners=corners, centres=centres)

    return write


def _blocks(op: Literal["SpaceToDepth", "DepthToSpace"]) -> Write:
    def write(w: Writer) -> None:
        _assume_rank(w, w.input(0), 4)
        spatial.blocks(w, op, w.input(0), int(w.number("block_size", 1)), _layout(w))

    return write


def _response_norm(w: Writer) -> None:
    _assume_rank(w, w.input(0), 4)
    numbers = (w.number("bias", 1.0), w.number("alpha", 1.0), w.number("beta", 0.5))
    radius = int(w.number("depth_radius", 5))
    spatial.response_norm(w, w.input(0), radius, *numbers, Layout())


# Products


def _matmul(left: str, right: str) -> Write:
    def write(w: Writer) -> None:
        turn_left, turn_right = bool(w.number(left)), bool(w.number(right))
        products.matmul(
            w,
            w.input(0),
            w.input(1),
            turn_left=turn_left,
            turn_right=turn_right,
            output=w.output(),
        )

    return write


def _einsum(w: Writer) -> None:
    equation = w.text("equation")
    if len(w.inputs) == 2 and products.einsum(w, equation, w.input(0), w.input(1)):
        return
    w.make("Einsum", list(w.inputs), {"equation": equation}, w.output())


def _softmax(w: Writer) -> None:
    products.softmax(w, w.input(0))


# Shapes


def _reshape(w: Writer) -> None:
    shaping.reshape(w, w.input(0), w.input(1))


def _concat(w: Writer) -> None:
    *values, axis = w.inputs
    shaping.concatenate(w, values, (shaping.listed(w, axis) or [-1])[0], w.output())


def _concat_old(w: Writer) -> None:
    axis, *values = w.inputs
    shaping.concatenate(w, values, (shaping.listed(w, axis) or [-1])[0], w.output())


def _gather(w: Writer) -> None:
    axis = (shaping.listed(w, w.input(2)) or [0])[0] if len(w.inputs) > 2 else 0
    shaping.gather(w, w.input(0), w.input(1), axis, int(w.number("batch_dims")))


def _item(w: Writer) -> None:
    """One step of a list of tensors, which here is the sequence it was made of."""
    shaping.gather(w, w.input(0), w.input(1), 0)


def _with_item(w: Writer) -> None:
    """A list with a step put in: it stands for what all its steps are."""
    w.rename(w.input(2))


def _empty_list(w: Writer) -> None:
    w.make("ConstantOfShape", [w.integers([1])], None, w.output())


def _nonzero(w: Writer) -> None:
    w.make("Transpose", [w.make("NonZero", [w.input(0)])], {"perm": [1, 0]}, w.output())


_ELEMENTWISE = dict(
    pair.split(":")
    for pair in """
    Abs:Abs Add:Add AddV2:Add Sub:Sub Mul:Mul RealDiv:Div Div:Div Pow:Pow Maximum:Max Minimum:Min
    FloorMod:Mod Neg:Neg Exp:Exp Log:Log Sqrt:Sqrt Sin:Sin Cos:Cos Erf:Erf Floor:Floor Ceil:Ceil
    Round:Round Rint:Round Sign:Sign Sigmoid:Sigmoid Tanh:Tanh Relu:Relu Elu:Elu Selu:Selu
    Softplus:Softplus Softsign:Softsign Reciprocal:Reciprocal Inv:Reciprocal LogicalNot:Not
    LogicalAnd:And LogicalOr:Or Equal:Equal Greater:Greater Less:Less GreaterEqual:GreaterOrEqual
    LessEqual:LessOrEqual Select:Where SelectV2:Where Shape:Shape Size:Size Range:Range
    GatherNd:GatherND
    """.split()
)
"""Operators that differ in name only."""

_PASSING = (
    "Identity ReadVariableOp StopGradient PreventGradient CheckNumerics Snapshot Enter Exit "
    "NextIteration LoopCond PlaceholderWithDefault FakeQuantWithMinMaxVars "
    "FakeQuantWithMinMaxArgs FakeQuantWithMinMaxVarsPerChannel EnsureShape "
    "TensorListFromTensor TensorListStack"
).split()
"""Operators that pass their first input on."""

WRITERS: dict[str, Write] = {
    **{name: both.plain(op) for name, op in _ELEMENTWISE.items()},
    **dict.fromkeys(_PASSING, both.carry),
    "Switch": _switch,
    "Merge": _merge,
    "IdentityN": _each,
    "Erfc": _rest_of_error_function,
    "NotEqual": both.then("Equal", "Not"),
    "FloorDiv": both.then("Div", "Floor"),
    "Rsqrt": both.then("Sqrt", "Reciprocal"),
    "Square": both.square,
    "SquaredDifference": both.squared_difference,
    "DivNoNan": _divide_safely,
    "Relu6": _clip(0.0, 6.0),
    "LeakyRelu": _leaky,
    "Cast": _cast,
    "AddN": both.add_all,
    "BiasAdd": _bias,
    "BiasAddV1": _bias,
    "Conv2D": _convolution(2),
    "Conv3D": _convolution(3),
    "DepthwiseConv2dNative": _depthwise,
    "Conv2DBackpropInput": _deconvolution(2),
    "Conv3DBackpropInputV2": _deconvolution(3),
    "MaxPool": _pool("MaxPool", 2),
    "AvgPool": _pool("AveragePool", 2),
    "MaxPool3D": _pool("MaxPool", 3),
    "AvgPool3D": _pool("AveragePool", 3),
    **dict.fromkeys(("FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3"), _batch_norm),
    "ResizeBilinear": _resize("linear"),
    "ResizeNearestNeighbor": _resize("nearest"),
    "ResizeBicubic": _resize("cubic"),
    "SpaceToDepth": _blocks("SpaceToDepth"),
    "DepthToSpace": _blocks("DepthToSpace"),
    "LRN": _response_norm,
    "MatMul": _matmul("transpose_a", "transpose_b"),
    **dict.fromkeys(("BatchMatMul", "BatchMatMulV2", "BatchMatMulV3"), _matmul("adj_x", "adj_y")),
    "Einsum": _einsum,
    "Softmax": _softmax,
    "LogSoftmax": both.plain("LogSoftmax", axis=-1),
    "Reshape": _reshape,
    "Transpose": both.transpose,
    "Squeeze": both.squeeze,
    "ExpandDims": both.unsqueeze,
    "Pad": both.pad,
    "PadV2": both.pad,
    "MirrorPad": both.mirror,
    "ConcatV2": _concat,
    "Concat": _concat_old,
    "Pack": both.pack,
    "Unpack": both.unpack,
    "Split": both.split,
    "SplitV": both.split_sizes,
    "Slice": both.cut,
    "StridedSlice": both.strided,
    **dict.fromkeys(("Gather", "GatherV2", "ResourceGather"), _gather),
    "Mean": both.reduce("ReduceMean"),
    "Sum": both.reduce("ReduceSum"),
    "Max": both.reduce("ReduceMax"),
    "Min": both.reduce("ReduceMin"),
    "Prod": both.reduce("ReduceProd"),
    "Any": both.reduce("ReduceMax"),
    "All": both.reduce("ReduceMin"),
    "Cumsum": both.cumulate,
    "Fill": both.fill,
    "ZerosLike": both.zeros,
    "ArgMax": both.one_of("ArgMax"),
    "ArgMin": both.one_of("ArgMin"),
    "TopKV2": both.top,
    "OneHot": both.one_hot,
    "Where": _nonzero,
    "ReverseV2": both.reverse,
    **dict.fromkeys(("TensorListGetItem", "TensorArrayReadV3"), _item),
    "TensorListSetItem": _with_item,
    "TensorArrayWriteV3": _with_item,
    "TensorListReserve": _empty_list,
    "Tile": both.tile,
    "BroadcastTo": both.broadcast,
}
"""Operator → how it is written out."""

CALLS = frozenset({"If", "StatelessIf", "While", "StatelessWhile", "Case", "StatelessCase"})
"""Operators that execute a graph among their attributes."""
