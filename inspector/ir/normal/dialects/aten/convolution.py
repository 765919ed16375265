"""Convolutions, pooling and resizing."""

from __future__ import annotations

from collections.abc import Sequence

from inspector.ir.normal.dialects.aten.call import Call, Entry
from inspector.ir.normal.graph import ABSENT

Attributes = dict[str, object]


def _spread(numbers: Sequence[int], dims: int, default: int) -> list[int]:
    """One number per spatial axis."""
    if len(numbers) == dims:
        return list(numbers)
    return [numbers[0] if len(numbers) == 1 else default] * dims


def _dims(c: Call, weight: int) -> int:
    rank = c.rank(weight)
    if rank is not None and rank > 2:
        return rank - 2
    known = c.rank(c.x)
    return known - 2 if known is not None and known > 2 else max(len(c.integers("stride")), 1)


def convolution_attributes(c: Call, dims: int) -> Attributes:
    """Groups, strides, dilations and pads among the arguments, one per spatial axis."""
    padding = _spread(c.integers("padding"), dims, 0)
    return {
        "group": max(c.integer("groups", 1), 1),
        "strides": _spread(c.integers("stride"), dims, 1),
        "dilations": _spread(c.integers("dilation"), dims, 1),
        "pads": padding * 2,
    }


def _convolution(c: Call) -> None:
    weight, bias = c.value("weight"), c.value("bias")
    dims = _dims(c, weight)
    attributes = convolution_attributes(c, dims)
    mode = c.text("padding")
    if mode:
        attributes.pop("pads")
        attributes["auto_pad"] = b"SAME_UPPER" if mode == "same" else b"VALID"
    op = "Conv"
    if c.flag("transposed"):
        op = "ConvTranspose"
        attributes["output_padding"] = _spread(c.integers("output_padding"), dims, 0)
    inputs = [c.x, weight] if bias < 0 else [c.x, weight, bias]
    _batched(c, op, inputs, attributes, dims)


def _batched(c: Call, op: str, inputs: list[int], attributes: Attributes, dims: int) -> None:
    """Adds a node for one image without a batch axis too."""
    if c.rank(inputs[0]) != dims + 1:
        c.make(op, inputs, attributes, c.out)
        return
    batch = c.w.integers([0])
    widened = c.make("Unsqueeze", [inputs[0], batch])
    made = c.make(op, [widened, *inputs[1:]], attributes)
    c.make("Squeeze", [made, batch], None, c.out)


def _transposed(c: Call) -> None:
    weight, bias = c.value("weight"), c.value("bias")
    dims = _dims(c, weight)
    attributes = convolution_attributes(c, dims)
    attributes["output_padding"] = _spread(c.integers("output_padding"), dims, 0)
    inputs = [c.x, weight] if bias < 0 else [c.x, weight, bias]
    _batched(c, "ConvTranspose", inputs, attributes, dims)


def _pool(op: str, dims: int) -> Entry:
    def write(c: Call) -> None:
        kernel = _spread(c.integers("kernel_size"), dims, 1)
        stride = c.integers("stride")
        attributes: Attributes = {
            "kernel_shape": kernel,
            "strides": _spread(stride, dims, 1) if stride else kernel,
            "pads": _spread(c.integers("padding"), dims, 0) * 2,
            "ceil_mode": int(c.flag("ceil_mode")),
        }
        if op == "MaxPool":
            attributes["dilations"] = _spread(c.integers("dilation"), dims, 1)
        else:
            attributes["count_include_pad"] = int(c.flag("count_include_pad", True))
        _batched(c, op, [c.x], attributes, dims)

    return write


