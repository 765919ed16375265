"""The check before saving, inside a child process: examples are files that nobody trusts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from inspector.analysis import engine
from inspector.analysis.examples import find_example
from inspector.analysis.report import Report
from inspector.analysis.workbench.checking import check
from inspector.analysis.workbench.records import Finding
from inspector.formats import Limits, read_model
from inspector.signatures import Library
from inspector.worker.messages import Check
from inspector.worker.paths import from_wire


def check_signature(
    request: Check, library: Library, tell: Callable[[str, float], None]
) -> tuple[str, list[Finding]]:
    """Lints a signature and scans its examples.

    Args:
        request: The signature, and where its examples may be.
        library: What it would join.
        tell: Told the stage and how much of it is done.

    Raises:
        SignatureError: The text is no signature.
    """
    folders = [Path(from_wire(folder)) for folder in request.libraries]

    def scan(name: str, grown: Library) -> Report | None:
        tell(f"Scanning {name}", -1)
        path = find_example(name, folders)
        if path is None and name in request.models:
            path = Path(from_wire(request.models[name]))
        if path is None:
            return None
        return engine.scan(read_model(path, Limits(), lambda s, f: None), grown).report

    tell("Checking", -1)
    return check(request.text, library, scan, fresh=request.fresh)
