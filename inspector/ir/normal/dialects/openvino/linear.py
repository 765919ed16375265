"""Convolutions, products, pooling and attention."""

from __future__ import annotations

from inspector.ir.normal.dialects.recipes import (
    Write,
    attention,
    list_of,
    matmul,
    number_of,
    numbers_of,
    reshape,
)
from inspector.ir.normal.graph import ABSENT
from inspector.ir.normal.writer import Attributes, Writer

_AUTO_PADS = {"same_upper": b"SAME_UPPER", "same_lower": b"SAME_LOWER", "valid": b"VALID"}


def window(w: Writer) -> Attributes:
    """Strides, dilations and pads as ONNX names them."""
    attributes: Attributes = {}
    for ours, theirs in (("strides", "strides"), ("dilations", "dilations")):
        if list_of(w, theirs):
            attributes[ours] = list_of(w, theirs)
    automatic = _AUTO_PADS.get(w.text("auto_pad"))
    if automatic is not None:
        attributes["auto_pad"] = automatic
    elif list_of(w, "pads_begin"):
        attributes["pads"] = [*list_of(w, "pads_begin"), *list_of(w, "pads_end")]
    return attributes


def _convolution(op: str) -> Write:
    def write(w: Writer) -> None:
        attributes = window(w)
        if op == "ConvTranspose" and list_of(w, "output_padding"):
            attributes["output_padding"] = list_of(w, "output_padding")
        w.make(op, w.inputs[:2], attributes, w.output())

    return write


def _grouped(op: str) -> Write:
    """The weight has its groups on an axis of their own: [group, out, in, ...]."""

    def write(w: Writer) -> None:
        weight, shape = w.input(1), w.shape(w.input(1))
        attributes = window(w)
        if shape is not None and len(shape) >= 4 and all(isinstance(e, int) for e in shape):
            groups, first, second, *kernel = (int(extent or 0) for extent in shape)
            joined = [groups * first, second, *kernel]
            attributes["group"] = groups
            plain = w.graph.constant[weight]
            weight = w.constant(tuple(joined)) if plain else reshape(w, weight, joined)
        w.make(op, [w.input(0), weight], attributes, w.output())

    return write


def _deformable(w: Writer) -> None:
    attributes = window(w) | {
        "group": int(w.number("group", 1)),
        "offset_group": int(w.number("deformable_group", 1)),
    }
    mask = [ABSENT, w.input(3)] if w.input(3) >= 0 else []
    inputs = [w.input(0), w.input(2), w.input(1), *mask]
    w.make("DeformConv", inputs, attributes, w.output())


def _product(w: Writer) -> None:
    matmul(
        w,
        w.input(0),
        w.input(1),
        transpose_left=bool(w.number("transpose_a")),
        transpose_right=bool(w.number("transpose_b")),
        output=w.output(),
    )


def _pool(op: str) -> Write:
    def write(w: Writer) -> None:
        attributes = window(w) | {"kernel_shape": list_of(w, "kernel")}
        attributes["ceil_mode"] = int(w.text("rounding_type", "floor").startswith("ceil"))
        if op == "AveragePool":
            attributes["count_include_pad"] = int(not w.number("exclude-pad", 1))
            attributes.pop("dilations", None)
        outputs = w.outputs[: 2 if op == "MaxPool" else 1]
        w.add_node(op, [w.input(0)], list(outputs), attributes)

    return write


def _adaptive(op: str) -> Write:
    """To one element it is a global pooling, else it keeps its name."""

    def write(w: Writer) -> None:
        kind = "GlobalAveragePool" if op == "AdaptiveAvgPool" else "GlobalMaxPool"
        wanted = numbers_of(w, w.input(1))
        shape, target = w.shape(w.input(0)), w.shape(w.output())
        if wanted is None and target is not None:
            wanted = [extent for extent in target[2:] if isinstance(extent, int)]
        if wanted and all(extent == 1 for extent in wanted):
            w.make(kind, [w.input(0)], None, w.output())
            return
        spatial = [e for e in (shape or ())[2:] if isinstance(e, int)]
        even = wanted and len(spatial) == len(wanted)
        if even and all(e > 0 and s % e == 0 for s, e in zip(spatial, wanted or [], strict=True)):
            kernel = [s // e for s, e in zip(spatial, wanted or [], strict=True)]
            attributes = {"kernel_shape": kernel, "strides": kernel}
            op_type = "AveragePool" if op == "AdaptiveAvgPool" else "MaxPool"
            w.make(op_type, [w.input(0)], dict(attributes), w.output())
            return
        w.add_node(op, [w.input(0)], list(w.outputs), None)

    return write


def _attention(w: Writer) -> None:
    """``ScaledDotProductAttention``: queries, keys, values, mask, scale."""
    attention(
        w,
        w.input(0),
        w.input(1),
        w.input(2),
        added=[] if _is_zero(w, w.input(3)) else [w.input(3)],
        scale=number_of(w, w.input(4), 0.0),
        causal=bool(w.number("causal")),
        output=w.output(),
    )


def _is_zero(w: Writer, value: int) -> bool:
    """Whether a mask is the scalar zero that stands for none."""
    data = w.data(value)
    return data is not None and data.size == 1 and not data.any()


def _einsum(w: Writer) -> None:
    equation = w.text("equation").encode()
    w.make("Einsum", list(w.inputs), {"equation": equation}, w.output())


WRITERS: dict[str, Write] = {
    "Convolution": _convolution("Conv"),
    "GroupConvolution": _grouped("Conv"),
    "BinaryConvolution": _convolution("Conv"),
    "ConvolutionBackpropData": _convolution("ConvTranspose"),
    "GroupConvolutionBackpropData": _grouped("ConvTranspose"),
    "DeformableConvolution": _deformable,
    "MatMul": _product,
    "Einsum": _einsum,
    "MaxPool": _pool("MaxPool"),
    "AvgPool": _pool("AveragePool"),
    "AdaptiveAvgPool": _adaptive("AdaptiveAvgPool"),
    "AdaptiveMaxPool": _adaptive("AdaptiveMaxPool"),
    "ScaledDotProductAttention": _attention,
}
"""Operator → how it is written out."""
