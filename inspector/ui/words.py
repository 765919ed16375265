"""Numbers and verdicts in words that a person reads at a glance."""

from __future__ import annotations

from inspector.analysis.report import GraphSummary, Report, Verdict

_PARTS = {
    "whole": "",
    "encoder": "encoder part",
    "decoder": "decoder part",
    "decoder_with_past": "decoder part with past",
}


def certainty(share: float) -> str:
    """A confidence from 0 to 1 in words."""
    for least, words in ((0.9, "very high"), (0.8, "high"), (0.6, "fair"), (0.4, "low")):
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


def facts(report: Report) -> str:
    """Format and number of nodes."""
    return f"{report.format.upper()} · {plural(report.nodes, 'node')}"


def weights(report: Report) -> str:
    """How many parameters, empty when the file holds none."""
    return f"{count(report.parameters)} parameters" if report.parameters else ""


def origin(summary: GraphSummary) -> str:
    """Producer, the version of ONNX's own operators, and which other sets are used."""
    own = summary.opsets.get("", summary.opsets.get("ai.onnx"))
    others = [name for name in summary.opsets if name not in ("", "ai.onnx")]
    sets = " + ".join(([f"opset {own}"] if own is not None else []) + others[:2])
    return " · ".join(part for part in (summary.producer, sets) if part)
