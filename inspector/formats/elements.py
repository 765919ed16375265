"""Element types of tensors: how many bits each has, and arrays from stored bytes."""

from __future__ import annotations

import numpy as np

from inspector.formats.errors import MalformedError
from inspector.ir.graph import Array

PLAIN = {
    "float32": "<f4",
    "float64": "<f8",
    "float16": "<f2",
    "int8": "|i1",
    "int16": "<i2",
    "int32": "<i4",
    "int64": "<i8",
    "uint8": "|u1",
    "uint16": "<u2",
    "uint32": "<u4",
    "uint64": "<u8",
    "bool": "|b1",
    "complex64": "<c8",
    "complex128": "<c16",
}
"""Element types that numpy has, in the byte order in which formats store them."""

NUMPY_DTYPES = {code[1:]: dtype for dtype, code in PLAIN.items()}
"""Element types by numpy's code, without byte order."""

_BITS = {
    "bfloat16": 16, "float8": 8, "int4": 4, "uint4": 4, "float4": 4, "int2": 2, "uint2": 2,
    "uint1": 1, "uint3": 3, "uint6": 6,
}  # fmt: skip


_BIT_FIELDS = frozenset({"uint1", "uint2", "uint3", "uint6"})
"""Types whose elements follow each other bit by bit, the lowest first."""


def stored_length(dtype: str, elements: int) -> int:
    """Bytes that so many elements take, -1 when the type has no fixed width.

    Args:
        dtype: One of ``inspector.ir.graph.DTYPES``.
        elements: How many, not negative.
    """
    plain = PLAIN.get(dtype)
    if plain is not None:
        return elements * int(plain[2:])
    bits = _BITS.get(dtype)
    return -1 if bits is None else (elements * bits + 7) // 8


def decode(dtype: str, shape: tuple[int, ...], data: bytes) -> Array:
    """The elements of a tensor from their bytes; bfloat16 and packed integers are widened.

    Args:
        dtype: One of ``inspector.ir.graph.DTYPES``.
        shape: Sizes of all axes.
        data: As many bytes as ``stored_length`` tells.

    Raises:
        MalformedError: The bytes do not fit, or the type has no numbers that numpy can hold.
    """
    try:
        if dtype in PLAIN:
            return np.frombuffer(data, PLAIN[dtype]).reshape(shape)
        if dtype == "bfloat16":
            wide = np.frombuffer(data, "<u2").astype(np.uint32) << 16
            return wide.view(np.float32).reshape(shape)
        if dtype in ("int4", "uint4"):
            return _nibbles(data, dtype == "int4", shape)
        if dtype in _BIT_FIELDS:
            return _bit_fields(data, _BITS[dtype], shape)
    except (ValueError, TypeError):
        raise MalformedError("The tensor's bytes do not fit its type and shape.") from None
    raise MalformedError(f"Elements of type {dtype} cannot be shown.")


def _nibbles(data: bytes, signed: bool, shape: tuple[int, ...]) -> Array:
    """Two numbers per byte, the lower half first."""
    pairs = np.frombuffer(data, np.uint8)
    numbers = np.stack([pairs & 15, pairs >> 4], axis=1).ravel().astype(np.int8)
    if signed:
        numbers = np.where(numbers > 7, numbers - 16, numbers).astype(np.int8)
    count = int(np.prod(shape, dtype=np.int64))
    return numbers[:count].reshape(shape)


def _bit_fields(data: bytes, width: int, shape: tuple[int, ...]) -> Array:
    """Numbers of a few bits each, across the borders of bytes."""
    count = int(np.prod(shape, dtype=np.int64))
    if len(data) * 8 < count * width:
        raise ValueError("too few bytes")
    bits = np.unpackbits(np.frombuffer(data, np.uint8), count=count * width, bitorder="little")
    weights = (1 << np.arange(width)).astype(np.uint8)
    numbers: Array = (bits.reshape(count, width) * weights).sum(axis=1, dtype=np.uint8)
    return numbers.reshape(shape)
