"""Files of weights only: what the model is, told by names and shapes, and how it is shown."""

from __future__ import annotations

from inspector.analysis.parameters.recognise import Recognition, recognise
from inspector.analysis.parameters.rules import Rule, load_rules
from inspector.analysis.parameters.tree import fold_modules

__all__ = ["Recognition", "Rule", "fold_modules", "load_rules", "recognise"]
