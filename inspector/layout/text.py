"""Lengths of the layout that go beyond a single box: stubs. All in pixels."""

from __future__ import annotations

from functools import lru_cache

from inspector.layout.display import Box, BoxKind
from inspector.layout.sizes import DETAIL_ADVANCE, leaf_size, text_width

STACK_ROOM = 10
"""How far the cards behind a run stand out to the right and below."""
STUB_LENGTH = 14
STUB_ROW = 18
"""Height that the name of one stub takes."""
STUB_NAME = 104
"""Widest name of a stub, its surround included."""


def box_size(box: Box) -> tuple[int, int]:
    """How large a closed box is drawn: width and height, both even so that halves are whole."""
    return _size(box.kind, box.label, box.detail, box.count, box.note)


@lru_cache(maxsize=8192)
def _size(kind: BoxKind, label: str, detail: str, count: int, note: str) -> tuple[int, int]:
    width, height = leaf_size(Box(0, kind, label, detail, count=count, note=note))
    return even(width), even(height)


def stub_width(name: str) -> int:
    """Room that the name at the loose end of a stub takes, its surround included."""
    return even(min(text_width(name, DETAIL_ADVANCE) + 12, STUB_NAME))


def even(length: float) -> int:
    """The least even number of pixels that is not less."""
    return 2 * int(-(-length // 2))
