"""The file panel: what the file says of itself, and what was noticed about it."""

from __future__ import annotations

from html import escape

from PySide6.QtWidgets import QTextBrowser, QVBoxLayout, QWidget

from inspector.analysis.report import GraphSummary, Report
from inspector.diagnostics import Finding
from inspector.session.document import Document
from inspector.ui.theme import LIGHT, Theme
from inspector.ui.words import count, plural

_WORDS = {"info": "Note", "warning": "Warning", "danger": "Danger"}
_LOOKED_AT = (
    "Looked at: names, structure, and where the weights are. Their numbers were not read, "
    "and nothing in the file was executed."
)


class FilePanel(QWidget):
    """Format, producer, inputs, outputs, operators, metadata and findings of the file."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("File")
        self._document: Document | None = None
        self._theme = LIGHT
        self.browser = QTextBrowser()
        self.browser.setAccessibleName("What the file says of itself")
        self.browser.setOpenLinks(False)
        self.browser.document().setDocumentMargin(14)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.browser)

    def set_theme(self, theme: Theme) -> None:
        """Take a theme's colours."""
        self._theme = theme
        self._refresh()

    def bind(self, document: Document | None) -> None:
        """Show a document's file."""
        old = self._document
        if old is not None:
            old.summary.changed.disconnect(self._refresh)
            old.report.changed.disconnect(self._refresh)
        self._document = document
        if document is not None:
            document.summary.changed.connect(self._refresh)
            document.report.changed.connect(self._refresh)
        self._refresh()

    def _refresh(self, _: object = None) -> None:
        document = self._document
        summary = document.summary.value if document else None
        report = document.report.value if document else None
        if summary is None:
            page = "<p class='muted'>What the file says of itself appears here.</p>"
        else:
            page = self._page(summary, report)
        t = self._theme
        style = (
            f"<style>h3 {{ margin: 14px 0 4px 0; color: {t.muted}; font-size: small; }}"
            f".muted {{ color: {t.muted}; }} .danger {{ color: {t.danger}; }}"
            f".warning {{ color: {t.warning}; }} td {{ padding: 2px 14px 2px 0; }}</style>"
        )
        self.browser.setHtml(style + page)

    def _page(self, summary: GraphSummary, report: Report | None) -> str:
        facts = [
            ("Format", summary.format),
            ("Producer", summary.producer),
            ("Operator sets", ", ".join(f"{d or 'ONNX'} {v}" for d, v in summary.opsets.items())),
            ("Nodes", plural(summary.nodes, "node")),
            ("Parameters", count(summary.parameters)),
            ("Digest", summary.digest),
        ]
        findings = report.findings if report else summary.findings
        parts = [
            _risks(findings, report),
            _table("File", [(name, text) for name, text in facts if text]),
            _table("Inputs", [_port(port) for port in summary.inputs]),
            _table("Outputs", [_port(port) for port in summary.outputs]),
            _table("Operators", [(str(number), name) for name, number in summary.operators]),
            _table("Metadata", list(summary.metadata.items())),
        ]
        if report is not None:
            parts.append(_table("Seconds", _times(report)))
        return "".join(parts)


def _risks(findings: list[Finding], report: Report | None) -> str:
    """What is dangerous, odd, or was not looked at, the worst first."""
    order = {"danger": 0, "warning": 1, "info": 2}
    items = [_risk(finding) for finding in sorted(findings, key=lambda f: order[f.severity])]
    skipped = report.skipped if report else []
    items += [_item("muted", "Not looked at", text, "") for text in skipped]
    if report is None:
        items.append("<p class='muted'>Still being looked at.</p>")
    elif not items:
        items.append("<p class='muted'>Nothing was noticed.</p>")
    return f"<h3>File risk</h3>{''.join(items)}<p class='muted'>{_LOOKED_AT}</p>"


def _risk(finding: Finding) -> str:
    place = " · ".join(part for part in (finding.where, finding.code) if part)
    return _item(finding.severity, _WORDS[finding.severity], finding.message, place)


def _item(kind: str, word: str, text: str, place: str) -> str:
    below = f"<br><span class='muted'>{escape(place)}</span>" if place else ""
    return f"<p style='margin: 2px 0 6px 0'><b class='{kind}'>{word}</b> {escape(text)}{below}</p>"


def _table(title: str, rows: list[tuple[str, str]]) -> str:
    if not rows:
        return ""
    body = "".join(
        f"<tr><td class='muted'>{escape(name)}</td><td>{escape(text)}</td></tr>"
        for name, text in rows[:200]
    )
    more = f"<p class='muted'>and {len(rows) - 200} more</p>" if len(rows) > 200 else ""
    return f"<h3>{title}</h3><table cellspacing='0'>{body}</table>{more}"


def _port(port: tuple[str, str, str]) -> tuple[str, str]:
    name, dtype, shape = port
    return name, " ".join(part for part in (dtype, shape) if part)


def _times(report: Report) -> list[tuple[str, str]]:
    seconds = report.seconds
    return [
        ("Reading", f"{seconds.read:.3f}"),
        ("Normal form", f"{seconds.normalise:.3f}"),
        ("Matching", f"{seconds.match:.3f}"),
    ]
