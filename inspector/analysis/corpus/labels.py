"""Tables of labels: which model file is of which family."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from inspector.errors import InspectorError

PACKED = ".gz"
"""Ending that a file may have on disk without the table saying so."""


class LabelsError(InspectorError):
    """A table of labels that cannot be read."""

    code = "labels"


@dataclass(frozen=True, slots=True)
class Label:
    """A row of the labels: the file, its family, its architecture and type where they are told."""

    file: str
    family: str
    kind: tuple[str, str] = ("", "")


def read_labels(path: Path) -> list[Label]:
    """What each row of a tab-separated table says.

    Args:
        path: Its first line names the columns, among them file and family.

    Raises:
        LabelsError: The table lacks a column, or cannot be read.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return _rows(path, csv.DictReader(file, delimiter="\t"))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise LabelsError(f"The table cannot be read: {why}.", where=str(path)) from error


def _rows(path: Path, reader: csv.DictReader[str]) -> list[Label]:
    missing = {"file", "family"} - set(reader.fieldnames or ())
    if missing:
        raise LabelsError(
            f"The table has no column '{sorted(missing)[0]}'.",
            where=str(path),
            help="The first line names tab-separated columns, among them file and family.",
        )
    return [
        Label(
            row["file"] or "",
            row["family"] or "",
            (row.get("architecture") or "", row.get("type") or ""),
        )
        for row in reader
    ]


def place_of(label: Label, root: Path) -> Path:
    """The file of a row: below a folder, perhaps packed."""
    plain = root / label.file
    packed = root / f"{label.file}{PACKED}"
    return packed if not plain.exists() and packed.exists() else plain
