"""Published models of the library's families of language, speech, series and detection.

The folder ``second`` tells them, one checkpoint a line (``second_building``): structure as
published, sizes made small, heads and ways of calling as they are met with.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from building import Table
from definition import Definition
from second_building import Line, add, parsed, text_model
from second_nets import fill as fill_nets
from second_pairs import pair_model
from second_pixels import pixel_model, tower_model
from second_sounds import series_model, sound_model

FOLDER = Path(__file__).parent / "second"

KINDS: dict[str, Any] = {
    "encoders": text_model,
    "decoders": text_model,
    "pairs": pair_model,
    "speech": sound_model,
    "series": series_model,
    "towers": tower_model,
    "detectors": pixel_model,
}
"""What builds the lines of a file."""


def definitions() -> list[Definition]:
    """All of them, one exporter each, by turns."""
    table = Table()
    for name, build in KINDS.items():
        for line in _lines(name):
            add(table, line, build)
    fill_nets(table)
    return table.found


def _lines(name: str) -> list[Line]:
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return [parsed(line) for line in text.splitlines() if line]
