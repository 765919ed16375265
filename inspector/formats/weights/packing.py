"""Weights that quantization has packed: what shape they have once they are taken apart.

Tools that store several numbers in one element leave a weight no shape of its own; it follows from
the scales beside it, and in some files it is written down. Names as in AutoGPTQ, AutoAWQ,
bitsandbytes (``functional.QuantState.as_dict``), compressed-tensors, MLX, ExLlamaV2, quanto and
NVIDIA's Model Optimizer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod

import msgspec
import numpy as np

from inspector.errors import InspectorError
from inspector.ir import Initializer
from inspector.ir.graph import Array

Shape = tuple[int, ...]
Tensors = Mapping[str, Initializer]

TAILS = ("absmax", "quant_map", "nested_absmax", "nested_quant_map", "nested_offset", "quant_state",
         "_data", "_scale", "_shift")  # fmt: skip
"""What may stand behind the name of a weight and belongs to it."""

_WORD = 32
_STATED_BYTES = 1 << 12
_MLX_BITS = 256
"""Bits times group of MLX's usual 4-bit and 8-bit weights; the former are taken where both fit."""


class _QuantState(msgspec.Struct):
    shape: list[int]


def packed_weight(tensors: Tensors) -> tuple[str, Shape] | None:
    """The packed weight among the parameters of one module.

    Args:
        tensors: By the last part of their names.

    Returns:
        What packed it and the shape ``[out, in]`` that it stands for; None for plain weights.
    """
    for read in _SCHEMES:
        found = read(tensors)
        if found is not None and min(found[1]) > 0:
            return found
    return None


def _matrix(tensors: Tensors, name: str) -> tuple[int, int] | None:
    tensor = tensors.get(name)
    if tensor is None or len(tensor.shape) != 2 or min(tensor.shape) < 1:
        return None
    return tensor.shape[0], tensor.shape[1]


def _grouped(tensors: Tensors) -> tuple[str, Shape] | None:
    """GPTQ packs along the inputs, AWQ along the outputs; there is a scale per output and group."""
    weight, scales = _matrix(tensors, "qweight"), _matrix(tensors, "scales")
    zeros, order = _matrix(tensors, "qzeros"), tensors.get("g_idx")
    if weight is None or scales is None:
        return None
    outputs = scales[1]
    if weight[1] == outputs:
        if order is not None and len(order.shape) == 1:
            return "GPTQ", (outputs, order.shape[0])
        return None if zeros is None else ("GPTQ", (outputs, weight[0] * outputs // zeros[1]))
    if zeros is not None and weight[1] == zeros[1]:
        return "AWQ", (outputs, weight[0])
    return None


def _compressed(tensors: Tensors) -> tuple[str, Shape] | None:
    packed, stated = _matrix(tensors, "weight_packed"), tensors.get("weight_shape")
    if packed is None:
        return None
    values = _values(stated)
    if values is not None and values.dtype.kind in "iu" and values.size == 2:
        return "compressed-tensors", tuple(int(extent) for extent in values.ravel())
    halves = tensors["weight_packed"].dtype == "uint8"
    return "compressed-tensors", (packed[0], packed[1] * (2 if halves else _WORD // 4))


def _four_bits(tensors: Tensors) -> tuple[str, Shape] | None:
    """bitsandbytes: all elements in one column, two in a byte, and the shape in a JSON text."""
    weight = _matrix(tensors, "weight")
    state = next((n for n in tensors if n.startswith("weight.quant_state.")), None)
    values = None if state is None else _values(tensors[state])
    if weight is None or values is None or values.dtype != np.uint8:
        return None
    try:
        shape = tuple(msgspec.json.decode(values.tobytes(), type=_QuantState).shape)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return None
    if min(shape, default=0) < 1 or (prod(shape) + 1) // 2 != prod(weight):
        return None
    return "bitsandbytes", shape


def _words(tensors: Tensors) -> tuple[str, Shape] | None:
    """MLX: rows of words of 32 bits, and a scale for every group of inputs."""
    weight, scales = _matrix(tensors, "weight"), _matrix(tensors, "scales")
    if weight is None or scales is None or tensors["weight"].dtype != "uint32":
        return None
    bits = weight[1] * _WORD
    group = 64 if bits == scales[1] * _MLX_BITS else 0
    for width, size in ((4, 64), (8, 64), (4, 32), (4, 128), (8, 128), (3, 64), (6, 64), (2, 64)):
        if not group and bits == scales[1] * width * size:
            group = size
    return ("MLX", (weight[0], scales[1] * group)) if group else None


def _halves(tensors: Tensors) -> tuple[str, Shape] | None:
    """Model Optimizer: two numbers of four bits in a byte, a scale for every sixteen."""
    weight, scales = _matrix(tensors, "weight"), _matrix(tensors, "weight_scale")
    if weight is None or scales is None or "weight_scale_2" not in tensors:
        return None
    return ("ModelOpt", (weight[0], weight[1] * 2)) if weight[1] == scales[1] * 8 else None


def _ordered(tensors: Tensors) -> tuple[str, Shape] | None:
    """ExLlamaV2: the order of the inputs tells how many there are."""
    weight, order = _matrix(tensors, "q_weight"), tensors.get("q_invperm", tensors.get("q_perm"))
    if weight is None or order is None or len(order.shape) != 1:
        return None
    return "ExLlamaV2", (weight[1], order.shape[0])


def _wrapped(tensors: Tensors) -> tuple[str, Shape] | None:
    weight = _matrix(tensors, "weight._data")
    return None if weight is None or "weight._scale" not in tensors else ("quanto", weight)


def _values(tensor: Initializer | None) -> Array | None:
    """The elements of a short tensor, None where they cannot be had."""
    if tensor is None or tensor.read is None or not 0 < tensor.length <= _STATED_BYTES:
        return None
    try:
        return np.asarray(tensor.read())
    except InspectorError:
        return None


_SCHEMES: tuple[Callable[[Tensors], tuple[str, Shape] | None], ...] = (
    _grouped,
    _compressed,
    _four_bits,
    _words,
    _halves,
    _ordered,
    _wrapped,
)
