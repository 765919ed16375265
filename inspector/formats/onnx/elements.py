"""A tensor's elements, from either of the notations ONNX has for them.

Types that NumPy lacks become the next wider ones that hold the same numbers: bfloat16, float8 and
float4 become float32, four and two bit integers become eight bit ones.
"""

from __future__ import annotations

import numpy as np
import onnx

from inspector.formats.onnx.types import ElementType
from inspector.ir.graph import Array


def byte_count(kind: ElementType, size: int) -> int:
    """Bytes of ``raw_data`` for so many elements."""
    return (size * kind.bits + 7) // 8


def from_raw(kind: ElementType, shape: tuple[int, ...], raw: bytes) -> Array:
    """Decodes ``raw_data`` (little-endian, C order, small types packed from the low bits).

    Args:
        kind: The element type, not texts.
        shape: Sizes of all axes.
        raw: At least ``byte_count`` bytes.

    Raises:
        ValueError: There are too few bytes.
    """
    size = element_count(shape)
    if kind.bits >= 8:
        elements = np.frombuffer(raw, kind.stored, size)
    else:
        elements = _unpack(kind, np.frombuffer(raw, np.uint8, byte_count(kind, size)), size)
    return _widen(kind, elements).reshape(shape)


def from_typed(kind: ElementType, shape: tuple[int, ...], proto: onnx.TensorProto) -> Array:
    """Decodes ``float_data``, ``int32_data`` and their like.

    Args:
        kind: The element type.
        shape: Sizes of all axes.
        proto: Holds the elements in the field that ``kind`` names.

    Raises:
        ValueError: There are more or fewer elements than the shape says.
        OverflowError: An element does not fit its type.
    """
    stored = getattr(proto, kind.typed)
    if kind.name == "string":
        texts = [text.decode("utf-8", "replace") for text in stored]
        return np.array(texts, dtype=object).reshape(shape)
    if kind.name.startswith("complex"):
        part = np.dtype("<f4" if kind.name == "complex64" else "<f8")
        return np.array(stored, part).view(kind.stored).reshape(shape)
    if kind.packed is None:
        return _widen(kind, np.array(stored).astype(kind.stored)).reshape(shape)
    patterns = np.array(stored, np.int64).astype(kind.packed)
    if kind.bits < 8:
        size = element_count(shape)
        return _widen(kind, _unpack(kind, patterns.view(np.uint8), size)).reshape(shape)
    return _widen(kind, patterns.view(kind.stored)).reshape(shape)


def element_count(shape: tuple[int, ...]) -> int:
    """Number of elements."""
    size = 1
    for extent in shape:
        size *= extent
    return size


def _unpack(kind: ElementType, packed: Array, size: int) -> Array:
    """Spreads elements of less than a byte over a byte each."""
    per_byte = 8 // kind.bits
    shifts = np.arange(per_byte, dtype=np.uint8) * np.uint8(kind.bits)
    mask = np.uint8((1 << kind.bits) - 1)
    codes = ((packed[:, None] >> shifts) & mask).reshape(-1)[:size]
    if kind.stored.kind == "i":
        top = 8 - kind.bits
        return (codes << np.uint8(top)).view(np.int8) >> np.int8(top)
    return codes.view(kind.stored)


def _widen(kind: ElementType, elements: Array) -> Array:
    if kind.name == "bool":
        return elements != 0
    if kind.name in ("bfloat16", "float8", "float4"):
        return elements.astype(np.float32)
    return elements
