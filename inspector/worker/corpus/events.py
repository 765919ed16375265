"""What is told of the work on many models."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.analysis.corpus.records import DraftFound, Entry, Repair
from inspector.analysis.report import Problem


@dataclass(frozen=True, slots=True)
class Listed:
    """The models of the sets, and what could not be listed."""

    entries: list[Entry]
    problems: list[Problem]


@dataclass(frozen=True, slots=True)
class Reading:
    """So many of the models that had to be read were."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Unread:
    """A model of which there is no imprint."""

    path: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Matched:
    """What the draft of this number found."""

    serial: int
    found: dict[str, DraftFound]


@dataclass(frozen=True, slots=True)
class Broken:
    """The draft of this number cannot be matched."""

    serial: int
    problem: Problem


@dataclass(frozen=True, slots=True)
class Finished:
    """The draft of this number was matched on every model that could be read."""

    serial: int


@dataclass(frozen=True, slots=True)
class Repaired:
    """Edits that keep the draft of this number out of the models asked about."""

    serial: int
    repairs: list[Repair]


@dataclass(frozen=True, slots=True)
class Copied:
    """A model was copied beside the signatures; or why it was not."""

    path: str
    problem: Problem | None


@dataclass(frozen=True, slots=True)
class Stopped:
    """The work was called off; what is known stays."""


Event = Listed | Reading | Unread | Matched | Broken | Finished | Repaired | Copied | Stopped
