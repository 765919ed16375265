"""Findings as they are collected while a file is read."""

from __future__ import annotations

from collections.abc import Iterable

from inspector.diagnostics import Finding, Severity


class FindingLog:
    """Collects findings; of each code only the first few in full, so that none can flood.

    Args:
        per_code: How many findings of one code are kept.
    """

    def __init__(self, per_code: int) -> None:
        self._per_code = per_code
        self._kept: list[Finding] = []
        self._counts: dict[str, int] = {}
        self._seen: set[tuple[str, str, str]] = set()
        self._severities: dict[str, Severity] = {}

    def add(self, code: str, severity: Severity, message: str, where: str = "") -> None:
        """Records one finding; the same one is kept once."""
        count = self._counts[code] = self._counts.get(code, 0) + 1
        key = (code, message, where)
        if count > self._per_code or key in self._seen:
            return
        self._seen.add(key)
        self._severities[code] = severity
        self._kept.append(Finding(code, severity, message, where))

    def extend(self, findings: Iterable[Finding]) -> None:
        """Records findings of another log."""
        for finding in findings:
            self.add(finding.code, finding.severity, finding.message, finding.where)

    def has(self, code: str) -> bool:
        """Tells whether there is a finding of this code."""
        return code in self._counts

    def findings(self) -> list[Finding]:
        """The findings in the order they came, then one per code that had more."""
        more = [
            Finding(
                code,
                self._severities[code],
                f"There are {count - self._per_code} more findings of this kind.",
            )
            for code, count in self._counts.items()
            if count > self._per_code
        ]
        return self._kept + more


def shown(name: str, limit: int = 80) -> str:
    """A name from a file as it stands in a message: short and on one line."""
    text = name if len(name) <= limit else name[: limit - 1] + "…"
    return text if text.isprintable() else text.encode("unicode_escape").decode("ascii")


def some(names: list[str], limit: int = 5) -> str:
    """The first few of many names, for a message."""
    text = ", ".join(shown(name) for name in names[:limit])
    return f"{text} and {len(names) - limit} more" if len(names) > limit else text
