"""What recurs, in words: the same on the command line and in the window."""

from __future__ import annotations

from inspector.analysis.discovery.records import Corpus, Suggestion


def compared(corpus: Corpus) -> str:
    """What the regions were compared with."""
    if not corpus.families:
        return "There is nothing to compare with: the order is by size and number only."
    models, families = _plural(corpus.models, "model"), len(corpus.families)
    of = f"{models} of {_plural(families, 'family', 'families')}"
    return f"Compared with {of}: {corpus.name}, {corpus.made}."


def told(suggestion: Suggestion, total: int) -> str:
    """How large, how often and how rare a region is."""
    size = _plural(suggestion.size, "operator")
    parts = f"{size}, {_plural(len(suggestion.occurrences), 'time')}"
    if total:
        seen = f"at most {suggestion.families}" if suggestion.families else "none"
        parts += f", half of it in {seen} of {total} families"
    return f"{parts}; the library has a block for it" if suggestion.known else parts


def ranked(suggestion: Suggestion) -> str:
    """How the place in the list comes about."""
    return (
        f"{suggestion.size} operators × {len(suggestion.occurrences)} times × "
        f"{suggestion.bits:.1f} bits of surprise = {suggestion.score:,.0f}"
    )


def _plural(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
