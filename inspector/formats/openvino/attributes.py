"""Attributes and element types, which the XML text spells as words, in the program's terms."""

from __future__ import annotations

import re

from inspector.formats.limits import Limits

# openvino/core/type/element_type.hpp; upper case before version 10.
_DTYPES = {
    "f32": "float32",
    "fp32": "float32",
    "f16": "float16",
    "fp16": "float16",
    "bf16": "bfloat16",
    "f64": "float64",
    "fp64": "float64",
    "f8e4m3": "float8",
    "f8e5m2": "float8",
    "f8e8m0": "float8",
    "f4e2m1": "float4",
    "nf4": "float4",
    "boolean": "bool",
    "bool": "bool",
    "string": "string",
    **{f"{letter}{bits}": f"{word}{bits}"
       for letter, word in (("i", "int"), ("u", "uint")) for bits in (2, 4, 8, 16, 32, 64)},
}  # fmt: skip

_INTEGER = re.compile(r"[+-]?\d{1,18}")
_MAX_NUMBERS = 4096


def dtype_of(word: str) -> str:
    """The program's name of an element type, ``unknown`` for words it does not know."""
    return _DTYPES.get(word.strip().lower(), "unknown")


def extents_of(text: str) -> list[int] | None:
    """A static shape such as ``"64, 3, 7, 7"`` (empty for a scalar), None for any other."""
    words = [word.strip() for word in text.split(",")] if text.strip() else []
    if not all(_INTEGER.fullmatch(word) for word in words):
        return None
    return [int(word) for word in words]


def attribute_of(text: str, limits: Limits) -> object:
    """A stored attribute as a number, a list of numbers, a truth value (0 or 1) or a text."""
    if text in ("true", "false"):
        return int(text == "true")
    if "," in text:
        words = text.split(",")
        numbers = [_number(word) for word in words] if len(words) <= _MAX_NUMBERS else [None]
        if all(isinstance(number, int) for number in numbers):
            return numbers
        if None not in numbers:
            return [float(number) for number in numbers if number is not None]
    number = _number(text)
    return text[: limits.name_bytes] if number is None else number


def _number(word: str) -> int | float | None:
    word = word.strip()
    if _INTEGER.fullmatch(word):
        return int(word)
    if len(word) > 40 or word[:1] not in "+-.0123456789":
        return None
    try:
        return float(word)
    except ValueError:
        return None
