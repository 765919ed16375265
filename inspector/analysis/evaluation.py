"""How right the verdicts are on labelled models."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

from inspector.analysis.relatives import Group, relatives

BUCKETS = (0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.0)
"""Lower ends of the ranges of confidence that claims are counted in."""


class Outcome(msgspec.Struct):
    """One labelled file.

    Attributes:
        file: As the labels name it.
        family: The label; empty for a model of no family.
        found: The family of the verdict, None when there is none.
        confidence: Of the verdict.
        coverage: Share of nodes explained.
        seconds: Reading, normalising and matching.
        nodes: Stored nodes.
        error: Code of what went wrong, empty when the file was read.
        told: Architecture and type of the verdict, None where there is none.
        kind: Architecture and type by the labels, empty where these do not say.
    """

    file: str
    family: str
    found: str | None
    confidence: float = 0.0
    coverage: float = 0.0
    seconds: float = 0.0
    nodes: int = 0
    error: str = ""
    told: tuple[str | None, str | None] = (None, None)
    kind: tuple[str, str] = ("", "")


class FamilyScore(msgspec.Struct):
    """One family: its files, and how often it was found and claimed."""

    family: str
    files: int
    true_positives: int
    false_negatives: int
    false_positives: int
    coverage: float


class Confusion(msgspec.Struct):
    """Files of one family (empty: of none) that were claimed by another (None: by none)."""

    family: str
    found: str | None
    files: list[str]


class Bucket(msgspec.Struct):
    """Claims of a family with a confidence of at least this (and less than the one before's)."""

    least: float
    right: int
    wrong: int


class Told(msgspec.Struct):
    """How often the architecture, or the type, was told right, wrong, or not at all."""

    right: int
    unknown: int
    wrong: int


class Evaluation(msgspec.Struct):
    """All of it.

    Attributes:
        mean_true_positive_rate: Mean over families of true positives by files (as the ShadowGenes
            paper counts, arXiv:2501.11830).
        precision: True positives by all claims of a family.
        foreign: Files of no family that were claimed by one, and how many there are.
        foreign_confidence: Median and greatest confidence of those claims.
        buckets: Right and wrong claims by their confidence, the surest first.
        architectures: How the architecture was told where the labels name one.
        types: The same of the type.
        coverage: Mean over files of the share of nodes explained.
        seconds: Median, 95th percentile and greatest time of a file.
        relatives: What was taken for what among families that are near one another.
    """

    files: int
    families: list[FamilyScore]
    mean_true_positive_rate: float
    precision: float
    foreign: tuple[int, int]
    foreign_confidence: tuple[float, float]
    buckets: list[Bucket]
    architectures: Told
    types: Told
    coverage: float
    seconds: tuple[float, float, float]
    confusions: list[Confusion]
    errors: list[Outcome]
    relatives: list[Group]


def evaluate(outcomes: Iterable[Outcome], only: str | None = None) -> Evaluation:
    """Counts.

    Args:
        outcomes: One per labelled file.
        only: Count this family alone, as the others' files see it.
    """
    known = list(outcomes)
    labels = Counter(o.family for o in known)
    right = Counter(o.family for o in known if o.family and o.found == o.family)
    claimed = Counter(o.found for o in known if o.found and o.found != o.family)
    names = sorted((set(labels) | {name for name in claimed if name}) - {""})
    if only is not None:
        names = [only]
    scores = [
        FamilyScore(
            name,
            labels[name],
            right[name],
            labels[name] - right[name],
            claimed[name],
            _mean([o.coverage for o in known if o.family == name]),
        )
        for name in names
    ]
    rates = [s.true_positives / s.files for s in scores if s.files]
    hits = sum(s.true_positives for s in scores)
    claims = hits + sum(s.false_positives for s in scores)
    foreign = [o for o in known if not o.family]
    wrong = sorted(o.confidence for o in foreign if o.found)
    times = sorted(o.seconds for o in known) or [0.0]
    return Evaluation(
        len(known),
        scores,
        _mean(rates),
        hits / claims if claims else 0.0,
        (len(wrong), len(foreign)),
        (wrong[len(wrong) // 2], wrong[-1]) if wrong else (0.0, 0.0),
        _buckets(known),
        _told(known, 0),
        _told(known, 1),
        _mean([o.coverage for o in known]),
        (times[len(times) // 2], times[int(len(times) * 0.95)], times[-1]),
        _confusions(known, only),
        [o for o in known if o.error],
        relatives((o.family, o.found or "") for o in known if o.family and not o.error),
    )


def _buckets(outcomes: list[Outcome]) -> list[Bucket]:
    found = [Bucket(least, 0, 0) for least in BUCKETS]
    for outcome in outcomes:
        if not outcome.found:
            continue
        bucket = next(b for b in found if outcome.confidence >= b.least)
        if outcome.found == outcome.family:
            bucket.right += 1
        else:
            bucket.wrong += 1
    return found


def _told(outcomes: list[Outcome], place: int) -> Told:
    counted = Counter(
        "unknown" if not o.told[place] else "right" if o.told[place] == o.kind[place] else "wrong"
        for o in outcomes
        if o.kind[place] and not o.error
    )
    return Told(counted["right"], counted["unknown"], counted["wrong"])


def _mean(numbers: list[float]) -> float:
    return sum(numbers) / len(numbers) if numbers else 0.0


def _confusions(outcomes: list[Outcome], only: str | None) -> list[Confusion]:
    pairs: dict[tuple[str, str | None], list[str]] = {}
    for outcome in outcomes:
        if (outcome.family or None) == outcome.found or outcome.error:
            continue
        if only is not None and only not in (outcome.family, outcome.found):
            continue
        pairs.setdefault((outcome.family, outcome.found), []).append(outcome.file)
    ranked = sorted(pairs.items(), key=lambda p: (-len(p[1]), p[0][0], p[0][1] or ""))
    return [Confusion(family, found, files) for (family, found), files in ranked]