def _adaptive(op: str, whole: str, dims: int) -> Entry:
    def write(c: Call) -> None:
        sizes = c.sizes("output_size")
        target = [sizes[0]] * dims if len(sizes) == 1 else sizes
        if all(size == 1 for size in target):
            _batched(c, whole, [c.x], {}, dims)
            return
        kernel = []
        for axis, size in zip(range(-dims, 0), target, strict=False):
            extent = c.extent(c.x, axis)
            if extent is None or not size or extent % size:
                break
            kernel.append(extent // size)
        attributes: Attributes = {}
        if len(kernel) == dims:
            attributes = {"kernel_shape": kernel, "strides": kernel}
        made = c.make(op, [c.x], attributes, c.out)
        shape = c.w.shape(c.x)
        if c.w.shape(made) is None and shape is not None and len(shape) > dims:
            c.w.graph.shapes[made] = (*shape[:-dims], *target)

    return write


def _resize(mode: str, dims: int) -> Entry:
    def write(c: Call) -> None:
        align = c.flag("align_corners")
        turned = "align_corners" if align else "pytorch_half_pixel"
        nearest = mode == "nearest"
        attributes: Attributes = {
            "mode": mode.encode(),
            "coordinate_transformation_mode": b"asymmetric" if nearest else turned.encode(),
        }
        if nearest:
            attributes["nearest_mode"] = b"floor"
        if mode == "cubic":
            attributes["cubic_coeff_a"] = -0.75
        inputs = [c.x, ABSENT, *_target(c, dims)]
        made = c.make("Resize", inputs, attributes, c.out)
        if c.w.shape(made) is None:
            shape = c.w.shape(c.x)
            c.w.graph.shapes[made] = (*(shape or (None, None))[:2], *(None,) * dims)

    return write


def _target(c: Call, dims: int) -> list[int]:
    """Factors, or nothing and sizes."""
    factors = _factors(c, dims)
    if factors:
        import numpy as np

        return [c.w.graph.add_constant(np.asarray([1.0, 1.0, *factors], np.float32))]
    sizes, shape = c.integers("output_size"), c.w.shape(c.x)
    if len(sizes) == dims and shape is not None and all(isinstance(e, int) for e in shape[:2]):
        known = [extent for extent in shape[:2] if isinstance(extent, int)]
        return [ABSENT, c.w.integers([*known, *sizes])]
    target = c.w.constant((dims + 2,))
    c.w.graph.dtypes[target] = "int64"
    return [ABSENT, target]


def _factors(c: Call, dims: int) -> list[float]:
    found = c.w.attributes.get("scale_factors", c.w.attributes.get("scales"))
    if isinstance(found, int | float):
        found = [found]
    if not isinstance(found, list):
        names = ("scales_d", "scales_h", "scales_w")[-dims:]
        found = [c.w.attributes.get(name) for name in names]
    factors = [float(each) for each in found if isinstance(each, int | float)]
    return factors if len(factors) == dims else []


def _grid_sample(c: Call) -> None:
    modes = (b"linear", b"nearest", b"cubic")
    paddings = (b"zeros", b"border", b"reflection")
    mode, padding = c.integer("interpolation_mode"), c.integer("padding_mode")
    attributes: Attributes = {
        "mode": modes[mode] if 0 <= mode < 3 else modes[0],
        "padding_mode": paddings[padding] if 0 <= padding < 3 else paddings[0],
        "align_corners": int(c.flag("align_corners")),
    }
    c.make("GridSample", [c.value("input"), c.value("grid")], attributes, c.out)


def _pad(mode: str) -> Entry:
    def write(c: Call) -> None:
        rank, given = c.rank(c.x), c.integers("pad" if c.given("pad") else "padding")
        if rank is None or len(given) > 2 * rank:
            pads = c.w.constant(None)
        else:
            begins, ends = given[::2][::-1], given[1::2][::-1]
            before = [0] * (rank - len(begins))
            pads = c.w.integers([*before, *begins, *before, *ends])
        chosen = c.text("mode") or mode
        inputs = [c.x, pads]
        if chosen == "constant":
            inputs.append(c.operand("value", c.x) if c.given("value") else c.scalar(0.0, c.x))
        kind = {"replicate": b"edge", "circular": b"wrap"}.get(chosen, chosen.encode())
        made = c.make("Pad", inputs, {"mode": kind}, c.out)
        if rank is not None and c.w.shape(made) is None:
            c.w.graph.shapes[made] = (None,) * rank

    return write


def _deformed(c: Call) -> None:
    """``torchvision::deform_conv2d``."""
    weight = c.value("weight")
    inputs = [c.x, weight, c.value("offset"), c.value("bias")]
    if c.flag("use_mask"):
        inputs.append(c.value("mask"))
    attributes: Attributes = {
        "group": max(c.integer("groups", 1), 1),
        "offset_group": max(c.integer("offset_groups", 1), 1),
        "strides": [c.integer("stride_h", 1), c.integer("stride_w", 1)],
        "dilations": [c.integer("dilation_h", 1), c.integer("dilation_w", 1)],
        "pads": [c.integer("pad_h"), c.integer("pad_w")] * 2,
    }
    c.make("DeformConv", inputs, attributes, c.out)


def _each(name: str, make: object, *kinds: str) -> dict[str, Entry]:
    """Entries for one, two and three dimensions."""
    assert callable(make)
    return {name.format(dims): make(*kinds, dims) for dims in (1, 2, 3)}


ENTRIES: dict[str, Entry] = {
    **dict.fromkeys(("conv1d", "conv2d", "conv3d", "convolution", "_convolution"), _convolution),
    **dict.fromkeys(("_convolution_mode", "mkldnn_convolution", "thnn_conv2d"), _convolution),
    **dict.fromkeys(("_slow_conv2d_forward", "slow_conv3d", "conv_depthwise3d"), _convolution),
    **dict.fromkeys(("conv_transpose1d", "conv_transpose2d", "conv_transpose3d"), _transposed),
    **_each("max_pool{}d", _pool, "MaxPool"),
    **_each("max_pool{}d_with_indices", _pool, "MaxPool"),
    **_each("avg_pool{}d", _pool, "AveragePool"),
    **_each("adaptive_avg_pool{}d", _adaptive, "AveragePool", "GlobalAveragePool"),
    **_each("_adaptive_avg_pool{}d", _adaptive, "AveragePool", "GlobalAveragePool"),
    **_each("adaptive_max_pool{}d", _adaptive, "MaxPool", "GlobalMaxPool"),
    **_each("upsample_nearest{}d", _resize, "nearest"),
    **_each("_upsample_nearest_exact{}d", _resize, "nearest"),
    "upsample_linear1d": _resize("linear", 1),
    "upsample_bilinear2d": _resize("linear", 2),
    "_upsample_bilinear2d_aa": _resize("linear", 2),
    "upsample_bicubic2d": _resize("cubic", 2),
    "_upsample_bicubic2d_aa": _resize("cubic", 2),
    "upsample_trilinear3d": _resize("linear", 3),
    "grid_sampler": _grid_sample,
    "grid_sampler_2d": _grid_sample,
    "grid_sampler_3d": _grid_sample,
    "pad": _pad("constant"),
    "constant_pad_nd": _pad("constant"),
    **_each("reflection_pad{}d", lambda dims: _pad("reflect")),
    **_each("replication_pad{}d", lambda dims: _pad("replicate")),
    "_pad_circular": _pad("circular"),
}

VISION: dict[str, Entry] = {"deform_conv2d": _deformed}
"""Operators of torchvision's own domain."""
