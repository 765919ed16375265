"""Collects what a reader notices, without flooding anyone."""

from __future__ import annotations

from collections import Counter

from inspector.diagnostics import Finding, Severity


class Notes:
    """Findings in the order they were noticed, at most so many of one kind.

    Args:
        reports: Findings of one code that are kept; the rest is counted by ``finish``.
    """

    def __init__(self, reports: int) -> None:
        self._reports = reports
        self._findings: list[Finding] = []
        self._counts: Counter[str] = Counter()
        self._severities: dict[str, Severity] = {}
        self._skipped: dict[str, None] = {}

    def add(self, code: str, severity: Severity, message: str, where: str = "") -> None:
        """Notes a finding."""
        self._counts[code] += 1
        self._severities.setdefault(code, severity)
        if self._counts[code] <= self._reports:
            self._findings.append(Finding(code, severity, message, where))

    def once(self, code: str, severity: Severity, message: str, where: str = "") -> None:
        """Notes a finding unless there is one with its code."""
        if code not in self._counts:
            self.add(code, severity, message, where)

    def skip(self, what: str) -> None:
        """Notes what was not looked at, and why."""
        if len(self._skipped) < self._reports * 4:
            self._skipped[what] = None

    def has(self, *codes: str) -> bool:
        """Whether there is a finding with one of these codes."""
        return any(code in self._counts for code in codes)

    def finish(self) -> tuple[list[Finding], list[str]]:
        """The findings, with a count of those not listed, and what was skipped."""
        rest = [
            Finding(code, self._severities[code], f"There are {more:,} more findings of this kind.")
            for code, count in self._counts.items()
            if (more := count - self._reports) > 0
        ]
        return self._findings + rest, list(self._skipped)
