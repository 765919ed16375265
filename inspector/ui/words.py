"""Numbers and verdicts in words that a person reads at a glance."""

from __future__ import annotations

from inspector.analysis.report import Report, Verdict

_PARTS = {
    "whole": "",
    "encoder": "encoder part",
    "decoder": "decoder part",
    "decoder_with_past": "decoder part with past",
}


def certainty(share: float) -> str:
    """A confidence from 0 to 1 in words."""
    for least, words in ((0.95, "very high"), (0.8, "high"), (0.6, "fair"), (0.3, "low")):
        if share >= least:
            return words
    return "very low"


def percent(share: float) -> str:
    """A share in whole per cent; only all is 100, only nothing is 0."""
    if 0 < share < 0.01:
        return "under 1 %"
    if 0.99 < share < 1:
        return "over 99 %"
    return f"{share * 100:.0f} %"


def count(number: int) -> str:
    """A large number as ``109 M``."""
    for unit, size in (("T", 1e12), ("B", 1e9), ("M", 1e6), ("k", 1e3)):
        if number >= size:
            value = number / size
            return f"{value:.0f} {unit}" if value >= 100 else f"{value:.1f} {unit}"
    return str(number)


def plural(number: int, one: str, many: str = "") -> str:
    """``1 node``, ``2 nodes``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}".replace(",", "\u202f")


def headline(verdict: Verdict | None) -> str:
    """The name of what the model is, or that it is not known."""
    if verdict is None:
        return "Unknown model"
    if verdict.name or verdict.family:
        return verdict.name or verdict.family or ""
    if verdict.type or verdict.architecture:
        return f"Unknown {verdict.type or verdict.architecture}"
    return "Unknown model"


def kind(verdict: Verdict | None) -> str:
    """Type, architecture and part, as far as they can be told."""
    if verdict is None:
        return "No signature of the library matches this graph."
    parts = [verdict.type or "", verdict.architecture or "", _PARTS[verdict.part]]
    told = " · ".join(part for part in parts if part)
    if verdict.family is None:
        family = "no family of the library matches"
        return f"{told} · {family}" if told else f"{family[0].upper()}{family[1:]}"
    return told


def facts(report: Report, producer: str, opset: str) -> str:
    """Format, size and origin in one line."""
    parts = [report.format.upper(), plural(report.nodes, "node")]
    if report.parameters:
        parts.append(f"{count(report.parameters)} parameters")
    parts += [opset, producer]
    return " · ".join(part for part in parts if part)
