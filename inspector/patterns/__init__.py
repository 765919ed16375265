"""The pattern language: its syntax tree and its parser.

The parser is loaded when it is asked for: scanning needs trees that were parsed before.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from inspector.patterns.syntax import (
    Alternative,
    Anything,
    Call,
    Comparison,
    Constant,
    Definition,
    Expression,
    Literal,
    Negative,
    Pattern,
    Span,
    Variable,
)

if TYPE_CHECKING:
    from inspector.patterns.parser import PatternError, parse_expression, parse_pattern

__all__ = [
    "Alternative",
    "Anything",
    "Call",
    "Comparison",
    "Constant",
    "Definition",
    "Expression",
    "Literal",
    "Negative",
    "Pattern",
    "PatternError",
    "Span",
    "Variable",
    "parse_expression",
    "parse_pattern",
]

_PARSING = ("PatternError", "parse_expression", "parse_pattern")


def __getattr__(name: str) -> object:
    if name not in _PARSING:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.parser"), name)
