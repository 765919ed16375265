"""What must not change: the verdict, and how many layers its family's clauses match."""

from __future__ import annotations

from pathlib import Path

import msgspec

from inspector.analysis.engine import Scan, scan
from inspector.formats import read_model
from inspector.ir import Model
from inspector.signatures import Library


class Finding(msgspec.Struct, frozen=True):
    """What a scan says of one file.

    Attributes:
        signature: The one that decided, empty for an unknown model.
        family: Empty when there is none.
        type: Empty when there is none.
        architecture: Empty when there is none.
        part: Which part of its family's model the graph is.
        layers: Matches of each clause that the deciding signature asks for.
    """

    signature: str = ""
    family: str = ""
    type: str = ""
    architecture: str = ""
    part: str = ""
    layers: dict[str, int] = {}

    @property
    def verdict(self) -> tuple[str, ...]:
        """All but the layers."""
        return (self.family, self.type, self.architecture, self.part)


def measure_file(path: Path, library: Library) -> Finding:
    """Scans a file.

    Raises:
        FormatError: It cannot be read.
    """
    return measure(read_model(path), library)


def measure(model: Model, library: Library) -> Finding:
    """Scans a model that was read."""
    return finding_of(scan(model, library))


def finding_of(result: Scan) -> Finding:
    """What a scan found."""
    verdict, winner = result.report.verdict, result.decision.winner
    if verdict is None or winner is None:
        return Finding()
    return Finding(
        verdict.signature or "",
        verdict.family or "",
        verdict.type or "",
        verdict.architecture or "",
        verdict.part,
        {c.clause.name: c.found for c in winner.clauses if not c.negative},
    )
