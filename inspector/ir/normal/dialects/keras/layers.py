"""Keras's layers (https://keras.io/api/layers/)."""

from __future__ import annotations

from inspector.ir.normal.dialects.keras import sequences, windows
from inspector.ir.normal.dialects.keras.operands import (
    activate,
    tensors,
    weight,
    weights,
)
from inspector.ir.normal.dialects.recipes import Write, reshape
from inspector.ir.normal.dialects.tensorflow import spatial
from inspector.ir.normal.writer import Attributes, Writer


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


_PASSING = (
    *("Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "GaussianNoise"),
    *("GaussianDropout", "AlphaDropout", "ActivityRegularization", "Masking", "Identity"),
    *("RandomFlip", "RandomRotation", "RandomZoom", "RandomContrast", "RandomTranslation"),
    *("RandomBrightness", "RandomCrop", "StochasticDepth"),
)

WRITERS: dict[str, Write] = {
    **windows.WRITERS,
    **sequences.WRITERS,
    **dict.fromkeys(_PASSING, _pass),
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
}
"""Layer → how it is written out."""

RESHAPE: Write = _reshape
"""The layer whose name a function has too."""
