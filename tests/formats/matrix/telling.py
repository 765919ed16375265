"""What one file of the matrix is told as."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from inspector.analysis.engine import scan
from inspector.data import signatures_dir
from inspector.formats import FormatError, read_model
from inspector.signatures import Library, load_library
from tests.formats.matrix.cells import Cell


@dataclass(slots=True, frozen=True)
class Told:
    """The outcome of one file.

    Attributes:
        family: As the verdict has it, empty when the model is unknown.
        basis: ``operators`` or ``parameters``.
        explained: Share of the nodes that the verdict explains.
        error: Why the file cannot be read, empty when it can.
    """

    family: str = ""
    basis: str = ""
    explained: float = 0.0
    error: str = ""


@cache
def _library() -> Library:
    return load_library([signatures_dir()])


def tell(cell: Cell) -> Told:
    """Reads and scans a file.

    Args:
        cell: Where it is.
    """
    try:
        model = read_model(cell.path)
    except FormatError as error:
        return Told(error=f"{type(error).__name__}: {error.message}")
    report = scan(model, _library()).report
    family = report.verdict.family if report.verdict is not None else None
    return Told(family or "", model.basis, report.coverage)
