"""What code computes of numbers, texts and lists that are known: evaluated here, bounded."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence

from inspector.formats.torch.script.budget import Budget
from inspector.formats.torch.script.containers import LONGEST
from inspector.formats.torch.script.values import UNSET, Module, Number, Opaque, Parts, Tensor

_BITS = 4096
"""Size of a number that is computed."""

Function = Callable[..., object]


def is_plain(value: object, budget: Budget) -> bool:
    """Whether a value, and all it holds, is known."""
    budget.step()
    if isinstance(value, list | tuple):
        return all(is_plain(each, budget) for each in value)
    return not isinstance(value, Tensor | Number | Parts | Module | Opaque | dict)


def _small(number: object) -> bool:
    return not isinstance(number, int) or number.bit_length() <= _BITS


def _multiply(first: object, second: object) -> object:
    for one, other in ((first, second), (second, first)):
        if isinstance(one, str | list | tuple):
            if not isinstance(other, int) or len(one) * other > LONGEST:
                raise ValueError("too long")
    result: object = operator.mul(first, second)
    if not _small(result):
        raise ValueError("too large")
    return result


def _power(base: float, exponent: float) -> object:
    if isinstance(base, int) and isinstance(exponent, int):
        if base.bit_length() * abs(exponent) > _BITS:
            raise ValueError("too large")
    return base**exponent


def _add(first: object, second: object, alpha: object = 1) -> object:
    if alpha != 1:
        second = _multiply(second, alpha)
    result: object = operator.add(first, second)
    if isinstance(result, str | list | tuple) and len(result) > LONGEST:
        raise ValueError("too long")
    return result


def _subtract(first: float, second: float, alpha: float = 1) -> object:
    return first - second * alpha


def _format(text: str, *given: object) -> str:
    for each in given:
        text = text.replace("{}", str(each)[:80], 1)
    return text[:LONGEST]


def _slice(
    values: Sequence[object], start: int | None = None, end: int | None = None, step: int = 1
) -> object:
    return values[start:end:step]


def _divide(first: float, second: float, rounding_mode: str | None = None) -> object:
    if rounding_mode == "trunc":
        return math.trunc(first / second)
    return first // second if rounding_mode == "floor" else first / second


FUNCTIONS: dict[str, Function] = {
    "add": _add,
    "sub": _subtract,
    "mul": _multiply,
    "div": _divide,
    "true_divide": _divide,
    "floordiv": operator.floordiv,
    "floor_divide": operator.floordiv,
    "remainder": operator.mod,
    "mod": operator.mod,
    "fmod": math.fmod,
    "pow": _power,
    "neg": operator.neg,
    "abs": abs,
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
    "__and__": operator.and_,
    "__or__": operator.or_,
    "__xor__": operator.xor,
    "__not__": operator.not_,
    "bitwise_not": operator.invert,
    "__contains__": operator.contains,
    "len": len,
    "list": list,
    "copy": list,
    "format": _format,
    "percentFormat": lambda text, *_: text,
    "slice": _slice,
    "floor": math.floor,
    "ceil": math.ceil,
    "round": round,
    "sqrt": math.sqrt,
    "exp": math.exp,
    "log": math.log,
    "log2": math.log2,
    "sin": math.sin,
    "cos": math.cos,
    "isnan": math.isnan,
    "isinf": math.isinf,
    "isfinite": math.isfinite,
    "sum": sum,
    "max": max,
    "min": min,
    "any": any,
    "all": all,
    "Int": int,
    "Float": float,
    "Bool": bool,
    "str": str,
    "lower": lambda text: text.lower(),
    "upper": lambda text: text.upper(),
    "startswith": lambda text, other, *_: text.startswith(other),
    "endswith": lambda text, other, *_: text.endswith(other),
    "index": lambda values, value: values.index(value),
    "count": lambda values, value: values.count(value),
    "sorted": sorted,
    "ord": ord,
}
"""Functions of what is known: by the name after ``torch.`` or ``ops.prim.``."""


def same(first: object, second: object) -> bool | None:
    """``is``, where it can be told."""
    if first is None or second is None:
        if isinstance(first, Opaque) or isinstance(second, Opaque):
            return None if UNSET in (first, second) else False
        return first is second
    plain = (bool, int, float, str)
    if isinstance(first, plain) and isinstance(second, plain):
        return bool(first == second)
    return True if first is second else None
