"""Outcomes as counts and as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from inspector.robustness.measuring import Finding
from inspector.robustness.running import Outcome


class Row(msgspec.Struct):
    """One change over all files.

    Attributes:
        change: Its name.
        files: Files it was made to.
        same_verdict: Of these, how many kept their verdict.
        same_layers: Of these, how many kept verdict and matched layers.
        refused: Files it could not be made to, by reason.
    """

    change: str
    files: int
    same_verdict: int
    same_layers: int
    refused: dict[str, int]


def rows(outcomes: Iterable[Outcome]) -> list[Row]:
    """Counts per change, in order of appearance."""
    by_change: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        by_change.setdefault(outcome.change, []).append(outcome)
    return [_row(change, found) for change, found in by_change.items()]


def _row(change: str, outcomes: Sequence[Outcome]) -> Row:
    refused = Counter(o.refused for o in outcomes if o.after is None)
    return Row(
        change,
        sum(o.after is not None for o in outcomes),
        sum(o.same_verdict for o in outcomes),
        sum(o.same_layers for o in outcomes),
        dict(refused.most_common()),
    )


def table(counted: Sequence[Row]) -> str:
    """Counts as lines of text."""
    width = max((len(row.change) for row in counted), default=0)
    lines = [f"{'change':{width}}  files  same verdict  same layers  refused"]
    for row in counted:
        share = row.same_verdict / row.files if row.files else 0.0
        lines.append(
            f"{row.change:{width}} {row.files:6d} {row.same_verdict:5d} ({share:6.1%}) "
            f"{row.same_layers:12d} {sum(row.refused.values()):8d}"
        )
    return "\n".join(lines)


def differences(outcomes: Iterable[Outcome]) -> list[str]:
    """One line per file and change that did not keep its verdict or its layers."""
    return [
        f"{o.change}: {o.file}: {_told(o.before, o.after)}"
        for o in outcomes
        if o.after is not None and not o.same_layers
    ]


def refusals(counted: Iterable[Row]) -> list[str]:
    """One line per change and reason."""
    return [
        f"{row.change}: {count} refused: {reason}"
        for row in counted
        for reason, count in row.refused.items()
    ]


def _told(before: Finding, after: Finding) -> str:
    if before.verdict != after.verdict:
        return f"{_name(before)} became {_name(after)}"
    changed = [
        f"{name} {before.layers.get(name, 0)} to {after.layers.get(name, 0)}"
        for name in {**before.layers, **after.layers}
        if before.layers.get(name) != after.layers.get(name)
    ]
    return f"{_name(before)}: {', '.join(changed) or 'by ' + after.signature}"


def _name(finding: Finding) -> str:
    known = [finding.signature or "unknown", finding.part if finding.part != "whole" else ""]
    return " ".join(part for part in known if part)
