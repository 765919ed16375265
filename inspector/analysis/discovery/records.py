"""What the window is told of neighbourhoods and of regions that recur."""

from __future__ import annotations

from math import log2

import msgspec


class Corpus(msgspec.Struct):
    """What neighbourhoods were counted in.

    Attributes:
        name: Of the models, for a person.
        made: Date of the counting, ``2026-01-31``.
        models: How many files.
        families: Their families, in the order that indices count.
        radius: Edges from an operator to the rim of its neighbourhood.
    """

    name: str = ""
    made: str = ""
    models: int = 0
    families: list[str] = []
    radius: int = 0


class Heat(msgspec.Struct):
    """How common the neighbourhood of each stored node is.

    Attributes:
        corpus: Where it was looked for; without families when there is nothing to compare with.
        nodes: Stored nodes that take part in the data flow.
        counts: For each of them, in how many families its neighbourhood is seen.
        named: For each of them those families by index where they are few, else empty.
    """

    corpus: Corpus
    nodes: list[int] = []
    counts: list[int] = []
    named: list[list[int]] = []


class Suggestion(msgspec.Struct):
    """A region that recurs, as the begin of a signature.

    Attributes:
        name: Its fold on the canvas, ``Block A``.
        size: Operators in the usual occurrence.
        families: In how many families half of its operators' neighbourhoods are seen at most.
        rarest: In how many families the rarest of them is seen.
        bits: Mean surprise of an operator in it (see ``surprise``).
        known: Whether the library has a block for it already.
        occurrences: Stored nodes of each occurrence, the usual one first.
    """

    name: str
    size: int
    families: int
    rarest: int
    bits: float
    known: bool
    occurrences: list[list[int]]

    @property
    def score(self) -> float:
        """How large, how often and how rare, multiplied: the surprise in all of it."""
        return self.size * len(self.occurrences) * self.bits


class Suggestions(msgspec.Struct):
    """All regions that recur, the best first, and what they were compared with."""

    corpus: Corpus
    found: list[Suggestion] = []


def surprise(families: int, total: int) -> float:
    """Bits that seeing a neighbourhood tells when so many of all families have it.

    One family more is taken for granted on both sides (Laplace's rule), so that what was never
    seen is rare and not impossible. Without families everything tells one bit.
    """
    return log2((total + 1) / (families + 1)) if total else 1.0
