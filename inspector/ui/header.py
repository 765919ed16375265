"""The verdict across the top of a document: what it is, how sure, and what the file is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from inspector.analysis.report import GraphSummary, Report
from inspector.diagnostics import Finding
from inspector.session.document import Document
from inspector.ui import icons, words
from inspector.ui.theme import LIGHT, Theme
from inspector.ui.widgets.meter import Meter
from inspector.ui.widgets.plain import plain
from inspector.ui.widgets.text import ElidedLabel, TitleLabel, shape


class VerdictHeader(QFrame):
    """Name, type and architecture, confidence and coverage, components, facts and findings.

    Signals:
        evidence_wanted: The name was pressed: why so?
        page_wanted: What the verdict's signature is, is to be shown: its id.
        recurring_wanted: What recurs in a model of no known family is to be shown.
        file_wanted: The findings were pressed.
    """

    evidence_wanted = Signal()
    page_wanted = Signal(str)
    recurring_wanted = Signal()
    file_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("strip", True)
        self.setAccessibleName("Verdict")
        self._theme = LIGHT
        self._document: Document | None = None
        self.name = TitleLabel((1.9, 1.6, 1.35, 1.15))
        self.kind = ElidedLabel()
        self.kind.least = 190
        shape(self.kind, 1.05)
        self.about = QPushButton()
        self.about.setProperty("flat", True)
        self.about.clicked.connect(self._ask_page)
        self.components = ElidedLabel()
        self.components.setProperty("muted", True)
        self.confidence = Meter("Confidence")
        self.coverage = Meter("Explained")
        self.facts = ElidedLabel()
        self.weights = ElidedLabel()
        self.origin = ElidedLabel()
        for line in (self.facts, self.weights, self.origin):
            line.least = 110
            line.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.origin.setProperty("muted", True)
        self.findings = QPushButton()
        self.findings.setProperty("flat", True)
        self.findings.clicked.connect(self.file_wanted)
        self._arrange()

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 11, 18, 12)
        row.setSpacing(14)
        named = QHBoxLayout()
        named.setContentsMargins(0, 0, 0, 0)
        named.setSpacing(8)
        named.addWidget(self.kind)
        named.addWidget(self.about)
        named.addStretch(1)
        holder = QWidget()
        holder.setLayout(named)
        row.addWidget(_column(self.name, holder, self.components), 1)
        chip = QHBoxLayout()
        chip.setContentsMargins(0, 0, 0, 0)
        chip.addWidget(self.findings)
        chip.addStretch(1)
        self._meters = _column(self.confidence, self.coverage)
        middle = QVBoxLayout()
        middle.setSpacing(2)
        middle.addStretch(1)
        middle.addWidget(self._meters)
        middle.addLayout(chip)
        middle.addStretch(1)
        row.addLayout(middle)
        row.addWidget(_column(self.facts, self.weights, self.origin), 0)

    def set_theme(self, theme: Theme) -> None:
        """Take a theme's colours."""
        self._theme = theme
        self._refresh()

    def bind(self, document: Document | None) -> None:
        """Show a document's verdict."""
        if self._document is not None:
            self._document.report.changed.disconnect(self._refresh)
            self._document.summary.changed.disconnect(self._refresh)
            self._document.activity.changed.disconnect(self._refresh)
        self._document = document
        if document is not None:
            document.report.changed.connect(self._refresh)
            document.summary.changed.connect(self._refresh)
            document.activity.changed.connect(self._refresh)
        self._refresh()

    def _refresh(self, _: object = None) -> None:
        document = self._document
        if document is None:
            return
        report, summary = document.report.value, document.summary.value
        self._offer(report)
        self._meters.setVisible(report is not None and report.verdict is not None)
        self.components.setVisible(report is not None and bool(report.components))
        self.origin.set_whole(words.origin(summary) if summary is not None else "")
        if report is None:
            self._show_unscanned(document, summary)
        else:
            self._show_report(report, summary)

    def _ask_page(self) -> None:
        report = self._document.report.value if self._document is not None else None
        if report is None:
            return
        if signature := _decided(report):
            self.page_wanted.emit(signature)
        else:
            self.recurring_wanted.emit()

    def _offer(self, report: Report | None) -> None:
        """Where to go on: to the page of what was found, or to what recurs in the unknown."""
        self.about.setVisible(report is not None)
        if report is None:
            return
        if _decided(report):
            self.about.setText("")
            self.about.setIcon(icons.icon("info", self._theme.accent))
            self.about.setAccessibleName("About the signature of the verdict")
            tip = "Show the page of the signature that says so (Ctrl+Shift+B)"
        else:
            self.about.setText("What recurs in it ›")
            self.about.setIcon(QIcon())
            self.about.setAccessibleName("What recurs in the model")
            tip = "List what recurs, each the begin of a signature (Ctrl+Shift+G)"
        self.about.setToolTip(tip)

    def _show_unscanned(self, document: Document, summary: GraphSummary | None) -> None:
        self.name.set_whole(document.name)
        busy = document.activity.value is not None
        self.kind.set_whole("Reading …" if busy else "Not scanned")
        if summary is not None:
            report = Report(document.path, summary.format, "ok", None, summary.nodes)
            report.parameters = summary.parameters
            self._show_facts(report)
            if busy:
                self.kind.set_whole("Matching signatures …")
        else:
            self.facts.set_whole("")
            self.weights.hide()
        self._show_findings(summary.findings if summary else [])

    def _show_report(self, report: Report, summary: GraphSummary | None) -> None:
        verdict = report.verdict
        self.name.set_whole(words.headline(verdict))
        partly = " · only partly read" if report.status == "partial" else ""
        self.kind.set_whole(words.kind(verdict) + partly)
        if verdict is not None:
            sure = words.certainty(verdict.confidence)
            basis = (
                "Judged by names and shapes of the weights only: weaker evidence."
                if verdict.basis == "parameters"
                else "Judged by the operators and how they connect."
            )
            self.confidence.show_share(
                verdict.confidence, f"{sure} · {words.percent(verdict.confidence)}", basis
            )
        self.coverage.show_share(
            report.coverage,
            words.percent(report.coverage),
            "The share of the nodes that the verdict's matches explain.",
        )
        contained = [
            f"{c.name or c.family} ({words.plural(c.nodes, 'node')})" for c in report.components
        ]
        self.components.set_whole("Contains " + ", ".join(contained) if contained else "")
        self._show_facts(report)
        self._show_findings(report.findings, report.skipped)

    def _show_facts(self, report: Report) -> None:
        self.facts.set_whole(words.facts(report))
        self.weights.set_whole(words.weights(report))
        self.weights.setVisible(bool(report.parameters))

    def _show_findings(self, findings: list[Finding], skipped: list[str] | None = None) -> None:
        notable = [f for f in findings if f.severity != "info"]
        parts = []
        if notable:
            parts.append(words.plural(len(notable), "file risk"))
        if skipped:
            parts.append(f"{len(skipped)} not looked at")
        self.findings.setVisible(bool(parts))
        if not parts:
            return
        worst = "danger" if any(f.severity == "danger" for f in notable) else "warning"
        sign, colour = {
            "danger": ("error", self._theme.danger),
            "warning": ("warning", self._theme.warning),
        }.get(worst if notable else "", ("info", self._theme.accent))
        self.findings.setIcon(icons.icon(sign, colour))
        self.findings.setText(", ".join(parts))
        self.findings.setAccessibleName(f"{', '.join(parts)}: show them")
        self.findings.setToolTip(plain("\n".join([f.message for f in notable] + (skipped or []))))


def _decided(report: Report) -> str:
    """Id of the family's signature, or of the family that weights alone tell; empty for none."""
    verdict = report.verdict
    if verdict is None or not verdict.family:
        return ""
    return verdict.family if verdict.basis == "parameters" else verdict.signature or ""


def _column(*widgets: QWidget | QLabel) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(3)
    column.addStretch(1)
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch(1)
    return holder
