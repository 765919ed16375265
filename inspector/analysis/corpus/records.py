"""What is told of a draft on many models, as plain records."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

Role = Literal["label", "positive", "foreign"]
"""What decides whether a model should match: its family, or the set that it is in."""

Result = Literal["hit", "miss", "false", "apart"]
"""Right and found, right and not found, found where it should not be, rightly not found."""


class Entry(msgspec.Struct, frozen=True):
    """A labelled model.

    Attributes:
        path: The file.
        name: As the labels or the folder name it.
        family: The label; empty for a model of no family.
        role: What decides whether it should match.
    """

    path: str
    name: str
    family: str = ""
    role: Role = "label"

    def expected(self, families: frozenset[str]) -> bool:
        """Whether a draft for these families should match it."""
        if self.role == "label":
            return bool(self.family) and self.family in families
        return self.role == "positive"


class DraftFound(msgspec.Struct, array_like=True):
    """What a draft found in a model (see ``drafts.Found``).

    Attributes:
        fires: Whether a block occurs, or a family is the verdict.
        count: Matches of a block; of a family, matches of its clauses.
        exhausted: Whether the search was given up.
        stale: The model has to be read again before it can be told.
    """

    fires: bool = False
    count: int = 0
    exhausted: bool = False
    stale: bool = False


class Repair(msgspec.Struct, frozen=True):
    """An edit that keeps a draft out of models that it should not be found in.

    Attributes:
        title: What it does.
        text: The whole signature file afterwards.
        kept: Models that it is rightly found in which stay.
        hits: How many these are.
    """

    title: str
    text: str
    kept: int
    hits: int


class Tally(msgspec.Struct, frozen=True):
    """How right a draft is on the models it was matched on.

    Attributes:
        hits: Matched, and should be.
        misses: Not matched, and should be; unreadable ones are among them.
        false: Matched, and should not be.
        apart: Not matched, and should not be.
    """

    hits: int = 0
    misses: int = 0
    false: int = 0
    apart: int = 0

    @property
    def total(self) -> int:
        """Models counted."""
        return self.hits + self.misses + self.false + self.apart

    @property
    def precision(self) -> float | None:
        """Share of matched models that should be; None when none is matched."""
        claims = self.hits + self.false
        return self.hits / claims if claims else None

    @property
    def recall(self) -> float | None:
        """Share of models that should match which do; None when none should."""
        wanted = self.hits + self.misses
        return self.hits / wanted if wanted else None


def result_of(*, expected: bool, fires: bool) -> Result:
    """Which of the four it is."""
    if expected:
        return "hit" if fires else "miss"
    return "false" if fires else "apart"


def tally(results: Iterable[Result]) -> Tally:
    """Counts."""
    counts: dict[Result, int] = {"hit": 0, "miss": 0, "false": 0, "apart": 0}
    for result in results:
        counts[result] += 1
    return Tally(counts["hit"], counts["miss"], counts["false"], counts["apart"])
