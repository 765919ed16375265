"""How large a box is: text measured without a font engine, the same for layout and drawing."""

from __future__ import annotations

from inspector.layout.display import Box

LABEL_ADVANCE = 7.6
"""Mean advance of a 13 px semi-bold sans, in px a character (a safe upper value)."""

DETAIL_ADVANCE = 6.4
"""Mean advance of an 11 px sans."""

MARGIN = 12.0
MIN_WIDTH, MAX_WIDTH = 64.0, 280.0
ONE_LINE, TWO_LINES = 28.0, 44.0
TITLE = 26.0
"""Height of a frame's title bar."""

PADDING = 16.0
"""Room between a frame and what is in it."""

ROOM_FOR_SIGN = 40.0
"""Both sides of a fold's label: the sign that opens it stands on the right."""

WIDE = frozenset("mwMWGOQ@%—×→")


def text_width(text: str, advance: float) -> float:
    """Width of a text in px."""
    wide = sum(1 for character in text if character in WIDE or ord(character) > 0x2E80)
    return advance * (len(text) + 0.35 * wide)


def elide(text: str, width: float, advance: float) -> str:
    """The text, cut with an ellipsis where it is wider than ``width``."""
    if text_width(text, advance) <= width:
        return text
    keep = max(1, int(width / advance) - 1)
    return text[:keep].rstrip() + "…"


def label_of(box: Box) -> str:
    """First line, with the count of a run."""
    return f"{box.label} ×{box.count}" if box.count > 1 else box.label


def detail_of(box: Box) -> str:
    """Second line: detail and note."""
    return " · ".join(part for part in (box.detail, box.note) if part)


def leaf_size(box: Box) -> tuple[float, float]:
    """Width and height of a box that is not open."""
    extra = ROOM_FOR_SIGN if box.kind in ("fold", "run") else 0.0
    width = text_width(label_of(box), LABEL_ADVANCE) + extra
    detail = detail_of(box)
    if detail:
        width = max(width, text_width(detail, DETAIL_ADVANCE))
    width = min(MAX_WIDTH, max(MIN_WIDTH, width + 2 * MARGIN))
    return (round(width), TWO_LINES if detail else ONE_LINE)


def title_width(box: Box) -> float:
    """Least width of an open frame, so that its title is readable."""
    text = " · ".join(part for part in (label_of(box), detail_of(box)) if part)
    return min(MAX_WIDTH * 1.5, text_width(text, LABEL_ADVANCE) + 2 * MARGIN + 24)
