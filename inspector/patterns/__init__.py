"""The pattern language: its syntax tree and its parser."""

from inspector.patterns.parser import PatternError, parse_expression, parse_pattern
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
