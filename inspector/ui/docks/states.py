"""How a draft stands, told by a sign and words, and a colour only beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from inspector.analysis.report import DraftMatches

Tone = Literal["muted", "danger", "warning", "good", "accent"]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a person reads.

    Attributes:
        icon: Name of the sign.
        tone: Name of the theme's colour for it.
        title: The state.
        why: More on it, may be empty.
    """

    icon: str
    tone: Tone
    title: str
    why: str = ""


def describe_state(text: str, result: DraftMatches | None, *, has_document: bool) -> Shown:
    """The state of a draft in words.

    Args:
        text: The draft.
        result: The matcher's last answer.
        has_document: Whether a model is open to match on.
    """
    if not text.strip():
        hint = "Select nodes on the graph, then press “From selection”."
        return Shown("empty", "muted", "No signature yet", hint if has_document else "")
    if result is None:
        why = "" if has_document else "Open a model to see where it matches."
        return Shown("info", "muted", "Not matched yet", why)
    count = len(result.matches)
    matches = "1 match" if count == 1 else f"{count} matches"
    if result.state == "empty":
        return Shown("empty", "muted", "No pattern yet", "Nothing to match so far.")
    if result.state == "broken":
        why = "" if result.problems else result.failure
        return Shown("error", "danger", "Does not parse", why)
    since = changes(result)
    if result.state == "nowhere":
        why = "\n".join(part for part in (result.failure, since) if part)
        return Shown("none", "warning", "Matches nothing", why)
    if result.state == "selection":
        return Shown("check", "good", f"Matches only the selection · {matches}", since)
    return Shown("check-all", "accent", f"Matches elsewhere too · {matches}", since)


def changes(result: DraftMatches) -> str:
    """What changed in the matches since the last save, empty for nothing."""
    parts = [f"+{len(result.gained)}"] if result.gained else []
    parts += [f"−{len(result.lost)}"] if result.lost else []
    return f"Since the last save: {' '.join(parts)}" if parts else ""
