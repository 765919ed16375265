"""How right families are on a labelled corpus: a small table that ships."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TypeVar

import msgspec

from inspector.analysis.evaluation import Evaluation
from inspector.analysis.shelf.records import Figures
from inspector.errors import InspectorError

_LARGEST = 8 << 20

_Kind = TypeVar("_Kind")


class FiguresError(InspectorError):
    """An evaluation, or the table made of one, cannot be read."""

    code = "figures"


class FigureTable(msgspec.Struct):
    """What one evaluation counted.

    Attributes:
        made: Its date, ``2026-01-31``.
        files: Labelled files.
        families: Per family its files, those told right and missed, and others' files claimed.
    """

    made: str = ""
    files: int = 0
    families: dict[str, tuple[int, int, int, int]] = {}

    def of(self, family: str) -> Figures | None:
        """The figures of a family, None when it was not counted."""
        row = self.families.get(family)
        if row is None:
            return None
        count = sum(1 for files, *_ in self.families.values() if files)
        return Figures(self.made, (self.files, count), *row)


def made_on(path: Path) -> str:
    """The date of a file, ``2026-01-31``."""
    changed = datetime.datetime.fromtimestamp(path.stat().st_mtime, tz=datetime.UTC)
    return changed.date().isoformat()


def table_of(evaluation: Evaluation, made: str) -> FigureTable:
    """The table of an evaluation.

    Args:
        evaluation: What ``inspector evaluate --json`` prints.
        made: Its date.
    """
    rows = {
        s.family: (s.files, s.true_positives, s.false_negatives, s.false_positives)
        for s in evaluation.families
    }
    return FigureTable(made, evaluation.files, rows)


def read_evaluation(path: Path) -> Evaluation:
    """Reads what ``inspector evaluate --json`` printed.

    Raises:
        FiguresError: It is something else.
    """
    return _read(path, Evaluation)


def read_figures(path: Path) -> FigureTable:
    """Reads a table; an empty one where it is not there or cannot be read."""
    try:
        return _read(path, FigureTable)
    except FiguresError:
        return FigureTable()


def write_figures(table: FigureTable, path: Path) -> None:
    """Writes a table, a family on each line.

    Raises:
        OSError: The file cannot be written.
    """
    rows = ",\n".join(
        f"  {msgspec.json.encode(family).decode()}: {list(row)}"
        for family, row in sorted(table.families.items())
    )
    head = f'{{"made": "{table.made}", "files": {table.files}, "families": {{\n'
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{head}{rows}\n}}}}\n", encoding="utf-8")


def _read(path: Path, kind: type[_Kind]) -> _Kind:
    try:
        if path.stat().st_size > _LARGEST:
            raise FiguresError(f"It has more than {_LARGEST:,} bytes.", where=str(path))
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.DecodeError, RecursionError) as error:
        help = "Make it with 'inspector evaluate LABELS ROOT --json'"
        raise FiguresError(f"It cannot be read: {error}.", where=str(path), help=help) from error
