"""ONNX's texts, element types and shapes in the program's terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.ir.graph import Shape

if TYPE_CHECKING:
    import onnx

# onnx.proto, TensorProto.DataType
_DTYPES = {
    1: "float32",
    2: "uint8",
    3: "int8",
    4: "uint16",
    5: "int16",
    6: "int32",
    7: "int64",
    8: "string",
    9: "bool",
    10: "float16",
    11: "float64",
    12: "uint32",
    13: "uint64",
    14: "complex64",
    15: "complex128",
    16: "bfloat16",
    17: "float8",
    18: "float8",
    19: "float8",
    20: "float8",
    21: "uint4",
    22: "int4",
    23: "float4",
    24: "float8",
    25: "uint2",
    26: "int2",
}

PLAIN = {
    1: "<f4",
    2: "|u1",
    3: "|i1",
    4: "<u2",
    5: "<i2",
    6: "<i4",
    7: "<i8",
    9: "|b1",
    10: "<f2",
    11: "<f8",
    12: "<u4",
    13: "<u8",
    14: "<c8",
    15: "<c16",
}
"""Element types that numpy has, in the byte order that ``raw_data`` is stored in."""

_BITS = {16: 16, 17: 8, 18: 8, 19: 8, 20: 8, 21: 4, 22: 4, 23: 4, 24: 8, 25: 2, 26: 2}

_MAX_UNWRAP = 8
_MAX_EXTENT = 1 << 62


def text(value: str | bytes) -> str:
    """A name as text; the parser hands out bytes when it is not UTF-8."""
    return value if isinstance(value, str) else value.decode("utf-8", "replace")


def dtype_of(code: int) -> str:
    """The program's name of an element type, ``unknown`` for codes it does not know."""
    return _DTYPES.get(code, "unknown")


def stored_bytes(code: int, elements: int) -> int:
    """Bytes of ``raw_data`` for so many elements; -1 when the type has no fixed width."""
    plain = PLAIN.get(code)
    if plain is not None:
        return elements * int(plain[2:])
    bits = _BITS.get(code)
    return -1 if bits is None else (elements * bits + 7) // 8


class TypeTable:
    """Reads value types; equal ones are decoded once, and most of a file's are equal."""

    def __init__(self) -> None:
        self._known: dict[bytes, tuple[str, Shape | None]] = {}

    def read(self, proto: onnx.TypeProto) -> tuple[str, Shape | None]:
        """The element type and shape of a value, ``("unknown", None)`` when there is neither."""
        key = proto.SerializeToString()
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = _read(proto)
        return known


def _read(proto: onnx.TypeProto) -> tuple[str, Shape | None]:
    for _ in range(_MAX_UNWRAP):
        if not proto.HasField("optional_type"):
            break
        proto = proto.optional_type.elem_type
    if proto.HasField("sparse_tensor_type"):
        tensor: onnx.TypeProto.Tensor | onnx.TypeProto.SparseTensor = proto.sparse_tensor_type
    else:
        tensor = proto.tensor_type
    dtype = dtype_of(tensor.elem_type)
    if not tensor.HasField("shape"):
        return dtype, None
    return dtype, tuple(_extent(axis) for axis in tensor.shape.dim)


def _extent(axis: onnx.TensorShapeProto.Dimension) -> int | str | None:
    if axis.HasField("dim_value"):
        return axis.dim_value if 0 <= axis.dim_value <= _MAX_EXTENT else None
    return text(axis.dim_param) or None
