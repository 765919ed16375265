"""The page of a signature as text for Qt: every word of a file is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from inspector.analysis.shelf.records import Condition, Page, Sample
from inspector.analysis.shelf.words import figures_told

SCHEME = "signature:"
EXAMPLE = "example:"
"""Links lead to pages of other signatures, or open an example beside the library."""


def about(page: Page) -> str:
    """Everything told of a signature, as HTML that loads nothing."""
    parts = [f"<p>{escape(' '.join(page.description.split()))}</p>" if page.description else ""]
    if page.hallmark:
        parts.append(f"<p><b>Hallmark.</b> {escape(' '.join(page.hallmark.split()))}</p>")
    parts += [
        _section("On a corpus", "<br>".join(escape(line) for line in figures_told(page))),
        _section("What it looks for", "".join(_condition(c) for c in page.conditions)),
        _section("Must match", _samples(page.examples)),
        _section("Must not match", _samples(page.counterexamples)),
        _section("Wins against", _links(page.over)),
        _section("References", "<br>".join(escape(text) for text in page.references)),
        _section("Names the blocks", _links(page.uses)),
        _section("Named by", _links(page.used_by)),
        _section(
            "Doubtful", "<br>".join(escape(f"{f.message}. {f.recommendation}.") for f in page.lint)
        ),
    ]
    return "".join(parts)


def _section(title: str, content: str) -> str:
    return f"<h4>{escape(title)}</h4><div>{content}</div>" if content else ""


def _condition(condition: Condition) -> str:
    told = " · ".join(part for part in (condition.wanted, condition.means) if part)
    head = f"<b>{escape(condition.name)}</b> {escape(told)}"
    return f"<p>{head}</p><pre>{escape(condition.text)}</pre>"


def _samples(samples: Iterable[Sample]) -> str:
    lines = []
    for sample in samples:
        counts = ", ".join(f"{name} ×{count}" for name, count in sample.matches.items())
        name = escape(sample.file)
        if sample.found:
            name = f'<a href="{EXAMPLE}{name}">{name}</a>'
        here = "" if sample.found else " (the file is not beside the library)"
        lines.append(f"{name}{escape(': ' if counts else '')}{escape(counts + here)}")
    return "<br>".join(lines)


def _links(names: Iterable[str]) -> str:
    return ", ".join(f'<a href="{SCHEME}{escape(name)}">{escape(name)}</a>' for name in names)
