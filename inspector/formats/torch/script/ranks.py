"""Numbers of axes, deduced in both directions.

Traced code states no shapes, and ONNX counts axes from the front. Each tensor has a ``Rank``: a
difference to the rank of another one. When the rank of one is found out, say because a weight of
four axes is convolved with it, that of all connected ones is known, those before it too.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True, eq=False)
class Rank:
    """A number of axes: known, or that of another tensor and some more.

    Attributes:
        known: The number at a root, None while it is not known.
        parent: Whose rank this one follows.
        more: Axes more than the parent's.
    """

    known: int | None = None
    parent: Rank | None = None
    more: int = 0

    def root(self) -> tuple[Rank, int]:
        """The rank that this one follows in the end, and how many axes more it has."""
        rank, more = self, 0
        while rank.parent is not None:
            more += rank.more
            rank = rank.parent
        if rank is not self:
            self.parent, self.more = rank, more
        return rank, more

    def number(self) -> int | None:
        """The number of axes as far as it is known."""
        root, more = self.root()
        return None if root.known is None else root.known + more

    def settle(self, number: int) -> None:
        """States the number of axes; what is known already stays."""
        root, more = self.root()
        if root.known is None and 0 <= number - more <= 64:
            root.known = number - more

    def follow(self, other: Rank, more: int = 0) -> None:
        """States that this one has some axes more than another."""
        here, mine = self.root()
        there, its = other.root()
        if here is there:
            return
        if here.known is None:
            here.parent, here.more = there, its + more - mine
        elif there.known is None:
            other.settle(here.known + mine - more)

    def plus(self, more: int) -> Rank:
        """A rank with some axes more."""
        return Rank(parent=self, more=more)
