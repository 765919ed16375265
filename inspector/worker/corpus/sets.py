"""The sets of models that a draft is held against."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from inspector.analysis.corpus.labels import Label, place_of, read_labels
from inspector.analysis.corpus.records import Entry, Role

Kind = Literal["bundled", "labels", "folder"]

LABELS = "sources.tsv"
"""Table of labels beside the examples that ship with the signatures."""


class ModelSet(msgspec.Struct, frozen=True):
    """Where models come from.

    Attributes:
        kind: The shipped examples, a table of labels, or all models below a folder.
        path: The table, or the folder.
        root: Of a table: the folder that its files stand below.
        role: Of a folder: whether a draft should match its models.
    """

    kind: Kind
    path: str = ""
    root: str = ""
    role: Role = "label"


def labelled(models: ModelSet) -> list[Entry]:
    """The models of a table of labels.

    Raises:
        LabelsError: The table cannot be read.
    """
    root = Path(models.root or Path(models.path).parent)
    return [_entry(label, root) for label in read_labels(Path(models.path)) if label.file]


def _entry(label: Label, root: Path) -> Entry:
    return Entry(str(place_of(label, root)), label.file, label.family)


def found_below(models: ModelSet, paths: list[str]) -> list[Entry]:
    """The models of a folder."""
    return [Entry(p, str(Path(p).relative_to(models.path)), role=models.role) for p in paths]
