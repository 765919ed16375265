"""A signature held against linter and examples before it is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from inspector.analysis.drafting import PLACEHOLDERS, counted
from inspector.analysis.examples import Complaint, complaints, named
from inspector.analysis.report import Report
from inspector.analysis.workbench.records import Finding
from inspector.errors import InspectorError
from inspector.ir.normal.vocabulary import known_operators
from inspector.signatures import Library, Signature, read_signature
from inspector.signatures.format import format_signature
from inspector.signatures.library import joined
from inspector.signatures.lint import lint

_RANK = {"error": 0, "warning": 1, "hint": 2}
_ERRORS = frozenset({"matches-everything", "cyclic-reference"})
_HINTS = frozenset(
    {"no-example", "no-counterexample", "no-reference", "no-description", "unused-block"}
)
"""What is still missing, rather than wrong: a person may add it later."""


def check(
    text: str, library: Library, scan: Callable[[str, Library], Report | None], *, fresh: bool
) -> tuple[str, list[Finding]]:
    """What linter and examples say of a signature.

    Args:
        text: The whole file.
        library: What it would join; a signature of the same name gives way.
        scan: Gives the report on an example by its name with a library, None when it is not there.
        fresh: The counts in the examples are the program's own: they are written anew.

    Returns:
        The file in canonical form, and the findings, the worst first.

    Raises:
        SignatureError: The text is no signature.
    """
    text = format_signature(text)
    signature = read_signature(text)
    grown = joined(library, signature)
    findings = [*_linted(grown, signature), *_placeholders(signature)]
    reports: dict[str, Report] = {}
    unreadable: set[str] = set()
    for name in dict.fromkeys(example.file for example in named(signature)):
        try:
            report = scan(name, grown)
        except InspectorError as error:
            unreadable.add(name)
            message = f"'{name}' cannot be read: {error.message}"
            findings.append(Finding("warning", "example", message, error.help))
            continue
        if report is not None:
            reports[name] = report
    for complaint in complaints(signature, reports):
        if complaint.file in unreadable:
            continue
        if fresh and complaint.name == signature.name and complaint.count:
            text = counted(text, complaint.count)
        else:
            findings.append(_told(complaint, signature, text))
    return text, sorted(findings, key=lambda finding: _RANK[finding.severity])


def _linted(library: Library, signature: Signature) -> Iterator[Finding]:
    found = lint(library, known_operators(), {signature.name})
    for each in found:
        severity = "error" if each.code in _ERRORS else "warning"
        if each.code in _HINTS:
            severity = "hint"
        yield Finding(severity, each.code, each.message, each.recommendation, each.line)  # type: ignore[arg-type]


def _placeholders(signature: Signature) -> Iterator[Finding]:
    """Words of a new draft that nobody has put own ones in the place of."""
    if PLACEHOLDERS & {signature.title, signature.description}:
        message = "Title or description are still those of a new draft"
        yield Finding("hint", "placeholder", message, "Say what it is, and what it is called")


def _told(complaint: Complaint, signature: Signature, text: str) -> Finding:
    """A complaint with the line of its example; a count that is off is no false claim."""
    lines = text.splitlines()
    at = (n for n, line in enumerate(lines, start=1) if complaint.file and complaint.file in line)
    line = next(at, 1)
    if complaint.missing:
        help = "Open the model, or put it beside the library: the claim cannot be checked"
        return Finding("warning", "example", complaint.message, help, line)
    if complaint.name:
        help = f"Write {complaint.count} if that is right"
        return Finding("warning", "example", complaint.message, help, line)
    return Finding(
        "error", "example", complaint.message, "Correct the pattern, or the example", line
    )
