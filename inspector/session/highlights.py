"""Which regions of the graph are painted, and which of them is looked at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from inspector.analysis.report import Evidence
from inspector.session.signal import Signal

DRAFT = -1
"""Colour index of the matches of the signature that is being written."""

MAX_GROUPS = 26
MAX_REGIONS = 2000


@dataclass(frozen=True, slots=True)
class Group:
    """Regions of one colour.

    Attributes:
        letter: Stands beside the colour, ``A`` to ``Z``.
        colour: Index into the highlight palette, or ``DRAFT``.
        title: For the legend.
        regions: Stored nodes of each region, in stored order.
    """

    letter: str
    colour: int
    title: str
    regions: tuple[frozenset[int], ...]


@dataclass(frozen=True, slots=True)
class Place:
    """One region of one group."""

    group: int
    region: int


class Highlights:
    """The painted groups and the region in focus.

    Signals:
        changed: The groups are others.
        current_changed: The focus moved: the place, or None.
    """

    def __init__(self) -> None:
        self._groups: tuple[Group, ...] = ()
        self._current: Place | None = None
        self.changed: Signal[[]] = Signal()
        self.current_changed: Signal[[Place | None]] = Signal()

    @property
    def groups(self) -> tuple[Group, ...]:
        """What is painted, in the order of the legend."""
        return self._groups

    @property
    def current(self) -> Place | None:
        """The region in focus."""
        return self._current

    @property
    def current_nodes(self) -> frozenset[int]:
        """Stored nodes of the region in focus, empty without one."""
        if self._current is None:
            return frozenset()
        return self._groups[self._current.group].regions[self._current.region]

    @property
    def counter(self) -> str:
        """``3 of 12`` over all groups, ``12 matches`` without focus, else empty."""
        total = sum(len(group.regions) for group in self._groups)
        if self._current is not None:
            return f"{self._places().index(self._current) + 1} of {total}"
        if not total:
            return ""
        return "1 match" if total == 1 else f"{total} matches"

    def show(self, groups: Iterable[Group], current: Place | None = None) -> None:
        """Paint these groups and focus ``current``."""
        self._groups = tuple(group for group in groups if group.regions)[:MAX_GROUPS]
        self._current = current if self._holds(current) else None
        self.changed.emit()
        self.current_changed.emit(self._current)

    def clear(self) -> None:
        """Paint nothing."""
        if self._groups:
            self.show(())

    def focus(self, place: Place | None) -> None:
        """Move the focus."""
        place = place if self._holds(place) else None
        if place != self._current:
            self._current = place
            self.current_changed.emit(place)

    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) region, from one group to the next, round the end."""
        places = self._places()
        if not places:
            return
        at = places.index(self._current) if self._current is not None else min(-by, 0)
        self._current = places[(at + by) % len(places)]
        self.current_changed.emit(self._current)

    def _places(self) -> list[Place]:
        """Every region, one group after the other."""
        return [
            Place(g, at) for g, group in enumerate(self._groups) for at in range(len(group.regions))
        ]

    def _holds(self, place: Place | None) -> bool:
        if place is None:
            return False
        groups = self._groups
        return 0 <= place.group < len(groups) and 0 <= place.region < len(
            groups[place.group].regions
        )


def groups_of(evidence: Evidence) -> list[Group]:
    """The groups that show an item of the evidence tree.

    A family is shown clause by clause, each in its own colour; anything below as one group.

    Args:
        evidence: The item.

    Returns:
        Groups with at least one region, at most ``MAX_GROUPS``.
    """
    if evidence.kind == "family":
        parts: Sequence[Evidence] = [part for part in evidence.children if part.stored]
        return [
            Group(chr(65 + place), place, part.title, _regions(part))
            for place, part in enumerate(parts[:MAX_GROUPS])
        ]
    regions = _regions(evidence)
    return [Group("A", 0, evidence.title, regions)] if regions else []


def _regions(evidence: Evidence) -> tuple[frozenset[int], ...]:
    """The matches below an item, or the item's own nodes when it has no matches."""
    below = [child for child in evidence.children if child.kind != "node" and child.stored]
    if evidence.kind not in ("match", "node") and below:
        return tuple(frozenset(child.stored) for child in below[:MAX_REGIONS])
    return (frozenset(evidence.stored),) if evidence.stored else ()
