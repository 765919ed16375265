"""Matching: compiled patterns, where they match in a normal graph, and folding."""

from inspector.matching.fold import Fold, FoldedGraph
from inspector.matching.matcher import Binding, Matcher
from inspector.matching.plan import Plan, compile_pattern

__all__ = ["Binding", "Fold", "FoldedGraph", "Matcher", "Plan", "compile_pattern"]
