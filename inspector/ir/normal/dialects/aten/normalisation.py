"""Normalisations."""

from __future__ import annotations

from inspector.ir.normal.dialects.aten.call import Call, Entry
from inspector.ir.normal.graph import ABSENT


def _ones(c: Call, value: int, size: int | None) -> int:
    """A weight, or a constant that stands for the ones that are meant."""
    return value if value >= 0 else c.w.constant((size,))


def _batch(c: Call) -> None:
    size = c.extent(c.x, 1)
    names = ("weight", "bias", "running_mean", "running_var")
    inputs = [c.x, *(_ones(c, c.value(name), size) for name in names)]
    epsilon = c.number("eps", 1e-5)
    c.like(c.make("BatchNormalization", inputs, {"epsilon": epsilon}, c.out), c.x)


def layer_norm(
    c: Call,
    value: int,
    scale: int,
    shift: int,
    epsilon: float,
    axis: int = -1,
    output: int = ABSENT,
) -> int:
    """Adds a LayerNormalization over the axes from one on."""
    if scale < 0:
        scale = c.w.constant((c.extent(value, -1),))
    inputs = [value, scale] if shift < 0 else [value, scale, shift]
    attributes: dict[str, object] = {"axis": axis, "epsilon": epsilon}
    return c.like(c.make("LayerNormalization", inputs, attributes, output), value)


def _layer(c: Call) -> None:
    axis = -max(len(c.sizes("normalized_shape")), 1)
    layer_norm(c, c.x, c.value("weight"), c.value("bias"), c.number("eps", 1e-5), axis, c.out)


def _group(c: Call) -> None:
    groups = c.integer("num_groups" if c.given("num_groups") else "group", 1)
    scale, shift = c.value("weight"), c.value("bias")
    channels = c.extent(scale, 0) or c.extent(c.x, 1)
    inputs = [c.x, _ones(c, scale, channels), _ones(c, shift, channels)]
    attributes: dict[str, object] = {"num_groups": max(groups, 1), "epsilon": c.number("eps", 1e-5)}
    c.like(c.make("GroupNormalization", inputs, attributes, c.out), c.x)


def _instance(c: Call) -> None:
    size = c.extent(c.x, 1)
    inputs = [c.x, *(_ones(c, c.value(name), size) for name in ("weight", "bias"))]
    c.like(c.make("InstanceNormalization", inputs, {"epsilon": c.number("eps", 1e-5)}, c.out), c.x)


def _root_mean_square(c: Call) -> None:
    scale = c.value("weight")
    scale = scale if scale >= 0 else c.w.constant((c.extent(c.x, -1),))
    axis = -max(len(c.sizes("normalized_shape")), 1)
    attributes: dict[str, object] = {"axis": axis, "epsilon": c.number("eps", 1e-6)}
    c.like(c.make("RMSNormalization", [c.x, scale], attributes, c.out), c.x)


def _local_response(c: Call) -> None:
    attributes: dict[str, object] = {
        "size": max(c.integer("size", 5), 1),
        "alpha": c.number("alpha", 1e-4),
        "beta": c.number("beta", 0.75),
        "bias": c.number("k", 1.0),
    }
    c.make("LRN", [c.x], attributes, c.out)


ENTRIES: dict[str, Entry] = {
    "batch_norm": _batch,
    "native_batch_norm": _batch,
    "_batch_norm_impl_index": _batch,
    "_native_batch_norm_legit": _batch,
    "_native_batch_norm_legit_no_training": _batch,
    "_batch_norm_with_update": _batch,
    "_batch_norm_no_update": _batch,
    "cudnn_batch_norm": _batch,
    "layer_norm": _layer,
    "native_layer_norm": _layer,
    "group_norm": _group,
    "native_group_norm": _group,
    "instance_norm": _instance,
    "rms_norm": _root_mean_square,
    "_fused_rms_norm": _root_mean_square,
    "local_response_norm": _local_response,
}
