"""Reports for a terminal: a table, or where that is too narrow one paragraph a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.table import Table
from rich.text import Text

from inspector.analysis.report import Report
from inspector.cli.output import describe, one_line

_NARROW = 80
_RISKS = {"danger": ("red", 0), "warning": ("yellow", 1), "info": ("", 2)}
_COLOURS = {"ok": "", "partial": "yellow", "unsupported": "red", "error": "red"}


def draw(reports: Sequence[Report], width: int) -> Iterator[Table | Text]:
    """Yields what to print for some reports.

    Args:
        reports: In the order to show.
        width: Columns of the terminal.
    """
    if width < _NARROW:
        yield from map(_paragraph, reports)
    elif reports:
        yield _table(reports)


def draw_risks(reports: Sequence[Report]) -> Iterator[Text]:
    """Yields a section on what is dangerous or odd about the files, where anything is.

    Args:
        reports: In the order to show.
    """
    for report in reports:
        if report.findings or report.skipped:
            yield _risks(report)


def _risks(report: Report) -> Text:
    text = Text("\nFile risk: ", "bold", overflow="fold")
    text.append(one_line(report.path))
    for finding in sorted(report.findings, key=lambda each: _RISKS[each.severity][1]):
        text.append(f"\n  {finding.severity}", _RISKS[finding.severity][0] or "none")
        text.append(f"[{finding.code}] {one_line(finding.message)}", "none")
        if finding.where:
            text.append(f" ({one_line(finding.where)})", "dim")
    for skipped in report.skipped:
        text.append("\n  not looked at: ", "dim")
        text.append(one_line(skipped), "none")
    return text


def _table(reports: Sequence[Report]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("File", overflow="fold")
    table.add_column("Verdict", overflow="fold")
    for name in ("Confidence", "Explained", "Nodes"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("Status", no_wrap=True)
    for report in reports:
        status = Text(report.status, _COLOURS[report.status])
        table.add_row(Text(one_line(report.path)), *map(Text, _facts(report)), status)
    return table


def _paragraph(report: Report) -> Text:
    verdict, confidence, explained, nodes = _facts(report)
    text = Text(one_line(report.path), overflow="fold")
    text.append(f"\n  {report.status}", _COLOURS[report.status])
    if verdict:
        text.append(f"\n  {verdict}", "bold")
    shares = [f"{confidence} sure" if confidence else "", f"{explained} of {nodes} nodes explained"]
    if nodes:
        text.append(f"\n  {', '.join(filter(None, shares))}")
    return text


def _facts(report: Report) -> tuple[str, str, str, str]:
    """Verdict, confidence, coverage and number of nodes; empty where the file was not read."""
    if report.status not in ("ok", "partial"):
        return ("", "", "", "")
    verdict = report.verdict
    confidence = f"{verdict.confidence:.0%}" if verdict is not None else ""
    return (describe(verdict), confidence, f"{report.coverage:.0%}", f"{report.nodes:,}")
