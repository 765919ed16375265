"""Which layer owns some parameters, told by their names and shapes.

The names are those that PyTorch, Keras and TensorFlow give the parameters of a layer; shapes tell
the rest. What cannot be told is called ``Parameters``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

Shape = tuple[int, ...]
Shapes = Mapping[str, Shape]

_EMBEDDING = re.compile(
    r"(^|[._/])(wte|wpe|shared|lut|tok|token_embd|position_embd|token_types|"
    r"relative_attention_bias|\w*embed\w*|\w*embd?)($|[._/])",
    re.IGNORECASE,
)
_NORM = re.compile(r"norm|(^|[._/])ln|bn\d*$", re.IGNORECASE)
_RMS = re.compile(r"rms", re.IGNORECASE)
_GATES = {4: "LSTM", 3: "GRU", 1: "RNN"}
_CONVOLUTIONS = {3: "Conv1d", 4: "Conv2d", 5: "Conv3d"}
_WEIGHT_NAMES = ("weight", "kernel", "w", "W", "weights", "embeddings", "weight_g", "weight_v")
_QUANTIZED = ("qweight", "weight_packed", "_packed_params")

_OWN = frozenset(
    """
    weight bias kernel embeddings w b W weights gamma beta running_mean running_var
    num_batches_tracked moving_mean moving_variance weight_g weight_v scale scales zeros zero_point
    weight_scale weight_scale_inv weight_scale_2 weight_zero_point weight_shape weight_format SCB
    input_scale output_scale k_scale v_scale g_idx relative_position_index depthwise_kernel
    """.split()
)
"""Names that are part of a layer with one weight."""


def infer_layer(scope: str, shapes: Shapes) -> tuple[str, dict[str, object]]:
    """The layer that owns some parameters.

    Args:
        scope: Where the layer stands, e.g. ``encoder.layer.0.attention.query``.
        shapes: Its own parameters by the last part of their names, empty for a parameter that
            belongs to no layer.

    Returns:
        The layer's kind, ``Parameters`` when it cannot be told, and its sizes by name.
    """
    lone = shapes.get("")
    if lone is not None:
        table = len(lone) == 2 and _EMBEDDING.search(scope)
        return ("Embedding", {"rows": lone[0], "size": lone[1]}) if table else ("Parameters", {})
    found = _recurrent(shapes) or _attention(shapes) or _quantized(shapes)
    if found is not None:
        return found
    weight = _first(shapes, _WEIGHT_NAMES)
    bias = _first(shapes, ("bias", "b", "beta"))
    if weight is None or _has_others(shapes):
        return _norm(scope, shapes) or ("Parameters", {})
    if len(weight) == 1:
        return _norm(scope, shapes) or ("Parameters", {"size": weight[0]})
    if len(weight) == 2:
        return _linear(scope, weight, bias, "kernel" in shapes)
    if len(weight) in _CONVOLUTIONS:
        return _convolution(weight, "kernel" in shapes or "depthwise_kernel" in shapes)
    return "Parameters", {}


def _has_others(shapes: Shapes) -> bool:
    return any(name not in _OWN for name in shapes)


def _first(shapes: Shapes, names: tuple[str, ...]) -> Shape | None:
    return next((shapes[name] for name in names if name in shapes), None)


def _recurrent(shapes: Shapes) -> tuple[str, dict[str, object]] | None:
    hidden = _first(shapes, ("weight_hh_l0", "weight_hh", "recurrent_kernel"))
    given = _first(shapes, ("weight_ih_l0", "weight_ih", "kernel"))
    if hidden is None or given is None or len(hidden) != 2 or len(given) != 2:
        return None
    if "recurrent_kernel" in shapes:
        hidden, given = hidden[::-1], given[::-1]
    gates = hidden[0] // hidden[1] if hidden[1] else 0
    layers = sum(1 for name in shapes if re.fullmatch(r"weight_hh_l\d+", name)) or 1
    sizes: dict[str, object] = {"in": given[1], "out": hidden[1], "layers": layers}
    if any(name.endswith("_reverse") for name in shapes):
        sizes["direction"] = "bidirectional"
    return _GATES.get(gates, "RNN"), sizes


def _attention(shapes: Shapes) -> tuple[str, dict[str, object]] | None:
    projection = shapes.get("in_proj_weight")
    if projection is None or len(projection) != 2 or projection[0] != 3 * projection[1]:
        return None
    return "MultiheadAttention", {"in": projection[1], "out": projection[1]}


def _quantized(shapes: Shapes) -> tuple[str, dict[str, object]] | None:
    for name in _QUANTIZED:
        if name in shapes:
            return "QuantizedLinear", {}
    return None


def _norm(scope: str, shapes: Shapes) -> tuple[str, dict[str, object]] | None:
    scale = _first(shapes, ("weight", "gamma", "scale", "w"))
    shift = _first(shapes, ("bias", "beta", "b"))
    mean = _first(shapes, ("running_mean", "moving_mean"))
    if mean is not None and len(mean) == 1:
        return "BatchNorm", {"size": mean[0]}
    if scale is None or len(scale) != 1 or _has_others(shapes):
        return None
    if shift is None:
        rms = _RMS.search(scope) or _NORM.search(scope)
        return ("RMSNorm" if rms else "Scale"), {"size": scale[0]}
    return "LayerNorm", {"size": scale[0]}


def _linear(
    scope: str, weight: Shape, bias: Shape | None, turned: bool
) -> tuple[str, dict[str, object]]:
    """A matrix: ``[out, in]``, or ``[in, out]`` where the bias or the framework says so."""
    if bias is None and not turned and _EMBEDDING.search(scope):
        return "Embedding", {"rows": weight[0], "size": weight[1]}
    if bias is not None and len(bias) == 1 and bias[0] == weight[1] != weight[0]:
        turned = True
    given, made = weight if turned else weight[::-1]
    return "Linear", {"in": given, "out": made}


def _convolution(weight: Shape, last: bool) -> tuple[str, dict[str, object]]:
    """A kernel: ``[out, in / group, *size]``, or with ``last`` ``[*size, in / group, out]``."""
    sizes: dict[str, object]
    if last:
        sizes = {"in": weight[-2], "out": weight[-1], "kernel": list(weight[:-2])}
        given = weight[-2]
    else:
        sizes = {"in": weight[1], "out": weight[0], "kernel": list(weight[2:])}
        given = weight[1]
    if given == 1 and sizes["out"] != 1:
        sizes["depthwise"] = True
    return _CONVOLUTIONS[len(weight)], sizes
