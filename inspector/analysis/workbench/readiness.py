"""What the first draft on a model needs, done while nobody waits for it."""

from __future__ import annotations

from collections.abc import Callable

from inspector.analysis.drafting import match_draft
from inspector.analysis.scanning import Scan
from inspector.analysis.workbench.bench import Bench
from inspector.signatures import Library

LARGEST = 20_000
"""Nodes of a model beyond which its levels wait until they are needed: they take memory."""

_FIRST = "format: 1\nblock: First\npattern: Relu(x)\n"


def get_ready(scan: Scan, interrupted: Callable[[], bool]) -> None:
    """Loads the parser, folds the model level by level, matches once.

    Args:
        scan: The open model.
        interrupted: Asked between two steps; the rest is left undone then.
    """
    if scan.model.basis == "parameters" or interrupted():
        return
    Bench(scan, interrupted).outline(_FIRST, [])
    if len(scan.normal.ops) > LARGEST:
        return
    for strata in range(len(scan.program.strata)):
        if interrupted():
            return
        scan.level(strata)
    match_draft(scan, Library(), _FIRST, [])
