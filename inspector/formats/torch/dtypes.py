"""PyTorch's element types under the names of the graph."""

from __future__ import annotations

# torch/_export/serde/schema.py, ScalarType
EXPORTED: dict[int, str] = {
    1: "uint8",
    2: "int8",
    3: "int16",
    4: "int32",
    5: "int64",
    6: "float16",
    7: "float32",
    8: "float64",
    9: "complex64",
    10: "complex64",
    11: "complex128",
    12: "bool",
    13: "bfloat16",
    28: "uint16",
    29: "float8",
    30: "float8",
    31: "float8",
    32: "float8",
    33: "float8",
    34: "uint32",
    35: "uint64",
}

# c10/core/ScalarType.h
SCALAR_TYPES: dict[int, str] = {
    0: "uint8",
    1: "int8",
    2: "int16",
    3: "int32",
    4: "int64",
    5: "float16",
    6: "float32",
    7: "float64",
    8: "complex64",
    9: "complex64",
    10: "complex128",
    11: "bool",
    12: "int8",
    13: "uint8",
    14: "int32",
    15: "bfloat16",
    16: "uint4",
    17: "uint2",
    23: "float8",
    24: "float8",
    25: "float8",
    26: "float8",
    27: "uint16",
    28: "uint32",
    29: "uint64",
}
