"""Colours of the drawing, without Qt: categories and highlights, in light and in dark."""

from __future__ import annotations

CATEGORIES: dict[str, tuple[str, str]] = {
    "convolution": ("#2f6fde", "#6ea3ff"),
    "linear": ("#5a55d6", "#9a95ff"),
    "normalization": ("#1f8a70", "#5cc7aa"),
    "activation": ("#c2571a", "#f0985c"),
    "attention": ("#b0338f", "#ee86d2"),
    "pooling": ("#0f86a8", "#5cc4e2"),
    "elementwise": ("#6a7382", "#a4adbb"),
    "layout": ("#8a8f98", "#858d99"),
    "shape": ("#9aa0a8", "#767e8a"),
    "recurrent": ("#8f5a12", "#d9a75a"),
    "embedding": ("#6f8f14", "#b4d15a"),
    "control": ("#b32d46", "#f0889a"),
    "constant": ("#a39a86", "#8f8672"),
    "block": ("#3a6186", "#82aed6"),
    "input": ("#147d55", "#64d0a4"),
    "output": ("#147d55", "#64d0a4"),
    "other": ("#68707c", "#9aa3b0"),
}
"""Colour of a category in light and in dark."""

HIGHLIGHTS: tuple[tuple[str, str], ...] = (
    ("#c77700", "#ffb43c"),
    ("#0072b2", "#56b4e9"),
    ("#00835c", "#2fd6a3"),
    ("#c23b12", "#ff8a5c"),
    ("#a8327d", "#f58fd0"),
    ("#6b7a00", "#cbd94a"),
    ("#5b3fb5", "#b39dff"),
    ("#7a4a2b", "#d0a27f"),
)
"""Colour of a highlighted group in light and in dark; told apart with a colour deficiency too."""

HEAT: tuple[tuple[str, str], ...] = (
    ("#9c1238", "#ff5f7a"),
    ("#cf4a1c", "#e8853f"),
    ("#dd922f", "#b98a35"),
    ("#dcc180", "#7d7345"),
    ("#cdd3dc", "#4c5563"),
)
"""Colour of what is rare to what is common in light and in dark: the rarer, the more it stands
out from the ground, so that lightness alone tells them apart."""

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""Badge of a group beside its colour."""


def mix(ground: str, ink: str, share: float) -> str:
    """A colour between two ``#rrggbb`` ones: ``share`` of the ink on the ground."""
    pairs = [(int(ground[i : i + 2], 16), int(ink[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)
