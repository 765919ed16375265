"""What a signature claims of its example models, held against reports on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from inspector.analysis.report import Report
from inspector.signatures import Signature
from inspector.signatures.model import Example

FOLDER = "examples"
"""Folder beside a library's signatures that holds its examples."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """A claim that does not hold.

    Attributes:
        file: The example.
        message: What is wrong, for a person.
        missing: The example is not there: nothing is known of the claim.
        name: What the model holds another number of times, empty for other complaints.
        count: How often.
    """

    file: str
    message: str
    missing: bool = False
    name: str = ""
    count: int = 0


def named(signature: Signature) -> tuple[Example, ...]:
    """All models that a signature speaks of."""
    return (*signature.examples, *signature.counterexamples)


def find_example(name: str, folders: Sequence[Path]) -> Path | None:
    """An example beside the signatures; names never lead out of the examples' folder.

    Args:
        name: As the signature writes it.
        folders: Signature folders, later ones first.
    """
    if not name or Path(name).name != name:
        return None
    for folder in reversed(folders):
        for ending in ("", ".gz"):
            path = folder / FOLDER / f"{name}{ending}"
            if path.is_file():
                return path
    return None


def complaints(signature: Signature, reports: dict[str, Report]) -> Iterator[Complaint]:
    """What is wrong with a signature's claims.

    Args:
        signature: Whose examples and counterexamples to look at.
        reports: By name of the example; those that are not there are missing.
    """
    for example in signature.examples:
        file = example.file
        report = reports.get(file)
        if report is None:
            yield Complaint(file, f"The example '{file}' is not there", missing=True)
        elif not matches(signature, report):
            yield Complaint(file, f"It does not match its example '{file}'")
        else:
            for name, count in example.matches.items():
                if (found := count_of(name, signature, report)) != count:
                    message = f"'{file}' holds {name} {found} times, not {count}"
                    yield Complaint(file, message, name=name, count=found)
    for example in signature.counterexamples:
        file = example.file
        report = reports.get(file)
        if report is None:
            yield Complaint(file, f"The counterexample '{file}' is not there", missing=True)
        elif matches(signature, report):
            yield Complaint(file, f"It matches its counterexample '{file}'")


def matches(signature: Signature, report: Report) -> bool:
    """Whether a block occurs, a family is reported, or a statement about unknown models holds."""
    if signature.kind == "family" and signature.family:
        decides = report.verdict is not None and report.verdict.signature == signature.name
        return decides or any(c.signature == signature.name for c in report.components)
    return any(m.signature == signature.name for m in report.matches)


def count_of(name: str, signature: Signature, report: Report) -> int:
    """How often a clause of the family that decided, or a block, matched."""
    decides = report.verdict is not None and report.verdict.signature == signature.name
    clauses = {c.clause: c.count for c in report.clauses} if decides else {}
    if name in clauses:
        return clauses[name]
    return next((m.count for m in report.matches if m.signature == name), 0)
