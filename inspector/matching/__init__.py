"""Matching: compiled patterns, where they match in a normal graph, and folding."""

from inspector.matching.compiler import compile_pattern
from inspector.matching.fold import Fold, FoldedGraph
from inspector.matching.matcher import Matcher
from inspector.matching.needs import needed_operators
from inspector.matching.plan import Plan
from inspector.matching.state import Binding, Miss

__all__ = [
    "Binding",
    "Fold",
    "FoldedGraph",
    "Matcher",
    "Miss",
    "Plan",
    "compile_pattern",
    "needed_operators",
]
